#include "text/reply_word.h"

#define AC_X(number, constant, name) [number] = name,
static const char *const words[] = { AC_REPLY_WORDS(AC_X) };
static const char *const reasons[] = { AC_REFUSAL_REASONS(AC_X) };
#undef AC_X

const char *ac_reply_word_name(enum ac_reply_word word)
{
	return (unsigned)word < ac_reply_word_count ? words[word] : "?";
}

const char *ac_refusal_reason_name(enum ac_refusal_reason reason)
{
	return (unsigned)reason < ac_refusal_reason_count ? reasons[reason] : "?";
}

static int find(struct ac_str name, const char *const names[], int n)
{
	for (int i = 0; i < n; i++)
		if (ac_str_eq(name, ac_str(names[i])))
			return i;
	return -1;
}

bool ac_reply_word_from(struct ac_str name, enum ac_reply_word *word)
{
	int found = find(name, words, ac_reply_word_count);
	if (found >= 0)
		*word = (enum ac_reply_word)found;
	return found >= 0;
}

bool ac_refusal_reason_from(struct ac_str name, enum ac_refusal_reason *reason)
{
	int found = find(name, reasons, ac_refusal_reason_count);
	if (found >= 0)
		*reason = (enum ac_refusal_reason)found;
	return found >= 0;
}
