/* service/desk/levels.h - travel-advice levels of places: a history per place and scheme, the last row in force.
 *
 * Publishing a warning raises its place to its level; the all-clear takes it one step down; a retraction
 * leaves what others hold (threat/level_hold.h). An exercise has a history of its own. Between warnings `level set` changes it: up at once, down one
 * step when the criteria allow it (threat/criteria.h) of every case that set the level since it was last at its
 * mildest, each step after a hold time of its own.
 * A place lies in a country, once somebody has said in which; the public reads levels by country.
 * A date of review stands with each; past it, and past the end of the warning that holds it, it is overdue and
 * raised every hour: time ends a message, and lowers nothing.
 */
#pragma once
#include "service/desk/decide.h"
#include "store/criteria.h"
#include "json/json.h"

struct ac_level_set {
	struct ac_str place; /* 1 to 120 bytes: a name, the same each time */
	struct ac_str country; /* ISO 3166-1 alpha-2; empty: the one it has, if any */
	struct ac_str scheme;
	int64_t level, case_id;
	struct ac_str advice; /* what still holds; needed for a step down */
	struct ac_wall review; /* when it is to be looked at again */
};

/**
 * @return AC_CONFLICT with what is missing; when a warning is published there, which only its all-clear
 *         lowers; when a level stands there in another country; or when it is not raised and is another case's, of which this one is no successor
 */
AC_MUST_CHECK enum ac_status ac_levels_set(struct ac_service *service, struct ac_officer officer,
	const struct ac_level_set *wanted, struct ac_json *answer, struct ac_error *err);

/** {"levels":[…]} in force. @param place  empty: all; else its history too, under "history" */
AC_MUST_CHECK enum ac_status ac_levels_list(struct ac_service *service, struct ac_str place,
	struct ac_json *answer, struct ac_error *err);

/** Past its date of review, or past the end of its warning? @param row  in force */
bool ac_level_overdue(const struct ac_place_level_row *row, struct ac_wall now);
