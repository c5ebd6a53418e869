/* What a carrier's peer may send, at any state of the session: no crash, no read past the end, no event
 * without a reason, and what was read packs and reads again. */
#include "fuzz/fuzz.h"

#include "channel/smpp/pdu.h"
#include "channel/smpp/session.h"

struct seen {
	struct ac_smpp_session *session;
	uint64_t tokens[16];
	size_t n;
	int settled;
};

static void on_up(void *ctx, uint32_t link)
{
	(void)ctx;
	(void)link;
}

static void on_down(void *ctx, uint32_t link, const char *why, int64_t retry_in_ms)
{
	(void)ctx;
	(void)link;
	(void)why;
	(void)retry_in_ms;
	abort();
}

static void on_submitted(void *ctx, uint32_t link, uint64_t attempt, enum ac_submit_outcome outcome,
	uint64_t key, struct ac_str id, uint32_t status, struct ac_segment_keys others)
{
	(void)others;
	(void)link;
	(void)attempt;
	(void)status;
	((struct seen *)ctx)->settled++;
	if ((outcome == AC_SUBMIT_ACCEPTED) != (key != 0) || id.n > 64)
		abort();
}

static void keep(struct seen *seen, uint64_t token)
{
	if (seen->n < sizeof seen->tokens / sizeof *seen->tokens)
		seen->tokens[seen->n++] = token;
}

static void on_receipt(void *ctx, uint32_t link, uint64_t token, uint64_t key, uint64_t ref,
	struct ac_str from, enum ac_receipt_state state, uint32_t error)
{
	(void)link;
	(void)key;
	(void)ref;
	(void)state;
	(void)error;
	if (from.n > 24)
		abort();
	keep(ctx, token);
}

static void on_inbound(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text)
{
	(void)link;
	(void)from;
	(void)to;
	if (!ac_str_is_utf8(text))
		abort();
	keep(ctx, token);
}

static void on_closed(void *ctx, uint32_t link)
{
	(void)ctx;
	(void)link;
	abort();
}

static const struct ac_channel_events events = { on_up, on_down, on_submitted, on_receipt,
	on_inbound, on_closed };

static void read_and_write_again(struct ac_str bytes)
{
	struct ac_smpp_pdu first, second;
	if (ac_smpp_unpack(bytes, &first) != AC_SMPP_READ_PDU)
		return;
	AC_AUTO(buf) struct ac_buf buf;
	AC_AUTO(buf) struct ac_buf shown;
	ac_buf_init(&buf, 2 * AC_SMPP_PDU_MAX);
	ac_buf_init(&shown, 65536);
	ac_smpp_dump(&shown, &first);
	if (first.length > AC_SMPP_PDU_MAX - 1024)
		return; /* what was left out is written out and may not fit */
	ac_smpp_pack(&buf, &first);
	if (ac_smpp_unpack(ac_buf_str(&buf), &second) != AC_SMPP_READ_PDU ||
		second.command != first.command || second.sequence != first.sequence)
		abort();
}

static void submit(struct ac_smpp_session *session, uint64_t attempt, size_t n, struct ac_mono now)
{
	static const char body[640];
	struct ac_message message = { attempt, AC_STR("+905321234567"), 0, 1, { body, n }, 3600 };
	if (ac_smpp_session_submit(session, &message, now) != AC_OK)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str bytes = { (const char *)data, size };
	read_and_write_again(bytes);
	struct ac_channel_settings settings = ac_channel_settings_default();
	settings.name = settings.account = AC_STR("fuzz");
	struct ac_smpp_session session;
	struct seen seen = { .session = &session };
	struct ac_mono now = { AC_HOUR };
	struct ac_smpp_account account;
	ac_smpp_account_init(&account, &settings);
	ac_smpp_session_init(&session, &settings, &account, &events, &seen, now);
	ac_smpp_session_connected(&session, now);
	static const char bound[] = "\0\0\0\x10\x80\0\0\x09\0\0\0\0\0\0\0\1";
	size_t used = ac_smpp_session_input(&session, (struct ac_str){ bound, 16 }, now);
	submit(&session, 1, 5, now);
	submit(&session, 2, 500, now);
	ac_smpp_session_round(&session, 1 << 16, now); /* numbers 2 to 6 are outstanding */
	used = ac_smpp_session_input(&session, bytes, now);
	if (used > size)
		abort();
	for (size_t i = 0; i < seen.n; i++)
		ac_smpp_session_ack(&session, seen.tokens[i], i % 2, now);
	now.us += AC_MINUTE;
	ac_smpp_session_tick(&session, now);
	ac_smpp_session_lost(&session, now);
	ac_smpp_session_round(&session, 0, now);
	if (seen.settled != 2)
		abort();
	ac_smpp_session_done(&session);
	ac_smpp_account_done(&account);
	return 0;
}
