/* The files that people send: if this breaks, a registry is read wrong or not at all, or a broken
 * file says nothing that helps to mend it. */
#include "check.h"
#include "roster/csv.h"

#include <stdio.h>

/* All rows as "a|b\n"; or the error's message behind "! ". */
static char *read_all(struct ac_str text, char *out, size_t size)
{
	AC_AUTO(csv) struct ac_csv *csv = ac_csv_new("f.csv", ac_csv_from_str(&text));
	struct ac_error err;
	size_t n = 0;
	for (struct ac_csv_row row;;) {
		if (ac_csv_next(csv, &row, &err) != AC_OK) {
			snprintf(out + n, size - n, "! %s", err.msg);
			return out;
		}
		if (row.n == 0)
			break;
		for (size_t i = 0; i < row.n; i++)
			n += (size_t)snprintf(out + n, size - n, "%.*s%c",
				AC_STR_ARG(row.fields[i]), i + 1 < row.n ? '|' : '\n');
	}
	out[n] = 0;
	return out;
}

static void rows_come_out_as_rfc_4180_says(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ "\n\r\n", "" },
		{ "a,b\n1,2\n", "a|b\n1|2\n" },
		{ "a,b\n1,2", "a|b\n1|2\n" },
		{ "a,b\r\n1,2\r\n", "a|b\n1|2\n" },
		{ "a,b\r1,2\r", "a|b\n1|2\n" },
		{ "a,b\n\n\n1,2\n\n", "a|b\n1|2\n" },
		{ "\xef\xbb\xbf"
		  "a,b\n1,2\n",
			"a|b\n1|2\n" },
		{ "a,b\n,\n", "a|b\n|\n" },
		{ "a\n\"\"\n", "a\n\n" },
		{ "a,b\n\"1,1\",\"2 \"\"x\"\"\"\n", "a|b\n1,1|2 \"x\"\n" },
		{ "a,b\n\"1\r\n1\",2\n3,4\n", "a|b\n1\r\n1|2\n3|4\n" },
		{ "a,b\n\"\",\"\"\n", "a|b\n|\n" },
		{ "a,b\n\xd7\xa2,\xf0\x9f\x98\x80\n", "a|b\n\xd7\xa2|\xf0\x9f\x98\x80\n" },
	};
	char out[512];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(read_all(ac_str(cases[i].in), out, sizeof out), cases[i].out);
}

static void a_broken_file_says_where_and_what_to_do(void **state)
{
	(void)state;
	static const struct {
		const char *in, *says;
	} cases[] = {
		{ "a,b\n1,2\n\"3,4\n5,6\n", "f.csv:3: a quote is opened here and never closed" },
		{ "a,b\n1,2,3\n", "f.csv:2: 3 fields where the header has 2" },
		{ "a,b\n\"x\ny\",2\n1\n", "f.csv:4: 1 fields where the header has 2" },
		{ "a,b\n1,x\"y\n", "f.csv:2: a quote inside a field without quotes" },
		{ "a,b\n1,\"x\"y\n", "f.csv:2: text behind a closing quote" },
		{ "a,b\n1,\xff\n", "f.csv:2: field 2 is not UTF-8" },
		{ "a,b\n1,\xed\xa0\x80\n", "f.csv:2: field 2 is not UTF-8" },
		{ "\xff\xfe"
		  "a\0",
			"f.csv:1: this is UTF-16" },
	};
	char out[1024];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		read_all(ac_str(cases[i].in), out, sizeof out);
		assert_non_null(strstr(out, cases[i].says));
	}
	read_all(AC_STR("a,b\n1,\0\n"), out, sizeof out);
	assert_non_null(strstr(out, "f.csv:2: a zero byte"));
}

static void what_is_too_big_is_refused_before_memory_grows(void **state)
{
	(void)state;
	size_t n = 1 << 20;
	AC_AUTO(free) char *text = ac_alloc(n);
	memset(text, 'x', n);
	char out[512];
	memcpy(text, "a,b\n", 4);
	assert_non_null(strstr(read_all((struct ac_str){ text, n }, out, sizeof out), "f.csv:2:"));
	text[4] = '"';
	assert_non_null(strstr(read_all((struct ac_str){ text, n }, out, sizeof out),
		"f.csv:2: a row is longer than 256 KiB: is a quote opened here"));
	memset(text, ',', n);
	assert_non_null(strstr(
		read_all((struct ac_str){ text, n }, out, sizeof out), "more than 256 fields"));
}

/* A source that gives a byte at a time, so that every border falls everywhere. */
static int64_t drip(void *ctx, char *into, size_t n)
{
	struct ac_str *rest = ctx;
	if (rest->n == 0 || n == 0)
		return 0;
	*into = *rest->p;
	*rest = (struct ac_str){ rest->p + 1, rest->n - 1 };
	return 1;
}

static void where_reads_are_cut_does_not_matter(void **state)
{
	(void)state;
	const char *text = "\xef\xbb\xbf"
			   "a,\"b\"\r\n\"x\"\"y\",\"1\r\n2\"\r\n\r\n\xd7\xa2,\r\n";
	struct ac_str rest = ac_str(text);
	AC_AUTO(csv)
	struct ac_csv *csv = ac_csv_new("f.csv", (struct ac_csv_source){ drip, &rest });
	struct ac_csv_row row;
	assert_int_equal(ac_csv_next(csv, &row, NULL), AC_OK);
	assert_int_equal(row.n, 2);
	assert_int_equal(ac_csv_next(csv, &row, NULL), AC_OK);
	assert_true(ac_str_eq(row.fields[0], AC_STR("x\"y")));
	assert_true(ac_str_eq(row.fields[1], AC_STR("1\r\n2")));
	assert_int_equal(row.line, 2);
	assert_int_equal(ac_csv_next(csv, &row, NULL), AC_OK);
	assert_true(ac_str_eq(row.fields[0], AC_STR("\xd7\xa2")));
	assert_int_equal(row.line, 5);
	assert_int_equal(ac_csv_next(csv, &row, NULL), AC_OK);
	assert_int_equal(row.n, 0);
	assert_int_equal(ac_csv_offset(csv), strlen(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(rows_come_out_as_rfc_4180_says),
		CASE(a_broken_file_says_where_and_what_to_do),
		CASE(what_is_too_big_is_refused_before_memory_grows),
		CASE(where_reads_are_cut_does_not_matter),
	};
	return RUN(tests);
}
