#include "threat/rights.h"

#include "base/buf.h"

/* clang-format off */
#define ROLE(name, what) #name,
static const char *const role_names[] = { AC_ROLES(ROLE) };
#define ROLE_WHAT(name, what) what,
static const char *const role_whats[] = { AC_ROLES(ROLE_WHAT) };
#define RIGHT(right, name, roles, what) { name, what, roles },
static const struct { const char *name, *what; unsigned roles; } rights[] = { AC_RIGHTS(RIGHT) };

static const char *const by_two[] = {
	"case.posture", "case.keep_officials", "case.close", "level.set",
	"warning.publish", "warning.republish", "warning.clear", "warning.retract", "statement.publish",
	"campaign.create", "campaign.start", "campaign.text", "campaign.quiet_override", "campaign.resume_frozen",
	"campaign.all_clear", "campaign.retract",
	"place.mark_at_risk", "place.unmark", "headcount.give",
	"attribution.publish", "attribution.withdraw",
};
/* clang-format on */

const char *ac_role_name(enum ac_role role)
{
	return role_names[role];
}

const char *ac_role_what(enum ac_role role)
{
	return role_whats[role];
}

static bool role_from(struct ac_str word, unsigned *roles)
{
	for (int role = 0; role < ac_role_count; role++) {
		if (!ac_str_eq(word, ac_str(role_names[role])))
			continue;
		*roles |= 1u << role;
		return true;
	}
	return false;
}

enum ac_status ac_roles_from(struct ac_str list, unsigned *roles, struct ac_error *err)
{
	unsigned found = 0;
	struct ac_str word;
	while (ac_str_cut(&list, ',', &word))
		if (!role_from(ac_str_trim(word), &found))
			return ac_fail(err, AC_INVALID,
				"roles: \"%.*s\" is none of analyst, officer, approver, caller, "
				"legal, auditor, administrator",
				AC_STR_ARG(word));
	*roles = found;
	return AC_OK;
}

void ac_roles_write(unsigned roles, struct ac_buf *out)
{
	const char *between = "";
	for (int role = 0; role < ac_role_count; role++) {
		if (!(roles & 1u << role))
			continue;
		ac_buf_printf(out, "%s%s", between, role_names[role]);
		between = ",";
	}
}

const char *ac_right_name(enum ac_right right)
{
	return rights[right].name;
}

const char *ac_right_what(enum ac_right right)
{
	return rights[right].what;
}

unsigned ac_right_roles(enum ac_right right)
{
	return rights[right].roles;
}

enum ac_status ac_right_check(
	enum ac_right right, const struct ac_officer *officer, struct ac_error *err)
{
	if (rights[right].roles & officer->roles)
		return AC_OK;
	AC_AUTO(buf) struct ac_buf who;
	ac_buf_init(&who, 160);
	ac_roles_write(rights[right].roles, &who);
	return ac_fail(err, AC_DENIED, "this takes the right %s, which is held by: %s",
		rights[right].name, who.p);
}

bool ac_action_takes_two(struct ac_str action)
{
	for (size_t i = 0; i < sizeof by_two / sizeof *by_two; i++)
		if (ac_str_eq(action, ac_str(by_two[i])))
			return true;
	return false;
}

enum ac_status ac_two_check(
	struct ac_str action, const struct ac_officer *officer, struct ac_error *err)
{
	if (!ac_action_takes_two(action))
		return AC_OK;
	const struct ac_agreed *agreed = officer->agreed;
	if (!agreed || !agreed->approver.n)
		return ac_fail(err, AC_DENIED,
			"%.*s takes two: one officer drafts it, another approves",
			AC_STR_ARG(action));
	if (ac_str_eq(officer->name, agreed->approver))
		return ac_fail(err, AC_DENIED, "%.*s takes two, and both are %.*s",
			AC_STR_ARG(action), AC_STR_ARG(officer->name));
	return AC_OK;
}
