/* roster/zone.h - dates of a stay mean the zone of the place.
 *
 * "2022-06-11 to 2022-06-14" in Istanbul is from the first instant of the 11th there to the first
 * instant of the 15th. ICU's C API is the source of the rules; opening a zone copies its
 * transitions of 1970…2200 into a table, and all arithmetic is on that table: an open zone is
 * immutable, needs no lock and answers in a binary search.
 */
#pragma once
#include "base/clock.h"
#include "base/mem.h"

enum { ac_zone_name_max = 63 }; /* bytes of a name, "America/Argentina/Buenos_Aires" */

struct ac_zone;

/**
 * @param name  of the tz database ("Europe/Istanbul"); letters' case matters
 * @return AC_INVALID when there is no such zone; AC_IO when ICU fails
 */
AC_MUST_CHECK enum ac_status ac_zone_new(
	struct ac_str name, struct ac_zone **zone, struct ac_error *err);
void ac_zone_free(struct ac_zone *zone);
AC_AUTO_DEFINE(zone, struct ac_zone *, ac_zone_free)

const char *ac_zone_name(const struct ac_zone *zone);

/** Seconds to add to UTC for local time at an instant; before 1970 and after 2200 as at the border. */
int32_t ac_zone_offset_s(const struct ac_zone *zone, struct ac_wall at);

/** The first change of the zone's rules after an instant; false: there is none until 2200. */
AC_MUST_CHECK bool ac_zone_next_change(
	const struct ac_zone *zone, struct ac_wall after, struct ac_wall *at);

/**
 * The first instant of a local day. Where midnight is skipped it is the end of the gap, where it
 * comes twice it is the first.
 * @param day  days since 1970-01-01
 */
struct ac_wall ac_zone_day_start(const struct ac_zone *zone, int32_t day);

/** The local day of an instant, days since 1970-01-01. */
int32_t ac_zone_day(const struct ac_zone *zone, struct ac_wall at);

/** "YYYY-MM-DD" of the years 1970…2199 as days since 1970-01-01. @return false for anything else */
AC_MUST_CHECK bool ac_date_parse(struct ac_str text, int32_t *day);

/** The reverse. @param out at least 16 bytes */
void ac_date_format(int32_t day, char out[16]);
