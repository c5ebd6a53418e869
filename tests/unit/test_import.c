/* Files into the store: if this breaks, people are doubled, lost or kept at a place they have left, a
 * broken file is half taken in, or nobody learns which rows were not. */
#include "check.h"
#include "roster_world.h"

#include "store/codes.h"

static const struct ac_sql count_travellers = { "n_travellers", "SELECT COUNT(*) FROM traveller" };
static const struct ac_sql count_contacts = { "n_contacts", "SELECT COUNT(*) FROM contact_point" };
static const struct ac_sql count_stays = { "n_stays", "SELECT COUNT(*) FROM stay" };
static const struct ac_sql count_parties = { "n_parties", "SELECT COUNT(*) FROM party" };
static const struct ac_sql count_lodgings = { "n_lodgings", "SELECT COUNT(*) FROM lodging" };
static const struct ac_sql sum_contacts = { "sum_contacts", "SELECT SUM(id) FROM contact_point" };

static const char hotels[] = "hotel_id,name,latitude,longitude\n"
			     "H1,One,41.02,28.97\nH2,Two,41.00,28.98\n";
static const char header[] = "traveller_id,name,phone,email,hotel_id,arrival,departure,source\n";

static void import_text(struct world *world, enum ac_import_kind kind, const char *text)
{
	struct ac_import_result result;
	ac_import_free(world_import(world, kind, text, &result));
}

/* Rows below the usual header. @return what came of it, without the findings */
static struct ac_findings import_rows(struct world *world, const char *rows)
{
	char text[4096];
	snprintf(text, sizeof text, "%s%s", header, rows);
	struct ac_import_result result;
	struct ac_import *import = world_import(world, AC_IMPORT_TRAVELLERS, text, &result);
	struct ac_findings counts = *result.findings;
	counts.notes.at = NULL;
	ac_import_free(import);
	return counts;
}

static void the_samples_come_in_and_every_loss_is_named(void **state)
{
	(void)state;
	struct world world;
	world_open(&world);
	struct ac_import_result result;
	ac_import_free(world_import_file(
		&world, AC_IMPORT_HOTELS, TESTS_DATA "/roster/hotels.csv", &result));
	assert_int_equal(world_ask(&world, &count_lodgings), 3);
	struct ac_import *import = world_import_file(
		&world, AC_IMPORT_TRAVELLERS, TESTS_DATA "/roster/travellers.csv", &result);
	assert_int_equal(result.findings->rows, 7);
	assert_int_equal(result.findings->added, 4);
	assert_int_equal(result.findings->refused, 3);
	assert_int_equal(result.n_changed, 4);
	static const struct {
		int64_t line;
		const char *column;
		enum ac_severity severity;
	} want[] = { { 4, "phone", AC_FINDING_DOUBTFUL }, { 6, "hotel_id", AC_FINDING_REFUSED },
		{ 7, "source", AC_FINDING_REFUSED }, { 8, "departure", AC_FINDING_REFUSED } };
	assert_int_equal(result.findings->notes.n, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct ac_finding *note = &result.findings->notes.at[i];
		assert_int_equal(note->line, want[i].line);
		assert_string_equal(note->column, want[i].column);
		assert_int_equal(note->severity, want[i].severity);
	}
	assert_int_equal(world_ask(&world, &count_contacts), 7);
	assert_int_equal(world_ask(&world, &count_parties), 2);
	ac_import_free(import);
	world_close(&world);
}

static void importing_again_changes_nothing(void **state)
{
	(void)state;
	struct world world;
	world_open(&world);
	struct ac_import_result result;
	ac_import_free(world_import_file(
		&world, AC_IMPORT_HOTELS, TESTS_DATA "/roster/hotels.csv", &result));
	const char *path = TESTS_DATA "/roster/travellers.csv";
	ac_import_free(world_import_file(&world, AC_IMPORT_TRAVELLERS, path, &result));
	int64_t contacts = world_ask(&world, &sum_contacts);
	struct ac_import *import = world_import_file(&world, AC_IMPORT_TRAVELLERS, path, &result);
	assert_int_equal(result.findings->added, 0);
	assert_int_equal(result.findings->updated, 0);
	assert_int_equal(result.findings->unchanged, 4);
	assert_int_equal(result.n_changed, 0);
	assert_int_equal(world_ask(&world, &count_travellers), 4);
	assert_int_equal(world_ask(&world, &count_stays), 4);
	assert_int_equal(world_ask(&world, &sum_contacts), contacts);
	ac_import_free(world_import_file(
		&world, AC_IMPORT_HOTELS, TESTS_DATA "/roster/hotels.csv", &result));
	assert_int_equal(world_ask(&world, &count_lodgings), 3);
	ac_import_free(import);
	world_close(&world);
}

static void what_changed_is_updated_and_reported(void **state)
{
	(void)state;
	struct world world;
	world_open(&world);
	import_text(&world, AC_IMPORT_HOTELS, hotels);
	import_rows(&world, "T1,Ann,+972500000001,,H1,2022-06-11,2022-06-14,registered\n"
			    "T2,Ben,+972500000002,,H1,2022-06-11,2022-06-14,registered\n");
	static const char *const changes[] = {
		"T1,Anna,+972500000001,,H1,2022-06-11,2022-06-14,registered\n",
		"T1,Anna,+972500000009,,H1,2022-06-11,2022-06-14,registered\n",
		"T1,Anna,+972500000009,a@b.org,H1,2022-06-11,2022-06-14,registered\n",
		"T1,Anna,+972500000009,a@b.org,H2,2022-06-11,2022-06-14,registered\n",
		"T1,Anna,+972500000009,a@b.org,H2,2022-06-11,2022-06-15,registered\n",
		"T1,Anna,+972500000009,a@b.org,H2,2022-06-11,,registered\n",
		"T1,Anna,+972500000009,,H2,2022-06-11,,registered\n",
	};
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct ac_findings counts = import_rows(&world, changes[i]);
		assert_int_equal(counts.updated, 1);
		counts = import_rows(&world, changes[i]);
		assert_int_equal(counts.unchanged, 1);
	}
	assert_int_equal(world_ask(&world, &count_travellers), 2);
	assert_int_equal(world_ask(&world, &count_stays), 2);
	assert_int_equal(world_ask(&world, &count_contacts), 2);
	world_close(&world);
}

static void a_number_keeps_its_state_wherever_it_stands(void **state)
{
	(void)state;
	static const struct ac_sql kill = { "kill", "UPDATE contact_point SET state = 2" };
	static const struct ac_sql dead = { "dead",
		"SELECT COUNT(*) FROM contact_point WHERE state = 2" };
	struct world world;
	world_open(&world);
	import_text(&world, AC_IMPORT_HOTELS, hotels);
	import_text(&world, AC_IMPORT_TRAVELLERS,
		"traveller_id,phone,second_phone,arrival,source\n"
		"T1,+972500000001,+905550000001,2022-06-11,registered\n");
	assert_int_equal(ac_db_change(world.db, &kill, AC_NO_VALUES, NULL, NULL), AC_OK);
	import_text(&world, AC_IMPORT_TRAVELLERS,
		"traveller_id,phone,second_phone,arrival,source\n"
		"T1,+905550000001,+972500000001,2022-06-11,registered\n");
	assert_int_equal(world_ask(&world, &dead), 2);
	/* A broken number and a missing column leave what is stored. */
	import_text(&world, AC_IMPORT_TRAVELLERS,
		"traveller_id,phone,arrival,source\nT1,+9725,2022-06-11,registered\n");
	assert_int_equal(world_ask(&world, &dead), 2);
	/* A new number begins anew. */
	import_text(&world, AC_IMPORT_TRAVELLERS,
		"traveller_id,phone,arrival,source\nT1,+972500000003,2022-06-11,registered\n");
	assert_int_equal(world_ask(&world, &dead), 1);
	assert_int_equal(world_ask(&world, &count_contacts), 2);
	world_close(&world);
}

static void who_said_stop_stays_opted_out(void **state)
{
	(void)state;
	static const struct ac_sql opt_out = { "opt_out",
		"INSERT INTO opt_out (number_key, channel, at) VALUES ($1, 1, 0)" };
	static const struct ac_sql opted_out = { "opted_out",
		"SELECT COUNT(*) FROM contact_point WHERE state = 3" };
	struct world world;
	world_open(&world);
	uint64_t key = ac_vault_index(
		ac_store_vault(world.store), AC_INDEX_PHONE, AC_STR("+972500000001"));
	assert_int_equal(
		ac_db_run(world.db, &opt_out, AC_VALUES(AC_I64((int64_t)key)), NULL), AC_OK);
	import_text(&world, AC_IMPORT_HOTELS, hotels);
	import_rows(&world, "T1,Ann,+972500000001,,H1,2022-06-11,2022-06-14,registered\n"
			    "T2,Ben,+972500000002,,H1,2022-06-11,2022-06-14,registered\n");
	assert_int_equal(world_ask(&world, &opted_out), 1);
	world_close(&world);
}

static void several_rows_are_several_stays_of_one_person(void **state)
{
	(void)state;
	struct world world;
	world_open(&world);
	import_text(&world, AC_IMPORT_HOTELS, hotels);
	const char *two = "T1,Ann,,,H1,2022-06-11,2022-06-14,registered\n"
			  "T2,Ben,,,H1,2022-06-11,2022-06-14,registered\n"
			  "T1,Ann,,,H2,2022-06-14,2022-06-16,registered\n";
	import_rows(&world, two);
	assert_int_equal(world_ask(&world, &count_travellers), 2);
	assert_int_equal(world_ask(&world, &count_stays), 3);
	struct ac_findings counts = import_rows(&world, two);
	assert_int_equal(counts.unchanged, 3);
	import_rows(&world, "T1,Ann,,,H2,2022-06-14,2022-06-16,registered\n");
	assert_int_equal(world_ask(&world, &count_stays), 2);
	/* Registered without a place: no stay is left. */
	import_rows(&world, "T1,Ann,,,,2022-06-14,,registered\n");
	assert_int_equal(world_ask(&world, &count_stays), 1);
	world_close(&world);
}

static void guests_move_with_their_hotel(void **state)
{
	(void)state;
	static const struct ac_sql apart = { "apart",
		"SELECT COUNT(*) FROM stay s JOIN lodging l ON l.id = s.lodging "
		"WHERE s.cell <> l.cell" };
	struct world world;
	world_open(&world);
	import_text(&world, AC_IMPORT_HOTELS, hotels);
	import_rows(&world, "T1,Ann,,,H1,2022-06-11,2022-06-14,registered\n"
			    "T2,Ben,,,H2,2022-06-11,2022-06-14,registered\n");
	struct ac_import_result result;
	struct ac_import *import = world_import(&world, AC_IMPORT_HOTELS,
		"hotel_id,name,latitude,longitude\nH1,One,40.5,29.5\nH2,Two,41.00,28.98\n",
		&result);
	assert_int_equal(result.findings->updated, 1);
	assert_int_equal(result.findings->unchanged, 1);
	assert_int_equal(result.n_changed, 1);
	assert_int_equal(world_ask(&world, &apart), 0);
	ac_import_free(import);
	world_close(&world);
}

static void a_broken_file_changes_nothing(void **state)
{
	(void)state;
	struct world world;
	world_open(&world);
	import_text(&world, AC_IMPORT_HOTELS, hotels);
	static const struct {
		const char *rows, *says;
	} cases[] = {
		{ "T1,Ann,,,H1,2022-06-11,,registered\nT2,\"Ben,,,H1,2022-06-11,,registered\n",
			"f.csv:3: a quote is opened here" },
		{ "T1,Ann,,,H1,2022-06-11,,registered\nT2,Ben\n", "f.csv:3: 2 fields" },
		{ "T1,Ann,,,H1,2022-06-11,,registered\nT2,B\xff,,,H1,2022-06-11,,registered\n",
			"f.csv:3: field 2 is not UTF-8" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char text[1024];
		snprintf(text, sizeof text, "%s%s", header, cases[i].rows);
		world_write(&world, text);
		struct ac_import *import = NULL;
		struct ac_error err = { 0 };
		assert_int_equal(world_import_with(&world,
					 (struct ac_import_options){ .kind = AC_IMPORT_TRAVELLERS,
						 .path = world.file,
						 .name = "f.csv" },
					 &import, &err),
			AC_INVALID);
		assert_non_null(strstr(err.msg, cases[i].says));
	}
	assert_int_equal(world_ask(&world, &count_travellers), 0);
	world_close(&world);
}

static void a_dry_run_says_the_same_and_writes_nothing(void **state)
{
	(void)state;
	struct world world;
	world_open(&world);
	import_text(&world, AC_IMPORT_HOTELS, hotels);
	import_rows(&world, "T1,Ann,,,H1,2022-06-11,2022-06-14,registered\n");
	char text[1024];
	snprintf(text, sizeof text,
		"%sT1,Anna,,,H1,2022-06-11,2022-06-14,registered\n"
		"T2,Ben,,,H1,2022-06-11,2022-06-14,registered\n"
		"T2,Ben,,,H2,2022-06-14,2022-06-16,registered\n"
		"T3,,,,H7,2022-06-14,2022-06-16,registered\n",
		header);
	world_write(&world, text);
	AC_AUTO(import) struct ac_import *import = NULL;
	assert_int_equal(
		world_import_with(&world,
			(struct ac_import_options){
				.kind = AC_IMPORT_TRAVELLERS, .path = world.file, .dry = true },
			&import, NULL),
		AC_OK);
	struct ac_import_result result;
	ac_import_result(import, &result);
	assert_int_equal(result.findings->added, 1);
	assert_int_equal(result.findings->updated, 2);
	assert_int_equal(result.findings->refused, 1);
	assert_int_equal(world_ask(&world, &count_travellers), 1);
	assert_int_equal(world_ask(&world, &count_stays), 1);
	world_close(&world);
}

static void a_source_without_its_papers_is_refused(void **state)
{
	(void)state;
	struct world world;
	world_open(&world);
	import_text(&world, AC_IMPORT_HOTELS, hotels);
	world_source(&world, "airline", world_now().us - AC_DAY);
	struct ac_findings counts =
		import_rows(&world, "T1,Ann,,,H1,2022-06-11,2022-06-14,airline\n"
				    "T2,Ben,,,H1,2022-06-11,2022-06-14,unheard\n"
				    "T3,Cem,,,H1,2022-06-11,2022-06-14,\n"
				    "T4,Dov,,,H1,2022-06-11,2022-06-14,registered\n");
	assert_int_equal(counts.refused, 3);
	assert_int_equal(counts.added, 1);
	world_source(&world, "airline", world_now().us + AC_DAY);
	counts = import_rows(&world, "T1,Ann,,,H1,2022-06-11,2022-06-14,airline\n");
	assert_int_equal(counts.added, 1);
	/* The same outside id from another source is another person. */
	counts = import_rows(&world, "T1,Ann,,,H1,2022-06-11,2022-06-14,registered\n");
	assert_int_equal(counts.added, 1);
	const struct ac_source papers = { 0, AC_STR("x"), AC_STR("c"), AC_STR(""), AC_STR("p"), 1 };
	enum ac_change change;
	struct ac_error err;
	assert_int_equal(ac_source_put(world.db, &papers, &change, &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "legal basis"));
	world_close(&world);
}

static void dates_mean_the_zone_of_the_place(void **state)
{
	(void)state;
	static const struct ac_sql from = { "from", "SELECT MIN(t_from) FROM stay" };
	static const struct ac_sql to = { "to", "SELECT MAX(t_to) FROM stay" };
	struct world world;
	world_open(&world);
	import_text(&world, AC_IMPORT_HOTELS,
		"hotel_id,name,latitude,longitude,timezone\nH1,One,32.08,34.78,Asia/Jerusalem\n"
		"H2,Two,32.08,34.78,Asia/Atlantis\n");
	assert_int_equal(world_ask(&world, &count_lodgings), 1);
	import_rows(&world, "T1,Ann,,,H1,2022-01-11,2022-01-14,registered\n");
	struct ac_wall want;
	assert_int_equal(ac_wall_parse(AC_STR("2022-01-10T22:00:00Z"), &want, NULL), AC_OK);
	assert_int_equal(world_ask(&world, &from), want.us);
	assert_int_equal(ac_wall_parse(AC_STR("2022-01-14T22:00:00Z"), &want, NULL), AC_OK);
	assert_int_equal(world_ask(&world, &to), want.us);
	import_rows(&world, "T1,Ann,,,H1,2022-01-11,,registered\n");
	assert_true(world_ask(&world, &to) == AC_STAY_OPEN_US);
	world_close(&world);
}

static void who_was_erased_is_not_taken_in_again(void **state)
{
	(void)state;
	static const struct ac_sql erase = { "erase",
		"UPDATE traveller SET name_enc = NULL, erased_at = 1" };
	struct world world;
	world_open(&world);
	import_text(&world, AC_IMPORT_HOTELS, hotels);
	const char *row = "T1,Ann,+972500000001,,H1,2022-06-11,2022-06-14,registered\n";
	import_rows(&world, row);
	assert_int_equal(ac_db_change(world.db, &erase, AC_NO_VALUES, NULL, NULL), AC_OK);
	struct ac_findings counts = import_rows(&world, row);
	assert_int_equal(counts.refused, 1);
	assert_int_equal(counts.updated, 0);
	world_close(&world);
}

static void columns_can_be_renamed_and_unknown_ones_are_named(void **state)
{
	(void)state;
	struct world world;
	world_open(&world);
	world_write(&world, "guest,from,shoe,latitude,longitude\nG1,2022-06-11,42,41,29\n");
	AC_AUTO(import) struct ac_import *import = NULL;
	assert_int_equal(world_import_with(&world,
				 (struct ac_import_options){ .kind = AC_IMPORT_TRAVELLERS,
					 .path = world.file,
					 .columns = AC_STR("guest=traveller_id,from=arrival"),
					 .source = AC_STR("registered") },
				 &import, NULL),
		AC_OK);
	struct ac_import_result result;
	ac_import_result(import, &result);
	assert_int_equal(result.findings->added, 1);
	assert_int_equal(result.n_left_out, 1);
	assert_string_equal(result.left_out[0], "shoe");
	assert_int_equal(world_ask(&world, &count_stays), 1);
	world_close(&world);
}

static void no_file_and_no_rows_are_told_apart(void **state)
{
	(void)state;
	struct world world;
	world_open(&world);
	struct ac_import *import = NULL;
	struct ac_import_options options = { .kind = AC_IMPORT_HOTELS, .path = "/nonexistent.csv" };
	assert_int_equal(world_import_with(&world, options, &import, NULL), AC_NOT_FOUND);
	options.path = world.dir;
	assert_int_equal(world_import_with(&world, options, &import, NULL), AC_INVALID);
	world_write(&world, "");
	options.path = world.file;
	assert_int_equal(world_import_with(&world, options, &import, NULL), AC_INVALID);
	import_text(&world, AC_IMPORT_HOTELS, "hotel_id,name,latitude,longitude\n");
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_samples_come_in_and_every_loss_is_named),
		CASE(importing_again_changes_nothing),
		CASE(what_changed_is_updated_and_reported),
		CASE(a_number_keeps_its_state_wherever_it_stands),
		CASE(who_said_stop_stays_opted_out),
		CASE(several_rows_are_several_stays_of_one_person),
		CASE(guests_move_with_their_hotel),
		CASE(a_broken_file_changes_nothing),
		CASE(a_dry_run_says_the_same_and_writes_nothing),
		CASE(a_source_without_its_papers_is_refused),
		CASE(dates_mean_the_zone_of_the_place),
		CASE(who_was_erased_is_not_taken_in_again),
		CASE(columns_can_be_renamed_and_unknown_ones_are_named),
		CASE(no_file_and_no_rows_are_told_apart),
	};
	return RUN(tests);
}
