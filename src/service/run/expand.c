#include "service/run/expand.h"

#include <stdlib.h>

enum {
	most_records = 100000, /* attempts and outcomes of a pass */
	texts_max = 64 << 20,
	rows_at_once = 256, /* written between two looks at the clock */
};

void expansion_done(struct expansion *expansion)
{
	ac_vec_done(&expansion->attempts);
	ac_vec_done(&expansion->outcomes);
	ac_vec_done(&expansion->events);
	ac_arena_done(&expansion->texts);
}

/* ---- gathering ---- */

static void add_chunk(struct expansion *expansion, const struct ac_chunk_record *chunk)
{
	struct ac_cursor entries = ac_cursor(chunk->entries);
	struct ac_attempt_row row = {
		.link = chunk->link, .state = AC_ATTEMPT_recorded, .recorded_at = chunk->at
	};
	for (uint64_t i = 0; ac_attempt_entry_next(&entries, &row.entry); i++) {
		row.id = (uint64_t)chunk->chunk << ac_chunk_bits | i;
		ac_vec_push(&expansion->attempts, row);
	}
	if (chunk->chunk > expansion->facts.chunk)
		expansion->facts.chunk = chunk->chunk;
}

static void add_outcome(struct expansion *expansion, const struct ac_outcome_record *record)
{
	struct expansion_outcome outcome = { *record, (uint32_t)expansion->outcomes.n };
	if (record->carrier_id.n)
		outcome.record.carrier_id = ac_arena_str(&expansion->texts, record->carrier_id);
	if (record->segment_keys.n)
		outcome.record.segment_keys = ac_arena_str(&expansion->texts, record->segment_keys);
	ac_vec_push(&expansion->outcomes, outcome);
}

static void add_event(struct expansion *expansion, int64_t seq, unsigned place,
	const struct ac_event_record *record)
{
	struct ac_event_row row = { .id = ac_event_id(seq, place), .record = *record };
	ac_vec_push(&expansion->events, row);
}

static enum ac_status add_row(
	void *ctx, int64_t seq, struct ac_wall at, struct ac_str body, struct ac_error *err)
{
	struct expansion *expansion = ctx;
	(void)at;
	expansion->full = expansion->attempts.n + expansion->outcomes.n >= most_records;
	if (seq > expansion->upto || expansion->full)
		return ac_fail(err, AC_CLOSED, "enough");
	struct ac_cursor cursor = ac_cursor(body);
	struct ac_record record;
	for (unsigned place = 0; ac_record_next(&cursor, &record); place++) {
		if (record.kind == AC_RECORD_CHUNK)
			add_chunk(expansion, &record.chunk);
		else if (record.kind == AC_RECORD_OUTCOME)
			add_outcome(expansion, &record.outcome);
		else if (record.kind == AC_RECORD_EVENT)
			add_event(expansion, seq, place, &record.event);
	}
	if (cursor.bad)
		return ac_fail(err, AC_CORRUPT, "journal row %lld does not read: restore a backup",
			(long long)seq);
	expansion->facts.expanded = seq;
	return AC_OK;
}

/* ---- sorting, and joining outcomes with attempts of the same pass ---- */

static int by_key(int64_t traveller_a, uint64_t id_a, int64_t traveller_b, uint64_t id_b)
{
	if (traveller_a != traveller_b)
		return traveller_a < traveller_b ? -1 : 1;
	return id_a < id_b ? -1 : id_a > id_b;
}

static int compare_attempts(const void *a, const void *b)
{
	const struct ac_attempt_row *x = a, *y = b;
	return by_key(x->entry.traveller, x->id, y->entry.traveller, y->id);
}

static int compare_outcomes(const void *a, const void *b)
{
	const struct expansion_outcome *x = a, *y = b;
	int order = by_key(
		x->record.traveller, x->record.attempt, y->record.traveller, y->record.attempt);
	return order ? order : x->order < y->order ? -1 : x->order > y->order;
}

static int compare_events(const void *a, const void *b)
{
	const struct ac_event_row *x = a, *y = b;
	return by_key(x->record.traveller, (uint64_t)x->id, y->record.traveller, (uint64_t)y->id);
}

static void apply(struct ac_attempt_row *row, const struct ac_outcome_record *outcome)
{
	row->state = outcome->state;
	switch ((enum ac_attempt_state)outcome->state) {
	case AC_ATTEMPT_submitted:
	case AC_ATTEMPT_accepted:
	case AC_ATTEMPT_unknown:
		row->submitted_at = row->submitted_at.us ? row->submitted_at : outcome->at;
		break;
	case AC_ATTEMPT_delivered:
	case AC_ATTEMPT_failed:
	case AC_ATTEMPT_withdrawn: row->ended_at = outcome->at; break;
	case AC_ATTEMPT_recorded:
	case ac_attempt_state_count: break;
	}
	if (outcome->carrier_id.n)
		row->carrier_id = outcome->carrier_id;
	if (outcome->segment_keys.n)
		row->segment_keys = outcome->segment_keys;
	if (outcome->receipt_key)
		row->receipt_key = outcome->receipt_key;
	row->carrier_status = outcome->carrier_status;
}

/* Both are sorted. Outcomes of attempts of this pass go into their rows; the others stay. */
static void join(struct expansion *expansion)
{
	size_t a = 0, kept = 0;
	for (size_t o = 0; o < expansion->outcomes.n; o++) {
		const struct ac_outcome_record *outcome = &expansion->outcomes.at[o].record;
		int order = -1;
		while (a < expansion->attempts.n) {
			const struct ac_attempt_row *row = &expansion->attempts.at[a];
			order = by_key(row->entry.traveller, row->id, outcome->traveller,
				outcome->attempt);
			if (order >= 0)
				break;
			a++;
		}
		if (a < expansion->attempts.n && order == 0)
			apply(&expansion->attempts.at[a], outcome);
		else
			expansion->outcomes.at[kept++] = expansion->outcomes.at[o];
	}
	expansion->outcomes.n = kept;
}

#define SORT(v, compare)                                                    \
	do {                                                                \
		if ((v)->n)                                                 \
			qsort((v)->at, (v)->n, sizeof *(v)->at, (compare)); \
	} while (0)

enum ac_status expansion_gather(
	struct ac_db *db, int64_t upto, struct expansion *expansion, struct ac_error *err)
{
	ac_arena_init(&expansion->texts, texts_max);
	expansion->upto = upto;
	AC_TRY(facts_get(db, &expansion->facts, err));
	enum ac_status status =
		ac_journal_each(db, expansion->facts.expanded, add_row, expansion, err);
	if (status != AC_OK && status != AC_CLOSED)
		return status;
	SORT(&expansion->attempts, compare_attempts);
	SORT(&expansion->outcomes, compare_outcomes);
	SORT(&expansion->events, compare_events);
	join(expansion);
	return AC_OK;
}

/* ---- writing ---- */

static size_t take(size_t *done, size_t n)
{
	size_t count = n - *done < rows_at_once ? n - *done : rows_at_once;
	*done += count;
	return count;
}

static enum ac_status write_outcomes(
	struct ac_db *db, struct expansion *expansion, struct ac_error *err)
{
	struct ac_outcome_record records[rows_at_once];
	size_t at = expansion->outcomes_done;
	size_t n = take(&expansion->outcomes_done, expansion->outcomes.n);
	for (size_t i = 0; i < n; i++)
		records[i] = expansion->outcomes.at[at + i].record;
	return ac_attempts_settle(db, records, n, err);
}

static enum ac_status write_some(
	struct ac_db *db, struct expansion *expansion, bool *more, struct ac_error *err)
{
	if (expansion->attempts_done < expansion->attempts.n) {
		const struct ac_attempt_row *rows =
			expansion->attempts.at + expansion->attempts_done;
		return ac_attempts_put(
			db, rows, take(&expansion->attempts_done, expansion->attempts.n), err);
	}
	if (expansion->outcomes_done < expansion->outcomes.n)
		return write_outcomes(db, expansion, err);
	if (expansion->events_done < expansion->events.n) {
		const struct ac_event_row *rows = expansion->events.at + expansion->events_done;
		return ac_events_put(
			db, rows, take(&expansion->events_done, expansion->events.n), err);
	}
	*more = false;
	return facts_put(db, &expansion->facts, err);
}

enum ac_status expansion_write(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	struct expansion *expansion = ctx;
	*more = true;
	while (*more && ac_mono_now().us < until.us)
		AC_TRY(write_some(db, expansion, more, err));
	return AC_OK;
}
