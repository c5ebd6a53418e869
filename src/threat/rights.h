/* threat/rights.h - who may do what. One table of rights and roles: every request of the route table names
 * the right that it needs, docs/permissions.md and the tests of every route for every role come from it.
 *
 * A second table names the actions that take two: one officer drafts, another with the right `approve`
 * agrees to exactly that. The audit chain refuses such an action without a second name
 * (service/desk/decide.c), whatever way it was reached.
 */
#pragma once
#include "threat/officer.h"

/* clang-format off */
#define AC_ROLES(X) \
	X(analyst, "grades reports and keeps the case") \
	X(officer, "drafts warnings and campaigns, runs them, speaks with people") \
	X(approver, "the second person: sees what will go out and agrees") \
	X(caller, "phones people and enters what they say") \
	X(legal, "attribution in public, people's rights to their data") \
	X(auditor, "reads the decisions and checks their chain") \
	X(administrator, "officers, sources, links, backups")

#define AC_ROLE(name, what) AC_ROLE_##name,
enum ac_role { AC_ROLES(AC_ROLE) ac_role_count };
#undef AC_ROLE

#define AC_ROLE_ANALYST (1u << AC_ROLE_analyst)
#define AC_ROLE_OFFICER (1u << AC_ROLE_officer)
#define AC_ROLE_APPROVER (1u << AC_ROLE_approver)
#define AC_ROLE_CALLER (1u << AC_ROLE_caller)
#define AC_ROLE_LEGAL (1u << AC_ROLE_legal)
#define AC_ROLE_AUDITOR (1u << AC_ROLE_auditor)
#define AC_ROLE_ADMINISTRATOR (1u << AC_ROLE_administrator)
#define AC_ROLE_ALL ((1u << ac_role_count) - 1)
/* Who works on a case, besides the callers. */
#define AC_ROLE_DESK (AC_ROLE_ANALYST | AC_ROLE_OFFICER | AC_ROLE_APPROVER | AC_ROLE_LEGAL)

/* right, its name, whose it is, what it allows */
#define AC_RIGHTS(X) \
	X(self, "self", AC_ROLE_ALL, "see and change one's own account") \
	X(case_read, "case.read", AC_ROLE_DESK | AC_ROLE_AUDITOR, "read cases, reports and evidence within their marks") \
	X(case_write, "case.write", AC_ROLE_ANALYST | AC_ROLE_OFFICER, "enter reports, assessments, facts and evidence") \
	X(warning_read, "warning.read", AC_ROLE_ALL, "read warnings, levels and what was published") \
	X(warning_draft, "warning.draft", AC_ROLE_OFFICER, "draft warnings, ask for their publication and their end") \
	X(campaign_read, "campaign.read", AC_ROLE_DESK | AC_ROLE_CALLER | AC_ROLE_AUDITOR, "read plans, figures and links") \
	X(campaign_run, "campaign.run", AC_ROLE_OFFICER, "start, pause, correct and finish campaigns; mark places") \
	X(person_read, "person.read", AC_ROLE_OFFICER | AC_ROLE_APPROVER | AC_ROLE_CALLER, "see names, numbers and what people said") \
	X(person_write, "person.write", AC_ROLE_OFFICER | AC_ROLE_CALLER, "enter what people said, take their calls for help") \
	X(person_rights, "person.rights", AC_ROLE_LEGAL | AC_ROLE_ADMINISTRATOR, "give out or erase all that is held about a person") \
	X(roster_write, "roster.write", AC_ROLE_OFFICER | AC_ROLE_ADMINISTRATOR, "take in sources of people, hotels and sites") \
	X(attribute, "attribute", AC_ROLE_LEGAL, "draft an attribution in public") \
	X(decision_read, "decision.read", AC_ROLE_DESK | AC_ROLE_AUDITOR, "see what waits for a second person") \
	X(approve, "approve", AC_ROLE_APPROVER, "agree to what another has drafted, or refuse it") \
	X(audit_read, "audit.read", AC_ROLE_AUDITOR | AC_ROLE_ADMINISTRATOR, "read the decisions and check their chain") \
	X(duty_read, "duty.read", AC_ROLE_ALL, "see who is on duty and what they are paged for") \
	X(duty_take, "duty.take", AC_ROLE_DESK | AC_ROLE_CALLER, "take what one is paged for") \
	X(duty_write, "duty.write", AC_ROLE_OFFICER | AC_ROLE_ADMINISTRATOR, "put officers on the duty roster and take them off") \
	X(officer_manage, "officer.manage", AC_ROLE_ADMINISTRATOR, "add officers, change their roles, lock them out") \
	X(system, "system", AC_ROLE_ADMINISTRATOR, "back up, restore and move the data, purge, test links")
/* clang-format on */

#define AC_RIGHT(right, name, roles, what) AC_RIGHT_##right,
enum ac_right { AC_RIGHTS(AC_RIGHT) ac_right_count };
#undef AC_RIGHT

const char *ac_role_name(enum ac_role role);
/** What it is for, in a few words. */
const char *ac_role_what(enum ac_role role);
/** Roles of a list such as "officer,caller". @return AC_INVALID naming the word that is none */
AC_MUST_CHECK enum ac_status ac_roles_from(
	struct ac_str list, unsigned *roles, struct ac_error *err);

struct ac_buf;
/** Append them as such a list, in the order of the table. */
void ac_roles_write(unsigned roles, struct ac_buf *out);

const char *ac_right_name(enum ac_right right);
/** What it allows, in a few words. */
const char *ac_right_what(enum ac_right right);
/** Whose it is, as bits. */
unsigned ac_right_roles(enum ac_right right);
/** AC_DENIED, naming the right and the roles that have it. */
AC_MUST_CHECK enum ac_status ac_right_check(
	enum ac_right right, const struct ac_officer *officer, struct ac_error *err);

/** Does this action ("warning.publish") need a second person's name? */
bool ac_action_takes_two(struct ac_str action);
/** AC_DENIED when it does and has none, or when both names are the same. */
AC_MUST_CHECK enum ac_status ac_two_check(
	struct ac_str action, const struct ac_officer *officer, struct ac_error *err);
