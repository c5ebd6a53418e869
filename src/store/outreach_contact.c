/* store/outreach_contact.c - contact points, and the look-up of a chunk's addresses.
 *
 * The look-up is on the way of every message: reads by primary key, many at once and in key order, so that
 * neighbours share pages and round trips; each field (0.4 µs) is opened into one buffer. Travellers are read only for
 * texts that name them. */
#include "store/outreach.h"
#include "store/sealed.h"
#include "store/sql_many.h"

#include <stdlib.h>

static const struct ac_sql sql_set_state = { "contact_set_state",
	"UPDATE contact_point SET state = $2 WHERE id = $1" };
/* channels: a phone number stops for messages, an address for mail; state 3 is opted_out */
static const struct ac_sql sql_stop = { "contact_stop",
	"UPDATE contact_point SET state = 3 WHERE number_key = $1 AND channel = $2" };
static const struct ac_sql sql_stop_note = { "opt_out_note",
	"INSERT INTO opt_out (number_key, channel, at) VALUES ($1, $2, $3) "
	"ON CONFLICT (number_key, channel) DO NOTHING" };
static const struct ac_sql sql_stopped = { "opt_out_find",
	"SELECT count(*) FROM opt_out WHERE number_key = $1 AND channel = $2" };
static const struct ac_sql sql_by_number = { "contact_by_number",
	"SELECT id, traveller FROM contact_point WHERE number_key = $1 ORDER BY traveller, id" };
static const struct ac_sql sql_contact = { "render_contact",
	"SELECT id, address_enc, traveller, state FROM contact_point WHERE id IN (" AC_SQL_MANY
	") ORDER BY id",
	.whole = true };
static const struct ac_sql sql_traveller = { "render_traveller",
	"SELECT id, name_enc FROM traveller WHERE id IN (" AC_SQL_MANY ") ORDER BY id",
	.whole = true };
static const struct ac_sql sql_hotel = { "render_hotel",
	"SELECT l.name FROM stay AS s JOIN lodging AS l ON l.id = s.lodging "
	"WHERE s.traveller = $1 ORDER BY CASE WHEN s.t_from > $2 THEN 1 WHEN s.t_to > $2 THEN 0 "
	"ELSE 2 END, CASE WHEN s.t_from > $2 THEN s.t_from ELSE -s.t_from END, s.id LIMIT 1" };

enum ac_status ac_contact_set_state(
	struct ac_db *db, int64_t contact, enum ac_contact_state to, struct ac_error *err)
{
	int64_t changed = 0;
	AC_TRY(ac_db_change(
		db, &sql_set_state, AC_VALUES(AC_I64(contact), AC_I64(to)), &changed, err));
	return changed ? AC_OK
		       : ac_fail(err, AC_NOT_FOUND, "there is no contact point %lld",
				 (long long)contact);
}

enum ac_status ac_contact_opt_out(struct ac_db *db, uint64_t number_key,
	enum ac_contact_channel channel, struct ac_wall at, struct ac_error *err)
{
	struct ac_value key = AC_I64((int64_t)number_key);
	AC_TRY(ac_db_run(db, &sql_stop, AC_VALUES(key, AC_I64(channel)), err));
	return ac_db_run(db, &sql_stop_note, AC_VALUES(key, AC_I64(channel), AC_I64(at.us)), err);
}

enum ac_status ac_contact_is_opted_out(struct ac_db *db, uint64_t number_key,
	enum ac_contact_channel channel, bool *opted_out, struct ac_error *err)
{
	int64_t count = 0;
	AC_TRY(ac_db_i64(db, &sql_stopped, AC_VALUES(AC_I64((int64_t)number_key), AC_I64(channel)),
		&count, err));
	*opted_out = count > 0;
	return AC_OK;
}

enum ac_status ac_contact_by_number(struct ac_db *db, uint64_t number_key,
	void (*visit)(void *ctx, int64_t contact, int64_t traveller), void *ctx,
	struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_by_number, AC_VALUES(AC_I64((int64_t)number_key)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		visit(ctx, ac_row_i64(rows, 0), ac_row_i64(rows, 1));
	}
}

/* ---- look-up ---- */

/* A key and its place in the asks; where the opened text lies in the buffer. */
struct find {
	int64_t key;
	uint32_t ask;
};

struct span {
	size_t at, n;
};
enum { nowhere = -1 };

struct lookup {
	struct ac_db *db;
	const struct ac_render_ask *asks;
	struct ac_render_answer *answers;
	struct find *order;
	struct span *addresses, *names;
	struct ac_buf *texts;
	size_t n;
};
/* What a row says for who asked. */
typedef enum ac_status take_fn(
	struct lookup *lookup, const struct find *find, struct ac_stmt *rows, struct ac_error *err);

static int by_key(const void *a, const void *b)
{
	const struct find *x = a, *y = b;
	return (x->key > y->key) - (x->key < y->key);
}

/* In the order of the keys of contact points. */
static void order_contacts(struct lookup *lookup)
{
	for (size_t i = 0; i < lookup->n; i++)
		lookup->order[i] = (struct find){ lookup->asks[i].contact, (uint32_t)i };
	qsort(lookup->order, lookup->n, sizeof *lookup->order, by_key);
}

/* In the order of the keys of travellers, those whose names are wanted. @return how many */
static size_t order_travellers(struct lookup *lookup)
{
	size_t n = 0;
	for (size_t i = 0; i < lookup->n; i++)
		if (lookup->asks[i].name)
			lookup->order[n++] =
				(struct find){ lookup->asks[i].traveller, (uint32_t)i };
	qsort(lookup->order, n, sizeof *lookup->order, by_key);
	return n;
}

static enum ac_status open_into(struct lookup *lookup, const char *column, int64_t row,
	struct ac_str sealed, struct span *span, struct ac_error *err)
{
	span->at = lookup->texts->n;
	return ac_add_column(lookup->db, column, row, sealed, lookup->texts, &span->n, err);
}

static enum ac_status take_contact(
	struct lookup *lookup, const struct find *find, struct ac_stmt *rows, struct ac_error *err)
{
	struct ac_render_answer *answer = &lookup->answers[find->ask];
	if (ac_row_i64(rows, 2) != lookup->asks[find->ask].traveller)
		return AC_OK;
	answer->found = true;
	answer->state = (enum ac_contact_state)ac_row_i64(rows, 3);
	return open_into(lookup, AC_SEALED_CONTACT_ADDRESS, find->key, ac_row_blob(rows, 1),
		&lookup->addresses[find->ask], err);
}

static enum ac_status take_traveller(
	struct lookup *lookup, const struct find *find, struct ac_stmt *rows, struct ac_error *err)
{
	if (!lookup->answers[find->ask].found)
		return AC_OK;
	return open_into(lookup, AC_SEALED_TRAVELLER_NAME, find->key, ac_row_blob(rows, 1),
		&lookup->names[find->ask], err);
}

/* @param finds  rising, n of them, 1…ac_sql_many; a key may be asked for more than once */
static enum ac_status find_some(struct lookup *lookup, const struct ac_sql *sql,
	const struct find *finds, size_t n, take_fn *take, struct ac_error *err)
{
	struct ac_value keys[ac_sql_many];
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	for (size_t i = 0; i < ac_sql_many; i++)
		keys[i] = AC_I64(finds[i < n ? i : n - 1].key);
	AC_TRY(ac_db_query(lookup->db, sql, keys, ac_sql_many, &rows, err));
	for (size_t at = 0;;) {
		bool row = false;
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		while (at < n && finds[at].key < ac_row_i64(rows, 0))
			at++;
		for (; at < n && finds[at].key == ac_row_i64(rows, 0); at++)
			AC_TRY(take(lookup, &finds[at], rows, err));
	}
}

static enum ac_status find_many(struct lookup *lookup, const struct ac_sql *sql, size_t n,
	take_fn *take, struct ac_error *err)
{
	for (size_t i = 0; i < n; i += ac_sql_many) {
		size_t some = n - i < ac_sql_many ? n - i : ac_sql_many;
		AC_TRY(find_some(lookup, sql, &lookup->order[i], some, take, err));
	}
	return AC_OK;
}

static enum ac_status find_all(struct lookup *lookup, struct ac_error *err)
{
	order_contacts(lookup);
	AC_TRY(find_many(lookup, &sql_contact, lookup->n, take_contact, err));
	size_t named = order_travellers(lookup);
	for (size_t i = 0; i < named; i++)
		lookup->names[lookup->order[i].ask].at = (size_t)nowhere;
	AC_TRY(find_many(lookup, &sql_traveller, named, take_traveller, err));
	for (size_t i = 0; i < named; i++) {
		uint32_t ask = lookup->order[i].ask;
		if (lookup->names[ask].at != (size_t)nowhere)
			continue;
		lookup->names[ask] = (struct span){ 0 };
		lookup->answers[ask].found = false;
	}
	return AC_OK;
}

/* The buffer does not move any more: spans become views. */
static void point_answers(struct lookup *lookup)
{
	const char *p = lookup->texts->p ? lookup->texts->p : "";
	for (size_t i = 0; i < lookup->n; i++) {
		struct span address = lookup->addresses[i], name = lookup->names[i];
		lookup->answers[i].address = (struct ac_str){ p + address.at, address.n };
		lookup->answers[i].name = (struct ac_str){ p + name.at, name.n };
	}
}

enum ac_status ac_render_lookup(struct ac_db *db, const struct ac_render_ask *asks, size_t n,
	struct ac_render_answer *answers, struct ac_buf *texts, struct ac_error *err)
{
	AC_AUTO(free) struct find *order = ac_alloc_array(n, sizeof *order);
	AC_AUTO(free) struct span *spans = ac_alloc_array(2 * n, sizeof *spans);
	struct lookup lookup = { db, asks, answers, order, spans, spans + n, texts, n };
	memset(answers, 0, n * sizeof *answers);
	ac_buf_reset(texts);
	AC_TRY(ac_db_control(db, AC_DB_BEGIN_READ, err));
	enum ac_status status = find_all(&lookup, err);
	ac_db_undo(db);
	AC_TRY(status);
	point_answers(&lookup);
	return AC_OK;
}

enum ac_status ac_render_hotel(struct ac_db *db, int64_t traveller, struct ac_wall now,
	struct ac_buf *name, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	ac_buf_reset(name);
	AC_TRY(ac_db_query(
		db, &sql_hotel, AC_VALUES(AC_I64(traveller), AC_I64(now.us)), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (row)
		ac_buf_add_str(name, ac_row_text(rows, 0));
	return AC_OK;
}
