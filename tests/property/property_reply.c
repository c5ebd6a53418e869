/* Every phrase of every language, denied, doubted, joined: what a person says is never taken for its
 * opposite, whatever words the tables know. And segments against an oracle that counts by hand. */
#include "base/random.h"
#include "check.h"
#include "text/alphabet.h"
#include "text/reply_p.h"

#include <stdio.h>

static const struct reply_row *const languages[] = { ac_reply_en, ac_reply_he, ac_reply_tr,
	ac_reply_ar, ac_reply_ru, ac_reply_fr, NULL };

typedef size_t visit_fn(const struct reply_row *language, struct ac_str phrase, enum sense sense);

static size_t visits;

/* Call for each phrase whose sense is from…to; @return the sum of what was wrong */
static size_t each_phrase(
	const struct reply_row *language, enum sense from, enum sense to, visit_fn *visit)
{
	size_t wrong = 0;
	for (const struct reply_row *row = language; row->phrases; row++) {
		struct ac_str rest = ac_str(row->phrases), phrase;
		if (row->sense < from || row->sense > to)
			continue;
		for (; ac_str_cut(&rest, '|', &phrase); visits++)
			wrong += visit(language, ac_str_trim(phrase), row->sense);
	}
	return wrong;
}

static size_t each_language(enum sense from, enum sense to, visit_fn *visit)
{
	size_t wrong = 0;
	for (size_t l = 0; languages[l]; l++)
		wrong += each_phrase(languages[l], from, to, visit);
	return wrong;
}

static struct ac_reply joined(struct ac_str a, const char *between, struct ac_str b, char text[512])
{
	snprintf(text, 512, "%.*s%s%.*s", AC_STR_ARG(a), between, AC_STR_ARG(b));
	return ac_reply_understand(ac_str(text));
}

static size_t complain(bool wrong, const char *text, struct ac_reply reply)
{
	if (wrong)
		print_error("\"%s\" understood as %s\n", text, ac_reply_word_name(reply.word));
	return wrong;
}

static size_t says_its_word(
	const struct reply_row *language, struct ac_str phrase, enum sense sense)
{
	(void)language;
	char text[512];
	struct ac_reply reply = joined(phrase, "", AC_STR("!"), text);
	return complain((int)reply.word != (int)sense, text, reply);
}

static void every_phrase_alone_says_its_word(void **state)
{
	(void)state;
	assert_int_equal(each_language(S_LEAVING, S_STOP, says_its_word), 0);
}

/* ---- denials ---- */

static struct ac_str denied;
static enum sense denied_sense;

static size_t not_this(const struct reply_row *language, struct ac_str no, enum sense sense)
{
	(void)language;
	char text[512];
	struct ac_reply reply =
		sense == S_NOT ? joined(no, " ", denied, text) : joined(denied, " ", no, text);
	return complain((int)reply.word == (int)denied_sense, text, reply);
}

static size_t deny(const struct reply_row *language, struct ac_str phrase, enum sense sense)
{
	denied = phrase;
	denied_sense = sense;
	return each_phrase(language, S_NOT, S_NOT_AFTER, not_this);
}

static void a_denied_phrase_never_says_its_word(void **state)
{
	(void)state;
	visits = 0;
	assert_int_equal(each_language(S_LEAVING, S_WRONG_PERSON, deny), 0);
	assert_true(visits > 10000);
}

static size_t doubtful(const struct reply_row *language, struct ac_str phrase, enum sense sense)
{
	(void)language;
	char text[512];
	struct ac_reply reply = joined(phrase, " ", AC_STR("?"), text);
	size_t wrong = complain((int)reply.word == (int)sense && sense != S_NEED_HELP, text, reply);
	reply = joined(phrase, " ", AC_STR("xyzzy"), text);
	return wrong + complain((int)reply.word == (int)sense && sense != S_NEED_HELP, text, reply);
}

static void a_question_or_an_unknown_word_makes_free_text_unless_help_is_called(void **state)
{
	(void)state;
	assert_int_equal(each_language(S_LEAVING, S_WRONG_PERSON, doubtful), 0);
}

static size_t with_help(const struct reply_row *language, struct ac_str phrase, enum sense sense)
{
	(void)language;
	(void)sense;
	char text[512];
	struct ac_reply reply = joined(phrase, ", ", AC_STR("need help"), text);
	return complain(reply.word != AC_REPLY_NEED_HELP, text, reply);
}

static void a_call_for_help_is_heard_after_every_other_phrase(void **state)
{
	(void)state;
	assert_int_equal(each_language(S_LEAVING, S_BECAUSE, with_help), 0);
}

/* ---- segments ---- */

/* Fill segments by hand: costs in order, a cost never parted. */
static uint32_t oracle(const unsigned char cost[], size_t n, uint32_t single, uint32_t part)
{
	uint32_t units = 0, segments = 1, filled = 0;
	for (size_t i = 0; i < n; i++)
		units += cost[i];
	if (units <= single)
		return 1;
	for (size_t i = 0; i < n; i++) {
		if (filled + cost[i] > part) {
			segments++;
			filled = 0;
		}
		filled += cost[i];
	}
	return segments;
}

static void segments_are_those_of_an_oracle(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned char gsm7, ucs2; /* cost; 0: not in the alphabet */
	} letters[] = { { "a", 1, 1 }, { "€", 2, 1 }, { "{", 2, 1 }, { "é", 1, 1 }, { "Σ", 1, 1 },
		{ "ש", 0, 1 }, { "😀", 0, 2 } };
	struct ac_random random;
	struct ac_buf text, body;
	ac_random_seed(&random, 7);
	ac_buf_init(&text, 8192);
	ac_buf_init(&body, 8192);
	for (int round = 0; round < 20000; round++) {
		unsigned char gsm7[600], ucs2[600];
		size_t n = ac_random_below(&random, 600), kinds = round % 2 ? 7 : 5;
		bool is_gsm7 = true;
		ac_buf_reset(&text);
		ac_buf_reset(&body);
		for (size_t i = 0; i < n; i++) {
			size_t k = ac_random_below(&random, kinds);
			ac_buf_add_str(&text, ac_str(letters[k].text));
			gsm7[i] = letters[k].gsm7;
			ucs2[i] = letters[k].ucs2;
			is_gsm7 &= gsm7[i] > 0;
		}
		struct ac_text_size size;
		assert_int_equal(ac_text_measure(ac_buf_str(&text), &size, NULL), AC_OK);
		assert_int_equal(size.coding, is_gsm7 ? AC_CODING_GSM7 : AC_CODING_UCS2);
		uint32_t expected = is_gsm7 ? oracle(gsm7, n, 160, 153) : oracle(ucs2, n, 70, 67);
		assert_int_equal(size.segments, expected);
		assert_int_equal(
			ac_text_encode(ac_buf_str(&text), size.coding, &body, NULL), AC_OK);
		uint32_t ends[32];
		assert_int_equal(ac_text_split(ac_buf_str(&body), size.coding, ends, 32), expected);
	}
	ac_buf_done(&text);
	ac_buf_done(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_phrase_alone_says_its_word),
		CASE(a_denied_phrase_never_says_its_word),
		CASE(a_question_or_an_unknown_word_makes_free_text_unless_help_is_called),
		CASE(a_call_for_help_is_heard_after_every_other_phrase),
		CASE(segments_are_those_of_an_oracle),
	};
	return RUN(tests);
}
