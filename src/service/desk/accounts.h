/* service/desk/accounts.h - what sessions.c and officers.c share. */
#pragma once
#include "service/service.h"
#include "store/officers.h"
#include "json/json.h"

/** A change of accounts or sessions: durable, and nobody is let in by what was so before. */
AC_MUST_CHECK enum ac_status ac_accounts_write(
	struct ac_service *service, ac_service_change *change, void *ctx, struct ac_error *err);

/** Note a wrong log-in; the audit chain hears of it when it closes the account. */
AC_MUST_CHECK enum ac_status ac_accounts_wrong(struct ac_service *service, struct ac_db *db,
	struct ac_account *account, struct ac_wall now, struct ac_error *err);

/** Refuse tokens: what changes an account takes a session. */
AC_MUST_CHECK enum ac_status ac_accounts_by_session(
	const struct ac_officer *officer, struct ac_error *err);

enum ac_password_cost ac_accounts_cost(const struct ac_service *service);

/** A member "roles": the names. */
void ac_json_set_roles(struct ac_json *object, unsigned roles);
