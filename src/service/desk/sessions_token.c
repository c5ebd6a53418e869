/* Tokens: sessions of programs, with a name and some of an officer's roles. */
#include "service/desk/sessions_p.h"

#include "service/desk/accounts.h"
#include "service/desk/decide.h"

#include <stdio.h>

struct making {
	struct ac_by by;
	struct ac_session_row row;
	struct session_secret secret;
};

static enum ac_status make_token(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct making *m = ctx;
	AC_TRY(ac_session_insert(db, &m->row, m->secret.key, err));
	return ac_decided(db, &m->by, "token.make", "session", m->row.id, NULL, err);
}

static enum ac_status check_token(
	const struct ac_officer *officer, const struct ac_token_new *token, struct ac_error *err)
{
	AC_TRY(ac_accounts_by_session(officer, err));
	if (!token->name.n || token->name.n > ac_officer_name_max)
		return ac_fail(err, AC_INVALID, "name: 1 to %d bytes", ac_officer_name_max);
	if (!token->roles)
		return ac_fail(err, AC_INVALID, "roles: name at least one");
	if (token->roles & ~officer->roles)
		return ac_fail(err, AC_DENIED, "roles: a token has some of yours, no others");
	if (token->days < 1 || token->days > ac_token_max_days)
		return ac_fail(err, AC_INVALID, "days: 1 to %d", ac_token_max_days);
	return AC_OK;
}

enum ac_status ac_tokens_make(struct ac_service *service, struct ac_officer officer,
	const struct ac_token_new *token, struct ac_wall now, struct ac_json *answer,
	struct ac_error *err)
{
	AC_TRY(check_token(&officer, token, err));
	struct making m = { .by = ac_by(service, officer),
		.row = { .officer = officer.id,
			.token = true,
			.roles = token->roles,
			.created_at = now,
			.used_at = now,
			.ends_at = { now.us + token->days * AC_DAY } } };
	(void)snprintf(m.row.name, sizeof m.row.name, "%.*s", AC_STR_ARG(token->name));
	session_new_secret(service, &m.secret);
	AC_TRY(ac_accounts_write(service, make_token, &m, err));
	ac_json_set_i64(answer, "id", m.row.id);
	ac_json_set_text(answer, "secret", m.secret.text);
	session_put(answer, &m.row);
	ac_vault_wipe(&m.secret, sizeof m.secret);
	return AC_OK;
}

static void add_session(void *ctx, const struct ac_session_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_i64(json, "id", row->id);
	session_put(json, row);
}

struct listing {
	int64_t officer;
	struct ac_json *array;
};

static enum ac_status list_sessions(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct listing *l = ctx;
	return ac_session_each(db, l->officer, add_session, l->array, err);
}

enum ac_status ac_tokens_view(struct ac_service *service, struct ac_officer officer,
	struct ac_json *answer, struct ac_error *err)
{
	struct listing l = { officer.id, ac_json_set_array(answer, "tokens") };
	return ac_service_read(service, list_sessions, &l, err);
}

enum ac_status ac_tokens_revoke(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	AC_TRY(ac_accounts_by_session(&officer, err));
	return session_end(service, officer, id, err);
}
