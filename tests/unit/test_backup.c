/* What a user loses if this breaks: everything, on the day the disk dies; or the trust of people who asked
 * to be forgotten and came back with a backup. */
#include "store_place.h"

#include "store/audit.h"
#include "store/backup.h"
#include "store/erase.h"
#include "store/ids.h"
#include "store/outreach.h"

#include <unistd.h>

static const struct ac_sql sql_traveller = { "traveller",
	"INSERT INTO traveller (id, source, ref_key, name_enc, language, updated_at) "
	"VALUES ($1, 1, $2, $3, 'he', $4)" };
static const struct ac_sql sql_contact = { "contact",
	"INSERT INTO contact_point "
	"(id, traveller, position, kind, channel, address_enc, number_key, state) "
	"VALUES ($1, $1, 0, 1, 1, $3, $2, 0)" };
static const struct ac_sql sql_stay = { "stay",
	"INSERT INTO stay (id, traveller, cell, t_from, t_to, confidence, span) "
	"VALUES ($1, $1, 1, 0, $2, 2, CASE WHEN $2 <= 1382400000000 THEN 0 ELSE 1 END)" };
static const struct ac_sql sql_named = { "named",
	"SELECT count(*) FROM traveller WHERE name_enc IS NOT NULL" };
static const struct ac_sql sql_left = { "left",
	"SELECT (SELECT count(*) FROM contact_point WHERE traveller = $1) + "
	"(SELECT count(*) FROM stay WHERE traveller = $1) + "
	"(SELECT count(*) FROM inbound WHERE traveller = $1 AND text_enc IS NOT NULL)" };
static const struct ac_sql sql_campaign = { "campaign",
	"INSERT INTO campaign (id, warning, state, plan_json, created_at) "
	"VALUES ($1, 1, $2, '{}', 0)" };

static void add_person(struct ac_db *db, int64_t id, int64_t leaves)
{
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, 1000);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_TRAVELLER_NAME, id },
		AC_STR("Adi"), &sealed);
	char ref[16] = { (char)id };
	assert_int_equal(ac_db_run(db, &sql_traveller,
				 AC_VALUES(AC_I64(id), AC_BLOB(((struct ac_str){ ref, 16 })),
					 AC_BLOB(ac_buf_str(&sealed)), AC_I64(leaves)),
				 NULL),
		AC_OK);
	assert_int_equal(
		ac_db_run(db, &sql_contact,
			AC_VALUES(AC_I64(id), AC_I64(id + 70), AC_BLOB(AC_STR("\0"))), NULL),
		AC_OK);
	assert_int_equal(
		ac_db_run(db, &sql_stay, AC_VALUES(AC_I64(id), AC_I64(leaves)), NULL), AC_OK);
	struct ac_inbound_row message = {
		.number_key = (uint64_t)id + 70, .traveller = id, .text = AC_STR("1")
	};
	assert_int_equal(ac_inbound_insert(db, &message, NULL, NULL), AC_OK);
}

static void add_task(struct ac_db *db, int64_t campaign, const char *state_name, int64_t traveller)
{
	struct ac_task_spec spec = { .campaign = campaign, .traveller = traveller, .tier = 1 };
	struct ac_task_image image = ac_task_image_new(&spec, (struct ac_wall){ 0 });
	assert_int_equal(ac_db_run(db, &sql_campaign,
				 AC_VALUES(AC_I64(campaign), AC_TEXT(ac_str(state_name))), NULL),
		AC_OK);
	assert_int_equal(ac_tasks_put(db, &spec, &image, 1, 0, NULL), AC_OK);
}

static int64_t number(struct ac_db *db, const struct ac_sql *sql)
{
	int64_t n = -1;
	assert_int_equal(ac_db_i64(db, sql, AC_NO_VALUES, &n, NULL), AC_OK);
	return n;
}

static int64_t left_of(struct ac_db *db, int64_t traveller)
{
	int64_t n = -1;
	assert_int_equal(ac_db_i64(db, &sql_left, AC_VALUES(AC_I64(traveller)), &n, NULL), AC_OK);
	return n;
}

static void audit(struct ac_db *db)
{
	struct ac_audit_entry entry = {
		.officer = AC_STR("dana"), .action = AC_STR("case.open"), .object = AC_STR("case/1")
	};
	assert_int_equal(ac_audit_append(db, &entry, NULL, NULL), AC_OK);
}

/* What is said of a restore, and what it was told of what it replaced. */
struct told {
	enum ac_status answer;
	struct ac_replaced replaced;
	bool present;
};

static enum ac_status allow(
	void *ctx, struct ac_db *present, struct ac_db *incoming, struct ac_error *err)
{
	struct told *told = ctx;
	told->present = present != NULL;
	assert_non_null(incoming);
	return told->answer == AC_OK ? AC_OK : ac_fail(err, told->answer, "no");
}

static enum ac_status sign(
	void *ctx, struct ac_db *incoming, const struct ac_replaced *replaced, struct ac_error *err)
{
	(void)err;
	((struct told *)ctx)->replaced = *replaced;
	audit(incoming);
	return AC_OK;
}

static enum ac_status restore(struct place *place, struct told *told,
	struct ac_backup_report *report, struct ac_error *err)
{
	struct ac_store_options options = place_options(place);
	const struct ac_restore how = {
		.file = place->file, .now = { 9 }, .allow = allow, .sign = sign, .ctx = told
	};
	return ac_store_restore(&options, &how, report, err);
}

static int64_t head_of(struct place *place, unsigned char head[32])
{
	int64_t seq = 0;
	struct ac_store *store = place_open(place);
	assert_int_equal(ac_audit_head(ac_store_db(store), &seq, head, NULL), AC_OK);
	ac_store_close(store);
	return seq;
}

static void a_backup_brings_everything_back_but_those_erased_since(void **state)
{
	(void)state;
	struct place place = place_new();
	struct told told = { 0 };
	struct ac_store *store = place_open(&place);
	struct ac_db *db = ac_store_db(store);
	for (int64_t id = 1; id <= 5; id++)
		add_person(db, id, 100);
	audit(db);
	assert_int_equal(ac_store_backup(store, place.file, NULL), AC_OK);
	assert_int_equal(ac_store_backup(store, place.file, NULL), AC_EXISTS);
	add_person(db, 6, 100);
	AC_AUTO(free) char *path = ac_erase_register_path(place.key);
	assert_int_equal(ac_erase_traveller(db, path, 2, (struct ac_wall){ 9 }, NULL), AC_OK);
	assert_int_equal(number(db, &sql_named), 5);
	ac_store_close(store);

	struct ac_backup_report report;
	struct ac_error err = { 0 };
	assert_int_equal(ac_backup_verify(place.file, place.key, &report, &err), AC_OK);
	assert_int_equal(report.audit_rows, 1);
	assert_int_equal(restore(&place, &told, &report, &err), AC_OK);
	assert_int_equal(report.erased, 1);
	store = place_open(&place);
	db = ac_store_db(store);
	assert_int_equal(number(db, &sql_named), 4);
	assert_int_equal(left_of(db, 2), 0);
	assert_int_equal(left_of(db, 3), 3);
	ac_store_close(store);
	assert_int_equal(restore(&place, &told, &report, &err), AC_EXISTS);
	assert_non_null(strstr(err.msg, "replaced"));
}

static void what_is_lost_by_a_restore_is_known_to_who_signs_it(void **state)
{
	(void)state;
	struct place place = place_new();
	struct told told = { 0 };
	struct ac_backup_report report;
	unsigned char head[32], kept[32];
	struct ac_store *store = place_open(&place);
	audit(ac_store_db(store));
	audit(ac_store_db(store));
	assert_int_equal(ac_store_backup(store, place.file, NULL), AC_OK);
	for (int i = 0; i < 3; i++)
		audit(ac_store_db(store));
	ac_store_close(store);
	assert_int_equal(head_of(&place, head), 5);

	told.answer = AC_DENIED;
	assert_int_equal(restore(&place, &told, &report, NULL), AC_DENIED);
	assert_int_equal(head_of(&place, kept), 5);
	assert_memory_equal(kept, head, sizeof head);

	told.answer = AC_OK;
	assert_int_equal(restore(&place, &told, &report, NULL), AC_OK);
	assert_true(told.present);
	assert_int_equal(told.replaced.state, AC_REPLACED_DATABASE);
	assert_int_equal(told.replaced.seq, 5);
	assert_memory_equal(told.replaced.head, head, sizeof head);
	assert_int_equal(told.replaced.common, 2);
	assert_int_equal(head_of(&place, head), 3);
}

static void spoil(const char *path, long at)
{
	FILE *file = fopen(path, "r+");
	assert_non_null(file);
	assert_int_equal(fseek(file, at, SEEK_SET), 0);
	for (int i = 0; i < 4096; i++)
		fputc('x', file);
	fclose(file);
}

/* As if it had been written with another key. */
static void lock_out(struct place *place)
{
	struct ac_store *store = place_open(place);
	assert_int_equal(ac_db_script(ac_store_db(store),
				 "UPDATE meta SET value = (SELECT hash FROM audit WHERE seq = 1) "
				 "WHERE key = 'key_check'",
				 NULL),
		AC_OK);
	ac_store_close(store);
}

static void lose(struct place *place)
{
	char path[300];
	static const char *const names[] = { "allclear.db", "allclear.db.replaced" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", place->dir, names[i]);
		(void)unlink(path);
	}
	if (!test_on_server())
		return;
	AC_AUTO(db) struct ac_db *db = NULL;
	const struct ac_db_options with = { .path = place->database };
	assert_int_equal(ac_db_open(ac_db_driver_of(with.path), &with, &db, NULL), AC_OK);
	assert_int_equal(
		ac_db_script(db, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", NULL), AC_OK);
}

static void where_nothing_can_be_opened_any_more_the_backup_comes_back_all_the_same(void **state)
{
	(void)state;
	struct place place = place_new();
	struct told told = { 0 };
	struct ac_backup_report report;
	struct ac_store *store = place_open(&place);
	audit(ac_store_db(store));
	assert_int_equal(ac_store_backup(store, place.file, NULL), AC_OK);
	ac_store_close(store);

	lock_out(&place);
	assert_int_equal(restore(&place, &told, &report, NULL), AC_OK);
	assert_false(told.present);
	assert_int_equal(told.replaced.state, AC_REPLACED_UNREADABLE);

	lose(&place);
	assert_int_equal(restore(&place, &told, &report, NULL), AC_OK);
	assert_int_equal(told.replaced.state, AC_REPLACED_NONE);
	ac_store_close(place_open(&place));
}

static void a_backup_never_holds_the_key_or_a_name(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	add_person(ac_store_db(store), 1, 100);
	assert_int_equal(ac_store_backup(store, place.file, NULL), AC_OK);
	ac_store_close(store);
	char command[256];
	snprintf(command, sizeof command,
		"! grep -qa -e \"$(sed -n 's/^key [^ ]* //p' %s)\" -e Adi %s", place.key,
		place.file);
	assert_int_equal(system(command), 0);
}

static void a_running_daemon_a_wrong_key_and_damage_are_refused(void **state)
{
	(void)state;
	struct place place = place_new(), other = place_new();
	struct told told = { 0 };
	struct ac_store *store = place_open(&place);
	struct ac_backup_report report;
	struct ac_error err;
	for (int i = 0; i < 50; i++)
		audit(ac_store_db(store));
	assert_int_equal(ac_store_backup(store, place.file, NULL), AC_OK);
	assert_int_equal(restore(&place, &told, &report, &err), AC_BUSY);
	ac_store_close(store);
	assert_int_equal(ac_backup_verify(place.file, other.key, &report, &err), AC_DENIED);
	assert_int_equal(ac_backup_verify("/nonexistent", place.key, &report, &err), AC_NOT_FOUND);

	struct ac_db_options made = { .path = place.file };
	struct ac_db *db = NULL;
	assert_int_equal(ac_db_open(ac_db_drivers[0], &made, &db, NULL), AC_OK);
	assert_int_equal(
		ac_db_script(db, "UPDATE audit SET officer = 'eve' WHERE seq = 7", NULL), AC_OK);
	ac_db_close(db);
	assert_int_equal(ac_backup_verify(place.file, place.key, &report, &err), AC_CORRUPT);
	assert_non_null(strstr(err.msg, "row 7"));

	for (long at = 3; at < 18; at++)
		spoil(place.file, at * 4096);
	assert_int_equal(ac_backup_verify(place.file, place.key, &report, &err), AC_CORRUPT);
}

static void nobody_is_erased_while_a_campaign_counts_on_them(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_db *db = ac_store_db(store);
	AC_AUTO(free) char *path = ac_erase_register_path(place.key);
	struct ac_error err;
	add_person(db, 1, 100);
	add_task(db, 3, "running", 1);
	assert_int_equal(ac_erase_traveller(db, path, 1, (struct ac_wall){ 5 }, &err), AC_CONFLICT);
	assert_non_null(strstr(err.msg, "campaign 3"));
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(ac_db_script(db, "UPDATE campaign SET state = 'closed'", NULL), AC_OK);
	assert_int_equal(ac_erase_traveller(db, path, 1, (struct ac_wall){ 5 }, &err), AC_OK);
	assert_int_equal(left_of(db, 1), 0);
	assert_int_equal(
		ac_erase_traveller(db, path, 77, (struct ac_wall){ 5 }, &err), AC_NOT_FOUND);
	ac_store_close(store);
}

static void see_purge(void *ctx, int64_t traveller)
{
	*(int64_t *)ctx = *(int64_t *)ctx * 10 + traveller;
}

static void purging_takes_those_who_left_and_are_in_no_open_campaign(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_db *db = ac_store_db(store);
	static const int64_t leaves[] = { 10, 100, 10, 10, 50 };
	for (int64_t id = 1; id <= 5; id++)
		add_person(db, id, leaves[id - 1]);
	add_task(db, 1, "paused", 3);
	add_task(db, 2, "closed", 4);
	int64_t seen = 0;
	assert_int_equal(
		ac_purge_each(db, (struct ac_wall){ 50 }, 0, 9, see_purge, &seen, NULL), AC_OK);
	assert_int_equal(seen, 14);
	assert_int_equal(ac_erase_apply(db, 1, (struct ac_wall){ 5 }, NULL), AC_OK);
	seen = 0;
	assert_int_equal(
		ac_purge_each(db, (struct ac_wall){ 51 }, 0, 9, see_purge, &seen, NULL), AC_OK);
	assert_int_equal(seen, 45);
	ac_store_close(store);
}

static void a_broken_register_is_named_with_its_line(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	AC_AUTO(free) char *path = ac_erase_register_path(place.key);
	FILE *file = fopen(path, "w");
	fputs("000102030405060708090a0b0c0d0e0f 2022-06-13T09:00:00Z\nnonsense\n", file);
	fclose(file);
	int64_t count = 0;
	struct ac_error err;
	assert_int_equal(
		ac_erase_reapply(ac_store_db(store), path, (struct ac_wall){ 0 }, &count, &err),
		AC_CORRUPT);
	assert_non_null(strstr(err.msg, "line 2"));
	ac_store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_backup_brings_everything_back_but_those_erased_since),
		CASE(what_is_lost_by_a_restore_is_known_to_who_signs_it),
		CASE(where_nothing_can_be_opened_any_more_the_backup_comes_back_all_the_same),
		CASE(a_backup_never_holds_the_key_or_a_name),
		CASE(a_running_daemon_a_wrong_key_and_damage_are_refused),
		CASE(nobody_is_erased_while_a_campaign_counts_on_them),
		CASE(purging_takes_those_who_left_and_are_in_no_open_campaign),
		CASE(a_broken_register_is_named_with_its_line),
	};
	return RUN_IN_PLACES(tests);
}
