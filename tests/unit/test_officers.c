/* What a user loses if this breaks: who decides. A guessed password, a stolen token or somebody who was let
 * go warns a country; or the officer on duty is kept out of their own desk. */
#include "check.h"

#include "officer_world.h"
#include "store/audit.h"
#include "store/officers.h"

struct desk {
	struct world world;
	struct ac_service *service;
	struct ac_wall now;
	int day;
	char dana[32]; /* the name of today's */
	struct hired noa; /* administrator */
	struct ac_asker noa_asks;
	struct ac_officer by; /* noa with her session */
};

static void later(struct desk *desk, int64_t us)
{
	desk->now.us += us;
}

/* One data directory for all tests, a day for each, and a dana of its own for each. */
static int open_desk(void **state)
{
	struct desk *desk = ac_alloc(sizeof *desk);
	ac_log_set_level(AC_LOG_ERROR);
	desk->world = officer_world_new();
	desk->service = officer_world_open(&desk->world);
	desk->now = (struct ac_wall){ INT64_C(1800000000) * AC_SECOND };
	desk->noa =
		hire(desk->service, NULL, "noa", AC_ROLE_ADMINISTRATOR | AC_ROLE_CALLER, desk->now);
	*state = desk;
	return 0;
}

static int close_desk(void **state)
{
	struct desk *desk = *state;
	ac_service_close(desk->service);
	world_remove(&desk->world);
	ac_free(desk);
	return 0;
}

static int set_up(void **state)
{
	struct desk *desk = *state;
	later(desk, AC_DAY);
	WORLD_OK(hired_log_in(desk->service, &desk->noa, desk->now, err));
	desk->by = hired_officer(desk->service, &desk->noa, desk->now, &desk->noa_asks);
	(void)snprintf(desk->dana, sizeof desk->dana, "dana of day %d", desk->day++);
	return 0;
}

static struct hired dana_with(struct desk *desk, unsigned roles)
{
	struct hired dana = hire(desk->service, &desk->by, desk->dana, roles, desk->now);
	WORLD_OK(hired_log_in(desk->service, &dana, desk->now, err));
	return dana;
}

static bool is_in(struct desk *desk, const char *secret)
{
	struct ac_asker asker;
	return hired_asker(desk->service, secret, desk->now, &asker) == AC_OK;
}

/* ---- the first one ---- */

static void the_first_officer_is_an_administrator_and_there_is_only_one(void **state)
{
	struct desk *desk = *state;
	struct ac_error err;
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_officer_new officer = { AC_STR("eve"), AC_ROLE_ADMINISTRATOR,
		ac_str(hired_password) };
	assert_int_equal(
		ac_officers_first(desk->service, &officer, desk->now, answer, &err), AC_CONFLICT);
	assert_non_null(strstr(err.msg, "log in"));
	officer.roles = AC_ROLE_OFFICER;
	assert_int_equal(
		ac_officers_first(desk->service, &officer, desk->now, answer, &err), AC_INVALID);
}

static void an_officer_that_cannot_be_is_refused(void **state)
{
	struct desk *desk = *state;
	static const struct {
		const char *name;
		unsigned roles;
		const char *password;
		enum ac_status status;
	} cases[] = {
		{ "", AC_ROLE_OFFICER, "a sentence, quite long", AC_INVALID },
		{ " dana", AC_ROLE_OFFICER, "a sentence, quite long", AC_INVALID },
		{ "da\nna", AC_ROLE_OFFICER, "a sentence, quite long", AC_INVALID },
		{ "\xff", AC_ROLE_OFFICER, "a sentence, quite long", AC_INVALID },
		{ "gabi", 0, "a sentence, quite long", AC_INVALID },
		{ "gabi", AC_ROLE_OFFICER, "short", AC_INVALID },
		{ "noa", AC_ROLE_OFFICER, "a sentence, quite long", AC_EXISTS },
		{ "דנה", AC_ROLE_OFFICER, "a sentence, quite long", AC_OK },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
		struct ac_officer_new officer = { ac_str(cases[i].name), cases[i].roles,
			ac_str(cases[i].password) };
		assert_int_equal(
			ac_officers_add(desk->service, desk->by, &officer, desk->now, answer, NULL),
			cases[i].status);
	}
}

/* ---- log-in ---- */

static void a_session_is_its_officer_with_their_roles(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER | AC_ROLE_CALLER);
	struct ac_asker asker;
	struct ac_officer officer = hired_officer(desk->service, &dana, desk->now, &asker);
	assert_true(ac_str_eq(officer.name, ac_str(desk->dana)));
	assert_int_equal(officer.roles, AC_ROLE_OFFICER | AC_ROLE_CALLER);
	assert_int_equal(officer.id, dana.id);
	assert_false(officer.token);
}

static void whatever_is_wrong_is_told_as_one_thing(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER), nobody = dana;
	char code[ac_totp_digits + 1];
	later(desk, AC_MINUTE);
	WORLD_OK(ac_totp_code(dana.totp, desk->now, code, err));
	nobody.name = "nobody";
	struct hired disabled = hire(desk->service, &desk->by, "gone", AC_ROLE_OFFICER, desk->now);
	WORLD_OK(ac_officers_disable(desk->service, desk->by, disabled.id, true, err));
	char its_code[ac_totp_digits + 1];
	WORLD_OK(ac_totp_code(disabled.totp, desk->now, its_code, err));
	const struct {
		struct hired *who;
		const char *password, *code;
	} cases[] = {
		{ &nobody, hired_password, code },
		{ &dana, "another password", code },
		{ &dana, hired_password, "000000" },
		{ &dana, hired_password, "" },
		{ &disabled, hired_password, its_code },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_error err;
		assert_int_equal(hired_try(desk->service, cases[i].who, cases[i].password,
					 cases[i].code, desk->now, &err),
			AC_NO_SESSION);
		assert_string_equal(err.msg, "wrong name, password or code");
	}
	assert_int_equal(
		hired_try(desk->service, &dana, hired_password, code, desk->now, NULL), AC_OK);
}

static void a_code_seen_over_a_shoulder_opens_nothing(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_NO_SESSION);
	later(desk, 30 * AC_SECOND);
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_OK);
}

static void try_wrong(struct desk *desk, struct hired *who, int times)
{
	for (int i = 0; i < times; i++)
		assert_int_equal(hired_try(desk->service, who, "a wrong password", "123456",
					 desk->now, NULL),
			AC_NO_SESSION);
}

static void five_wrong_ones_lock_out_and_each_lock_is_longer(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	later(desk, AC_MINUTE);
	try_wrong(desk, &dana, 4);
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_OK);
	later(desk, AC_MINUTE);
	for (int64_t minutes = 15; minutes <= 30; minutes *= 2) {
		try_wrong(desk, &dana, 5);
		later(desk, minutes * AC_MINUTE - AC_SECOND);
		assert_int_equal(
			hired_log_in(desk->service, &dana, desk->now, NULL), AC_NO_SESSION);
		later(desk, AC_SECOND);
	}
	assert_true(is_in(desk, dana.secret) == false); /* idle meanwhile, not locked out */
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_OK);
}

static void a_lock_keeps_nobody_out_who_is_in_and_an_administrator_opens_it(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	later(desk, AC_MINUTE);
	try_wrong(desk, &dana, 5);
	assert_true(is_in(desk, dana.secret));
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_NO_SESSION);
	WORLD_OK(ac_officers_disable(desk->service, desk->by, dana.id, false, err));
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_OK);
}

static enum ac_status come_from(
	struct desk *desk, struct hired *hired, struct ac_origin source, const char *password)
{
	char code[ac_totp_digits + 1];
	later(desk, AC_MINUTE);
	WORLD_OK(ac_totp_code(hired->totp, desk->now, code, err));
	struct ac_log_in log_in = { { ac_str(hired->name), ac_str(password), ac_str(code) },
		source };
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	return ac_sessions_log_in(desk->service, &log_in, desk->now, answer, NULL);
}

/* Lost: the desk, to anybody who knows its names, on the night of the attack. */
static void a_stranger_who_closes_an_account_does_not_shut_its_officer_out(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	const struct ac_origin office = { AC_ORIGIN_NETWORK, 1 },
			       stranger = { AC_ORIGIN_NETWORK, 2 },
			       hotel = { AC_ORIGIN_NETWORK, 3 }, shell = { AC_ORIGIN_SOCKET, 1000 };
	assert_int_equal(come_from(desk, &dana, office, hired_password), AC_OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(
			come_from(desk, &dana, stranger, "guess guess guess"), AC_NO_SESSION);
	assert_int_equal(come_from(desk, &dana, hotel, hired_password), AC_NO_SESSION);
	assert_int_equal(come_from(desk, &dana, office, "guess guess guess"), AC_NO_SESSION);
	assert_int_equal(come_from(desk, &dana, office, hired_password), AC_OK);
	assert_int_equal(come_from(desk, &dana, shell, hired_password), AC_OK);
	assert_int_equal(come_from(desk, &dana, stranger, hired_password), AC_NO_SESSION);
}

static void who_tries_too_often_is_not_even_looked_at(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	const struct ac_log_in guess = { { AC_STR("nobody"), AC_STR("guess guess guess"),
						 AC_STR("000000") },
		{ AC_ORIGIN_NETWORK, 2 } };
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_error err;
	for (int i = 0; i < ac_throttle_each; i++)
		assert_int_equal(ac_sessions_log_in(desk->service, &guess, desk->now, answer, &err),
			AC_NO_SESSION);
	assert_int_equal(
		ac_sessions_log_in(desk->service, &guess, desk->now, answer, &err), AC_BUSY);
	assert_non_null(strstr(err.msg, "in a minute"));
	later(desk, AC_MINUTE);
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_OK);
}

/* ---- ends ---- */

static void a_session_that_nobody_uses_ends_after_half_an_hour(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	struct ac_asker asker;
	for (int i = 0; i < 5; i++) {
		later(desk, AC_SESSION_IDLE - AC_SECOND);
		assert_int_equal(hired_asker(desk->service, dana.secret, desk->now, &asker), AC_OK);
		ac_sessions_used(desk->service, &asker, desk->now);
	}
	later(desk, AC_SESSION_IDLE);
	assert_false(is_in(desk, dana.secret));
}

static void a_session_ends_after_twelve_hours_however_busy(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	struct ac_wall end = { desk->now.us + AC_SESSION_LASTS };
	struct ac_asker asker;
	for (; desk->now.us < end.us; later(desk, 10 * AC_MINUTE)) {
		assert_int_equal(hired_asker(desk->service, dana.secret, desk->now, &asker), AC_OK);
		ac_sessions_used(desk->service, &asker, desk->now);
	}
	assert_false(is_in(desk, dana.secret));
}

static void a_restart_knows_who_was_in_and_how_long_they_were_idle(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	struct ac_asker asker;
	later(desk, 20 * AC_MINUTE);
	WORLD_OK(ac_sessions_resolve(desk->service, ac_str(dana.secret), desk->now, &asker, err));
	ac_sessions_used(desk->service, &asker, desk->now);
	ac_service_close(desk->service);
	desk->service = officer_world_open(&desk->world);
	later(desk, 29 * AC_MINUTE);
	assert_true(is_in(desk, dana.secret));
	later(desk, AC_MINUTE);
	assert_false(is_in(desk, dana.secret));
}

static void who_logs_out_is_out(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	struct ac_asker asker;
	struct ac_officer officer = hired_officer(desk->service, &dana, desk->now, &asker);
	WORLD_OK(ac_sessions_log_out(desk->service, officer, err));
	assert_false(is_in(desk, dana.secret));
	assert_true(is_in(desk, desk->noa.secret));
}

static void what_is_no_secret_of_ours_opens_nothing(void **state)
{
	struct desk *desk = *state;
	char changed[ac_secret_digits + 1];
	(void)snprintf(changed, sizeof changed, "%s", desk->noa.secret);
	changed[0] = changed[0] == 'a' ? 'b' : 'a';
	assert_false(is_in(desk, ""));
	assert_false(is_in(desk, changed));
	assert_false(is_in(desk, "noa"));
	(void)snprintf(changed, sizeof changed, "%s", desk->noa.secret);
	changed[ac_secret_digits - 1] = '\0';
	assert_false(is_in(desk, changed));
	assert_true(is_in(desk, desk->noa.secret));
}

static void count_session(void *ctx, const struct ac_session_row *row)
{
	(void)row;
	++*(int *)ctx;
}

struct counting {
	int64_t officer;
	int n;
};

static enum ac_status count_sessions(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct counting *counting = ctx;
	return ac_session_each(db, counting->officer, count_session, &counting->n, err);
}

static void ended_sessions_do_not_stay(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	later(desk, AC_HOUR);
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_OK);
	struct counting danas = { dana.id, 0 }, noas = { desk->noa.id, 0 };
	WORLD_OK(ac_service_read(desk->service, count_sessions, &danas, err));
	WORLD_OK(ac_service_read(desk->service, count_sessions, &noas, err));
	assert_int_equal(danas.n, 1);
	assert_int_equal(noas.n, 0);
}

/* ---- changes of an account ---- */

static void a_new_password_ends_what_the_old_one_began(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	struct ac_asker asker;
	struct ac_officer officer = hired_officer(desk->service, &dana, desk->now, &asker);
	assert_int_equal(ac_officers_own_password(desk->service, officer, AC_STR("not that one"),
				 AC_STR("another long sentence"), desk->now, NULL),
		AC_DENIED);
	assert_true(is_in(desk, dana.secret));
	WORLD_OK(ac_officers_own_password(desk->service, officer, ac_str(hired_password),
		AC_STR("another long sentence"), desk->now, err));
	assert_false(is_in(desk, dana.secret));
	later(desk, AC_MINUTE);
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_NO_SESSION);
	char code[ac_totp_digits + 1];
	WORLD_OK(ac_totp_code(dana.totp, desk->now, code, err));
	WORLD_OK(hired_try(desk->service, &dana, "another long sentence", code, desk->now, err));
	WORLD_OK(ac_officers_set_password(
		desk->service, desk->by, dana.id, AC_STR("a third long sentence"), err));
	assert_false(is_in(desk, dana.secret));
}

static void guessing_ones_password_from_a_stolen_session_locks_out(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	struct ac_asker asker;
	struct ac_officer officer = hired_officer(desk->service, &dana, desk->now, &asker);
	for (int i = 0; i < 5; i++)
		assert_int_equal(ac_officers_own_password(desk->service, officer,
					 AC_STR("a guess of theirs"), ac_str(hired_password),
					 desk->now, NULL),
			AC_DENIED);
	assert_int_equal(ac_officers_own_password(desk->service, officer, ac_str(hired_password),
				 ac_str(hired_password), desk->now, NULL),
		AC_DENIED);
}

static void a_lost_authenticator_is_void_and_the_new_one_counts(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER), old = dana;
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	WORLD_OK(ac_officers_new_authenticator(desk->service, desk->by, dana.id, answer, err));
	assert_false(is_in(desk, dana.secret));
	hired_read_otpauth(&dana, answer);
	later(desk, AC_MINUTE);
	assert_int_equal(hired_log_in(desk->service, &old, desk->now, NULL), AC_NO_SESSION);
	assert_int_equal(hired_log_in(desk->service, &dana, desk->now, NULL), AC_OK);
}

static void who_is_shut_out_is_out_at_once(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	assert_true(is_in(desk, dana.secret));
	WORLD_OK(ac_officers_disable(desk->service, desk->by, dana.id, true, err));
	assert_false(is_in(desk, dana.secret));
	WORLD_OK(ac_officers_disable(desk->service, desk->by, dana.id, false, err));
	assert_false(is_in(desk, dana.secret));
}

static void somebody_can_always_add_officers(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	assert_int_equal(ac_officers_disable(desk->service, desk->by, desk->noa.id, true, NULL),
		AC_CONFLICT);
	assert_int_equal(
		ac_officers_set_roles(desk->service, desk->by, desk->noa.id, AC_ROLE_CALLER, NULL),
		AC_DENIED);
	assert_true(is_in(desk, desk->noa.secret));
	WORLD_OK(ac_officers_set_roles(
		desk->service, desk->by, dana.id, AC_ROLE_ADMINISTRATOR, err));
	WORLD_OK(ac_officers_disable(desk->service, desk->by, desk->noa.id, true, err));
	WORLD_OK(ac_officers_disable(desk->service, desk->by, desk->noa.id, false, err));
}

/* ---- tokens ---- */

static int64_t make_token(
	struct desk *desk, struct ac_officer by, unsigned roles, char secret[ac_secret_digits + 1])
{
	struct ac_token_new token = { AC_STR("monitor"), roles, 10 };
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_str text;
	int64_t id;
	WORLD_OK(ac_tokens_make(desk->service, by, &token, desk->now, answer, err));
	WORLD_OK(ac_json_get_str(answer, "secret", &text, err));
	WORLD_OK(ac_json_get_i64(answer, "id", &id, err));
	(void)snprintf(secret, ac_secret_digits + 1, "%s", text.p);
	return id;
}

static void a_revoked_token_is_dead_at_once(void **state)
{
	struct desk *desk = *state;
	char secret[ac_secret_digits + 1];
	int64_t id = make_token(desk, desk->by, AC_ROLE_CALLER, secret);
	assert_true(is_in(desk, secret));
	assert_true(is_in(desk, secret));
	WORLD_OK(ac_tokens_revoke(desk->service, desk->by, id, err));
	assert_false(is_in(desk, secret));
}

static void nobody_revokes_what_is_not_theirs(void **state)
{
	struct desk *desk = *state;
	char secret[ac_secret_digits + 1];
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	struct ac_asker asker;
	int64_t id = make_token(desk, desk->by, AC_ROLE_CALLER, secret);
	struct ac_officer officer = hired_officer(desk->service, &dana, desk->now, &asker);
	assert_int_equal(ac_tokens_revoke(desk->service, officer, id, NULL), AC_NOT_FOUND);
	assert_true(is_in(desk, secret));
}

static void a_token_has_no_more_than_its_officer_has_left(void **state)
{
	struct desk *desk = *state;
	char secret[ac_secret_digits + 1];
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER | AC_ROLE_CALLER | AC_ROLE_LEGAL);
	struct ac_asker asker;
	struct ac_officer officer = hired_officer(desk->service, &dana, desk->now, &asker);
	make_token(desk, officer, AC_ROLE_OFFICER | AC_ROLE_CALLER, secret);
	assert_int_equal(hired_asker(desk->service, secret, desk->now, &asker), AC_OK);
	assert_int_equal(asker.roles, AC_ROLE_OFFICER | AC_ROLE_CALLER);
	WORLD_OK(ac_officers_set_roles(
		desk->service, desk->by, dana.id, AC_ROLE_CALLER | AC_ROLE_APPROVER, err));
	assert_int_equal(hired_asker(desk->service, secret, desk->now, &asker), AC_OK);
	assert_int_equal(asker.roles, AC_ROLE_CALLER);
	WORLD_OK(ac_officers_set_roles(desk->service, desk->by, dana.id, AC_ROLE_LEGAL, err));
	assert_int_equal(hired_asker(desk->service, secret, desk->now, &asker), AC_OK);
	assert_int_equal(asker.roles, 0);
}

static void a_token_ends_on_its_day_and_not_by_idling(void **state)
{
	struct desk *desk = *state;
	char secret[ac_secret_digits + 1];
	make_token(desk, desk->by, AC_ROLE_CALLER, secret);
	later(desk, 10 * AC_DAY - 1);
	assert_true(is_in(desk, secret));
	later(desk, 1);
	assert_false(is_in(desk, secret));
}

static void a_token_cannot_change_the_account(void **state)
{
	struct desk *desk = *state;
	char secret[ac_secret_digits + 1];
	struct ac_asker asker;
	struct ac_token_new more = { AC_STR("more"), AC_ROLE_CALLER, 10 };
	struct ac_officer_new friend = { AC_STR("friend"), AC_ROLE_ALL, ac_str(hired_password) };
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	make_token(desk, desk->by, AC_ROLE_CALLER | AC_ROLE_ADMINISTRATOR, secret);
	assert_int_equal(hired_asker(desk->service, secret, desk->now, &asker), AC_OK);
	struct ac_officer token = ac_asker_officer(&asker);
	assert_true(token.token);
	assert_int_equal(
		ac_tokens_make(desk->service, token, &more, desk->now, answer, NULL), AC_DENIED);
	assert_int_equal(
		ac_officers_add(desk->service, token, &friend, desk->now, answer, NULL), AC_DENIED);
	assert_int_equal(
		ac_officers_set_roles(desk->service, token, desk->noa.id, AC_ROLE_ALL, NULL),
		AC_DENIED);
	assert_int_equal(ac_officers_own_password(desk->service, token, ac_str(hired_password),
				 ac_str(hired_password), desk->now, NULL),
		AC_DENIED);
}

static void a_token_that_cannot_be_is_refused(void **state)
{
	struct desk *desk = *state;
	static const struct {
		const char *name;
		unsigned roles;
		int64_t days;
		enum ac_status status;
	} cases[] = {
		{ "", AC_ROLE_CALLER, 1, AC_INVALID },
		{ "a", 0, 1, AC_INVALID },
		{ "a", AC_ROLE_CALLER, 0, AC_INVALID },
		{ "a", AC_ROLE_CALLER, 367, AC_INVALID },
		{ "a", AC_ROLE_CALLER | AC_ROLE_APPROVER, 1, AC_DENIED },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
		struct ac_token_new token = { ac_str(cases[i].name), cases[i].roles,
			cases[i].days };
		assert_int_equal(
			ac_tokens_make(desk->service, desk->by, &token, desk->now, answer, NULL),
			cases[i].status);
	}
}

/* ---- what is kept ---- */

struct reading {
	int64_t officer, from;
	struct ac_buf actions;
};

static bool add_action(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	(void)seq;
	struct reading *r = ctx;
	ac_buf_printf(&r->actions, "%.*s by %.*s, %.*s\n", AC_STR_ARG(entry->action),
		AC_STR_ARG(entry->officer), AC_STR_ARG(entry->detail_json));
	return true;
}

static enum ac_status read_audit(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct reading *r = ctx;
	struct ac_audit_report report;
	char object[40];
	(void)snprintf(object, sizeof object, "officer/%lld", (long long)r->officer);
	AC_TRY(ac_audit_verify(db, &report, err));
	return ac_audit_each(db, 1, ac_str(object), add_action, r, err);
}

static void every_change_of_an_account_stands_in_the_chain_by_number(void **state)
{
	struct desk *desk = *state;
	struct hired dana = dana_with(desk, AC_ROLE_OFFICER);
	struct reading reading = { .officer = dana.id };
	ac_buf_init(&reading.actions, 1 << 20);
	WORLD_OK(ac_officers_set_roles(desk->service, desk->by, dana.id, AC_ROLE_CALLER, err));
	later(desk, AC_MINUTE);
	try_wrong(desk, &dana, 5);
	WORLD_OK(ac_officers_disable(desk->service, desk->by, dana.id, true, err));
	WORLD_OK(ac_service_read(desk->service, read_audit, &reading, err));
	char lock[100];
	(void)snprintf(lock, sizeof lock, "officer.lock by %s, {\"locks\":1}\n", desk->dana);
	assert_true(ac_str_starts(ac_buf_str(&reading.actions),
		AC_STR("officer.add by noa, {}\nofficer.roles by noa, {}\n")));
	assert_non_null(strstr(reading.actions.p, lock));
	assert_true(
		ac_str_ends(ac_buf_str(&reading.actions), AC_STR("officer.disable by noa, {}\n")));
	ac_buf_done(&reading.actions);
}

static enum ac_status count_rows(struct ac_db *db, void *ctx, struct ac_error *err)
{
	unsigned char hash[ac_vault_hash_size];
	return ac_audit_head(db, ctx, hash, err);
}

static void strangers_leave_no_audit_row(void **state)
{
	struct desk *desk = *state;
	struct hired stranger = { .name = "stranger" };
	int64_t before, after;
	WORLD_OK(ac_service_read(desk->service, count_rows, &before, err));
	try_wrong(desk, &stranger, 7);
	assert_false(is_in(desk, "guessed"));
	WORLD_OK(ac_service_read(desk->service, count_rows, &after, err));
	assert_int_equal(before, after);
}

static enum ac_status read_account(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_account_find(db, AC_STR("noa"), ctx, err);
}

static void a_password_hashed_cheaply_is_hashed_anew_when_the_exercise_is_over(void **state)
{
	struct desk *desk = *state;
	AC_AUTO(account) struct ac_account account = { 0 };
	WORLD_OK(ac_service_read(desk->service, read_account, &account, err));
	assert_true(ac_password_is_stale(account.password, AC_PASSWORD_MODERATE));
	ac_service_close(desk->service);
	world_config(&desk->world, "password_cost: moderate\n");
	desk->service = officer_world_open(&desk->world);
	later(desk, AC_MINUTE);
	WORLD_OK(hired_log_in(desk->service, &desk->noa, desk->now, err));
	WORLD_OK(ac_service_read(desk->service, read_account, &account, err));
	assert_false(ac_password_is_stale(account.password, AC_PASSWORD_MODERATE));
	later(desk, AC_MINUTE);
	WORLD_OK(hired_log_in(desk->service, &desk->noa, desk->now, err));
}

#define AT_A_DESK(f) cmocka_unit_test_setup(f, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_A_DESK(the_first_officer_is_an_administrator_and_there_is_only_one),
		AT_A_DESK(an_officer_that_cannot_be_is_refused),
		AT_A_DESK(a_session_is_its_officer_with_their_roles),
		AT_A_DESK(whatever_is_wrong_is_told_as_one_thing),
		AT_A_DESK(a_code_seen_over_a_shoulder_opens_nothing),
		AT_A_DESK(five_wrong_ones_lock_out_and_each_lock_is_longer),
		AT_A_DESK(a_lock_keeps_nobody_out_who_is_in_and_an_administrator_opens_it),
		AT_A_DESK(a_stranger_who_closes_an_account_does_not_shut_its_officer_out),
		AT_A_DESK(who_tries_too_often_is_not_even_looked_at),
		AT_A_DESK(a_session_that_nobody_uses_ends_after_half_an_hour),
		AT_A_DESK(a_session_ends_after_twelve_hours_however_busy),
		AT_A_DESK(a_restart_knows_who_was_in_and_how_long_they_were_idle),
		AT_A_DESK(who_logs_out_is_out),
		AT_A_DESK(what_is_no_secret_of_ours_opens_nothing),
		AT_A_DESK(ended_sessions_do_not_stay),
		AT_A_DESK(a_new_password_ends_what_the_old_one_began),
		AT_A_DESK(guessing_ones_password_from_a_stolen_session_locks_out),
		AT_A_DESK(a_lost_authenticator_is_void_and_the_new_one_counts),
		AT_A_DESK(who_is_shut_out_is_out_at_once),
		AT_A_DESK(somebody_can_always_add_officers),
		AT_A_DESK(a_revoked_token_is_dead_at_once),
		AT_A_DESK(nobody_revokes_what_is_not_theirs),
		AT_A_DESK(a_token_has_no_more_than_its_officer_has_left),
		AT_A_DESK(a_token_ends_on_its_day_and_not_by_idling),
		AT_A_DESK(a_token_cannot_change_the_account),
		AT_A_DESK(a_token_that_cannot_be_is_refused),
		AT_A_DESK(every_change_of_an_account_stands_in_the_chain_by_number),
		AT_A_DESK(strangers_leave_no_audit_row),
		AT_A_DESK(a_password_hashed_cheaply_is_hashed_anew_when_the_exercise_is_over),
	};
	return cmocka_run_group_tests(tests, open_desk, close_desk);
}
