/* store/audit.h - every decision has a name, a time and a place in a chain.
 *
 * A row's hash (BLAKE2b under the vault's audit key) covers the row before it and its own fields, each
 * with its length in front. Whoever changes, removes or inserts a row without the key breaks the chain;
 * cutting off the end shows against a head noted elsewhere (ac_audit_head()). Rows hold ids only.
 */
#pragma once
#include "base/clock.h"
#include "store/db.h"

struct ac_buf;

/* Texts are borrowed for the call. */
struct ac_audit_entry {
	struct ac_wall at;
	struct ac_str officer; /* who */
	struct ac_str action; /* what, as in "campaign.start" */
	struct ac_str object; /* on what, as in "campaign/7" */
	struct ac_str detail_json; /* canonical JSON with ids and figures; empty: {} */
	int64_t case_id; /* that it is an act in; 0: in none */
};

/** Append, in the transaction of the change itself. @param seq  its number; may be NULL */
AC_MUST_CHECK enum ac_status ac_audit_append(
	struct ac_db *db, const struct ac_audit_entry *entry, int64_t *seq, struct ac_error *err);

struct ac_audit_report {
	int64_t rows; /* that check */
	int64_t first_broken; /* seq of the first row that does not; 0: none */
};

/**
 * Check the whole chain.
 * @param report  filled whenever the table could be read
 * @return AC_CORRUPT naming the first broken row
 */
AC_MUST_CHECK enum ac_status ac_audit_verify(
	struct ac_db *db, struct ac_audit_report *report, struct ac_error *err);

/** Number and hash of the last row, to be kept elsewhere; seq 0 and zeros when there is none. */
AC_MUST_CHECK enum ac_status ac_audit_head(
	struct ac_db *db, int64_t *seq, unsigned char hash[32], struct ac_error *err);

/** Up to which row do two chains agree? 0: they have nothing in common. @param seq  of the last that both have */
AC_MUST_CHECK enum ac_status ac_audit_common(
	struct ac_db *one, struct ac_db *other, int64_t *seq, struct ac_error *err);

/** Who did this action to this object last? @param officer  appended; nothing when nobody did */
AC_MUST_CHECK enum ac_status ac_audit_last_by(struct ac_db *db, struct ac_str object,
	struct ac_str action, struct ac_buf *officer, struct ac_error *err);

/** What was done to an object since then, oldest first. @param visit  given at, officer and action */
AC_MUST_CHECK enum ac_status ac_audit_since(struct ac_db *db, struct ac_str object,
	struct ac_wall since, void (*visit)(void *ctx, const struct ac_audit_entry *entry),
	void *ctx, struct ac_error *err);

/** @return false: no more */
typedef bool ac_audit_visit(void *ctx, int64_t seq, const struct ac_audit_entry *entry);

/** Visit rows from seq on, oldest first. @param object  only rows of this object; empty: all */
AC_MUST_CHECK enum ac_status ac_audit_each(struct ac_db *db, int64_t from_seq, struct ac_str object,
	ac_audit_visit *visit, void *ctx, struct ac_error *err);
/** Visit the acts in a case, oldest first. */
AC_MUST_CHECK enum ac_status ac_audit_of_case(
	struct ac_db *db, int64_t case_id, ac_audit_visit *visit, void *ctx, struct ac_error *err);
