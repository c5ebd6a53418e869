/* What a user loses if this breaks: the link to a carrier whose software nobody here has written. Our SMPP
 * driver against an SMSC that is independent of it; `run` starts it and passes its port. */
#include "base/clock.h"
#include "base/vec.h"
#include "channel/driver.h"
#include "channel/loop.h"
#include "check.h"
#include "text/alphabet.h"

#include <stdio.h>

static uint16_t port;

struct world {
	const struct ac_channel_driver *driver;
	struct ac_channel_loop *loop;
	struct ac_channel_settings settings;
	struct ac_channel_link *link;
	int ups, downs, closed;
	uint64_t accepted[64], received[64]; /* keys */
	size_t n_accepted, n_received;
	char why[200], text[512], from[32];
	int texts;
};

static void on_up(void *ctx, uint32_t link)
{
	(void)link;
	((struct world *)ctx)->ups++;
}

static void on_down(void *ctx, uint32_t link, const char *why, int64_t retry_in_ms)
{
	struct world *world = ctx;
	(void)link;
	(void)retry_in_ms;
	world->downs++;
	(void)snprintf(world->why, sizeof world->why, "%s", why);
}

static void on_submitted(void *ctx, uint32_t link, uint64_t attempt, enum ac_submit_outcome outcome,
	uint64_t key, struct ac_str id, uint32_t status, struct ac_segment_keys others)
{
	(void)others;
	struct world *world = ctx;
	(void)link;
	(void)attempt;
	(void)id;
	(void)status;
	assert_int_equal(outcome, AC_SUBMIT_ACCEPTED);
	world->accepted[world->n_accepted++] = key;
}

static void on_receipt(void *ctx, uint32_t link, uint64_t token, uint64_t key, uint64_t ref,
	struct ac_str from, enum ac_receipt_state state, uint32_t error)
{
	struct world *world = ctx;
	(void)link;
	(void)ref;
	(void)from;
	(void)error;
	assert_int_equal(state, AC_RECEIPT_DELIVERED);
	world->received[world->n_received++] = key;
	world->driver->ack(world->link, token, true);
}

static void on_inbound(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text)
{
	struct world *world = ctx;
	(void)link;
	(void)to;
	(void)snprintf(world->text, sizeof world->text, "%.*s", AC_STR_ARG(text));
	(void)snprintf(world->from, sizeof world->from, "%.*s", AC_STR_ARG(from));
	world->texts++;
	world->driver->ack(world->link, token, true);
}

static void on_closed(void *ctx, uint32_t link)
{
	(void)link;
	((struct world *)ctx)->closed++;
}

static const struct ac_channel_events events = { on_up, on_down, on_submitted, on_receipt,
	on_inbound, on_closed };

#define UNTIL(world, condition)                                         \
	do {                                                            \
		int64_t give_up_us = ac_mono_now().us + 10 * AC_SECOND; \
		while (!(condition) && ac_mono_now().us < give_up_us)   \
			ac_channel_loop_run_once((world)->loop, 10);    \
		assert_true(condition);                                 \
	} while (0)

static struct world *open_world(struct ac_str password)
{
	struct world *world = ac_alloc(sizeof *world);
	world->driver = ac_channel_driver_find(AC_STR("smpp"));
	world->loop = ac_channel_loop_new(16);
	world->settings = ac_channel_settings_default();
	world->settings.name = world->settings.account = AC_STR("npm");
	world->settings.host = AC_STR("127.0.0.1");
	world->settings.port = port;
	world->settings.system_id = AC_STR("allclear");
	world->settings.password = password;
	world->settings.source = AC_STR("4567");
	world->settings.enquire_ms = 200;
	assert_int_equal(world->driver->open(
				 world->loop, &world->settings, &events, world, &world->link, NULL),
		AC_OK);
	return world;
}

static void close_world(struct world *world)
{
	world->driver->close(world->link);
	UNTIL(world, world->closed);
	ac_channel_loop_free(world->loop);
	ac_free(world);
}

static void send_text(struct world *world, uint64_t attempt, struct ac_str text)
{
	struct ac_text_size size;
	AC_AUTO(buf) struct ac_buf body;
	ac_buf_init(&body, 4096);
	assert_int_equal(ac_text_measure(text, &size, NULL), AC_OK);
	assert_int_equal(ac_text_encode(text, size.coding, &body, NULL), AC_OK);
	struct ac_message message = { attempt, AC_STR("+905321234567"), (uint8_t)size.coding,
		(uint8_t)size.segments, ac_buf_str(&body), 3600 };
	assert_int_equal(world->driver->submit(world->link, &message), AC_OK);
}

static void texts_are_understood_both_ways_in_both_alphabets(void **state)
{
	(void)state;
	static const struct {
		const char *sent, *heard; /* the peer sends back the first 60 characters */
	} cases[] = {
		{ "Leave the district now", "Leave the district now" },
		{ "{a} [b] ~ ^ | \\ €", "{a} [b] ~ ^ | \\ €" },
		{ "@£$¥èéùìòÇØøÅå_ÆæßÉÄÖÑÜ§äöñüà", "@£$¥èéùìòÇØøÅå_ÆæßÉÄÖÑÜ§äöñüà" },
		{ "עזבו את הרובע עכשיו. השיבו 1 עוזבים", "עזבו את הרובע עכשיו. השיבו 1 עוזבים" },
		{ "Şehirden ayrılın. Yanıt: 1", "Şehirden ayrılın. Yanıt: 1" },
		{ "Уезжайте сейчас. Ответьте: 1 уезжаю, 2 переехал, 3 остаюсь, 4 в безопасности, "
		  "5 нужна помощь. Мы на связи.",
			"Уезжайте сейчас. Ответьте: 1 уезжаю, 2 переехал, 3 остаюсь, " },
	};
	struct world *world = open_world(AC_STR("secret"));
	UNTIL(world, world->ups);
	for (int i = 0; i < (int)(sizeof cases / sizeof *cases); i++) {
		send_text(world, (uint64_t)i + 1, ac_str(cases[i].sent));
		UNTIL(world, world->texts == i + 1);
		assert_string_equal(world->text, cases[i].heard);
		assert_string_equal(world->from, "+905321234567");
	}
	UNTIL(world, world->n_accepted == 6 && world->n_received == 6);
	close_world(world);
}

static void receipts_in_decimal_find_responses_in_hex(void **state)
{
	(void)state;
	enum { messages = 50 };
	struct world *world = open_world(AC_STR("secret"));
	UNTIL(world, world->ups);
	for (uint64_t attempt = 1; attempt <= messages; attempt++) {
		char text[32];
		(void)snprintf(text, sizeof text, "message %d", (int)attempt);
		send_text(world, attempt, ac_str(text));
	}
	UNTIL(world, world->n_accepted == messages && world->n_received == messages);
	for (size_t i = 0; i < messages; i++) {
		int found = 0;
		for (size_t k = 0; k < messages; k++)
			found += world->received[k] == world->accepted[i];
		assert_int_equal(found, 1);
	}
	close_world(world);
}

static void a_wrong_password_is_told_as_such(void **state)
{
	(void)state;
	struct world *world = open_world(AC_STR("wrong"));
	UNTIL(world, world->downs);
	assert_non_null(strstr(world->why, "wrong password"));
	assert_int_equal(world->ups, 0);
	close_world(world);
}

static void silence_is_bridged_by_enquiries(void **state)
{
	(void)state;
	struct world *world = open_world(AC_STR("secret"));
	UNTIL(world, world->ups);
	int64_t until_us = ac_mono_now().us + AC_SECOND;
	while (ac_mono_now().us < until_us)
		ac_channel_loop_run_once(world->loop, 50);
	assert_int_equal(world->downs, 0);
	close_world(world);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		CASE(texts_are_understood_both_ways_in_both_alphabets),
		CASE(receipts_in_decimal_find_responses_in_hex),
		CASE(a_wrong_password_is_told_as_such),
		CASE(silence_is_bridged_by_enquiries),
	};
	int64_t n;
	if (argc != 2 || !ac_str_to_i64(ac_str(argv[1]), 1, 65535, &n)) {
		(void)fprintf(stderr, "usage: smpp_interop PORT\n");
		return 2;
	}
	port = (uint16_t)n;
	return RUN(tests);
}
