/* service/desk/report_out.h - reports on their way out: what of them the mark lets whom have. */
#pragma once
#include "base/vec.h"
#include "service/desk/decide.h"
#include "store/reports.h"
#include "json/json.h"

/* Who is to get something: whoever asks, who agreed to it (the answer is theirs), and whom they ask for. The mark must
 * allow every one of them. */
struct ac_readers {
	struct ac_mark_audience who[3];
	int n;
};

/** The officer who asks, and the one who approved it: for their own eyes. */
struct ac_readers ac_readers_of(const struct ac_officer *officer);
bool ac_readers_may(const struct ac_readers *readers, const struct ac_mark *mark);

/** An officer among the audiences has an account. @return AC_INVALID, naming who has none: a name typed wrong is nobody */
AC_MUST_CHECK enum ac_status ac_audience_known(
	struct ac_db *db, const struct ac_mark_audience *audience, struct ac_error *err);
/** The same for each of a list. @param list  as ac_mark_check() has passed it */
AC_MUST_CHECK enum ac_status ac_audiences_known(
	struct ac_db *db, struct ac_str list, struct ac_error *err);

/**
 * May they have what rests on a report, and what it says of that report? It has the report's mark; without one it is
 * the desk's.
 * @param report  0: none
 */
AC_MUST_CHECK enum ac_status ac_readers_may_rest(struct ac_db *db, const struct ac_readers *readers,
	int64_t report, bool *may, struct ac_error *err);

/** AC_DENIED, naming the colour and who entered it, when a report may not be read. */
AC_MUST_CHECK enum ac_status ac_report_may_read(
	struct ac_db *db, int64_t report, const struct ac_readers *readers, struct ac_error *err);

/** The one case that a report is tied to. @param case_id  0: none, or several */
AC_MUST_CHECK enum ac_status ac_report_case(
	struct ac_db *db, int64_t report, int64_t *case_id, struct ac_error *err);

/** What a report's mark is, kept after its row. @return AC_NOT_FOUND */
struct ac_mark_kept {
	struct ac_mark mark; /* its texts point into what follows */
	char releasable_to[1024], entered_by[256];
};
AC_MUST_CHECK enum ac_status ac_mark_of_report(
	struct ac_db *db, int64_t report, struct ac_mark_kept *kept, struct ac_error *err);

/**
 * A case's reports as JSON, with claims and attachments. What the mark forbids has only id, tlp, entered_by,
 * received_at and "withheld": true.
 * @param case_id  0: of every case
 * @param array    filled
 */
AC_MUST_CHECK enum ac_status ac_reports_put(struct ac_db *db, int64_t case_id,
	const struct ac_readers *readers, struct ac_json *array, struct ac_error *err);

/** One of them, whole: the caller has asked the mark. */
AC_MUST_CHECK enum ac_status ac_report_put(
	struct ac_db *db, int64_t report, struct ac_json *json, struct ac_error *err);

/** A case's facts, in the same way: withheld, they have id, at and report. */
AC_MUST_CHECK enum ac_status ac_facts_put(struct ac_db *db, int64_t case_id,
	const struct ac_readers *readers, struct ac_json *array, struct ac_error *err);
