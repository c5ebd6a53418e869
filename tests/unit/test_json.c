/* What a user loses if this breaks: every request, every answer and the signed audit trail are
 * JSON - a misread field warns the wrong people, a vague error leaves the officer guessing at
 * night. */
#include "check.h"
#include "json/json.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static struct ac_json *parsed(const char *text)
{
	struct ac_json *root = NULL;
	struct ac_error err = { 0 };
	if (ac_json_parse(ac_str(text), NULL, &root, &err) != AC_OK)
		fail_msg("%s", err.msg);
	return root;
}

static void assert_writes(const struct ac_json *node, const char *text)
{
	AC_AUTO(buf) struct ac_buf buf;
	ac_buf_init(&buf, 1 << 16);
	ac_json_write(node, &buf);
	assert_string_equal(ac_buf_str(&buf).p, text);
}

static void a_request_is_read_by_name_and_type(void **state)
{
	(void)state;
	AC_AUTO(json)
	struct ac_json *body = parsed(
		"\xef\xbb\xbf{\"title\":\"Tak\\u0073im\",\"id\":5,\"share\":0.5,\"loud\":true,"
		"\"at\":\"2022-06-13T12:00:00+03:00\",\"level\":\"high\",\"note\":null}");
	struct ac_str text;
	int64_t number;
	double real;
	bool yes;
	struct ac_wall at;
	size_t level;
	static const char *const levels[] = { "low", "high" };
	assert_int_equal(ac_json_get_str(body, "title", &text, NULL), AC_OK);
	assert_true(ac_str_eq(text, AC_STR("Taksim")));
	assert_int_equal(ac_json_get_i64(body, "id", &number, NULL), AC_OK);
	assert_int_equal(number, 5);
	assert_int_equal(ac_json_get_double(body, "share", &real, NULL), AC_OK);
	assert_true(real > 0.49 && real < 0.51);
	assert_int_equal(ac_json_get_double(body, "id", &real, NULL), AC_OK);
	assert_int_equal(ac_json_get_bool(body, "loud", &yes, NULL), AC_OK);
	assert_true(yes);
	assert_int_equal(ac_json_get_wall(body, "at", &at, NULL), AC_OK);
	assert_int_equal(at.us, INT64_C(1655110800000000));
	assert_int_equal(ac_json_get_choice(body, "level", levels, 2, &level, NULL), AC_OK);
	assert_int_equal(level, 1);
	assert_int_equal(ac_json_opt_i64(body, "note", 0, 9, 7, &number, NULL), AC_OK);
	assert_int_equal(number, 7);
	assert_int_equal(ac_json_opt_str(body, "none", AC_STR("x"), &text, NULL), AC_OK);
	assert_true(ac_str_eq(text, AC_STR("x")));
}

static void a_wrong_value_is_named_by_its_path(void **state)
{
	(void)state;
	AC_AUTO(json)
	struct ac_json *body =
		parsed("{\"tiers\":[{},{},{\"wait\":5,\"when\":\"soon\"}],\"kind\":\"odd\"}");
	const struct ac_json *tiers = NULL;
	assert_int_equal(ac_json_get_array(body, "tiers", &tiers, NULL), AC_OK);
	const struct ac_json *tier = ac_json_at(tiers, 2);
	struct ac_error err;
	struct ac_str text = { 0 };
	struct ac_wall at;
	int64_t number;
	size_t which;
	assert_int_equal(ac_json_get_str(tier, "wait", &text, &err), AC_INVALID);
	assert_string_equal(err.msg, "tiers[2].wait: expected a text");
	assert_null(text.p);
	assert_int_equal(ac_json_get_i64_in(tier, "wait", 0, 3, &number, &err), AC_INVALID);
	assert_string_equal(err.msg, "tiers[2].wait: expected a whole number from 0 to 3");
	assert_int_equal(ac_json_get_wall(tier, "when", &at, &err), AC_INVALID);
	assert_string_equal(err.msg, "tiers[2].when: expected a time like 2022-06-13T09:00:00Z");
	assert_int_equal(ac_json_get_str(ac_json_at(tiers, 0), "text", &text, &err), AC_INVALID);
	assert_string_equal(err.msg, "tiers[0].text: missing, expected a text");
	assert_int_equal(ac_json_get_i64(tiers, "x", &number, &err), AC_INVALID);
	assert_string_equal(err.msg, "tiers: expected an object");
	static const char *const kinds[] = { "a", "b" };
	assert_int_equal(ac_json_get_choice(body, "kind", kinds, 2, &which, &err), AC_INVALID);
	assert_string_equal(err.msg, "kind: expected one of a, b");
	static const char *const known[] = { "tiers", NULL };
	assert_int_equal(ac_json_only(body, known, &err), AC_INVALID);
	assert_string_equal(err.msg, "kind: not known here, look at its spelling");
	assert_int_equal(ac_json_fail(tier, &err, "%d is odd", 3), AC_INVALID);
	assert_string_equal(err.msg, "tiers[2]: 3 is odd");
}

static void broken_text_is_refused_with_line_and_column(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "line 1, column 1: the text ends too early" },
		{ "{\"a\": 1,\n \"b\": [1, 2}", "line 2, column 12: not JSON" },
		{ "[1,2", "line 1, column 4: the text ends too early" },
		{ "{\"a\":1,\"a\":2}", "the same member is given twice" },
		{ "[1] x", "something follows after the end" },
		{ "\"\xff\"", "not well-formed UTF-8" },
		{ "\"a\\u0000\"", "zero character" },
		{ "1e999", "a number is too large" },
		{ "99999999999999999999", "a number is too large" },
		{ "{'a':1}", "not JSON" },
		{ "[1,]", "not JSON" },
		{ "NaN", "not JSON" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_json *root = NULL;
		struct ac_error err;
		assert_int_equal(
			ac_json_parse(ac_str(cases[i].text), NULL, &root, &err), AC_INVALID);
		if (!strstr(err.msg, cases[i].says))
			fail_msg("%s: %s", cases[i].text, err.msg);
		assert_null(root);
	}
}

static void an_error_never_quotes_what_was_sent(void **state)
{
	(void)state;
	struct ac_json *root = NULL;
	struct ac_error err;
	assert_int_equal(
		ac_json_parse(AC_STR("{\"phone\": +905321112233}"), NULL, &root, &err), AC_INVALID);
	assert_null(strstr(err.msg, "905"));
}

static void what_is_too_long_or_too_deep_is_refused_before_it_is_read(void **state)
{
	(void)state;
	struct ac_json *root = NULL;
	struct ac_error err;
	const struct ac_json_limits small = { .bytes = 20, .depth = 3 };
	assert_int_equal(
		ac_json_parse(AC_STR("[\"01234567890123456789\"]"), &small, &root, &err), AC_FULL);
	assert_int_equal(ac_json_parse(AC_STR("[[[1]]]"), &small, &root, &err), AC_OK);
	ac_json_free(root);
	root = NULL;
	assert_int_equal(
		ac_json_parse(AC_STR("[\"[[[\\\"[\",\n[[[]]]]"), &small, &root, &err), AC_INVALID);
	assert_string_equal(err.msg, "line 2, column 3: nested deeper than 3 levels");
	const struct ac_json_limits few = { .bytes = 100, .depth = 3, .values = 4 };
	assert_int_equal(ac_json_parse(AC_STR("[1,2,3]"), &few, &root, &err), AC_OK);
	ac_json_free(root);
	root = NULL;
	assert_int_equal(ac_json_parse(AC_STR("[1,2,3,4]"), &few, &root, &err), AC_FULL);
	char deep[100000];
	memset(deep, '[', sizeof deep);
	const struct ac_json_limits wide = { .bytes = 1 << 20, .depth = SIZE_MAX };
	assert_int_equal(ac_json_parse((struct ac_str){ deep, sizeof deep }, &wide, &root, &err),
		AC_INVALID);
}

static void an_answer_is_built_without_ceremony(void **state)
{
	(void)state;
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	ac_json_set_i64(answer, "id", 4);
	ac_json_set_i64(answer, "id", 5);
	ac_json_set_text(answer, "title", "\"a\\b\"\n\x01\x7fé");
	ac_json_set_text(answer, "none", NULL);
	ac_json_set_str(answer, "bad", AC_STR("x\xffy"));
	ac_json_set_wall(answer, "at", (struct ac_wall){ 1655110800000000 });
	struct ac_json *counts = ac_json_set_object(answer, "counts");
	ac_json_set_bool(counts, "whole", true);
	ac_json_set_double(counts, "share", 0.1);
	struct ac_json *list = ac_json_set_array(answer, "list");
	ac_json_add_i64(list, INT64_MIN);
	ac_json_add_object(list);
	ac_json_add_array(list);
	ac_json_add_bool(list, false);
	ac_json_add_text(list, "t");
	AC_AUTO(json) struct ac_json *copy = ac_json_copy(answer);
	assert_writes(copy, "{\"at\":\"2022-06-13T09:00:00Z\",\"bad\":\"x\xef\xbf\xbdy\","
			    "\"counts\":{\"share\":0.1,\"whole\":true},\"id\":5,"
			    "\"list\":[-9223372036854775808,{},[],false,\"t\"],\"none\":null,"
			    "\"title\":\"\\\"a\\\\b\\\"\\n\\u0001\x7fé\"}");
}

static void the_same_value_is_written_in_the_same_bytes(void **state)
{
	(void)state;
	static const struct {
		const char *text, *canonical;
	} cases[] = {
		{ " { \"b\" : 1 , \"a\" : [ ] , \"aa\":{}, \"B\":0} ",
			"{\"B\":0,\"a\":[],\"aa\":{},\"b\":1}" },
		{ "[5.0, 5, -0.0, -0, 1E2, 0.1, 0.30000000000000004, 5e-324, "
		  "1.7976931348623157e308]",
			"[5,5,0,0,100,0.1,0.30000000000000004,4.94065645841247e-324,"
			"1.7976931348623157e+308]" },
		{ "\"\\u00e9\\/\\ud83d\\ude00\"", "\"é/\xf0\x9f\x98\x80\"" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(json) struct ac_json *once = parsed(cases[i].text);
		assert_writes(once, cases[i].canonical);
		AC_AUTO(json) struct ac_json *twice = parsed(cases[i].canonical);
		assert_writes(twice, cases[i].canonical);
	}
}

static void a_number_that_is_not_finite_becomes_null(void **state)
{
	(void)state;
	AC_AUTO(json) struct ac_json *list = ac_json_new_array();
	ac_json_add_double(list, NAN);
	ac_json_add_double(list, -INFINITY);
	assert_writes(list, "[null,null]");
}

static void pages_for_people_are_indented(void **state)
{
	(void)state;
	AC_AUTO(json) struct ac_json *root = parsed("{\"b\":[1,2],\"a\":{},\"c\":[]}");
	AC_AUTO(buf) struct ac_buf buf;
	ac_buf_init(&buf, 100);
	ac_json_write_pretty(root, &buf);
	assert_string_equal(
		buf.p, "{\n  \"a\": {},\n  \"b\": [\n    1,\n    2\n  ],\n  \"c\": []\n}\n");
}

static void items_and_members_are_walked_in_order(void **state)
{
	(void)state;
	AC_AUTO(json) struct ac_json *root = parsed("{\"z\":3,\"a\":1,\"m\":2}");
	int64_t at = 0, value = 0;
	ac_json_each(root, member)
	{
		assert_int_equal(ac_json_as_i64(member, &value, NULL), AC_OK);
		assert_int_equal(value, ++at);
	}
	assert_int_equal(at, 3);
	assert_int_equal(ac_json_count(NULL), 0);
	assert_null(ac_json_at(root, 3));
	assert_null(ac_json_find(root, "q"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_request_is_read_by_name_and_type),
		CASE(a_wrong_value_is_named_by_its_path),
		CASE(broken_text_is_refused_with_line_and_column),
		CASE(an_error_never_quotes_what_was_sent),
		CASE(what_is_too_long_or_too_deep_is_refused_before_it_is_read),
		CASE(an_answer_is_built_without_ceremony),
		CASE(the_same_value_is_written_in_the_same_bytes),
		CASE(a_number_that_is_not_finite_becomes_null),
		CASE(pages_for_people_are_indented),
		CASE(items_and_members_are_walked_in_order),
	};
	return RUN(tests);
}
