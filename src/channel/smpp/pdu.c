#include "channel/smpp/pdu.h"

#include <assert.h>
#include <endian.h>

/* ---- reading ---- */

struct reader {
	const char *p;
	const char *end;
	bool broken;
};

static inline uint32_t be32(const char *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof v);
	return be32toh(v);
}

static inline uint8_t read_u8(struct reader *r)
{
	if (r->p == r->end) {
		r->broken = true;
		return 0;
	}
	return (uint8_t)*r->p++;
}

static inline struct ac_str read_cstr(struct reader *r)
{
	const char *start = r->p;
	while (r->p < r->end)
		if (*r->p++ == 0)
			return (struct ac_str){ start, (size_t)(r->p - 1 - start) };
	r->broken = true;
	return (struct ac_str){ start, (size_t)(r->end - start) };
}

static inline struct ac_str read_octets(struct reader *r)
{
	size_t n = read_u8(r);
	if (n > (size_t)(r->end - r->p)) {
		r->broken = true;
		n = (size_t)(r->end - r->p);
	}
	struct ac_str bytes = { r->p, n };
	r->p += n;
	return bytes;
}

#define READ_U8(name) body->name = read_u8(r);
#define READ_CSTR(name, max) body->name = read_cstr(r);
#define READ_OCTETS(name) body->name = read_octets(r);
#define READ_TLVS(name) body->name = (struct ac_str){ r->p, (size_t)(r->end - r->p) };
#define READER(name, FIELDS)                                                   \
	static void read_##name(struct reader *r, struct ac_smpp_##name *body) \
	{                                                                      \
		(void)r;                                                       \
		(void)body;                                                    \
		FIELDS(READ_U8, READ_CSTR, READ_OCTETS, READ_TLVS)             \
	}
AC_SMPP_BODIES(READER)

enum ac_smpp_read ac_smpp_unpack(struct ac_str bytes, struct ac_smpp_pdu *pdu)
{
	if (bytes.n < AC_SMPP_HEADER && (bytes.n < 4 || be32(bytes.p) >= AC_SMPP_HEADER))
		return AC_SMPP_READ_MORE;
	uint32_t length = be32(bytes.p);
	if (length < AC_SMPP_HEADER || length > AC_SMPP_PDU_MAX) {
		*pdu = (struct ac_smpp_pdu){ .length = length };
		return AC_SMPP_READ_LOST;
	}
	if (bytes.n < length)
		return AC_SMPP_READ_MORE;
	pdu->length = length;
	pdu->command = be32(bytes.p + 4);
	pdu->status = be32(bytes.p + 8);
	pdu->sequence = be32(bytes.p + 12);
	struct reader r = { bytes.p + AC_SMPP_HEADER, bytes.p + length, false };
	switch (pdu->command) {
#define CASE_READ(name, id, body) \
	case id: read_##body(&r, &pdu->body); break;
		AC_SMPP_PDUS(CASE_READ)
	default: return AC_SMPP_READ_UNKNOWN;
	}
	/* Responses end where the peer felt like it; what is missing reads as zero and empty. */
	bool response = pdu->command & AC_SMPP_RESPONSE;
	return r.broken && !response ? AC_SMPP_READ_BROKEN : AC_SMPP_READ_PDU;
}

/* ---- writing ---- */

static inline char *put32(char *p, uint32_t v)
{
	v = htobe32(v);
	memcpy(p, &v, sizeof v);
	return p + sizeof v;
}

static inline size_t cut(struct ac_str s, size_t max)
{
	return s.n < max ? s.n : max;
}

static inline char *put_bytes(char *p, const char *bytes, size_t n)
{
	if (n)
		memcpy(p, bytes, n);
	return p + n;
}

static inline char *put_cstr(char *p, struct ac_str s, size_t max)
{
	p = put_bytes(p, s.p, cut(s, max - 1));
	*p = 0;
	return p + 1;
}

static inline char *put_octets(char *p, struct ac_str s)
{
	size_t n = cut(s, UINT8_MAX);
	*p = (char)n;
	return put_bytes(p + 1, s.p, n);
}

#define SIZE_U8(name) +1
#define SIZE_CSTR(name, max) +cut(body->name, (max)-1) + 1
#define SIZE_OCTETS(name) +cut(body->name, UINT8_MAX) + 1
#define SIZE_TLVS(name) +body->name.n
#define PUT_U8(name) *p++ = (char)body->name;
#define PUT_CSTR(name, max) p = put_cstr(p, body->name, max);
#define PUT_OCTETS(name) p = put_octets(p, body->name);
#define PUT_TLVS(name) p = put_bytes(p, body->name.p, body->name.n);
#define WRITER(name, FIELDS)                                                       \
	static inline size_t size_##name(const struct ac_smpp_##name *body)        \
	{                                                                          \
		(void)body;                                                        \
		return 0 FIELDS(SIZE_U8, SIZE_CSTR, SIZE_OCTETS, SIZE_TLVS);       \
	}                                                                          \
	static inline char *put_##name(char *p, const struct ac_smpp_##name *body) \
	{                                                                          \
		(void)body;                                                        \
		FIELDS(PUT_U8, PUT_CSTR, PUT_OCTETS, PUT_TLVS)                     \
		return p;                                                          \
	}
AC_SMPP_BODIES(WRITER)

static inline char *put_header(
	char *p, size_t length, uint32_t command, uint32_t status, uint32_t sequence)
{
	p = put32(p, (uint32_t)length);
	p = put32(p, command);
	p = put32(p, status);
	return put32(p, sequence);
}

#define WRITE_BODY(name, FIELDS)                                                     \
	static void write_##name(struct ac_buf *out, const struct ac_smpp_pdu *pdu)  \
	{                                                                            \
		size_t length = AC_SMPP_HEADER + size_##name(&pdu->name);            \
		assert(length <= AC_SMPP_PDU_MAX);                                   \
		char *p = ac_buf_room(out, length);                                  \
		if (!p)                                                              \
			return;                                                      \
		p = put_header(p, length, pdu->command, pdu->status, pdu->sequence); \
		(void)put_##name(p, &pdu->name);                                     \
	}
AC_SMPP_BODIES(WRITE_BODY)

void ac_smpp_pack(struct ac_buf *out, const struct ac_smpp_pdu *pdu)
{
	switch (pdu->command) {
#define CASE_WRITE(name, id, body) \
	case id: write_##body(out, pdu); return;
		AC_SMPP_PDUS(CASE_WRITE)
	default: assert(false && "a command of the table");
	}
}

void ac_smpp_pack_header(struct ac_buf *out, uint32_t command, uint32_t status, uint32_t sequence)
{
	char *p = ac_buf_room(out, AC_SMPP_HEADER);
	if (p)
		put_header(p, AC_SMPP_HEADER, command, status, sequence);
}

void ac_smpp_pack_sm_resp(
	struct ac_buf *out, uint32_t command, uint32_t status, uint32_t sequence, struct ac_str id)
{
	size_t length = AC_SMPP_HEADER + cut(id, 64) + 1;
	char *p = ac_buf_room(out, length);
	if (!p)
		return;
	p = put_header(p, length, command, status, sequence);
	put_cstr(p, id, 65);
}

void ac_smpp_patch_sequence(char *pdu, uint32_t sequence)
{
	put32(pdu + 12, sequence);
}

/* ---- showing ---- */

static bool is_shown(const char *name)
{
	/* Nobody's number, name or words in a log. */
	return strcmp(name, "message_id") == 0 || strcmp(name, "service_type") == 0 ||
	       strcmp(name, "system_type") == 0 || strcmp(name, "validity_period") == 0;
}

static void show_text(struct ac_buf *out, const char *name, struct ac_str s)
{
	if (strcmp(name, "password") == 0 || s.n == 0)
		return;
	bool printable = is_shown(name);
	for (size_t i = 0; i < s.n && printable; i++)
		printable = s.p[i] > ' ' && s.p[i] < 0x7f;
	if (printable)
		ac_buf_printf(out, " %s=%.*s", name, AC_STR_ARG(s));
	else
		ac_buf_printf(out, " %s=<%zu bytes>", name, s.n);
}

#define SHOW_U8(name) ac_buf_printf(out, " " #name "=%u", body->name);
#define SHOW_CSTR(name, max) show_text(out, #name, body->name);
#define SHOW_OCTETS(name) show_text(out, #name, body->name);
#define SHOW_TLVS(name) show_text(out, #name, body->name);
#define SHOWER(name, FIELDS)                                                           \
	static void show_##name(struct ac_buf *out, const struct ac_smpp_##name *body) \
	{                                                                              \
		(void)out;                                                             \
		(void)body;                                                            \
		FIELDS(SHOW_U8, SHOW_CSTR, SHOW_OCTETS, SHOW_TLVS)                     \
	}
AC_SMPP_BODIES(SHOWER)

void ac_smpp_dump(struct ac_buf *out, const struct ac_smpp_pdu *pdu)
{
	ac_buf_printf(out, "%s seq=%u status=0x%x", ac_smpp_command_name(pdu->command),
		pdu->sequence, pdu->status);
	switch (pdu->command) {
#define CASE_SHOW(name, id, body) \
	case id: show_##body(out, &pdu->body); return;
		AC_SMPP_PDUS(CASE_SHOW)
	default: return;
	}
}

const char *ac_smpp_command_name(uint32_t command)
{
	switch (command) {
#define CASE_NAME(name, id, body) \
	case id: return #name;
		AC_SMPP_PDUS(CASE_NAME)
	default: return "unknown";
	}
}

const char *ac_smpp_status_name(uint32_t status)
{
	static const struct {
		uint32_t status;
		const char *name;
	} names[] = {
		{ AC_SMPP_ESME_ROK, "ESME_ROK" },
		{ AC_SMPP_ESME_RINVMSGLEN, "ESME_RINVMSGLEN" },
		{ AC_SMPP_ESME_RINVCMDLEN, "ESME_RINVCMDLEN" },
		{ AC_SMPP_ESME_RINVCMDID, "ESME_RINVCMDID" },
		{ AC_SMPP_ESME_RINVBNDSTS, "ESME_RINVBNDSTS" },
		{ AC_SMPP_ESME_RALYBND, "ESME_RALYBND: already bound" },
		{ AC_SMPP_ESME_RSYSERR, "ESME_RSYSERR" },
		{ AC_SMPP_ESME_RINVSRCADR, "ESME_RINVSRCADR" },
		{ AC_SMPP_ESME_RINVDSTADR, "ESME_RINVDSTADR" },
		{ AC_SMPP_ESME_RBINDFAIL, "ESME_RBINDFAIL" },
		{ AC_SMPP_ESME_RINVPASWD, "ESME_RINVPASWD: wrong password" },
		{ AC_SMPP_ESME_RINVSYSID, "ESME_RINVSYSID: unknown system_id" },
		{ AC_SMPP_ESME_RMSGQFUL, "ESME_RMSGQFUL" },
		{ AC_SMPP_ESME_RSUBMITFAIL, "ESME_RSUBMITFAIL" },
		{ AC_SMPP_ESME_RINVSYSTYP, "ESME_RINVSYSTYP: wrong system_type" },
		{ AC_SMPP_ESME_RTHROTTLED, "ESME_RTHROTTLED" },
		{ AC_SMPP_ESME_RX_T_APPN, "ESME_RX_T_APPN" },
		{ AC_SMPP_ESME_RDELIVERYFAILURE, "ESME_RDELIVERYFAILURE" },
		{ AC_SMPP_ESME_RUNKNOWNERR, "ESME_RUNKNOWNERR" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].status == status)
			return names[i].name;
	return "status";
}
