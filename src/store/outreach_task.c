/* store/outreach_task.c - journal and tasks. */
#include "store/outreach.h"

#include <assert.h>

static const struct ac_sql sql_append = { "journal_append",
	"INSERT INTO journal (seq, at, body) VALUES ($1, $2, $3)" };
static const struct ac_sql sql_after = { "journal_after",
	"SELECT seq, at, body FROM journal WHERE seq > $1 ORDER BY seq" };
static const struct ac_sql sql_range = { "journal_range",
	"SELECT coalesce((SELECT min(seq) FROM journal), 0), "
	"coalesce((SELECT max(seq) FROM journal), 0)" };
static const struct ac_sql sql_cut = { "journal_cut",
	"DELETE FROM journal WHERE seq <= $1 AND seq < "
	"(SELECT min(seq) FROM journal) + $2" };

static const struct ac_sql sql_put = { "task_put",
	"INSERT INTO task (id, as_of, tier, standing, told, explained, spec, image) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
	"ON CONFLICT (id) DO UPDATE SET as_of = excluded.as_of, tier = excluded.tier, "
	"standing = excluded.standing, told = excluded.told, explained = excluded.explained, "
	"spec = excluded.spec, image = excluded.image" };
static const struct ac_sql sql_load = { "task_load",
	"SELECT as_of, spec, image FROM task WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3" };
static const struct ac_sql sql_update = { "task_update",
	"UPDATE task SET as_of = $2, tier = $3, standing = $4, told = $5, explained = $6, "
	"image = $7 WHERE id = $1" };
static const struct ac_sql sql_drop = { "task_drop",
	"DELETE FROM task WHERE id IN "
	"(SELECT id FROM task WHERE id >= $1 AND id <= $2 ORDER BY id LIMIT $3)" };
static const struct ac_sql sql_count = { "task_count",
	"SELECT count(*) FROM task WHERE id >= $1 AND id <= $2" };

enum { blob_max = 4096 };

static const int64_t travellers_max = INT64_C(1) << 40;

static int64_t task_id(int64_t campaign, int64_t traveller)
{
	assert(campaign >= 0 && campaign < 1 << 22 && traveller >= 0 && traveller < travellers_max);
	return campaign * travellers_max + traveller;
}

enum ac_status ac_journal_append(
	struct ac_db *db, int64_t seq, struct ac_wall at, struct ac_str body, struct ac_error *err)
{
	return ac_db_run(
		db, &sql_append, AC_VALUES(AC_I64(seq), AC_I64(at.us), AC_BLOB(body)), err);
}

enum ac_status ac_journal_each(
	struct ac_db *db, int64_t after, ac_journal_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_after, AC_VALUES(AC_I64(after)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_wall at = { ac_row_i64(rows, 1) };
		AC_TRY(visit(ctx, ac_row_i64(rows, 0), at, ac_row_blob(rows, 2), err));
	}
}

enum ac_status ac_journal_range(
	struct ac_db *db, int64_t *first, int64_t *last, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, &sql_range, AC_NO_VALUES, &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	*first = ac_row_i64(rows, 0);
	*last = ac_row_i64(rows, 1);
	return AC_OK;
}

enum ac_status ac_journal_cut(
	struct ac_db *db, int64_t upto, int64_t max, int64_t *dropped, struct ac_error *err)
{
	return ac_db_change(db, &sql_cut, AC_VALUES(AC_I64(upto), AC_I64(max)), dropped, err);
}

/* ---- tasks ---- */

static enum ac_status put_one(struct ac_db *db, const struct ac_task_spec *spec,
	const struct ac_task_image *image, int64_t as_of, struct ac_buf *bytes,
	struct ac_error *err)
{
	ac_buf_reset(bytes);
	ac_task_spec_pack(bytes, spec);
	size_t spec_n = bytes->n;
	ac_task_image_pack(bytes, image);
	AC_TRY(ac_buf_check(bytes, "a task", err));
	struct ac_str spec_bytes = { bytes->p, spec_n };
	struct ac_str image_bytes = { bytes->p + spec_n, bytes->n - spec_n };
	return ac_db_run(db, &sql_put,
		AC_VALUES(AC_I64(task_id(spec->campaign, spec->traveller)), AC_I64(as_of),
			AC_I64(image->tier), AC_I64(image->standing), AC_I64(image->told),
			AC_I64(image->explained), AC_BLOB(spec_bytes), AC_BLOB(image_bytes)),
		err);
}

enum ac_status ac_tasks_put(struct ac_db *db, const struct ac_task_spec *specs,
	const struct ac_task_image *images, size_t n, int64_t as_of, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf bytes;
	ac_buf_init(&bytes, blob_max);
	for (size_t i = 0; i < n; i++)
		AC_TRY(put_one(db, &specs[i], &images[i], as_of, &bytes, err));
	return AC_OK;
}

static enum ac_status query_tasks(struct ac_db *db, int64_t campaign, int64_t after, int64_t max,
	struct ac_stmt **rows, struct ac_error *err)
{
	return ac_db_query(db, &sql_load,
		AC_VALUES(AC_I64(task_id(campaign, after)),
			AC_I64(task_id(campaign, travellers_max - 1)), AC_I64(max)),
		rows, err);
}

static enum ac_status read_task(struct ac_stmt *rows, struct ac_task_spec *spec,
	struct ac_task_image *image, struct ac_error *err)
{
	AC_TRY(ac_task_spec_unpack(ac_row_blob(rows, 1), spec, err));
	return ac_task_image_unpack(ac_row_blob(rows, 2), image, err);
}

enum ac_status ac_tasks_load(struct ac_db *db, int64_t campaign, int64_t after,
	struct ac_task_spec *specs, struct ac_task_image *images, int64_t *as_of, size_t max,
	size_t *n, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(query_tasks(db, campaign, after, (int64_t)max, &rows, err));
	size_t loaded = 0;
	for (bool row = false; loaded < max; loaded++) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			break;
		as_of[loaded] = ac_row_i64(rows, 0);
		AC_TRY(read_task(rows, &specs[loaded], &images[loaded], err));
	}
	*n = loaded;
	return AC_OK;
}

enum ac_status ac_tasks_each(struct ac_db *db, int64_t campaign, int64_t after,
	ac_task_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(query_tasks(db, campaign, after, INT64_MAX, &rows, err));
	for (bool row = false;;) {
		struct ac_task_spec spec;
		struct ac_task_image image;
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		AC_TRY(read_task(rows, &spec, &image, err));
		if (!visit(ctx, &spec, &image))
			return AC_OK;
	}
}

static enum ac_status update_one(struct ac_db *db, const struct ac_checkpoint_task *task,
	struct ac_buf *bytes, struct ac_error *err)
{
	const struct ac_task_image *image = &task->image;
	int64_t changed = 0;
	ac_buf_reset(bytes);
	ac_task_image_pack(bytes, image);
	AC_TRY(ac_db_change(db, &sql_update,
		AC_VALUES(AC_I64(task_id(task->campaign, task->traveller)), AC_I64(task->as_of),
			AC_I64(image->tier), AC_I64(image->standing), AC_I64(image->told),
			AC_I64(image->explained), AC_BLOB(ac_buf_str(bytes))),
		&changed, err));
	if (changed == 1)
		return AC_OK;
	return ac_fail(err, AC_NOT_FOUND, "campaign %lld has no task for traveller %lld",
		(long long)task->campaign, (long long)task->traveller);
}

enum ac_status ac_tasks_update(
	struct ac_db *db, const struct ac_checkpoint_task *tasks, size_t n, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf bytes;
	ac_buf_init(&bytes, blob_max);
	for (size_t i = 0; i < n; i++)
		AC_TRY(update_one(db, &tasks[i], &bytes, err));
	return AC_OK;
}

enum ac_status ac_tasks_count(
	struct ac_db *db, int64_t campaign, int64_t *count, struct ac_error *err)
{
	return ac_db_i64(db, &sql_count,
		AC_VALUES(AC_I64(task_id(campaign, 0)),
			AC_I64(task_id(campaign, travellers_max - 1))),
		count, err);
}

enum ac_status ac_tasks_drop(
	struct ac_db *db, int64_t campaign, int64_t max, int64_t *dropped, struct ac_error *err)
{
	return ac_db_change(db, &sql_drop,
		AC_VALUES(AC_I64(task_id(campaign, 0)),
			AC_I64(task_id(campaign, travellers_max - 1)), AC_I64(max)),
		dropped, err);
}
