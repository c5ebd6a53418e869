/* What a user loses if this breaks: the evidence on which a level was lowered, or who said it, is not what was
 * entered. On both engines. */
#include "store_world.h"

#include "store/cases.h"
#include "store/criteria.h"

static int64_t the_case;

static int set_up(void **state)
{
	struct ac_case_row row = { .title = AC_STR("a case"),
		.state = AC_STR("warned"),
		.posture = AC_STR("public"),
		.opened_at = { 1 } };
	return store_begin(state) || ac_case_insert(db, &row, &the_case, NULL) != AC_OK;
}

/* What a visitor saw, as text. */
static char seen[2000];

static void see_criterion(void *ctx, const struct ac_criterion_row *row)
{
	(void)ctx;
	(void)snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%lld %.*s %d %lld;",
		(long long)row->id, AC_STR_ARG(row->text), row->mandatory,
		(long long)(row->hold_us / AC_HOUR));
}

static void see_entry(void *ctx, const struct ac_criterion_entry_row *row)
{
	(void)ctx;
	(void)snprintf(seen + strlen(seen), sizeof seen - strlen(seen),
		"%lld at %lld %s %.*s %.*s/%lld until %s %.*s;", (long long)row->criterion,
		(long long)row->entry.at.us, ac_criterion_status_name(row->entry.status),
		AC_STR_ARG(row->grade), AC_STR_ARG(row->source.kind), (long long)row->source.id,
		row->entry.valid_until.us == INT64_MAX ? "ever" : "then", AC_STR_ARG(row->why));
}

static void what_was_said_of_a_criterion_comes_back_in_its_order(void **state)
{
	(void)state;
	struct ac_criterion_row row = { .case_id = the_case,
		.text = AC_STR("custody 7 of 8"),
		.mandatory = true,
		.hold_us = AC_HOLD_DEFAULT,
		.at = { 5 },
		.officer = AC_STR("Dana") };
	int64_t id;
	assert_int_equal(ac_criterion_insert(db, &row, &id, NULL), AC_OK);
	struct ac_criterion_entry_row met = { .criterion = id,
		.entry = { { 10 }, AC_CRITERION_met, { 90 } },
		.officer = AC_STR("Dana"),
		.grade = AC_STR("A2"),
		.source = { AC_STR("report"), 12 } };
	struct ac_criterion_entry_row waived = { .criterion = id,
		.entry = { { 20 }, AC_CRITERION_waived, { INT64_MAX } },
		.officer = AC_STR("Dana"),
		.why = AC_STR("the border is closed") };
	assert_int_equal(ac_criterion_entry_insert(db, &met, NULL, NULL), AC_OK);
	assert_int_equal(ac_criterion_entry_insert(db, &waived, NULL, NULL), AC_OK);
	seen[0] = 0;
	assert_int_equal(ac_criterion_each(db, the_case, see_criterion, NULL, NULL), AC_OK);
	assert_int_equal(ac_criterion_entry_each(db, the_case, see_entry, NULL, NULL), AC_OK);
	assert_string_equal(seen, "1 custody 7 of 8 1 72;1 at 10 met A2 report/12 until then ;"
				  "1 at 20 waived  /0 until ever the border is closed;");
	assert_int_equal(ac_criterion_get(db, 99, NULL, NULL, NULL), AC_NOT_FOUND);
}

static void see_review(void *ctx, const struct ac_review_row *row)
{
	*(struct ac_wall *)ctx = row->due;
}

static void a_case_has_one_date_of_review_until_it_is_closed(void **state)
{
	(void)state;
	struct ac_review_row row = { the_case, { 100 }, { 1 }, AC_STR("Dana") };
	struct ac_wall due = { 0 };
	assert_int_equal(ac_review_put(db, &row, NULL), AC_OK);
	row.due.us = 200;
	assert_int_equal(ac_review_put(db, &row, NULL), AC_OK);
	assert_int_equal(ac_review_each(db, 0, see_review, &due, NULL), AC_OK);
	assert_int_equal(due.us, 200);
	struct ac_case_row closed = { .title = AC_STR("b"),
		.state = AC_STR("closed"),
		.posture = AC_STR("watch"),
		.opened_at = { 1 } };
	assert_int_equal(ac_case_insert(db, &closed, &row.case_id, NULL), AC_OK);
	row.due.us = 300;
	assert_int_equal(ac_review_put(db, &row, NULL), AC_OK);
	assert_int_equal(ac_review_each(db, 0, see_review, &due, NULL), AC_OK);
	assert_int_equal(due.us, 200);
	assert_int_equal(ac_review_each(db, row.case_id, see_review, &due, NULL), AC_OK);
	assert_int_equal(due.us, 300);
}

static void see_level(void *ctx, const struct ac_place_level_row *row)
{
	(void)ctx;
	(void)snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%.*s %.*s %lld%s%s%s;",
		AC_STR_ARG(row->place), AC_STR_ARG(row->scheme), (long long)row->level,
		row->none ? " none" : "", row->lowered ? " lowered" : "",
		row->exercise ? " exercise" : "");
}

static void the_last_row_of_a_place_is_in_force_an_exercise_apart_and_the_others_stay(void **state)
{
	(void)state;
	struct ac_place_level_row row = { .place = AC_STR("Istanbul"),
		.scheme = AC_STR("IL-NSC-2022"),
		.level = 4,
		.at = { 1 },
		.officer = AC_STR("Dana"),
		.case_id = the_case };
	assert_int_equal(ac_place_level_insert(db, &row, NULL, NULL), AC_OK);
	row.level = 3;
	row.lowered = true;
	assert_int_equal(ac_place_level_insert(db, &row, NULL, NULL), AC_OK);
	row.level = 4;
	row.lowered = false;
	row.exercise = true;
	assert_int_equal(ac_place_level_insert(db, &row, NULL, NULL), AC_OK);
	row.place = AC_STR("Ankara");
	row.level = 3;
	row.none = true;
	row.exercise = false;
	assert_int_equal(ac_place_level_insert(db, &row, NULL, NULL), AC_OK);
	seen[0] = 0;
	assert_int_equal(ac_place_level_in_force(db, see_level, NULL, NULL), AC_OK);
	assert_string_equal(seen, "Ankara IL-NSC-2022 0 none;Istanbul IL-NSC-2022 3 lowered;"
				  "Istanbul IL-NSC-2022 4 exercise;");
	seen[0] = 0;
	struct ac_level_of of = { AC_STR("Istanbul"), AC_STR("IL-NSC-2022"), false };
	assert_int_equal(ac_place_level_each(db, &of, see_level, NULL, NULL), AC_OK);
	assert_string_equal(seen, "Istanbul IL-NSC-2022 4;Istanbul IL-NSC-2022 3 lowered;");
	seen[0] = 0;
	of.exercise = true;
	assert_int_equal(ac_place_level_each(db, &of, see_level, NULL, NULL), AC_OK);
	assert_string_equal(seen, "Istanbul IL-NSC-2022 4 exercise;");
}

static void a_proposal_is_decided_once(void **state)
{
	(void)state;
	struct ac_proposal_row row = { .case_id = the_case,
		.kind = AC_STR("lesson"),
		.ref = 3,
		.state = AC_STR("open"),
		.at = { 1 },
		.officer = AC_STR("Dana") };
	assert_int_equal(ac_proposal_insert(db, &row, &row.id, NULL), AC_OK);
	row.state = AC_STR("accepted");
	assert_int_equal(ac_proposal_decide(db, &row, NULL), AC_OK);
	assert_int_equal(ac_proposal_decide(db, &row, NULL), AC_CONFLICT);
	row.id = 99;
	assert_int_equal(ac_proposal_decide(db, &row, NULL), AC_NOT_FOUND);
}

static void see_hypothesis(void *ctx, const struct ac_hypothesis_row *row)
{
	(void)ctx;
	(void)snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%lld %.*s;",
		(long long)row->id, AC_STR_ARG(row->name));
}

static void see_evidence(void *ctx, const struct ac_case_evidence_row *row)
{
	(void)ctx;
	(void)snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%.*s %.*s;",
		AC_STR_ARG(row->grade), AC_STR_ARG(row->text));
}

static void see_consistency(void *ctx, const struct ac_consistency_row *row)
{
	(void)ctx;
	(void)snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%lld:%lld %.*s;",
		(long long)row->evidence, (long long)row->hypothesis, AC_STR_ARG(row->word));
}

static void evidence_keeps_what_it_says_against_each_hypothesis(void **state)
{
	(void)state;
	struct ac_hypothesis_row row = { .case_id = the_case,
		.name = AC_STR("disrupted"),
		.at = { 1 },
		.officer = AC_STR("Dana") };
	int64_t hypothesis, evidence;
	assert_int_equal(ac_hypothesis_insert(db, &row, &hypothesis, NULL), AC_OK);
	assert_int_equal(ac_hypothesis_insert(db, &row, NULL, NULL), AC_EXISTS);
	struct ac_case_evidence_row item = { .case_id = the_case,
		.at = { 1 },
		.officer = AC_STR("Dana"),
		.grade = AC_STR("B2"),
		.text = AC_STR("seven arrests") };
	assert_int_equal(ac_case_evidence_insert(db, &item, &evidence, NULL), AC_OK);
	struct ac_consistency_row word = { evidence, hypothesis, AC_STR("CC") };
	assert_int_equal(ac_consistency_insert(db, &word, NULL), AC_OK);
	seen[0] = 0;
	assert_int_equal(ac_hypothesis_each(db, the_case, see_hypothesis, NULL, NULL), AC_OK);
	assert_int_equal(ac_case_evidence_each(db, the_case, see_evidence, NULL, NULL), AC_OK);
	assert_int_equal(ac_consistency_each(db, the_case, see_consistency, NULL, NULL), AC_OK);
	assert_string_equal(seen, "1 disrupted;B2 seven arrests;1:1 CC;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_was_said_of_a_criterion_comes_back_in_its_order),
		CASE(a_case_has_one_date_of_review_until_it_is_closed),
		CASE(the_last_row_of_a_place_is_in_force_an_exercise_apart_and_the_others_stay),
		CASE(a_proposal_is_decided_once),
		CASE(evidence_keeps_what_it_says_against_each_hypothesis),
	};
	return cmocka_run_group_tests(tests, set_up, store_end);
}
