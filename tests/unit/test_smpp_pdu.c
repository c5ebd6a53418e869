/* What a user loses if this breaks: the link to a carrier that writes SMPP a little differently than the
 * book, and with it everyone behind that carrier. */
#include "channel/smpp/pdu.h"
#include "channel/smpp/receipt.h"
#include "channel/smpp/tlv.h"
#include "check.h"

#include <string.h>

static struct ac_smpp_pdu read_back(const struct ac_buf *buf)
{
	struct ac_smpp_pdu pdu;
	assert_int_equal(ac_smpp_unpack(ac_buf_str(buf), &pdu), AC_SMPP_READ_PDU);
	assert_int_equal(pdu.length, buf->n);
	return pdu;
}

static void every_field_of_a_submit_comes_back(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf buf;
	ac_buf_init(&buf, AC_SMPP_PDU_MAX);
	struct ac_smpp_pdu pdu = {
		.command = AC_SMPP_submit_sm,
		.sequence = AC_SMPP_SEQUENCE_MAX,
		.sm = { .service_type = AC_STR("CMT"),
			.source_addr_ton = 5,
			.source_addr = AC_STR("Allclear"),
			.dest_addr_ton = 1,
			.dest_addr_npi = 1,
			.destination_addr = AC_STR("905321234567"),
			.esm_class = 0x40,
			.validity_period = AC_STR("000000010000000R"),
			.registered_delivery = 1,
			.data_coding = 8,
			.short_message = AC_STR("\x05\xd0\x05"),
			.tlvs = AC_STR("\x02\x04\x00\x02\x12\x34") },
	};
	ac_smpp_pack(&buf, &pdu);
	struct ac_smpp_pdu got = read_back(&buf);
	assert_int_equal(got.command, AC_SMPP_submit_sm);
	assert_int_equal(got.sequence, AC_SMPP_SEQUENCE_MAX);
	assert_true(ac_str_eq(got.sm.service_type, AC_STR("CMT")));
	assert_true(ac_str_eq(got.sm.source_addr, AC_STR("Allclear")));
	assert_true(ac_str_eq(got.sm.destination_addr, AC_STR("905321234567")));
	assert_true(ac_str_eq(got.sm.validity_period, AC_STR("000000010000000R")));
	assert_true(ac_str_eq(got.sm.short_message, AC_STR("\x05\xd0\x05")));
	assert_int_equal(got.sm.esm_class, 0x40);
	assert_int_equal(got.sm.data_coding, 8);
	struct ac_str value = AC_STR("");
	uint16_t tag = 0;
	assert_true(ac_smpp_tlv_next(&got.sm.tlvs, &tag, &value));
	assert_int_equal(tag, AC_SMPP_TAG_user_message_reference);
	assert_int_equal(ac_smpp_tlv_number(value), 0x1234);
}

static void every_command_of_the_table_is_written_and_read(void **state)
{
	(void)state;
	static const uint32_t commands[] = {
#define ID(name, id, body) id,
		AC_SMPP_PDUS(ID)
#undef ID
	};
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		AC_AUTO(buf) struct ac_buf buf;
		ac_buf_init(&buf, AC_SMPP_PDU_MAX);
		struct ac_smpp_pdu pdu;
		memset(&pdu, 0, sizeof pdu);
		pdu.command = commands[i];
		pdu.sequence = 9;
		ac_smpp_pack(&buf, &pdu);
		assert_int_equal(read_back(&buf).command, commands[i]);
		assert_string_not_equal(ac_smpp_command_name(commands[i]), "unknown");
	}
}

/* Each of these was refused by a library in use. */
static void what_peers_send_is_accepted(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		struct ac_str bytes;
		uint32_t status;
	} cases[] = {
		{ "an error response without a body",
			AC_STR("\0\0\0\x10\x80\0\0\x04\0\0\0\x58\0\0\0\1"), 0x58 },
		{ "an error response with an empty id",
			AC_STR("\0\0\0\x11\x80\0\0\x04\0\0\0\x14\0\0\0\1\0"), 0x14 },
		{ "an id without its closing zero",
			AC_STR("\0\0\0\x13\x80\0\0\x04\0\0\0\0\0\0\0\1"
			       "abc"),
			0 },
		{ "a vendor's status", AC_STR("\0\0\0\x10\x80\0\0\x04\0\0\x04\x2b\0\0\0\1"),
			0x42b },
		{ "sequence 0", AC_STR("\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\0"), 0 },
		{ "a bind response with another interface version",
			AC_STR("\0\0\0\x16\x80\0\0\x09\0\0\0\0\0\0\0\1\0\x02\x10\0\x01\x50"), 0 },
		{ "reserved TON, a schedule time in deliver_sm, garbage behind the last TLV",
			AC_STR("\0\0\0\x3d\0\0\0\x05\0\0\0\0\0\0\0\7"
			       "\0\x0f\x0f"
			       "9053\0\x07\x09"
			       "4567\0\0\0\0"
			       "220613120000000+\0\0\0\0\0\0\1x"
			       "\xff\xff\xff"),
			0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_smpp_pdu pdu;
		print_message("%s\n", cases[i].what);
		assert_int_equal(cases[i].bytes.n, (unsigned char)cases[i].bytes.p[3]);
		assert_int_equal(ac_smpp_unpack(cases[i].bytes, &pdu), AC_SMPP_READ_PDU);
		assert_int_equal(pdu.status, cases[i].status);
	}
}

static void thirty_empty_tlvs_and_a_long_payload_are_read(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf buf;
	AC_AUTO(buf) struct ac_buf tlvs;
	ac_buf_init(&buf, AC_SMPP_PDU_MAX);
	ac_buf_init(&tlvs, AC_SMPP_PDU_MAX);
	static char payload[5000];
	for (uint16_t i = 0; i < 30; i++)
		ac_smpp_tlv_add(&tlvs, (uint16_t)(0x1400 + i), AC_STR(""));
	ac_smpp_tlv_add(
		&tlvs, AC_SMPP_TAG_message_payload, (struct ac_str){ payload, sizeof payload });
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_deliver_sm,
		.sm = { .tlvs = ac_buf_str(&tlvs) } };
	ac_smpp_pack(&buf, &pdu);
	struct ac_smpp_pdu got = read_back(&buf);
	struct ac_smpp_delivery delivery;
	ac_smpp_delivery_read(&got.sm, AC_STR(""), &delivery);
	assert_int_equal(delivery.text.n, sizeof payload);
}

static void a_stream_that_is_not_smpp_is_told_from_one_that_is_not_all_there(void **state)
{
	(void)state;
	struct ac_smpp_pdu pdu;
	assert_int_equal(ac_smpp_unpack(AC_STR(""), &pdu), AC_SMPP_READ_MORE);
	assert_int_equal(ac_smpp_unpack(AC_STR("\0\0\0"), &pdu), AC_SMPP_READ_MORE);
	assert_int_equal(ac_smpp_unpack(AC_STR("\0\0\0\x20\0\0\0\x04"), &pdu), AC_SMPP_READ_MORE);
	assert_int_equal(ac_smpp_unpack(AC_STR("HTTP/1.1 400 Bad"), &pdu), AC_SMPP_READ_LOST);
	assert_int_equal(ac_smpp_unpack(AC_STR("\0\0\0\x0f"), &pdu), AC_SMPP_READ_LOST);
	assert_int_equal(ac_smpp_unpack(AC_STR("\0\0\0\x10\0\0\x99\x99\0\0\0\0\0\0\0\1"), &pdu),
		AC_SMPP_READ_UNKNOWN);
	assert_int_equal(ac_smpp_unpack(AC_STR("\0\0\0\x12\0\0\0\x05\0\0\0\0\0\0\0\1\0\0"), &pdu),
		AC_SMPP_READ_BROKEN);
}

static void a_dump_shows_no_number_no_text_and_no_password(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf out;
	ac_buf_init(&out, 4096);
	struct ac_smpp_pdu submit = { .command = AC_SMPP_submit_sm,
		.sm = { .destination_addr = AC_STR("905321234567"),
			.short_message = AC_STR("secret") } };
	struct ac_smpp_pdu bind = { .command = AC_SMPP_bind_transceiver,
		.bind = { .system_id = AC_STR("esme"), .password = AC_STR("hunter2") } };
	ac_smpp_dump(&out, &submit);
	ac_smpp_dump(&out, &bind);
	assert_null(strstr(out.p, "905321234567"));
	assert_null(strstr(out.p, "secret"));
	assert_null(strstr(out.p, "hunter2"));
	assert_non_null(strstr(out.p, "submit_sm"));
	assert_non_null(strstr(out.p, "short_message=<6 bytes>"));
}

static struct ac_smpp_delivery delivery_of(
	uint8_t esm_class, struct ac_str text, struct ac_str tlvs, struct ac_str dead_errors)
{
	struct ac_smpp_sm sm = { .esm_class = esm_class, .short_message = text, .tlvs = tlvs };
	struct ac_smpp_delivery delivery;
	ac_smpp_delivery_read(&sm, dead_errors, &delivery);
	return delivery;
}

/* "the receipt is a deliver_sm with esm_class 0x04 and id:… stat:… text or the TLVs
 * receipted_message_id / message_state, which win." */
static void a_receipt_is_read_from_its_text_and_tlvs_win(void **state)
{
	(void)state;
	struct ac_str text = AC_STR("id:0042 sub:001 dlvrd:001 submit date:2206131200 done "
				    "date:2206131200 stat:UNDELIV err:027 text:id:9 stat:DELIVRD");
	struct ac_smpp_delivery d = delivery_of(4, text, AC_STR(""), AC_STR(""));
	assert_true(d.is_receipt);
	assert_true(ac_str_eq(d.id, AC_STR("0042")));
	assert_int_equal(d.state, AC_RECEIPT_FAILED);
	assert_int_equal(d.error, 27);
	d = delivery_of(4, text,
		AC_STR("\0\x1e\0\3"
		       "7b\0\x04\x27\0\1\2"),
		AC_STR(""));
	assert_true(ac_str_eq(d.id, AC_STR("7b")));
	assert_int_equal(d.state, AC_RECEIPT_DELIVERED);
	d = delivery_of(4, AC_STR("ID: 5 STAT: Delivered"), AC_STR(""), AC_STR(""));
	assert_true(ac_str_eq(d.id, AC_STR("5")));
	assert_int_equal(d.state, AC_RECEIPT_DELIVERED);
}

static void nobody_can_write_a_receipt_from_a_phone(void **state)
{
	(void)state;
	struct ac_str text = AC_STR("id:0042 sub:001 dlvrd:001 stat:DELIVRD err:000");
	assert_false(delivery_of(0, text, AC_STR(""), AC_STR("")).is_receipt);
	assert_true(delivery_of(0, text, AC_STR("\0\x1e\0\1x"), AC_STR("")).is_receipt);
}

static void a_number_is_gone_only_when_the_carrier_says_so(void **state)
{
	(void)state;
	struct ac_str text = AC_STR("id:1 stat:UNDELIV err:001");
	struct ac_str unknown = AC_STR("\x04\x23\0\3\3\0\1"),
		      absent = AC_STR("\x04\x23\0\3\3\0\x1b");
	assert_int_equal(delivery_of(4, text, AC_STR(""), AC_STR("")).state, AC_RECEIPT_FAILED);
	assert_int_equal(delivery_of(4, text, AC_STR(""), AC_STR("5 1")).state, AC_RECEIPT_DEAD);
	assert_int_equal(delivery_of(4, text, unknown, AC_STR("")).state, AC_RECEIPT_DEAD);
	assert_int_equal(delivery_of(4, text, absent, AC_STR("")).state, AC_RECEIPT_FAILED);
}

/* 0x58 and 0x14 pause, nothing else does; a vendor's code may pass. */
static void each_status_has_its_outcome(void **state)
{
	(void)state;
	static const struct {
		uint32_t status;
		enum ac_submit_outcome outcome;
	} cases[] = {
		{ 0, AC_SUBMIT_ACCEPTED },
		{ 0x58, AC_SUBMIT_THROTTLED },
		{ 0x14, AC_SUBMIT_THROTTLED },
		{ 0x0b, AC_SUBMIT_DEAD },
		{ 0x08, AC_SUBMIT_TEMPORARY },
		{ 0x42b, AC_SUBMIT_TEMPORARY },
		{ 0x01, AC_SUBMIT_REJECTED },
		{ 0x61, AC_SUBMIT_REJECTED },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(ac_smpp_outcome(cases[i].status), cases[i].outcome);
}

static void numbers_are_brought_to_one_form(void **state)
{
	(void)state;
	static const struct {
		const char *addr;
		uint8_t ton;
		const char *number;
	} cases[] = {
		{ "905321234567", 1, "+905321234567" },
		{ "905321234567", 0, "+905321234567" },
		{ "+905321234567", 0, "+905321234567" },
		{ "00905321234567", 0, "+905321234567" },
		{ "05321234567", 0, "05321234567" },
		{ "4567", 3, "4567" },
		{ "Allclear", 5, "Allclear" },
		{ "", 0, "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char storage[24];
		struct ac_str got = ac_smpp_number(ac_str(cases[i].addr), cases[i].ton, storage);
		assert_true(ac_str_eq(got, ac_str(cases[i].number)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_field_of_a_submit_comes_back),
		CASE(every_command_of_the_table_is_written_and_read),
		CASE(what_peers_send_is_accepted),
		CASE(thirty_empty_tlvs_and_a_long_payload_are_read),
		CASE(a_stream_that_is_not_smpp_is_told_from_one_that_is_not_all_there),
		CASE(a_dump_shows_no_number_no_text_and_no_password),
		CASE(a_receipt_is_read_from_its_text_and_tlvs_win),
		CASE(nobody_can_write_a_receipt_from_a_phone),
		CASE(a_number_is_gone_only_when_the_carrier_says_so),
		CASE(each_status_has_its_outcome),
		CASE(numbers_are_brought_to_one_form),
	};
	return RUN(tests);
}
