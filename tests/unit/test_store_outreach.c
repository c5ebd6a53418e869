/* What a user loses if this breaks: people who were told appear as not told after a restart, answers are
 * gone, or a message goes to somebody else's number. */
#include "store_world.h"

#include "store/cases.h"
#include "store/decisions.h"
#include "store/ids.h"
#include "store/outreach.h"

/* ---- journal ---- */

struct journal_seen {
	int n;
	int64_t last;
};

static enum ac_status see_row(
	void *ctx, int64_t seq, struct ac_wall at, struct ac_str body, struct ac_error *err)
{
	struct journal_seen *seen = ctx;
	assert_int_equal(at.us, seq * 10);
	assert_int_equal(body.n, (size_t)seq);
	seen->n++;
	seen->last = seq;
	return seq == 8 ? ac_fail(err, AC_CORRUPT, "row 8") : AC_OK;
}

static void the_journal_comes_back_in_order_and_is_cut_from_the_front(void **state)
{
	(void)state;
	static const char bytes[32];
	int64_t first = -1, last = -1, dropped = 0;
	assert_int_equal(ac_journal_range(db, &first, &last, NULL), AC_OK);
	assert_true(first == 0 && last == 0);
	for (int64_t seq = 1; seq <= 10; seq++)
		assert_int_equal(ac_journal_append(db, seq, (struct ac_wall){ seq * 10 },
					 (struct ac_str){ bytes, (size_t)seq }, NULL),
			AC_OK);
	assert_int_equal(
		ac_journal_append(db, 10, (struct ac_wall){ 0 }, AC_STR("x"), NULL), AC_EXISTS);
	struct journal_seen seen = { 0 };
	assert_int_equal(ac_journal_each(db, 3, see_row, &seen, NULL), AC_CORRUPT);
	assert_int_equal(seen.n, 5);
	assert_int_equal(seen.last, 8);
	assert_int_equal(ac_journal_cut(db, 7, 5, &dropped, NULL), AC_OK);
	assert_int_equal(dropped, 5);
	assert_int_equal(ac_journal_cut(db, 7, 5, &dropped, NULL), AC_OK);
	assert_int_equal(dropped, 2);
	assert_int_equal(ac_journal_range(db, &first, &last, NULL), AC_OK);
	assert_true(first == 8 && last == 10);
	assert_int_equal(ac_journal_cut(db, 100, 100, NULL, NULL), AC_OK);
}

/* ---- tasks ---- */

static struct ac_task_spec spec_of(int64_t campaign, int64_t traveller)
{
	return (struct ac_task_spec){
		.campaign = campaign,
		.traveller = traveller,
		.party = traveller / 2,
		.tier = 2,
		.party_size = 3,
		.language = 'h' << 8 | 'e',
		.arrives = { 5 },
		.departs = { INT64_MAX },
		.n_contacts = 1,
		.contacts = { { .id = traveller * 10, .number_key = UINT64_MAX - 7 } },
	};
}

static void tasks_come_back_as_they_were_in_batches(void **state)
{
	(void)state;
	enum { n = 25, batch = 10 };
	struct ac_task_spec specs[n];
	struct ac_task_image images[n];
	for (int i = 0; i < n; i++) {
		specs[i] = spec_of(1, i + 1);
		images[i] = ac_task_image_new(&specs[i], (struct ac_wall){ 77 });
	}
	assert_int_equal(ac_tasks_put(db, specs, images, n, 4, NULL), AC_OK);
	struct ac_task_spec other = spec_of(2, 1);
	assert_int_equal(ac_tasks_put(db, &other, images, 1, 4, NULL), AC_OK);
	int64_t after = 0, as_of[batch];
	struct ac_task_spec got[batch];
	struct ac_task_image got_images[batch];
	size_t total = 0, loaded = batch;
	for (; loaded == batch; total += loaded) {
		assert_int_equal(
			ac_tasks_load(db, 1, after, got, got_images, as_of, batch, &loaded, NULL),
			AC_OK);
		for (size_t i = 0; i < loaded; i++) {
			assert_int_equal(got[i].traveller, (int64_t)(total + i + 1));
			assert_true(got[i].contacts[0].number_key == UINT64_MAX - 7);
			assert_true(got[i].departs.us == INT64_MAX);
			assert_int_equal(got_images[i].due.us, 77);
			assert_int_equal(as_of[i], 4);
			after = got[i].traveller;
		}
	}
	assert_int_equal(total, n);
	int64_t count = 0;
	assert_int_equal(ac_tasks_count(db, 1, &count, NULL), AC_OK);
	assert_int_equal(count, n);
}

static void a_checkpoint_changes_images_and_nothing_else(void **state)
{
	(void)state;
	struct ac_task_spec spec = spec_of(3, 5), got;
	struct ac_task_image image = ac_task_image_new(&spec, (struct ac_wall){ 1 }), got_image;
	int64_t as_of = 0;
	size_t n = 0;
	assert_int_equal(ac_tasks_put(db, &spec, &image, 1, 0, NULL), AC_OK);
	struct ac_checkpoint_task task = {
		.campaign = 3, .traveller = 5, .as_of = 9, .image = image
	};
	task.image.standing = AC_STANDING_safe;
	task.image.told = AC_TOLD_responded;
	assert_int_equal(ac_tasks_update(db, &task, 1, NULL), AC_OK);
	assert_int_equal(ac_tasks_load(db, 3, 0, &got, &got_image, &as_of, 1, &n, NULL), AC_OK);
	assert_int_equal(got_image.standing, AC_STANDING_safe);
	assert_int_equal(got.contacts[0].id, 50);
	assert_int_equal(as_of, 9);
	task.traveller = 6;
	assert_int_equal(ac_tasks_update(db, &task, 1, NULL), AC_NOT_FOUND);
}

static int64_t tasks_of(int64_t campaign)
{
	int64_t count = 0;
	assert_int_equal(ac_tasks_count(db, campaign, &count, NULL), AC_OK);
	return count;
}

/* Lost: people of a campaign that runs, when one beside it that never began is cleared away. */
static void what_never_began_is_dropped_in_batches_and_nothing_beside_it(void **state)
{
	(void)state;
	const int64_t id = 40, running = 41; /* numbers that no other test uses */
	struct ac_campaign_row row = {
		.id = id, .warning = 1, .state = AC_STR("creating"), .plan_json = AC_STR("{}")
	};
	int64_t dropped = 0;
	assert_int_equal(ac_campaign_insert(db, &row, NULL, NULL), AC_OK);
	row.id = running;
	row.state = AC_STR("running");
	assert_int_equal(ac_campaign_insert(db, &row, NULL, NULL), AC_OK);
	for (int64_t campaign = id - 1; campaign <= running; campaign++)
		for (int64_t traveller = 101; traveller <= 105; traveller++) {
			struct ac_task_spec spec = spec_of(campaign, traveller);
			struct ac_task_image image =
				ac_task_image_new(&spec, (struct ac_wall){ 1 });
			assert_int_equal(ac_tasks_put(db, &spec, &image, 1, 0, NULL), AC_OK);
		}
	assert_int_equal(ac_tasks_drop(db, id, 3, &dropped, NULL), AC_OK);
	assert_int_equal(dropped, 3);
	assert_int_equal(tasks_of(id), 2);
	assert_int_equal(ac_tasks_drop(db, id, 3, &dropped, NULL), AC_OK);
	assert_int_equal(dropped, 2);
	assert_int_equal(tasks_of(id), 0);
	assert_true(tasks_of(id - 1) == 5 && tasks_of(running) == 5);
	assert_int_equal(ac_campaign_drop(db, running, NULL), AC_NOT_FOUND);
	assert_int_equal(ac_campaign_drop(db, id, NULL), AC_OK);
	assert_int_equal(ac_campaign_drop(db, id, NULL), AC_NOT_FOUND);
}

/* ---- attempts and events ---- */

struct attempts_seen {
	int n;
	struct ac_attempt_row last;
	char carrier_id[32];
	size_t segment_keys_n;
};

static void see_attempt(void *ctx, const struct ac_attempt_row *row)
{
	struct attempts_seen *seen = ctx;
	seen->n++;
	seen->last = *row;
	seen->segment_keys_n = row->segment_keys.n;
	snprintf(seen->carrier_id, sizeof seen->carrier_id, "%.*s", AC_STR_ARG(row->carrier_id));
}

static void an_attempt_is_settled_step_by_step_and_keeps_what_it_knows(void **state)
{
	(void)state;
	struct ac_attempt_row row = {
		.id = UINT64_C(5) << 40,
		.entry = { .traveller = 100,
			.campaign = 1,
			.contact = 7,
			.version = 2,
			.language = 300,
			.kind = AC_KIND_reminder,
			.tier = 3,
			.rung = 1,
			.tries = 2,
			.closing_tries = 1,
			.contact_index = 3 },
		.link = 4,
		.state = AC_ATTEMPT_recorded,
		.recorded_at = { 10 },
	};
	assert_int_equal(ac_attempts_put(db, &row, 1, NULL), AC_OK);
	struct ac_outcome_record outcomes[] = {
		{ .attempt = row.id,
			.traveller = 100,
			.state = AC_ATTEMPT_accepted,
			.at = { 20 },
			.carrier_id = AC_STR("00AB"),
			.receipt_key = UINT64_MAX,
			.segment_keys = AC_STR("eight by") },
		{ .attempt = row.id,
			.traveller = 100,
			.state = AC_ATTEMPT_failed,
			.at = { 30 },
			.carrier_status = 0x14 },
	};
	struct attempts_seen seen = { 0 };
	assert_int_equal(ac_attempts_open(db, 1, see_attempt, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(ac_attempts_open(db, 2, see_attempt, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1); /* another campaign's are not looked at */
	assert_int_equal(ac_attempts_open(db, 0, see_attempt, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 2);
	assert_int_equal(ac_attempts_settle(db, outcomes, 1, NULL), AC_OK);
	seen.n = 0;
	assert_int_equal(ac_attempts_open(db, 1, see_attempt, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_true(seen.last.receipt_key == UINT64_MAX);
	assert_int_equal(seen.segment_keys_n, 8);
	assert_int_equal(ac_attempts_settle(db, outcomes + 1, 1, NULL), AC_OK);
	seen.n = 0;
	assert_int_equal(ac_attempts_open(db, 1, see_attempt, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 0);
	assert_int_equal(ac_attempts_of(db, 100, see_attempt, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.last.state, AC_ATTEMPT_failed);
	assert_true(seen.last.submitted_at.us == 20 && seen.last.ended_at.us == 30);
	assert_int_equal(seen.last.carrier_status, 0x14);
	assert_string_equal(seen.carrier_id, "00AB");
	AC_AUTO(buf) struct ac_buf stored, expected;
	ac_buf_init(&stored, 100);
	ac_buf_init(&expected, 100);
	ac_record_add_entry(&stored, &seen.last.entry);
	ac_record_add_entry(&expected, &row.entry);
	assert_true(ac_str_eq(ac_buf_str(&stored), ac_buf_str(&expected)));
	uint64_t last = 0;
	assert_int_equal(ac_attempts_last(db, &last, NULL), AC_OK);
	assert_true(last == row.id);
}

static void see_event(void *ctx, const struct ac_event_row *row)
{
	int *n = ctx;
	++*n;
	assert_int_equal(row->record.event, AC_EVENT_responded);
	assert_true(ac_str_eq(
		row->text, row->id == ac_event_id(4, 1) ? AC_STR("spoke to her") : AC_STR("")));
}

static void events_of_a_replayed_journal_are_not_doubled(void **state)
{
	(void)state;
	struct ac_event_row rows[] = {
		{ .id = ac_event_id(4, 0),
			.record = { .traveller = 9, .campaign = 1, .event = AC_EVENT_responded } },
		{ .id = ac_event_id(4, 1),
			.record = { .traveller = 9, .campaign = 1, .event = AC_EVENT_responded },
			.text = AC_STR("spoke to her") },
	};
	assert_int_equal(ac_events_put(db, rows, 2, NULL), AC_OK);
	assert_int_equal(ac_events_put(db, rows, 2, NULL), AC_OK);
	int n = 0;
	assert_int_equal(ac_events_of(db, 9, see_event, &n, NULL), AC_OK);
	assert_int_equal(n, 2);
}

/* ---- inbox ---- */

struct inbound_seen {
	int n;
	struct ac_inbound_row last;
	char text[64], owner[32];
};

static void see_inbound(void *ctx, const struct ac_inbound_row *row)
{
	struct inbound_seen *seen = ctx;
	seen->n++;
	seen->last = *row;
	snprintf(seen->text, sizeof seen->text, "%.*s", AC_STR_ARG(row->text));
	snprintf(seen->owner, sizeof seen->owner, "%.*s", AC_STR_ARG(row->owner));
}

static void a_message_is_taken_by_one_officer_and_settled(void **state)
{
	(void)state;
	struct ac_inbound_row row = {
		.link = 2, .at = { 5 }, .number_key = UINT64_MAX - 1, .text = AC_STR("ben iyiyim")
	};
	int64_t id = 0;
	struct ac_error err;
	struct inbound_seen seen = { 0 };
	assert_int_equal(ac_inbound_insert(db, &row, &id, NULL), AC_OK);
	assert_int_equal(
		ac_inbound_list(db, AC_INBOUND_OPEN, 0, 10, see_inbound, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_string_equal(seen.text, "ben iyiyim");
	assert_true(seen.last.number_key == UINT64_MAX - 1);
	assert_int_equal(
		ac_inbound_own(db, id, AC_STR("dana"), (struct ac_wall){ 6 }, NULL), AC_OK);
	assert_int_equal(
		ac_inbound_own(db, id, AC_STR("uri"), (struct ac_wall){ 7 }, &err), AC_CONFLICT);
	assert_non_null(strstr(err.msg, "dana"));
	assert_int_equal(ac_inbound_settle(db, id, AC_WORD_safe, 100, 1, NULL), AC_OK);
	assert_int_equal(ac_inbound_get(db, id, see_inbound, &seen, NULL), AC_OK);
	assert_int_equal(seen.last.state, AC_INBOUND_SETTLED);
	assert_int_equal(seen.last.traveller, 100);
	assert_string_equal(seen.owner, "dana");
	seen.n = 0;
	assert_int_equal(ac_inbound_of_number(db, UINT64_MAX - 1, see_inbound, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(ac_inbound_get(db, 999, see_inbound, &seen, NULL), AC_NOT_FOUND);
	assert_int_equal(
		ac_inbound_own(db, 999, AC_STR("uri"), (struct ac_wall){ 7 }, NULL), AC_NOT_FOUND);
}

static void a_message_is_given_to_the_engine_until_it_took_all_of_it_in(void **state)
{
	(void)state;
	int64_t ids[3];
	struct inbound_seen seen = { 0 };
	struct ac_inbound_row row = { .text = AC_STR("help, stop"), .word = AC_WORD_need_help };
	for (int i = 0; i < 3; i++)
		assert_int_equal(ac_inbound_insert(db, &row, &ids[i], NULL), AC_OK);
	assert_int_equal(ac_inbound_taken_in(db, ids[0], AC_WORD_stop, 7, 1, NULL), AC_OK);
	assert_int_equal(ac_inbound_taken_in(db, ids[1], AC_WORD_need_help, 7, 1, NULL), AC_OK);
	assert_int_equal(ac_inbound_taken_in(db, 999, AC_WORD_need_help, 7, 1, NULL), AC_OK);
	assert_int_equal(
		ac_inbound_new(db, ids[0] - 1, ids[2], 10, see_inbound, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 2);
	assert_int_equal(ac_inbound_settle(db, ids[2], AC_WORD_need_help, 0, 0, NULL), AC_OK);
	seen.n = 0;
	assert_int_equal(
		ac_inbound_new(db, ids[0] - 1, ids[2], 10, see_inbound, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.last.id, ids[0]);
	assert_int_equal(ac_inbound_get(db, ids[1], see_inbound, &seen, NULL), AC_OK);
	assert_true(seen.last.taken_in);
	assert_int_equal(seen.last.traveller, 7);
	seen.n = 0;
	assert_int_equal(ac_inbound_recent(db, 2, see_inbound, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 2);
	assert_int_equal(seen.last.id, ids[1]);
}

static void count_reason(void *ctx, uint8_t reason, int64_t people)
{
	((int64_t *)ctx)[reason] += people;
}

static void reasons_are_counted_as_they_stand(void **state)
{
	(void)state;
	int64_t inbound = 0, other = 0, people[8] = { 0 };
	uint8_t reason = 0;
	struct ac_inbound_row row = {
		.text = AC_STR("3 no money"), .word = AC_WORD_staying, .reason = 1
	};
	assert_int_equal(ac_inbound_insert(db, &row, &inbound, NULL), AC_OK);
	row.reason = 5;
	assert_int_equal(ac_inbound_insert(db, &row, &other, NULL), AC_OK);
	assert_int_equal(ac_refusal_from_inbound(db, 70, 1, inbound, NULL), AC_OK);
	assert_int_equal(ac_refusal_from_inbound(db, 70, 2, inbound, NULL), AC_OK);
	assert_int_equal(ac_refusal_from_inbound(db, 70, 3, 999, NULL), AC_OK);
	assert_int_equal(ac_refusal_from_inbound(db, 70, 2, other, NULL), AC_OK);
	assert_int_equal(ac_refusal_from_inbound(db, 70, 4, other, NULL), AC_OK);
	assert_int_equal(ac_refusal_from_inbound(db, 71, 4, other, NULL), AC_OK);
	assert_int_equal(ac_refusal_drop(db, 70, 4, NULL), AC_OK);
	assert_int_equal(ac_refusals_count(db, 70, count_reason, people, NULL), AC_OK);
	assert_int_equal(people[1], 1);
	assert_int_equal(people[5], 1);
	assert_int_equal(ac_refusal_get(db, 70, 2, &reason, NULL), AC_OK);
	assert_int_equal(reason, 5);
	assert_int_equal(ac_refusal_get(db, 70, 3, &reason, NULL), AC_NOT_FOUND);
}

static void see_help(void *ctx, const struct ac_help_row *row)
{
	int64_t *ids = ctx;
	while (*ids)
		ids++;
	*ids = row->id;
}

static void who_calls_again_after_theirs_was_owned_has_another_call(void **state)
{
	(void)state;
	int64_t first = 0, same = 0, second = 0;
	struct ac_error err;
	assert_int_equal(ac_help_raise(db, 1, 50, (struct ac_wall){ 10 }, &first, NULL), AC_OK);
	assert_int_equal(ac_help_raise(db, 1, 50, (struct ac_wall){ 20 }, &same, NULL), AC_OK);
	assert_int_equal(first, same);
	assert_int_equal(ac_help_raise(db, 1, 51, (struct ac_wall){ 30 }, &second, NULL), AC_OK);
	assert_int_equal(
		ac_help_own(db, first, AC_STR("dana"), (struct ac_wall){ 40 }, NULL), AC_OK);
	assert_int_equal(
		ac_help_own(db, first, AC_STR("uri"), (struct ac_wall){ 41 }, &err), AC_CONFLICT);
	int64_t open[4] = { 0 };
	assert_int_equal(ac_help_open(db, 1, see_help, open, NULL), AC_OK);
	assert_true(open[0] == second && open[1] == first && open[2] == 0);
	int64_t again = 0; /* who has the first one in hand is not told by that */
	assert_int_equal(ac_help_raise(db, 1, 50, (struct ac_wall){ 45 }, &again, NULL), AC_OK);
	assert_true(again != first && again != second);
	assert_int_equal(
		ac_help_own(db, again, AC_STR("uri"), (struct ac_wall){ 46 }, NULL), AC_OK);
}

/* ---- contact points and rendering ---- */

static const struct ac_sql sql_traveller = { "traveller",
	"INSERT INTO traveller (id, source, ref_key, name_enc, language, updated_at) "
	"VALUES ($1, 1, $2, $3, $4, 0)" };
static const struct ac_sql sql_contact = { "contact",
	"INSERT INTO contact_point "
	"(id, traveller, position, kind, channel, address_enc, number_key, language, state) "
	"VALUES ($1, $2, 0, 1, 1, $3, $4, $5, 0)" };

static void add_person(int64_t id, struct ac_str name, struct ac_str number, const char *language)
{
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, 1000);
	ac_vault_seal(
		db->vault, (struct ac_vault_place){ AC_SEALED_TRAVELLER_NAME, id }, name, &sealed);
	struct ac_str ref = { (const char *)&id, sizeof id };
	assert_int_equal(ac_db_run(db, &sql_traveller,
				 AC_VALUES(AC_I64(id), AC_BLOB(ref), AC_BLOB(ac_buf_str(&sealed)),
					 AC_TEXT(AC_STR("he"))),
				 NULL),
		AC_OK);
	ac_buf_reset(&sealed);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_CONTACT_ADDRESS, id + 1000 },
		number, &sealed);
	uint64_t key = ac_vault_index(db->vault, AC_INDEX_PHONE, number);
	assert_int_equal(
		ac_db_run(db, &sql_contact,
			AC_VALUES(AC_I64(id + 1000), AC_I64(id), AC_BLOB(ac_buf_str(&sealed)),
				AC_I64((int64_t)key), AC_TEXT_OR_NULL(ac_str(language))),
			NULL),
		AC_OK);
}

static void everyone_is_written_to_under_their_own_number_and_name(void **state)
{
	(void)state;
	enum { people = 40, asks_n = 120 };
	char name[32], number[32];
	for (int i = 1; i <= people; i++) {
		snprintf(name, sizeof name, "Person %d", i);
		snprintf(number, sizeof number, "+9725000000%02d", i);
		add_person(i, ac_str(name), ac_str(number), i % 2 ? "tr" : "");
	}
	struct ac_db *reader = NULL;
	assert_int_equal(ac_store_reader(store, &reader, NULL), AC_OK);
	struct ac_render_ask asks[asks_n];
	struct ac_render_answer answers[asks_n];
	for (int i = 0; i < asks_n; i++) {
		int64_t id = 1 + i * 17 % people;
		asks[i] = (struct ac_render_ask){ id, 1000 + id, i % 3 > 0 };
	}
	asks[5].contact = 1000 + asks[5].traveller % people + 1; /* somebody else's number */
	asks[6].contact = 99999;
	AC_AUTO(buf) struct ac_buf texts;
	ac_buf_init(&texts, 1 << 16);
	for (int round = 0; round < 2; round++)
		assert_int_equal(
			ac_render_lookup(reader, asks, asks_n, answers, &texts, NULL), AC_OK);
	for (int i = 0; i < asks_n; i++) {
		assert_true(answers[i].found == (i != 5 && i != 6));
		if (!answers[i].found)
			continue;
		int id = (int)asks[i].traveller;
		snprintf(name, sizeof name, "Person %d", id);
		snprintf(number, sizeof number, "+9725000000%02d", id);
		assert_true(ac_str_eq(answers[i].name, asks[i].name ? ac_str(name) : AC_STR("")));
		assert_true(ac_str_eq(answers[i].address, ac_str(number)));
	}
	ac_db_close(reader);
}

static void see_contact(void *ctx, int64_t contact, int64_t traveller)
{
	int *n = ctx;
	++*n;
	assert_int_equal(contact, traveller + 1000);
}

static void stop_holds_for_the_number_whoever_has_it(void **state)
{
	(void)state;
	struct ac_str number = AC_STR("+905321234567");
	uint64_t key = ac_vault_index(db->vault, AC_INDEX_PHONE, number);
	add_person(501, AC_STR("Ada"), number, NULL);
	add_person(502, AC_STR("Can"), number, NULL);
	int n = 0;
	bool out = true;
	assert_int_equal(ac_contact_by_number(db, key, see_contact, &n, NULL), AC_OK);
	assert_int_equal(n, 2);
	assert_int_equal(ac_contact_is_opted_out(db, key, AC_CONTACT_PHONE, &out, NULL), AC_OK);
	assert_false(out);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
			ac_contact_opt_out(db, key, AC_CONTACT_PHONE, (struct ac_wall){ 5 }, NULL),
			AC_OK);
	assert_int_equal(ac_contact_is_opted_out(db, key, AC_CONTACT_PHONE, &out, NULL), AC_OK);
	assert_true(out);
	struct ac_render_ask asks[] = { { 501, 1501, true }, { 502, 1502, true } };
	struct ac_render_answer answers[2];
	AC_AUTO(buf) struct ac_buf texts;
	ac_buf_init(&texts, 1000);
	assert_int_equal(ac_render_lookup(db, asks, 2, answers, &texts, NULL), AC_OK);
	assert_int_equal(answers[0].state, AC_CONTACT_opted_out);
	assert_int_equal(answers[1].state, AC_CONTACT_opted_out);
	assert_int_equal(ac_contact_set_state(db, 1501, AC_CONTACT_dead, NULL), AC_OK);
	assert_int_equal(ac_contact_set_state(db, 77777, AC_CONTACT_dead, NULL), AC_NOT_FOUND);
}

/* ---- cases ---- */

static void see_case(void *ctx, const struct ac_case_row *row)
{
	assert_true(ac_str_eq(row->posture, AC_STR("public")));
	snprintf(ctx, 32, "%.*s", AC_STR_ARG(row->state));
}

static void see_note(void *ctx, const struct ac_note_row *row)
{
	snprintf(ctx, 64, "%.*s %.*s", AC_STR_ARG(row->value), AC_STR_ARG(row->text));
}

static void a_closed_case_is_never_edited(void **state)
{
	(void)state;
	struct ac_case_row row = { .title = AC_STR("Istanbul"),
		.state = AC_STR("open"),
		.posture = AC_STR("public"),
		.opened_at = { 1 } };
	int64_t id = 0;
	char text[64] = "";
	struct ac_error err;
	assert_int_equal(ac_case_insert(db, &row, &id, NULL), AC_OK);
	struct ac_note_row note = { .case_id = id,
		.officer = AC_STR("dana"),
		.kind = AC_STR("custody"),
		.value = AC_STR("7/8"),
		.text = AC_STR("by phone") };
	assert_int_equal(ac_note_insert(db, &note, NULL, NULL), AC_OK);
	assert_int_equal(ac_note_each(db, id, see_note, text, NULL), AC_OK);
	assert_string_equal(text, "7/8 by phone");
	row.id = id;
	row.state = AC_STR("closed");
	row.closed_at.us = 5;
	assert_int_equal(ac_case_update(db, &row, NULL), AC_OK);
	assert_int_equal(ac_case_get(db, id, see_case, text, NULL), AC_OK);
	assert_string_equal(text, "closed");
	row.state = AC_STR("open");
	assert_int_equal(ac_case_update(db, &row, &err), AC_CONFLICT);
	row.id = 999;
	assert_int_equal(ac_case_update(db, &row, &err), AC_NOT_FOUND);
}

static void see_cap(void *ctx, const struct ac_cap_row *row)
{
	assert_true(ac_str_eq(row->xml, AC_STR("<alert/>")));
	++*(int *)ctx;
}

static void see_warning(void *ctx, const struct ac_warning_row *row)
{
	snprintf(ctx, 32, "%.*s %d", AC_STR_ARG(row->state), (int)row->level);
}

static void see_warning_text(void *ctx, const struct ac_warning_text_row *row)
{
	snprintf(ctx, 32, "%.*s", AC_STR_ARG(row->headline));
}

static void a_warning_changes_and_what_was_published_does_not(void **state)
{
	(void)state;
	struct ac_warning_row row = { .case_id = 1,
		.state = AC_STR("draft"),
		.areas_json = AC_STR("[]"),
		.valid_to = { 9 },
		.level = 3 };
	int64_t id = 0;
	char text[32];
	int n = 0;
	assert_int_equal(ac_warning_insert(db, &row, &id, NULL), AC_OK);
	row.id = id;
	row.state = AC_STR("published");
	row.level = 4;
	assert_int_equal(ac_warning_update(db, &row, NULL), AC_OK);
	assert_int_equal(ac_warning_get(db, id, see_warning, text, NULL), AC_OK);
	assert_string_equal(text, "published 4");
	struct ac_warning_text_row words = {
		.warning = id, .language = AC_STR("en"), .headline = AC_STR("Leave")
	};
	assert_int_equal(ac_warning_text_put(db, &words, NULL), AC_OK);
	words.headline = AC_STR("Leave now");
	assert_int_equal(ac_warning_text_put(db, &words, NULL), AC_OK);
	assert_int_equal(ac_warning_text_each(db, id, see_warning_text, text, NULL), AC_OK);
	assert_string_equal(text, "Leave now");
	struct ac_cap_row cap = { .warning = id,
		.identifier = AC_STR("a1"),
		.sender = AC_STR("desk@example.org"),
		.msg_type = AC_STR("Alert"),
		.xml = AC_STR("<alert/>") };
	assert_int_equal(ac_cap_insert(db, &cap, NULL, NULL), AC_OK);
	cap.xml = AC_STR("<other/>");
	assert_int_equal(ac_cap_insert(db, &cap, NULL, NULL), AC_EXISTS);
	assert_int_equal(ac_cap_each(db, id, see_cap, &n, NULL), AC_OK);
	assert_int_equal(n, 1);
	struct ac_range ranges[] = { { 1, 2 }, { 5, 9 } };
	for (int i = 0; i < 2; i++)
		assert_int_equal(ac_area_ranges_put(db, id, ranges, 2, NULL), AC_OK);
}

static void see_campaign(void *ctx, const struct ac_campaign_row *row)
{
	struct ac_campaign_row *to = ctx;
	memcpy(to->versions, row->versions, sizeof row->versions);
	to->closing_at = row->closing_at;
	assert_true(ac_str_eq(row->plan_json, AC_STR("{}")));
}

static void see_campaign_text(void *ctx, const struct ac_campaign_text_row *row)
{
	*(int64_t *)ctx = *(int64_t *)ctx * 10 + row->version;
}

static void a_campaign_remembers_which_texts_are_in_force(void **state)
{
	(void)state;
	struct ac_campaign_row row = { .warning = 1,
		.state = AC_STR("running"),
		.plan_json = AC_STR("{}"),
		.versions = { 0, 1, 1 } };
	int64_t id = 0, versions = 0;
	assert_int_equal(ac_campaign_insert(db, &row, &id, NULL), AC_OK);
	row.id = id;
	row.state = AC_STR("closing");
	row.closing = AC_STR("all_clear");
	row.closing_at.us = 44;
	row.versions[2] = 0xfffe;
	assert_int_equal(ac_campaign_update(db, &row, NULL), AC_OK);
	struct ac_campaign_row got = { 0 };
	assert_int_equal(ac_campaign_get(db, id, see_campaign, &got, NULL), AC_OK);
	assert_memory_equal(got.versions, row.versions, sizeof row.versions);
	assert_int_equal(got.closing_at.us, 44);
	struct ac_campaign_text_row text = { .campaign = id,
		.kind = AC_STR("instruction"),
		.tier = 1,
		.language = AC_STR("he"),
		.version = 1,
		.text = AC_STR("x") };
	assert_int_equal(ac_campaign_text_insert(db, &text, NULL), AC_OK);
	assert_int_equal(ac_campaign_text_insert(db, &text, NULL), AC_EXISTS);
	text.version = 2;
	assert_int_equal(ac_campaign_text_insert(db, &text, NULL), AC_OK);
	assert_int_equal(ac_campaign_text_each(db, id, see_campaign_text, &versions, NULL), AC_OK);
	assert_int_equal(versions, 12);
}

static void officers_and_links_keep_their_numbers(void **state)
{
	(void)state;
	int64_t dana = 0, uri = 0, again = 0, link = 0;
	assert_int_equal(ac_officer_id(db, AC_STR("dana"), &dana, NULL), AC_OK);
	assert_int_equal(ac_officer_id(db, AC_STR("uri"), &uri, NULL), AC_OK);
	assert_int_equal(ac_officer_id(db, AC_STR("dana"), &again, NULL), AC_OK);
	assert_int_equal(ac_link_id(db, AC_STR("tr1"), &link, NULL), AC_OK);
	assert_true(dana == again && dana != uri && link == 1);
	AC_AUTO(buf) struct ac_buf name;
	ac_buf_init(&name, 100);
	assert_int_equal(ac_officer_name(db, uri, &name, NULL), AC_OK);
	assert_true(ac_str_eq(ac_buf_str(&name), AC_STR("uri")));
	assert_int_equal(ac_link_name(db, 77, &name, NULL), AC_NOT_FOUND);
}

struct decision_seen {
	char text[200];
	int n;
};

static void see_decision(void *ctx, const struct ac_decision_row *row)
{
	struct decision_seen *seen = ctx;
	seen->n++;
	(void)snprintf(seen->text, sizeof seen->text, "%.*s %.*s %.*s by %.*s, %.*s: %.*s",
		AC_STR_ARG(row->state), AC_STR_ARG(row->target), AC_STR_ARG(row->body),
		AC_STR_ARG(row->drafted_by), AC_STR_ARG(row->decided_by), AC_STR_ARG(row->why));
}

/* Lost: what was drafted for the second person to see, or that it still waits. */
static void a_draft_waits_with_all_that_was_said(void **state)
{
	(void)state;
	struct ac_decision_row row = { .state = AC_STR("open"),
		.method = AC_STR("POST"),
		.target = AC_STR("/v1/places/at-risk"),
		.body = AC_STR("{\"places\":[\"H1\"]}"),
		.digest = { 1, 2, 3 },
		.drafted_by = AC_STR("dana"),
		.drafted_at = { 5 } };
	struct decision_seen seen = { 0 };
	assert_int_equal(ac_decision_insert(db, &row, &row.id, NULL), AC_OK);
	assert_int_equal(ac_decision_each(db, false, see_decision, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_string_equal(seen.text, "open /v1/places/at-risk {\"places\":[\"H1\"]} by dana, : ");
	row.state = AC_STR("refused");
	row.decided_by = AC_STR("uri");
	row.why = AC_STR("the wrong hotel");
	assert_int_equal(ac_decision_decide(db, &row, NULL), AC_OK);
	assert_int_equal(ac_decision_get(db, row.id, see_decision, &seen, NULL), AC_OK);
	assert_string_equal(seen.text, "refused /v1/places/at-risk {\"places\":[\"H1\"]} by dana, "
				       "uri: the wrong hotel");
	seen.n = 0;
	assert_int_equal(ac_decision_each(db, false, see_decision, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 0);
	assert_int_equal(ac_decision_each(db, true, see_decision, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(
		ac_decision_decide(db,
			&(struct ac_decision_row){ .id = row.id + 1, .state = AC_STR("done") },
			NULL),
		AC_NOT_FOUND);
	row.id = 0;
	row.template_id = 1;
	row.review_due.us = 9;
	assert_int_equal(ac_decision_insert(db, &row, &row.id, NULL), AC_OK);
	assert_int_equal(ac_decision_end(db, row.id, AC_STR("done"), AC_STR(""), NULL), AC_OK);
	seen.n = 0; /* done, and still to be looked at by somebody else */
	assert_int_equal(ac_decision_each(db, false, see_decision, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(
		ac_decision_review(db, row.id, AC_STR("noa"), (struct ac_wall){ 12 }, NULL), AC_OK);
	assert_int_equal(ac_decision_each(db, false, see_decision, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
}

static void an_id_of_any_bytes_does_not_keep_an_attempt_out(void **state)
{
	(void)state;
	struct ac_attempt_row row = {
		.id = 77, .entry = { .traveller = 177, .campaign = 9 }, .state = AC_ATTEMPT_accepted
	};
	struct attempts_seen seen = { 0 };
	row.carrier_id = AC_STR("a\xff\x80z");
	assert_int_equal(ac_attempts_put(db, &row, 1, NULL), AC_OK);
	assert_int_equal(ac_attempts_of(db, 177, see_attempt, &seen, NULL), AC_OK);
	assert_string_equal(seen.carrier_id, "a??z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_journal_comes_back_in_order_and_is_cut_from_the_front),
		CASE(tasks_come_back_as_they_were_in_batches),
		CASE(a_checkpoint_changes_images_and_nothing_else),
		CASE(what_never_began_is_dropped_in_batches_and_nothing_beside_it),
		CASE(an_attempt_is_settled_step_by_step_and_keeps_what_it_knows),
		CASE(events_of_a_replayed_journal_are_not_doubled),
		CASE(a_message_is_taken_by_one_officer_and_settled),
		CASE(a_message_is_given_to_the_engine_until_it_took_all_of_it_in),
		CASE(reasons_are_counted_as_they_stand),
		CASE(who_calls_again_after_theirs_was_owned_has_another_call),
		CASE(everyone_is_written_to_under_their_own_number_and_name),
		CASE(stop_holds_for_the_number_whoever_has_it),
		CASE(a_closed_case_is_never_edited),
		CASE(a_warning_changes_and_what_was_published_does_not),
		CASE(a_campaign_remembers_which_texts_are_in_force),
		CASE(officers_and_links_keep_their_numbers),
		CASE(a_draft_waits_with_all_that_was_said),
		CASE(an_id_of_any_bytes_does_not_keep_an_attempt_out),
	};
	return RUN_ON_A_STORE(tests);
}
