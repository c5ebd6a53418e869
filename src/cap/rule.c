#include "cap/rule.h"

#define AC_X(constant, name, kind, level, wrong, remedy) \
	{ name, AC_CAP_CLASS_##kind, AC_CAP_##level, wrong, remedy },
static const struct ac_cap_rule rules[] = { AC_CAP_RULES(AC_X) };
#undef AC_X

const struct ac_cap_rule *ac_cap_rule(enum ac_cap_rule_id id)
{
	return &rules[id];
}
