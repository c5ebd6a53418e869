/* service/desk/officers.h - officers' accounts: who may come in, and as what.
 *
 * Every change is audited under the administrator's name with the officer's number. Whatever lessens an
 * account (another password, another authenticator, disabling) ends its sessions and tokens; fewer roles
 * count at once. There is always an administrator who can come in. `now`: see service/desk/sessions.h.
 */
#pragma once
#include "service/service.h"
#include "json/json.h"

struct ac_officer_new {
	struct ac_str name; /* 1…100 bytes of UTF-8 without control characters */
	unsigned roles; /* at least one */
	struct ac_str password;
};

/**
 * The first officer, for whom nobody can vouch. The caller has made sure that whoever asks owns the
 * data directory. @return AC_CONFLICT when there is one; AC_INVALID without the role administrator
 * @param answer  as of ac_officers_add()
 */
AC_MUST_CHECK enum ac_status ac_officers_first(struct ac_service *service,
	const struct ac_officer_new *officer, struct ac_wall now, struct ac_json *answer,
	struct ac_error *err);

/** @param answer  {"id","name","roles","otpauth"}: the authenticator's URL is shown this once  @return AC_EXISTS */
AC_MUST_CHECK enum ac_status ac_officers_add(struct ac_service *service, struct ac_officer by,
	const struct ac_officer_new *officer, struct ac_wall now, struct ac_json *answer,
	struct ac_error *err);

/** {"officers":[{"id","name","roles","disabled","locked_until","created"},…]} */
AC_MUST_CHECK enum ac_status ac_officers_view(struct ac_service *service, struct ac_wall now,
	struct ac_json *answer, struct ac_error *err);

/* AC_NOT_FOUND; AC_CONFLICT when no administrator would be left; AC_DENIED for roles of one's own. */
AC_MUST_CHECK enum ac_status ac_officers_set_roles(struct ac_service *service, struct ac_officer by,
	int64_t id, unsigned roles, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_officers_set_password(struct ac_service *service,
	struct ac_officer by, int64_t id, struct ac_str password, struct ac_error *err);
/** @param answer  {"otpauth"} */
AC_MUST_CHECK enum ac_status ac_officers_new_authenticator(struct ac_service *service,
	struct ac_officer by, int64_t id, struct ac_json *answer, struct ac_error *err);
/** false also opens an account that wrong log-ins have closed. */
AC_MUST_CHECK enum ac_status ac_officers_disable(struct ac_service *service, struct ac_officer by,
	int64_t id, bool disabled, struct ac_error *err);

/** One's own, by the present one. @return AC_DENIED when that is wrong, which counts as a wrong log-in */
AC_MUST_CHECK enum ac_status ac_officers_own_password(struct ac_service *service,
	struct ac_officer by, struct ac_str old, struct ac_str password, struct ac_wall now,
	struct ac_error *err);
