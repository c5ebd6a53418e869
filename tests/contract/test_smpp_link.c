/* What a user loses if this breaks: a link that hangs for ever, or answers that pile up unread, because a
 * carrier does what carriers do on a bad day. The SMPP driver over TCP against our own SMSC. */
#include "base/clock.h"
#include "channel/driver.h"
#include "channel/loop.h"
#include "channel/smpp/pdu.h"
#include "check.h"
#include "smsc.h"

#include <stdio.h>

enum { links_max = 2 };

struct world {
	const struct ac_channel_driver *driver;
	struct ac_channel_loop *loop;
	struct smsc *smsc;
	struct ac_channel_settings settings;
	struct ac_channel_link *links[links_max];
	uint64_t attempt;
	int ups, downs, closed, texts, receipts;
	int outcomes[AC_SUBMIT_UNSENT + 1];
	char why[200];
	uint8_t data_coding; /* of the last submit */
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
	(void)link;
	(void)attempt;
	(void)key;
	(void)id;
	(void)status;
	((struct world *)ctx)->outcomes[outcome]++;
}

static void on_receipt(void *ctx, uint32_t link, uint64_t token, uint64_t key, uint64_t ref,
	struct ac_str from, enum ac_receipt_state state, uint32_t error)
{
	struct world *world = ctx;
	(void)key;
	(void)ref;
	(void)from;
	(void)state;
	(void)error;
	world->receipts++;
	world->driver->ack(world->links[link], token, true);
}

static void on_inbound(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text)
{
	struct world *world = ctx;
	(void)from;
	(void)to;
	(void)text;
	world->texts++;
	world->driver->ack(world->links[link], token, true);
}

static void on_closed(void *ctx, uint32_t link)
{
	struct world *world = ctx;
	world->closed++;
	world->links[link] = NULL;
}

static const struct ac_channel_events events = { on_up, on_down, on_submitted, on_receipt,
	on_inbound, on_closed };

#define UNTIL(world, condition)                                        \
	do {                                                           \
		int64_t give_up_us = ac_mono_now().us + 8 * AC_SECOND; \
		while (!(condition) && ac_mono_now().us < give_up_us)  \
			ac_channel_loop_run_once((world)->loop, 5);    \
		assert_true(condition);                                \
	} while (0)

static struct smsc_plan note(void *ctx, const struct smsc_submit *submit)
{
	((struct world *)ctx)->data_coding = submit->data_coding;
	return (struct smsc_plan){ 0 };
}

static int set_up(void **state)
{
	struct world *world = ac_alloc(sizeof *world);
	world->loop = ac_channel_loop_new(16);
	world->driver = ac_channel_driver_find(AC_STR("smpp"));
	struct smsc_config config = { .plan = note, .ctx = world };
	assert_int_equal(
		smsc_open(ac_channel_loop_uv(world->loop), &config, &world->smsc, NULL), AC_OK);
	world->settings = ac_channel_settings_default();
	world->settings.name = world->settings.account = AC_STR("tr1");
	world->settings.host = AC_STR("127.0.0.1");
	world->settings.port = smsc_port(world->smsc);
	world->settings.source = AC_STR("4567");
	world->settings.backoff_min_ms = 50;
	*state = world;
	return 0;
}

static void open_link(struct world *world, uint32_t number)
{
	world->settings.link = number;
	assert_int_equal(world->driver->open(world->loop, &world->settings, &events, world,
				 &world->links[number], NULL),
		AC_OK);
	int ups = world->ups;
	UNTIL(world, world->ups == ups + 1);
}

static int tear_down(void **state)
{
	struct world *world = *state;
	int open = 0;
	smsc_hang(world->smsc, false);
	smsc_deafen(world->smsc, false);
	for (int i = 0; i < links_max; i++)
		if (world->links[i]) {
			open++;
			world->driver->close(world->links[i]);
		}
	UNTIL(world, world->closed == open);
	smsc_close(world->smsc);
	UNTIL(world, smsc_closed(world->smsc));
	smsc_free(world->smsc);
	ac_channel_loop_free(world->loop);
	ac_free(world);
	return 0;
}

static bool submit(struct world *world, uint32_t number)
{
	static char text[160];
	if (!text[0])
		memset(text, 'x', sizeof text);
	struct ac_message message = { ++world->attempt, AC_STR("+905321234567"), 0, 1,
		{ text, sizeof text }, 3600 };
	return world->driver->submit(world->links[number], &message) == AC_OK;
}

/* "keep draining reads while writes block." */
static void a_carrier_that_does_not_read_is_still_read(void **state)
{
	struct world *world = *state;
	world->settings.window = 100000;
	open_link(world, 0);
	smsc_deafen(world->smsc, true);
	for (int i = 0; i < 100; i++) {
		for (int k = 0; k < 1000; k++)
			assert_true(submit(world, 0));
		ac_channel_loop_run_once(world->loop, 1);
	}
	for (int i = 0; i < 50; i++) {
		char text[24];
		(void)snprintf(text, sizeof text, "help %d", i);
		smsc_say(world->smsc, AC_STR("905321234567"), AC_STR("4567"), ac_str(text), 0);
	}
	UNTIL(world, world->texts == 50);
	assert_true(world->outcomes[AC_SUBMIT_ACCEPTED] < 100000);
	smsc_deafen(world->smsc, false);
	UNTIL(world, world->outcomes[AC_SUBMIT_ACCEPTED] == 100000 && world->receipts == 100000);
}

/* "enquire_link on an interval; no answer → rebind with back-off." */
static void a_carrier_that_hangs_is_left_and_tried_again(void **state)
{
	struct world *world = *state;
	world->settings.enquire_ms = 100;
	world->settings.response_ms = 300;
	world->settings.connect_ms = 300;
	open_link(world, 0);
	smsc_hang(world->smsc, true);
	assert_true(submit(world, 0));
	UNTIL(world, world->downs >= 1);
	assert_non_null(strstr(world->why, "does not answer"));
	assert_int_equal(world->outcomes[AC_SUBMIT_UNKNOWN], 1);
	UNTIL(world, world->downs >= 2); /* accepts connections, answers no bind */
	assert_non_null(strstr(world->why, "bind"));
	smsc_hang(world->smsc, false);
	UNTIL(world, world->ups == 2);
	assert_true(submit(world, 0));
	UNTIL(world, world->outcomes[AC_SUBMIT_ACCEPTED] == 1);
}

static void two_links_of_one_account_share_the_work(void **state)
{
	struct world *world = *state;
	open_link(world, 0);
	open_link(world, 1);
	for (int i = 0; i < 100; i++)
		assert_true(submit(world, (uint32_t)i % 2));
	UNTIL(world, world->outcomes[AC_SUBMIT_ACCEPTED] == 100 && world->receipts == 100);
	assert_int_equal(smsc_counts(world->smsc)->binds, 2);
}

/* "data_coding 0 is the carrier's default alphabet (usually GSM 7-bit, configurable)". */
static void the_label_of_the_default_alphabet_is_the_links(void **state)
{
	struct world *world = *state;
	world->settings.data_coding = 1;
	open_link(world, 0);
	assert_true(submit(world, 0));
	UNTIL(world, world->outcomes[AC_SUBMIT_ACCEPTED] == 1);
	assert_int_equal(world->data_coding, 1);
}

static void nobody_at_the_port_is_told_with_the_reason(void **state)
{
	struct world *world = *state;
	world->settings.link = 0;
	world->settings.port = 1; /* tcpmux: nobody */
	assert_int_equal(world->driver->open(world->loop, &world->settings, &events, world,
				 &world->links[0], NULL),
		AC_OK);
	UNTIL(world, world->downs >= 2);
	assert_non_null(strstr(world->why, "refused"));
}

static void a_host_that_does_not_exist_is_told_with_the_reason(void **state)
{
	struct world *world = *state;
	world->settings.link = 0;
	world->settings.host = AC_STR("no such host.invalid");
	assert_int_equal(world->driver->open(world->loop, &world->settings, &events, world,
				 &world->links[0], NULL),
		AC_OK);
	UNTIL(world, world->downs >= 1);
	assert_non_null(strstr(world->why, "looking up"));
}

#define ON_LINK(rule) cmocka_unit_test_setup_teardown(rule, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_LINK(a_carrier_that_does_not_read_is_still_read),
		ON_LINK(a_carrier_that_hangs_is_left_and_tried_again),
		ON_LINK(two_links_of_one_account_share_the_work),
		ON_LINK(the_label_of_the_default_alphabet_is_the_links),
		ON_LINK(nobody_at_the_port_is_told_with_the_reason),
		ON_LINK(a_host_that_does_not_exist_is_told_with_the_reason),
	};
	return RUN(tests);
}
