/* What a user loses if this breaks: a warning that arrives as question marks, is cut in the middle of
 * a letter, or costs three times what it should; an answer that nobody can read. */
#include "check.h"
#include "text/alphabet.h"

#include <stdlib.h>
#include <string.h>

static struct ac_text_size measured(struct ac_str text)
{
	struct ac_text_size size = { 0 };
	struct ac_error err;
	assert_int_equal(ac_text_measure(text, &size, &err), AC_OK);
	return size;
}

static void repeat(struct ac_buf *buf, const char *what, size_t times)
{
	ac_buf_reset(buf);
	for (size_t i = 0; i < times; i++)
		ac_buf_add_str(buf, ac_str(what));
}

static void each_text_takes_the_cheapest_alphabet_that_holds_it(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum ac_coding coding;
		uint32_t units;
	} cases[] = {
		{ "", AC_CODING_GSM7, 0 },
		{ "Leave now: 1", AC_CODING_GSM7, 12 },
		{ "é è ù à ì ò Ç ß ñ @ £ \n", AC_CODING_GSM7, 23 },
		{ "ΔΦΓΛΩΠΨΣΘΞ", AC_CODING_GSM7, 10 },
		{ "{}[]\\~|^€", AC_CODING_GSM7, 18 },
		{ "`", AC_CODING_UCS2, 1 },
		{ "hôtel", AC_CODING_UCS2, 5 },
		{ "şehir", AC_CODING_UCS2, 5 },
		{ "שלום", AC_CODING_UCS2, 4 },
		{ "ok 👍", AC_CODING_UCS2, 5 },
		{ "\t", AC_CODING_UCS2, 1 },
		{ "\x1b", AC_CODING_UCS2, 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_text_size size = measured(ac_str(cases[i].text));
		assert_int_equal(size.coding, cases[i].coding);
		assert_int_equal(size.units, cases[i].units);
		assert_int_equal(size.segments, 1);
	}
}

static void segments_are_counted_as_carriers_bill_them(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		size_t times;
		uint32_t segments;
	} cases[] = {
		{ "a", 160, 1 },
		{ "a", 161, 2 },
		{ "a", 306, 2 },
		{ "a", 307, 3 },
		{ "€", 80, 1 },
		{ "€", 81, 2 },
		{ "€", 152, 2 },
		{ "€", 153, 3 },
		{ "ש", 70, 1 },
		{ "ש", 71, 2 },
		{ "ש", 134, 2 },
		{ "ש", 135, 3 },
		{ "😀", 35, 1 },
		{ "😀", 36, 2 },
		{ "😀", 66, 2 },
		{ "😀", 67, 3 },
	};
	struct ac_buf text;
	ac_buf_init(&text, 4096);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		repeat(&text, cases[i].what, cases[i].times);
		assert_int_equal(measured(ac_buf_str(&text)).segments, cases[i].segments);
	}
	ac_buf_done(&text);
}

static void a_pair_is_never_parted_by_a_segment_border(void **state)
{
	(void)state;
	static const char *const cases[][2] = { { "a", "€" }, { "ש", "😀" } };
	struct ac_buf text, body;
	ac_buf_init(&text, 8192);
	ac_buf_init(&body, 8192);
	for (size_t c = 0; c < 2; c++)
		for (size_t lead = 0; lead < 4; lead++) {
			repeat(&text, cases[c][0], lead);
			for (size_t i = 0; i < 200; i++)
				ac_buf_add_str(&text, ac_str(cases[c][1]));
			struct ac_text_size size = measured(ac_buf_str(&text));
			ac_buf_reset(&body);
			assert_int_equal(
				ac_text_encode(ac_buf_str(&text), size.coding, &body, NULL), AC_OK);
			uint32_t ends[16];
			size_t n = ac_text_split(ac_buf_str(&body), size.coding, ends, 16);
			assert_int_equal(n, size.segments);
			assert_int_equal(ends[n - 1], body.n);
			for (size_t i = 0; i + 1 < n; i++) {
				unsigned char last = (unsigned char)body.p[ends[i] - 1];
				unsigned char high = (unsigned char)body.p[ends[i] - 2];
				assert_true(c == 0 ? last != 0x1b : (high & 0xfc) != 0xd8);
				assert_true(ends[i] - (i ? ends[i - 1] : 0) <= (c ? 134 : 153));
			}
		}
	ac_buf_done(&text);
	ac_buf_done(&body);
}

static void bodies_are_the_bytes_that_carriers_expect(void **state)
{
	(void)state;
	struct ac_buf body;
	ac_buf_init(&body, 64);
	assert_int_equal(ac_text_encode(AC_STR("@$a€{"), AC_CODING_GSM7, &body, NULL), AC_OK);
	assert_int_equal(body.n, 7);
	assert_memory_equal(body.p, "\x00\x02\x61\x1b\x65\x1b\x28", 7);
	ac_buf_reset(&body);
	assert_int_equal(ac_text_encode(AC_STR("aש😀"), AC_CODING_UCS2, &body, NULL), AC_OK);
	assert_int_equal(body.n, 8);
	assert_memory_equal(body.p, "\x00\x61\x05\xe9\xd8\x3d\xde\x00", 8);
	ac_buf_done(&body);
}

static void what_an_alphabet_lacks_or_a_buffer_cannot_hold_is_refused_whole(void **state)
{
	(void)state;
	struct ac_buf body;
	struct ac_error err;
	struct ac_text_size size;
	ac_buf_init(&body, 8);
	ac_buf_add_str(&body, AC_STR("ab"));
	assert_int_equal(ac_text_encode(AC_STR("xש"), AC_CODING_GSM7, &body, &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "U+05E9"));
	assert_int_equal(ac_text_encode(AC_STR("x\xff"), AC_CODING_UCS2, &body, &err), AC_INVALID);
	assert_int_equal(ac_text_encode(AC_STR("1234567"), AC_CODING_GSM7, &body, &err), AC_FULL);
	assert_string_equal(body.p, "ab");
	assert_int_equal(ac_text_encode(AC_STR("123456"), AC_CODING_GSM7, &body, &err), AC_OK);
	assert_int_equal(ac_text_measure(AC_STR("\xc3"), &size, &err), AC_INVALID);
	ac_buf_done(&body);
}

static void answers_are_read_in_every_coding_that_handsets_use(void **state)
{
	(void)state;
	static const struct {
		uint8_t data_coding;
		enum ac_coding link_default;
		struct ac_str body;
		const char *text;
	} cases[] = {
		{ 0, AC_CODING_GSM7, { "\x00\x1b\x65 \x05", 5 }, "@€ é" },
		{ 0, AC_CODING_LATIN1, { "@\xe9", 2 }, "@é" },
		{ 0xf1, AC_CODING_GSM7, { "\x11", 1 }, "_" },
		{ 1, AC_CODING_GSM7, { "1 @ home", 8 }, "1 @ home" },
		{ 1, AC_CODING_GSM7, { "\x05t\x05", 3 }, "été" },
		{ 3, AC_CODING_GSM7, { "\xe9t\xe9", 3 }, "été" },
		{ 6, AC_CODING_GSM7, { "\xdd\xd5\xe2", 3 }, "нет" },
		{ 7, AC_CODING_GSM7, { "\xeb\xef", 2 }, "כן" },
		{ 8, AC_CODING_GSM7, { "\x05\xe9\xd8\x3d\xde\x00", 6 }, "ש😀" },
		{ 8, AC_CODING_GSM7, { "\xfe\xff\x00\x31", 4 }, "1" },
		{ 8, AC_CODING_GSM7, { "\xff\xfe\x31\x00", 4 }, "1" },
		{ 0x18, AC_CODING_GSM7, { "\x00\x31", 2 }, "1" },
		{ 4, AC_CODING_GSM7, { "\xd7\xa9", 2 }, "ש" },
		{ 0xf4, AC_CODING_GSM7, { "\xe9", 1 }, "é" },
	};
	struct ac_buf out;
	ac_buf_init(&out, 64);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		ac_buf_reset(&out);
		assert_int_equal(ac_text_decode(cases[i].data_coding, cases[i].link_default,
					 cases[i].body, &out, NULL),
			AC_OK);
		assert_string_equal(out.p, cases[i].text);
	}
	ac_buf_done(&out);
}

static void broken_answers_become_valid_text_and_never_an_error(void **state)
{
	(void)state;
	static const struct ac_str bodies[] = {
		{ "\x1b", 1 },
		{ "a\x1b\x1b"
		  "b",
			4 },
		{ "\x1b\x41", 2 },
		{ "\xd8\x3d", 2 },
		{ "\xde\x00\x00\x31", 4 },
		{ "\x00\x31\x00", 3 },
		{ "\xff\x80\x00", 3 },
		{ "", 0 },
	};
	struct ac_buf out;
	ac_buf_init(&out, 64);
	for (unsigned coding = 0; coding < 256; coding++)
		for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
			ac_buf_reset(&out);
			assert_int_equal(ac_text_decode((uint8_t)coding, AC_CODING_GSM7, bodies[i],
						 &out, NULL),
				AC_OK);
			assert_true(ac_str_is_utf8(ac_buf_str(&out)));
		}
	ac_buf_done(&out);
}

static void every_septet_survives_the_way_there_and_back(void **state)
{
	(void)state;
	struct ac_buf text, body;
	ac_buf_init(&text, 64);
	ac_buf_init(&body, 64);
	for (unsigned septet = 0; septet < 128; septet++) {
		if (septet == 0x1b)
			continue;
		char byte = (char)septet;
		ac_buf_reset(&text);
		ac_buf_reset(&body);
		assert_int_equal(
			ac_text_decode(0, AC_CODING_GSM7, (struct ac_str){ &byte, 1 }, &text, NULL),
			AC_OK);
		assert_int_equal(
			ac_text_encode(ac_buf_str(&text), AC_CODING_GSM7, &body, NULL), AC_OK);
		assert_int_equal(body.n, 1);
		assert_int_equal((unsigned char)body.p[0], septet);
	}
	ac_buf_done(&text);
	ac_buf_done(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_text_takes_the_cheapest_alphabet_that_holds_it),
		CASE(segments_are_counted_as_carriers_bill_them),
		CASE(a_pair_is_never_parted_by_a_segment_border),
		CASE(bodies_are_the_bytes_that_carriers_expect),
		CASE(what_an_alphabet_lacks_or_a_buffer_cannot_hold_is_refused_whole),
		CASE(answers_are_read_in_every_coding_that_handsets_use),
		CASE(broken_answers_become_valid_text_and_never_an_error),
		CASE(every_septet_survives_the_way_there_and_back),
	};
	return RUN(tests);
}
