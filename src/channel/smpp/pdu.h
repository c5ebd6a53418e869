/* channel/smpp/pdu.h - SMPP 3.4 on the wire, from one table.
 *
 * The two tables below name every field of every PDU once; struct, pack, unpack and dump are made from
 * them. Reading is zero-copy: texts are views into what was read. It is as tolerant as peers are
 * careless (each of these was met in practice): responses with a shortened or missing body, vendor
 * status codes, sequence number 0, any interface_version, reserved TON and NPI, schedule times in
 * deliver_sm, payloads far beyond 1,024 bytes, texts longer than the standard's field, empty TLVs by
 * the dozen, garbage behind the last TLV. Lengths are bounded: 64 KiB a PDU.
 *
 * Source: SMPP Protocol Specification v3.4, Issue 1.2, chapters 3 to 5.
 */
#pragma once
#include "base/buf.h"

/* clang-format off */

/* The bodies. U8(name): one byte. CSTR(name, max): text with a closing zero, max bytes with it (kept
 * when packing, not asked for when reading). OCTETS(name): a length byte, then so many bytes.
 * TLVS(name): the rest, optional parameters. */
#define AC_SMPP_BIND(U8, CSTR, OCTETS, TLVS) \
	CSTR(system_id, 16) CSTR(password, 65) CSTR(system_type, 13) \
	U8(interface_version) U8(addr_ton) U8(addr_npi) CSTR(address_range, 41)
#define AC_SMPP_BIND_RESP(U8, CSTR, OCTETS, TLVS) \
	CSTR(system_id, 16) TLVS(tlvs)
#define AC_SMPP_OUTBIND(U8, CSTR, OCTETS, TLVS) \
	CSTR(system_id, 16) CSTR(password, 65)
#define AC_SMPP_SM(U8, CSTR, OCTETS, TLVS) \
	CSTR(service_type, 6) \
	U8(source_addr_ton) U8(source_addr_npi) CSTR(source_addr, 65) \
	U8(dest_addr_ton) U8(dest_addr_npi) CSTR(destination_addr, 65) \
	U8(esm_class) U8(protocol_id) U8(priority_flag) \
	CSTR(schedule_delivery_time, 17) CSTR(validity_period, 17) \
	U8(registered_delivery) U8(replace_if_present_flag) \
	U8(data_coding) U8(sm_default_msg_id) OCTETS(short_message) TLVS(tlvs)
#define AC_SMPP_SM_RESP(U8, CSTR, OCTETS, TLVS) \
	CSTR(message_id, 65) TLVS(tlvs)
#define AC_SMPP_DATA(U8, CSTR, OCTETS, TLVS) \
	CSTR(service_type, 6) \
	U8(source_addr_ton) U8(source_addr_npi) CSTR(source_addr, 65) \
	U8(dest_addr_ton) U8(dest_addr_npi) CSTR(destination_addr, 65) \
	U8(esm_class) U8(registered_delivery) U8(data_coding) TLVS(tlvs)
#define AC_SMPP_QUERY(U8, CSTR, OCTETS, TLVS) \
	CSTR(message_id, 65) U8(source_addr_ton) U8(source_addr_npi) CSTR(source_addr, 65)
#define AC_SMPP_QUERY_RESP(U8, CSTR, OCTETS, TLVS) \
	CSTR(message_id, 65) CSTR(final_date, 17) U8(message_state) U8(error_code)
#define AC_SMPP_CANCEL(U8, CSTR, OCTETS, TLVS) \
	CSTR(service_type, 6) CSTR(message_id, 65) \
	U8(source_addr_ton) U8(source_addr_npi) CSTR(source_addr, 65) \
	U8(dest_addr_ton) U8(dest_addr_npi) CSTR(destination_addr, 65)
#define AC_SMPP_REPLACE(U8, CSTR, OCTETS, TLVS) \
	CSTR(message_id, 65) U8(source_addr_ton) U8(source_addr_npi) CSTR(source_addr, 65) \
	CSTR(schedule_delivery_time, 17) CSTR(validity_period, 17) \
	U8(registered_delivery) U8(sm_default_msg_id) OCTETS(short_message)
#define AC_SMPP_ALERT(U8, CSTR, OCTETS, TLVS) \
	U8(source_addr_ton) U8(source_addr_npi) CSTR(source_addr, 65) \
	U8(esme_addr_ton) U8(esme_addr_npi) CSTR(esme_addr, 65) TLVS(tlvs)
#define AC_SMPP_EMPTY(U8, CSTR, OCTETS, TLVS)

#define AC_SMPP_BODIES(BODY) \
	BODY(bind, AC_SMPP_BIND) \
	BODY(bind_resp, AC_SMPP_BIND_RESP) \
	BODY(outbind, AC_SMPP_OUTBIND) \
	BODY(sm, AC_SMPP_SM) \
	BODY(sm_resp, AC_SMPP_SM_RESP) \
	BODY(data, AC_SMPP_DATA) \
	BODY(query, AC_SMPP_QUERY) \
	BODY(query_resp, AC_SMPP_QUERY_RESP) \
	BODY(cancel, AC_SMPP_CANCEL) \
	BODY(replace, AC_SMPP_REPLACE) \
	BODY(alert, AC_SMPP_ALERT) \
	BODY(empty, AC_SMPP_EMPTY)

/* The PDUs: name, command_id, body. */
#define AC_SMPP_PDUS(PDU) \
	PDU(generic_nack, 0x80000000, empty) \
	PDU(bind_receiver, 0x00000001, bind) \
	PDU(bind_receiver_resp, 0x80000001, bind_resp) \
	PDU(bind_transmitter, 0x00000002, bind) \
	PDU(bind_transmitter_resp, 0x80000002, bind_resp) \
	PDU(query_sm, 0x00000003, query) \
	PDU(query_sm_resp, 0x80000003, query_resp) \
	PDU(submit_sm, 0x00000004, sm) \
	PDU(submit_sm_resp, 0x80000004, sm_resp) \
	PDU(deliver_sm, 0x00000005, sm) \
	PDU(deliver_sm_resp, 0x80000005, sm_resp) \
	PDU(unbind, 0x00000006, empty) \
	PDU(unbind_resp, 0x80000006, empty) \
	PDU(replace_sm, 0x00000007, replace) \
	PDU(replace_sm_resp, 0x80000007, empty) \
	PDU(cancel_sm, 0x00000008, cancel) \
	PDU(cancel_sm_resp, 0x80000008, empty) \
	PDU(bind_transceiver, 0x00000009, bind) \
	PDU(bind_transceiver_resp, 0x80000009, bind_resp) \
	PDU(outbind, 0x0000000b, outbind) \
	PDU(enquire_link, 0x00000015, empty) \
	PDU(enquire_link_resp, 0x80000015, empty) \
	PDU(alert_notification, 0x00000102, alert) \
	PDU(data_sm, 0x00000103, data) \
	PDU(data_sm_resp, 0x80000103, sm_resp)

/* clang-format on */

enum ac_smpp_command {
#define AC_SMPP_ENUM(name, id, body) AC_SMPP_##name = id,
	AC_SMPP_PDUS(AC_SMPP_ENUM)
#undef AC_SMPP_ENUM
};

#define AC_SMPP_FIELD_U8(name) uint8_t name;
#define AC_SMPP_FIELD_CSTR(name, max) struct ac_str name;
#define AC_SMPP_FIELD_OCTETS(name) struct ac_str name;
#define AC_SMPP_FIELD_TLVS(name) struct ac_str name;
#define AC_SMPP_STRUCT(name, FIELDS)                                               \
	struct ac_smpp_##name {                                                    \
		FIELDS(AC_SMPP_FIELD_U8, AC_SMPP_FIELD_CSTR, AC_SMPP_FIELD_OCTETS, \
			AC_SMPP_FIELD_TLVS)                                        \
	};
AC_SMPP_BODIES(AC_SMPP_STRUCT)

struct ac_smpp_pdu {
	uint32_t length; /* of the whole, header included; set by unpack */
	uint32_t command; /* enum ac_smpp_command, or what else the peer wrote */
	uint32_t status; /* command_status */
	uint32_t sequence; /* sequence_number */
	union {
#define AC_SMPP_MEMBER(name, FIELDS) struct ac_smpp_##name name;
		AC_SMPP_BODIES(AC_SMPP_MEMBER)
#undef AC_SMPP_MEMBER
	};
};

enum {
	AC_SMPP_HEADER = 16,
	AC_SMPP_PDU_MAX = 64 * 1024,
	AC_SMPP_RESPONSE = 0x80000000, /* bit of a response's command_id */
	AC_SMPP_SEQUENCE_MAX = 0x7fffffff,
	AC_SMPP_TEXT_MAX = 254, /* bytes in short_message; 255 is allowed and refused by some */
};

/* command_status values that we send or decide by (section 5.1.3). */
enum ac_smpp_status {
	AC_SMPP_ESME_ROK = 0x00,
	AC_SMPP_ESME_RINVMSGLEN = 0x01,
	AC_SMPP_ESME_RINVCMDLEN = 0x02,
	AC_SMPP_ESME_RINVCMDID = 0x03,
	AC_SMPP_ESME_RINVBNDSTS = 0x04,
	AC_SMPP_ESME_RALYBND = 0x05,
	AC_SMPP_ESME_RSYSERR = 0x08,
	AC_SMPP_ESME_RINVSRCADR = 0x0a,
	AC_SMPP_ESME_RINVDSTADR = 0x0b,
	AC_SMPP_ESME_RBINDFAIL = 0x0d,
	AC_SMPP_ESME_RINVPASWD = 0x0e,
	AC_SMPP_ESME_RINVSYSID = 0x0f,
	AC_SMPP_ESME_RMSGQFUL = 0x14,
	AC_SMPP_ESME_RSUBMITFAIL = 0x45,
	AC_SMPP_ESME_RINVSYSTYP = 0x53,
	AC_SMPP_ESME_RTHROTTLED = 0x58,
	AC_SMPP_ESME_RX_T_APPN = 0x64,
	AC_SMPP_ESME_RDELIVERYFAILURE = 0xfe,
	AC_SMPP_ESME_RUNKNOWNERR = 0xff,
};

enum ac_smpp_read {
	AC_SMPP_READ_MORE, /* not all there yet */
	AC_SMPP_READ_PDU, /* pdu is filled; pdu->length bytes are used up */
	AC_SMPP_READ_UNKNOWN, /* header filled, command not in the table; skip length bytes */
	AC_SMPP_READ_BROKEN, /* header filled, the body is not what the command says; skip */
	AC_SMPP_READ_LOST, /* length under 16 or over 64 KiB: the stream cannot be read on */
};

/**
 * Read the first PDU of `bytes`.
 * @param pdu  written unless MORE; views point into bytes
 */
AC_MUST_CHECK enum ac_smpp_read ac_smpp_unpack(struct ac_str bytes, struct ac_smpp_pdu *pdu);

/**
 * Append one PDU. Texts over their field's maximum are cut (settings are checked before); command must
 * be of the table (asserted). A buffer at its maximum drops it whole and sets `over`.
 */
void ac_smpp_pack(struct ac_buf *out, const struct ac_smpp_pdu *pdu);

/** Append a PDU without a body: enquire_link, unbind, generic_nack and empty error responses. */
void ac_smpp_pack_header(struct ac_buf *out, uint32_t command, uint32_t status, uint32_t sequence);

/** Append submit_sm_resp or deliver_sm_resp: the two hot ones. @param id  at most 64 bytes */
void ac_smpp_pack_sm_resp(
	struct ac_buf *out, uint32_t command, uint32_t status, uint32_t sequence, struct ac_str id);

/** Write another sequence number into a packed PDU. @param pdu  its first byte */
void ac_smpp_patch_sequence(char *pdu, uint32_t sequence);

/** One line for people: "submit_sm seq=5 status=0 data_coding=8 short_message=<140 bytes> …". Addresses
 * and texts show as lengths, passwords not at all. */
void ac_smpp_dump(struct ac_buf *out, const struct ac_smpp_pdu *pdu);

/** The table's name of a command, or "unknown". */
const char *ac_smpp_command_name(uint32_t command);

/** "ESME_RTHROTTLED" …, or "status" for what the table does not know. */
const char *ac_smpp_status_name(uint32_t status);
