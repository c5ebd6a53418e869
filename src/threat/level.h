/* threat/level.h - schemes of travel-advice levels, as data: each with its version and its direction.
 *
 * 4 is the worst in one scheme and the best in the one that it replaced; whoever compares bare numbers
 * lowers a warning when they mean to raise it. So nothing outside this file compares codes: levels stand
 * in a scheme from the mildest to the worst, and steps are counted there.
 *
 * Sources: US Department of State (2018), Israel's National Security Council (before 2022 and since),
 * UK FCDO, Australia's Smartraveller, Global Affairs Canada; their published English wordings.
 */
#pragma once
#include "base/str.h"

struct ac_level {
	int64_t code; /* as its country writes it */
	const char *name; /* its wording in English */
};

struct ac_scheme {
	const char *id; /* "IL-NSC-2022" */
	const char *version; /* since when, or until when, it was in use; "" where it has none */
	const struct ac_level *levels; /* from the mildest to the worst, whatever the codes do */
	int n;
};

/** The schemes, ended by one without id. */
extern const struct ac_scheme ac_schemes[];

/** @return NULL when there is none of that id */
const struct ac_scheme *ac_scheme_find(struct ac_str id);
/** The same, with AC_INVALID listing the ids. */
AC_MUST_CHECK enum ac_status ac_scheme_get(
	struct ac_str id, const struct ac_scheme **scheme, struct ac_error *err);

/** Its place from 0, the mildest; -1: the scheme has no such code. */
int ac_level_rank(const struct ac_scheme *scheme, int64_t code);
/** AC_INVALID naming the codes. */
AC_MUST_CHECK enum ac_status ac_level_check(
	const struct ac_scheme *scheme, int64_t code, struct ac_error *err);
/** Its wording; "" for a code that the scheme does not have. */
const char *ac_level_name(const struct ac_scheme *scheme, int64_t code);
/** Is a higher code a worse level? */
bool ac_scheme_rises(const struct ac_scheme *scheme);

/** Steps from one level to another: below 0 down, above 0 up. Both codes are the scheme's (asserted). */
int ac_level_steps(const struct ac_scheme *scheme, int64_t from, int64_t to);
/** The next milder level. @return false at the mildest */
bool ac_level_one_down(const struct ac_scheme *scheme, int64_t from, int64_t *to);
