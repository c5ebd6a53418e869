/* What a user loses if this breaks: newsrooms get a warning before the people in danger do, get it twice, or
 * not at all and nobody sees that; or a withdrawn accusation, or a false alarm, stays in the paper. */
#include "desk_world.h"

#include <pthread.h>

/* What the carrier was given, and what it answers. */
struct carrier_log {
	pthread_mutex_t lock;
	char numbers[64][24], texts[64][100];
	size_t n;
	enum ac_submit_outcome outcome;
	int answer_ms;
	bool no_answer, later; /* later: the receipt comes much later than anybody waits */
	struct ac_memory_carrier *carrier; /* has to say of an earlier message … */
	uint64_t nth;
	enum ac_receipt_state said;
};

static struct ac_memory_plan keep(void *ctx, const struct ac_message *message)
{
	struct carrier_log *log = ctx;
	pthread_mutex_lock(&log->lock);
	if (log->n < 64) {
		(void)snprintf(log->texts[log->n], 100, "%.*s", AC_STR_ARG(message->body));
		(void)snprintf(log->numbers[log->n++], 24, "%.*s", AC_STR_ARG(message->to));
	}
	struct ac_memory_plan plan = { .outcome = log->outcome,
		.answer_ms = log->no_answer ? 60000 : log->answer_ms,
		.no_receipt = log->later };
	if (log->nth) {
		ac_memory_receipt(log->carrier, log->nth, AC_RECEIPT_ENROUTE);
		ac_memory_receipt(log->carrier, log->nth, log->said);
	}
	pthread_mutex_unlock(&log->lock);
	return plan;
}

static size_t count(struct carrier_log *log, const char *number)
{
	size_t n = 0;
	pthread_mutex_lock(&log->lock);
	for (size_t i = 0; i < log->n; i++)
		n += strcmp(log->numbers[i], number) == 0;
	pthread_mutex_unlock(&log->lock);
	return n;
}

#define RADIO "+972501110001"
#define PAPER "+972501110002"
#define ADD(outlet, language, way)                                               \
	"{\"source\":\"registered\",\"name\":\"An editor\",\"outlet\":\"" outlet \
	"\",\"language\":\"" language "\"," way "}"

/* A radio in English, a paper in Hebrew, and a blog that has only e-mail. */
static void contacts(struct desk *desk)
{
	must(desk, dana, AC_POST, "/v1/media", ADD("Radio", "en-GB", "\"phone\":\"" RADIO "\""));
	must(desk, dana, AC_POST, "/v1/media", ADD("Paper", "he", "\"phone\":\"" PAPER "\""));
	must(desk, dana, AC_POST, "/v1/media", ADD("Blog", "en", "\"email\":\"b@blog.example\""));
}

static void publish(struct desk *desk)
{
	must(desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	must_agree(desk, noa);
}

/* The newest delivery to an outlet. Lent until the next order. */
static const struct ac_json *delivery(struct desk *desk, const char *target, const char *outlet)
{
	const struct ac_json *found = NULL;
	must(desk, dana, AC_GET, target, "");
	ac_json_each(ac_json_find(desk->response.json, "deliveries"),
		one) if (ac_str_eq(member(one, "outlet"), ac_str(outlet))) found = one;
	return found;
}

static void wait_for(struct desk *desk, const char *target, const char *outlet, const char *state)
{
	for (int i = 0; i < 2000; i++) {
		const struct ac_json *one = delivery(desk, target, outlet);
		if (one && ac_str_eq(member(one, "state"), ac_str(state)))
			return;
		(void)usleep(10000);
	}
	fail_msg("%s: never %s", outlet, state);
}

#define OF_WARNING "/v1/warnings/1/media"

static void each_gets_it_in_their_language_and_who_cannot_be_sent_it_is_shown(void **state)
{
	(void)state;
	struct carrier_log log = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, &carrier);
	contacts(&desk);
	must(&desk, dana, AC_POST, "/v1/warnings/1/statements",
		"{\"office\":\"Foreign Ministry\",\"language\":\"en\",\"text\":\"Come home.\"}");
	must(&desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	assert_true(checked(waiting(&desk), "media", false, "2 contacts get it, 1 cannot"));
	must(&desk, dana, AC_GET, OF_WARNING, "");
	assert_int_equal(ac_json_count(ac_json_find(desk.response.json, "deliveries")), 0);
	publish(&desk);
	wait_for(&desk, OF_WARNING, "Radio", "delivered");
	wait_for(&desk, OF_WARNING, "Paper", "delivered");
	struct ac_str radio = member(delivery(&desk, OF_WARNING, "Radio"), "text");
	assert_true(ac_str_starts(radio, AC_STR("Leave Istanbul\nForeign Ministry\nCAP ")));
	assert_true(says(member(delivery(&desk, OF_WARNING, "Paper"), "text"), "עזבו את איסטנבול"));
	const struct ac_json *blog = delivery(&desk, OF_WARNING, "Blog");
	assert_true(ac_str_eq(member(blog, "state"), AC_STR("held")));
	assert_true(says(member(blog, "why"), "e-mail"));
	assert_true(says(member(blog, "text"), "Foreign Ministry:\nCome home."));
	assert_int_equal(count(&log, RADIO), 1);
	must(&desk, dana, AC_POST, "/v1/warnings/1/update",
		"{\"texts\":{\"texts\":[{\"language\":\"en\",\"headline\":\"Leave today\","
		"\"description\":\"A danger\",\"instruction\":\"Leave\"}]}}");
	must_agree(&desk, noa);
	assert_true(says(member(delivery(&desk, OF_WARNING, "Radio"), "text"), "Leave today"));
	must(&desk, dana, AC_POST, "/v1/warnings/1/retract", "{\"why\":\"a mistake\"}");
	must_agree(&desk, noa);
	wait_for(&desk, OF_WARNING, "Paper", "delivered");
	assert_true(says(member(delivery(&desk, OF_WARNING, "Radio"), "text"),
		"it was a mistake: Leave today"));
	desk_end(&desk);
}

static void what_waits_survives_a_restart_and_nothing_goes_twice(void **state)
{
	(void)state;
	struct carrier_log log = { .lock = PTHREAD_MUTEX_INITIALIZER, .no_answer = true };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, &carrier);
	contacts(&desk);
	publish(&desk);
	wait_for(&desk, OF_WARNING, "Radio", "submitted");
	for (int i = 0; i < 2000 && !count(&log, RADIO); i++)
		(void)usleep(10000);
	assert_int_equal(count(&log, RADIO), 1);
	ac_service_abandon(desk.service); /* as SIGKILL would */
	log.no_answer = false;
	struct ac_memory_carrier next = { .plan = keep, .ctx = &log };
	desk_open(&desk, &next);
	wait_for(&desk, OF_WARNING, "Paper", "delivered");
	wait_for(&desk, OF_WARNING, "Radio", "unknown");
	assert_int_equal(count(&log, RADIO), 1);
	assert_int_equal(count(&log, PAPER), 1);
	desk_end(&desk);
}

static void what_the_carrier_cannot_take_yet_waits_and_what_it_refuses_is_failed(void **state)
{
	(void)state;
	struct carrier_log log = { .lock = PTHREAD_MUTEX_INITIALIZER,
		.outcome = AC_SUBMIT_THROTTLED };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, &carrier);
	contacts(&desk);
	publish(&desk);
	for (int i = 0; i < 2000 && !(count(&log, RADIO) && count(&log, PAPER)); i++)
		(void)usleep(10000); /* one that is refused holds up no other */
	wait_for(&desk, OF_WARNING, "Radio", "waiting");
	pthread_mutex_lock(&log.lock);
	log.outcome = AC_SUBMIT_REJECTED;
	pthread_mutex_unlock(&log.lock);
	wait_for(&desk, OF_WARNING, "Radio", "failed");
	wait_for(&desk, OF_WARNING, "Paper", "failed");
	desk_end(&desk);
}

static void set_outcome(struct carrier_log *log, enum ac_submit_outcome outcome)
{
	pthread_mutex_lock(&log->lock);
	log->outcome = outcome;
	pthread_mutex_unlock(&log->lock);
}

/* The alert was tried at the radio, and did not leave. */
static void publish_in_vain(struct desk *desk, struct carrier_log *log)
{
	contacts(desk);
	publish(desk);
	for (int i = 0; i < 2000 && !count(log, RADIO); i++)
		(void)usleep(10000);
	wait_for(desk, OF_WARNING, "Radio", "waiting");
}

static void retract(struct desk *desk)
{
	must(desk, dana, AC_POST, "/v1/warnings/1/retract", "{\"why\":\"a mistake\"}");
	must_agree(desk, noa);
}

/* "dropped delivered " of an outlet's deliveries, oldest first */
static const char *states(struct desk *desk, const char *outlet, char out[100])
{
	size_t n = 0;
	must(desk, dana, AC_GET, OF_WARNING, "");
	out[0] = '\0';
	ac_json_each(ac_json_find(desk->response.json, "deliveries"), one)
	{
		if (ac_str_eq(member(one, "outlet"), ac_str(outlet)))
			n += (size_t)snprintf(
				out + n, 100 - n, "%.*s ", AC_STR_ARG(member(one, "state")));
	}
	return out;
}

/* The last words that a newsroom has of it. */
static const char *last_text(struct carrier_log *log, const char *number)
{
	const char *text = "";
	pthread_mutex_lock(&log->lock);
	for (size_t i = 0; i < log->n; i++)
		if (strcmp(log->numbers[i], number) == 0)
			text = log->texts[i];
	pthread_mutex_unlock(&log->lock);
	return text;
}

/* Lost: readers' trust and lives. The radio hears that it was a mistake, and then the alarm. */
static void what_was_not_sent_when_it_was_retracted_never_is(void **state)
{
	(void)state;
	char of[100];
	struct carrier_log log = { .lock = PTHREAD_MUTEX_INITIALIZER,
		.outcome = AC_SUBMIT_THROTTLED };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, &carrier);
	publish_in_vain(&desk, &log);
	retract(&desk);
	set_outcome(&log, AC_SUBMIT_ACCEPTED);
	wait_for(&desk, OF_WARNING, "Radio", "delivered");
	wait_for(&desk, OF_WARNING, "Paper", "delivered");
	assert_string_equal(states(&desk, "Radio", of), "dropped delivered ");
	assert_string_equal(states(&desk, "Paper", of), "dropped delivered ");
	assert_string_equal(states(&desk, "Blog", of), "dropped held ");
	desk_end(&desk);
	assert_non_null(strstr(last_text(&log, RADIO), "it was a mistake"));
}

/* The alert is on its way when the retraction is published, and comes back unsent after it. */
static void what_comes_back_unsent_after_its_retraction_is_not_sent_again(void **state)
{
	(void)state;
	char of[100];
	struct carrier_log log = {
		.lock = PTHREAD_MUTEX_INITIALIZER, .outcome = AC_SUBMIT_THROTTLED, .answer_ms = 3000
	};
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, &carrier);
	contacts(&desk);
	publish(&desk);
	wait_for(&desk, OF_WARNING, "Radio", "submitted");
	for (int i = 0; i < 2000 && !count(&log, RADIO); i++)
		(void)usleep(10000);
	pthread_mutex_lock(&log.lock);
	log.answer_ms = 0;
	pthread_mutex_unlock(&log.lock);
	set_outcome(&log, AC_SUBMIT_ACCEPTED);
	retract(&desk);
	wait_for(&desk, OF_WARNING, "Radio", "delivered");
	assert_string_equal(states(&desk, "Radio", of), "dropped delivered ");
	desk_end(&desk);
	assert_int_equal(count(&log, RADIO), 2);
}

static void update(struct desk *desk)
{
	must(desk, dana, AC_POST, "/v1/warnings/1/update",
		"{\"texts\":{\"texts\":[{\"language\":\"en\",\"headline\":\"Leave today\","
		"\"description\":\"A danger\",\"instruction\":\"Leave\"}]}}");
	must_agree(desk, noa);
}

/* Lost: the order. A radio reads the minister's words about a warning that it has not heard of, or one of yesterday. */
static void what_follows_waits_for_what_it_follows_and_an_update_replaces_what_waits(void **state)
{
	(void)state;
	char of[100];
	struct carrier_log log = { .lock = PTHREAD_MUTEX_INITIALIZER,
		.outcome = AC_SUBMIT_THROTTLED };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, &carrier);
	publish_in_vain(&desk, &log);
	update(&desk);
	for (int i = 0; i < 2000 && !strstr(last_text(&log, RADIO), "Leave today"); i++)
		(void)usleep(10000);
	must(&desk, dana, AC_POST, "/v1/warnings/1/statements",
		"{\"office\":\"Foreign Ministry\",\"language\":\"en\",\"text\":\"Come home.\"}");
	must(&desk, dana, AC_POST, "/v1/warnings/1/statements/publish", "{}");
	must_agree(&desk, noa);
	set_outcome(&log, AC_SUBMIT_ACCEPTED);
	wait_for(&desk, OF_WARNING, "Radio", "delivered");
	assert_string_equal(states(&desk, "Radio", of), "dropped delivered delivered ");
	assert_non_null(strstr(last_text(&log, RADIO), "Statement"));
	update(&desk);
	assert_string_equal(states(&desk, "Blog", of), "dropped dropped held held ");
	desk_end(&desk);
}

/* The carrier has something to say of its nth message; it does when another one comes. */
static void say_of(
	struct desk *desk, struct carrier_log *log, struct ac_memory_carrier *carrier, uint64_t nth)
{
	struct ac_link_test result;
	pthread_mutex_lock(&log->lock);
	log->carrier = carrier;
	log->nth = nth;
	pthread_mutex_unlock(&log->lock);
	WORLD_OK(ac_service_link_test(
		desk->service, 1, AC_STR("+972501110009"), AC_STR("Test"), 100000, &result, err));
	pthread_mutex_lock(&log->lock);
	log->nth = 0;
	pthread_mutex_unlock(&log->lock);
}

static void a_receipt_finds_its_message_however_late_and_after_a_restart(void **state)
{
	(void)state;
	static const struct {
		enum ac_receipt_state said;
		const char *becomes;
	} cases[] = { { AC_RECEIPT_DELIVERED, "delivered" }, { AC_RECEIPT_EXPIRED, "failed" } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct carrier_log log = {
			.lock = PTHREAD_MUTEX_INITIALIZER, .later = true, .said = cases[i].said
		};
		struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
		struct ac_memory_carrier next = { .plan = keep, .ctx = &log };
		struct desk desk;
		desk_begin(&desk, &carrier);
		contacts(&desk);
		publish(&desk);
		wait_for(&desk, OF_WARNING, "Radio", "accepted");
		wait_for(&desk, OF_WARNING, "Paper", "accepted");
		say_of(&desk, &log, &carrier, 1);
		wait_for(&desk, OF_WARNING, "Radio", cases[i].becomes);
		ac_service_abandon(desk.service); /* as SIGKILL would */
		desk_open(&desk, &next);
		wait_for(&desk, OF_WARNING, "Paper", "accepted");
		say_of(&desk, &log, &next, 2);
		wait_for(&desk, OF_WARNING, "Paper", cases[i].becomes);
		assert_int_equal(count(&log, RADIO) + count(&log, PAPER), 2);
		desk_end(&desk);
	}
}

static const char slow_link[] = "links:\n"
				"  - name: here\n"
				"    driver: memory\n"
				"    exercise: true\n"
				"    rate: 8\n"
				"    window: 1\n"
				"    backoff_min_ms: 10\n";

static void a_drill_that_has_no_link_holds_up_nothing_real(void **state)
{
	(void)state;
	struct carrier_log log = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, NULL);
	contacts(&desk);
	ac_service_close(desk.service);
	world_config(&desk.world, "links: [ { name: real, driver: memory } ]\n");
	desk_open(&desk, &carrier);
	must(&desk, dana, AC_POST, "/v1/cases", "{\"title\":\"A drill\",\"exercise\":true}");
	must(&desk, dana, AC_POST, "/v1/warnings",
		"{\"case\":2,\"circles\":[{\"lat\":41,\"lon\":29,\"radius_km\":5}],"
		"\"valid_to\":\"2099-01-01T00:00:00Z\",\"texts\":{\"texts\":[{\"language\":\"en\","
		"\"headline\":\"A drill\",\"description\":\"None\",\"instruction\":\"None\"}]}}");
	must(&desk, dana, AC_POST, "/v1/warnings/2/publish", "{}");
	must_agree(&desk, noa);
	publish(&desk);
	wait_for(&desk, OF_WARNING, "Radio", "delivered");
	wait_for(&desk, "/v1/warnings/2/media", "Radio", "waiting");
	assert_int_equal(count(&log, RADIO), 1);
	desk_end(&desk);
}

static void newsrooms_come_after_the_people_in_danger(void **state)
{
	(void)state;
	char body[800];
	struct carrier_log log = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, NULL);
	desk_people(&desk);
	publish(&desk);
	contacts(&desk);
	ac_service_close(desk.service);
	world_config(&desk.world, slow_link);
	desk_open(&desk, &carrier);
	must(&desk, dana, AC_POST, "/v1/warnings/1/statements",
		"{\"office\":\"Foreign Ministry\",\"language\":\"en\",\"text\":\"Come home.\"}");
	desk_campaign_body(body, "the city");
	must(&desk, dana, AC_POST, "/v1/campaigns", body);
	must_agree(&desk, noa);
	must(&desk, dana, AC_POST, "/v1/warnings/1/statements/publish", "{}");
	must_agree(&desk, noa);
	wait_for(&desk, OF_WARNING, "Radio", "delivered");
	assert_string_equal(log.numbers[4], RADIO); /* behind all four */
	assert_true(ac_str_starts(member(delivery(&desk, OF_WARNING, "Radio"), "text"),
		AC_STR("Statement: Leave Istanbul\nForeign Ministry\n")));
	desk_end(&desk);
}

static void a_withdrawal_reaches_whoever_got_the_attribution(void **state)
{
	(void)state;
	static const char of[] = "/v1/attributions/1/media";
	struct carrier_log log = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, &carrier);
	contacts(&desk);
	must(&desk, lea, AC_POST, "/v1/cases/1/attributions",
		"{\"texts\":[{\"language\":\"en\",\"text\":\"An alleged cell of the Black "
		"Hand.\"}],"
		"\"organisations\":[\"Black Hand\"],\"host\":\"The host\","
		"\"host_at\":\"2022-06-12T10:00:00Z\"}");
	must(&desk, lea, AC_POST, "/v1/attributions/1/publish", "{}");
	must_agree(&desk, noa);
	wait_for(&desk, of, "Radio", "delivered");
	wait_for(&desk, of, "Paper", "delivered");
	/* Who comes later did not read it, and does not read of it. */
	must(&desk, dana, AC_POST, "/v1/media", ADD("Late", "en", "\"phone\":\"+972501110009\""));
	must(&desk, lea, AC_POST, "/v1/attributions/1/withdraw", "{\"why\":\"mistaken\"}");
	assert_true(checked(waiting(&desk), "media", true, "2 contacts get it"));
	must_agree(&desk, noa);
	wait_for(&desk, of, "Paper", "delivered");
	assert_true(ac_str_eq(member(delivery(&desk, of, "Radio"), "kind"), AC_STR("withdrawal")));
	assert_true(says(member(delivery(&desk, of, "Radio"), "text"), "no longer stands"));
	assert_true(ac_str_eq(member(delivery(&desk, of, "Blog"), "state"), AC_STR("dropped")));
	assert_null(delivery(&desk, of, "Late"));
	desk_end(&desk);
}

static enum ac_status expire(struct ac_db *db, void *ctx, struct ac_error *err)
{
	static const struct ac_sql sql = { "test_expire", "UPDATE source SET expires_at = $1" };
	(void)ctx;
	return ac_db_run(db, &sql, AC_VALUES(AC_I64(1)), err);
}

static void who_was_told_hears_of_the_mistake_although_their_source_has_expired(void **state)
{
	(void)state;
	struct carrier_log log = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &log };
	struct desk desk;
	desk_begin(&desk, &carrier);
	contacts(&desk);
	publish(&desk);
	wait_for(&desk, OF_WARNING, "Radio", "delivered");
	wait_for(&desk, OF_WARNING, "Paper", "delivered");
	must(&desk, dana, AC_POST, "/v1/media", ADD("Late", "en", "\"phone\":\"+972501110009\""));
	WORLD_OK(ac_service_write(desk.service, expire, NULL, err));
	must(&desk, dana, AC_POST, "/v1/warnings/1/retract", "{\"why\":\"a mistake\"}");
	assert_true(checked(
		waiting(&desk), "media", false, "2 contacts get it, 0 cannot be sent it, 2 of"));
	must_agree(&desk, noa);
	assert_true(ac_str_eq(
		member(delivery(&desk, OF_WARNING, "Radio"), "kind"), AC_STR("retraction")));
	assert_null(delivery(&desk, OF_WARNING, "Late"));
	desk_end(&desk);
}

static void a_contact_is_personal_data(void **state)
{
	(void)state;
	struct desk desk;
	desk_begin(&desk, NULL);
	contacts(&desk);
	assert_int_equal(ask(&desk, lea, AC_GET, "/v1/media", ""), AC_DENIED);
	must(&desk, dana, AC_GET, "/v1/media", "");
	const struct ac_json *first = ac_json_at(ac_json_find(desk.response.json, "contacts"), 0);
	assert_true(ac_str_eq(member(first, "phone"), AC_STR(RADIO)));
	static const struct desk_officer auditor = { "ada", AC_ROLE_AUDITOR };
	AC_AUTO(buf) struct ac_buf rows;
	ac_buf_init(&rows, 1u << 20);
	must(&desk, auditor, AC_GET, "/v1/audit", "");
	ac_json_write(desk.response.json, &rows);
	assert_true(says(ac_buf_str(&rows), "media.read"));
	assert_false(says(ac_buf_str(&rows), RADIO));
	assert_false(says(ac_buf_str(&rows), "An editor"));
	publish(&desk);
	must(&desk, dana, AC_POST, "/v1/media/1/drop", "{}");
	assert_true(ac_str_eq(
		member(delivery(&desk, OF_WARNING, "Radio"), "state"), AC_STR("dropped")));
	assert_int_equal(ask(&desk, dana, AC_POST, "/v1/media/1/drop", "{}"), AC_NOT_FOUND);
	static const struct {
		const char *body, *says;
		enum ac_status status;
	} cases[] = {
		{ ADD("X", "en", "\"phone\":\"12\""), "phone", AC_INVALID },
		{ ADD("X", "en", "\"email\":\"nobody\""), "email", AC_INVALID },
		{ ADD("X", "e", "\"phone\":\"" RADIO "\""), "language", AC_INVALID },
		{ ADD(" ", "en", "\"phone\":\"" RADIO "\""), "outlet", AC_INVALID },
		{ "{\"source\":\"none\",\"name\":\"A\",\"outlet\":\"B\",\"language\":\"en\","
		  "\"phone\":\"" RADIO "\"}",
			"source", AC_NOT_FOUND },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(
			ask(&desk, dana, AC_POST, "/v1/media", cases[i].body), cases[i].status);
		if (!says(ac_str(desk.err.msg), cases[i].says))
			fail_msg("%zu: %s", i, desk.err.msg);
	}
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_gets_it_in_their_language_and_who_cannot_be_sent_it_is_shown),
		CASE(what_waits_survives_a_restart_and_nothing_goes_twice),
		CASE(a_receipt_finds_its_message_however_late_and_after_a_restart),
		CASE(what_the_carrier_cannot_take_yet_waits_and_what_it_refuses_is_failed),
		CASE(what_was_not_sent_when_it_was_retracted_never_is),
		CASE(what_comes_back_unsent_after_its_retraction_is_not_sent_again),
		CASE(what_follows_waits_for_what_it_follows_and_an_update_replaces_what_waits),
		CASE(a_drill_that_has_no_link_holds_up_nothing_real),
		CASE(newsrooms_come_after_the_people_in_danger),
		CASE(a_withdrawal_reaches_whoever_got_the_attribution),
		CASE(who_was_told_hears_of_the_mistake_although_their_source_has_expired),
		CASE(a_contact_is_personal_data),
	};
	return RUN(tests);
}
