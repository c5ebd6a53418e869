#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t read_us(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * AC_SECOND + t.tv_nsec / 1000;
}

struct ac_mono ac_mono_now(void)
{
	return (struct ac_mono){ read_us(CLOCK_MONOTONIC) };
}

struct ac_wall ac_wall_now(void)
{
	return (struct ac_wall){ read_us(CLOCK_REALTIME) };
}

void ac_clock_init(struct ac_clock *clock)
{
	*clock = (struct ac_clock){ .rate = 1 };
}

void ac_clock_init_exercise(struct ac_clock *clock, struct ac_wall start, double rate)
{
	*clock = (struct ac_clock){ start, ac_mono_now(), rate, true };
}

struct ac_wall ac_clock_wall(const struct ac_clock *clock)
{
	if (!clock->exercise)
		return ac_wall_now();
	double since = (double)(ac_mono_now().us - clock->origin.us);
	return (struct ac_wall){ clock->start.us + (int64_t)(since * clock->rate) };
}

int64_t ac_clock_real_us_until(const struct ac_clock *clock, struct ac_wall due)
{
	int64_t left = due.us - ac_clock_wall(clock).us;
	return left > 0 ? (int64_t)((double)left / clock->rate) + 1 : 0;
}

int64_t ac_days_from_civil(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

void ac_civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t day_of_era = days - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted = (5 * day_of_year + 2) / 153;
	*day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
	*month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	*year = year_of_era + era * 400 + (*month <= 2);
}

bool ac_civil_valid(int64_t year, int month, int day)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= lengths[month - 1] + (month == 2 && leap);
}

void ac_wall_format(struct ac_wall wall, char out[32])
{
	int64_t days = wall.us / AC_DAY - (wall.us % AC_DAY < 0);
	int64_t us = wall.us - days * AC_DAY;
	int64_t year;
	int month, day;
	ac_civil_from_days(days, &year, &month, &day);
	int n = snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d", (int)year, month, day,
		(int)(us / AC_HOUR), (int)(us / AC_MINUTE % 60), (int)(us / AC_SECOND % 60));
	if (us % AC_SECOND)
		n += snprintf(out + n, 32 - (size_t)n, ".%06d", (int)(us % AC_SECOND));
	snprintf(out + n, 32 - (size_t)n, "Z");
}

/* Take exactly n digits. */
static bool digits(struct ac_str *s, size_t n, int *value)
{
	if (s->n < n)
		return false;
	int v = 0;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (s->p[i] - '0');
	}
	*s = (struct ac_str){ s->p + n, s->n - n };
	*value = v;
	return true;
}

static bool one_of(struct ac_str *s, const char *set, char *which)
{
	if (s->n == 0 || !strchr(set, s->p[0]) || s->p[0] == '\0')
		return false;
	*which = s->p[0];
	*s = (struct ac_str){ s->p + 1, s->n - 1 };
	return true;
}

static bool date(struct ac_str *s, int64_t *days)
{
	int year, month, day;
	char c;
	if (!digits(s, 4, &year) || !one_of(s, "-", &c) || !digits(s, 2, &month) ||
		!one_of(s, "-", &c) || !digits(s, 2, &day) || !ac_civil_valid(year, month, day))
		return false;
	*days = ac_days_from_civil(year, month, day);
	return true;
}

static bool fraction(struct ac_str *s, int64_t *us)
{
	char c;
	*us = 0;
	if (!one_of(s, ".", &c))
		return true;
	int64_t unit = 100000;
	int digit;
	if (!digits(s, 1, &digit))
		return false;
	do {
		*us += digit * unit;
		unit /= 10;
	} while (digits(s, 1, &digit));
	return true;
}

static bool offset(struct ac_str *s, int64_t *us)
{
	char sign;
	int hours, minutes;
	char c;
	*us = 0;
	if (one_of(s, "Zz", &c))
		return s->n == 0;
	if (!one_of(s, "+-", &sign) || !digits(s, 2, &hours) || !one_of(s, ":", &c) ||
		!digits(s, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*us = (hours * AC_HOUR + minutes * AC_MINUTE) * (sign == '-' ? -1 : 1);
	return s->n == 0;
}

enum ac_status ac_wall_parse(struct ac_str text, struct ac_wall *wall, struct ac_error *err)
{
	struct ac_str s = text;
	int64_t days, us, zone;
	int hour, minute, second;
	char c;
	if (!date(&s, &days) || !one_of(&s, "Tt ", &c) || !digits(&s, 2, &hour) ||
		!one_of(&s, ":", &c) || !digits(&s, 2, &minute) || !one_of(&s, ":", &c) ||
		!digits(&s, 2, &second) || hour > 23 || minute > 59 || second > 60 ||
		!fraction(&s, &us) || !offset(&s, &zone))
		return ac_fail(err, AC_INVALID,
			"'%.*s' is no time: write it like 2022-06-13T12:00:00+03:00",
			(int)(text.n < 40 ? text.n : 40), text.p);
	wall->us = days * AC_DAY + hour * AC_HOUR + minute * AC_MINUTE + second * AC_SECOND + us -
		   zone;
	return AC_OK;
}
