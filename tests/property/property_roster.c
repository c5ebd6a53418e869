/* Against slow oracles: a CSV reader that sees the whole text at once, and ICU's own calendar for
 * the first instant of every day. If this breaks, rows fall apart or people are warned a day late. */
#include "base/buf.h"
#include "base/map.h"
#include "base/random.h"
#include "base/vec.h"
#include "check.h"
#include "roster/csv.h"
#include "roster/zone.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

/* A table of random fields, written with quotes wherever needed and by chance where not. */
static void write_field(struct ac_random *random, struct ac_buf *field, struct ac_buf *file)
{
	static const char *const pieces[] = { "a", "bc", ",", "\"", "\n", "\r\n", " ", "\xd7\xa2",
		"" };
	ac_buf_reset(field);
	for (uint64_t n = ac_random_below(random, 5); n > 0; n--)
		ac_buf_add_str(field, ac_str(pieces[ac_random_below(random, 9)]));
	bool quote = field->n == 0 || strpbrk(field->p, ",\"\r\n") || ac_random_chance(random, 0.3);
	if (quote)
		ac_buf_add_char(file, '"');
	for (size_t i = 0; i < field->n; i++) {
		if (field->p[i] == '"')
			ac_buf_add_char(file, '"');
		ac_buf_add_char(file, field->p[i]);
	}
	if (quote)
		ac_buf_add_char(file, '"');
}

struct dribble {
	struct ac_str rest;
	struct ac_random *random;
};

static int64_t read_some(void *ctx, char *into, size_t n)
{
	struct dribble *d = ctx;
	size_t take = 1 + ac_random_below(d->random, 7);
	take = take > n ? n : take;
	take = take > d->rest.n ? d->rest.n : take;
	memcpy(into, d->rest.p, take);
	d->rest = (struct ac_str){ d->rest.p + take, d->rest.n - take };
	return (int64_t)take;
}

static void check_table(uint64_t seed)
{
	struct ac_random random;
	ac_random_seed(&random, seed);
	AC_AUTO(buf) struct ac_buf field, file, want;
	ac_buf_init(&field, 4096);
	ac_buf_init(&file, 1 << 16);
	ac_buf_init(&want, 1 << 16);
	uint64_t width = 1 + ac_random_below(&random, 4), height = 1 + ac_random_below(&random, 6);
	const char *line_end = ac_random_chance(&random, 0.5) ? "\r\n" : "\n";
	for (uint64_t y = 0; y < height; y++) {
		for (uint64_t x = 0; x < width; x++) {
			write_field(&random, &field, &file);
			ac_buf_add_str(&file, ac_str(x + 1 < width ? "," : line_end));
			ac_buf_add_str(&want, ac_buf_str(&field));
			ac_buf_add_char(&want, 0);
		}
	}
	struct dribble source = { ac_buf_str(&file), &random };
	AC_AUTO(csv)
	struct ac_csv *csv = ac_csv_new("f", (struct ac_csv_source){ read_some, &source });
	size_t at = 0;
	for (uint64_t y = 0; y < height; y++) {
		struct ac_csv_row row;
		assert_int_equal(ac_csv_next(csv, &row, NULL), AC_OK);
		assert_int_equal(row.n, width);
		for (size_t x = 0; x < row.n; x++) {
			assert_true(ac_str_eq(row.fields[x], ac_str(want.p + at)));
			at += row.fields[x].n + 1;
		}
	}
	struct ac_csv_row row;
	assert_int_equal(ac_csv_next(csv, &row, NULL), AC_OK);
	assert_int_equal(row.n, 0);
}

static void every_table_that_is_written_is_read_back(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20000; seed++)
		check_table(seed);
}

static int64_t icu_day_start_us(UCalendar *calendar, int32_t day)
{
	int64_t year;
	int month, d;
	ac_civil_from_days(day, &year, &month, &d);
	UErrorCode code = U_ZERO_ERROR;
	ucal_clear(calendar);
	ucal_setDateTime(calendar, (int32_t)year, month - 1, d, 0, 0, 0, &code);
	double ms = ucal_getMillis(calendar, &code);
	assert_true(U_SUCCESS(code));
	return (int64_t)ms * 1000;
}

static void check_zone(const char *name)
{
	UErrorCode code = U_ZERO_ERROR;
	UChar wide[128];
	u_uastrcpy(wide, name);
	UCalendar *calendar = ucal_open(wide, -1, "en", UCAL_GREGORIAN, &code);
	ucal_setAttribute(calendar, UCAL_REPEATED_WALL_TIME, UCAL_WALLTIME_FIRST);
	ucal_setAttribute(calendar, UCAL_SKIPPED_WALL_TIME, UCAL_WALLTIME_NEXT_VALID);
	AC_AUTO(zone) struct ac_zone *zone = NULL;
	assert_int_equal(ac_zone_new(ac_str(name), &zone, NULL), AC_OK);
	struct ac_random random;
	ac_random_seed(&random, ac_hash_bytes(name, strlen(name), 1));
	int32_t step = 37;
	for (int32_t day = 1 + (int32_t)ac_random_below(&random, 37); day < 84000; day += step) {
		/* Every day of the recent past and the near future, some of the others. */
		step = day > 18000 && day < 21000 ? 1 : 37;
		int64_t want = icu_day_start_us(calendar, day);
		if (ac_zone_day_start(zone, day).us != want)
			fail_msg("%s day %d: %lld, not %lld", name, day,
				(long long)ac_zone_day_start(zone, day).us, (long long)want);
	}
	ucal_close(calendar);
}

static void days_begin_when_icu_says_in_every_zone(void **state)
{
	(void)state;
	UErrorCode code = U_ZERO_ERROR;
	UEnumeration *zones = ucal_openTimeZones(&code);
	int checked = 0;
	for (const char *name; (name = uenum_next(zones, NULL, &code));)
		if (strchr(name, '/') && checked++ % 5 == 0 && strcmp(name, "Etc/Unknown") != 0)
			check_zone(name);
	uenum_close(zones);
	assert_true(checked > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_table_that_is_written_is_read_back),
		CASE(days_begin_when_icu_says_in_every_zone),
	};
	return RUN(tests);
}
