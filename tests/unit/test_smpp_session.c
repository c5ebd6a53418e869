/* What a user loses if this breaks: messages sent twice after a reconnect or never, a link that carriers throw
 * out, a text that arrives in pieces. */
#include "channel/smpp/receipt.h"
#include "smpp_rig.h"

/* ---- sending ---- */

/* "Match responses by sequence_number, in any order." */
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

/* "Window about 10 by default, configurable to hundreds." */
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

/* "Wrap sequence at 0x7fffffff." */
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

/* "A submit without a response in time is unknown, not failed." */
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

/* "enquire_link on an interval; no answer → rebind with back-off." */
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

/* "Always set validity_period"; registered_delivery=1; TON/NPI by the look of the sender. */
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

/* "Long texts: UDH (esm_class 0x40), sar_* TLVs or message_payload, per link." */
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
		CASE(what_is_no_smpp_ends_the_connection_with_a_reason),
		CASE(a_command_nobody_knows_is_refused_and_the_link_lives),
		CASE(a_generic_nack_settles_its_message),
		CASE(a_carrier_that_unbinds_is_answered_and_left),
	};
	return RUN(tests);
}
