#include "service/run/recovery.h"

#include "base/arena.h"
#include "base/log.h"
#include "service/plan_json.h"
#include "service/run/facts.h"
#include "service/run/inbound.h"
#include "service/run/links.h"
#include "service/run/phrases.h"
#include "store/cases.h"
#include "store/outreach.h"
#include "store/quiet_orders.h"

#include <stdlib.h>

enum { batch_tasks = 4096, remember_closed_days = 7, keys_max = 1 << 30 };

struct loading {
	struct ac_service *service;
	struct ac_db *db;
	struct ac_engine *engine;
	struct phrasebooks *books;
	struct ac_wall closed_since;
	struct recovered *recovered;
	struct facts facts;
	AC_VEC(struct ac_campaign_input) campaigns;
	AC_VEC(struct ac_attempt_row) attempts;
	struct ac_arena keys; /* of their segments */
	enum ac_status status;
	struct ac_error *err;
};

/* ---- campaigns ---- */

static bool state_from(struct ac_str name, enum ac_campaign_state *state)
{
	for (int i = 0; i < ac_campaign_state_count; i++)
		if (ac_str_eq(name, ac_str(ac_campaign_state_name((enum ac_campaign_state)i)))) {
			*state = (enum ac_campaign_state)i;
			return true;
		}
	return false; /* still being created */
}

static enum ac_status read_plan(
	const struct ac_campaign_row *row, struct ac_plan *plan, struct ac_error *err)
{
	enum ac_status status = ac_plan_parse(row->plan_json, row->created_at, plan, err);
	return status == AC_OK ? AC_OK
			       : ac_fail_in(err, status, "campaign %lld", (long long)row->id);
}

static void visit_campaign(void *ctx, const struct ac_campaign_row *row)
{
	struct loading *loading = ctx;
	struct ac_campaign_input input = { .id = row->id };
	if (loading->status != AC_OK || !state_from(row->state, &input.state))
		return;
	if (input.state == AC_CAMPAIGN_closed && row->closed_at.us < loading->closed_since.us)
		return;
	if (row->closing.n && !ac_kind_from(row->closing, &input.closing))
		loading->status = ac_fail(loading->err, AC_CORRUPT,
			"campaign %lld closes in an unknown way", (long long)row->id);
	else
		loading->status = read_plan(row, &input.plan, loading->err);
	memcpy(input.versions, row->versions, sizeof input.versions);
	if (loading->status == AC_OK)
		ac_vec_push(&loading->campaigns, input);
}

static void override_quiet(void *ctx, const struct ac_quiet_order_row *row)
{
	struct ac_plan *plan = ctx;
	if (row->override && row->tier >= 1 && row->tier <= ac_plan_max_tiers)
		plan->tiers[row->tier].quiet = false;
}

enum ac_status campaign_may_run(struct ac_service *service, const struct phrasebook *book,
	int64_t campaign, struct ac_error *err)
{
	const char *link;
	if (!phrasebook_exercise(book) || links_all_exercise(service, &link))
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"campaign %lld is an exercise, and link %s is not marked `exercise: true`",
		(long long)campaign, link);
}

static enum ac_status load_texts(
	struct loading *loading, const struct ac_campaign_input *campaign, struct ac_error *err)
{
	struct ac_service *service = loading->service;
	if (!loading->books || campaign->state == AC_CAMPAIGN_closed)
		return AC_OK;
	AC_AUTO(phrasebook) struct phrasebook *book = NULL;
	AC_TRY(phrasebook_load(loading->db, campaign->id, service->config->zone,
		service->config->fallback_language, &book, err));
	AC_TRY(campaign_may_run(service, book, campaign->id, err));
	phrasebooks_put(loading->books, campaign->id, AC_TAKE(book));
	return AC_OK;
}

static enum ac_status load_campaigns(struct loading *loading, struct ac_error *err)
{
	AC_TRY(ac_campaign_each(loading->db, visit_campaign, loading, err));
	AC_TRY(loading->status);
	ac_vec_each(&loading->campaigns, campaign)
		AC_TRY(ac_quiet_order_each(
			loading->db, campaign->id, override_quiet, &campaign->plan, err));
	struct ac_outputs outputs;
	ac_outputs_init(&outputs);
	struct ac_now now = { ac_mono_now(), ac_clock_wall(&loading->service->clock) };
	ac_vec_each(&loading->campaigns, campaign) {
		struct ac_input input = { .kind = AC_INPUT_CAMPAIGN, .campaign = campaign };
		ac_engine_step(loading->engine, now, &input, 1, &outputs);
	}
	ac_outputs_done(&outputs);
	ac_vec_each(&loading->campaigns, campaign)
		AC_TRY(load_texts(loading, campaign, err));
	return AC_OK;
}

/* ---- tasks ---- */

static enum ac_status load_tasks_of(struct loading *loading, int64_t campaign, struct ac_error *err)
{
	AC_AUTO(free) struct ac_task_spec *specs = ac_alloc_array(batch_tasks, sizeof *specs);
	AC_AUTO(free) struct ac_task_image *images = ac_alloc_array(batch_tasks, sizeof *images);
	AC_AUTO(free) int64_t *as_of = ac_alloc_array(batch_tasks, sizeof *as_of);
	size_t n = batch_tasks;
	for (int64_t after = 0; n == batch_tasks; after = specs[n - 1].traveller) {
		AC_TRY(ac_tasks_load(
			loading->db, campaign, after, specs, images, as_of, batch_tasks, &n, err));
		ac_engine_load(loading->engine, specs, images, as_of, n);
		loading->recovered->tasks += (int64_t)n;
		if (n == 0)
			break;
	}
	return AC_OK;
}

/* ---- open attempts, in the order of their numbers ---- */

static void visit_attempt(void *ctx, const struct ac_attempt_row *row)
{
	struct loading *loading = ctx;
	bool replayed = ac_attempt_chunk(row->id) > loading->facts.chunk;
	bool no_receipt = row->state == AC_ATTEMPT_accepted && !row->receipt_key;
	if (replayed || no_receipt)
		return;
	struct ac_attempt_row kept = *row;
	kept.carrier_id = (struct ac_str){ 0 };
	if (row->segment_keys.n)
		kept.segment_keys = ac_arena_str(&loading->keys, row->segment_keys);
	ac_vec_push(&loading->attempts, kept);
}

static int compare_ids(const void *a, const void *b)
{
	const struct ac_attempt_row *x = a, *y = b;
	return x->id < y->id ? -1 : x->id > y->id;
}

static enum ac_status load_attempts(struct loading *loading, struct ac_error *err)
{
	ac_vec_each(&loading->campaigns, campaign)
		AC_TRY(ac_attempts_open(loading->db, campaign->id, visit_attempt, loading, err));
	if (loading->attempts.n)
		qsort(loading->attempts.at, loading->attempts.n, sizeof *loading->attempts.at,
			compare_ids);
	ac_vec_each(&loading->attempts, row) {
		struct ac_outcome_record outcome = { .attempt = row->id,
			.traveller = row->entry.traveller,
			.campaign = row->entry.campaign,
			.state = row->state,
			.link = row->link,
			.receipt_key = row->receipt_key,
			.segment_keys = row->segment_keys,
			.at = row->submitted_at };
		ac_engine_load_attempt(loading->engine, &outcome, &row->entry);
	}
	return AC_OK;
}

/* ---- the journal's tail ---- */

static void note(struct recovered *recovered, const struct ac_record *record)
{
	if (record->kind == AC_RECORD_CHUNK && record->chunk.chunk > recovered->last_chunk)
		recovered->last_chunk = record->chunk.chunk;
}

static enum ac_status replay_row(
	void *ctx, int64_t seq, struct ac_wall at, struct ac_str body, struct ac_error *err)
{
	struct loading *loading = ctx;
	(void)at;
	AC_TRY(ac_engine_replay(loading->engine, seq, body, err));
	struct ac_cursor cursor = ac_cursor(body);
	for (struct ac_record record; ac_record_next(&cursor, &record);)
		note(loading->recovered, &record);
	loading->recovered->last_seq = seq;
	loading->recovered->rows++;
	return AC_OK;
}

static enum ac_status load(struct loading *loading, struct ac_error *err)
{
	AC_TRY(facts_get(loading->db, &loading->facts, err));
	*loading->recovered = (struct recovered){ .last_seq = loading->facts.expanded,
		.last_chunk = loading->facts.chunk };
	AC_TRY(load_campaigns(loading, err));
	ac_vec_each(&loading->campaigns, campaign)
		AC_TRY(load_tasks_of(loading, campaign->id, err));
	AC_TRY(load_attempts(loading, err));
	return ac_journal_each(loading->db, loading->facts.expanded, replay_row, loading, err);
}

enum ac_status recovery_load(struct ac_service *service, struct ac_db *db, struct ac_engine *engine,
	struct phrasebooks *books, struct ac_wall closed_since, struct recovered *recovered,
	struct ac_error *err)
{
	struct ac_error told;
	struct loading loading = { .service = service,
		.db = db,
		.engine = engine,
		.books = books,
		.closed_since = closed_since,
		.recovered = recovered,
		.err = &told };
	ac_arena_init(&loading.keys, keys_max);
	enum ac_status status = load(&loading, &told);
	ac_vec_done(&loading.campaigns);
	ac_vec_done(&loading.attempts);
	ac_arena_done(&loading.keys);
	if (status == AC_OK) {
		struct ac_now now = { ac_mono_now(), ac_clock_wall(&service->clock) };
		ac_engine_recovered(engine, now, recovered->last_seq, recovered->last_chunk);
	} else if (err) {
		*err = told;
	}
	return status;
}

/* ---- the daemon's ---- */

static enum ac_status recover_all(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_service *service = ctx;
	struct recovered recovered = { 0 };
	struct ac_wall since = { ac_clock_wall(&service->clock).us -
				 remember_closed_days * AC_DAY };
	struct ac_mono start = ac_mono_now();
	AC_TRY(recovery_load(
		service, db, service->engine, service->phrasebooks, since, &recovered, err));
	atomic_store(&service->last_seq, recovered.last_seq);
	atomic_store(&service->durable_seq, recovered.last_seq);
	service->told_seq = recovered.last_seq;
	AC_TRY(inbound_recover(service, db, err));
	ac_log(AC_LOG_INFO, "service.recovered", "tasks=%lld rows=%lld seq=%lld ms=%lld",
		(long long)recovered.tasks, (long long)recovered.rows,
		(long long)recovered.last_seq, (long long)(ac_mono_now().us - start.us) / 1000);
	return AC_OK;
}

enum ac_status recover(struct ac_service *service, struct ac_error *err)
{
	return ac_readers_look(service->readers, recover_all, service, err);
}
