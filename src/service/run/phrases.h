/* service/run/phrases.h - what the campaigns say, compiled: immutable books, a new one when texts change.
 *
 * A text may use {name} and {hotel} of the person, what stands in the member "arguments" of the
 * campaign's plan_json (texts, whole numbers, and RFC 3339 times, for {until, date}), and {until} and
 * {sent} of the warning.
 *
 * A message looks its text up by kind, tier, version and language; the language falls back to the
 * installation's, then to any; a reminder, a question or a replacement without a text of its own
 * says the instruction again; a closing text may be the same for all tiers (tier 0).
 */
#pragma once
#include "outreach/plan.h"
#include "outreach/record.h"
#include "store/db.h"
#include "text/template.h"

struct phrase {
	struct ac_template *template_;
	const struct ac_template_fixed *fixed; /* NULL: takes arguments */
	bool uses_name, uses_hotel;
};

struct phrasebook;

/**
 * Read a campaign's texts.
 * @param zone, fallback  of the installation, borrowed as long as the book lives
 * @param book  owned by the caller: phrasebook_drop()
 */
AC_MUST_CHECK enum ac_status phrasebook_load(struct ac_db *db, int64_t campaign, const char *zone,
	const char *fallback, struct phrasebook **book, struct ac_error *err);
/** One holder less; NULL is fine. Thread-safe. */
void phrasebook_drop(struct phrasebook *book);
AC_AUTO_DEFINE(phrasebook, struct phrasebook *, phrasebook_drop)

bool phrasebook_exercise(const struct phrasebook *book);
const struct ac_plan *phrasebook_plan(const struct phrasebook *book);
/** The campaign's own arguments. @param n  how many */
const struct ac_arg *phrasebook_args(const struct phrasebook *book, size_t *n);

/** The text for a message, borrowed from the book; NULL when there is none. */
const struct phrase *phrasebook_find(
	const struct phrasebook *book, const struct ac_attempt_entry *entry);

/* The books of all live campaigns, shared by the threads. */
struct phrasebooks;
struct phrasebooks *phrasebooks_new(void);
void phrasebooks_free(struct phrasebooks *books);
/** @param book  taken; the campaign's former one goes when its last holder does */
void phrasebooks_put(struct phrasebooks *books, int64_t campaign, struct phrasebook *book);
/** The caller holds it: phrasebook_drop(). NULL when there is none. */
struct phrasebook *phrasebooks_get(struct phrasebooks *books, int64_t campaign);
