/* store/outreach.h - the chapter of campaigns under way: journal, tasks, attempts, history, inbox.
 *
 * What happens per message is appended to the journal before it takes effect. From time to time a
 * checkpoint brings the task table up to date and turns journal rows into attempts and events, in key
 * order: rows touched in the order of calls would cost fifteen times as much. After a crash the engine
 * loads tasks and open attempts, and replays the journal rows behind them.
 *
 * Functions that take many rows run inside the caller's transaction and expect them sorted as said;
 * the order is a matter of speed, not of correctness. Texts handed to a visitor are good until it
 * returns. Personal texts are sealed and opened here with the connection's vault.
 */
#pragma once
#include "base/buf.h"
#include "base/clock.h"
#include "outreach/engine.h"
#include "store/codes.h"
#include "store/db.h"

/* ---- journal ---- */

/** Append a row. AC_EXISTS when the number is taken. */
AC_MUST_CHECK enum ac_status ac_journal_append(
	struct ac_db *db, int64_t seq, struct ac_wall at, struct ac_str body, struct ac_error *err);

typedef enum ac_status ac_journal_visit(
	void *ctx, int64_t seq, struct ac_wall at, struct ac_str body, struct ac_error *err);

/** Visit the rows after `after` in order. A visitor's failure ends it and is handed on. */
AC_MUST_CHECK enum ac_status ac_journal_each(
	struct ac_db *db, int64_t after, ac_journal_visit *visit, void *ctx, struct ac_error *err);

/** First and last number; both 0 when the journal is empty. */
AC_MUST_CHECK enum ac_status ac_journal_range(
	struct ac_db *db, int64_t *first, int64_t *last, struct ac_error *err);

/** Drop rows up to `upto`, at most `max` of them. @param dropped  may be NULL */
AC_MUST_CHECK enum ac_status ac_journal_cut(
	struct ac_db *db, int64_t upto, int64_t max, int64_t *dropped, struct ac_error *err);

/* ---- tasks ---- */

/**
 * Insert tasks as of journal row `as_of`; a task that is there already is replaced whole.
 * @param specs, images  n of each, sorted by (campaign, traveller)
 */
AC_MUST_CHECK enum ac_status ac_tasks_put(struct ac_db *db, const struct ac_task_spec *specs,
	const struct ac_task_image *images, size_t n, int64_t as_of, struct ac_error *err);

/**
 * Load up to max tasks of a campaign with traveller > after, in order.
 * @param specs, images, as_of  room for max of each  @param n  how many; fewer than max: the last
 */
AC_MUST_CHECK enum ac_status ac_tasks_load(struct ac_db *db, int64_t campaign, int64_t after,
	struct ac_task_spec *specs, struct ac_task_image *images, int64_t *as_of, size_t max,
	size_t *n, struct ac_error *err);

/** @return false: no more */
typedef bool ac_task_visit(
	void *ctx, const struct ac_task_spec *spec, const struct ac_task_image *image);

/** Visit a campaign's tasks with traveller > after, in order, as the last checkpoint left them. */
AC_MUST_CHECK enum ac_status ac_tasks_each(struct ac_db *db, int64_t campaign, int64_t after,
	ac_task_visit *visit, void *ctx, struct ac_error *err);

/** Write changed images, sorted by (campaign, traveller). AC_NOT_FOUND for a task that is not there. */
AC_MUST_CHECK enum ac_status ac_tasks_update(
	struct ac_db *db, const struct ac_checkpoint_task *tasks, size_t n, struct ac_error *err);

AC_MUST_CHECK enum ac_status ac_tasks_count(
	struct ac_db *db, int64_t campaign, int64_t *count, struct ac_error *err);

/** Of a campaign that never began. @param max  at most so many at a time  @param dropped  fewer: they were the last */
AC_MUST_CHECK enum ac_status ac_tasks_drop(
	struct ac_db *db, int64_t campaign, int64_t max, int64_t *dropped, struct ac_error *err);

/* ---- attempts and events: a person's history ---- */

struct ac_attempt_row {
	uint64_t id;
	struct ac_attempt_entry entry;
	uint16_t link;
	uint8_t state; /* enum ac_attempt_state */
	struct ac_wall recorded_at, submitted_at, ended_at; /* 0: not yet */
	struct ac_str carrier_id; /* empty: none */
	uint64_t receipt_key; /* 0: none */
	uint32_t carrier_status;
	struct ac_str segment_keys; /* as in ac_outcome_record; empty: none */
};

/** Insert attempts, or replace their state; sorted by (traveller, id). */
AC_MUST_CHECK enum ac_status ac_attempts_put(
	struct ac_db *db, const struct ac_attempt_row *rows, size_t n, struct ac_error *err);

/** Bring stored attempts up to date; sorted by (traveller, id), then as they happened. */
AC_MUST_CHECK enum ac_status ac_attempts_settle(
	struct ac_db *db, const struct ac_outcome_record *outcomes, size_t n, struct ac_error *err);

typedef void ac_attempt_visit(void *ctx, const struct ac_attempt_row *row);

/** A person's attempts, oldest first. */
AC_MUST_CHECK enum ac_status ac_attempts_of(struct ac_db *db, int64_t traveller,
	ac_attempt_visit *visit, void *ctx, struct ac_error *err);

/** A campaign's that are open: recorded, submitted, accepted without receipt, unknown. @param campaign  0: all */
AC_MUST_CHECK enum ac_status ac_attempts_open(struct ac_db *db, int64_t campaign,
	ac_attempt_visit *visit, void *ctx, struct ac_error *err);

/** Highest attempt id ever stored; 0: none. Reads the whole index of attempts: once, at the start. */
AC_MUST_CHECK enum ac_status ac_attempts_last(struct ac_db *db, uint64_t *id, struct ac_error *err);

struct ac_event_row {
	int64_t id; /* unique: journal row and place in it, ac_event_id() */
	struct ac_event_record record;
	struct ac_str text; /* what an officer noted; empty: none */
};

/** An event's number from its journal row and its place among that row's records (below 65,536). */
static inline int64_t ac_event_id(int64_t seq, unsigned place)
{
	return seq << 16 | (int64_t)(place & 0xffff);
}

/** Insert; events that are there already stay as they are. Sorted by (traveller, id). */
AC_MUST_CHECK enum ac_status ac_events_put(
	struct ac_db *db, const struct ac_event_row *rows, size_t n, struct ac_error *err);

/** A person's events, oldest first. */
AC_MUST_CHECK enum ac_status ac_events_of(struct ac_db *db, int64_t traveller,
	void (*visit)(void *ctx, const struct ac_event_row *row), void *ctx, struct ac_error *err);

/* ---- inbox ---- */

struct ac_inbound_row {
	int64_t id; /* 0 on insertion: the next number */
	uint16_t link;
	struct ac_wall at;
	uint64_t number_key;
	struct ac_str text;
	enum ac_word word;
	enum ac_inbound_state state;
	struct ac_str owner; /* empty: nobody */
	struct ac_wall owned_at; /* 0 */
	int64_t traveller, campaign; /* 0: not known */
	bool taken_in; /* by the engine */
	uint8_t reason; /* why they stay, as text/reply_word.h numbers it; 0: not said */
};

/** @param id  its number; may be NULL */
AC_MUST_CHECK enum ac_status ac_inbound_insert(
	struct ac_db *db, const struct ac_inbound_row *row, int64_t *id, struct ac_error *err);

typedef void ac_inbound_visit(void *ctx, const struct ac_inbound_row *row);

/** Messages in a state with id > after, oldest first, at most max. */
AC_MUST_CHECK enum ac_status ac_inbound_list(struct ac_db *db, enum ac_inbound_state in_state,
	int64_t after, int64_t max, ac_inbound_visit *visit, void *ctx, struct ac_error *err);

/** Messages after < id <= upto that the engine has not taken in and nobody has settled, oldest first. */
AC_MUST_CHECK enum ac_status ac_inbound_new(struct ac_db *db, int64_t after, int64_t upto,
	int64_t max, ac_inbound_visit *visit, void *ctx, struct ac_error *err);

/** The last messages in whatever state, newest first. */
AC_MUST_CHECK enum ac_status ac_inbound_recent(
	struct ac_db *db, int64_t max, ac_inbound_visit *visit, void *ctx, struct ac_error *err);

/**
 * The engine took a message in as `word`: it is never given to it again. A message that says something
 * else (its "stop" is taken in apart from its call for help), or that is not there, stays as it is.
 * @param traveller, campaign  who wrote it; 0: not known
 */
AC_MUST_CHECK enum ac_status ac_inbound_taken_in(struct ac_db *db, int64_t id, enum ac_word word,
	int64_t traveller, int64_t campaign, struct ac_error *err);

/** One message. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_inbound_get(
	struct ac_db *db, int64_t id, ac_inbound_visit *visit, void *ctx, struct ac_error *err);

/** Messages from a number, oldest first. */
AC_MUST_CHECK enum ac_status ac_inbound_of_number(struct ac_db *db, uint64_t number_key,
	ac_inbound_visit *visit, void *ctx, struct ac_error *err);

/** An officer takes an open message. AC_NOT_FOUND; AC_CONFLICT names who has it already */
AC_MUST_CHECK enum ac_status ac_inbound_own(struct ac_db *db, int64_t id, struct ac_str officer,
	struct ac_wall now, struct ac_error *err);

/** What it meant and who wrote it; from then on it is settled. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_inbound_settle(struct ac_db *db, int64_t id, enum ac_word word,
	int64_t traveller, int64_t campaign, struct ac_error *err);

/* ---- why those who refuse do ---- */

/** Note a reason in every open campaign that they are in, in place of what they said before. */
AC_MUST_CHECK enum ac_status ac_refusal_put(
	struct ac_db *db, int64_t traveller, uint8_t reason, struct ac_error *err);

/** Note the reason that a message gives, if it gives one. */
AC_MUST_CHECK enum ac_status ac_refusal_from_inbound(struct ac_db *db, int64_t campaign,
	int64_t traveller, int64_t inbound, struct ac_error *err);

/** They refuse no longer. */
AC_MUST_CHECK enum ac_status ac_refusal_drop(
	struct ac_db *db, int64_t campaign, int64_t traveller, struct ac_error *err);

/** AC_NOT_FOUND: they gave none */
AC_MUST_CHECK enum ac_status ac_refusal_get(struct ac_db *db, int64_t campaign, int64_t traveller,
	uint8_t *reason, struct ac_error *err);

/** How many gave each reason, by its number. */
AC_MUST_CHECK enum ac_status ac_refusals_count(struct ac_db *db, int64_t campaign,
	void (*visit)(void *ctx, uint8_t reason, int64_t people), void *ctx, struct ac_error *err);

struct ac_help_row {
	int64_t id;
	int64_t campaign, traveller;
	struct ac_wall at;
	struct ac_str owner; /* empty: nobody */
	struct ac_wall owned_at, closed_at; /* 0 */
};

/**
 * Note a call for help. One of that person and campaign that nobody owns yet stays; who calls again after somebody owned
 * theirs has another. @param id  may be NULL
 */
AC_MUST_CHECK enum ac_status ac_help_raise(struct ac_db *db, int64_t campaign, int64_t traveller,
	struct ac_wall at, int64_t *id, struct ac_error *err);

/** An officer owns it. AC_NOT_FOUND; AC_CONFLICT names who has it already */
AC_MUST_CHECK enum ac_status ac_help_own(struct ac_db *db, int64_t id, struct ac_str officer,
	struct ac_wall now, struct ac_error *err);

/** Open calls, those without owner first, oldest first. @param campaign  0: all */
AC_MUST_CHECK enum ac_status ac_help_open(struct ac_db *db, int64_t campaign,
	void (*visit)(void *ctx, const struct ac_help_row *row), void *ctx, struct ac_error *err);

/* ---- contact points ---- */

/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_contact_set_state(
	struct ac_db *db, int64_t contact, enum ac_contact_state to, struct ac_error *err);

/** "Stop": every contact point with this number, and every later import of it. */
AC_MUST_CHECK enum ac_status ac_contact_opt_out(struct ac_db *db, uint64_t number_key,
	enum ac_contact_channel channel, struct ac_wall at, struct ac_error *err);

/** Did this number say stop? For imports. */
AC_MUST_CHECK enum ac_status ac_contact_is_opted_out(struct ac_db *db, uint64_t number_key,
	enum ac_contact_channel channel, bool *opted_out, struct ac_error *err);

/** Who has this number? */
AC_MUST_CHECK enum ac_status ac_contact_by_number(struct ac_db *db, uint64_t number_key,
	void (*visit)(void *ctx, int64_t contact, int64_t traveller), void *ctx,
	struct ac_error *err);

struct ac_render_ask {
	int64_t traveller, contact;
	bool name; /* wanted */
};

struct ac_render_answer {
	bool found; /* the traveller and the contact point exist and belong together */
	enum ac_contact_state state;
	struct ac_str address, name; /* views into the caller's buffer */
};

/**
 * Addresses and names for a chunk of messages, in one read transaction, looked up in key order.
 * @param asks, answers  n of each, the same order
 * @param texts  emptied, then holds what the answers point to until it is used again; wipe it after use
 * @return AC_CORRUPT or AC_DENIED when a field does not open
 */
AC_MUST_CHECK enum ac_status ac_render_lookup(struct ac_db *db, const struct ac_render_ask *asks,
	size_t n, struct ac_render_answer *answers, struct ac_buf *texts, struct ac_error *err);

/**
 * The lodging that a person is in, else the one they come to next, else the one they left last.
 * @param name  emptied first; stays empty for who has none
 */
AC_MUST_CHECK enum ac_status ac_render_hotel(struct ac_db *db, int64_t traveller,
	struct ac_wall now, struct ac_buf *name, struct ac_error *err);
