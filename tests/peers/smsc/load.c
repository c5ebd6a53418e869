/* smpp_load - how fast the SMPP driver is: its codec alone, and over loopback against an SMSC.
 *
 *	smpp_load codec
 *	smpp_load PORT MESSAGES [WINDOW] [WAIT_RECEIPTS]
 *
 * Prints one line of figures each. Bounded: gives up after 60 seconds. */
#include "base/clock.h"
#include "channel/driver.h"
#include "channel/loop.h"
#include "channel/smpp/pdu.h"
#include "channel/smpp/receipt.h"
#include "channel/smpp/tlv.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* ---- the codec alone ---- */

static struct ac_smpp_pdu submit_pdu(void)
{
	return (struct ac_smpp_pdu){ .command = AC_SMPP_submit_sm,
		.sequence = 1,
		.sm = { .source_addr_ton = 5,
			.source_addr = AC_STR("Allclear"),
			.dest_addr_ton = 1,
			.dest_addr_npi = 1,
			.destination_addr = AC_STR("905321234567"),
			.validity_period = AC_STR("000000010000000R"),
			.registered_delivery = 1,
			.short_message = AC_STR("Leave the district now. Reply 1 leaving 2 moved "
						"3 staying 4 safe 5 help") } };
}

static struct ac_smpp_pdu receipt_pdu(void)
{
	return (struct ac_smpp_pdu){ .command = AC_SMPP_deliver_sm,
		.sequence = 1,
		.sm = { .source_addr_ton = 1,
			.source_addr = AC_STR("905321234567"),
			.destination_addr = AC_STR("4567"),
			.esm_class = 4,
			.short_message = AC_STR("id:1234567 sub:001 dlvrd:001 submit "
						"date:2206131200 done date:2206131200 "
						"stat:DELIVRD err:000 text:") } };
}

static void measure_codec(const char *name, const struct ac_smpp_pdu *pdu)
{
	enum { rounds = 2000, a_round = 1000 };
	AC_AUTO(buf) struct ac_buf out;
	ac_buf_init(&out, 1 << 20);
	struct ac_mono start = ac_mono_now();
	for (int r = 0; r < rounds; r++) {
		ac_buf_reset(&out);
		for (int i = 0; i < a_round; i++)
			ac_smpp_pack(&out, pdu);
	}
	double pack_ns = (double)(ac_mono_now().us - start.us) * 1000 / rounds / a_round;
	uint64_t sum = 0;
	start = ac_mono_now();
	for (int r = 0; r < rounds; r++)
		for (size_t at = 0; at < out.n;) {
			struct ac_smpp_pdu got;
			if (ac_smpp_unpack((struct ac_str){ out.p + at, out.n - at }, &got) !=
				AC_SMPP_READ_PDU)
				abort();
			at += got.length;
			sum += got.sm.short_message.n;
		}
	double unpack_ns = (double)(ac_mono_now().us - start.us) * 1000 / rounds / a_round;
	printf("%s: pack %.1f ns, unpack %.1f ns (%" PRIu64 " bytes of text)\n", name, pack_ns,
		unpack_ns, sum);
}

static int codec(void)
{
	struct ac_smpp_pdu submit = submit_pdu(), receipt = receipt_pdu();
	measure_codec("submit_sm", &submit);
	measure_codec("receipt", &receipt);
	enum { times = 2000000 };
	uint64_t found = 0;
	struct ac_mono start = ac_mono_now();
	for (int i = 0; i < times; i++) {
		struct ac_smpp_delivery delivery;
		ac_smpp_delivery_read(&receipt.sm, AC_STR(""), &delivery);
		found += delivery.id.n;
	}
	printf("receipt text: read %.1f ns (%" PRIu64 ")\n",
		(double)(ac_mono_now().us - start.us) * 1000 / times, found);
	return EXIT_SUCCESS;
}

/* ---- over loopback ---- */

struct load {
	struct ac_channel_link *link;
	const struct ac_channel_driver *driver;
	bool up, closed;
	uint64_t wanted, submitted, accepted, answered, receipts;
};

static void on_up(void *ctx, uint32_t link)
{
	(void)link;
	((struct load *)ctx)->up = true;
}

static void on_down(void *ctx, uint32_t link, const char *why, int64_t retry_in_ms)
{
	(void)link;
	((struct load *)ctx)->up = false;
	(void)fprintf(stderr, "smpp_load: %s, again in %" PRId64 " ms\n", why, retry_in_ms);
}

static void on_submitted(void *ctx, uint32_t link, uint64_t attempt, enum ac_submit_outcome outcome,
	uint64_t key, struct ac_str id, uint32_t status, struct ac_segment_keys others)
{
	(void)others;
	struct load *load = ctx;
	(void)link;
	(void)attempt;
	(void)key;
	(void)id;
	(void)status;
	load->answered++;
	load->accepted += outcome == AC_SUBMIT_ACCEPTED;
}

static void on_receipt(void *ctx, uint32_t link, uint64_t token, uint64_t key, uint64_t attempt,
	struct ac_str from, enum ac_receipt_state state, uint32_t error)
{
	struct load *load = ctx;
	(void)link;
	(void)key;
	(void)attempt;
	(void)from;
	(void)state;
	(void)error;
	load->receipts++;
	load->driver->ack(load->link, token, true);
}

static void on_inbound(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text)
{
	struct load *load = ctx;
	(void)link;
	(void)from;
	(void)to;
	(void)text;
	load->driver->ack(load->link, token, true);
}

static void on_closed(void *ctx, uint32_t link)
{
	(void)link;
	((struct load *)ctx)->closed = true;
}

static void feed(void *ctx)
{
	struct load *load = ctx;
	while (load->up && load->submitted < load->wanted) {
		char to[24];
		(void)snprintf(to, sizeof to, "+90532%07" PRIu64, load->submitted % 10000000);
		struct ac_message message = { .attempt = load->submitted + 1,
			.to = ac_str(to),
			.segments = 1,
			.body = submit_pdu().sm.short_message,
			.validity_s = 3600 };
		if (load->driver->submit(load->link, &message) != AC_OK)
			return;
		load->submitted++;
	}
}

static double cpu_s(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / AC_SECOND;
}

static int run(uint16_t port, uint64_t messages, uint32_t window, bool receipts)
{
	static const struct ac_channel_events events = { on_up, on_down, on_submitted, on_receipt,
		on_inbound, on_closed };
	struct ac_error err;
	struct load load = { .driver = ac_channel_driver_find(AC_STR("smpp")), .wanted = messages };
	struct ac_channel_settings settings = ac_channel_settings_default();
	settings.name = settings.account = AC_STR("load");
	settings.host = AC_STR("127.0.0.1");
	settings.port = port;
	settings.source = AC_STR("4567");
	settings.window = window;
	struct ac_channel_loop *loop = ac_channel_loop_new(16);
	ac_channel_loop_on_round(loop, feed, &load);
	if (load.driver->open(loop, &settings, &events, &load, &load.link, &err) != AC_OK) {
		(void)fprintf(stderr, "smpp_load: %s\n", err.msg);
		return EXIT_FAILURE;
	}
	while (!load.up)
		ac_channel_loop_run_once(loop, 100);
	struct ac_mono start = ac_mono_now();
	double cpu = cpu_s();
	while ((load.answered < messages || (receipts && load.receipts < load.accepted)) &&
		ac_mono_now().us - start.us < AC_MINUTE)
		ac_channel_loop_run_once(loop, 100);
	double s = (double)(ac_mono_now().us - start.us) / AC_SECOND;
	cpu = cpu_s() - cpu;
	printf("messages=%" PRIu64 " accepted=%" PRIu64 " receipts=%" PRIu64
	       " seconds=%.2f per_second=%.0f cpu_us_each=%.2f window=%u\n",
		load.answered, load.accepted, load.receipts, s, (double)load.answered / s,
		cpu / (double)messages * AC_SECOND, window);
	load.wanted = 0;
	load.driver->close(load.link);
	while (!load.closed)
		ac_channel_loop_run_once(loop, 100);
	ac_channel_loop_free(loop);
	return load.answered == messages ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	int64_t port, messages, window = 1000;
	if (argc == 2 && strcmp(argv[1], "codec") == 0)
		return codec();
	if (argc < 3 || !ac_str_to_i64(ac_str(argv[1]), 1, 65535, &port) ||
		!ac_str_to_i64(ac_str(argv[2]), 1, 1000000000, &messages) ||
		(argc > 3 && !ac_str_to_i64(ac_str(argv[3]), 1, 100000, &window))) {
		(void)fprintf(stderr,
			"usage: smpp_load codec | PORT MESSAGES [WINDOW] [WAIT_RECEIPTS]\n");
		return 2;
	}
	return run((uint16_t)port, (uint64_t)messages, (uint32_t)window, argc > 4);
}
