/* store/cases.h - the chapter of cases, warnings, published messages and campaigns as such.
 *
 * Rows in, rows out: which state may follow which is decided in threat/ and outreach/, who may decide it
 * in service/. Texts in a struct are borrowed: by an insertion until it returns, by a visitor until it
 * returns. An id of 0 on insertion takes the next number. Times of 0 are "not yet".
 */
#pragma once
#include "base/clock.h"
#include "outreach/record.h"
#include "store/db.h"

struct ac_case_row {
	int64_t id;
	struct ac_str title;
	struct ac_str state; /* open, warned, easing, closed */
	struct ac_str posture; /* watch, officials, public, all-alarms */
	struct ac_wall opened_at, closed_at;
	struct ac_str outcome; /* once closed: all-clear, unfounded; empty before */
	int64_t successor_of; /* 0: of none */
	bool exercise;
	int priority; /* 1, the most urgent, to 4; 0 on insertion: 3 */
	struct ac_str owner; /* the officer who answers for it; empty: nobody */
	struct ac_wall posture_at; /* since when; 0 on insertion: since it was opened */
	struct ac_wall kept_until; /* as long as a reason stands for officials only; 0: none */
	struct ac_wall raised_at; /* when officials only was last raised as overdue; 0: never */
};

/** @param id  its number; may be NULL, here and below */
AC_MUST_CHECK enum ac_status ac_case_insert(
	struct ac_db *db, const struct ac_case_row *row, int64_t *id, struct ac_error *err);
/** All but title, opened_at, successor_of, exercise. AC_NOT_FOUND; AC_CONFLICT: a closed case is never edited */
AC_MUST_CHECK enum ac_status ac_case_update(
	struct ac_db *db, const struct ac_case_row *row, struct ac_error *err);

/** Only raised_at. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_case_raised(
	struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err);

typedef void ac_case_visit(void *ctx, const struct ac_case_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_case_get(
	struct ac_db *db, int64_t id, ac_case_visit *visit, void *ctx, struct ac_error *err);
/** All, oldest first. */
AC_MUST_CHECK enum ac_status ac_case_each(
	struct ac_db *db, ac_case_visit *visit, void *ctx, struct ac_error *err);

/**
 * The case that a thing belongs to.
 * @param what     "warning", "campaign", "level", … as an audit row names its object
 * @param case_id  0: to none, or there is no such thing
 */
AC_MUST_CHECK enum ac_status ac_case_of(
	struct ac_db *db, struct ac_str what, int64_t id, int64_t *case_id, struct ac_error *err);

struct ac_note_row {
	int64_t id, case_id;
	struct ac_wall at;
	struct ac_str officer, kind;
	struct ac_str value; /* a figure, as in "7/8"; empty: none */
	struct ac_str text; /* sealed */
};

AC_MUST_CHECK enum ac_status ac_note_insert(
	struct ac_db *db, const struct ac_note_row *row, int64_t *id, struct ac_error *err);
/** A case's notes, oldest first. */
AC_MUST_CHECK enum ac_status ac_note_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_note_row *row), void *ctx, struct ac_error *err);

struct ac_warning_row {
	int64_t id, case_id;
	struct ac_str state; /* draft, published, cleared, retracted */
	struct ac_str scheme; /* empty: no level */
	int64_t level;
	struct ac_str areas_json;
	struct ac_wall valid_from, valid_to;
	struct ac_wall created_at, published_at, ended_at;
	struct ac_str details_json; /* what a draft holds beyond this; empty: nothing */
};

AC_MUST_CHECK enum ac_status ac_warning_insert(
	struct ac_db *db, const struct ac_warning_row *row, int64_t *id, struct ac_error *err);
/** Everything but case_id and created_at. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_warning_update(
	struct ac_db *db, const struct ac_warning_row *row, struct ac_error *err);

typedef void ac_warning_visit(void *ctx, const struct ac_warning_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_warning_get(
	struct ac_db *db, int64_t id, ac_warning_visit *visit, void *ctx, struct ac_error *err);
/** Oldest first. @param case_id  0: of every case */
AC_MUST_CHECK enum ac_status ac_warning_each(struct ac_db *db, int64_t case_id,
	ac_warning_visit *visit, void *ctx, struct ac_error *err);

struct ac_warning_text_row {
	int64_t warning;
	struct ac_str language, headline, description, instruction;
};

/** Insert, or replace that language's words. */
AC_MUST_CHECK enum ac_status ac_warning_text_put(
	struct ac_db *db, const struct ac_warning_text_row *row, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_warning_text_each(struct ac_db *db, int64_t warning,
	void (*visit)(void *ctx, const struct ac_warning_text_row *row), void *ctx,
	struct ac_error *err);

struct ac_range {
	int64_t lo, hi; /* cell keys, both included */
};

/** Replace a warning's cell ranges. @param ranges  n of them, sorted, disjoint */
AC_MUST_CHECK enum ac_status ac_area_ranges_put(struct ac_db *db, int64_t warning,
	const struct ac_range *ranges, size_t n, struct ac_error *err);

struct ac_cap_row {
	int64_t id, warning;
	struct ac_str identifier, sender;
	struct ac_wall sent_at;
	struct ac_str msg_type; /* Alert, Update, Cancel */
	struct ac_str references_text; /* CAP's references element; empty: none */
	struct ac_str xml; /* the published bytes */
	struct ac_str
		sha256; /* of xml, hexadecimal; empty: published by a version that did not sign */
};

/** Once published a message never changes: there is no update. AC_EXISTS: that identifier is taken */
AC_MUST_CHECK enum ac_status ac_cap_insert(
	struct ac_db *db, const struct ac_cap_row *row, int64_t *id, struct ac_error *err);
/** A warning's chain of messages, oldest first. @param warning  0: every message */
AC_MUST_CHECK enum ac_status ac_cap_each(struct ac_db *db, int64_t warning,
	void (*visit)(void *ctx, const struct ac_cap_row *row), void *ctx, struct ac_error *err);

/** Messages after a number, oldest first. */
AC_MUST_CHECK enum ac_status ac_cap_since(struct ac_db *db, int64_t after,
	void (*visit)(void *ctx, const struct ac_cap_row *row), void *ctx, struct ac_error *err);

/* ---- campaigns ---- */

struct ac_campaign_row {
	int64_t id, warning;
	struct ac_str state; /* creating, running, paused, closing, closed */
	struct ac_str plan_json;
	struct ac_wall created_at;
	struct ac_str closing; /* all_clear, retraction; empty: not closing */
	struct ac_wall closing_at, closed_at;
	uint16_t versions[9]; /* text in force per tier, [0] of the closing text */
};

AC_MUST_CHECK enum ac_status ac_campaign_insert(
	struct ac_db *db, const struct ac_campaign_row *row, int64_t *id, struct ac_error *err);
/** State, closing, closing_at, closed_at, versions. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_campaign_update(
	struct ac_db *db, const struct ac_campaign_row *row, struct ac_error *err);

typedef void ac_campaign_visit(void *ctx, const struct ac_campaign_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_campaign_get(
	struct ac_db *db, int64_t id, ac_campaign_visit *visit, void *ctx, struct ac_error *err);
/** Those in a state: `creating` is never the engine's. */
AC_MUST_CHECK enum ac_status ac_campaign_each_in(struct ac_db *db, struct ac_str state,
	void (*visit)(void *ctx, int64_t campaign, int64_t warning), void *ctx,
	struct ac_error *err);
/** One in the state `creating`, with its texts, once it has no tasks any more. AC_NOT_FOUND for any other */
AC_MUST_CHECK enum ac_status ac_campaign_drop(struct ac_db *db, int64_t id, struct ac_error *err);
/** All, oldest first. */
AC_MUST_CHECK enum ac_status ac_campaign_each(
	struct ac_db *db, ac_campaign_visit *visit, void *ctx, struct ac_error *err);

struct ac_campaign_text_row {
	int64_t campaign;
	struct ac_str kind; /* instruction, reminder, … as in outreach/types.h */
	int tier;
	struct ac_str language;
	int64_t version;
	struct ac_str text, action;
};

/** A text of a version never changes. AC_EXISTS */
AC_MUST_CHECK enum ac_status ac_campaign_text_insert(
	struct ac_db *db, const struct ac_campaign_text_row *row, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_campaign_text_each(struct ac_db *db, int64_t campaign,
	void (*visit)(void *ctx, const struct ac_campaign_text_row *row), void *ctx,
	struct ac_error *err);

/* ---- officers, links ---- */
/** When the event of its case stopped a campaign; 0: it did not, or it was resumed. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_campaign_freeze(
	struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_campaign_frozen_at(
	struct ac_db *db, int64_t id, struct ac_wall *at, struct ac_error *err);

/* ---- what is awaited ---- */

struct ac_case_item_row {
	int64_t id, case_id;
	struct ac_str kind; /* request, watch */
	struct ac_wall due, entered_at, done_at;
	struct ac_str entered_by, done_by;
	struct ac_str whom; /* of whom it is requested; sealed; empty for something to watch for */
	struct ac_str text; /* sealed */
};

AC_MUST_CHECK enum ac_status ac_case_item_insert(
	struct ac_db *db, const struct ac_case_item_row *row, int64_t *id, struct ac_error *err);
/** By due time. @param case_id  0: what is open in every case that is not closed */
AC_MUST_CHECK enum ac_status ac_case_item_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_case_item_row *row), void *ctx,
	struct ac_error *err);
/** It came, or it is no longer awaited. AC_NOT_FOUND: that case has no such item open */
AC_MUST_CHECK enum ac_status ac_case_item_done(struct ac_db *db, int64_t case_id, int64_t id,
	struct ac_wall at, struct ac_str officer, struct ac_error *err);

/** The number of an officer, of a link; a new name gets the next one. */
AC_MUST_CHECK enum ac_status ac_officer_id(
	struct ac_db *db, struct ac_str name, int64_t *id, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_link_id(
	struct ac_db *db, struct ac_str name, int64_t *id, struct ac_error *err);

/** Append the name of an officer, of a link. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_officer_name(
	struct ac_db *db, int64_t id, struct ac_buf *name, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_link_name(
	struct ac_db *db, int64_t id, struct ac_buf *name, struct ac_error *err);
