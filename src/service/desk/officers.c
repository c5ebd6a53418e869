#include "service/desk/officers.h"

#include "http/http.h"
#include "service/desk/accounts.h"
#include "service/desk/credentials.h"
#include "service/desk/decide.h"
#include "store/cases.h"
#include "threat/rights.h"

#include <stdio.h>

/* What an authenticator scans or takes typed: the Key URI that all of them understand. */
static void put_otpauth(
	struct ac_service *service, const struct ac_account *account, struct ac_json *answer)
{
	AC_AUTO(buf) struct ac_buf url;
	struct ac_str instance = ac_str(ac_service_config(service)->instance);
	ac_buf_init(&url, 4096);
	ac_buf_add_str(&url, AC_STR("otpauth://totp/"));
	ac_http_escape(&url, instance);
	ac_buf_add_char(&url, ':');
	ac_http_escape(&url, ac_str(account->name));
	ac_buf_add_str(&url, AC_STR("?secret="));
	ac_totp_write_secret(account->totp, &url);
	ac_buf_add_str(&url, AC_STR("&issuer="));
	ac_http_escape(&url, instance);
	ac_buf_printf(&url, "&algorithm=SHA1&digits=%d&period=%d", ac_totp_digits, ac_totp_step_s);
	ac_json_set_str(answer, "otpauth", ac_buf_str(&url));
	ac_vault_wipe(url.p, url.n);
}

/* ---- a new one ---- */

struct adding {
	struct ac_by by;
	struct ac_account account;
	bool first;
};

static void adding_wipe(struct adding *a)
{
	ac_account_wipe(&a->account);
}
AC_AUTO_DEFINE_VALUE(adding, struct adding, adding_wipe)

static void count_one(void *ctx, const struct ac_account *account)
{
	(void)account;
	++*(int *)ctx;
}

static enum ac_status be_the_first(struct ac_db *db, struct ac_error *err)
{
	int n = 0;
	AC_TRY(ac_account_each(db, count_one, &n, err));
	return n ? ac_fail(err, AC_CONFLICT,
			   "there are officers already: log in as an administrator to add more")
		 : AC_OK;
}

static enum ac_status add(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct adding *a = ctx;
	if (a->first)
		AC_TRY(be_the_first(db, err));
	AC_TRY(ac_officer_id(db, ac_str(a->account.name), &a->account.officer, err));
	enum ac_status status = ac_account_insert(db, &a->account, err);
	if (status == AC_EXISTS)
		return ac_fail(err, AC_EXISTS, "there is an officer of that name already");
	AC_TRY(status);
	return ac_decided(db, &a->by, a->first ? "officer.first" : "officer.add", "officer",
		a->account.officer, NULL, err);
}

static bool is_name(struct ac_str name)
{
	if (!name.n || name.n > ac_officer_name_max || !ac_str_is_utf8(name))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f)
			return false;
	return ac_str_eq(name, ac_str_trim(name));
}

static enum ac_status new_account(struct ac_service *service, const struct ac_officer_new *officer,
	struct ac_wall now, struct ac_account *account, struct ac_error *err)
{
	if (!is_name(officer->name))
		return ac_fail(err, AC_INVALID, "name: 1 to %d bytes of text on one line",
			ac_officer_name_max);
	if (!officer->roles)
		return ac_fail(err, AC_INVALID, "roles: name at least one");
	account->roles = officer->roles;
	account->created_at = now;
	(void)snprintf(account->name, sizeof account->name, "%.*s", AC_STR_ARG(officer->name));
	ac_totp_new_secret(account->totp);
	return ac_password_hash(
		officer->password, ac_accounts_cost(service), account->password, err);
}

static enum ac_status put_new(
	struct ac_service *service, struct adding *a, struct ac_json *answer, struct ac_error *err)
{
	AC_TRY(ac_accounts_write(service, add, a, err));
	ac_json_set_i64(answer, "id", a->account.officer);
	ac_json_set_text(answer, "name", a->account.name);
	ac_json_set_roles(answer, a->account.roles);
	put_otpauth(service, &a->account, answer);
	return AC_OK;
}

enum ac_status ac_officers_first(struct ac_service *service, const struct ac_officer_new *officer,
	struct ac_wall now, struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(adding)
	struct adding a = { .by = ac_by(service, (struct ac_officer){ .name = officer->name }),
		.first = true };
	if (!(officer->roles & AC_ROLE_ADMINISTRATOR))
		return ac_fail(err, AC_INVALID,
			"roles: the first officer must be an administrator, or nobody could add "
			"the "
			"others");
	AC_TRY(new_account(service, officer, now, &a.account, err));
	return put_new(service, &a, answer, err);
}

enum ac_status ac_officers_add(struct ac_service *service, struct ac_officer by,
	const struct ac_officer_new *officer, struct ac_wall now, struct ac_json *answer,
	struct ac_error *err)
{
	AC_AUTO(adding) struct adding a = { .by = ac_by(service, by) };
	AC_TRY(ac_accounts_by_session(&by, err));
	AC_TRY(new_account(service, officer, now, &a.account, err));
	return put_new(service, &a, answer, err);
}

/* ---- the list ---- */

struct listing {
	struct ac_json *into;
	struct ac_wall now;
};

static void add_officer(void *ctx, const struct ac_account *account)
{
	struct listing *l = ctx;
	struct ac_json *json = ac_json_add_object(l->into);
	ac_json_set_i64(json, "id", account->officer);
	ac_json_set_text(json, "name", account->name);
	ac_json_set_roles(json, account->roles);
	ac_json_set_bool(json, "disabled", account->disabled);
	ac_json_set_wall(json, "created", account->created_at);
	if (ac_lockout_holds(&account->lockout, l->now))
		ac_json_set_wall(json, "locked_until", account->lockout.until);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_account_each(db, add_officer, ctx, err);
}

enum ac_status ac_officers_view(struct ac_service *service, struct ac_wall now,
	struct ac_json *answer, struct ac_error *err)
{
	struct listing l = { ac_json_set_array(answer, "officers"), now };
	return ac_service_read(service, list, &l, err);
}

/* ---- changes ---- */

struct changing {
	struct ac_by by;
	int64_t id;
	const char *action;
	/* what the account becomes */
	void (*apply)(const struct changing *c, struct ac_account *account);
	bool sessions_end;
	unsigned roles;
	bool disabled;
	char password[ac_password_hash_size];
	struct ac_account account; /* as it is then */
};

static void changing_wipe(struct changing *c)
{
	ac_account_wipe(&c->account);
}
AC_AUTO_DEFINE_VALUE(changing, struct changing, changing_wipe)

static void count_administrator(void *ctx, const struct ac_account *account)
{
	*(int *)ctx += !account->disabled && account->roles & AC_ROLE_ADMINISTRATOR ? 1 : 0;
}

static enum ac_status keep_an_administrator(struct ac_db *db, struct ac_error *err)
{
	int n = 0;
	AC_TRY(ac_account_each(db, count_administrator, &n, err));
	return n ? AC_OK
		 : ac_fail(err, AC_CONFLICT,
			   "nobody would be left who can add officers: make another administrator "
			   "first");
}

static enum ac_status change(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_TRY(ac_account_get(db, c->id, &c->account, err));
	c->apply(c, &c->account);
	AC_TRY(ac_account_update(db, &c->account, err));
	AC_TRY(keep_an_administrator(db, err));
	if (c->sessions_end)
		AC_TRY(ac_sessions_delete(db, c->id, err));
	return ac_decided(db, &c->by, c->action, "officer", c->id, NULL, err);
}

static enum ac_status run_change(
	struct ac_service *service, struct changing *c, struct ac_error *err)
{
	AC_TRY(ac_accounts_by_session(&c->by.officer, err));
	return ac_accounts_write(service, change, c, err);
}

/* Else one administrator would be whatever is needed next. */
static enum ac_status not_oneself(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_TRY(ac_account_get(db, c->id, &c->account, err));
	return ac_str_eq(ac_str(c->account.name), c->by.officer.name)
		       ? ac_fail(err, AC_DENIED,
				 "nobody changes their own roles: another administrator does")
		       : AC_OK;
}

static void apply_roles(const struct changing *c, struct ac_account *account)
{
	account->roles = c->roles;
}

enum ac_status ac_officers_set_roles(struct ac_service *service, struct ac_officer by, int64_t id,
	unsigned roles, struct ac_error *err)
{
	AC_AUTO(changing)
	struct changing c = { .by = ac_by(service, by),
		.id = id,
		.action = "officer.roles",
		.apply = apply_roles,
		.roles = roles };
	if (!roles)
		return ac_fail(err, AC_INVALID, "roles: name at least one");
	AC_TRY(ac_service_read(service, not_oneself, &c, err));
	return run_change(service, &c, err);
}

static void apply_password(const struct changing *c, struct ac_account *account)
{
	memcpy(account->password, c->password, sizeof account->password);
	account->lockout = (struct ac_lockout){ 0 };
}

enum ac_status ac_officers_set_password(struct ac_service *service, struct ac_officer by,
	int64_t id, struct ac_str password, struct ac_error *err)
{
	AC_AUTO(changing)
	struct changing c = { .by = ac_by(service, by),
		.id = id,
		.action = "officer.password",
		.apply = apply_password,
		.sessions_end = true };
	AC_TRY(ac_password_hash(password, ac_accounts_cost(service), c.password, err));
	return run_change(service, &c, err);
}

static void apply_authenticator(const struct changing *c, struct ac_account *account)
{
	(void)c;
	ac_totp_new_secret(account->totp);
	account->totp_step = 0;
}

enum ac_status ac_officers_new_authenticator(struct ac_service *service, struct ac_officer by,
	int64_t id, struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(changing)
	struct changing c = { .by = ac_by(service, by),
		.id = id,
		.action = "officer.authenticator",
		.apply = apply_authenticator,
		.sessions_end = true };
	AC_TRY(run_change(service, &c, err));
	put_otpauth(service, &c.account, answer);
	return AC_OK;
}

static void apply_disabled(const struct changing *c, struct ac_account *account)
{
	account->disabled = c->disabled;
	account->lockout = (struct ac_lockout){ 0 };
}

enum ac_status ac_officers_disable(struct ac_service *service, struct ac_officer by, int64_t id,
	bool disabled, struct ac_error *err)
{
	AC_AUTO(changing)
	struct changing c = { .by = ac_by(service, by),
		.id = id,
		.action = disabled ? "officer.disable" : "officer.enable",
		.apply = apply_disabled,
		.sessions_end = disabled,
		.disabled = disabled };
	return run_change(service, &c, err);
}

/* ---- one's own password ---- */

struct own_password {
	struct changing changing;
	struct ac_wall now;
	struct ac_account before;
	bool good;
};

static void own_password_wipe(struct own_password *own)
{
	ac_vault_wipe(own, sizeof *own);
}
AC_AUTO_DEFINE_VALUE(own_password, struct own_password, own_password_wipe)

static enum ac_status look_at_own(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct own_password *own = ctx;
	return ac_account_get(db, own->changing.id, &own->before, err);
}

static enum ac_status change_own(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct own_password *own = ctx;
	AC_AUTO(account) struct ac_account account = { 0 };
	AC_TRY(ac_account_get(db, own->changing.id, &account, err));
	own->good = own->good && strcmp(account.password, own->before.password) == 0 &&
		    !ac_lockout_holds(&account.lockout, own->now);
	if (own->good)
		return change(db, &own->changing, err);
	if (ac_lockout_holds(&account.lockout, own->now))
		return AC_OK;
	return ac_credentials_wrong(db, &account, own->now, own->changing.by.at, err);
}

enum ac_status ac_officers_own_password(struct ac_service *service, struct ac_officer by,
	struct ac_str old, struct ac_str password, struct ac_wall now, struct ac_error *err)
{
	AC_AUTO(own_password)
	struct own_password own = { .now = now,
		.changing = { .by = ac_by(service, by),
			.id = by.id,
			.action = "officer.password",
			.apply = apply_password,
			.sessions_end = true } };
	enum ac_password_cost cost = ac_accounts_cost(service);
	AC_TRY(ac_accounts_by_session(&by, err));
	AC_TRY(ac_service_read(service, look_at_own, &own, err));
	AC_TRY(ac_password_verify(old, own.before.password, cost, &own.good, err));
	AC_TRY(ac_password_hash(password, cost, own.changing.password, err));
	AC_TRY(ac_accounts_write(service, change_own, &own, err));
	return own.good ? AC_OK : ac_fail(err, AC_DENIED, "that is not your present password");
}
