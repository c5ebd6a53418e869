/* service/desk/reports.h - threat information as it came in: graded, marked, tied to cases.
 *
 * Every way out asks the mark (threat/grading.h). An officer reads a report when the mark lets it leave to them: the others see
 * in a list that it is there, its colour and whom to ask, and neither its text nor its source. Reading one
 * is in the audit chain.
 */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/* Texts are borrowed; empty: not given. */
struct ac_report_new {
	struct ac_str kind; /* a word: human, signals, open, partner, …; empty: other */
	struct ac_str text, source;
	struct ac_str grade; /* "A2", of the text as a whole */
	struct ac_str probability; /* a word of ICD 203 */
	struct ac_str tlp, releasable_to;
	struct ac_wall observed, received; /* 0: not known; now */
	const struct ac_json *claims; /* array of {text, grade, probability}; NULL */
	const struct ac_json *attachments; /* array of {name, media_type, size, sha256}; NULL */
	int64_t case_id; /* to link it to at once; 0 */
	bool urgent; /* page for it at once, whatever its case */
};

/**
 * @param answer {"id", "attachments": [numbers of the announced ones, in their order]}
 * @return AC_INVALID naming the member; AC_NOT_FOUND, AC_CONFLICT for its case
 */
AC_MUST_CHECK enum ac_status ac_reports_add(struct ac_service *service, struct ac_officer officer,
	const struct ac_report_new *made, struct ac_json *answer, struct ac_error *err);

/** Tie a report to a case. @return AC_DENIED for a report that the officer may not read; AC_EXISTS */
AC_MUST_CHECK enum ac_status ac_reports_link(struct ac_service *service, struct ac_officer officer,
	int64_t id, int64_t case_id, struct ac_error *err);

/**
 * The bytes of an announced attachment.
 * @param bytes  at most ac_attachment_max
 * @return AC_INVALID when they have another hash; AC_EXISTS, AC_DENIED, AC_NOT_FOUND
 */
AC_MUST_CHECK enum ac_status ac_reports_attach(struct ac_service *service,
	struct ac_officer officer, int64_t id, int64_t attachment, struct ac_str bytes,
	struct ac_error *err);

/** Everything of a report. @return AC_DENIED when its mark forbids it */
AC_MUST_CHECK enum ac_status ac_reports_view(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_json *answer, struct ac_error *err);

/** {"reports":[…]}; "withheld" stands where the mark forbids the rest. @param case_id  0: of every case */
AC_MUST_CHECK enum ac_status ac_reports_list(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, struct ac_json *answer, struct ac_error *err);

/** The bytes of an attachment. @param bytes  appended @return AC_DENIED, AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_reports_attachment(struct ac_service *service,
	struct ac_officer officer, int64_t id, int64_t attachment, struct ac_buf *bytes,
	struct ac_error *err);
