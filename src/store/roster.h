/* store/roster.h - the chapter of people and places: sources, lodgings, sites, travellers, stays.
 *
 * Everything here is "put": what is there already is compared field by field (sealed fields are
 * opened), only a difference is written, and the answer says added, updated or nothing. So an import
 * can be repeated or taken up again at any row and never doubles anybody. Columns that a file does
 * not have leave what is stored alone.
 *
 * Identity: a person is (source, keyed hash of the source's own id), a place its outside id. A person's
 * contact points are matched by number, so that what is known about a number (good, dead, opted out)
 * follows it wherever it stands in a row.
 *
 * All functions run inside the caller's transaction on the caller's connection; putting needs the
 * writer's (db->ids), unless `dry`.
 */
#pragma once
#include "base/clock.h"
#include "base/map.h"
#include "base/vec.h"
#include "geo/cell.h"
#include "roster/intake.h"
#include "roster/zone.h"
#include "store/db.h"
#include "vault/vault.h"

enum ac_change { AC_CHANGE_NONE, AC_CHANGE_ADDED, AC_CHANGE_UPDATED };

/* stay.t_to of a stay without departure. */
#define AC_STAY_OPEN_US INT64_MAX

/* ---- sources ---- */

struct ac_source {
	int64_t id; /* ignored by put */
	struct ac_str name, controller, legal_basis, purpose;
	int64_t expires_us; /* wall time, > 0 */
};

/**
 * Register or renew a source, by its name.
 * @return AC_INVALID when controller, legal basis, purpose or expiry is missing
 */
AC_MUST_CHECK enum ac_status ac_source_put(struct ac_db *db, const struct ac_source *source,
	enum ac_change *change, struct ac_error *err);

/** @param expires_us  0 when none is stored  @return AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_source_find(struct ac_db *db, struct ac_str name, int64_t *id,
	int64_t *expires_us, struct ac_error *err);

/** Is nobody of the source stored? */
AC_MUST_CHECK enum ac_status ac_source_is_empty(
	struct ac_db *db, int64_t id, bool *empty, struct ac_error *err);

/** By name. @param each  its views are good until it returns */
AC_MUST_CHECK enum ac_status ac_source_each(struct ac_db *db,
	void (*each)(void *ctx, const struct ac_source *source), void *ctx, struct ac_error *err);

/* ---- places ---- */

struct ac_place_done {
	int64_t id; /* 0 for what a dry run would add */
	enum ac_change change;
	bool moved; /* the position changed: so did the stays' */
};

/**
 * Put a hotel, or a site by columns->kind. A hotel that moves takes its guests' stays with it.
 * @param columns  says which fields the file has  @param dry  compare only
 */
AC_MUST_CHECK enum ac_status ac_place_put(struct ac_db *db, const struct ac_columns *columns,
	const struct ac_place_row *place, bool dry, struct ac_place_done *done,
	struct ac_error *err);

struct ac_lodging_at {
	int64_t id;
	int64_t cell;
	char zone[ac_zone_name_max + 1]; /* "": the installation's */
};

/** @param ref  the lodging's outside id  @return AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_lodging_find(
	struct ac_db *db, struct ac_str ref, struct ac_lodging_at *at, struct ac_error *err);

typedef AC_VEC(int64_t) ac_id_vec;
/** Rising, each once. */
void ac_ids_sort(ac_id_vec *ids);

/** Append the travellers with a stay at the lodging, some twice. */
AC_MUST_CHECK enum ac_status ac_lodging_guests(
	struct ac_db *db, int64_t lodging, ac_id_vec *travellers, struct ac_error *err);

/* ---- travellers ---- */

enum { ac_ref_key_size = ac_vault_tag_size };

/**
 * The keyed hash that a person or party is found by. Any thread.
 * @param scope  the source's id; 0 for parties of a file that joins several sources
 */
void ac_traveller_key(const struct ac_vault *vault, int64_t scope, struct ac_str ref,
	unsigned char key[ac_ref_key_size]);
void ac_party_key(const struct ac_vault *vault, int64_t scope, struct ac_str ref,
	unsigned char key[ac_ref_key_size]);

struct ac_stay {
	int64_t lodging; /* 0: by position */
	int64_t cell;
	int64_t from_us, to_us; /* to_us may be AC_STAY_OPEN_US */
	int confidence; /* enum ac_stay_confidence */
};

/* A stay that a person had before this import and that no row of it has named so far. */
struct ac_stale_stay {
	int64_t id; /* 0: named after all */
	int64_t traveller;
};
struct ac_stale_stays {
	AC_VEC(struct ac_stale_stay) list;
	struct ac_map index; /* of the list, by stay */
};

void ac_stale_stays_done(struct ac_stale_stays *stale);

/* The party of the row before: who travels together mostly stands together. */
struct ac_party_memo {
	unsigned char key[ac_ref_key_size];
	int64_t id; /* 0: none yet */
};

struct ac_traveller_put {
	const struct ac_traveller_row *row;
	const struct ac_columns *columns; /* which fields the file has */
	int64_t source;
	unsigned char key[ac_ref_key_size];
	bool has_party;
	unsigned char party_key[ac_ref_key_size];
	struct ac_party_memo *party; /* zeroed at first; ends with the import; NULL: without */
	const struct ac_stay *stay; /* NULL: none */
	/* False: the first row about the person in this import. Stays of before that it does not name
	 * are handed to `stale`; a row further down may name them, what is left is dropped at the end. */
	bool again;
	bool first; /* the person is known not to be stored: not looked for */
	struct ac_wall now;
	bool dry;
};

struct ac_traveller_done {
	int64_t id; /* 0 for whom a dry run would add */
	enum ac_change change;
	bool erased; /* emptied on request: nothing was written, the row is to be refused */
};

/** @param stale  grows and shrinks with the import; owned by the caller */
AC_MUST_CHECK enum ac_status ac_traveller_put(struct ac_db *db, const struct ac_traveller_put *put,
	struct ac_stale_stays *stale, struct ac_traveller_done *done, struct ac_error *err);

AC_MUST_CHECK enum ac_status ac_stay_drop(struct ac_db *db, int64_t id, struct ac_error *err);
