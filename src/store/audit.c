#include "store/audit.h"

#include "base/buf.h"
#include "vault/vault.h"

#include <stdio.h>

#define COLUMNS "seq, at, officer, action, object, detail_json, case_id, prev_hash, hash"

static const struct ac_sql sql_last = { "audit_last",
	"SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1" };
static const struct ac_sql sql_append = { "audit_append",
	"INSERT INTO audit (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" };
static const struct ac_sql sql_all = { "audit_all",
	"SELECT " COLUMNS " FROM audit WHERE seq >= $1 ORDER BY seq" };
/* Rows of versions that did not note the case are found by what they were about. */
static const struct ac_sql sql_of_case = { "audit_of_case",
	"SELECT " COLUMNS " FROM audit WHERE case_id = $1 UNION ALL "
	"SELECT " COLUMNS " FROM audit WHERE case_id IS NULL AND object IN (SELECT $2 UNION ALL "
	"SELECT 'warning/' || CAST(id AS TEXT) FROM warning WHERE case_id = $1 UNION ALL "
	"SELECT 'campaign/' || CAST(c.id AS TEXT) FROM campaign c JOIN warning w ON w.id = "
	"c.warning "
	"WHERE w.case_id = $1) ORDER BY seq" };
static const struct ac_sql sql_last_by = { "audit_last_by",
	"SELECT officer FROM audit WHERE object = $1 AND action = $2 ORDER BY seq DESC LIMIT 1" };
static const struct ac_sql sql_hash = { "audit_hash", "SELECT hash FROM audit WHERE seq = $1" };
static const struct ac_sql sql_since = { "audit_since",
	"SELECT at, officer, action FROM audit WHERE object = $1 AND at >= $2 ORDER BY seq" };

enum { text_max = 1 << 20 };

static void add_field(struct ac_buf *text, struct ac_str field)
{
	ac_buf_add_u32(text, (uint32_t)field.n);
	ac_buf_add_str(text, field);
}

/* What a row's hash covers besides the hash before it. */
static void canonical(struct ac_buf *text, int64_t seq, const struct ac_audit_entry *entry)
{
	ac_buf_add_u64(text, (uint64_t)seq);
	ac_buf_add_u64(text, (uint64_t)entry->at.us);
	add_field(text, entry->officer);
	add_field(text, entry->action);
	add_field(text, entry->object);
	add_field(text, entry->detail_json);
	if (entry->case_id) /* none before version 15: what was hashed without it stays as it is */
		ac_buf_add_u64(text, (uint64_t)entry->case_id);
}

enum ac_status ac_audit_head(
	struct ac_db *db, int64_t *seq, unsigned char hash[32], struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, &sql_last, AC_NO_VALUES, &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row) {
		*seq = 0;
		memset(hash, 0, ac_vault_hash_size);
		return AC_OK;
	}
	struct ac_str stored = ac_row_blob(rows, 1);
	if (stored.n != ac_vault_hash_size)
		return ac_fail(err, AC_CORRUPT, "audit row %lld has no hash",
			(long long)ac_row_i64(rows, 0));
	*seq = ac_row_i64(rows, 0);
	memcpy(hash, stored.p, ac_vault_hash_size);
	return AC_OK;
}

/* @param hash  appended; nothing when there is no such row */
static enum ac_status hash_of(
	struct ac_db *db, int64_t seq, struct ac_buf *hash, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	ac_buf_reset(hash);
	AC_TRY(ac_db_query(db, &sql_hash, AC_VALUES(AC_I64(seq)), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (row)
		ac_buf_add_str(hash, ac_row_blob(rows, 0));
	return ac_buf_check(hash, "the hash of an audit row", err);
}

static enum ac_status agree_at(
	struct ac_db *one, struct ac_db *other, int64_t seq, bool *agree, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf a, b;
	ac_buf_init(&a, ac_vault_hash_size);
	ac_buf_init(&b, ac_vault_hash_size);
	AC_TRY(hash_of(one, seq, &a, err));
	AC_TRY(hash_of(other, seq, &b, err));
	*agree = a.n && ac_str_eq(ac_buf_str(&a), ac_buf_str(&b));
	return AC_OK;
}

/* A row covers all before it: chains that agree at one agree up to there. */
enum ac_status ac_audit_common(
	struct ac_db *one, struct ac_db *other, int64_t *seq, struct ac_error *err)
{
	unsigned char hash[ac_vault_hash_size];
	int64_t low = 0, high = 0, other_high = 0;
	AC_TRY(ac_audit_head(one, &high, hash, err));
	AC_TRY(ac_audit_head(other, &other_high, hash, err));
	high = other_high < high ? other_high : high;
	while (low < high) {
		int64_t middle = low + (high - low + 1) / 2;
		bool agree = false;
		AC_TRY(agree_at(one, other, middle, &agree, err));
		low = agree ? middle : low;
		high = agree ? high : middle - 1;
	}
	*seq = low;
	return AC_OK;
}

enum ac_status ac_audit_append(
	struct ac_db *db, const struct ac_audit_entry *entry, int64_t *seq, struct ac_error *err)
{
	int64_t last = 0;
	unsigned char before[ac_vault_hash_size], hash[ac_vault_hash_size];
	AC_TRY(ac_audit_head(db, &last, before, err));
	struct ac_audit_entry full = *entry;
	if (full.detail_json.n == 0)
		full.detail_json = AC_STR("{}");
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	canonical(&text, last + 1, &full);
	AC_TRY(ac_buf_check(&text, "the audit entry", err));
	ac_vault_chain(db->vault, before, ac_buf_str(&text), hash);
	struct ac_str before_bytes = { (const char *)before, sizeof before };
	struct ac_str hash_bytes = { (const char *)hash, sizeof hash };
	AC_TRY(ac_db_run(db, &sql_append,
		AC_VALUES(AC_I64(last + 1), AC_I64(full.at.us), AC_TEXT(full.officer),
			AC_TEXT(full.action), AC_TEXT(full.object), AC_TEXT(full.detail_json),
			AC_ID_OR_NULL(full.case_id), AC_BLOB(before_bytes), AC_BLOB(hash_bytes)),
		err));
	if (seq)
		*seq = last + 1;
	return AC_OK;
}

static struct ac_audit_entry read_entry(struct ac_stmt *rows)
{
	return (struct ac_audit_entry){
		.at = { ac_row_i64(rows, 1) },
		.officer = ac_row_text(rows, 2),
		.action = ac_row_text(rows, 3),
		.object = ac_row_text(rows, 4),
		.detail_json = ac_row_text(rows, 5),
		.case_id = ac_row_i64(rows, 6),
	};
}

/* Does the row follow on `last` with hash `before`? Its own hash replaces `before`. */
static bool follows(struct ac_db *db, struct ac_stmt *rows, int64_t last, struct ac_buf *text,
	unsigned char before[ac_vault_hash_size])
{
	struct ac_audit_entry entry = read_entry(rows);
	struct ac_str prev = ac_row_blob(rows, 7), stored = ac_row_blob(rows, 8);
	unsigned char hash[ac_vault_hash_size];
	ac_buf_reset(text);
	canonical(text, ac_row_i64(rows, 0), &entry);
	ac_vault_chain(db->vault, before, ac_buf_str(text), hash);
	bool good = ac_row_i64(rows, 0) == last + 1 && !text->over && prev.n == sizeof hash &&
		    stored.n == sizeof hash && memcmp(prev.p, before, sizeof hash) == 0 &&
		    ac_vault_equal(stored.p, hash, sizeof hash);
	memcpy(before, hash, sizeof hash);
	return good;
}

enum ac_status ac_audit_verify(
	struct ac_db *db, struct ac_audit_report *report, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	unsigned char before[ac_vault_hash_size] = { 0 };
	struct ac_audit_report found = { 0 };
	AC_TRY(ac_db_query(db, &sql_all, AC_VALUES(AC_I64(INT64_MIN)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			break;
		if (!follows(db, rows, found.rows, &text, before)) {
			found.first_broken = ac_row_i64(rows, 0);
			break;
		}
		found.rows++;
	}
	*report = found;
	if (found.first_broken)
		return ac_fail(err, AC_CORRUPT,
			"the audit log was changed: row %lld does not follow on the %lld before it",
			(long long)found.first_broken, (long long)found.rows);
	return AC_OK;
}

static enum ac_status visit_rows(struct ac_stmt *rows, struct ac_str object, ac_audit_visit *visit,
	void *ctx, struct ac_error *err)
{
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_audit_entry entry = read_entry(rows);
		if (object.n && !ac_str_eq(entry.object, object))
			continue;
		if (!visit(ctx, ac_row_i64(rows, 0), &entry))
			return AC_OK;
	}
}

enum ac_status ac_audit_each(struct ac_db *db, int64_t from_seq, struct ac_str object,
	ac_audit_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_all, AC_VALUES(AC_I64(from_seq)), &rows, err));
	return visit_rows(rows, object, visit, ctx, err);
}

enum ac_status ac_audit_of_case(
	struct ac_db *db, int64_t case_id, ac_audit_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	char object[32];
	(void)snprintf(object, sizeof object, "case/%lld", (long long)case_id);
	AC_TRY(ac_db_query(
		db, &sql_of_case, AC_VALUES(AC_I64(case_id), AC_TEXT(ac_str(object))), &rows, err));
	return visit_rows(rows, AC_STR(""), visit, ctx, err);
}

struct since {
	void (*visit)(void *ctx, const struct ac_audit_entry *entry);
	void *ctx;
};

static enum ac_status read_since(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	const struct since *to = walk;
	const struct ac_audit_entry entry = { .at = { ac_row_i64(rows, 0) },
		.officer = ac_row_text(rows, 1),
		.action = ac_row_text(rows, 2) };
	to->visit(to->ctx, &entry);
	return AC_OK;
}

enum ac_status ac_audit_since(struct ac_db *db, struct ac_str object, struct ac_wall since,
	void (*visit)(void *ctx, const struct ac_audit_entry *entry), void *ctx,
	struct ac_error *err)
{
	struct since walk = { visit, ctx };
	return ac_db_each(db, &sql_since, AC_VALUES(AC_TEXT(object), AC_I64(since.us)), read_since,
		&walk, NULL, err);
}

enum ac_status ac_audit_last_by(struct ac_db *db, struct ac_str object, struct ac_str action,
	struct ac_buf *officer, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(
		db, &sql_last_by, AC_VALUES(AC_TEXT(object), AC_TEXT(action)), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (row)
		ac_buf_add_str(officer, ac_row_text(rows, 0));
	return ac_buf_check(officer, "the officer of an audit row", err);
}
