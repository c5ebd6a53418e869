#include "cap/types.h"

static int find(struct ac_str name, const char *const names[], int count)
{
	for (int i = 0; i < count; i++)
		if (ac_str_eq(name, ac_str(names[i])))
			return i;
	return -1;
}

#define NAME(constant, name) name,

/* Both functions of one list. */
#define DEFINE(list, prefix, stem)                                                          \
	static const char *const stem##_names[] = { list(NAME) };                           \
                                                                                            \
	const char *ac_cap_##stem##_name(enum ac_cap_##stem value)                          \
	{                                                                                   \
		return (unsigned)value < ac_cap_##stem##_count ? stem##_names[value] : "?"; \
	}                                                                                   \
                                                                                            \
	bool ac_cap_##stem##_from(struct ac_str name, enum ac_cap_##stem *value)            \
	{                                                                                   \
		int found = find(name, stem##_names, ac_cap_##stem##_count);                \
		if (found >= 0)                                                             \
			*value = (enum ac_cap_##stem)found;                                 \
		return found >= 0;                                                          \
	}

AC_CAP_LISTS(DEFINE)
