/* store/people.c - one person's page. */
#include "store/people.h"

#include "base/buf.h"
#include "store/sealed.h"

static const struct ac_sql sql_person = { "person",
	"SELECT t.id, t.party, s.name, t.ref_enc, t.name_enc, t.native_name_enc, t.language, "
	"t.nationality, t.purpose, t.minor, t.updated_at, t.erased_at "
	"FROM traveller t LEFT JOIN source s ON s.id = t.source WHERE t.id = $1" };
static const struct ac_sql sql_contacts = { "person_contacts",
	"SELECT id, kind, channel, state, number_key, address_enc FROM contact_point "
	"WHERE traveller = $1 ORDER BY position, id" };
static const struct ac_sql sql_stays = { "person_stays",
	"SELECT s.id, s.lodging, s.cell, l.ref, l.name, l.district, s.t_from, s.t_to, "
	"CASE WHEN l.risk_why IS NOT NULL AND (l.risk_until IS NULL OR l.risk_until > $2) "
	"THEN 1 ELSE 0 END FROM stay s LEFT JOIN lodging l ON l.id = s.lodging "
	"WHERE s.traveller = $1 ORDER BY s.t_from, s.id" };
static const struct ac_sql sql_party = { "party_members",
	"SELECT id FROM traveller WHERE party = $1 ORDER BY id" };
static const struct ac_sql sql_place = { "person_place",
	"SELECT coalesce(l.name, ''), coalesce(l.ref, '') FROM stay s "
	"LEFT JOIN lodging l ON l.id = s.lodging WHERE s.traveller = $1 ORDER BY s.t_to DESC LIMIT "
	"1" };

enum { text_max = 8192 };

static enum ac_status read_person(struct ac_db *db, struct ac_stmt *rows, struct ac_buf *texts,
	struct ac_person_row *row, struct ac_error *err)
{
	static const char *const columns[] = { AC_SEALED_TRAVELLER_REF, AC_SEALED_TRAVELLER_NAME,
		AC_SEALED_TRAVELLER_NATIVE_NAME };
	struct ac_str *fields[] = { &row->ref, &row->name, &row->native_name };
	size_t n[3];
	*row = (struct ac_person_row){
		.id = ac_row_i64(rows, 0),
		.party = ac_row_i64(rows, 1),
		.source = ac_row_text(rows, 2),
		.language = ac_row_text(rows, 6),
		.nationality = ac_row_text(rows, 7),
		.purpose = ac_row_text(rows, 8),
		.minor = ac_row_i64(rows, 9) != 0,
		.updated_at = { ac_row_i64(rows, 10) },
		.erased_at = { ac_row_i64(rows, 11) },
	};
	for (int i = 0; i < 3; i++)
		AC_TRY(ac_add_column(
			db, columns[i], row->id, ac_row_blob(rows, 3 + i), texts, &n[i], err));
	const char *at = texts->p ? texts->p : "";
	for (int i = 0; i < 3; at += n[i++])
		*fields[i] = (struct ac_str){ at, n[i] };
	return AC_OK;
}

static void done_with(struct ac_buf *texts)
{
	if (texts->p)
		ac_vault_wipe(texts->p, texts->n);
}

enum ac_status ac_person_get(struct ac_db *db, int64_t id,
	void (*visit)(void *ctx, const struct ac_person_row *row), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_AUTO(buf) struct ac_buf texts;
	struct ac_person_row person;
	bool row = false;
	ac_buf_init(&texts, text_max);
	AC_TRY(ac_db_query(db, &sql_person, AC_VALUES(AC_I64(id)), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return ac_fail(err, AC_NOT_FOUND, "there is no person %lld", (long long)id);
	AC_TRY(read_person(db, rows, &texts, &person, err));
	visit(ctx, &person);
	done_with(&texts);
	return AC_OK;
}

enum ac_status ac_person_contacts(struct ac_db *db, int64_t id,
	void (*visit)(void *ctx, const struct ac_contact_row *row), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_AUTO(buf) struct ac_buf address;
	ac_buf_init(&address, text_max);
	AC_TRY(ac_db_query(db, &sql_contacts, AC_VALUES(AC_I64(id)), &rows, err));
	for (bool row = false;;) {
		struct ac_str opened;
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			break;
		AC_TRY(ac_open_column(db, AC_SEALED_CONTACT_ADDRESS, ac_row_i64(rows, 0),
			ac_row_blob(rows, 5), &address, &opened, err));
		struct ac_contact_row contact = {
			.id = ac_row_i64(rows, 0),
			.kind = (int)ac_row_i64(rows, 1),
			.channel = (int)ac_row_i64(rows, 2),
			.state = (enum ac_contact_state)ac_row_i64(rows, 3),
			.number_key = (uint64_t)ac_row_i64(rows, 4),
			.address = opened,
		};
		visit(ctx, &contact);
	}
	done_with(&address);
	return AC_OK;
}

enum ac_status ac_person_stays(struct ac_db *db, int64_t id, struct ac_wall now,
	void (*visit)(void *ctx, const struct ac_stay_row *row), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_stays, AC_VALUES(AC_I64(id), AC_I64(now.us)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_stay_row stay = {
			.id = ac_row_i64(rows, 0),
			.lodging = ac_row_i64(rows, 1),
			.cell = ac_row_i64(rows, 2),
			.ref = ac_row_text(rows, 3),
			.name = ac_row_text(rows, 4),
			.district = ac_row_text(rows, 5),
			.from = { ac_row_i64(rows, 6) },
			.to = { ac_row_i64(rows, 7) },
			.at_risk = ac_row_i64(rows, 8) != 0,
		};
		visit(ctx, &stay);
	}
}

enum ac_status ac_party_members(struct ac_db *db, int64_t party,
	void (*visit)(void *ctx, int64_t traveller), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_party, AC_VALUES(AC_I64(party)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		visit(ctx, ac_row_i64(rows, 0));
	}
}

/* ---- a line of a list: the pieces are gathered in one buffer, then cut ---- */

struct gathering {
	struct ac_buf *texts;
	size_t name_n, phone_at, phone_n, email_at, email_n;
};

static void gather_name(void *ctx, const struct ac_person_row *row)
{
	struct gathering *g = ctx;
	ac_buf_add_str(g->texts, row->name);
	g->name_n = row->name.n;
}

static void gather_contact(void *ctx, const struct ac_contact_row *row)
{
	struct gathering *g = ctx;
	bool phone = row->channel == AC_CONTACT_PHONE && row->kind != AC_CONTACT_EMERGENCY;
	if (phone && !g->phone_n) {
		g->phone_at = g->texts->n;
		g->phone_n = row->address.n;
		ac_buf_add_str(g->texts, row->address);
	} else if (row->channel == AC_CONTACT_EMAIL && !g->email_n) {
		g->email_at = g->texts->n;
		g->email_n = row->address.n;
		ac_buf_add_str(g->texts, row->address);
	}
}

static enum ac_status gather_place(
	struct ac_db *db, int64_t id, struct ac_buf *texts, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, &sql_place, AC_VALUES(AC_I64(id)), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return AC_OK;
	ac_buf_add_str(texts, ac_row_text(rows, 0));
	if (ac_row_text(rows, 1).n)
		ac_buf_printf(texts, " (%.*s)", AC_STR_ARG(ac_row_text(rows, 1)));
	return AC_OK;
}

enum ac_status ac_person_line(struct ac_db *db, int64_t id, struct ac_buf *texts,
	struct ac_person_line *line, struct ac_error *err)
{
	struct gathering g = { .texts = texts };
	ac_buf_reset(texts);
	AC_TRY(ac_person_get(db, id, gather_name, &g, err));
	AC_TRY(ac_person_contacts(db, id, gather_contact, &g, err));
	size_t place_at = texts->n;
	AC_TRY(gather_place(db, id, texts, err));
	AC_TRY(ac_buf_check(texts, "a person's line", err));
	const char *p = texts->p ? texts->p : "";
	*line = (struct ac_person_line){
		.id = id,
		.name = { p, g.name_n },
		.phone = { p + g.phone_at, g.phone_n },
		.email = { p + g.email_at, g.email_n },
		.place = { p + place_at, texts->n - place_at },
	};
	return AC_OK;
}
