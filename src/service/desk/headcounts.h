/* service/desk/headcounts.h - how many of a campaign's people are where, for the host's rescue services.
 *
 * Counts only, never a name or a number. What stands for a group (a hotel, a district): registered: people
 * whose stay there is under way; of those away (left by word, or elsewhere), safe, needs_help, no_word:
 * everybody else. Of a group of fewer than three only registered and needs_help are given, so that a
 * count does not tell what one person said (nor do the sums: they leave it out as well); whoever comes to
 * help needs these two.
 *
 * The second person agrees to whom gets what; the figures are those of the moment of approval, since
 * people move meanwhile. They are kept as they were given. */
#pragma once
#include "service/desk/decide.h"

enum { ac_headcount_small = 3 };

/**
 * Takes two.
 * @param to  who gets it: an office, not a person
 * @param by  "hotel", "district"
 * @param id  of what was given out
 * @return AC_INVALID naming the member; AC_NOT_FOUND
 */
AC_MUST_CHECK enum ac_status ac_headcounts_give(struct ac_service *service,
	struct ac_officer officer, int64_t campaign, struct ac_str to, struct ac_str by,
	int64_t *id, struct ac_error *err);

/** {"id","campaign","to","by","given_at","figures":{"registered",…,"groups":[{"name",…},…]}} */
AC_MUST_CHECK enum ac_status ac_headcounts_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err);
/** {"headcounts":[…]} of a campaign, without the groups */
AC_MUST_CHECK enum ac_status ac_headcounts_list(
	struct ac_service *service, int64_t campaign, struct ac_json *answer, struct ac_error *err);
