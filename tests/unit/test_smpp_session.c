/* What a user loses if this breaks: receipts laid to the wrong person's account, messages sent twice after a
 * reconnect or never, an answer to "where are you" that the carrier threw away. The session is driven by
 * hand: no socket, no clock. */
#include "channel/smpp/session.h"

#include "channel/smpp/pdu.h"
#include "channel/smpp/receipt.h"
#include "channel/smpp/tlv.h"
#include "check.h"
#include "text/alphabet.h"

#include <stdio.h>
#include <string.h>

/* ---- a session, a carrier's hand, and what was told ---- */

struct told {
	char what; /* 'u'p, 's'ubmitted, 'r'eceipt, 'w'ords */
	uint64_t attempt, key, token, ref;
	int code; /* outcome or state */
	char text[512];
};

struct rig {
	struct ac_channel_settings settings;
	struct ac_smpp_account account;
	struct ac_smpp_session session;
	struct ac_mono now;
	AC_VEC(struct told) told;
	AC_VEC(struct ac_smpp_pdu) sent; /* views point into `bytes` */
	struct ac_buf bytes;
	size_t read; /* of bytes */
};

static void tell(struct rig *rig, struct told told)
{
	ac_vec_push(&rig->told, told);
}

static void on_up(void *ctx, uint32_t link)
{
	(void)link;
	tell(ctx, (struct told){ .what = 'u' });
}

static void on_down(void *ctx, uint32_t link, const char *why, int64_t retry_in_ms)
{
	(void)ctx;
	(void)link;
	(void)why;
	(void)retry_in_ms;
	fail(); /* the connection's business, not the session's */
}

static void on_submitted(void *ctx, uint32_t link, uint64_t attempt, enum ac_submit_outcome outcome,
	uint64_t key, struct ac_str id, uint32_t status)
{
	(void)link;
	(void)status;
	struct told told = { .what = 's', .attempt = attempt, .key = key, .code = outcome };
	snprintf(told.text, sizeof told.text, "%.*s", AC_STR_ARG(id));
	tell(ctx, told);
}

static void on_receipt(void *ctx, uint32_t link, uint64_t token, uint64_t key, uint64_t ref,
	struct ac_str from, enum ac_receipt_state state, uint32_t error)
{
	(void)link;
	(void)error;
	struct told told = { .what = 'r', .token = token, .key = key, .ref = ref, .code = state };
	snprintf(told.text, sizeof told.text, "%.*s", AC_STR_ARG(from));
	tell(ctx, told);
}

static void on_inbound(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text)
{
	(void)link;
	(void)to;
	(void)from;
	struct told told = { .what = 'w', .token = token };
	snprintf(told.text, sizeof told.text, "%.*s", AC_STR_ARG(text));
	tell(ctx, told);
}

static void on_closed(void *ctx, uint32_t link)
{
	(void)ctx;
	(void)link;
	fail();
}

static const struct ac_channel_events events = { on_up, on_down, on_submitted, on_receipt,
	on_inbound, on_closed };

/* What the session wrote since the last look, as PDUs at rig->sent. */
static size_t look(struct rig *rig)
{
	ac_smpp_session_round(&rig->session, 1 << 20, rig->now);
	ac_buf_add_str(&rig->bytes, ac_buf_str(&rig->session.out));
	ac_buf_reset(&rig->session.out);
	ac_vec_clear(&rig->sent);

	while (rig->read < rig->bytes.n) {
		struct ac_smpp_pdu pdu;
		struct ac_str rest = { rig->bytes.p + rig->read, rig->bytes.n - rig->read };
		assert_int_equal(ac_smpp_unpack(rest, &pdu), AC_SMPP_READ_PDU);
		ac_vec_push(&rig->sent, pdu);
		rig->read += pdu.length;
	}
	return rig->sent.n;
}

static void carrier(struct rig *rig, const struct ac_smpp_pdu *pdu)
{
	AC_AUTO(buf) struct ac_buf buf;
	ac_buf_init(&buf, AC_SMPP_PDU_MAX);
	ac_smpp_pack(&buf, pdu);
	assert_int_equal(ac_smpp_session_input(&rig->session, ac_buf_str(&buf), rig->now), buf.n);
}

static void respond(struct rig *rig, uint32_t sequence, uint32_t status, const char *id)
{
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_submit_sm_resp,
		.status = status,
		.sequence = sequence,
		.sm_resp = { .message_id = ac_str(id) } };
	carrier(rig, &pdu);
}

static void connect_up(struct rig *rig)
{
	ac_smpp_session_connected(&rig->session, rig->now);
	(void)look(rig);
	struct ac_smpp_pdu *bind = &rig->sent.at[rig->sent.n - 1];
	assert_int_equal(bind->command, AC_SMPP_bind_transceiver);
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_bind_transceiver_resp,
		.sequence = bind->sequence,
		.bind_resp = { .system_id = AC_STR("smsc") } };
	carrier(rig, &pdu);
	ac_vec_clear(&rig->told);
}

static uint32_t deliver_sequence = 100;

static void receipt(struct rig *rig, const char *from, const char *id, const char *stat)
{
	char text[160];
	snprintf(text, sizeof text, "id:%s sub:001 dlvrd:001 stat:%s err:000", id, stat);
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_deliver_sm,
		.sequence = ++deliver_sequence,
		.sm = { .source_addr_ton = 1,
			.source_addr = ac_str(from),
			.esm_class = 4,
			.destination_addr = AC_STR("4567"),
			.short_message = ac_str(text) } };
	carrier(rig, &pdu);
}

static void words(struct rig *rig, const char *from, struct ac_str text, uint8_t esm_class)
{
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_deliver_sm,
		.sequence = ++deliver_sequence,
		.sm = { .source_addr_ton = 1,
			.source_addr = ac_str(from),
			.esm_class = esm_class,
			.destination_addr = AC_STR("4567"),
			.short_message = text } };
	carrier(rig, &pdu);
}

static enum ac_status submit_body(struct rig *rig, uint64_t attempt, const char *to,
	enum ac_coding coding, struct ac_str body)
{
	struct ac_message message = { attempt, ac_str(to), (uint8_t)coding, 1, body, 3600 };
	return ac_smpp_session_submit(&rig->session, &message, rig->now);
}

static void submit(struct rig *rig, uint64_t attempt, const char *to)
{
	assert_int_equal(submit_body(rig, attempt, to, AC_CODING_GSM7, AC_STR("Leave")), AC_OK);
}

/* A text of so many UCS-2 segments. */
static void submit_long(struct rig *rig, uint64_t attempt, const char *to, size_t segments)
{
	AC_AUTO(buf) struct ac_buf body;
	ac_buf_init(&body, 16384);
	for (size_t i = 0; i < segments * 67; i++)
		ac_buf_add(&body, "\x05\xd0", 2);
	assert_int_equal(submit_body(rig, attempt, to, AC_CODING_UCS2, ac_buf_str(&body)), AC_OK);
}

static struct ac_channel_settings defaults(void)
{
	struct ac_channel_settings settings = ac_channel_settings_default();
	settings.link = 7;
	settings.name = AC_STR("tr1");
	settings.account = AC_STR("carrier");
	settings.source = AC_STR("Allclear");
	settings.window = 100;
	return settings;
}

static struct rig *rig_with(struct ac_channel_settings settings)
{
	struct rig *rig = ac_alloc(sizeof *rig);
	rig->settings = settings;
	rig->now.us = AC_HOUR;
	ac_buf_init(&rig->bytes, 64 << 20);
	ac_smpp_account_init(&rig->account, &rig->settings);
	ac_smpp_session_init(&rig->session, &rig->settings, &rig->account, &events, rig, rig->now);
	return rig;
}

static struct rig *up_with(struct ac_channel_settings settings)
{
	struct rig *rig = rig_with(settings);
	connect_up(rig);
	return rig;
}

static void rig_free(struct rig *rig)
{
	ac_smpp_session_done(&rig->session);
	ac_smpp_account_done(&rig->account);
	ac_buf_done(&rig->bytes);
	ac_vec_done(&rig->told);
	ac_vec_done(&rig->sent);
	ac_free(rig);
}

static void lose(struct rig *rig)
{
	ac_smpp_session_lost(&rig->session, rig->now);
	ac_buf_reset(&rig->session.out);
}

static void pass(struct rig *rig, int64_t ms)
{
	rig->now.us += ms * AC_MS;
	ac_smpp_session_tick(&rig->session, rig->now);
}

static size_t count(const struct rig *rig, char what)
{
	size_t n = 0;
	ac_vec_each(&rig->told, it)
		n += it->what == what;
	return n;
}

static const struct told *last(const struct rig *rig, char what)
{
	static const struct told nothing;
	for (size_t i = rig->told.n; i; i--)
		if (rig->told.at[i - 1].what == what)
			return &rig->told.at[i - 1];
	fail();
	return &nothing;
}

/* ---- sending ---- */

/* delivery.md: "Match responses by sequence_number, in any order." */
static void responses_find_their_messages_in_any_order(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	for (uint64_t attempt = 1; attempt <= 3; attempt++)
		submit(rig, attempt, "+905321234567");
	assert_int_equal(look(rig), 3);
	respond(rig, rig->sent.at[2].sequence, 0, "c");
	respond(rig, rig->sent.at[0].sequence, 0x58, "");
	respond(rig, rig->sent.at[0].sequence, 0, "again");
	respond(rig, rig->sent.at[1].sequence, 0, "b");
	assert_int_equal(rig->told.n, 3);
	assert_int_equal(rig->told.at[0].attempt, 3);
	assert_int_equal(rig->told.at[1].attempt, 1);
	assert_int_equal(rig->told.at[1].code, AC_SUBMIT_THROTTLED);
	assert_int_equal(rig->told.at[2].attempt, 2);
	rig_free(rig);
}

/* delivery.md: "Window about 10 by default, configurable to hundreds." */
static void the_window_is_never_exceeded_and_always_refilled(void **state)
{
	(void)state;
	struct ac_channel_settings settings = defaults();
	settings.window = 10;
	struct rig *rig = up_with(settings);
	for (uint64_t attempt = 1; attempt <= 25; attempt++)
		submit(rig, attempt, "+905321234567");
	assert_int_equal(look(rig), 10);
	uint32_t first = rig->sent.at[0].sequence;
	assert_int_equal(look(rig), 0);
	for (uint32_t i = 0; i < 4; i++)
		respond(rig, first + i, 0, "x");
	assert_int_equal(look(rig), 4);
	rig_free(rig);
}

/* delivery.md: "Wrap sequence at 0x7fffffff." */
static void sequence_numbers_wrap_and_step_over_a_straggler(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	rig->session.next_sequence = rig->session.oldest_sequence = AC_SMPP_SEQUENCE_MAX - 1;
	for (uint64_t attempt = 1; attempt <= 4; attempt++)
		submit(rig, attempt, "+905321234567");
	assert_int_equal(look(rig), 4);
	assert_int_equal(rig->sent.at[1].sequence, AC_SMPP_SEQUENCE_MAX);
	assert_int_equal(rig->sent.at[2].sequence, 1);
	uint32_t straggler = rig->sent.at[2].sequence;
	respond(rig, AC_SMPP_SEQUENCE_MAX, 0, "b");
	for (uint64_t attempt = 5; attempt <= 2000; attempt++) {
		submit(rig, attempt, "+905321234567");
		assert_int_equal(look(rig), 1);
		respond(rig, rig->sent.at[0].sequence, 0, "x");
	}
	respond(rig, straggler, 0, "c");
	assert_int_equal(last(rig, 's')->attempt, 3);
	rig_free(rig);
}

/* delivery.md: "A submit without a response in time is unknown, not failed." */
static void time_passes_and_only_the_old_ones_become_unknown(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit(rig, 1, "+905321234567");
	(void)look(rig);
	pass(rig, 20000);
	submit(rig, 2, "+905321234568");
	(void)look(rig);
	pass(rig, 10001);
	assert_int_equal(count(rig, 's'), 1);
	assert_int_equal(last(rig, 's')->attempt, 1);
	assert_int_equal(last(rig, 's')->code, AC_SUBMIT_UNKNOWN);
	assert_false(ac_smpp_session_must_close(&rig->session));
	rig_free(rig);
}

/* Jasmin #657, #1011; listmonk #3022, #2278: lost or doubled after a reconnect. */
static void a_fallen_connection_makes_unknown_what_left_and_unsent_what_did_not(void **state)
{
	(void)state;
	struct ac_channel_settings settings = defaults();
	settings.window = 3;
	struct rig *rig = up_with(settings);
	for (uint64_t attempt = 1; attempt <= 5; attempt++)
		submit(rig, attempt, "+905321234567");
	assert_int_equal(look(rig), 3);
	lose(rig);
	(void)look(rig);
	assert_int_equal(count(rig, 's'), 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(rig->told.at[i].attempt, i + 1);
		assert_int_equal(
			rig->told.at[i].code, i < 3 ? AC_SUBMIT_UNKNOWN : AC_SUBMIT_UNSENT);
	}
	connect_up(rig);
	assert_int_equal(look(rig), 0);
	rig_free(rig);
}

/* A message of two segments of which one left. */
static void half_a_message_is_unknown_never_unsent(void **state)
{
	(void)state;
	struct ac_channel_settings settings = defaults();
	settings.window = 1;
	struct rig *rig = up_with(settings);
	submit_long(rig, 1, "+905321234567", 2);
	assert_int_equal(look(rig), 1);
	lose(rig);
	(void)look(rig);
	assert_int_equal(count(rig, 's'), 1);
	assert_int_equal(last(rig, 's')->code, AC_SUBMIT_UNKNOWN);
	rig_free(rig);
}

/* delivery.md: "enquire_link on an interval; no answer → rebind with back-off." */
static void silence_is_enquired_about_and_no_answer_ends_the_connection(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	pass(rig, 29000);
	assert_int_equal(look(rig), 0);
	pass(rig, 1001);
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].command, AC_SMPP_enquire_link);
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_enquire_link_resp,
		.sequence = rig->sent.at[0].sequence };
	carrier(rig, &pdu);
	pass(rig, 30001);
	assert_int_equal(look(rig), 1);
	pass(rig, 30001);
	assert_true(ac_smpp_session_must_close(&rig->session));
	assert_non_null(strstr(rig->session.why, "enquire_link"));
	rig_free(rig);
}

static void the_carriers_own_enquiry_is_answered_whatever_its_number(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	static const uint32_t numbers[] = { 0, 1, 0xffffffff };
	for (size_t i = 0; i < 3; i++) {
		struct ac_smpp_pdu pdu = { .command = AC_SMPP_enquire_link,
			.sequence = numbers[i] };
		carrier(rig, &pdu);
		assert_int_equal(look(rig), 1);
		assert_int_equal(rig->sent.at[0].command, AC_SMPP_enquire_link_resp);
		assert_int_equal(rig->sent.at[0].sequence, numbers[i]);
	}
	rig_free(rig);
}

/* delivery.md: "Always set validity_period"; registered_delivery=1; TON/NPI by the look of the sender. */
static void every_submit_has_validity_receipt_and_the_right_kind_of_sender(void **state)
{
	(void)state;
	static const struct {
		const char *source;
		uint8_t ton, npi;
		const char *wire;
	} cases[] = { { "Allclear", 5, 0, "Allclear" }, { "4567", 3, 0, "4567" },
		{ "+31201234567", 1, 1, "31201234567" } };
	for (size_t i = 0; i < 3; i++) {
		struct ac_channel_settings settings = defaults();
		settings.source = ac_str(cases[i].source);
		struct rig *rig = up_with(settings);
		struct ac_message message = { 1023, AC_STR("+905321234567"), AC_CODING_GSM7, 1,
			AC_STR("Leave"), 2 * 86400 + 3 * 3600 + 4 * 60 + 5 };
		assert_int_equal(ac_smpp_session_submit(&rig->session, &message, rig->now), AC_OK);
		assert_int_equal(look(rig), 1);
		const struct ac_smpp_sm *sm = &rig->sent.at[0].sm;
		assert_int_equal(sm->source_addr_ton, cases[i].ton);
		assert_int_equal(sm->source_addr_npi, cases[i].npi);
		assert_true(ac_str_eq(sm->source_addr, ac_str(cases[i].wire)));
		assert_true(ac_str_eq(sm->destination_addr, AC_STR("905321234567")));
		assert_int_equal(sm->dest_addr_ton, 1);
		assert_int_equal(sm->dest_addr_npi, 1);
		assert_true(ac_str_eq(sm->validity_period, AC_STR("000002030405000R")));
		assert_int_equal(sm->registered_delivery, 1);
		assert_int_equal(sm->data_coding, 0);
		rig_free(rig);
	}
}

/* delivery.md: "Long texts: UDH (esm_class 0x40), sar_* TLVs or message_payload, per link." */
static void long_texts_go_by_header_tlvs_or_payload(void **state)
{
	(void)state;
	struct ac_channel_settings settings = defaults();
	settings.segmentation = AC_SEGMENT_UDH;
	struct rig *rig = up_with(settings);
	submit_long(rig, 5, "+905321234567", 3);
	assert_int_equal(look(rig), 3);
	for (size_t i = 0; i < 3; i++) {
		const struct ac_smpp_sm *sm = &rig->sent.at[i].sm;
		assert_int_equal(sm->esm_class, 0x40);
		assert_int_equal(sm->data_coding, 8);
		assert_int_equal(sm->short_message.n, 140);
		assert_memory_equal(sm->short_message.p, "\x05\x00\x03", 3);
		assert_int_equal(sm->short_message.p[3], rig->sent.at[0].sm.short_message.p[3]);
		assert_int_equal(sm->short_message.p[4], 3);
		assert_int_equal(sm->short_message.p[5], i + 1);
	}
	rig_free(rig);

	settings.segmentation = AC_SEGMENT_SAR;
	rig = up_with(settings);
	submit_long(rig, 5, "+905321234567", 2);
	assert_int_equal(look(rig), 2);
	struct ac_smpp_delivery delivery;
	ac_smpp_delivery_read(&rig->sent.at[1].sm, AC_STR(""), &delivery);
	assert_int_equal(rig->sent.at[1].sm.esm_class, 0);
	assert_int_equal(delivery.parts, 2);
	assert_int_equal(delivery.part, 2);
	rig_free(rig);

	settings.segmentation = AC_SEGMENT_PAYLOAD;
	rig = up_with(settings);
	submit_long(rig, 5, "+905321234567", 3);
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].sm.short_message.n, 0);
	ac_smpp_delivery_read(&rig->sent.at[0].sm, AC_STR(""), &delivery);
	assert_int_equal(delivery.text.n, 3 * 134);
	respond(rig, rig->sent.at[0].sequence, 0, "1");
	assert_int_equal(count(rig, 's'), 1);
	rig_free(rig);
}

/* A throttled message submitted again must not become two on the phone. */
static void a_message_submitted_again_has_the_same_reference(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit_long(rig, 5, "+905321234567", 2);
	assert_int_equal(look(rig), 2);
	char reference = rig->sent.at[0].sm.short_message.p[3];
	submit_long(rig, 5, "+905321234567", 2);
	assert_int_equal(look(rig), 2);
	assert_int_equal(rig->sent.at[0].sm.short_message.p[3], reference);
	rig_free(rig);
}

static void too_long_a_text_is_refused_and_nothing_of_it_leaves(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	AC_AUTO(buf) struct ac_buf body;
	ac_buf_init(&body, 16384);
	for (size_t i = 0; i < 33 * 153; i++)
		ac_buf_add_char(&body, 'x');
	assert_int_equal(submit_body(rig, 1, "+905321234567", AC_CODING_GSM7, ac_buf_str(&body)),
		AC_INVALID);
	assert_int_equal(look(rig), 0);
	rig_free(rig);
}

/* ---- receipts ---- */

/* delivery.md: "Ids may come back in hex or decimal, with leading zeros." Jasmin #375, #423. */
static void ids_agree_in_hex_decimal_and_with_zeros(void **state)
{
	(void)state;
	static const struct {
		enum ac_id_format response_format, receipt_format;
		const char *response, *receipt;
	} cases[] = {
		{ AC_ID_AUTO, AC_ID_AUTO, "1234", "1234" },
		{ AC_ID_AUTO, AC_ID_AUTO, "0000001234", "1234" },
		{ AC_ID_AUTO, AC_ID_AUTO, "F3A1", "f3a1" },
		{ AC_ID_AUTO, AC_ID_AUTO, "F3A1", "62369" },
		{ AC_ID_AUTO, AC_ID_AUTO, "62369", "0000F3A1" },
		{ AC_ID_AUTO, AC_ID_AUTO, "a-b_c.0", "A-B_C.0" },
		{ AC_ID_HEX, AC_ID_DECIMAL, "0000F3A1", "62369" },
		{ AC_ID_DECIMAL, AC_ID_HEX, "62369", "F3A1" },
		{ AC_ID_TEXT, AC_ID_TEXT, "62369", "62369" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_channel_settings settings = defaults();
		settings.id_response = cases[i].response_format;
		settings.id_receipt = cases[i].receipt_format;
		struct rig *rig = up_with(settings);
		submit(rig, 1, "+905321234567");
		(void)look(rig);
		respond(rig, rig->sent.at[0].sequence, 0, cases[i].response);
		receipt(rig, "905321234567", cases[i].receipt, "DELIVRD");
		assert_int_equal(last(rig, 'r')->key, last(rig, 's')->key);
		rig_free(rig);
	}
}

/* The learned form: "10" in hex is 16 in decimal, and both were given out. The number tells which. */
static void a_carriers_form_is_learned_by_number_and_then_kept(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	uint64_t keys[64];
	for (uint32_t i = 1; i < 64; i++) {
		char to[24], id[24];
		snprintf(to, sizeof to, "+9053212345%02u", i);
		snprintf(id, sizeof id, "%x", i);
		submit(rig, i, to);
		(void)look(rig);
		respond(rig, rig->sent.at[0].sequence, 0, id);
		keys[i] = last(rig, 's')->key;
	}
	for (uint32_t i = 20; i < 64; i++) { /* "20" is a response too, of message 32 */
		char from[24], id[24];
		snprintf(from, sizeof from, "9053212345%02u", i);
		snprintf(id, sizeof id, "%u", i);
		receipt(rig, from, id, "DELIVRD");
		assert_int_equal(last(rig, 'r')->key, keys[i]);
	}
	rig_free(rig);
}

/* Two carriers may give out the same id. */
static void the_same_id_of_two_accounts_has_two_keys(void **state)
{
	(void)state;
	uint64_t keys[2];
	for (int i = 0; i < 2; i++) {
		struct ac_channel_settings settings = defaults();
		settings.account = i ? AC_STR("one") : AC_STR("two");
		struct rig *rig = up_with(settings);
		submit(rig, 1, "+905321234567");
		(void)look(rig);
		respond(rig, rig->sent.at[0].sequence, 0, "1");
		keys[i] = last(rig, 's')->key;
		rig_free(rig);
	}
	assert_true(keys[0] != keys[1]);
}

/* architecture.md: "accepted when all are, delivered when all are". */
static void a_message_of_three_segments_has_one_outcome_and_one_receipt(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit_long(rig, 1, "+905321234567", 3);
	(void)look(rig);
	uint32_t first = rig->sent.at[0].sequence;
	respond(rig, first + 2, 0, "13");
	respond(rig, first, 0, "11");
	assert_int_equal(count(rig, 's'), 0);
	respond(rig, first + 1, 0, "12");
	assert_int_equal(count(rig, 's'), 1);
	assert_string_equal(last(rig, 's')->text, "13");
	receipt(rig, "905321234567", "13", "DELIVRD");
	receipt(rig, "905321234567", "11", "ENROUTE");
	receipt(rig, "905321234567", "12", "DELIVRD");
	assert_int_equal(count(rig, 'r'), 0);
	receipt(rig, "905321234567", "11", "DELIVRD");
	assert_int_equal(count(rig, 'r'), 1);
	assert_int_equal(last(rig, 'r')->key, last(rig, 's')->key);
	assert_int_equal(last(rig, 'r')->code, AC_RECEIPT_DELIVERED);
	/* the intermediate ones were answered by the driver itself */
	assert_int_equal(look(rig), 3);
	rig_free(rig);
}

static void one_lost_segment_fails_the_message_at_once_and_once(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit_long(rig, 1, "+905321234567", 3);
	(void)look(rig);
	uint32_t first = rig->sent.at[0].sequence;
	respond(rig, first, 0, "11");
	respond(rig, first + 1, 0, "12");
	respond(rig, first + 2, 0, "13");
	receipt(rig, "905321234567", "12", "EXPIRED");
	assert_int_equal(count(rig, 'r'), 1);
	assert_int_equal(last(rig, 'r')->code, AC_RECEIPT_EXPIRED);
	assert_int_equal(last(rig, 'r')->key, last(rig, 's')->key);
	receipt(rig, "905321234567", "11", "DELIVRD");
	receipt(rig, "905321234567", "13", "DELIVRD");
	assert_int_equal(count(rig, 'r'), 1);
	rig_free(rig);
}

/* "A receipt can arrive before the submit response: keep it", for segments too. */
static void receipts_of_segments_before_their_responses_are_kept(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit_long(rig, 1, "+905321234567", 2);
	(void)look(rig);
	uint32_t first = rig->sent.at[0].sequence;
	receipt(rig, "905321234567", "12", "DELIVRD");
	respond(rig, first, 0, "11");
	receipt(rig, "905321234567", "11", "DELIVRD");
	assert_int_equal(rig->told.n, 0);
	respond(rig, first + 1, 0, "12");
	assert_int_equal(rig->told.n, 2);
	assert_int_equal(rig->told.at[0].what, 's');
	assert_int_equal(rig->told.at[1].what, 'r');
	assert_int_equal(rig->told.at[1].key, rig->told.at[0].key);
	assert_true(rig->told.at[1].token != 0);
	rig_free(rig);
}

static void news_that_is_none_does_not_hide_the_delivery_behind_it(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit_long(rig, 1, "+905321234567", 2);
	(void)look(rig);
	uint32_t first = rig->sent.at[0].sequence;
	receipt(rig, "905321234567", "11", "ENROUTE");
	receipt(rig, "905321234567", "11", "DELIVRD");
	respond(rig, first, 0, "11");
	receipt(rig, "905321234567", "12", "DELIVRD");
	respond(rig, first + 1, 0, "12");
	assert_int_equal(last(rig, 'r')->code, AC_RECEIPT_DELIVERED);
	assert_int_equal(last(rig, 'r')->key, last(rig, 's')->key);
	rig_free(rig);
}

static void an_early_receipt_that_nobody_explains_goes_on_after_a_while(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit_long(rig, 1, "+905321234567", 2);
	(void)look(rig);
	receipt(rig, "905329999999", "78", "DELIVRD"); /* from elsewhere: not held up */
	assert_int_equal(count(rig, 'r'), 1);
	receipt(rig, "905321234567", "77", "DELIVRD");
	pass(rig, 29000);
	assert_int_equal(count(rig, 'r'), 1);
	pass(rig, 1001);
	assert_int_equal(count(rig, 'r'), 2);
	assert_string_equal(last(rig, 'r')->text, "+905321234567");
	rig_free(rig);
}

/* Binds of one account: the receipt takes the other one. */
static void receipts_of_segments_may_come_over_another_link_of_the_account(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults()), *other = rig_with(defaults());
	ac_smpp_session_done(&other->session);
	ac_smpp_session_init(
		&other->session, &other->settings, &rig->account, &events, other, other->now);
	connect_up(other);
	submit_long(rig, 1, "+905321234567", 2);
	(void)look(rig);
	respond(rig, rig->sent.at[0].sequence, 0, "11");
	receipt(other, "905321234567", "11", "DELIVRD");
	receipt(other, "905321234567", "12", "DELIVRD");
	respond(rig, rig->sent.at[1].sequence, 0, "12");
	pass(other, 501);
	assert_int_equal(count(other, 'r'), 1);
	assert_int_equal(last(other, 'r')->key, last(rig, 's')->key);
	rig_free(other);
	rig_free(rig);
}

/* Of a message that was not accepted whole, the receipts of single segments must not reach anybody: they
 * could be laid to another message to the same number. */
static void receipts_of_a_throttled_message_s_segments_are_swallowed(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit_long(rig, 1, "+905321234567", 2);
	(void)look(rig);
	respond(rig, rig->sent.at[0].sequence, 0, "11");
	respond(rig, rig->sent.at[1].sequence, 0x58, "");
	assert_int_equal(last(rig, 's')->code, AC_SUBMIT_THROTTLED);
	receipt(rig, "905321234567", "11", "DELIVRD");
	assert_int_equal(count(rig, 'r'), 0);
	assert_int_equal(look(rig), 1); /* answered */
	rig_free(rig);
}

/* architecture.md: "matched by user_message_reference, else by address". */
static void the_reference_names_the_attempt_also_after_a_restart(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	uint64_t attempt = (UINT64_C(77) << 10) | 5;
	submit(rig, attempt, "+905321234567");
	(void)look(rig);
	struct ac_str sent_tlvs = rig->sent.at[0].sm.tlvs;
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_deliver_sm,
		.sequence = 1,
		.sm = { .source_addr_ton = 1,
			.source_addr = AC_STR("905321234567"),
			.esm_class = 4,
			.short_message = AC_STR("id:9 stat:DELIVRD"),
			.tlvs = sent_tlvs } };
	carrier(rig, &pdu);
	assert_int_equal(last(rig, 'r')->ref, attempt);
	pdu.sm.source_addr = AC_STR("905320000000"); /* another number: not that attempt */
	carrier(rig, &pdu);
	assert_int_equal(last(rig, 'r')->ref, AC_ATTEMPT_LOW16 | (attempt & 0xffff));
	rig_free(rig);
}

/* ---- deliveries ---- */

/* delivery.md: "Acknowledge deliver_sm only after it is durable." */
static void a_delivery_is_answered_when_it_is_durable_and_not_before(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	words(rig, "905321234567", AC_STR("5"), 0);
	assert_int_equal(look(rig), 0);
	ac_smpp_session_ack(&rig->session, last(rig, 'w')->token, true, rig->now);
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].command, AC_SMPP_deliver_sm_resp);
	assert_int_equal(rig->sent.at[0].status, 0);
	assert_int_equal(rig->sent.at[0].sequence, deliver_sequence);
	ac_smpp_session_ack(&rig->session, last(rig, 'w')->token, true, rig->now);
	assert_int_equal(look(rig), 0);
	rig_free(rig);
}

static void not_durable_is_a_temporary_error_and_its_repetition_is_new(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	words(rig, "905321234567", AC_STR("5"), 0);
	ac_smpp_session_ack(&rig->session, last(rig, 'w')->token, false, rig->now);
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].status, AC_SMPP_ESME_RX_T_APPN);
	words(rig, "905321234567", AC_STR("5"), 0);
	assert_int_equal(count(rig, 'w'), 2);
	rig_free(rig);
}

/* delivery.md: "and deduplicate": the answer was lost with the connection. */
static void what_is_durable_is_not_told_again_after_a_lost_answer(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	words(rig, "905321234567", AC_STR("5"), 0);
	ac_smpp_session_ack(&rig->session, last(rig, 'w')->token, true, rig->now);
	lose(rig);
	connect_up(rig);
	words(rig, "905321234567", AC_STR("5"), 0);
	assert_int_equal(count(rig, 'w'), 0); /* connect_up() forgot the first */
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].status, 0);
	words(rig, "905321234567", AC_STR("5"), 0); /* and somebody says it once more */
	assert_int_equal(count(rig, 'w'), 1);
	rig_free(rig);
}

/* "1" to the first message and "1" to the second are two answers. */
static void the_same_words_to_another_question_are_told_again(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	for (size_t i = 1; i <= 3; i++) {
		words(rig, "905321234567", AC_STR("1"), 0);
		assert_int_equal(count(rig, 'w'), i);
		ac_smpp_session_ack(&rig->session, last(rig, 'w')->token, true, rig->now);
		pass(rig, 500);
	}
	rig_free(rig);
}

static void a_receipt_that_comes_twice_is_told_once(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	receipt(rig, "905321234567", "77", "DELIVRD");
	ac_smpp_session_ack(&rig->session, last(rig, 'r')->token, true, rig->now);
	receipt(rig, "905321234567", "77", "DELIVRD");
	assert_int_equal(count(rig, 'r'), 1);
	assert_int_equal(look(rig), 2);
	assert_int_equal(rig->sent.at[1].status, 0);
	rig_free(rig);
}

static void made_durable_only_after_the_connection_fell_counts_too(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	words(rig, "905321234567", AC_STR("5"), 0);
	uint64_t token = last(rig, 'w')->token;
	lose(rig);
	connect_up(rig);
	words(rig, "905321234567", AC_STR("5"), 0); /* the carrier is quicker than our disk */
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].status, AC_SMPP_ESME_RX_T_APPN);
	ac_smpp_session_ack(&rig->session, token, true, rig->now);
	assert_int_equal(look(rig), 0); /* void for answering */
	words(rig, "905321234567", AC_STR("5"), 0);
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].status, 0);
	assert_int_equal(count(rig, 'w'), 0);
	rig_free(rig);
}

static void too_many_without_answer_are_left_with_the_carrier(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	for (int i = 0; i <= AC_CHANNEL_UNACKED_MAX; i++) {
		char text[24];
		snprintf(text, sizeof text, "%d", i);
		words(rig, "905321234567", ac_str(text), 0);
	}
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].status, AC_SMPP_ESME_RX_T_APPN);
	rig_free(rig);
}

static void a_long_answer_is_put_together_in_any_order(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	words(rig, "905321234567", AC_STR("\5\0\3\x2a\3\3 home"), 0x40);
	words(rig, "905321234567", AC_STR("\5\0\3\x2a\3\1we are"), 0x40);
	words(rig, "905320000000", AC_STR("\5\0\3\x2a\3\2 not"), 0x40);
	assert_int_equal(count(rig, 'w'), 0);
	words(rig, "905321234567", AC_STR("\5\0\3\x2a\3\2 at"), 0x40);
	assert_int_equal(count(rig, 'w'), 1);
	assert_string_equal(last(rig, 'w')->text, "we are at home");
	rig_free(rig);
}

static void half_a_cry_for_help_is_told_after_ten_seconds(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	words(rig, "905321234567", AC_STR("\5\0\3\x2a\2\1help, we are"), 0x40);
	pass(rig, 10001);
	assert_int_equal(count(rig, 'w'), 1);
	assert_string_equal(last(rig, 'w')->text, "help, we are … ");
	ac_smpp_session_ack(&rig->session, last(rig, 'w')->token, true, rig->now);
	assert_int_equal(look(rig), 1);
	rig_free(rig);
}

static void all_parts_are_answered_when_the_whole_is_durable(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	words(rig, "905321234567", AC_STR("\5\0\3\x2a\2\1one "), 0x40);
	words(rig, "905321234567", AC_STR("\5\0\3\x2a\2\2two"), 0x40);
	assert_int_equal(look(rig), 0);
	ac_smpp_session_ack(&rig->session, last(rig, 'w')->token, true, rig->now);
	assert_int_equal(look(rig), 2);
	rig_free(rig);
}

/* ---- trouble ---- */

static void what_is_no_smpp_ends_the_connection_with_a_reason(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	struct ac_str page = AC_STR("HTTP/1.1 400 Bad Request\r\n");
	assert_int_equal(ac_smpp_session_input(&rig->session, page, rig->now), 0);
	assert_true(ac_smpp_session_must_close(&rig->session));
	assert_non_null(strstr(rig->session.why, "not SMPP"));
	rig_free(rig);
}

static void a_command_nobody_knows_is_refused_and_the_link_lives(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	struct ac_str unknown = AC_STR("\0\0\0\x10\0\0\x99\x99\0\0\0\0\0\0\0\5");
	assert_int_equal(ac_smpp_session_input(&rig->session, unknown, rig->now), 16);
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].command, AC_SMPP_generic_nack);
	assert_int_equal(rig->sent.at[0].status, AC_SMPP_ESME_RINVCMDID);
	assert_false(ac_smpp_session_must_close(&rig->session));
	rig_free(rig);
}

static void a_generic_nack_settles_its_message(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit(rig, 1, "+905321234567");
	(void)look(rig);
	struct ac_smpp_pdu nack = { .command = AC_SMPP_generic_nack,
		.status = AC_SMPP_ESME_RTHROTTLED,
		.sequence = rig->sent.at[0].sequence };
	carrier(rig, &nack);
	assert_int_equal(last(rig, 's')->code, AC_SUBMIT_THROTTLED);
	rig_free(rig);
}

static void a_carrier_that_unbinds_is_answered_and_left(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	struct ac_smpp_pdu unbind = { .command = AC_SMPP_unbind, .sequence = 3 };
	carrier(rig, &unbind);
	assert_int_equal(look(rig), 1);
	assert_int_equal(rig->sent.at[0].command, AC_SMPP_unbind_resp);
	assert_true(ac_smpp_session_must_close(&rig->session));
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(responses_find_their_messages_in_any_order),
		CASE(the_window_is_never_exceeded_and_always_refilled),
		CASE(sequence_numbers_wrap_and_step_over_a_straggler),
		CASE(time_passes_and_only_the_old_ones_become_unknown),
		CASE(a_fallen_connection_makes_unknown_what_left_and_unsent_what_did_not),
		CASE(half_a_message_is_unknown_never_unsent),
		CASE(silence_is_enquired_about_and_no_answer_ends_the_connection),
		CASE(the_carriers_own_enquiry_is_answered_whatever_its_number),
		CASE(every_submit_has_validity_receipt_and_the_right_kind_of_sender),
		CASE(long_texts_go_by_header_tlvs_or_payload),
		CASE(a_message_submitted_again_has_the_same_reference),
		CASE(too_long_a_text_is_refused_and_nothing_of_it_leaves),
		CASE(ids_agree_in_hex_decimal_and_with_zeros),
		CASE(a_carriers_form_is_learned_by_number_and_then_kept),
		CASE(the_same_id_of_two_accounts_has_two_keys),
		CASE(a_message_of_three_segments_has_one_outcome_and_one_receipt),
		CASE(one_lost_segment_fails_the_message_at_once_and_once),
		CASE(receipts_of_segments_before_their_responses_are_kept),
		CASE(news_that_is_none_does_not_hide_the_delivery_behind_it),
		CASE(an_early_receipt_that_nobody_explains_goes_on_after_a_while),
		CASE(receipts_of_segments_may_come_over_another_link_of_the_account),
		CASE(receipts_of_a_throttled_message_s_segments_are_swallowed),
		CASE(the_reference_names_the_attempt_also_after_a_restart),
		CASE(a_delivery_is_answered_when_it_is_durable_and_not_before),
		CASE(not_durable_is_a_temporary_error_and_its_repetition_is_new),
		CASE(what_is_durable_is_not_told_again_after_a_lost_answer),
		CASE(the_same_words_to_another_question_are_told_again),
		CASE(a_receipt_that_comes_twice_is_told_once),
		CASE(made_durable_only_after_the_connection_fell_counts_too),
		CASE(too_many_without_answer_are_left_with_the_carrier),
		CASE(a_long_answer_is_put_together_in_any_order),
		CASE(half_a_cry_for_help_is_told_after_ten_seconds),
		CASE(all_parts_are_answered_when_the_whole_is_durable),
		CASE(what_is_no_smpp_ends_the_connection_with_a_reason),
		CASE(a_command_nobody_knows_is_refused_and_the_link_lives),
		CASE(a_generic_nack_settles_its_message),
		CASE(a_carrier_that_unbinds_is_answered_and_left),
	};
	return RUN(tests);
}
