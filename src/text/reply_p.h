/* text/reply_p.h - between the tables of reply_xx.c, the folding and the decision. */
#pragma once
#include "text/reply.h"

/* What a phrase contributes. The first ten are the words of reply_word.h, in its order. */
enum sense {
	S_UNKNOWN = 0,
	S_LEAVING,
	S_MOVED,
	S_STAYING,
	S_SAFE,
	S_NEED_HELP,
	S_LEFT,
	S_NOT_HERE,
	S_WRONG_PERSON,
	S_STOP,
	S_STOP_ALONE, /* STOP only as the whole answer: the word has other uses */
	S_MONEY, /* reasons for staying, in the order of enum ac_refusal_reason */
	S_WORK,
	S_DISBELIEF,
	S_CANNOT_TRAVEL,
	S_FAMILY,
	S_NOT, /* denies what follows */
	S_NOT_AFTER, /* denies what went before, as Turkish does */
	S_CONTRARY, /* a whole phrase that denies or calls into question */
	S_DOUBT, /* or, maybe, if */
	S_LINK, /* may stand between a denial and a call for help: need, any */
	S_SELF, /* I, we, am, already, here: says nothing by itself */
	S_POLITE, /* please, thanks, hello, my answer is: may stand round a digit too */
	S_WHEN, /* today, now */
	S_CLOCK, /* at, towards, o'clock */
	S_AM,
	S_PM,
	S_BECAUSE,
	S_BREAK, /* punctuation, and "but" */
	S_NUMBER, /* from here on no phrases: what the folding found */
	S_TIME,
};

/* One row of a language's table: phrases in that language's own spelling, parted by '|'. */
struct reply_row {
	enum sense sense;
	const char *phrases;
};

/* Each ends with a row of NULL. */
extern const struct reply_row ac_reply_en[], ac_reply_he[], ac_reply_tr[], ac_reply_ar[],
	ac_reply_ru[], ac_reply_fr[];

enum { reply_text_max = 1024, reply_token_max = 128 };

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_TIME, TOKEN_BREAK };

struct token {
	enum token_kind kind;
	uint16_t at, n; /* bytes in folded.text */
	int value; /* NUMBER: its value, TIME: minute of the day */
};

/* An answer without case, accents, vowel points, look-alikes: words parted by single blanks. */
struct folded {
	char text[reply_text_max + 8];
	size_t n;
	struct token token[reply_token_max];
	size_t count;
	bool question; /* a question mark anywhere */
	bool cut; /* there was more than fits */
};

void reply_fold(struct ac_str text, struct folded *folded);

/* The longest phrase that starts at token i. @return how many tokens it spans, 0 for none */
size_t reply_match(const struct folded *folded, size_t i, enum sense *sense);

/* How many phrases have been given two senses (tests want 0); their first is named. */
size_t reply_table_conflicts(char example[64]);
