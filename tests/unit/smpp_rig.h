/* smpp_rig.h - a session without socket and clock: what a carrier would say goes in, what was told and what was
 * written is kept. One test file's rig each, hence static. */
#pragma once
#include "channel/smpp/pdu.h"
#include "channel/smpp/session.h"
#include "check.h"
#include "text/alphabet.h"

#include <stdio.h>
#include <string.h>

struct told {
	char what; /* 'u'p, 's'ubmitted, 'r'eceipt, 'w'ords */
	uint64_t attempt, key, token, ref;
	int code; /* outcome or state */
	uint64_t others[ac_segment_keys_max]; /* keys of the other segments */
	size_t others_n;
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

static inline void tell(struct rig *rig, struct told told)
{
	ac_vec_push(&rig->told, told);
}

static inline void on_up(void *ctx, uint32_t link)
{
	(void)link;
	tell(ctx, (struct told){ .what = 'u' });
}

static inline void on_down(void *ctx, uint32_t link, const char *why, int64_t retry_in_ms)
{
	(void)ctx;
	(void)link;
	(void)why;
	(void)retry_in_ms;
	fail(); /* the connection's business, not the session's */
}

static inline void on_submitted(void *ctx, uint32_t link, uint64_t attempt,
	enum ac_submit_outcome outcome, uint64_t key, struct ac_str id, uint32_t status,
	struct ac_segment_keys others)
{
	(void)link;
	(void)status;
	struct told told = {
		.what = 's', .attempt = attempt, .key = key, .code = outcome, .others_n = others.n
	};
	for (size_t i = 0; i < others.n; i++)
		told.others[i] = others.at[i];
	snprintf(told.text, sizeof told.text, "%.*s", AC_STR_ARG(id));
	tell(ctx, told);
}

static inline void on_receipt(void *ctx, uint32_t link, uint64_t token, uint64_t key, uint64_t ref,
	struct ac_str from, enum ac_receipt_state state, uint32_t error)
{
	(void)link;
	(void)error;
	struct told told = { .what = 'r', .token = token, .key = key, .ref = ref, .code = state };
	snprintf(told.text, sizeof told.text, "%.*s", AC_STR_ARG(from));
	tell(ctx, told);
}

static inline void on_inbound(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text)
{
	(void)link;
	(void)to;
	(void)from;
	struct told told = { .what = 'w', .token = token };
	snprintf(told.text, sizeof told.text, "%.*s", AC_STR_ARG(text));
	tell(ctx, told);
}

static inline void on_closed(void *ctx, uint32_t link)
{
	(void)ctx;
	(void)link;
	fail();
}

static const struct ac_channel_events events = { on_up, on_down, on_submitted, on_receipt,
	on_inbound, on_closed };

/* What the session wrote since the last look, as PDUs at rig->sent. */
static inline size_t look(struct rig *rig)
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

static inline void carrier(struct rig *rig, const struct ac_smpp_pdu *pdu)
{
	AC_AUTO(buf) struct ac_buf buf;
	ac_buf_init(&buf, AC_SMPP_PDU_MAX);
	ac_smpp_pack(&buf, pdu);
	assert_int_equal(ac_smpp_session_input(&rig->session, ac_buf_str(&buf), rig->now), buf.n);
}

static inline void respond(struct rig *rig, uint32_t sequence, uint32_t status, const char *id)
{
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_submit_sm_resp,
		.status = status,
		.sequence = sequence,
		.sm_resp = { .message_id = ac_str(id) } };
	carrier(rig, &pdu);
}

static inline void connect_up(struct rig *rig)
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

static inline void receipt(struct rig *rig, const char *from, const char *id, const char *stat)
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

static inline void words(struct rig *rig, const char *from, struct ac_str text, uint8_t esm_class)
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

static inline enum ac_status submit_body(struct rig *rig, uint64_t attempt, const char *to,
	enum ac_coding coding, struct ac_str body)
{
	struct ac_message message = { attempt, ac_str(to), (uint8_t)coding, 1, body, 3600 };
	return ac_smpp_session_submit(&rig->session, &message, rig->now);
}

static inline void submit(struct rig *rig, uint64_t attempt, const char *to)
{
	assert_int_equal(submit_body(rig, attempt, to, AC_CODING_GSM7, AC_STR("Leave")), AC_OK);
}

/* A text of so many UCS-2 segments. */
static inline void submit_long(struct rig *rig, uint64_t attempt, const char *to, size_t segments)
{
	AC_AUTO(buf) struct ac_buf body;
	ac_buf_init(&body, 16384);
	for (size_t i = 0; i < segments * 67; i++)
		ac_buf_add(&body, "\x05\xd0", 2);
	assert_int_equal(submit_body(rig, attempt, to, AC_CODING_UCS2, ac_buf_str(&body)), AC_OK);
}

static inline struct ac_channel_settings defaults(void)
{
	struct ac_channel_settings settings = ac_channel_settings_default();
	settings.link = 7;
	settings.name = AC_STR("tr1");
	settings.account = AC_STR("carrier");
	settings.source = AC_STR("Allclear");
	settings.window = 100;
	return settings;
}

static inline struct rig *rig_with(struct ac_channel_settings settings)
{
	struct rig *rig = ac_alloc(sizeof *rig);
	rig->settings = settings;
	rig->now.us = AC_HOUR;
	ac_buf_init(&rig->bytes, 64 << 20);
	ac_smpp_account_init(&rig->account, &rig->settings);
	ac_smpp_session_init(&rig->session, &rig->settings, &rig->account, &events, rig, rig->now);
	return rig;
}

static inline struct rig *up_with(struct ac_channel_settings settings)
{
	struct rig *rig = rig_with(settings);
	connect_up(rig);
	return rig;
}

static inline void rig_free(struct rig *rig)
{
	ac_smpp_session_done(&rig->session);
	ac_smpp_account_done(&rig->account);
	ac_buf_done(&rig->bytes);
	ac_vec_done(&rig->told);
	ac_vec_done(&rig->sent);
	ac_free(rig);
}

static inline void lose(struct rig *rig)
{
	ac_smpp_session_lost(&rig->session, rig->now);
	ac_buf_reset(&rig->session.out);
}

static inline void pass(struct rig *rig, int64_t ms)
{
	rig->now.us += ms * AC_MS;
	ac_smpp_session_tick(&rig->session, rig->now);
}

static inline size_t count(const struct rig *rig, char what)
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
