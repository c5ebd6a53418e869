/* store/reports_parts.c - the files that came with a report, and the facts drawn from it. */
#include "store/reports.h"

#include "store/ids.h"
#include "store/sealed.h"

#include <string.h>

#define FACT_COLUMNS \
	"id, case_id, kind, number, total, state, at, entered_at, entered_by, report, source_enc"

static const struct ac_sql sql_attach = { "attachment_insert",
	"INSERT INTO attachment (id, report, media_type, size, sha256, name_enc) "
	"VALUES ($1, $2, $3, $4, $5, $6)" };
static const struct ac_sql sql_attached = { "attachments",
	"SELECT id, report, media_type, size, sha256, name_enc, "
	"CASE WHEN bytes_enc IS NULL THEN 0 ELSE 1 END FROM attachment "
	"WHERE report = $1 ORDER BY id" };
static const struct ac_sql sql_keep = { "attachment_keep",
	"UPDATE attachment SET bytes_enc = $2 WHERE id = $1" };
static const struct ac_sql sql_bytes = { "attachment_bytes",
	"SELECT id, sha256, bytes_enc FROM attachment WHERE id = $2 AND report = $1" };
static const struct ac_sql sql_fact_insert = { "fact_insert",
	"INSERT INTO fact (" FACT_COLUMNS
	") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)" };
static const struct ac_sql sql_facts = { "facts",
	"SELECT " FACT_COLUMNS " FROM fact WHERE case_id = $1 ORDER BY id" };

enum { text_max = 1 << 20, bytes_max = ac_attachment_max + ac_vault_overhead };

/* ---- attachments ---- */

enum ac_status ac_attachment_insert(
	struct ac_db *db, const struct ac_attachment_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_attachment);
	AC_AUTO(buf) struct ac_buf name;
	ac_buf_init(&name, text_max);
	AC_TRY(ac_seal_into(db, AC_SEALED_ATTACHMENT_NAME, number, row->name, &name, err));
	AC_TRY(ac_db_run(db, &sql_attach,
		AC_VALUES(AC_I64(number), AC_I64(row->report), AC_TEXT(row->media_type),
			AC_I64(row->size), AC_TEXT(row->sha256), AC_BLOB(ac_buf_str(&name))),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct attachment_walk {
	struct ac_db *db;
	void (*visit)(void *ctx, const struct ac_attachment_row *row);
	void *ctx;
	struct ac_buf *name;
};

static enum ac_status read_attachment(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct attachment_walk *walk = ctx;
	struct ac_attachment_row row = {
		.id = ac_row_i64(rows, 0),
		.report = ac_row_i64(rows, 1),
		.media_type = ac_row_text(rows, 2),
		.size = ac_row_i64(rows, 3),
		.sha256 = ac_row_text(rows, 4),
		.kept = ac_row_i64(rows, 6) != 0,
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_ATTACHMENT_NAME, row.id, ac_row_blob(rows, 5),
		walk->name, &row.name, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_attachment_each(struct ac_db *db, int64_t report,
	void (*visit)(void *ctx, const struct ac_attachment_row *row), void *ctx,
	struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf name;
	ac_buf_init(&name, text_max);
	struct attachment_walk walk = { db, visit, ctx, &name };
	return ac_db_each(
		db, &sql_attached, AC_VALUES(AC_I64(report)), read_attachment, &walk, NULL, err);
}

/* One attachment with its bytes, as far as they came. */
struct kept_walk {
	struct ac_db *db;
	struct ac_buf *bytes; /* NULL: not wanted */
	char sha256[ac_vault_sha256_text];
	bool kept;
};

static enum ac_status read_bytes(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct kept_walk *walk = ctx;
	struct ac_str sha256 = ac_row_text(rows, 1), bytes;
	walk->kept = !ac_row_is_null(rows, 2);
	if (sha256.n >= sizeof walk->sha256)
		return ac_fail(err, AC_CORRUPT, "an attachment's hash is too long");
	memcpy(walk->sha256, sha256.p, sha256.n);
	walk->sha256[sha256.n] = 0;
	if (!walk->kept || !walk->bytes)
		return AC_OK;
	return ac_open_column(walk->db, AC_SEALED_ATTACHMENT_BYTES, ac_row_i64(rows, 0),
		ac_row_blob(rows, 2), walk->bytes, &bytes, err);
}

static enum ac_status find_attachment(
	struct ac_db *db, int64_t report, int64_t id, struct kept_walk *walk, struct ac_error *err)
{
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_bytes, AC_VALUES(AC_I64(report), AC_I64(id)), read_bytes, walk,
		&seen, err));
	if (seen)
		return AC_OK;
	return ac_fail(err, AC_NOT_FOUND, "report %lld has no attachment %lld", (long long)report,
		(long long)id);
}

static bool has_hash(struct ac_str bytes, const char *sha256)
{
	char found[ac_vault_sha256_text];
	ac_vault_sha256(bytes, found);
	return strcmp(found, sha256) == 0;
}

enum ac_status ac_attachment_keep(
	struct ac_db *db, int64_t report, int64_t id, struct ac_str bytes, struct ac_error *err)
{
	struct kept_walk walk = { .db = db };
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, bytes_max);
	AC_TRY(find_attachment(db, report, id, &walk, err));
	if (!has_hash(bytes, walk.sha256))
		return ac_fail(err, AC_INVALID,
			"these bytes do not have the hash that attachment %lld was announced with",
			(long long)id);
	if (walk.kept)
		return ac_fail(err, AC_EXISTS, "attachment %lld is here already", (long long)id);
	AC_TRY(ac_seal_into(db, AC_SEALED_ATTACHMENT_BYTES, id, bytes, &sealed, err));
	return ac_db_run(db, &sql_keep, AC_VALUES(AC_I64(id), AC_BLOB(ac_buf_str(&sealed))), err);
}

enum ac_status ac_attachment_bytes(
	struct ac_db *db, int64_t report, int64_t id, struct ac_buf *bytes, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf opened;
	ac_buf_init(&opened, ac_attachment_max);
	struct kept_walk walk = { .db = db, .bytes = &opened };
	AC_TRY(find_attachment(db, report, id, &walk, err));
	if (!walk.kept)
		return ac_fail(err, AC_NOT_FOUND,
			"the bytes of attachment %lld were announced and never came",
			(long long)id);
	if (!has_hash(ac_buf_str(&opened), walk.sha256))
		return ac_fail(err, AC_CORRUPT,
			"attachment %lld does not have the hash that it came with", (long long)id);
	ac_buf_add_str(bytes, ac_buf_str(&opened));
	return ac_buf_check(bytes, "the attachment", err);
}

/* ---- facts ---- */

enum ac_status ac_fact_insert(
	struct ac_db *db, const struct ac_fact_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_fact);
	AC_AUTO(buf) struct ac_buf source;
	ac_buf_init(&source, text_max);
	AC_TRY(ac_seal_into(db, AC_SEALED_FACT_SOURCE, number, row->source, &source, err));
	AC_TRY(ac_db_run(db, &sql_fact_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->case_id), AC_TEXT(row->kind),
			row->counted ? AC_I64(row->number) : AC_NULL,
			row->counted && row->total >= 0 ? AC_I64(row->total) : AC_NULL,
			AC_TEXT_IF_ANY(row->state), AC_I64(row->at.us), AC_I64(row->entered_at.us),
			AC_TEXT(row->entered_by), AC_ID_OR_NULL(row->report),
			AC_BLOB(ac_buf_str(&source))),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct fact_walk {
	struct ac_db *db;
	void (*visit)(void *ctx, const struct ac_fact_row *row);
	void *ctx;
	struct ac_buf *source;
};

static enum ac_status read_fact(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct fact_walk *walk = ctx;
	struct ac_fact_row row = {
		.id = ac_row_i64(rows, 0),
		.case_id = ac_row_i64(rows, 1),
		.kind = ac_row_text(rows, 2),
		.counted = !ac_row_is_null(rows, 3),
		.number = ac_row_i64(rows, 3),
		.total = ac_row_is_null(rows, 4) ? -1 : ac_row_i64(rows, 4),
		.state = ac_row_text(rows, 5),
		.at = { ac_row_i64(rows, 6) },
		.entered_at = { ac_row_i64(rows, 7) },
		.entered_by = ac_row_text(rows, 8),
		.report = ac_row_i64(rows, 9),
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_FACT_SOURCE, row.id, ac_row_blob(rows, 10),
		walk->source, &row.source, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_fact_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_fact_row *row), void *ctx, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf source;
	ac_buf_init(&source, text_max);
	struct fact_walk walk = { db, visit, ctx, &source };
	return ac_db_each(db, &sql_facts, AC_VALUES(AC_I64(case_id)), read_fact, &walk, NULL, err);
}
