#include "roster/zone.h"

#include "base/vec.h"

#include <stdio.h>
#include <unicode/ucal.h>

/* From `at_us` on, local time is UTC + offset_s. */
struct segment {
	int64_t at_us;
	int32_t offset_s;
};

struct ac_zone {
	char name[ac_zone_name_max + 1];
	AC_VEC(struct segment) segments; /* at least one; the first holds since for ever */
};

static const double last_ms = 7258118400000.0; /* 2200-01-01 */

static void close_calendar(UCalendar **calendar)
{
	if (*calendar)
		ucal_close(*calendar);
}

/* ASCII to UTF-16; false for what cannot be a zone's name. */
static bool widen(struct ac_str name, UChar wide[ac_zone_name_max + 1])
{
	if (name.n == 0 || name.n > ac_zone_name_max)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] <= ' ' || name.p[i] > '~')
			return false;
		wide[i] = (UChar)name.p[i];
	}
	wide[name.n] = 0;
	return true;
}

static bool is_known(const UChar *wide)
{
	UErrorCode code = U_ZERO_ERROR;
	UChar canonical[128];
	UBool system_zone = 0;
	ucal_getCanonicalTimeZoneID(wide, -1, canonical, 128, &system_zone, &code);
	return U_SUCCESS(code) && system_zone;
}

static struct segment segment_at(UCalendar *calendar, double ms, UErrorCode *code)
{
	ucal_setMillis(calendar, ms, code);
	int32_t offset_ms = ucal_get(calendar, UCAL_ZONE_OFFSET, code) +
			    ucal_get(calendar, UCAL_DST_OFFSET, code);
	return (struct segment){ (int64_t)ms * AC_MS, offset_ms / 1000 };
}

static UErrorCode read_segments(UCalendar *calendar, struct ac_zone *zone)
{
	UErrorCode code = U_ZERO_ERROR;
	ac_vec_push(&zone->segments, segment_at(calendar, 0, &code));
	UDate at;
	while (U_SUCCESS(code) &&
		ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &at, &code) &&
		at < last_ms)
		ac_vec_push(&zone->segments, segment_at(calendar, at, &code));
	return code;
}

enum ac_status ac_zone_new(struct ac_str name, struct ac_zone **zone, struct ac_error *err)
{
	UChar wide[ac_zone_name_max + 1];
	if (!widen(name, wide) || !is_known(wide))
		return ac_fail(err, AC_INVALID,
			"there is no time zone \"%.*s\": write it as in \"Europe/Istanbul\"",
			(int)(name.n > ac_zone_name_max ? ac_zone_name_max : name.n), name.p);
	UErrorCode code = U_ZERO_ERROR;
	__attribute__((cleanup(close_calendar))) UCalendar *calendar =
		ucal_open(wide, -1, "en", UCAL_GREGORIAN, &code);
	if (U_FAILURE(code))
		return ac_fail(err, AC_IO, "time zone rules: %s", u_errorName(code));
	AC_AUTO(zone) struct ac_zone *made = ac_alloc(sizeof *made);
	memcpy(made->name, name.p, name.n);
	code = read_segments(calendar, made);
	if (U_FAILURE(code))
		return ac_fail(err, AC_IO, "time zone rules: %s", u_errorName(code));
	*zone = AC_TAKE(made);
	return AC_OK;
}

void ac_zone_free(struct ac_zone *zone)
{
	if (!zone)
		return;
	ac_vec_done(&zone->segments);
	ac_free(zone);
}

const char *ac_zone_name(const struct ac_zone *zone)
{
	return zone->name;
}

/* The last segment that begins at or before the instant. */
static size_t find(const struct ac_zone *zone, int64_t us)
{
	size_t lo = 0, hi = zone->segments.n;
	while (hi - lo > 1) {
		size_t middle = lo + (hi - lo) / 2;
		if (zone->segments.at[middle].at_us <= us)
			lo = middle;
		else
			hi = middle;
	}
	return lo;
}

int32_t ac_zone_offset_s(const struct ac_zone *zone, struct ac_wall at)
{
	return zone->segments.at[find(zone, at.us)].offset_s;
}

bool ac_zone_next_change(const struct ac_zone *zone, struct ac_wall after, struct ac_wall *at)
{
	size_t next = find(zone, after.us) + 1;
	if (next >= zone->segments.n)
		return false;
	at->us = zone->segments.at[next].at_us;
	return true;
}

struct ac_wall ac_zone_day_start(const struct ac_zone *zone, int32_t day)
{
	/* Local midnight, read as UTC, is within a day and a half of the instant looked for: begin
	 * with the segment before that and take the first that reaches midnight before it ends. */
	int64_t local_us = day * AC_DAY;
	const struct segment *at = zone->segments.at;
	size_t i = find(zone, local_us - 2 * AC_DAY);
	for (;; i++) {
		int64_t us = local_us - at[i].offset_s * AC_SECOND;
		if (i > 0 && us < at[i].at_us)
			us = at[i].at_us; /* skipped: the day begins where the gap ends */
		if (i + 1 == zone->segments.n || us < at[i + 1].at_us)
			return (struct ac_wall){ us };
	}
}

int32_t ac_zone_day(const struct ac_zone *zone, struct ac_wall at)
{
	int64_t local = at.us + ac_zone_offset_s(zone, at) * AC_SECOND;
	int64_t day = local / AC_DAY;
	return (int32_t)(local % AC_DAY < 0 ? day - 1 : day);
}

static bool digits(struct ac_str text, size_t from, size_t n, int *value)
{
	*value = 0;
	for (size_t i = from; i < from + n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		*value = *value * 10 + (text.p[i] - '0');
	}
	return true;
}

bool ac_date_parse(struct ac_str text, int32_t *day)
{
	int y, m, d;
	if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-' || !digits(text, 0, 4, &y) ||
		!digits(text, 5, 2, &m) || !digits(text, 8, 2, &d))
		return false;
	if (y < 1970 || y > 2199 || !ac_civil_valid(y, m, d))
		return false;
	*day = (int32_t)ac_days_from_civil(y, m, d);
	return true;
}

void ac_date_format(int32_t day, char out[16])
{
	int64_t year;
	int month, d;
	ac_civil_from_days(day, &year, &month, &d);
	snprintf(out, 16, "%04d-%02d-%02d", (int)(year % 10000), month, d);
}
