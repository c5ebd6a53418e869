/* service/desk/level_p.h - what stands for a place, for whoever is about to change it. */
#pragma once
#include "base/clock.h"
#include "base/vec.h"
#include "service/desk/decide.h"
#include "store/criteria.h"
#include "store/db.h"
#include "threat/criteria.h"
#include "threat/level_hold.h"

/** The same but for the case of ASCII letters and for blanks? */
bool level_same_place(struct ac_str a, struct ac_str b);
/** As the desk has spelled it so far, in any scheme; else as asked, without blanks around it. */
AC_MUST_CHECK enum ac_status level_spelled(struct ac_db *db, const struct ac_level_of *of,
	struct ac_buf *spelled, struct ac_error *err);

enum { level_country_size = 3 };

/** "TR": as the code is stored. @return AC_INVALID */
AC_MUST_CHECK enum ac_status level_country_check(
	struct ac_str asked, char country[level_country_size], struct ac_error *err);

/**
 * In which country does a place lie? As asked; where nobody says, as the desk has said so far, in any scheme; a place
 * that is called by a country's code is that country.
 * @param of       its scheme is not looked at
 * @param country  its code; "": nobody said
 * @return AC_INVALID; AC_CONFLICT when a level stands there in another country, which would lose it unseen
 */
AC_MUST_CHECK enum ac_status level_country(struct ac_db *db, const struct ac_level_of *of,
	struct ac_str asked, char country[level_country_size], struct ac_error *err);

/** In a rehearsal: add to checks, and to the document, in which country it counts. @param country  empty: in none */
void level_country_show(const struct ac_officer *officer, struct ac_str country);

struct level_now {
	bool any; /* is there a level? */
	char country[level_country_size]; /* "": nobody said */
	int64_t level, case_id, warning; /* of the row in force; warning 0: set by an officer */
	struct ac_wall lowered_at; /* the last step down ever; 0 */
};

AC_MUST_CHECK enum ac_status level_now(struct ac_db *db, const struct ac_level_of *of,
	struct level_now *now, struct ac_error *err);

/* ---- the history of a place in a scheme (level_history.c) ---- */

struct level_said {
	int64_t case_id, warning; /* warning 0: of none */
	bool own, published; /* its warning is of this very case; is published */
	struct ac_wall review;
};

struct level_history {
	AC_VEC(struct ac_level_change) changes; /* oldest first */
	AC_VEC(struct level_said) said; /* by whom each */
};

void level_history_done(struct level_history *history);
AC_AUTO_DEFINE_VALUE(level_history, struct level_history, level_history_done)

/** @param history  zero; released by the caller */
AC_MUST_CHECK enum ac_status level_history_load(struct ac_db *db, const struct ac_level_of *of,
	struct level_history *history, struct ac_error *err);

/** A warning that is published there, the one heard of last. @param case_id  of that case; 0: of any  @return 0: none */
int64_t level_history_published(const struct level_history *history, int64_t case_id);

/**
 * May the level of a place go down? Every case that set it, in any scheme, since it was last at its mildest there must allow it;
 * a closed one is answered for by its successors, a warning that was taken back by nobody.
 * @param of        its scheme is not looked at
 * @param lowering  with its scheme
 * @return AC_CONFLICT with what the first of them still lacks
 */
AC_MUST_CHECK enum ac_status level_owners_allow(struct ac_db *db, const struct ac_level_of *of,
	const struct ac_lowering *lowering, struct ac_error *err);

/** In a rehearsal: show the ledger of each that answers. */
AC_MUST_CHECK enum ac_status level_owners_show(struct ac_db *db, const struct ac_level_of *of,
	const struct ac_by *by, struct ac_error *err);

/** In a rehearsal: add to document and checks what stands before and after. @param before, after  NULL: none */
void level_show(const struct ac_by *by, const struct ac_level_of *of, const int64_t *before,
	const int64_t *after);
