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
 * Was this account made, opened, or given roles, a password or an authenticator, by `maker` in the 24 hours before
 * `now`? Then its holder may be the maker, and is no second person to them.
 */
AC_MUST_CHECK enum ac_status ac_accounts_made_by(struct ac_db *db, struct ac_str name,
	struct ac_str maker, struct ac_wall now, bool *made, struct ac_error *err);

enum ac_password_cost ac_accounts_cost(const struct ac_service *service);

/** A member "roles": the names. */
void ac_json_set_roles(struct ac_json *object, unsigned roles);
