/* What a user loses if this breaks: a warning goes out in the name of an officer who was dismissed yesterday, or
 * cannot go out because somebody guessed at their password. */
#include "desk_world.h"
#include "store/audit.h"

#define PUBLISH "/v1/warnings/1/publish"

static bool count_void(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	(void)seq;
	*(int *)ctx += ac_str_eq(entry->action, AC_STR("decision.void")) &&
		       ac_str_eq(entry->officer, AC_STR("noa"));
	return true;
}

static enum ac_status count_voids(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_audit_each(db, 1, AC_STR(""), count_void, ctx, err);
}

static struct ac_str state_of(struct desk *desk, const char *target)
{
	must(desk, dana, AC_GET, target, "");
	return member(desk->response.json, "state");
}

/* Noa approves decision 1 as it was drafted, after the order given; what waits is in `kept`. */
static enum ac_status agree_to(struct desk *desk, const struct ac_json *kept)
{
	ac_json_set(ac_response_object(&desk->response), "decision", ac_json_copy(kept));
	desk->code = 202;
	return agree(desk, noa);
}

static void what_a_dismissed_officer_drafted_is_refused_for_good(void **state)
{
	(void)state;
	static const struct {
		unsigned roles;
		bool disabled;
		const char *says;
	} cases[] = {
		{ AC_ROLE_OFFICER | AC_ROLE_ANALYST, true, "is disabled" },
		{ AC_ROLE_ANALYST | AC_ROLE_APPROVER, false, "has no longer the right" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk desk;
		int voids = 0;
		desk_begin(&desk, NULL);
		must(&desk, dana, AC_POST, PUBLISH, "{}");
		AC_AUTO(json) struct ac_json *kept = ac_json_copy(waiting(&desk));
		account_is(desk.service, dana.name, cases[i].roles, cases[i].disabled);
		must(&desk, noa, AC_GET, "/v1/decisions/1", "");
		assert_true(says(member(desk.response.json, "against"), cases[i].says));
		assert_int_equal(agree_to(&desk, kept), AC_CONFLICT);
		assert_non_null(strstr(desk.err.msg, cases[i].says));
		assert_true(ac_str_eq(state_of(&desk, "/v1/warnings/1"), AC_STR("draft")));
		assert_true(ac_str_eq(state_of(&desk, "/v1/decisions/1"), AC_STR("refused")));
		assert_true(says(member(desk.response.json, "why"), cases[i].says));
		WORLD_OK(ac_service_read(desk.service, count_voids, &voids, err));
		assert_int_equal(voids, 1);
		desk_hire(&desk, dana); /* back again: what was refused stays so */
		assert_int_equal(agree_to(&desk, kept), AC_CONFLICT);
		assert_true(ac_str_eq(state_of(&desk, "/v1/warnings/1"), AC_STR("draft")));
		desk_end(&desk);
	}
}

static enum ac_status lock_dana(struct ac_db *db, void *ctx, struct ac_error *err)
{
	(void)ctx;
	AC_AUTO(account) struct ac_account account = { 0 };
	AC_TRY(ac_account_find(db, AC_STR("dana"), &account, err));
	account.lockout = (struct ac_lockout){ 0, 7, { INT64_MAX } };
	return ac_account_update(db, &account, err);
}

static void a_stranger_who_guesses_at_a_password_stops_no_warning(void **state)
{
	(void)state;
	struct desk desk;
	desk_begin(&desk, NULL);
	must(&desk, dana, AC_POST, PUBLISH, "{}");
	AC_AUTO(json) struct ac_json *kept = ac_json_copy(waiting(&desk));
	WORLD_OK(ac_service_write(desk.service, lock_dana, NULL, err));
	assert_int_equal(agree_to(&desk, kept), AC_OK);
	assert_true(ac_str_eq(state_of(&desk, "/v1/warnings/1"), AC_STR("published")));
	desk_end(&desk);
}

static void a_template_is_worth_as_much_as_whoever_approved_it(void **state)
{
	(void)state;
	char body[160];
	struct desk desk;
	desk_begin(&desk, NULL);
	desk_hire(&desk, noa);
	must(&desk, dana, AC_POST, PUBLISH, "{}");
	(void)snprintf(body, sizeof body, "{\"digest\":\"%.*s\",\"template\":true}",
		AC_STR_ARG(member(waiting(&desk), "digest")));
	must(&desk, noa, AC_POST, "/v1/decisions/1/approve", body);
	must(&desk, dana, AC_POST, "/v1/cases/1/events", "{\"text\":\"It has happened\"}");
	account_is(desk.service, noa.name, AC_ROLE_CALLER, false);
	assert_int_equal(
		ask(&desk, dana, AC_POST, "/v1/decisions/1/use", "{\"case\":1}"), AC_CONFLICT);
	assert_non_null(strstr(desk.err.msg, "approved anew"));
	desk_hire(&desk, noa);
	must(&desk, dana, AC_POST, "/v1/decisions/1/use", "{\"case\":1}");
	assert_true(ac_str_eq(state_of(&desk, "/v1/warnings/1"), AC_STR("published")));
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_a_dismissed_officer_drafted_is_refused_for_good),
		CASE(a_stranger_who_guesses_at_a_password_stops_no_warning),
		CASE(a_template_is_worth_as_much_as_whoever_approved_it),
	};
	return RUN(tests);
}
