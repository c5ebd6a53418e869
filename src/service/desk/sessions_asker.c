/* Every request: whose secret it carries, and what stays of it. */
#include "service/desk/sessions_p.h"

#include "base/log.h"
#include "service/desk/accounts.h"
#include "service/desk/decide.h"

#include <stdio.h>

struct resolving {
	struct ac_asker asker;
	bool known;
};

static enum ac_status read_asker(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct resolving *r = ctx;
	struct ac_session_row row;
	AC_AUTO(account) struct ac_account account = { 0 };
	enum ac_status status = ac_session_find(db, r->asker.key, &row, err);
	if (status == AC_NOT_FOUND)
		return AC_OK;
	AC_TRY(status);
	AC_TRY(ac_account_get(db, row.officer, &account, err));
	r->known = !account.disabled;
	r->asker.officer = row.officer;
	r->asker.session = row.id;
	r->asker.token = row.token;
	r->asker.roles = row.token ? row.roles & account.roles : account.roles;
	r->asker.ends_at = row.ends_at;
	r->asker.used_at = r->asker.noted_at = row.used_at;
	(void)snprintf(r->asker.name, sizeof r->asker.name, "%s", account.name);
	return AC_OK;
}

static bool may_come_in(const struct ac_asker *asker, struct ac_wall now)
{
	return now.us < asker->ends_at.us &&
	       (asker->token || now.us - asker->used_at.us < AC_SESSION_IDLE);
}

static bool is_secret(struct ac_str text)
{
	if (text.n != ac_secret_digits)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!((text.p[i] >= '0' && text.p[i] <= '9') ||
			    (text.p[i] >= 'a' && text.p[i] <= 'f')))
			return false;
	return true;
}

static enum ac_status turn_away(struct ac_service *service, const char *why, struct ac_error *err)
{
	ac_gate_count(ac_service_gate(service), AC_TURNED_AWAY_STRANGER);
	ac_log(AC_LOG_DEBUG, "gate.stranger", "why=\"%s\"", why);
	return ac_fail(err, AC_NO_SESSION, "%s: allclear login NAME", why);
}

enum ac_status ac_sessions_resolve(struct ac_service *service, struct ac_str secret,
	struct ac_wall now, struct ac_asker *asker, struct ac_error *err)
{
	struct resolving r = { 0 };
	uint64_t generation;
	if (!secret.n)
		return turn_away(service, "this takes an officer's session", err);
	if (!is_secret(secret))
		return turn_away(service, "that is no session of this desk", err);
	session_key(service, secret, r.asker.key);
	r.known = ac_gate_find(ac_service_gate(service), r.asker.key, &r.asker, &generation);
	if (!r.known) {
		AC_TRY(ac_service_read(service, read_asker, &r, err));
		if (r.known)
			ac_gate_put(ac_service_gate(service), generation, &r.asker);
	}
	if (!r.known || !may_come_in(&r.asker, now))
		return turn_away(service, "this session has ended", err);
	*asker = r.asker;
	return AC_OK;
}

struct ac_officer ac_asker_officer(const struct ac_asker *asker)
{
	return (struct ac_officer){ .name = ac_str(asker->name),
		.roles = asker->roles,
		.id = asker->officer,
		.session = asker->session,
		.token = asker->token };
}

struct noting {
	int64_t session;
	struct ac_wall at;
};

static enum ac_status note_use(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct noting *n = ctx;
	return ac_session_used(db, n->session, n->at, err);
}

void ac_sessions_used(struct ac_service *service, struct ac_asker *asker, struct ac_wall now)
{
	struct ac_error err;
	if (!ac_gate_used(ac_service_gate(service), asker, now))
		return;
	struct noting n = { asker->session, now };
	if (ac_service_write(service, note_use, &n, &err) != AC_OK)
		ac_log(AC_LOG_WARN, "session.use_not_noted", "session=%lld why=\"%s\"",
			(long long)n.session, err.msg);
}

void ac_sessions_denied(struct ac_service *service, struct ac_officer officer, const char *right)
{
	struct ac_error err;
	ac_gate_count(ac_service_gate(service), AC_TURNED_AWAY_DENIED);
	if (ac_decide(service, officer, "denied", right, 0, NULL, &err) != AC_OK)
		ac_log(AC_LOG_ERROR, "gate.denial_not_audited", "officer=%lld right=%s why=\"%s\"",
			(long long)officer.id, right, err.msg);
}
