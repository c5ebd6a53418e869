/* After a crash: load what a checkpoint had, replay the rows behind it, find out what is open. And
 * checkpoints: giving changed images out. */
#include "outreach/engine_p.h"

#include <stdlib.h>

void ac_engine_load(struct ac_engine *engine, const struct ac_task_spec *specs,
	const struct ac_task_image *images, const int64_t *as_of, size_t n)
{
	engine->replaying = true;
	for (size_t k = 0; k < n; k++) {
		tasks_prefetch(engine, &specs[k], n - k);
		uint32_t i = task_add(engine, &specs[k], &images[k]);
		struct task *t = task_at(engine, i);
		t->changed_seq = as_of[k];
		t->maybe_n = t->image.flags & AC_TASK_MAYBE_TOLD ? 2 : 0;
		task_count(engine, t, 1);
	}
}

/* The contact is found by its id: the person's may stand in another order since. */
static struct attempt from_entry(
	const struct ac_engine *e, uint32_t i, const struct ac_attempt_entry *entry)
{
	struct attempt a = { .task = i,
		.version = entry->version,
		.kind = entry->kind,
		.tier = entry->tier,
		.contact = UINT8_MAX,
		.layout = e->tasks.at[i].layout,
		.segments = 1 };
	const struct task *t = &e->tasks.at[i];
	for (uint8_t k = 0; k < t->n_contacts; k++)
		if (e->contacts.at[t->contact_first + k].id == entry->contact)
			a.contact = k;
	return a;
}

static void keep_segment_keys(struct ac_engine *e, const struct ac_outcome_record *record)
{
	struct ac_cursor keys = ac_cursor(record->segment_keys);
	while (keys.n >= sizeof(uint64_t)) {
		struct segment_key it = { record->attempt, ac_cursor_u64(&keys) };
		ac_vec_push(&e->segment_keys, it);
	}
}

void ac_engine_load_attempt(struct ac_engine *engine, const struct ac_outcome_record *outcome,
	const struct ac_attempt_entry *entry)
{
	uint32_t i = task_find(engine, entry->campaign, entry->traveller);
	if (i == (uint32_t)no_index)
		return;
	int64_t id = ac_attempt_chunk(outcome->attempt);
	unsigned index = ac_attempt_index(outcome->attempt);
	struct chunk *chunk = chunk_find(engine, id);
	if (!chunk) {
		struct link *link = link_get(engine, outcome->link);
		chunk = chunk_new(engine, id, (uint16_t)(index + 1));
		chunk->open = 0;
		chunk->submitted = chunk->n;
		chunk->rendered = true;
		chunk->link = (uint16_t)(link - engine->links.at);
		for (unsigned k = 0; k < chunk->n; k++)
			chunk->at_[k].state = AC_ATTEMPT_withdrawn;
	} else if (index >= chunk->n) {
		unsigned had = chunk->n;
		chunk = chunk_grow(engine, chunk, (uint16_t)(index + 1));
		for (unsigned k = had; k < chunk->n; k++)
			chunk->at_[k].state = AC_ATTEMPT_withdrawn;
	}
	chunk->at_[index] = from_entry(engine, i, entry);
	chunk->at_[index].state = outcome->state;
	chunk->at_[index].receipt_key = outcome->receipt_key;
	keep_segment_keys(engine, outcome);
	chunk->open++;
	struct task *t = task_at(engine, i);
	if (outcome->attempt > t->open_attempt)
		t->open_attempt = outcome->attempt;
}

/* ---- replay ---- */

static void replay_chunk(struct ac_engine *e, int64_t seq, const struct ac_chunk_record *record)
{
	struct link *link = link_get(e, record->link);
	struct chunk *chunk = chunk_new(e, record->chunk, record->n);
	chunk->submitted = chunk->n;
	chunk->rendered = true;
	chunk->link = (uint16_t)(link - e->links.at);
	e->now.wall = record->at;
	struct ac_cursor entries = ac_cursor(record->entries);
	struct ac_attempt_entry entry;
	for (unsigned k = 0; ac_attempt_entry_next(&entries, &entry); k++) {
		uint32_t i = task_find(e, entry.campaign, entry.traveller);
		if (i == (uint32_t)no_index) {
			chunk->at_[k].state = AC_ATTEMPT_withdrawn;
			chunk->open--;
			continue;
		}
		uint64_t id = (uint64_t)record->chunk << ac_chunk_bits | k;
		chunk->at_[k] = from_entry(e, i, &entry);
		if (task_at(e, i)->changed_seq < seq) {
			struct task *t = task_open(e, i);
			fold_chosen(e, t, &entry, id, record->at);
			task_close(e, i);
		}
		task_at(e, i)->open_attempt = id;
	}
	if (chunk->open == 0) {
		chunk->open = 1;
		attempt_finish(e, (uint64_t)chunk->id << ac_chunk_bits);
	}
}

static bool final(const struct ac_outcome_record *record)
{
	switch ((enum ac_attempt_state)record->state) {
	case AC_ATTEMPT_delivered:
	case AC_ATTEMPT_failed:
	case AC_ATTEMPT_withdrawn: return true;
	case AC_ATTEMPT_accepted: return record->receipt_key == 0;
	default: return false;
	}
}

static void replay_outcome(struct ac_engine *e, int64_t seq, const struct ac_outcome_record *record)
{
	struct attempt *a = attempt_find(e, record->attempt);
	if (!a || a->state == AC_ATTEMPT_withdrawn)
		return; /* final before the checkpoint, or of a person who was erased */
	uint32_t i = a->task;
	e->now.wall = record->at;
	a->receipt_key = record->receipt_key;
	keep_segment_keys(e, record);
	if (task_at(e, i)->changed_seq < seq) {
		struct task *t = task_open(e, i);
		fold_outcome(e, t, a, record);
		task_close(e, i);
	}
	a->state = record->state;
	if (!final(record))
		return;
	if (task_at(e, i)->open_attempt == record->attempt)
		task_at(e, i)->open_attempt = 0;
	a->receipt_key = 0;
	attempt_finish(e, record->attempt);
}

static void replay_task(struct ac_engine *e, int64_t seq, const struct ac_task_record *record)
{
	uint32_t i = task_find(e, record->campaign, record->traveller);
	if (i == (uint32_t)no_index || task_at(e, i)->changed_seq >= seq)
		return;
	struct task *t = task_open(e, i);
	t->image = record->image;
	task_close(e, i);
}

static void replay_campaign(
	struct ac_engine *e, int64_t seq, const struct ac_campaign_record *record)
{
	struct campaign *campaign = campaign_find(e, record->campaign);
	if (!campaign)
		return;
	campaign->state = record->state;
	campaign->closing = record->closing;
	memcpy(campaign->versions, record->versions, sizeof campaign->versions);
	/* The campaign may have been stored as closing while its people are as of an earlier checkpoint. */
	if (record->state == AC_CAMPAIGN_closing)
		fold_closing(e, campaign, seq);
}

/* The row is through: whom it changed is as of it, and goes into the next checkpoint. */
static void row_replayed(struct ac_engine *e, int64_t seq)
{
	ac_vec_each(&e->changed, i) {
		struct task *t = task_at(e, *i);
		t->changed_seq = seq;
		t->bits = (uint8_t)((t->bits & ~BIT_RECORD) | BIT_DIRTY);
	}
	ac_vec_clear(&e->changed);
}

enum ac_status ac_engine_replay(
	struct ac_engine *engine, int64_t seq, struct ac_str row, struct ac_error *err)
{
	engine->replaying = true;
	struct ac_cursor cursor = ac_cursor(row);
	struct ac_record record;
	while (ac_record_next(&cursor, &record))
		switch (record.kind) {
		case AC_RECORD_CHUNK: replay_chunk(engine, seq, &record.chunk); break;
		case AC_RECORD_OUTCOME: replay_outcome(engine, seq, &record.outcome); break;
		case AC_RECORD_TASK: replay_task(engine, seq, &record.task); break;
		case AC_RECORD_CAMPAIGN: replay_campaign(engine, seq, &record.campaign); break;
		case AC_RECORD_CONTACT:
		case AC_RECORD_EVENT: break;
		}
	row_replayed(engine, seq);
	if (cursor.bad)
		return ac_fail(err, AC_CORRUPT, "journal row %lld does not read: restore a backup",
			(long long)seq);
	return AC_OK;
}

/* ---- what is open ---- */

void ac_engine_recovered(
	struct ac_engine *engine, struct ac_now now, int64_t last_seq, int64_t last_chunk)
{
	engine->now = now;
	engine->next_seq = last_seq + 1;
	engine->committed = last_seq;
	engine->chunk_next = last_chunk + 1;
	engine->replaying = false;
	engine->recovered = true;
}

static void reopen_unknown(struct ac_engine *e, uint64_t id, struct attempt *a)
{
	struct task *t = task_at(e, a->task);
	if (t->open_attempt != id || (t->image.flags & AC_TASK_HELD)) {
		a->resolved = 1;
		return;
	}
	t->unknown++;
	e->in_flight++;
	retries_push(
		&e->unknowns, id, (struct ac_mono){ e->now.mono.us + e->config.unknown_wait_us });
}

static void reopen(struct ac_engine *e, uint64_t id, struct attempt *a)
{
	switch ((enum ac_attempt_state)a->state) {
	case AC_ATTEMPT_recorded:
	case AC_ATTEMPT_submitted:
		a->state = AC_ATTEMPT_submitted;
		e->in_flight++;
		become_unknown(e, id);
		break;
	case AC_ATTEMPT_unknown: reopen_unknown(e, id, a); break;
	case AC_ATTEMPT_accepted:
		e->in_flight++;
		receipt_expect(e, a->receipt_key, id);
		break;
	default: break;
	}
}

static int compare_segment_keys(const void *a, const void *b)
{
	const struct segment_key *x = a, *y = b;
	return (x->attempt > y->attempt) - (x->attempt < y->attempt);
}

/* From now on the first receipt of any segment counts: those before it may be lost with the driver. */
static void expect_segments(struct ac_engine *e)
{
	size_t n = 0;
	ac_vec_each(&e->segment_keys, it) {
		struct attempt *a = attempt_find(e, it->attempt);
		if (!a || a->state != AC_ATTEMPT_accepted)
			continue;
		a->has_segment_keys = true;
		receipt_expect(e, it->key, it->attempt);
		e->segment_keys.at[n++] = *it;
	}
	e->segment_keys.n = n;
	if (n)
		qsort(e->segment_keys.at, n, sizeof *e->segment_keys.at, compare_segment_keys);
}

void recover_open(struct ac_engine *e)
{
	e->recovered = false;
	for (size_t p = e->chunks_head; p < e->chunks.n; p++) {
		struct chunk *chunk = e->chunks.at[p];
		if (!chunk)
			continue;
		chunk->at = e->now.mono;
		for (unsigned k = 0; k < chunk->n; k++)
			reopen(e, (uint64_t)chunk->id << ac_chunk_bits | k, &chunk->at_[k]);
	}
	expect_segments(e);
	for (uint32_t i = 0; i < e->tasks.n; i++) {
		advance(e, i);
		desk_recover(e, i);
	}
}

/* ---- checkpoints ---- */

size_t ac_engine_checkpoint(
	struct ac_engine *engine, struct ac_checkpoint_task *tasks, size_t max, bool *finished)
{
	*finished = false;
	engine->checkpointing = true; /* every step hands its row out until the round is over */
	if (engine->row.n)
		return 0;
	size_t n = 0;
	for (; engine->checkpoint_at < engine->tasks.n && n < max; engine->checkpoint_at++) {
		struct task *t = &engine->tasks.at[engine->checkpoint_at];
		if (!(t->bits & BIT_DIRTY))
			continue;
		t->bits &= (uint8_t)~BIT_DIRTY;
		tasks[n++] = (struct ac_checkpoint_task){ engine->campaigns.at[t->campaign].id,
			t->traveller, t->changed_seq, t->image };
	}
	if (engine->checkpoint_at == engine->tasks.n) {
		engine->checkpoint_at = 0;
		engine->checkpointing = false;
		*finished = true;
	}
	return n;
}
