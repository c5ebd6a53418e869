/* service/desk/accounts.h - what sessions.c and officers.c share. */
#pragma once
#include "service/service.h"
#include "store/officers.h"
#include "threat/rights.h"
#include "json/json.h"

/** A change of accounts or sessions: durable, and nobody is let in by what was so before. */
AC_MUST_CHECK enum ac_status ac_accounts_write(
	struct ac_service *service, ac_service_change *change, void *ctx, struct ac_error *err);

/** Refuse tokens: what changes an account takes a session. */
AC_MUST_CHECK enum ac_status ac_accounts_by_session(
	const struct ac_officer *officer, struct ac_error *err);

/* What an officer who does not ask themselves (a drafter, at the approval) is at present. */
struct ac_holding {
	unsigned roles; /* bits of enum ac_role; 0 when something stands against them */
	const char *against; /* static, "is disabled"; NULL: they hold the right */
};

/**
 * Does the officer hold the right now? An account that wrong log-ins have closed for a while does: others
 * can do that to it.
 */
AC_MUST_CHECK enum ac_status ac_accounts_holds(struct ac_db *db, struct ac_str name,
	enum ac_right right, struct ac_holding *holding, struct ac_error *err);

/**
 * Are these two accounts two persons (threat/two_persons.h), by what the audit chain says of the last 24 hours? More
 * makings in that time than can be followed: they are not.
 */
AC_MUST_CHECK enum ac_status ac_accounts_two_persons(struct ac_db *db, struct ac_str one,
	struct ac_str other, struct ac_wall now, bool *two, struct ac_error *err);

enum ac_password_cost ac_accounts_cost(const struct ac_service *service);

/** A member "roles": the names. */
void ac_json_set_roles(struct ac_json *object, unsigned roles);
