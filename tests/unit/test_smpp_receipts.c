/* What a user loses if this breaks: receipts laid to the wrong person's account, or an answer to "where are
 * you" that the carrier threw away. */
#include "smpp_rig.h"

/* ---- receipts ---- */

/* "Ids may come back in hex or decimal, with leading zeros." Jasmin #375, #423. */
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

/* They name no response yet: read again when it is there, they are matched, and teach the form as well. */
static void an_early_receipt_in_another_form_waits_for_its_response(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	for (uint32_t i = 100; i < 105; i++) {
		char to[24], response[24], in_receipt[24];
		snprintf(to, sizeof to, "+9053212345%02u", i - 100);
		snprintf(response, sizeof response, "%u", i);
		snprintf(in_receipt, sizeof in_receipt, "%X", i);
		submit(rig, i, to);
		(void)look(rig);
		size_t told = count(rig, 'r');
		receipt(rig, to + 1, in_receipt, "DELIVRD");
		/* three have settled the form: then it is told at once, under the right key */
		bool learned = i >= 103;
		assert_int_equal(count(rig, 'r'), told + learned);
		respond(rig, rig->sent.at[0].sequence, 0, response);
		pass(rig, 501);
		assert_int_equal(count(rig, 'r'), told + 1);
		assert_int_equal(last(rig, 'r')->key, last(rig, 's')->key);
		assert_true(last(rig, 'r')->token != 0);
	}
	rig_free(rig);
}

/* Hex 10 is 16, and 10 is the id of somebody else's message. */
static void an_early_receipt_is_not_taken_for_another_number_s(void **state)
{
	(void)state;
	for (size_t segments = 1; segments <= 2; segments++) {
		struct rig *rig = up_with(defaults());
		submit_long(rig, 1, "+905321234561", segments);
		submit_long(rig, 2, "+905321234562", segments);
		(void)look(rig);
		uint32_t first = rig->sent.at[0].sequence;
		receipt(rig, "905321234561", "10", "DELIVRD"); /* of 16 */
		for (uint32_t i = 0; i < segments; i++)
			respond(rig, first + (uint32_t)segments + i, 0, i ? "11" : "10");
		assert_int_equal(count(rig, 's'), 1);
		assert_int_equal(count(rig, 'r'), 0);
		for (uint32_t i = 0; i < segments; i++)
			respond(rig, first + i, 0, i ? "17" : "16");
		pass(rig, 501);
		if (segments == 2)
			receipt(rig, "905321234561", "11", "DELIVRD"); /* of 17 */
		assert_int_equal(count(rig, 'r'), 1);
		assert_int_equal(last(rig, 's')->attempt, 1);
		assert_int_equal(last(rig, 'r')->key, last(rig, 's')->key);
		rig_free(rig);
	}
}

/* "7" is 7 in decimal and in hex: the first nine messages of a carrier must not settle the form. */
static void ids_of_one_digit_teach_nothing(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	for (uint32_t i = 1; i < 30; i++) {
		char to[24], response[24], in_receipt[24];
		snprintf(to, sizeof to, "+9053212345%02u", i);
		snprintf(response, sizeof response, "%u", i);
		snprintf(in_receipt, sizeof in_receipt, "%X", i);
		submit(rig, i, to);
		(void)look(rig);
		respond(rig, rig->sent.at[0].sequence, 0, response);
		receipt(rig, to + 1, in_receipt, "DELIVRD");
		assert_int_equal(last(rig, 'r')->key, last(rig, 's')->key);
	}
	rig_free(rig);
}

/* Whoever it was for, it is not held back for longer than its response can take. */
static void a_receipt_that_names_nothing_is_told_when_nothing_is_outstanding_to_its_number(
	void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	receipt(rig, "905321234567", "77", "DELIVRD");
	assert_int_equal(count(rig, 'r'), 1);
	submit(rig, 1, "+905321234567");
	(void)look(rig);
	receipt(rig, "905321234567", "78", "DELIVRD");
	assert_int_equal(count(rig, 'r'), 1);
	respond(rig, rig->sent.at[0].sequence, 0, "1");
	assert_int_equal(count(rig, 'r'), 2);
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

/* ARCHITECTURE.md: "accepted when all are, delivered when all are". */
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
	assert_int_equal(last(rig, 's')->others_n, 2);
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

/* What was noted here is gone then, and acknowledged: the keys are all that ties the rest to its message. */
static void after_a_restart_a_segment_s_receipt_comes_under_a_key_that_was_told(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	submit_long(rig, 1, "+905321234567", 2);
	(void)look(rig);
	uint32_t first = rig->sent.at[0].sequence;
	respond(rig, first, 0, "11");
	respond(rig, first + 1, 0, "12");
	struct told submitted = *last(rig, 's');
	assert_int_equal(submitted.others_n, 1);
	rig_free(rig);
	rig = up_with(defaults());
	receipt(rig, "905321234567", "11", "DELIVRD");
	assert_int_equal(last(rig, 'r')->key, submitted.others[0]);
	receipt(rig, "905321234567", "12", "DELIVRD");
	assert_int_equal(last(rig, 'r')->key, submitted.key);
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

/* ARCHITECTURE.md: "matched by user_message_reference, else by address". */
static void the_reference_names_the_attempt_also_after_a_restart(void **state)
{
	(void)state;
	struct rig *rig = up_with(defaults());
	uint64_t attempt = (UINT64_C(77) << 10) | 5;
	submit(rig, attempt, "+905321234567");
	(void)look(rig);
	struct ac_str sent_tlvs = rig->sent.at[0].sm.tlvs;
	respond(rig, rig->sent.at[0].sequence, 0, "9");
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

/* "Acknowledge deliver_sm only after it is durable." */
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

/* "and deduplicate": the answer was lost with the connection. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(ids_agree_in_hex_decimal_and_with_zeros),
		CASE(a_carriers_form_is_learned_by_number_and_then_kept),
		CASE(an_early_receipt_in_another_form_waits_for_its_response),
		CASE(an_early_receipt_is_not_taken_for_another_number_s),
		CASE(ids_of_one_digit_teach_nothing),
		CASE(a_receipt_that_names_nothing_is_told_when_nothing_is_outstanding_to_its_number),
		CASE(the_same_id_of_two_accounts_has_two_keys),
		CASE(a_message_of_three_segments_has_one_outcome_and_one_receipt),
		CASE(after_a_restart_a_segment_s_receipt_comes_under_a_key_that_was_told),
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
	};
	return RUN(tests);
}
