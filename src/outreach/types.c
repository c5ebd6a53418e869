#include "outreach/types.h"

#define AC_N(value, name) [value] = #name,

static const char *pick(const char *const *names, size_t n, size_t i)
{
	return i < n ? names[i] : "?";
}

static bool find(const char *const *names, size_t n, struct ac_str name, size_t *found)
{
	for (size_t i = 0; i < n; i++)
		if (ac_str_eq(name, ac_str(names[i]))) {
			*found = i;
			return true;
		}
	return false;
}

#define AC_NAMES(word, table)                                                                     \
	static const char *const word##_names[] = { table(AC_N) };                                \
	const char *ac_##word##_name(enum ac_##word value)                                        \
	{                                                                                         \
		return pick(                                                                      \
			word##_names, sizeof word##_names / sizeof *word##_names, (size_t)value); \
	}

#define AC_FROM(word)                                                                          \
	bool ac_##word##_from(struct ac_str name, enum ac_##word *value)                       \
	{                                                                                      \
		size_t i;                                                                      \
		if (!find(word##_names, sizeof word##_names / sizeof *word##_names, name, &i)) \
			return false;                                                          \
		*value = (enum ac_##word)i;                                                    \
		return true;                                                                   \
	}

AC_NAMES(standing, AC_STANDINGS)
AC_NAMES(told, AC_TOLDS)
AC_NAMES(explained, AC_EXPLAINEDS)
AC_NAMES(word, AC_WORDS)
AC_NAMES(kind, AC_KINDS)
AC_NAMES(channel, AC_CHANNELS)
AC_NAMES(contact_state, AC_CONTACT_STATES)
AC_NAMES(attempt_state, AC_ATTEMPT_STATES)
AC_NAMES(campaign_state, AC_CAMPAIGN_STATES)
AC_NAMES(closing, AC_CLOSINGS)

AC_FROM(standing)
AC_FROM(word)
AC_FROM(channel)
AC_FROM(kind)
