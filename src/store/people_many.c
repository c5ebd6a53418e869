/* store/people_many.c - what a campaign needs of many people, and forgetting them after their time.
 *
 * Many people are read in key order: by ranges where they stand close together, one by one where
 * they are few among many. */
#include "store/codes.h"
#include "store/people.h"

static const struct ac_sql sql_people = {
	"people_range",
	"SELECT id, party, minor, language FROM traveller WHERE id >= $1 AND id <= $2 ORDER BY id"
};
static const struct ac_sql sql_contacts = {
	"contacts_range",
	"SELECT traveller, id, channel, state, number_key FROM contact_point "
	"WHERE traveller >= $1 AND traveller <= $2 AND kind <> 3 ORDER BY traveller, position, id"
};

static uint16_t language_of(struct ac_str tag)
{
	return tag.n < 2 ? 0 : (uint16_t)((unsigned char)tag.p[0] << 8 | (unsigned char)tag.p[1]);
}

/* The spec of a traveller at or after *at in a rising list; NULL when they are not in it. */
static struct ac_task_spec *advance(
	struct ac_task_spec *specs, size_t n, size_t *at, int64_t traveller)
{
	while (*at < n && specs[*at].traveller < traveller)
		++*at;
	return *at < n && specs[*at].traveller == traveller ? &specs[*at] : NULL;
}

static void take_person(struct ac_task_spec *spec, struct ac_stmt *rows)
{
	spec->party = ac_row_i64(rows, 1);
	spec->minor = ac_row_i64(rows, 2) != 0;
	spec->language = language_of(ac_row_text(rows, 3));
}

static void take_contact(struct ac_task_spec *spec, struct ac_stmt *rows)
{
	if (spec->n_contacts == ac_max_contacts)
		return;
	bool email = ac_row_i64(rows, 2) == AC_CONTACT_EMAIL;
	spec->contacts[spec->n_contacts++] = (struct ac_contact_spec){
		.id = ac_row_i64(rows, 1),
		.number_key = (uint64_t)ac_row_i64(rows, 4),
		.channel = email ? AC_CHANNEL_email : AC_CHANNEL_sms,
		.state = (uint8_t)ac_row_i64(rows, 3),
	};
}

/* What the query finds in the range of a rising list: its first column is the traveller. */
static enum ac_status read_range(struct ac_db *db, const struct ac_sql *sql,
	void (*take)(struct ac_task_spec *spec, struct ac_stmt *rows), struct ac_task_spec *specs,
	size_t n, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	size_t at = 0;
	AC_TRY(ac_db_query(db, sql,
		AC_VALUES(AC_I64(specs[0].traveller), AC_I64(specs[n - 1].traveller)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_task_spec *spec = advance(specs, n, &at, ac_row_i64(rows, 0));
		if (spec)
			take(spec, rows);
	}
}

/* How many from the beginning stand so close that a range read wastes less than it saves. */
static size_t close_together(const struct ac_task_spec *specs, size_t n)
{
	size_t many = 1;
	while (many < n && specs[many].traveller - specs[0].traveller < (int64_t)(4 * many + 4))
		many++;
	return many;
}

enum ac_status ac_people_specs(
	struct ac_db *db, struct ac_task_spec *specs, size_t n, struct ac_error *err)
{
	for (size_t i = 0; i < n; i++)
		specs[i].n_contacts = 0;
	for (size_t at = 0; at < n;) {
		size_t many = close_together(specs + at, n - at);
		AC_TRY(read_range(db, &sql_people, take_person, specs + at, many, err));
		AC_TRY(read_range(db, &sql_contacts, take_contact, specs + at, many, err));
		at += many;
	}
	return AC_OK;
}

/* ---- after their time ---- */

/* In this order: messages of unknown senders are found through the person's numbers. */
static const struct ac_sql sql_forget[] = {
	{ "forget_inbound", "UPDATE inbound SET text_enc = NULL, number_key = 0 WHERE "
			    "traveller = $1 OR (traveller IS NULL AND number_key IN "
			    "(SELECT number_key FROM contact_point WHERE traveller = $1))" },
	{ "forget_contacts", "DELETE FROM contact_point WHERE traveller = $1" },
	{ "forget_stays", "DELETE FROM stay WHERE traveller = $1" },
	{ "forget_events", "UPDATE event SET text_enc = NULL WHERE traveller = $1 "
			   "AND text_enc IS NOT NULL" },
	{ "forget_person", "DELETE FROM traveller WHERE id = $1" },
};

enum ac_status ac_person_forget(struct ac_db *db, int64_t id, struct ac_error *err)
{
	for (size_t i = 0; i < sizeof sql_forget / sizeof *sql_forget; i++)
		AC_TRY(ac_db_run(db, &sql_forget[i], AC_VALUES(AC_I64(id)), err));
	return AC_OK;
}
