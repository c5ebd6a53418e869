/* What a user loses if this breaks: a minister's words go out that nobody agreed to, or do not go out with
 * the warning, or are changed afterwards. */
#include "desk_world.h"

#include "store/statements.h"

#define STATEMENTS "/v1/warnings/1/statements"
#define FOREIGN "\"office\":\"Foreign Ministry\""

static void count_published(void *ctx, const struct ac_statement_row *row)
{
	assert_true(row->published_at.us != 0);
	++*(int *)ctx;
}

/* What the publisher reads. */
static enum ac_status read_published(struct ac_db *db, void *ctx, struct ac_error *err)
{
	*(int *)ctx = 0;
	return ac_statement_published_each(db, count_published, ctx, err);
}

static void a_statement_beside_a_draft_goes_out_with_it_and_the_second_person_sees_both(
	void **state)
{
	(void)state;
	struct desk desk;
	desk_begin(&desk, NULL);
	must(&desk, dana, AC_POST, STATEMENTS,
		"{" FOREIGN ",\"language\":\"en\",\"text\":\"Come home now.\"}");
	must(&desk, dana, AC_POST, STATEMENTS,
		"{" FOREIGN ",\"language\":\"he\",\"text\":\"חזרו הביתה עכשיו.\"}");
	must(&desk, dana, AC_POST, STATEMENTS,
		"{\"office\":\"Prime Minister\",\"language\":\"en\",\"text\":\"We know.\"}");
	assert_int_equal(ask(&desk, dana, AC_POST, STATEMENTS "/publish", "{}"), AC_CONFLICT);
	assert_int_equal(ask(&desk, dana, AC_POST, STATEMENTS,
				 "{" FOREIGN ",\"language\":\"en\",\"text\":\"Another.\"}"),
		AC_EXISTS);
	must(&desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	const struct ac_json *decision = waiting(&desk);
	assert_true(says(member(decision, "document"), "<headline>Leave Istanbul"));
	assert_true(says(member(decision, "document"), "Foreign Ministry (en):\nCome home now."));
	assert_true(says(member(decision, "document"), "We know."));
	assert_true(checked(decision, "statement", true, "Foreign Ministry: en he"));
	assert_true(checked(decision, "statement", false, "Prime Minister: en; not in he"));
	assert_true(checked(decision, "document", true, "CAP 1.2"));
	int published;
	WORLD_OK(ac_service_read(desk.service, read_published, &published, err));
	assert_int_equal(published, 0);
	must_agree(&desk, noa);
	WORLD_OK(ac_service_read(desk.service, read_published, &published, err));
	assert_int_equal(published, 3);
	must(&desk, eli, AC_GET, STATEMENTS, "");
	const struct ac_json *all = ac_json_find(desk.response.json, "statements");
	assert_int_equal(ac_json_count(all), 3);
	ac_json_each(all, one) assert_true(ac_str_eq(member(one, "state"), AC_STR("published")));
	desk_end(&desk);
}

static void a_statement_slipped_in_after_the_draft_is_not_what_was_agreed_to(void **state)
{
	(void)state;
	struct desk desk;
	desk_begin(&desk, NULL);
	must(&desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	AC_AUTO(json) struct ac_json *kept = ac_json_copy(desk.response.json);
	must(&desk, dana, AC_POST, STATEMENTS,
		"{" FOREIGN ",\"language\":\"en\",\"text\":\"Nobody read this.\"}");
	ac_json_set(ac_response_object(&desk.response), "decision",
		ac_json_copy(ac_json_find(kept, "decision")));
	desk.code = 202;
	assert_int_equal(agree(&desk, noa), AC_CONFLICT);
	must(&desk, dana, AC_GET, "/v1/warnings/1", "");
	assert_true(ac_str_eq(member(desk.response.json, "state"), AC_STR("draft")));
	desk_end(&desk);
}

static void a_later_statement_takes_a_decision_of_its_own_and_then_never_changes(void **state)
{
	(void)state;
	struct desk desk;
	desk_begin(&desk, NULL);
	must(&desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	must_agree(&desk, noa);
	assert_int_equal(ask(&desk, dana, AC_POST, STATEMENTS "/publish", "{}"), AC_CONFLICT);
	must(&desk, dana, AC_POST, STATEMENTS,
		"{" FOREIGN ",\"language\":\"en\",\"text\":\"Drop me.\"}");
	must(&desk, dana, AC_POST, "/v1/statements/1/drop", "{}");
	assert_int_equal(ask(&desk, dana, AC_GET, "/v1/statements/1", ""), AC_NOT_FOUND);
	must(&desk, dana, AC_POST, STATEMENTS,
		"{" FOREIGN ",\"language\":\"en\",\"text\":\"Five are in custody.\"}");
	must(&desk, dana, AC_POST, STATEMENTS "/publish", "{}");
	assert_true(says(member(waiting(&desk), "document"), "Five are in custody."));
	assert_int_equal(agree(&desk, dana), AC_DENIED); /* her own, and no approver */
	must(&desk, dana, AC_POST, STATEMENTS "/publish", "{}");
	must_agree(&desk, noa);
	must(&desk, dana, AC_GET, "/v1/statements/2", "");
	assert_true(ac_str_eq(member(desk.response.json, "state"), AC_STR("published")));
	assert_int_equal(ask(&desk, dana, AC_POST, "/v1/statements/2/drop", "{}"), AC_CONFLICT);
	desk_end(&desk);
}

static void what_is_no_statement_is_refused_with_its_field(void **state)
{
	(void)state;
	struct desk desk;
	desk_begin(&desk, NULL);
	static const struct {
		const char *target, *body, *field;
		enum ac_status status;
	} cases[] = {
		{ STATEMENTS, "{\"office\":\" \",\"language\":\"en\",\"text\":\"x\"}", "office",
			AC_INVALID },
		{ STATEMENTS, "{" FOREIGN ",\"language\":\"e\",\"text\":\"x\"}", "language",
			AC_INVALID },
		{ STATEMENTS, "{" FOREIGN ",\"language\":\"en\",\"text\":\"\\n\"}", "text",
			AC_INVALID },
		{ "/v1/warnings/7/statements", "{" FOREIGN ",\"language\":\"en\",\"text\":\"x\"}",
			"warning 7", AC_NOT_FOUND },
		{ "/v1/statements/7/drop", "{}", "statement 7", AC_NOT_FOUND },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(
			ask(&desk, dana, AC_POST, cases[i].target, cases[i].body), cases[i].status);
		assert_true(says(ac_str(desk.err.msg), cases[i].field));
	}
	assert_int_equal(ask(&desk, noa, AC_POST, STATEMENTS,
				 "{" FOREIGN ",\"language\":\"en\",\"text\":\"x\"}"),
		AC_DENIED);
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_statement_beside_a_draft_goes_out_with_it_and_the_second_person_sees_both),
		CASE(a_statement_slipped_in_after_the_draft_is_not_what_was_agreed_to),
		CASE(a_later_statement_takes_a_decision_of_its_own_and_then_never_changes),
		CASE(what_is_no_statement_is_refused_with_its_field),
	};
	return RUN(tests);
}
