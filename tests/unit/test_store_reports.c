/* What a user loses if this breaks: a report comes back with another's text, a grade or a mark is gone, or a
 * secret stands in the clear on a stolen disk. */
#include "store_world.h"

#include "base/buf.h"
#include "store/cases.h"
#include "store/places.h"
#include "store/reports.h"

#include <string.h>

/* Everything that a visitor saw, as one text. */
struct seen {
	struct ac_buf text;
	int n;
};

static struct seen seen_new(void)
{
	struct seen seen = { 0 };
	ac_buf_init(&seen.text, 1 << 16);
	return seen;
}

static void see_report(void *ctx, const struct ac_report_row *row)
{
	struct seen *seen = ctx;
	seen->n++;
	ac_buf_printf(&seen->text, "%.*s|%s|%.*s|%.*s|%.*s|%s|%lld|%lld|%lld|%.*s|%.*s;",
		AC_STR_ARG(row->kind), ac_tlp_word(row->mark.tlp),
		AC_STR_ARG(row->mark.releasable_to), AC_STR_ARG(row->mark.entered_by),
		AC_STR_ARG(row->grade), ac_probability_word(row->probability),
		(long long)row->observed_at.us, (long long)row->received_at.us,
		(long long)row->entered_at.us, AC_STR_ARG(row->source), AC_STR_ARG(row->text));
}

static struct ac_report_row report_of(const char *text)
{
	return (struct ac_report_row){
		.kind = AC_STR("human"),
		.mark = { AC_TLP_AMBER, AC_STR("desk,partner:host"), AC_STR("Dana") },
		.grade = AC_STR("A2"),
		.probability = AC_PROBABILITY_likely,
		.observed_at = { 5 },
		.received_at = { 6 },
		.entered_at = { 7 },
		.source = AC_STR("a friend"),
		.text = ac_str(text),
	};
}

static void a_report_comes_back_as_it_was(void **state)
{
	(void)state;
	struct ac_report_row row = report_of("They watch the hotels.");
	struct seen seen = seen_new();
	int64_t id, bare;
	assert_int_equal(ac_report_insert(db, &row, &id, NULL), AC_OK);
	assert_int_equal(ac_report_get(db, id, see_report, &seen, NULL), AC_OK);
	assert_string_equal(seen.text.p,
		"human|AMBER|desk,partner:host|Dana|A2|likely|5|6|7|a friend|They watch the "
		"hotels.;");
	struct ac_report_row least = { .kind = AC_STR("other"),
		.mark = { AC_TLP_RED, AC_STR(""), AC_STR("Avi") },
		.received_at = { 9 },
		.entered_at = { 9 },
		.text = AC_STR("x") };
	assert_int_equal(ac_report_insert(db, &least, &bare, NULL), AC_OK);
	ac_buf_reset(&seen.text);
	assert_int_equal(ac_report_get(db, bare, see_report, &seen, NULL), AC_OK);
	assert_string_equal(seen.text.p, "other|RED||Avi|||0|9|9||x;");
	assert_int_equal(ac_report_get(db, 4711, see_report, &seen, NULL), AC_NOT_FOUND);
	ac_buf_done(&seen.text);
}

static void see_link(void *ctx, const struct ac_report_link_row *row)
{
	struct seen *seen = ctx;
	ac_buf_printf(&seen->text, "%lld at %lld by %.*s;", (long long)row->case_id,
		(long long)row->at.us, AC_STR_ARG(row->officer));
}

static void a_report_bears_on_several_cases_and_each_finds_its_own(void **state)
{
	(void)state;
	struct ac_report_row row = report_of("first");
	struct seen seen = seen_new();
	int64_t one, two;
	assert_int_equal(ac_report_insert(db, &row, &one, NULL), AC_OK);
	row.text = AC_STR("second");
	assert_int_equal(ac_report_insert(db, &row, &two, NULL), AC_OK);
	struct ac_report_link_row links[] = { { one, 100, { 1 }, AC_STR("Dana") },
		{ one, 101, { 2 }, AC_STR("Avi") }, { two, 101, { 3 }, AC_STR("Avi") } };
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(ac_report_link(db, &links[i], NULL), AC_OK);
	assert_int_equal(ac_report_link(db, &links[0], NULL), AC_EXISTS);
	assert_int_equal(ac_report_links(db, one, see_link, &seen, NULL), AC_OK);
	assert_string_equal(seen.text.p, "100 at 1 by Dana;101 at 2 by Avi;");
	seen.n = 0;
	assert_int_equal(ac_report_each(db, 100, see_report, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(ac_report_each(db, 101, see_report, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 3);
	ac_buf_done(&seen.text);
}

static void see_claim(void *ctx, const struct ac_claim_row *row)
{
	struct seen *seen = ctx;
	ac_buf_printf(&seen->text, "%.*s|%.*s|%s;", AC_STR_ARG(row->text), AC_STR_ARG(row->grade),
		ac_probability_word(row->probability));
}

static void claims_keep_their_order_and_each_its_grade(void **state)
{
	(void)state;
	struct seen seen = seen_new();
	struct ac_claim_row claims[] = {
		{ 0, 900, AC_STR("A1"), AC_PROBABILITY_NONE, AC_STR("There are eight.") },
		{ 0, 900, AC_STR(""), AC_PROBABILITY_even, AC_STR("One is a driver.") },
		{ 0, 901, AC_STR("C3"), AC_PROBABILITY_NONE, AC_STR("another's") },
	};
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(ac_claim_insert(db, &claims[i], NULL), AC_OK);
	assert_int_equal(ac_claim_each(db, 900, see_claim, &seen, NULL), AC_OK);
	assert_string_equal(
		seen.text.p, "There are eight.|A1|;One is a driver.||roughly even chance;");
	ac_buf_done(&seen.text);
}

static void see_attachment(void *ctx, const struct ac_attachment_row *row)
{
	struct seen *seen = ctx;
	ac_buf_printf(&seen->text, "%.*s|%.*s|%lld|%d;", AC_STR_ARG(row->name),
		AC_STR_ARG(row->media_type), (long long)row->size, row->kept);
}

static void an_attachment_is_kept_once_and_only_with_the_hash_it_was_announced_with(void **state)
{
	(void)state;
	static const char hash_of_abc[] =
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; /* FIPS 180-4 */
	struct seen seen = seen_new();
	struct ac_attachment_row row = { .report = 900,
		.name = AC_STR("map.pdf"),
		.media_type = AC_STR("application/pdf"),
		.sha256 = ac_str(hash_of_abc),
		.size = 3 };
	struct ac_buf bytes;
	int64_t id;
	ac_buf_init(&bytes, 100);
	assert_int_equal(ac_attachment_insert(db, &row, &id, NULL), AC_OK);
	assert_int_equal(ac_attachment_bytes(db, 900, id, &bytes, NULL), AC_NOT_FOUND);
	assert_int_equal(ac_attachment_keep(db, 900, id, AC_STR("abd"), NULL), AC_INVALID);
	assert_int_equal(ac_attachment_keep(db, 901, id, AC_STR("abc"), NULL), AC_NOT_FOUND);
	assert_int_equal(ac_attachment_each(db, 900, see_attachment, &seen, NULL), AC_OK);
	assert_int_equal(ac_attachment_keep(db, 900, id, AC_STR("abc"), NULL), AC_OK);
	assert_int_equal(ac_attachment_keep(db, 900, id, AC_STR("abc"), NULL), AC_EXISTS);
	assert_int_equal(ac_attachment_each(db, 900, see_attachment, &seen, NULL), AC_OK);
	assert_string_equal(
		seen.text.p, "map.pdf|application/pdf|3|0;map.pdf|application/pdf|3|1;");
	assert_int_equal(ac_attachment_bytes(db, 900, id, &bytes, NULL), AC_OK);
	assert_string_equal(bytes.p, "abc");
	ac_buf_done(&bytes);
	ac_buf_done(&seen.text);
}

static void see_fact(void *ctx, const struct ac_fact_row *row)
{
	struct seen *seen = ctx;
	if (row->counted)
		ac_buf_printf(&seen->text, "%.*s %lld of %lld", AC_STR_ARG(row->kind),
			(long long)row->number, (long long)row->total);
	else
		ac_buf_printf(
			&seen->text, "%.*s %.*s", AC_STR_ARG(row->kind), AC_STR_ARG(row->state));
	ac_buf_printf(&seen->text, " at %lld from %.*s (report %lld);", (long long)row->at.us,
		AC_STR_ARG(row->source), (long long)row->report);
}

static void facts_come_back_in_the_order_in_which_they_were_entered(void **state)
{
	(void)state;
	struct seen seen = seen_new();
	struct ac_fact_row facts[] = {
		{ .case_id = 5,
			.kind = AC_STR("custody"),
			.counted = true,
			.number = 5,
			.total = 8,
			.at = { 20 },
			.source = AC_STR("host"),
			.report = 3 },
		{ .case_id = 5,
			.kind = AC_STR("custody"),
			.counted = true,
			.number = 0,
			.total = -1,
			.at = { 10 } },
		{ .case_id = 5,
			.kind = AC_STR("weapons-found"),
			.state = AC_STR("yes"),
			.at = { 30 } },
		{ .case_id = 6, .kind = AC_STR("custody"), .counted = true, .total = -1 },
	};
	for (size_t i = 0; i < 4; i++) {
		facts[i].entered_by = AC_STR("Dana");
		assert_int_equal(ac_fact_insert(db, &facts[i], NULL, NULL), AC_OK);
	}
	assert_int_equal(ac_fact_each(db, 5, see_fact, &seen, NULL), AC_OK);
	assert_string_equal(seen.text.p,
		"custody 5 of 8 at 20 from host (report 3);custody 0 of -1 at 10 from  (report 0);"
		"weapons-found yes at 30 from  (report 0);");
	ac_buf_done(&seen.text);
}

static void see_item(void *ctx, const struct ac_case_item_row *row)
{
	struct seen *seen = ctx;
	ac_buf_printf(&seen->text, "%.*s of %.*s: %.*s by %lld%s;", AC_STR_ARG(row->kind),
		AC_STR_ARG(row->whom), AC_STR_ARG(row->text), (long long)row->due.us,
		row->done_at.us ? ", done" : "");
}

static int64_t new_case(void)
{
	struct ac_case_row row = { .title = AC_STR("t"),
		.state = AC_STR("open"),
		.posture = AC_STR("watch"),
		.opened_at = { 1 } };
	int64_t id = 0;
	assert_int_equal(ac_case_insert(db, &row, &id, NULL), AC_OK);
	return id;
}

static void what_is_awaited_is_settled_once_and_only_in_its_case(void **state)
{
	(void)state;
	struct seen seen = seen_new();
	int64_t id, mine = new_case(), other = new_case();
	struct ac_case_item_row later = { .case_id = mine,
		.kind = AC_STR("watch"),
		.due = { 90 },
		.entered_by = AC_STR("Dana"),
		.text = AC_STR("verdict") };
	struct ac_case_item_row sooner = { .case_id = mine,
		.kind = AC_STR("request"),
		.due = { 50 },
		.entered_by = AC_STR("Dana"),
		.whom = AC_STR("host"),
		.text = AC_STR("names") };
	assert_int_equal(ac_case_item_insert(db, &later, NULL, NULL), AC_OK);
	assert_int_equal(ac_case_item_insert(db, &sooner, &id, NULL), AC_OK);
	assert_int_equal(ac_case_item_each(db, mine, see_item, &seen, NULL), AC_OK);
	assert_string_equal(seen.text.p, "request of host: names by 50;watch of : verdict by 90;");
	struct ac_wall at = { 60 };
	struct ac_str avi = AC_STR("Avi");
	assert_int_equal(ac_case_item_done(db, other, id, at, avi, NULL), AC_NOT_FOUND);
	assert_int_equal(ac_case_item_done(db, mine, id, at, avi, NULL), AC_OK);
	assert_int_equal(ac_case_item_done(db, mine, id, at, avi, NULL), AC_NOT_FOUND);
	ac_buf_reset(&seen.text);
	assert_int_equal(ac_case_item_each(db, 0, see_item, &seen, NULL), AC_OK);
	assert_string_equal(seen.text.p, "watch of : verdict by 90;");
	ac_buf_done(&seen.text);
}

static void see_whole_case(void *ctx, const struct ac_case_row *row)
{
	struct seen *seen = ctx;
	ac_buf_printf(&seen->text, "%d|%.*s|%.*s|%lld|%lld|%lld;", row->priority,
		AC_STR_ARG(row->owner), AC_STR_ARG(row->posture), (long long)row->posture_at.us,
		(long long)row->kept_until.us, (long long)row->raised_at.us);
}

static void a_case_keeps_how_it_is_answered_and_who_answers(void **state)
{
	(void)state;
	struct seen seen = seen_new();
	struct ac_case_row row = { .id = new_case(),
		.state = AC_STR("open"),
		.posture = AC_STR("officials"),
		.priority = 1,
		.owner = AC_STR("Dana"),
		.posture_at = { 7 },
		.kept_until = { 8 } };
	assert_int_equal(ac_case_get(db, row.id, see_whole_case, &seen, NULL), AC_OK);
	assert_int_equal(ac_case_update(db, &row, NULL), AC_OK);
	assert_int_equal(ac_case_raised(db, row.id, (struct ac_wall){ 9 }, NULL), AC_OK);
	assert_int_equal(ac_case_get(db, row.id, see_whole_case, &seen, NULL), AC_OK);
	assert_string_equal(seen.text.p, "3||watch|1|0|0;1|Dana|officials|7|8|9;");
	row.priority = 5;
	assert_int_equal(ac_case_update(db, &row, NULL), AC_CONFLICT);
	assert_int_equal(ac_case_raised(db, 4711, (struct ac_wall){ 9 }, NULL), AC_NOT_FOUND);
	ac_buf_done(&seen.text);
}

static void see_notice(void *ctx, const struct ac_host_notice_row *row)
{
	struct seen *seen = ctx;
	ac_buf_printf(&seen->text, "%.*s %.*s because %.*s (%.*s, report %lld) until %lld%s;",
		AC_STR_ARG(row->ref), AC_STR_ARG(row->name), AC_STR_ARG(row->why),
		AC_STR_ARG(row->evidence), (long long)row->report, (long long)row->until.us,
		row->given_at.us ? ", given" : "");
}

static void a_host_is_told_once_and_the_notice_is_kept(void **state)
{
	(void)state;
	struct seen seen = seen_new();
	int64_t id;
	assert_int_equal(
		ac_db_script(db,
			"INSERT INTO lodging (id, ref, name, lat_e7, lon_e7, cell, risk_why) "
			"VALUES (1, 'H1', 'Harbour House', 0, 0, 0, 'observed')",
			NULL),
		AC_OK);
	struct ac_host_notice_row row = { .lodging = 1,
		.at = { 1 },
		.officer = AC_STR("Dana"),
		.until = { 99 },
		.report = 3,
		.evidence = AC_STR("a sketch") };
	assert_int_equal(ac_host_notice_insert(db, &row, &id, NULL), AC_OK);
	assert_int_equal(ac_host_notice_each(db, false, see_notice, &seen, NULL), AC_OK);
	assert_int_equal(
		ac_host_notice_given(db, id, (struct ac_wall){ 2 }, AC_STR("Avi"), NULL), AC_OK);
	assert_int_equal(ac_host_notice_given(db, id, (struct ac_wall){ 2 }, AC_STR("Avi"), NULL),
		AC_NOT_FOUND);
	assert_int_equal(ac_host_notice_each(db, false, see_notice, &seen, NULL), AC_OK);
	assert_int_equal(ac_host_notice_each(db, true, see_notice, &seen, NULL), AC_OK);
	assert_string_equal(seen.text.p,
		"H1 Harbour House because observed (a sketch, report 3) until 99;"
		"H1 Harbour House because observed (a sketch, report 3) until 99, given;");
	ac_buf_done(&seen.text);
}

static const struct ac_sql sql_sealed = { "sealed",
	"SELECT source_enc FROM report UNION ALL SELECT text_enc FROM report "
	"UNION ALL SELECT text_enc FROM claim UNION ALL SELECT name_enc FROM attachment "
	"UNION ALL SELECT bytes_enc FROM attachment WHERE bytes_enc IS NOT NULL "
	"UNION ALL SELECT source_enc FROM fact UNION ALL SELECT text_enc FROM case_item "
	"UNION ALL SELECT whom_enc FROM case_item UNION ALL SELECT evidence_enc FROM host_notice" };

static void nothing_that_was_said_stands_in_the_clear(void **state)
{
	(void)state;
	static const char *const words[] = { "friend", "hotels", "first", "eight", "map", "abc",
		"host", "verdict", "names", "sketch" };
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	int n = 0;
	assert_int_equal(ac_db_query(db, &sql_sealed, AC_NO_VALUES, &rows, NULL), AC_OK);
	for (bool row = false;; n++) {
		assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
		if (!row)
			break;
		struct ac_str blob = ac_row_blob(rows, 0);
		assert_true(blob.n >= ac_vault_overhead);
		for (size_t w = 0; w < sizeof words / sizeof *words; w++)
			assert_null(memmem(blob.p, blob.n, words[w], strlen(words[w])));
	}
	assert_true(n > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_report_comes_back_as_it_was),
		CASE(a_report_bears_on_several_cases_and_each_finds_its_own),
		CASE(claims_keep_their_order_and_each_its_grade),
		CASE(an_attachment_is_kept_once_and_only_with_the_hash_it_was_announced_with),
		CASE(facts_come_back_in_the_order_in_which_they_were_entered),
		CASE(what_is_awaited_is_settled_once_and_only_in_its_case),
		CASE(a_case_keeps_how_it_is_answered_and_who_answers),
		CASE(a_host_is_told_once_and_the_notice_is_kept),
		CASE(nothing_that_was_said_stands_in_the_clear),
	};
	return RUN_ON_A_STORE(tests);
}
