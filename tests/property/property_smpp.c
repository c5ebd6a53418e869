/* What a user loses if this breaks: one person of a campaign, somewhere between a late answer, a receipt
 * before it and a connection that fell. A seeded carrier does all of that at random; a book kept beside
 * the session says what must have been told. */
#include "base/random.h"
#include "base/vec.h"
#include "channel/smpp/pdu.h"
#include "channel/smpp/session.h"
#include "check.h"
#include "text/alphabet.h"

#include <stdio.h>
#include <string.h>

enum { seeds = 3000, steps = 400, window = 7, segments_max = 3 };

enum fate { WAITING, SENT, ACCEPTED, REFUSED, GONE };

struct segment {
	enum fate fate;
	uint32_t status;
	uint32_t sequence;
	char id[12];
	bool received; /* a final receipt went out and was not refused */
	bool failed; /* … of failure */
};

struct entry {
	size_t n;
	struct segment segment[segments_max];
	int told, receipts;
	enum ac_submit_outcome outcome;
	enum ac_receipt_state state;
	uint64_t key;
};

struct world {
	struct ac_channel_settings settings;
	struct ac_smpp_account account;
	struct ac_smpp_session session;
	struct ac_random random;
	struct ac_mono now;
	bool up;
	AC_VEC(struct entry) book; /* attempt − 1 */
	AC_VEC(uint64_t) tokens; /* to be acknowledged */
	uint32_t next_id, deliveries, answers;
};

static struct entry *entry_of_key(struct world *world, uint64_t key)
{
	ac_vec_each(&world->book, it)
		if (it->key == key && it->told && it->outcome == AC_SUBMIT_ACCEPTED)
			return it;
	return NULL;
}

static void on_up(void *ctx, uint32_t link)
{
	(void)link;
	((struct world *)ctx)->up = true;
}

static void on_down(void *ctx, uint32_t link, const char *why, int64_t retry_in_ms)
{
	(void)ctx;
	(void)link;
	(void)why;
	(void)retry_in_ms;
	fail();
}

static void on_submitted(void *ctx, uint32_t link, uint64_t attempt, enum ac_submit_outcome outcome,
	uint64_t key, struct ac_str id, uint32_t status, struct ac_segment_keys others)
{
	(void)others;
	struct world *world = ctx;
	struct entry *entry = &world->book.at[attempt - 1];
	(void)link;
	(void)id;
	(void)status;
	assert_int_equal(entry->told++, 0);
	entry->outcome = outcome;
	entry->key = key;
}

static void on_receipt(void *ctx, uint32_t link, uint64_t token, uint64_t key, uint64_t ref,
	struct ac_str from, enum ac_receipt_state state, uint32_t error)
{
	struct world *world = ctx;
	(void)link;
	(void)ref;
	(void)from;
	(void)error;
	ac_vec_push(&world->tokens, token);
	struct entry *entry = entry_of_key(world, key);
	if (!entry || state == AC_RECEIPT_ENROUTE)
		return; /* of a message that is unknown or not answered yet, or no news */
	entry->receipts++;
	entry->state = state;
}

static void on_inbound(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text)
{
	(void)ctx;
	(void)link;
	(void)token;
	(void)from;
	(void)to;
	(void)text;
	fail();
}

static void on_closed(void *ctx, uint32_t link)
{
	(void)ctx;
	(void)link;
	fail();
}

static const struct ac_channel_events events = { on_up, on_down, on_submitted, on_receipt,
	on_inbound, on_closed };

/* ---- the carrier ---- */

static void send(struct world *world, const struct ac_smpp_pdu *pdu)
{
	AC_AUTO(buf) struct ac_buf buf;
	ac_buf_init(&buf, AC_SMPP_PDU_MAX);
	ac_smpp_pack(&buf, pdu);
	assert_int_equal(
		ac_smpp_session_input(&world->session, ac_buf_str(&buf), world->now), buf.n);
}

/* The carrier knows a message by its number: +90532 and the attempt. */
static void take_submit(struct world *world, const struct ac_smpp_pdu *pdu)
{
	int64_t attempt;
	struct ac_str digits = { pdu->sm.destination_addr.p + 5, pdu->sm.destination_addr.n - 5 };
	assert_true(ac_str_to_i64(digits, 1, INT64_MAX, &attempt));
	struct entry *entry = &world->book.at[attempt - 1];
	for (size_t i = 0; i < entry->n; i++) {
		if (entry->segment[i].fate != WAITING)
			continue;
		entry->segment[i].fate = SENT;
		entry->segment[i].sequence = pdu->sequence;
		return;
	}
	fail(); /* more segments than there are: sent twice */
}

static void look(struct world *world)
{
	ac_smpp_session_round(&world->session, 1 << 20, world->now);
	assert_true(world->session.in_flight <= window);
	struct ac_str out = ac_buf_str(&world->session.out);
	for (size_t at = 0; at < out.n;) {
		struct ac_smpp_pdu pdu;
		assert_int_equal(ac_smpp_unpack((struct ac_str){ out.p + at, out.n - at }, &pdu),
			AC_SMPP_READ_PDU);
		at += pdu.length;
		if (pdu.command == AC_SMPP_submit_sm)
			take_submit(world, &pdu);
		world->answers += pdu.command == AC_SMPP_deliver_sm_resp;
		if (pdu.command == AC_SMPP_bind_transceiver) {
			struct ac_smpp_pdu resp = { .command = AC_SMPP_bind_transceiver_resp,
				.sequence = pdu.sequence };
			send(world, &resp);
		}
	}
	ac_buf_reset(&world->session.out);
}

static struct segment *pick(struct world *world, enum fate fate, struct entry **entry)
{
	for (int tries = 0; tries < 20 && world->book.n; tries++) {
		struct entry *it = &world->book.at[ac_random_below(&world->random, world->book.n)];
		struct segment *segment = &it->segment[ac_random_below(&world->random, it->n)];
		if (segment->fate == fate) {
			*entry = it;
			return segment;
		}
	}
	return NULL;
}

static uint64_t attempt_of(const struct world *world, const struct entry *entry)
{
	return (uint64_t)(entry - world->book.at) + 1;
}

static void send_receipt(struct world *world, const struct entry *entry, struct segment *segment)
{
	char text[96], from[32];
	bool fails = ac_random_chance(&world->random, 0.2);
	bool final = ac_random_chance(&world->random, 0.8);
	if (segment->received)
		fails = segment->failed; /* the same again */
	(void)snprintf(text, sizeof text, "id:%s stat:%s err:000", segment->id,
		!final  ? "ENROUTE"
		: fails ? "UNDELIV"
			: "DELIVRD");
	(void)snprintf(
		from, sizeof from, "90532%llu", (unsigned long long)attempt_of(world, entry));
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_deliver_sm,
		.sequence = ++world->deliveries,
		.sm = { .source_addr_ton = 1,
			.source_addr = ac_str(from),
			.esm_class = 4,
			.short_message = ac_str(text) } };
	if (final) {
		segment->received = true;
		segment->failed = fails;
	}
	send(world, &pdu);
}

/* ---- what happens ---- */

static void do_submit(struct world *world)
{
	struct entry entry = { .n = 1 + ac_random_below(&world->random, segments_max) };
	char to[32];
	AC_AUTO(buf) struct ac_buf body;
	ac_buf_init(&body, 1024);
	for (size_t i = 0; i < entry.n * ac_gsm7_part; i++)
		ac_buf_add_char(&body, 'x');
	ac_vec_push(&world->book, entry);
	(void)snprintf(to, sizeof to, "+90532%zu", world->book.n);
	struct ac_message message = { world->book.n, ac_str(to), AC_CODING_GSM7, (uint8_t)entry.n,
		ac_buf_str(&body), 3600 };
	assert_int_equal(ac_smpp_session_submit(&world->session, &message, world->now), AC_OK);
}

static void do_respond(struct world *world)
{
	static const uint32_t statuses[] = { 0, 0, 0, 0, 0x58, 0x08, 0x01, 0x0b };
	struct entry *entry;
	struct segment *segment = pick(world, SENT, &entry);
	if (!segment)
		return;
	uint32_t status = statuses[ac_random_below(&world->random, 8)];
	if (!segment->id[0])
		(void)snprintf(segment->id, sizeof segment->id, "%x", ++world->next_id + 4096);
	if (status == 0 && ac_random_chance(&world->random, 0.2))
		send_receipt(world, entry, segment); /* before its response */
	struct ac_smpp_pdu pdu = { .command = AC_SMPP_submit_sm_resp,
		.status = status,
		.sequence = segment->sequence,
		.sm_resp = { .message_id = ac_str(status ? "" : segment->id) } };
	segment->status = status;
	segment->fate = status ? REFUSED : ACCEPTED;
	send(world, &pdu);
}

static void do_receipt(struct world *world)
{
	struct entry *entry;
	struct segment *segment = pick(world, ACCEPTED, &entry);
	if (segment)
		send_receipt(world, entry, segment);
}

static void do_fall(struct world *world)
{
	ac_smpp_session_lost(&world->session, world->now);
	world->up = false;
	ac_vec_each(&world->book, entry)
		for (size_t i = 0; i < entry->n; i++)
			if (entry->segment[i].fate <= SENT)
				entry->segment[i].fate = GONE;
	look(world);
}

static void do_time(struct world *world)
{
	world->now.us += (int64_t)ac_random_below(&world->random, 2 * AC_SECOND);
	ac_smpp_session_tick(&world->session, world->now);
}

static void do_ack(struct world *world)
{
	ac_vec_each(&world->tokens, token)
		ac_smpp_session_ack(&world->session, *token, true, world->now);
	ac_vec_clear(&world->tokens);
}

static void step(struct world *world)
{
	static void (*const things[])(struct world *) = { do_submit, do_submit, do_respond,
		do_respond, do_respond, do_receipt, do_receipt, do_ack, do_time };
	if (!world->up) {
		ac_smpp_session_connected(&world->session, world->now);
		look(world);
	}
	if (ac_random_chance(&world->random, 0.01))
		do_fall(world);
	else
		things[ac_random_below(&world->random, sizeof things / sizeof *things)](world);
	if (ac_random_chance(&world->random, 0.7))
		look(world);
}

/* ---- the book ---- */

static enum ac_submit_outcome expected(const struct entry *entry)
{
	size_t gone = 0, refused = 0, throttled = 0, rejected = 0, dead = 0;
	for (size_t i = 0; i < entry->n; i++) {
		const struct segment *it = &entry->segment[i];
		gone += it->fate == GONE;
		refused += it->fate == REFUSED;
		throttled += it->fate == REFUSED && it->status == 0x58;
		rejected += it->fate == REFUSED && it->status == 0x01;
		dead += it->fate == REFUSED && it->status == 0x0b;
	}
	if (dead)
		return AC_SUBMIT_DEAD;
	if (rejected)
		return AC_SUBMIT_REJECTED;
	if (gone)
		return AC_SUBMIT_UNKNOWN;
	if (throttled)
		return AC_SUBMIT_THROTTLED;
	return refused ? AC_SUBMIT_TEMPORARY : AC_SUBMIT_ACCEPTED;
}

static void check_receipt(const struct entry *entry)
{
	bool all = true, failed = false;
	for (size_t i = 0; i < entry->n; i++) {
		all &= entry->segment[i].received;
		failed |= entry->segment[i].received && entry->segment[i].failed;
	}
	if (entry->n == 1)
		return; /* passed on as they came */
	assert_int_equal(entry->receipts, all || failed);
	if (all || failed)
		assert_int_equal(entry->state, failed ? AC_RECEIPT_FAILED : AC_RECEIPT_DELIVERED);
}

static void check_book(const struct world *world)
{
	ac_vec_each(&world->book, entry) {
		assert_int_equal(entry->told, 1);
		enum ac_submit_outcome outcome = expected(entry);
		if (entry->outcome == AC_SUBMIT_UNSENT) { /* then nothing of it was ever seen */
			for (size_t i = 0; i < entry->n; i++) {
				assert_int_equal(entry->segment[i].fate, GONE);
				assert_int_equal(entry->segment[i].sequence, 0);
			}
			continue;
		}
		assert_int_equal(entry->outcome, outcome);
		if (outcome == AC_SUBMIT_ACCEPTED)
			check_receipt(entry);
	}
}

static uint64_t current_seed; /* printed when a check fails */

static void run(uint64_t seed)
{
	struct world *world = ac_alloc(sizeof *world);
	ac_random_seed(&world->random, seed);
	world->now.us = AC_HOUR;
	world->settings = ac_channel_settings_default();
	world->settings.name = world->settings.account = AC_STR("carrier");
	world->settings.window = window;
	world->settings.response_ms = 3600000; /* only the fall of the link ends the waiting */
	world->settings.enquire_ms = 3600000;
	ac_smpp_account_init(&world->account, &world->settings);
	ac_smpp_session_init(
		&world->session, &world->settings, &world->account, &events, world, world->now);
	for (int i = 0; i < steps; i++)
		step(world);
	do_fall(world);
	/* Early receipts of unknown ids are told in the end, too. */
	world->now.us += 3 * AC_HOUR;
	ac_smpp_session_tick(&world->session, world->now);
	do_ack(world);
	check_book(world);
	assert_int_equal(world->session.inbox.used, 0);
	ac_smpp_session_done(&world->session);
	ac_smpp_account_done(&world->account);
	ac_vec_done(&world->book);
	ac_vec_done(&world->tokens);
	ac_free(world);
}

static void whatever_the_carrier_does_the_book_agrees(void **state)
{
	(void)state;
	for (current_seed = 1; current_seed <= seeds; current_seed++)
		run(current_seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(whatever_the_carrier_does_the_book_agrees),
	};
	int failed = RUN(tests);
	if (failed)
		print_message("seed %d\n", (int)current_seed);
	return failed;
}
