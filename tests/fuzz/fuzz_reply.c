/* Any bytes as an answer: decoded from any coding to valid text, understood without a crash, and
 * encoded, cut and decoded again to the same. */
#include "fuzz/fuzz.h"

#include "text/alphabet.h"
#include "text/reply.h"

static void understand(struct ac_str text)
{
	struct ac_reply reply = ac_reply_understand(text);
	must((unsigned)reply.word < ac_reply_word_count, "a word is one of ours");
	must(reply.reason == AC_REFUSAL_NONE || reply.word == AC_REPLY_STAYING,
		"only who stays has a reason");
	must(reply.minute >= -1 && reply.minute < 24 * 60, "a time is one of a day");
	must(reply.word != AC_REPLY_STOP || reply.stop, "STOP opts out");
	must(!reply.stop || reply.word == AC_REPLY_STOP || reply.word == AC_REPLY_NEED_HELP,
		"only STOP or a call for help opts out");
}

static void send(struct ac_str text)
{
	AC_AUTO(buf) struct ac_buf body, back;
	struct ac_text_size measured;
	uint32_t ends[64];
	ac_buf_init(&body, 1 << 20);
	ac_buf_init(&back, 1 << 20);
	must(ac_text_measure(text, &measured, NULL) == AC_OK, "every text is measured");
	must(ac_text_encode(text, measured.coding, &body, NULL) == AC_OK, "every text is encoded");
	must(body.n == measured.units * (measured.coding == AC_CODING_UCS2 ? 2u : 1u),
		"in as many bytes as was measured");
	size_t n = ac_text_split(ac_buf_str(&body), measured.coding, ends, 64);
	must(n == measured.segments && (n > 64 || ends[n - 1] == body.n),
		"the segments are as many, and the whole");
	uint8_t data_coding = measured.coding == AC_CODING_UCS2 ? 8 : 0;
	must(ac_text_decode(data_coding, AC_CODING_GSM7, ac_buf_str(&body), &back, NULL) == AC_OK,
		"what was encoded is decoded");
	/* A byte order mark at the start is read as one. */
	must(ac_str_starts(text, AC_STR("\xef\xbb\xbf")) ||
			ac_str_starts(text, AC_STR("\xef\xbf\xbe")) ||
			ac_str_eq(ac_buf_str(&back), text),
		"as the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str text = { (const char *)data, size };
	understand(text);
	if (ac_str_is_utf8(text))
		send(text);
	if (size < 2)
		return 0;
	AC_AUTO(buf) struct ac_buf decoded;
	ac_buf_init(&decoded, 1 << 20);
	struct ac_str body = { text.p + 2, size - 2 };
	enum ac_coding link_default = (enum ac_coding)(data[1] % 3);
	if (ac_text_decode(data[0], link_default, body, &decoded, NULL) != AC_OK)
		return 0;
	must(ac_str_is_utf8(ac_buf_str(&decoded)), "whatever is decoded is UTF-8");
	understand(ac_buf_str(&decoded));
	send(ac_buf_str(&decoded));
	return 0;
}
