/* service/desk/sessions.h - officers come in and go: log-in, sessions, tokens, and who is asking.
 *
 * A log-in takes name, password and the authenticator's code, and gives a secret that is shown once; the
 * database keeps a keyed hash of it. A session ends after 12 hours, or 30 minutes after it was last used. A
 * token is for a program: it has a name, an end, and some of its officer's roles, never more than the
 * officer has at that moment; it cannot change the account. What goes wrong at a log-in is told as
 * one thing, and takes the same time, whichever part was wrong; five wrong ones close the account for a while
 * (threat/lockout.h).
 *
 * `now` is the real time (ac_wall_now()), an argument so that tests can age: authenticators and people's
 * absence know nothing of an exercise's clock. Audit rows carry the service's time like all others.
 */
#pragma once
#include "service/desk/credentials.h"
#include "service/gate.h"
#include "service/service.h"
#include "json/json.h"

#define AC_SESSION_LASTS (12 * AC_HOUR)
#define AC_SESSION_IDLE (30 * AC_MINUTE)
enum { ac_secret_digits = 64, ac_token_max_days = 366 };

struct ac_log_in {
	struct ac_credentials given;
	struct ac_origin source; /* where it comes from; zero: this process */
};

/**
 * @param answer  {"secret","session","ends","officer":{"id","name","roles":[…]}}
 * @return AC_NO_SESSION "wrong name, password or code"; AC_BUSY when too many log in at once, or from there
 */
AC_MUST_CHECK enum ac_status ac_sessions_log_in(struct ac_service *service,
	const struct ac_log_in *log_in, struct ac_wall now, struct ac_json *answer,
	struct ac_error *err);

/** The session or token that asks is over. */
AC_MUST_CHECK enum ac_status ac_sessions_log_out(
	struct ac_service *service, struct ac_officer officer, struct ac_error *err);

/** Who am I? {"session","token","created","used","ends","officer":{…}} */
AC_MUST_CHECK enum ac_status ac_sessions_view(struct ac_service *service, struct ac_officer officer,
	struct ac_json *answer, struct ac_error *err);

/* ---- tokens, of the officer who asks ---- */

struct ac_token_new {
	struct ac_str name;
	unsigned roles; /* some of the officer's */
	int64_t days; /* 1…ac_token_max_days */
};

/** @param answer  {"id","name","secret","ends","roles"} @return AC_DENIED for roles one has not, or by token */
AC_MUST_CHECK enum ac_status ac_tokens_make(struct ac_service *service, struct ac_officer officer,
	const struct ac_token_new *token, struct ac_wall now, struct ac_json *answer,
	struct ac_error *err);
/** {"tokens":[…]}, sessions among them ("token": false). */
AC_MUST_CHECK enum ac_status ac_tokens_view(struct ac_service *service, struct ac_officer officer,
	struct ac_json *answer, struct ac_error *err);
/** One's own; AC_NOT_FOUND for others'. */
AC_MUST_CHECK enum ac_status ac_tokens_revoke(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);

/* ---- every request ---- */

/**
 * Whose secret is it, and may they still come in?
 * @param secret  as sent; empty: none
 * @param asker   filled on success
 * @return AC_NO_SESSION with the remedy
 */
AC_MUST_CHECK enum ac_status ac_sessions_resolve(struct ac_service *service, struct ac_str secret,
	struct ac_wall now, struct ac_asker *asker, struct ac_error *err);
/** They as an officer; the name is lent by the asker. */
struct ac_officer ac_asker_officer(const struct ac_asker *asker);
/** They asked something that they may. The database learns of it once a minute. */
void ac_sessions_used(struct ac_service *service, struct ac_asker *asker, struct ac_wall now);
/** They asked something that they may not: all that remains is an audit row. @param right  its name */
void ac_sessions_denied(struct ac_service *service, struct ac_officer officer, const char *right);
