#include "store/media.h"

#include "store/ids.h"
#include "store/sealed.h"

static const struct ac_sql sql_contact_insert = { "media_contact_insert",
	"INSERT INTO media_contact (id, source, outlet, language, name_enc, phone_enc, email_enc, "
	"added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" };
static const struct ac_sql sql_contact_drop = { "media_contact_drop",
	"UPDATE media_contact SET name_enc = NULL, phone_enc = NULL, email_enc = NULL, "
	"dropped_at = $2 WHERE id = $1 AND dropped_at IS NULL" };
static const struct ac_sql sql_contacts = { "media_contacts",
	"SELECT m.id, m.source, m.outlet, m.language, m.name_enc, m.phone_enc, m.email_enc, "
	"m.added_at, s.expires_at FROM media_contact m JOIN source s ON s.id = m.source "
	"WHERE m.dropped_at IS NULL ORDER BY m.id" };
static const struct ac_sql sql_drop_for_contact = { "media_drop_for_contact",
	"UPDATE media_delivery SET state = 'dropped', why = 'the contact was dropped', "
	"ended_at = $2 WHERE contact = $1 AND state IN ('waiting', 'held')" };

#define DELIVERY                                                                              \
	"d.id, d.contact, d.warning, d.attribution, d.kind, d.language, d.text, d.exercise, " \
	"d.state, d.why, d.tries, d.created_at, d.submitted_at, d.ended_at, m.outlet"
static const struct ac_sql sql_insert = { "media_delivery_insert",
	"INSERT INTO media_delivery (id, contact, warning, attribution, kind, language, text, "
	"exercise, state, why, tries, created_at) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11)" };
static const struct ac_sql sql_update = { "media_delivery_update",
	"UPDATE media_delivery SET state = $2, why = $3, tries = $4, submitted_at = $5, "
	"ended_at = $6, receipt_key = $7 WHERE id = $1 AND state IN ('waiting', 'submitted')" };
static const struct ac_sql sql_receipt = { "media_receipt",
	"UPDATE media_delivery SET state = $2, why = $3, ended_at = $4 "
	"WHERE id = $1 AND state IN ('submitted', 'accepted', 'unknown')" };
static const struct ac_sql sql_awaited = { "media_awaited",
	"SELECT id, receipt_key FROM media_delivery WHERE state = 'accepted' "
	"AND receipt_key IS NOT NULL ORDER BY id DESC LIMIT $1" };
static const struct ac_sql sql_of_warning = { "media_of_warning",
	"SELECT " DELIVERY " FROM media_delivery d JOIN media_contact m ON m.id = d.contact "
	"WHERE d.warning = $1 ORDER BY d.id" };
static const struct ac_sql sql_of_attribution = { "media_of_attribution",
	"SELECT " DELIVERY " FROM media_delivery d JOIN media_contact m ON m.id = d.contact "
	"WHERE d.attribution = $1 ORDER BY d.id" };
static const struct ac_sql sql_next = { "media_next",
	"SELECT " DELIVERY ", m.phone_enc FROM media_delivery d "
	"JOIN media_contact m ON m.id = d.contact WHERE d.state = 'waiting' AND d.exercise = $1 "
	"AND NOT EXISTS (SELECT 1 FROM media_delivery e WHERE e.contact = d.contact "
	"AND e.id < d.id AND e.state = 'waiting' "
	"AND (e.warning = d.warning OR e.attribution = d.attribution)) "
	"ORDER BY d.tries, d.id LIMIT 1" };
static const struct ac_sql sql_recover = { "media_recover",
	"UPDATE media_delivery SET state = 'unknown', ended_at = $1, "
	"why = 'the daemon ended before the carrier answered' WHERE state = 'submitted'" };
static const struct ac_sql sql_drop = { "media_drop",
	"UPDATE media_delivery SET state = 'dropped', why = 'withdrawn before it was sent', "
	"ended_at = $2 WHERE attribution = $1 AND kind = 'attribution' "
	"AND state IN ('waiting', 'held')" };

#define REPLACED \
	"SET state = 'dropped', why = 'replaced by what was published later', ended_at = $2 "
static const struct ac_sql sql_replace = { "media_replace",
	"UPDATE media_delivery " REPLACED "WHERE warning = $1 AND state IN ('waiting', 'held') "
	"AND ($3 = 1 OR kind IN ('alert', 'update'))" };
static const struct ac_sql sql_put_back = { "media_put_back",
	"UPDATE media_delivery " REPLACED "WHERE id = $1 AND state = 'waiting' AND EXISTS ("
	"SELECT 1 FROM media_delivery n WHERE n.contact = media_delivery.contact "
	"AND n.id > media_delivery.id AND ("
	"n.warning = media_delivery.warning AND (n.kind IN ('all_clear', 'retraction') "
	"OR n.kind = 'update' AND media_delivery.kind IN ('alert', 'update')) "
	"OR n.attribution = media_delivery.attribution AND n.kind = 'withdrawal'))" };

enum { field_max = 4096 };

/* ---- contacts ---- */

/* An empty field stays empty. */
static struct ac_value seal(
	struct ac_db *db, const char *column, int64_t id, struct ac_str text, struct ac_buf *sealed)
{
	ac_buf_init(sealed, field_max);
	if (!text.n)
		return AC_NULL;
	ac_vault_seal(db->vault, (struct ac_vault_place){ column, id }, text, sealed);
	return AC_BLOB(ac_buf_str(sealed));
}

enum ac_status ac_media_contact_insert(
	struct ac_db *db, const struct ac_media_contact_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_media_contact);
	AC_AUTO(buf) struct ac_buf name = { 0 }, phone = { 0 }, email = { 0 };
	struct ac_value sealed_name = seal(db, AC_SEALED_MEDIA_NAME, number, row->name, &name);
	struct ac_value sealed_phone = seal(db, AC_SEALED_MEDIA_PHONE, number, row->phone, &phone);
	struct ac_value sealed_email = seal(db, AC_SEALED_MEDIA_EMAIL, number, row->email, &email);
	AC_TRY(ac_buf_check(&name, "the name", err));
	AC_TRY(ac_buf_check(&email, "the address", err));
	AC_TRY(ac_db_run(db, &sql_contact_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->source), AC_TEXT(row->outlet),
			AC_TEXT(row->language), sealed_name, sealed_phone, sealed_email,
			AC_I64(row->added_at.us)),
		err));
	*id = number;
	return AC_OK;
}

enum ac_status ac_media_contact_drop(
	struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err)
{
	AC_TRY(ac_db_change_one(db, &sql_contact_drop, AC_VALUES(AC_I64(id), AC_I64(at.us)),
		"media contact", id, err));
	return ac_db_run(db, &sql_drop_for_contact, AC_VALUES(AC_I64(id), AC_I64(at.us)), err);
}

struct contact_walk {
	struct ac_db *db;
	ac_media_contact_visit *visit;
	void *ctx;
};

static enum ac_status open_contact(struct contact_walk *walk, struct ac_stmt *rows,
	struct ac_buf texts[3], struct ac_error *err)
{
	static const char *const columns[] = { AC_SEALED_MEDIA_NAME, AC_SEALED_MEDIA_PHONE,
		AC_SEALED_MEDIA_EMAIL };
	struct ac_media_contact_row row = {
		.id = ac_row_i64(rows, 0),
		.source = ac_row_i64(rows, 1),
		.outlet = ac_row_text(rows, 2),
		.language = ac_row_text(rows, 3),
		.added_at = { ac_row_i64(rows, 7) },
		.source_expires = { ac_row_i64(rows, 8) },
	};
	struct ac_str *const fields[] = { &row.name, &row.phone, &row.email };
	for (int i = 0; i < 3; i++)
		AC_TRY(ac_open_column(walk->db, columns[i], row.id, ac_row_blob(rows, 4 + i),
			&texts[i], fields[i], err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

static enum ac_status read_contact(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct ac_buf texts[3];
	for (int i = 0; i < 3; i++)
		ac_buf_init(&texts[i], field_max);
	enum ac_status status = open_contact(ctx, rows, texts, err);
	for (int i = 0; i < 3; i++) {
		if (texts[i].p)
			ac_vault_wipe(texts[i].p, texts[i].n);
		ac_buf_done(&texts[i]);
	}
	return status;
}

enum ac_status ac_media_contact_each(
	struct ac_db *db, ac_media_contact_visit *visit, void *ctx, struct ac_error *err)
{
	struct contact_walk walk = { db, visit, ctx };
	return ac_db_each(db, &sql_contacts, AC_NO_VALUES, read_contact, &walk, NULL, err);
}

/* ---- deliveries ---- */

enum ac_status ac_media_delivery_insert(struct ac_db *db, const struct ac_media_delivery_row *row,
	int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_media_delivery);
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->contact), AC_ID_OR_NULL(row->warning),
			AC_ID_OR_NULL(row->attribution), AC_TEXT(row->kind), AC_TEXT(row->language),
			AC_TEXT(row->text), AC_I64(row->exercise), AC_TEXT(row->state),
			AC_TEXT_IF_ANY(row->why), AC_I64(row->created_at.us)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

enum ac_status ac_media_delivery_update(
	struct ac_db *db, const struct ac_media_delivery_row *row, struct ac_error *err)
{
	return ac_db_change_one(db, &sql_update,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->state), AC_TEXT_IF_ANY(row->why),
			AC_I64(row->tries), AC_ID_OR_NULL(row->submitted_at.us),
			AC_ID_OR_NULL(row->ended_at.us), AC_ID_OR_NULL((int64_t)row->receipt_key)),
		"delivery to the media", row->id, err);
}

enum ac_status ac_media_delivery_put_back(struct ac_db *db, const struct ac_media_delivery_row *row,
	struct ac_wall at, struct ac_error *err)
{
	AC_TRY(ac_media_delivery_update(db, row, err));
	return ac_db_run(db, &sql_put_back, AC_VALUES(AC_I64(row->id), AC_I64(at.us)), err);
}

enum ac_status ac_media_delivery_receipt(
	struct ac_db *db, const struct ac_media_delivery_row *row, struct ac_error *err)
{
	return ac_db_run(db, &sql_receipt,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->state), AC_TEXT_IF_ANY(row->why),
			AC_I64(row->ended_at.us)),
		err);
}

struct awaited_walk {
	void (*visit)(void *ctx, int64_t id, uint64_t receipt_key);
	void *ctx;
};

static enum ac_status read_awaited(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	const struct awaited_walk *walk = ctx;
	(void)err;
	walk->visit(walk->ctx, ac_row_i64(rows, 0), (uint64_t)ac_row_i64(rows, 1));
	return AC_OK;
}

enum ac_status ac_media_delivery_awaited(struct ac_db *db, int64_t most,
	void (*visit)(void *ctx, int64_t id, uint64_t receipt_key), void *ctx, struct ac_error *err)
{
	struct awaited_walk walk = { visit, ctx };
	return ac_db_each(
		db, &sql_awaited, AC_VALUES(AC_I64(most)), read_awaited, &walk, NULL, err);
}

struct delivery_walk {
	struct ac_db *db;
	ac_media_delivery_visit *visit;
	void *ctx;
	struct ac_buf *number; /* NULL: not asked for */
};

static enum ac_status read_delivery(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct delivery_walk *walk = ctx;
	struct ac_media_delivery_row row = {
		.id = ac_row_i64(rows, 0),
		.contact = ac_row_i64(rows, 1),
		.warning = ac_row_i64(rows, 2),
		.attribution = ac_row_i64(rows, 3),
		.kind = ac_row_text(rows, 4),
		.language = ac_row_text(rows, 5),
		.text = ac_row_text(rows, 6),
		.exercise = ac_row_i64(rows, 7),
		.state = ac_row_text(rows, 8),
		.why = ac_row_text(rows, 9),
		.tries = ac_row_i64(rows, 10),
		.created_at = { ac_row_i64(rows, 11) },
		.submitted_at = { ac_row_i64(rows, 12) },
		.ended_at = { ac_row_i64(rows, 13) },
		.outlet = ac_row_text(rows, 14),
	};
	struct ac_str number; /* lent to nobody: the caller has the buffer */
	if (walk->number)
		AC_TRY(ac_open_column(walk->db, AC_SEALED_MEDIA_PHONE, row.contact,
			ac_row_blob(rows, 15), walk->number, &number, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_media_delivery_each(struct ac_db *db, int64_t warning, int64_t attribution,
	ac_media_delivery_visit *visit, void *ctx, struct ac_error *err)
{
	struct delivery_walk walk = { db, visit, ctx, NULL };
	return ac_db_each(db, warning ? &sql_of_warning : &sql_of_attribution,
		AC_VALUES(AC_I64(warning ? warning : attribution)), read_delivery, &walk, NULL,
		err);
}

enum ac_status ac_media_delivery_next(struct ac_db *db, bool exercise,
	ac_media_delivery_visit *visit, void *ctx, struct ac_buf *number, struct ac_error *err)
{
	struct delivery_walk walk = { db, visit, ctx, number };
	int64_t seen = 0;
	AC_TRY(ac_db_each(
		db, &sql_next, AC_VALUES(AC_I64(exercise)), read_delivery, &walk, &seen, err));
	return seen ? AC_OK : ac_fail(err, AC_NOT_FOUND, "nothing waits for the media");
}

enum ac_status ac_media_delivery_recover(
	struct ac_db *db, struct ac_wall at, int64_t *changed, struct ac_error *err)
{
	return ac_db_change(db, &sql_recover, AC_VALUES(AC_I64(at.us)), changed, err);
}

enum ac_status ac_media_delivery_drop(
	struct ac_db *db, int64_t attribution, struct ac_wall at, struct ac_error *err)
{
	return ac_db_run(db, &sql_drop, AC_VALUES(AC_I64(attribution), AC_I64(at.us)), err);
}

enum ac_status ac_media_delivery_replace(
	struct ac_db *db, int64_t warning, bool whole, struct ac_wall at, struct ac_error *err)
{
	return ac_db_run(
		db, &sql_replace, AC_VALUES(AC_I64(warning), AC_I64(at.us), AC_I64(whole)), err);
}
