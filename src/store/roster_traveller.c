/* store/roster_traveller.c - a person: the row itself and the party. Contact points and stays are in
 * roster_contact.c and roster_stay.c. */
#include "store/ids.h"
#include "store/roster_p.h"
#include "store/sealed.h"

static const struct ac_sql sql_party_find = { "party_find",
	"SELECT id FROM party WHERE ref_key = $1" };
static const struct ac_sql sql_party_add = { "party_add",
	"INSERT INTO party (id, ref_key) VALUES ($1, $2)" };
static const struct ac_sql sql_traveller_find = { "traveller_find",
	"SELECT id, party, name_enc, native_name_enc, language, nationality, purpose, minor, "
	"erased_at FROM traveller WHERE source = $1 AND ref_key = $2" };
static const struct ac_sql sql_traveller_add = { "traveller_add",
	"INSERT INTO traveller (id, source, ref_key, ref_enc, party, name_enc, native_name_enc, "
	"language, nationality, purpose, minor, updated_at) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)" };
static const struct ac_sql sql_traveller_change = { "traveller_change",
	"UPDATE traveller SET party = $2, name_enc = $3, native_name_enc = $4, language = $5, "
	"nationality = $6, purpose = $7, minor = $8, updated_at = $9 WHERE id = $1" };
static const struct ac_sql sql_traveller_touch = { "traveller_touch",
	"UPDATE traveller SET updated_at = $2 WHERE id = $1" };

/* Keyed hash of "kind scope ref", so that a person's and a party's id never meet. */
static void ref_key(const struct ac_vault *vault, const char *kind, int64_t scope,
	struct ac_str ref, unsigned char key[ac_ref_key_size])
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 4096);
	ac_buf_printf(&text, "%s %lld ", kind, (long long)scope);
	ac_buf_add_str(&text, ref);
	ac_vault_index128(vault, AC_INDEX_REF, ac_buf_str(&text), key);
}

void ac_traveller_key(const struct ac_vault *vault, int64_t scope, struct ac_str ref,
	unsigned char key[ac_ref_key_size])
{
	ref_key(vault, "traveller", scope, ref, key);
}

void ac_party_key(const struct ac_vault *vault, int64_t scope, struct ac_str ref,
	unsigned char key[ac_ref_key_size])
{
	ref_key(vault, "party", scope, ref, key);
}

static struct ac_str key_view(const unsigned char key[ac_ref_key_size])
{
	return (struct ac_str){ (const char *)key, ac_ref_key_size };
}

/* The party's id, made when it is new. 0: one that a dry run would make. */
static enum ac_status look_up_party(
	struct ac_db *db, const struct ac_traveller_put *put, int64_t *party, struct ac_error *err)
{
	*party = 0;
	struct ac_str key = key_view(put->party_key);
	enum ac_status status = ac_db_i64(db, &sql_party_find, AC_VALUES(AC_BLOB(key)), party, err);
	if (status != AC_NOT_FOUND || put->dry)
		return status == AC_NOT_FOUND ? AC_OK : status;
	*party = ac_store_next_id(db, AC_ID_party);
	return ac_db_run(db, &sql_party_add, AC_VALUES(AC_I64(*party), AC_BLOB(key)), err);
}

/* The same, most often from the row before. 0 too for who travels alone. */
static enum ac_status find_party(
	struct ac_db *db, const struct ac_traveller_put *put, int64_t *party, struct ac_error *err)
{
	struct ac_party_memo *memo = put->party;
	*party = 0;
	if (!put->has_party)
		return AC_OK;
	if (memo && memo->id && memcmp(memo->key, put->party_key, sizeof memo->key) == 0) {
		*party = memo->id;
		return AC_OK;
	}
	AC_TRY(look_up_party(db, put, party, err));
	if (memo) {
		memcpy(memo->key, put->party_key, sizeof memo->key);
		memo->id = *party;
	}
	return AC_OK;
}

/* Sealed texts of one row on their way into a statement; views into `bytes`. */
struct sealer {
	struct ac_db *db;
	int64_t id;
	struct ac_buf bytes;
};

static void sealer_done(struct sealer *sealer)
{
	ac_buf_done(&sealer->bytes);
}

static void sealer_init(struct sealer *sealer, struct ac_db *db)
{
	sealer->db = db;
	ac_buf_init(&sealer->bytes, 8192);
	/* No growth from here on: the views stay where they are. */
	(void)ac_buf_room(&sealer->bytes, 4 * (ac_intake_max_name + ac_vault_overhead));
	ac_buf_reset(&sealer->bytes);
}

static struct ac_value sealed(struct sealer *sealer, const char *column, struct ac_str text)
{
	if (text.n == 0)
		return AC_NULL;
	size_t from = sealer->bytes.n;
	ac_vault_seal(sealer->db->vault, (struct ac_vault_place){ column, sealer->id }, text,
		&sealer->bytes);
	return AC_BLOB(((struct ac_str){ sealer->bytes.p + from, sealer->bytes.n - from }));
}

static struct ac_value text_or_null(struct ac_str text)
{
	return text.n ? AC_TEXT(text) : AC_NULL;
}

static enum ac_status add(struct ac_db *db, const struct ac_traveller_put *put, int64_t party,
	int64_t *id, struct ac_error *err)
{
	const struct ac_traveller_row *row = put->row;
	__attribute__((cleanup(sealer_done))) struct sealer sealer;
	sealer_init(&sealer, db);
	sealer.id = *id = ac_store_next_id(db, AC_ID_traveller);
	return ac_db_run(db, &sql_traveller_add,
		AC_VALUES(AC_I64(*id), AC_I64(put->source), AC_BLOB(key_view(put->key)),
			sealed(&sealer, AC_SEALED_TRAVELLER_REF, row->id), AC_ID_OR_NULL(party),
			sealed(&sealer, AC_SEALED_TRAVELLER_NAME, row->name),
			sealed(&sealer, AC_SEALED_TRAVELLER_NATIVE_NAME, row->native_name),
			text_or_null(ac_str(row->language)), text_or_null(ac_str(row->nationality)),
			text_or_null(row->purpose), AC_I64(row->minor), AC_I64(put->now.us)),
		err);
}

/* What is stored of a person, opened. */
struct stored {
	int64_t id, party;
	struct ac_buf text; /* holds what the views look at */
	struct ac_str name, native_name, language, nationality, purpose;
	bool minor, erased;
};

static void stored_init(struct stored *stored)
{
	*stored = (struct stored){ 0 };
	ac_buf_init(&stored->text, 8192);
	(void)ac_buf_room(&stored->text, 8000);
	ac_buf_reset(&stored->text);
}

static void stored_done(struct stored *stored)
{
	if (stored->text.p)
		ac_vault_wipe(stored->text.p, stored->text.n);
	ac_buf_done(&stored->text);
}

static struct ac_str keep(struct stored *stored, struct ac_str text)
{
	size_t from = stored->text.n;
	ac_buf_add_str(&stored->text, text);
	return (struct ac_str){ stored->text.p + from, stored->text.n - from };
}

static enum ac_status open_field(struct ac_db *db, struct ac_stmt *rows, int column,
	const char *name, struct stored *stored, struct ac_str *text, struct ac_error *err)
{
	size_t from = stored->text.n, n;
	AC_TRY(ac_add_column(
		db, name, stored->id, ac_row_blob(rows, column), &stored->text, &n, err));
	*text = (struct ac_str){ stored->text.p + from, n };
	return AC_OK;
}

/* AC_OK with id 0: nobody. */
static enum ac_status load(struct ac_db *db, const struct ac_traveller_put *put,
	struct stored *stored, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_traveller_find,
		AC_VALUES(AC_I64(put->source), AC_BLOB(key_view(put->key))), &rows, err));
	bool found;
	AC_TRY(ac_rows_next(rows, &found, err));
	if (!found)
		return AC_OK;
	stored->id = ac_row_i64(rows, 0);
	stored->party = ac_row_i64(rows, 1);
	AC_TRY(open_field(db, rows, 2, AC_SEALED_TRAVELLER_NAME, stored, &stored->name, err));
	AC_TRY(open_field(
		db, rows, 3, AC_SEALED_TRAVELLER_NATIVE_NAME, stored, &stored->native_name, err));
	stored->language = keep(stored, ac_row_text(rows, 4));
	stored->nationality = keep(stored, ac_row_text(rows, 5));
	stored->purpose = keep(stored, ac_row_text(rows, 6));
	stored->minor = ac_row_i64(rows, 7) != 0;
	stored->erased = !ac_row_is_null(rows, 8);
	return AC_OK;
}

/* What holds: the file's word where it has the column, else what is stored. */
static struct ac_str holds(const struct ac_traveller_put *put, enum ac_field field,
	struct ac_str said, struct ac_str stored, bool *differs)
{
	if (put->columns->at[field] < 0)
		return stored;
	*differs |= !ac_str_eq(said, stored);
	return said;
}

static enum ac_status change(struct ac_db *db, const struct ac_traveller_put *put,
	const struct stored *old, int64_t party, bool *changed, struct ac_error *err)
{
	const struct ac_traveller_row *row = put->row;
	bool differs = false;
	if (put->columns->at[AC_FIELD_PARTY] < 0)
		party = old->party;
	/* In a dry run 0 also stands for a party that would be new. */
	differs |= party != old->party;
	struct ac_str name = holds(put, AC_FIELD_NAME, row->name, old->name, &differs);
	struct ac_str native =
		holds(put, AC_FIELD_NATIVE_NAME, row->native_name, old->native_name, &differs);
	struct ac_str language =
		holds(put, AC_FIELD_LANGUAGE, ac_str(row->language), old->language, &differs);
	struct ac_str nationality = holds(
		put, AC_FIELD_NATIONALITY, ac_str(row->nationality), old->nationality, &differs);
	struct ac_str purpose = holds(put, AC_FIELD_PURPOSE, row->purpose, old->purpose, &differs);
	bool minor = put->columns->at[AC_FIELD_MINOR] < 0 ? old->minor : row->minor;
	differs |= minor != old->minor;
	*changed = differs;
	if (!differs || put->dry)
		return AC_OK;
	__attribute__((cleanup(sealer_done))) struct sealer sealer;
	sealer_init(&sealer, db);
	sealer.id = old->id;
	return ac_db_run(db, &sql_traveller_change,
		AC_VALUES(AC_I64(old->id), AC_ID_OR_NULL(party),
			sealed(&sealer, AC_SEALED_TRAVELLER_NAME, name),
			sealed(&sealer, AC_SEALED_TRAVELLER_NATIVE_NAME, native),
			text_or_null(language), text_or_null(nationality), text_or_null(purpose),
			AC_I64(minor), AC_I64(put->now.us)),
		err);
}

/* Somebody who is there already: row, contact points and stay, each only where it differs. */
static enum ac_status put_known(struct ac_db *db, const struct ac_traveller_put *put,
	const struct stored *old, int64_t party, struct ac_stale_stays *stale, bool *changed,
	struct ac_error *err)
{
	bool row = false, contacts = false, stays = false;
	AC_TRY(change(db, put, old, party, &row, err));
	AC_TRY(ac_contacts_put(db, put, old->id, &contacts, err));
	AC_TRY(ac_stay_put(db, put, old->id, stale, &stays, err));
	*changed = row || contacts || stays;
	if (row || !*changed || put->dry)
		return AC_OK;
	return ac_db_run(
		db, &sql_traveller_touch, AC_VALUES(AC_I64(old->id), AC_I64(put->now.us)), err);
}

enum ac_status ac_traveller_put(struct ac_db *db, const struct ac_traveller_put *put,
	struct ac_stale_stays *stale, struct ac_traveller_done *done, struct ac_error *err)
{
	__attribute__((cleanup(stored_done))) struct stored old;
	stored_init(&old);
	if (!put->first)
		AC_TRY(load(db, put, &old, err));
	struct ac_traveller_done made = { .id = old.id, .erased = old.erased };
	int64_t party = 0;
	if (!old.erased)
		AC_TRY(find_party(db, put, &party, err));
	if (old.erased) {
		/* Nothing is written. */
	} else if (old.id) {
		bool changed;
		AC_TRY(put_known(db, put, &old, party, stale, &changed, err));
		made.change = changed ? AC_CHANGE_UPDATED : AC_CHANGE_NONE;
	} else {
		made.change = AC_CHANGE_ADDED;
		if (!put->dry) {
			AC_TRY(add(db, put, party, &made.id, err));
			AC_TRY(ac_contacts_add(db, put, made.id, err));
			AC_TRY(ac_stay_add(db, put->stay, made.id, err));
		}
	}
	*done = made;
	return AC_OK;
}
