/* store/match.h - who is inside an area at a time.
 *
 * The cover of the area, at most 64 ranges of cell keys, is looked up, many ranges with a statement: first the
 * lodgings (each one's position is tested exactly, once for all its guests), then the stays that are long, open
 * or by position alone. Short stays at a lodging, nearly all there are, come from the index
 * stay(lodging, span, t_from, t_to, traveller), so that few are read that do not overlap; the others from
 * stay(cell, …). Either index holds all that is needed: no row of stay is touched, far less a traveller's.
 * Look-ups bind plain values, so that a read-only connection can match (a table of ranges would have to
 * be written first).
 *
 * People are looked at only after the stays are known, in the order of their ids.
 */
#pragma once
#include "geo/area.h"
#include "store/db.h"

/** The class of a stay's length, stay.span: what the schema's CHECK says. */
int ac_stay_span(int64_t from_us, int64_t to_us);

struct ac_match {
	int64_t traveller;
	int64_t lodging; /* 0: by position */
	struct ac_point at;
	int64_t from_us, to_us; /* of the stay */
};

/** @return anything but AC_OK ends the matching and is handed on */
typedef enum ac_status ac_match_fn(void *ctx, const struct ac_match *match, struct ac_error *err);

/**
 * Every stay inside the area that overlaps [from_us, to_us), a traveller as often as they have stays, in
 * one snapshot: the caller's transaction, or one of its own.
 * @param each  called on this thread; may read through other statements of db
 */
AC_MUST_CHECK enum ac_status ac_match_each(struct ac_db *db, const struct ac_area *area,
	int64_t from_us, int64_t to_us, ac_match_fn *each, void *ctx, struct ac_error *err);

struct ac_match_count {
	int64_t stays;
	int64_t travellers;
	int64_t parties; /* who travels alone is one */
	int64_t by_phone; /* travellers with a phone number that is neither dead nor opted out */
	int64_t by_email; /* the same for e-mail; may also have a phone */
	int64_t not_reachable; /* travellers with neither */
};

AC_MUST_CHECK enum ac_status ac_match_counts(struct ac_db *db, const struct ac_area *area,
	int64_t from_us, int64_t to_us, struct ac_match_count *count, struct ac_error *err);

struct ac_match_lodging {
	int64_t id; /* 0: stays by position, without a lodging */
	struct ac_str ref, name, district; /* good until the callback returns */
	bool at_risk;
	struct ac_match_count count;
};

/**
 * The same a lodging at a time, most stays first. A traveller with stays at two counts in both.
 * @param now_us  decides whether a mark of particular risk still holds
 */
AC_MUST_CHECK enum ac_status ac_match_by_lodging(struct ac_db *db, const struct ac_area *area,
	int64_t from_us, int64_t to_us, int64_t now_us,
	void (*each)(void *ctx, const struct ac_match_lodging *lodging), void *ctx,
	struct ac_error *err);
