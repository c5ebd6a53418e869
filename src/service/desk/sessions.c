/* Log-in, log-out, and who is logged in. Tokens and askers have files of their own. */
#include "service/desk/sessions_p.h"

#include "base/log.h"
#include "service/desk/accounts.h"
#include "service/desk/decide.h"
#include "threat/rights.h"

#include <stdio.h>

/* ---- secrets ---- */

void session_key(
	struct ac_service *service, struct ac_str text, unsigned char key[ac_vault_tag_size])
{
	ac_vault_index128(ac_service_vault(service), AC_INDEX_SESSION, text, key);
}

void session_new_secret(struct ac_service *service, struct session_secret *secret)
{
	unsigned char bytes[ac_secret_digits / 2];
	ac_vault_random(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		(void)snprintf(secret->text + 2 * i, 3, "%02x", bytes[i]);
	session_key(service, ac_str(secret->text), secret->key);
	ac_vault_wipe(bytes, sizeof bytes);
}

/* ---- log-in ---- */

struct logging_in {
	struct ac_service *service;
	struct ac_origin source;
	struct ac_credentials_check check;
	struct ac_account account; /* theirs, once they are in */
	struct session_secret secret;
	struct ac_session_row session;
	bool in;
};

static void logging_in_wipe(struct logging_in *l)
{
	ac_vault_wipe(l, sizeof *l);
}
AC_AUTO_DEFINE_VALUE(logging_in, struct logging_in, logging_in_wipe)

/* Where the officer has been let in before, nobody else's guesses shut them out. */
static enum ac_status find_account(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct logging_in *l = ctx;
	AC_TRY(ac_credentials_find(db, &l->check, err));
	l->check.trusted = l->check.known && ac_gate_knows(ac_service_gate(l->service), l->source,
						     l->check.account.officer);
	return AC_OK;
}

static enum ac_status begin_session(struct ac_db *db, struct logging_in *l, struct ac_error *err)
{
	struct ac_wall now = l->check.now;
	AC_TRY(ac_sessions_purge(db, now, (struct ac_wall){ now.us - AC_SESSION_IDLE }, err));
	l->session = (struct ac_session_row){ .officer = l->account.officer,
		.created_at = now,
		.used_at = now,
		.ends_at = { now.us + AC_SESSION_LASTS } };
	AC_TRY(ac_session_insert(db, &l->session, l->secret.key, err));
	const struct ac_by by = { { .name = ac_str(l->account.name) }, l->check.at };
	return ac_decided(db, &by, "session.begin", "session", l->session.id, NULL, err);
}

static enum ac_status settle(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct logging_in *l = ctx;
	AC_TRY(ac_credentials_settle(db, &l->check, &l->account, &l->in, err));
	return l->in ? begin_session(db, l, err) : AC_OK;
}

static void answer_log_in(const struct logging_in *l, struct ac_json *answer)
{
	ac_json_set_text(answer, "secret", l->secret.text);
	ac_json_set_i64(answer, "session", l->session.id);
	ac_json_set_wall(answer, "ends", l->session.ends_at);
	struct ac_json *officer = ac_json_set_object(answer, "officer");
	ac_json_set_i64(officer, "id", l->account.officer);
	ac_json_set_text(officer, "name", l->account.name);
	ac_json_set_roles(officer, l->account.roles);
}

enum ac_status ac_sessions_log_in(struct ac_service *service, const struct ac_log_in *log_in,
	struct ac_wall now, struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(logging_in)
	struct logging_in l = { .service = service,
		.source = log_in->source,
		.check = { .given = &log_in->given,
			.cost = ac_accounts_cost(service),
			.now = now,
			.at = ac_service_now(service) } };
	if (!ac_gate_may_try(ac_service_gate(service), log_in->source, now))
		return ac_fail(err, AC_BUSY,
			"too many log-ins from there, or from everywhere: try again in a minute");
	AC_TRY(ac_service_read(service, find_account, &l, err));
	AC_TRY(ac_credentials_password(&l.check, err));
	session_new_secret(service, &l.secret);
	AC_TRY(ac_accounts_write(service, settle, &l, err));
	if (!l.in) {
		ac_gate_count(ac_service_gate(service), AC_TURNED_AWAY_LOG_IN);
		ac_log(AC_LOG_INFO, "officer.log_in_refused", "officer=%lld",
			(long long)(l.check.known ? l.check.account.officer : 0));
		return ac_credentials_refuse(err);
	}
	ac_gate_came_in(ac_service_gate(service), log_in->source, l.account.officer, now);
	answer_log_in(&l, answer);
	return AC_OK;
}

/* ---- out, and who am I ---- */

struct ending {
	struct ac_by by;
	int64_t id;
	const char *action, *object;
};

static enum ac_status end_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ending *e = ctx;
	struct ac_session_row row;
	AC_TRY(ac_session_get(db, e->id, &row, err));
	if (row.officer != e->by.officer.id)
		return ac_fail(err, AC_NOT_FOUND, "you have no token %lld", (long long)e->id);
	AC_TRY(ac_session_delete(db, e->id, err));
	return ac_decided(db, &e->by, row.token ? "token.revoke" : "session.end", "session", e->id,
		NULL, err);
}

enum ac_status session_end(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct ending e = { .by = ac_by(service, officer), .id = id };
	return ac_accounts_write(service, end_it, &e, err);
}

enum ac_status ac_sessions_log_out(
	struct ac_service *service, struct ac_officer officer, struct ac_error *err)
{
	return session_end(service, officer, officer.session, err);
}

void session_put(struct ac_json *json, const struct ac_session_row *row)
{
	ac_json_set_bool(json, "token", row->token);
	ac_json_set_wall(json, "created", row->created_at);
	ac_json_set_wall(json, "used", row->used_at);
	ac_json_set_wall(json, "ends", row->ends_at);
	if (!row->token)
		return;
	ac_json_set_text(json, "name", row->name);
	ac_json_set_roles(json, row->roles);
}

struct looking {
	int64_t id;
	struct ac_json *into;
};

static enum ac_status look_at_one(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct looking *look = ctx;
	struct ac_session_row row;
	AC_TRY(ac_session_get(db, look->id, &row, err));
	ac_json_set_i64(look->into, "session", row.id);
	session_put(look->into, &row);
	return AC_OK;
}

enum ac_status ac_sessions_view(struct ac_service *service, struct ac_officer officer,
	struct ac_json *answer, struct ac_error *err)
{
	struct looking look = { officer.session, answer };
	AC_TRY(ac_service_read(service, look_at_one, &look, err));
	struct ac_json *who = ac_json_set_object(answer, "officer");
	ac_json_set_i64(who, "id", officer.id);
	ac_json_set_str(who, "name", officer.name);
	ac_json_set_roles(who, officer.roles);
	return AC_OK;
}
