/* roster/findings.h - what an import refused or doubts, row by row, and its counts.
 *
 * Messages are static sentences: no value of a file gets into them, so that findings can be shown
 * and kept without personal data. The notes kept are bounded; the counts are always whole.
 */
#pragma once
#include "base/str.h"
#include "base/vec.h"

enum ac_severity {
	AC_FINDING_DOUBTFUL, /* the row is kept, perhaps without what it is about */
	AC_FINDING_REFUSED, /* the row is left out */
};

struct ac_finding {
	int64_t line; /* of the file, from 1 */
	const char *column; /* our name of the field, static */
	enum ac_severity severity;
	const char *message; /* static */
};

struct ac_findings {
	int64_t rows; /* behind the header */
	int64_t added, updated, unchanged, refused;
	int64_t doubtful; /* notes, not rows: a row may have several */
	size_t max_kept; /* 0: all counts, no notes */
	int64_t dropped;
	AC_VEC(struct ac_finding) notes;
};

/** @param max_kept  kept at most; a note takes 32 bytes */
void ac_findings_init(struct ac_findings *findings, size_t max_kept);
void ac_findings_done(struct ac_findings *findings);
AC_AUTO_DEFINE_VALUE(findings, struct ac_findings, ac_findings_done)

/** Keep a note and count it: `doubtful`, or one more row `refused`. */
void ac_findings_add(struct ac_findings *findings, struct ac_finding note);
