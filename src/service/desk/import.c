#include "service/desk/import.h"

#include "service/desk/import_p.h"
#include "store/codes.h"
#include "store/roster.h"

#include <stdlib.h>

struct ac_import {
	struct import_reader reader;
	struct ac_findings findings;
	bool dry;
	char *source; /* for rows that name none */
	struct import_refs refs;
	struct ac_party_memo party;
	void (*progress)(void *ctx, const struct ac_import_progress *progress);
	void *progress_ctx;
	struct import_batch *batch;
	bool begun;
	bool read; /* the last batch is put */
	struct ac_map seen; /* persons named by a row of this file */
	struct ac_stale_stays stale;
	size_t dropped; /* of the stale, how far */
	ac_id_vec changed;
	struct ac_import_progress so_far;
};

enum ac_status ac_import_open(
	const struct ac_import_options *options, struct ac_import **import, struct ac_error *err)
{
	AC_AUTO(import) struct ac_import *made = ac_alloc(sizeof *made);
	ac_findings_init(&made->findings, options->max_findings ? options->max_findings : 100000);
	made->dry = options->dry;
	made->refs.now = options->now;
	made->refs.zone = options->zone;
	made->source = ac_strndup(options->source.n ? options->source.p : "", options->source.n);
	made->progress = options->progress;
	made->progress_ctx = options->progress_ctx;
	AC_TRY(import_reader_open(&made->reader, options, err));
	made->so_far.bytes_total = made->reader.size;
	AC_TRY(import_reader_start(&made->reader, err));
	*import = AC_TAKE(made);
	return AC_OK;
}

void ac_import_free(struct ac_import *import)
{
	if (!import)
		return;
	import_reader_close(&import->reader);
	import_batch_free(import->batch);
	import_refs_done(&import->refs);
	ac_map_done(&import->seen);
	ac_stale_stays_done(&import->stale);
	ac_vec_done(&import->changed);
	ac_findings_done(&import->findings);
	ac_free(import->source);
	ac_free(import);
}

static void refuse(struct ac_import *import, int64_t line, enum ac_field field, const char *why)
{
	ac_findings_add(&import->findings,
		(struct ac_finding){
			line, ac_field_name(import->reader.kind, field), AC_FINDING_REFUSED, why });
}

static void count(struct ac_import *import, enum ac_change change)
{
	import->findings.added += change == AC_CHANGE_ADDED;
	import->findings.updated += change == AC_CHANGE_UPDATED;
	import->findings.unchanged += change == AC_CHANGE_NONE;
}

/* ---- travellers ---- */

static struct ac_stay stay_at(const struct ac_traveller_row *row, const struct ac_zone *zone,
	int64_t lodging, int64_t cell)
{
	return (struct ac_stay){
		.lodging = lodging,
		.cell = cell,
		.from_us = ac_zone_day_start(zone, row->from_day).us,
		.to_us = row->to_day == ac_day_open ? AC_STAY_OPEN_US
						    : ac_zone_day_start(zone, row->to_day + 1).us,
		.confidence = AC_STAY_REGISTERED,
	};
}

/* The stay of a row. *refused: noted; *has: false for who is registered without a place. */
static enum ac_status find_stay(struct ac_import *import, struct ac_db *db,
	const struct import_row *row, struct ac_stay *stay, bool *has, bool *refused,
	struct ac_error *err)
{
	const struct ac_traveller_row *traveller = &row->traveller;
	struct ac_lodging_at at = { 0 };
	struct ac_str zone_name = traveller->zone;
	*has = traveller->lodging.n > 0 || traveller->has_position;
	*refused = false;
	if (traveller->lodging.n > 0) {
		AC_TRY(import_refs_lodging(&import->refs, db, traveller->lodging, &at, err));
		*refused = at.id == 0;
		if (*refused) {
			refuse(import, row->line, AC_FIELD_LODGING,
				"this lodging is not known: import the hotels first");
			return AC_OK;
		}
		zone_name = ac_str(at.zone);
	} else if (traveller->has_position) {
		struct ac_point point;
		AC_TRY(ac_point_from_deg(traveller->lat_deg, traveller->lon_deg, &point, err));
		at.cell = ac_cell_key(point);
	}
	const struct ac_zone *zone = import_refs_zone(&import->refs, zone_name);
	*refused = !zone;
	if (!zone)
		refuse(import, row->line, AC_FIELD_ZONE,
			"there is no such time zone: write it as in Europe/Istanbul");
	else if (*has)
		*stay = stay_at(traveller, zone, at.id, at.cell);
	return AC_OK;
}

/* Has a row of this file named the person before? */
static bool seen_before(struct ac_import *import, const struct ac_traveller_put *put)
{
	uint64_t key = ac_hash_bytes(put->key, sizeof put->key, (uint64_t)put->source);
	bool seen = ac_map_get(&import->seen, key) != ac_map_none;
	if (!seen)
		ac_map_put(&import->seen, key, 1);
	return seen;
}

static enum ac_status put_person(struct ac_import *import, struct ac_db *db,
	const struct import_row *row, struct ac_traveller_put *put, struct ac_error *err)
{
	put->again = seen_before(import, put);
	put->first &= !put->again;
	struct ac_traveller_done done;
	AC_TRY(ac_traveller_put(db, put, &import->stale, &done, err));
	if (done.erased) {
		refuse(import, row->line, AC_FIELD_ID,
			"erased on request: not taken in again, tell the source to drop the row");
		return AC_OK;
	}
	/* A dry run finds nobody whom an earlier row of the file would have added. */
	if (put->dry && put->again && done.change == AC_CHANGE_ADDED)
		done.change = AC_CHANGE_UPDATED;
	count(import, done.change);
	if (done.change != AC_CHANGE_NONE && done.id)
		ac_vec_push(&import->changed, done.id);
	return AC_OK;
}

static enum ac_status put_traveller(struct ac_import *import, struct ac_db *db,
	const struct import_row *row, struct ac_error *err)
{
	const struct ac_traveller_row *traveller = &row->traveller;
	bool own = traveller->source.n == 0;
	struct ac_str name = own ? ac_str(import->source) : traveller->source;
	if (name.n == 0) {
		refuse(import, row->line, AC_FIELD_SOURCE,
			"no source: fill the column, or name one with --source");
		return AC_OK;
	}
	struct import_source source;
	AC_TRY(import_refs_source(&import->refs, db, name, &source, err));
	if (source.refusal) {
		refuse(import, row->line, AC_FIELD_SOURCE, source.refusal);
		return AC_OK;
	}
	struct ac_stay stay;
	bool has = false, refused = false;
	AC_TRY(find_stay(import, db, row, &stay, &has, &refused, err));
	if (refused)
		return AC_OK;
	struct ac_traveller_put put = {
		.row = traveller,
		.columns = &import->reader.columns,
		.source = source.id,
		.first = source.empty,
		.has_party = traveller->party.n > 0,
		.party = &import->party,
		.stay = has ? &stay : NULL,
		.now = import->refs.now,
		.dry = import->dry,
	};
	ac_traveller_key(db->vault, source.id, traveller->id, put.key);
	/* Where rows name their sources, the file joins them, and its parties span them. */
	if (put.has_party)
		ac_party_key(db->vault, own ? source.id : 0, traveller->party, put.party_key);
	return put_person(import, db, row, &put, err);
}

/* ---- places ---- */

static enum ac_status put_place(struct ac_import *import, struct ac_db *db,
	const struct import_row *row, struct ac_error *err)
{
	if (!import_refs_zone(&import->refs, row->place.zone)) {
		refuse(import, row->line, AC_FIELD_ZONE,
			"there is no such time zone: write it as in Europe/Istanbul");
		return AC_OK;
	}
	struct ac_place_done done;
	AC_TRY(ac_place_put(db, &import->reader.columns, &row->place, import->dry, &done, err));
	count(import, done.change);
	if (done.moved && done.id && import->reader.kind == AC_IMPORT_HOTELS)
		return ac_lodging_guests(db, done.id, &import->changed, err);
	return AC_OK;
}

/* ---- slices ---- */

static bool is_past(struct ac_mono until)
{
	return ac_mono_now().us >= until.us;
}

static void take_findings(struct ac_import *import, const struct import_batch *batch)
{
	ac_vec_each(&batch->findings.notes, note)
		ac_findings_add(&import->findings, *note);
	import->findings.rows += batch->read_rows;
}

static void report_progress(struct ac_import *import, const struct import_batch *batch)
{
	import->so_far.rows += batch->read_rows;
	import->so_far.bytes = batch->offset;
	if (import->progress)
		import->progress(import->progress_ctx, &import->so_far);
}

/* Rows of the batch at hand, until it is done or time is up. */
static enum ac_status put_batch(
	struct ac_import *import, struct ac_db *db, struct ac_mono until, struct ac_error *err)
{
	struct import_batch *batch = import->batch;
	while (batch->at < batch->n && !is_past(until)) {
		const struct import_row *row = &batch->rows[batch->at];
		AC_TRY(import->reader.kind == AC_IMPORT_TRAVELLERS
				? put_traveller(import, db, row, err)
				: put_place(import, db, row, err));
		batch->at++;
	}
	if (batch->at < batch->n)
		return AC_OK;
	report_progress(import, batch);
	import->read = batch->last;
	import_batch_free(AC_TAKE(import->batch));
	return AC_OK;
}

/* The next batch, if it comes in time. */
static enum ac_status take_batch(
	struct ac_import *import, struct ac_mono until, struct ac_error *err)
{
	int64_t wait_us = until.us - ac_mono_now().us;
	struct import_batch *batch = NULL;
	if (ac_queue_take(import->reader.batches, &batch, 1, wait_us > 0 ? wait_us : 0) == 0)
		return AC_OK;
	if (batch->status != AC_OK) {
		enum ac_status status = batch->status;
		if (err)
			*err = batch->error;
		import_batch_free(batch);
		return status;
	}
	take_findings(import, batch);
	import->batch = batch;
	return AC_OK;
}

/* The file is at its end: stays that it no longer names go. */
static enum ac_status drop_stale(
	struct ac_import *import, struct ac_db *db, struct ac_mono until, struct ac_error *err)
{
	for (; import->dropped < import->stale.list.n && !is_past(until); import->dropped++) {
		const struct ac_stale_stay *stay = &import->stale.list.at[import->dropped];
		if (stay->id == 0 || import->dry)
			continue;
		AC_TRY(ac_stay_drop(db, stay->id, err));
		ac_vec_push(&import->changed, stay->traveller);
	}
	return AC_OK;
}

enum ac_status ac_import_slice(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	struct ac_import *import = ctx;
	if (!import->begun && !import->dry)
		ac_db_bulk(db, true);
	import->begun = true;
	while (!import->read && !is_past(until)) {
		if (!import->batch)
			AC_TRY(take_batch(import, until, err));
		if (import->batch)
			AC_TRY(put_batch(import, db, until, err));
	}
	if (import->read)
		AC_TRY(drop_stale(import, db, until, err));
	*more = !import->read || import->dropped < import->stale.list.n;
	return AC_OK;
}

/* ---- what came of it ---- */

static int by_line(const void *a, const void *b)
{
	const struct ac_finding *x = a, *y = b;
	return (x->line > y->line) - (x->line < y->line);
}

void ac_import_result(struct ac_import *import, struct ac_import_result *result)
{
	struct ac_findings *findings = &import->findings;
	/* Findings of reading come a batch at a time before those of putting. */
	if (findings->notes.n > 0)
		qsort(findings->notes.at, findings->notes.n, sizeof *findings->notes.at, by_line);
	ac_ids_sort(&import->changed);
	*result = (struct ac_import_result){
		.kind = import->reader.kind,
		.dry = import->dry,
		.findings = findings,
		.left_out = import->reader.columns.left_out.at,
		.n_left_out = import->reader.columns.left_out.n,
		.changed = import->changed.at,
		.n_changed = import->changed.n,
	};
}
