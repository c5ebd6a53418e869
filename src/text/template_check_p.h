/* text/template_check_p.h - what a rendered text may not contain. */
#pragma once
#include "text/template.h"

/** Add a warning to a report (NULL is fine); those beyond the maximum are dropped. */
void template_warn(struct ac_template_report *report, const char *format, ...) AC_PRINTF(2, 3);

/** The action's words in full within the first 70 UTF-16 units. */
AC_MUST_CHECK enum ac_status template_check_action(
	struct ac_str text, struct ac_str action, struct ac_error *err);

/** Links, reply words that carriers take for STOP, words as in fraud. */
AC_MUST_CHECK enum ac_status template_check_content(
	struct ac_str text, struct ac_template_report *report, struct ac_error *err);
