/* service/desk/evidence.h - where evidence stands: a report or a note of the case, by number. */
#pragma once
#include "base/vec.h"
#include "service/desk/report_out.h"
#include "store/criteria.h"

/** "report/12", "note/3" into its parts. @return AC_INVALID. Empty: none */
AC_MUST_CHECK enum ac_status ac_evidence_source_from(
	struct ac_str text, struct ac_evidence_source *source, struct ac_error *err);

/**
 * May the officer rest something in the case on it? None is fine.
 * @return AC_NOT_FOUND when it is not there or not the case's, AC_DENIED when its mark keeps it from the officer
 */
AC_MUST_CHECK enum ac_status ac_evidence_source_check(struct ac_db *db, int64_t case_id,
	const struct ac_evidence_source *source, const struct ac_officer *officer,
	struct ac_error *err);

/* Words of the desk that rest on a report have its mark. They are kept apart until the walk over their rows has ended and
 * the mark can be asked. */
struct ac_evidence_words {
	AC_VEC(struct ac_evidence_resting {
		struct ac_json *item; /* lent: what they belong to */
		int64_t report;
		struct ac_json *words; /* owned: the member that they are */
	})
	resting;
};

/** Put them into an item: at once, or when they rest on a report by ac_evidence_words_put(). Empty: nothing. */
void ac_evidence_words_add(struct ac_evidence_words *words, struct ac_json *item,
	const char *member, const struct ac_evidence_source *source, struct ac_str text);

/**
 * Put in what the marks let these readers have; any other item has "withheld": true.
 * @param withheld  from how many items; may be NULL
 */
AC_MUST_CHECK enum ac_status ac_evidence_words_put(struct ac_db *db,
	struct ac_evidence_words *words, const struct ac_readers *readers, size_t *withheld,
	struct ac_error *err);

void ac_evidence_words_done(struct ac_evidence_words *words);
AC_AUTO_DEFINE_VALUE(evidence_words, struct ac_evidence_words, ac_evidence_words_done)
