#include "text/reply_p.h"

/* An answer as a row of meanings. */
struct item {
	enum sense sense;
	size_t token;
	int value; /* NUMBER, TIME: as in the token */
	bool explains; /* stands after "because" in its clause */
};

struct reading {
	struct folded folded;
	struct item item[reply_token_max];
	size_t n;
	size_t first; /* the first item that is neither polite nor punctuation; n when there is none */
	int menu; /* 1…5 when the first item is a digit of the menu that stands as an answer, else 0 */
	unsigned said; /* bit set of the senses LEAVING…STOP that are said */
	bool doubt; /* denied, questioned, or hedged */
	bool unknown; /* words that nobody understood where they matter */
	bool more; /* words that do not matter to the answer, but to the desk */
};

static bool is_word(enum sense sense)
{
	return sense >= S_LEAVING && sense <= S_STOP;
}

static bool is_reason(enum sense sense)
{
	return sense >= S_MONEY && sense <= S_FAMILY;
}

static enum sense sense_at(const struct reading *r, size_t i)
{
	return i < r->n ? r->item[i].sense : S_BREAK;
}

static void read_items(struct reading *r)
{
	const struct folded *f = &r->folded;
	bool explains = false;
	for (size_t i = 0; i < f->count;) {
		const struct token *token = &f->token[i];
		struct item item = { S_UNKNOWN, i, token->value, false };
		size_t spans = 1;
		switch (token->kind) {
		case TOKEN_BREAK: item.sense = S_BREAK; break;
		case TOKEN_NUMBER: item.sense = S_NUMBER; break;
		case TOKEN_TIME: item.sense = S_TIME; break;
		case TOKEN_WORD: {
			size_t matched = reply_match(f, i, &item.sense);
			spans = matched ? matched : 1;
		}
		}
		explains = item.sense == S_BECAUSE || (explains && item.sense != S_BREAK);
		item.explains = explains;
		r->item[r->n++] = item;
		i += spans;
	}
}

/* ---- stated times ---- */

/* -1: none, 0: morning, 12: afternoon */
static int half_of_day(const struct reading *r, size_t i)
{
	if (i >= r->n)
		return -1;
	const struct token *token = &r->folded.token[r->item[i].token];
	if (r->item[i].sense == S_PM)
		return 12;
	if (r->item[i].sense == S_AM)
		return 0;
	return token->n == 2 && memcmp(r->folded.text + token->at, "am", 2) == 0 ? 0 : -1;
}

static void make_time(struct item *item, int minute)
{
	item->sense = S_TIME;
	item->value = minute;
}

static void read_number(struct reading *r, size_t i)
{
	struct item *item = &r->item[i];
	size_t digits = r->folded.token[item->token].n;
	int half = half_of_day(r, i + 1);
	if (half >= 0 && item->value >= 1 && item->value <= 12) {
		make_time(item, (item->value % 12 + half) * 60);
		r->item[i + 1].sense = S_CLOCK;
	} else if (digits == 4 && i > 0 && item->value / 100 < 24 && item->value % 100 < 60) {
		make_time(item, item->value / 100 * 60 + item->value % 100);
	} else if (i > 0 && r->item[i - 1].sense == S_CLOCK && item->value > 5 &&
		   item->value < 24) {
		item->sense = S_CLOCK; /* "at 6": morning or evening? the desk asks */
		r->more = true;
	}
}

static void read_time(struct reading *r, size_t i)
{
	struct item *item = &r->item[i];
	int half = half_of_day(r, i + 1);
	if (half < 0)
		return;
	r->item[i + 1].sense = S_CLOCK;
	if (item->value < 13 * 60)
		item->value = item->value % (12 * 60) + half * 60;
}

static void read_times(struct reading *r)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->item[i].sense == S_NUMBER)
			read_number(r, i);
		else if (r->item[i].sense == S_TIME)
			read_time(r, i);
	}
}

/* ---- the digit of the menu ---- */

static bool is_menu_digit(const struct reading *r, size_t i)
{
	return r->item[i].sense == S_NUMBER && r->folded.token[r->item[i].token].n == 1 &&
	       r->item[i].value >= 1 && r->item[i].value <= 5;
}

static bool says_something(const struct reading *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_word(r->item[i].sense) || is_reason(r->item[i].sense))
			return true;
	return false;
}

/* "3" and "3, we wait" answer; "3 people" and "we are 3" count something. */
static int menu_answer(const struct reading *r)
{
	if (r->first == r->n || !is_menu_digit(r, r->first))
		return 0;
	switch (sense_at(r, r->first + 1)) {
	case S_UNKNOWN:
	case S_LINK:
	case S_NOT:
	case S_NOT_AFTER: return 0;
	case S_SELF: return says_something(r) ? r->item[r->first].value : 0;
	default: return r->item[r->first].value;
	}
}

/* "1 or 5": digits and nothing else that means anything. */
static bool only_digits(const struct reading *r)
{
	for (size_t i = 0; i < r->n; i++) {
		enum sense sense = r->item[i].sense;
		if (!is_menu_digit(r, i) && sense != S_DOUBT && sense != S_POLITE &&
			sense != S_BREAK)
			return false;
	}
	return true;
}

/* ---- denials ---- */

/* Does a denial reach item i over nothing but linking words? "not [in need of] help", but not
 * "no I need help": a person in the way must belong to a link ("do not think that I need help"). */
static bool denied_before(const struct reading *r, size_t i)
{
	while (i-- > 0) {
		enum sense sense = r->item[i].sense;
		if (sense == S_NOT)
			return true;
		bool person = sense == S_SELF && i > 0 && r->item[i - 1].sense == S_LINK;
		if (sense != S_LINK && sense != S_CLOCK && !person)
			return false;
	}
	return false;
}

static bool denied_after(const struct reading *r, size_t i)
{
	do
		i++;
	while (sense_at(r, i) == S_LINK || sense_at(r, i) == S_CLOCK || sense_at(r, i) == S_WHEN);
	return sense_at(r, i) == S_NOT_AFTER;
}

/* ---- what it comes to ---- */

static void say(struct reading *r, size_t i)
{
	enum sense sense = r->item[i].sense;
	if ((sense == S_NEED_HELP || sense == S_STOP) &&
		(denied_before(r, i) || denied_after(r, i)))
		r->doubt = true;
	else
		r->said |= 1u << sense;
}

/* Unknown words after a digit and a pause, or after "because", add to an answer and do not undo it. */
static bool is_aside(const struct reading *r, size_t i)
{
	if (r->item[i].explains)
		return true;
	if (!r->menu)
		return false;
	for (size_t j = r->first + 1; j < i; j++)
		if (r->item[j].sense == S_BREAK)
			return true;
	return false;
}

static void weigh_unknown(struct reading *r, size_t i)
{
	if (is_aside(r, i))
		r->more = true;
	else
		r->unknown = true;
}

static void weigh(struct reading *r, size_t i)
{
	const struct item *item = &r->item[i];
	switch (item->sense) {
	case S_NOT:
	case S_NOT_AFTER:
	case S_CONTRARY:
	case S_DOUBT:
		if (item->explains)
			r->more = true;
		else
			r->doubt = true;
		return;
	case S_NUMBER:
		if (is_menu_digit(r, i) && (only_digits(r) || (r->menu && i == r->first)))
			r->said |= 1u << item->value;
		else
			r->unknown = true;
		return;
	case S_UNKNOWN:
	case S_STOP_ALONE:
	case S_LINK: weigh_unknown(r, i); return;
	default:
		if (is_word(item->sense))
			say(r, i);
	}
}

static bool nothing_but(const struct reading *r, enum sense wanted)
{
	bool found = false;
	for (size_t i = 0; i < r->n; i++) {
		enum sense sense = r->item[i].sense;
		found |= sense == wanted;
		if (sense != wanted && sense != S_POLITE && sense != S_BREAK)
			return false;
	}
	return found;
}

static bool asks_to_stop(const struct reading *r)
{
	if (nothing_but(r, S_STOP_ALONE))
		return true;
	return r->said & 1u << S_STOP && (sense_at(r, r->first) == S_STOP || !r->unknown);
}

/* "left and safe", "safe, leaving today": being safe takes nothing away from going. */
static unsigned without_safe(const struct reading *r)
{
	const unsigned going = 1u << S_LEAVING | 1u << S_MOVED | 1u << S_LEFT | 1u << S_NOT_HERE;
	if (!only_digits(r) && r->said & going && r->said & 1u << S_SAFE)
		return r->said & ~(1u << S_SAFE);
	return r->said;
}

static enum ac_reply_word single_word(const struct reading *r)
{
	unsigned said = without_safe(r);
	if (r->doubt || r->unknown || said == 0 || said & (said - 1) || said & 1u << S_STOP)
		return AC_REPLY_FREE_TEXT;
	return (enum ac_reply_word)__builtin_ctz(said);
}

static enum ac_refusal_reason reason(const struct reading *r, bool more)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_reason(r->item[i].sense))
			return (enum ac_refusal_reason)(
				r->item[i].sense - S_MONEY + AC_REFUSAL_MONEY);
	return more ? AC_REFUSAL_OTHER : AC_REFUSAL_NONE;
}

/* A reason to stay beside any other answer ("leaving for work") makes it unclear. */
static bool reason_clashes(const struct reading *r, enum ac_reply_word word)
{
	if (word == AC_REPLY_STAYING || word == AC_REPLY_FREE_TEXT)
		return false;
	for (size_t i = 0; i < r->n; i++)
		if (is_reason(r->item[i].sense) && !is_aside(r, i))
			return true;
	return false;
}

static int stated_minute(const struct reading *r)
{
	int minute = -1;
	for (size_t i = 0; i < r->n; i++)
		if (r->item[i].sense == S_TIME) {
			if (minute >= 0)
				return -1;
			minute = r->item[i].value;
		}
	return minute;
}

static void read_all(struct reading *r)
{
	read_items(r);
	read_times(r);
	while (sense_at(r, r->first) == S_POLITE ||
		(r->first < r->n && sense_at(r, r->first) == S_BREAK))
		r->first++;
	r->menu = menu_answer(r);
	r->doubt = r->folded.question;
	r->unknown = r->folded.cut;
	for (size_t i = 0; i < r->n; i++)
		weigh(r, i);
}

struct ac_reply ac_reply_understand(struct ac_str text)
{
	struct reading r = { 0 };
	reply_fold(text, &r.folded);
	read_all(&r);
	struct ac_reply reply = { .stop = asks_to_stop(&r), .minute = stated_minute(&r) };
	unsigned beyond = r.said;
	if (r.said & 1u << S_NEED_HELP) {
		reply.word = AC_REPLY_NEED_HELP;
		beyond &= ~(1u << S_NEED_HELP);
	} else if (reply.stop) {
		reply.word = AC_REPLY_STOP;
		beyond &= ~(1u << S_STOP);
	} else {
		reply.word = single_word(&r);
		if (reason_clashes(&r, reply.word))
			reply.word = AC_REPLY_FREE_TEXT;
		beyond = 0;
	}
	reply.more = r.more || r.unknown || r.doubt || beyond ||
		     (reply.word == AC_REPLY_FREE_TEXT && r.n > 0);
	if (reply.word == AC_REPLY_STAYING)
		reply.reason = reason(&r, reply.more);
	return reply;
}
