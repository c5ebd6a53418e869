/* service/desk/case_p.h - what the files about cases share: a case's row, kept after its query. */
#pragma once
#include "service/desk/cases.h"
#include "store/cases.h"

/* What a transaction needs of a row after the row is gone: all that ac_case_update() writes. */
struct case_taken {
	struct ac_case_row row; /* title and outcome are empty */
	char state[16], posture[16], owner[256];
};

/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status case_take(
	struct ac_db *db, int64_t id, struct case_taken *taken, struct ac_error *err);
/** The same; AC_CONFLICT when it is closed. */
AC_MUST_CHECK enum ac_status case_take_live(
	struct ac_db *db, int64_t id, struct case_taken *taken, struct ac_error *err);

/** How many things of a case are overdue: requests, things to watch for, its officials' clock. */
AC_MUST_CHECK enum ac_status case_overdue_count(struct ac_db *db, int64_t id, int32_t officials_h,
	struct ac_wall now, int64_t *count, struct ac_error *err);

/**
 * What is left of it: [{"what","id","says","due"}], of requests and watch items that are open, notices that no host was
 * given, decisions that wait and reviews that are due.
 * @param left  an empty array, filled
 */
AC_MUST_CHECK enum ac_status case_left(struct ac_db *db, int64_t id, struct ac_wall now,
	struct ac_json *left, struct ac_error *err);
/** In a line. @param out  appended */
void case_left_say(const struct ac_json *left, struct ac_buf *out);

struct ac_host_notice_row;
/** Is the host still to be told? Not once the mark is over or taken away. */
bool case_notice_open(const struct ac_host_notice_row *row, struct ac_wall now);
/** Until when they should have been. */
struct ac_wall case_notice_due(const struct ac_host_notice_row *row);

/** A note of a decision: what was decided, and why. */
AC_MUST_CHECK enum ac_status case_note_decision(struct ac_db *db, const struct ac_by *by,
	int64_t id, const char *kind, struct ac_str value, struct ac_str text,
	struct ac_error *err);

/** AC_INVALID "NAME: 1 to N bytes" */
AC_MUST_CHECK enum ac_status case_check_text(
	const char *name, struct ac_str text, size_t max, struct ac_error *err);

struct ac_readers;
/**
 * Say of an act in a timeline what it was about: of a decision the request, and why it was refused unless its mark
 * keeps that from the readers ("withheld"); of a level, a statement, a head-count which.
 * @param act  with "action" and "object" of its audit row; filled
 */
AC_MUST_CHECK enum ac_status timeline_act_put(struct ac_db *db, const struct ac_readers *readers,
	struct ac_json *act, struct ac_error *err);
