/* store/roster_contact.c - the numbers and addresses of a traveller. */
#include "store/codes.h"
#include "store/ids.h"
#include "store/roster_p.h"

/* A number that said stop stays opted out (state 3) when an import brings it again. */
static const struct ac_sql sql_contact_add = { "contact_add",
	"INSERT INTO contact_point (id, traveller, position, kind, channel, address_enc, "
	"number_key, state) VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN EXISTS (SELECT 1 FROM "
	"opt_out WHERE number_key = $7 AND channel = $5) THEN 3 ELSE 0 END)" };
static const struct ac_sql sql_contacts_of = { "contacts_of",
	"SELECT id, position, kind, channel, number_key FROM contact_point WHERE traveller = $1" };
static const struct ac_sql sql_contact_move = { "contact_move",
	"UPDATE contact_point SET position = $2, kind = $3 WHERE id = $1" };
static const struct ac_sql sql_contact_drop = { "contact_drop",
	"DELETE FROM contact_point WHERE id = $1" };

/* In the order in which they are tried; what an officer may dial comes last. */
static const struct {
	enum ac_contact_kind kind;
	enum ac_contact_channel channel;
	int position;
	enum ac_vault_index index;
} slots[AC_INTAKE_COUNT] = {
	[AC_INTAKE_PHONE] = { AC_CONTACT_OWN, AC_CONTACT_PHONE, 1, AC_INDEX_PHONE },
	[AC_INTAKE_SECOND] = { AC_CONTACT_SECOND, AC_CONTACT_PHONE, 2, AC_INDEX_PHONE },
	[AC_INTAKE_EMAIL] = { AC_CONTACT_OWN, AC_CONTACT_EMAIL, 3, AC_INDEX_EMAIL },
	[AC_INTAKE_EMERGENCY] = { AC_CONTACT_EMERGENCY, AC_CONTACT_PHONE, 4, AC_INDEX_PHONE },
};

/* A contact point as stored. */
struct held {
	int64_t id, position, kind, channel, number_key;
	bool claimed; /* the row names it */
};

enum { max_held = 64 };

static int64_t number_key(struct ac_db *db, const struct ac_traveller_put *put, int slot)
{
	return (int64_t)ac_vault_index(
		db->vault, slots[slot].index, ac_str(put->row->contact[slot]));
}

static enum ac_status add_one(struct ac_db *db, const struct ac_traveller_put *put,
	int64_t traveller, int slot, int64_t key, struct ac_error *err)
{
	int64_t id = ac_store_next_id(db, AC_ID_contact_point);
	AC_AUTO(buf) struct ac_buf address;
	ac_buf_init(&address, ac_email_max + ac_vault_overhead);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_CONTACT_ADDRESS, id },
		ac_str(put->row->contact[slot]), &address);
	return ac_db_run(db, &sql_contact_add,
		AC_VALUES(AC_I64(id), AC_I64(traveller), AC_I64(slots[slot].position),
			AC_I64(slots[slot].kind), AC_I64(slots[slot].channel),
			AC_BLOB(ac_buf_str(&address)), AC_I64(key)),
		err);
}

enum ac_status ac_contacts_add(struct ac_db *db, const struct ac_traveller_put *put,
	int64_t traveller, struct ac_error *err)
{
	for (int slot = 0; slot < AC_INTAKE_COUNT; slot++)
		if (put->row->contact[slot][0])
			AC_TRY(add_one(db, put, traveller, slot, number_key(db, put, slot), err));
	return AC_OK;
}

static enum ac_status load(struct ac_db *db, int64_t traveller, struct held held[max_held],
	size_t *n, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_contacts_of, AC_VALUES(AC_I64(traveller)), &rows, err));
	for (*n = 0; *n < max_held; ++*n) {
		bool row;
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			break;
		held[*n] = (struct held){ ac_row_i64(rows, 0), ac_row_i64(rows, 1),
			ac_row_i64(rows, 2), ac_row_i64(rows, 3), ac_row_i64(rows, 4), false };
	}
	return AC_OK;
}

static bool in_slot(const struct held *held, int slot)
{
	return held->kind == (int64_t)slots[slot].kind &&
	       held->channel == (int64_t)slots[slot].channel;
}

/* The same number, in its slot if it stands in several. */
static struct held *find(struct held *held, size_t n, int slot, int64_t key)
{
	struct held *found = NULL;
	for (size_t i = 0; i < n; i++)
		if (!held[i].claimed && held[i].number_key == key &&
			held[i].channel == (int64_t)slots[slot].channel &&
			(!found || in_slot(&held[i], slot)))
			found = &held[i];
	return found;
}

/* What the row says of one slot. */
static enum ac_status put_slot(struct ac_db *db, const struct ac_traveller_put *put,
	int64_t traveller, int slot, struct held *held, size_t n, bool *changed,
	struct ac_error *err)
{
	int64_t key = number_key(db, put, slot);
	struct held *same = find(held, n, slot, key);
	if (same)
		same->claimed = true;
	if (same && in_slot(same, slot) && same->position == slots[slot].position)
		return AC_OK;
	*changed = true;
	if (put->dry)
		return AC_OK;
	if (!same)
		return add_one(db, put, traveller, slot, key, err);
	return ac_db_run(db, &sql_contact_move,
		AC_VALUES(AC_I64(same->id), AC_I64(slots[slot].position), AC_I64(slots[slot].kind)),
		err);
}

/* Is it to be left alone because the file says nothing usable of its slot? */
static bool kept(const struct ac_traveller_put *put, const struct held *held)
{
	for (int slot = 0; slot < AC_INTAKE_COUNT; slot++)
		if (in_slot(held, slot))
			return put->row->keep_contacts >> slot & 1;
	return true; /* of a kind that imports know nothing about */
}

enum ac_status ac_contacts_put(struct ac_db *db, const struct ac_traveller_put *put,
	int64_t traveller, bool *changed, struct ac_error *err)
{
	struct held held[max_held];
	size_t n;
	AC_TRY(load(db, traveller, held, &n, err));
	bool differs = false;
	for (int slot = 0; slot < AC_INTAKE_COUNT; slot++)
		if (put->row->contact[slot][0])
			AC_TRY(put_slot(db, put, traveller, slot, held, n, &differs, err));
	for (size_t i = 0; i < n; i++) {
		if (held[i].claimed || kept(put, &held[i]))
			continue;
		differs = true;
		if (!put->dry)
			AC_TRY(ac_db_run(
				db, &sql_contact_drop, AC_VALUES(AC_I64(held[i].id)), err));
	}
	*changed = differs;
	return AC_OK;
}
