/* What a user loses if this breaks: two officers agree that people must be told something else, the power fails behind
 * it, the decision says `done`, and nobody is ever told.
 *
 * Each act is carried out in a process of its own that is killed after its first step, in the next run after its
 * second, and so on: a step is a commit of the desk, or an order or a hand-over that the engine has taken. */
#include "desk_world.h"
#include "store/audit.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

/* ---- where the process dies ---- */

static int steps_left; /* 0: nowhere */

static enum ac_status step_ends(enum ac_status status)
{
	if (status == AC_OK && steps_left && --steps_left == 0)
		(void)kill(getpid(), SIGKILL);
	return status;
}

/* The linker puts these in the place of the desk's calls. */
#define REAL(name) __real_##name
#define WRAP(name) __wrap_##name
enum ac_status REAL(ac_service_write)(
	struct ac_service *service, ac_service_change *change, void *ctx, struct ac_error *err);
enum ac_status WRAP(ac_service_write)(
	struct ac_service *service, ac_service_change *change, void *ctx, struct ac_error *err);
enum ac_status REAL(ac_service_order)(
	struct ac_service *service, struct ac_order_input order, struct ac_error *err);
enum ac_status WRAP(ac_service_order)(
	struct ac_service *service, struct ac_order_input order, struct ac_error *err);
enum ac_status REAL(ac_service_tasks_changed)(struct ac_service *service, int64_t campaign,
	const int64_t *travellers, size_t n, struct ac_error *err);
enum ac_status WRAP(ac_service_tasks_changed)(struct ac_service *service, int64_t campaign,
	const int64_t *travellers, size_t n, struct ac_error *err);

enum ac_status WRAP(ac_service_write)(
	struct ac_service *service, ac_service_change *change, void *ctx, struct ac_error *err)
{
	return step_ends(REAL(ac_service_write)(service, change, ctx, err));
}

enum ac_status WRAP(ac_service_order)(
	struct ac_service *service, struct ac_order_input order, struct ac_error *err)
{
	return step_ends(REAL(ac_service_order)(service, order, err));
}

enum ac_status WRAP(ac_service_tasks_changed)(struct ac_service *service, int64_t campaign,
	const int64_t *travellers, size_t n, struct ac_error *err)
{
	return step_ends(REAL(ac_service_tasks_changed)(service, campaign, travellers, n, err));
}

/* ---- what people hear ---- */

enum { heard_max = 64, patience_ms = 20000 };

struct heard {
	struct ac_memory_carrier carrier;
	pthread_mutex_t lock;
	int n;
	struct {
		char to[24], text[600];
	} at[heard_max];
};

static struct ac_memory_plan hear(void *ctx, const struct ac_message *message)
{
	struct heard *heard = ctx;
	pthread_mutex_lock(&heard->lock);
	if (heard->n < heard_max) {
		(void)snprintf(heard->at[heard->n].to, sizeof heard->at[0].to, "%.*s",
			AC_STR_ARG(message->to));
		(void)snprintf(heard->at[heard->n].text, sizeof heard->at[0].text, "%.*s",
			AC_STR_ARG(message->body));
		heard->n++;
	}
	pthread_mutex_unlock(&heard->lock);
	return (struct ac_memory_plan){ 0 };
}

static void listen_anew(struct heard *heard)
{
	*heard = (struct heard){ .carrier = { .plan = hear, .ctx = heard } };
	pthread_mutex_init(&heard->lock, NULL);
}

/* How often person N heard these words; 0: anybody. */
static int times(struct heard *heard, int person, const char *words)
{
	int n = 0;
	char number[24];
	(void)snprintf(number, sizeof number, "+97250123456%d", person);
	pthread_mutex_lock(&heard->lock);
	for (int i = 0; i < heard->n; i++)
		n += (!person || strcmp(heard->at[i].to, number) == 0) &&
		     strstr(heard->at[i].text, words) != NULL;
	pthread_mutex_unlock(&heard->lock);
	return n;
}

static void assert_hears(struct heard *heard, int person, const char *words)
{
	for (int ms = 0; ms < patience_ms && !times(heard, person, words); ms += 5)
		(void)usleep(5000);
	if (times(heard, person, words) != 1)
		fail_msg("person %d heard \"%s\" %d times", person, words,
			times(heard, person, words));
}

/* ---- the world ---- */

/* Those at H1 and H2 are inside the area of warning 1, those at H3 are not. */
static void put_people(struct desk *desk)
{
	desk_import(desk, "hotels",
		"hotel_id,name,latitude,longitude\nH1,Harbour House,41.0,29.0\n"
		"H2,Hill Inn,41.01,29.0\nH3,Far House,42.5,30.5\n");
	desk_import(desk, "travellers",
		"traveller_id,name,language,nationality,phone,hotel_id,arrival,departure,source\n"
		"T1,Ada,en,IL,+972501234561,H1,2020-01-01,,registered\n"
		"T2,Ben,en,IL,+972501234562,H1,2020-01-01,,registered\n"
		"T3,Cid,en,IL,+972501234563,H2,2020-01-01,,registered\n"
		"T4,Dov,en,IL,+972501234564,H2,2020-01-01,,registered\n"
		"T5,Eva,en,IL,+972501234565,H3,2020-01-01,,registered\n"
		"T6,Fay,en,IL,+972501234566,H3,2020-01-01,,registered\n");
}

/* The campaign's target, and what is asked of it. */
static const char *of_campaign(const struct desk *desk, const char *what)
{
	static char target[80];
	(void)snprintf(target, sizeof target, "/v1/campaigns/%lld%s",
		(long long)desk->world.campaign, what);
	return target;
}

#define MARK(hotel)                                                                        \
	"{\"places\":[\"" hotel "\"],\"why\":\"seen\",\"until\":\"2099-01-01T00:00:00Z\"," \
	"\"evidence\":\"a film\"}"

static void start(struct desk *desk)
{
	must(desk, dana, AC_POST, "/v1/campaigns",
		"{\"warning\":1,\"plan\":{\"arguments\":[{\"name\":\"phone\",\"value\":\"1\"},"
		"{\"name\":\"place\",\"value\":\"the city\"},"
		"{\"name\":\"residual\",\"value\":\"Stay alert.\"}],\"tiers\":["
		"{\"tier\":1,\"name\":\"move\",\"people\":\"at_risk\",\"resend_unknown\":true,"
		"\"ladder\":[{\"channel\":\"sms\",\"tries\":2,\"wait\":\"18h\"}]},"
		"{\"tier\":2,\"name\":\"leave\",\"people\":\"inside\",\"resend_unknown\":true,"
		"\"refused_tier\":3,"
		"\"ladder\":[{\"channel\":\"sms\",\"tries\":2,\"wait\":\"18h\"}]},"
		"{\"tier\":3,\"name\":\"stay in\",\"people\":\"nobody\","
		"\"ladder\":[{\"channel\":\"sms\",\"tries\":2,\"wait\":\"18h\"}]}]}}");
	must_agree(desk, noa);
	desk->world.campaign = figure(ac_json_find(desk->response.json, "answer"), "id");
}

static const struct ac_json *shown(struct desk *desk)
{
	must(desk, dana, AC_GET, of_campaign(desk, ""), "");
	return desk->response.json;
}

static void wait_until_told(struct desk *desk, int64_t people)
{
	int64_t told = -1;
	for (int ms = 0; ms < patience_ms && told != people; ms += 5) {
		told = figure(ac_json_find(shown(desk), "counts"), "told");
		(void)usleep(5000);
	}
	assert_int_equal(told, people);
}

/* A campaign whose four people were told to leave; or, where no link is up, are still to be told. */
static void begin(struct desk *desk, struct heard *heard, bool told)
{
	listen_anew(heard);
	heard->carrier.refuses = !told;
	desk_begin(desk, &heard->carrier);
	put_people(desk);
	must(desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	must_agree(desk, noa);
	start(desk);
	if (told)
		wait_until_told(desk, 4);
}

struct act {
	struct desk_officer who;
	const char *target, *body;
	bool of_campaign; /* the target is said behind its own */
	bool alone; /* else another agrees to it */
	bool untold; /* nobody was told yet when it happens */
	void (*before)(struct desk *desk);
	void (*after)(struct desk *desk, struct heard *heard); /* what must be so */
};

/* ---- the crash ---- */

struct request {
	struct desk_officer who;
	char target[80], body[400];
};

static struct request what_to_ask(struct desk *desk, const struct act *act)
{
	struct request r = { .who = act->alone ? act->who : noa };
	(void)snprintf(r.target, sizeof r.target, "%s",
		act->of_campaign ? of_campaign(desk, act->target) : act->target);
	(void)snprintf(r.body, sizeof r.body, "%s", act->body);
	if (act->alone)
		return r;
	must(desk, act->who, AC_POST, r.target, act->body);
	const struct ac_json *decision = waiting(desk);
	(void)snprintf(r.target, sizeof r.target, "/v1/decisions/%lld/approve",
		(long long)figure(decision, "id"));
	(void)snprintf(r.body, sizeof r.body, "{\"digest\":\"%.*s\"}",
		AC_STR_ARG(member(decision, "digest")));
	return r;
}

/* In a process of its own, which can reach nobody. @return whether it was killed */
static bool ask_and_die(struct desk *desk, const struct request *r, int step)
{
	struct ac_memory_carrier nobody = { .refuses = true };
	int status;
	(void)fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		desk_open(desk, &nobody);
		steps_left = step;
		_exit(ask(desk, r->who, AC_POST, r->target, r->body) == AC_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFSIGNALED(status) && WEXITSTATUS(status) != 0)
		fail_msg("%s was refused", r->target);
	return WIFSIGNALED(status);
}

/* Did the crash leave it undone? Nothing is taken up by looking. */
static bool is_undone(struct desk *desk, const struct act *act, const struct request *r)
{
	char target[80];
	if (act->alone)
		return false;
	const char *end = strstr(r->target, "/approve");
	(void)snprintf(target, sizeof target, "%.*s", (int)(end - r->target), r->target);
	desk_open(desk, NULL);
	must(desk, noa, AC_GET, target, "");
	bool undone = !ac_str_eq(member(desk->response.json, "state"), AC_STR("done"));
	ac_service_close(desk->service);
	return undone;
}

static enum ac_status look_at_head(struct ac_db *db, void *ctx, struct ac_error *err)
{
	unsigned char hash[32];
	return ac_audit_head(db, ctx, hash, err);
}

static int64_t decided(struct desk *desk)
{
	int64_t seq = 0;
	WORLD_OK(ac_service_read(desk->service, look_at_head, &seq, err));
	return seq;
}

/* What was taken up is not taken up again. */
static void assert_once(struct desk *desk)
{
	static struct ac_memory_carrier nobody; /* the service that is left has it */
	nobody = (struct ac_memory_carrier){ .refuses = true };
	int64_t before = decided(desk);
	ac_service_abandon(desk->service);
	desk_open(desk, &nobody);
	assert_int_equal(decided(desk), before);
}

static bool survives_at(const struct act *act, int step)
{
	struct desk desk;
	struct heard heard;
	begin(&desk, &heard, !act->untold);
	if (act->before)
		act->before(&desk);
	const struct request r = what_to_ask(&desk, act);
	ac_service_close(desk.service);
	bool killed = ask_and_die(&desk, &r, step);
	if (killed && is_undone(&desk, act, &r))
		(void)ask_and_die(&desk, &r, 0);
	listen_anew(&heard);
	desk_open(&desk, &heard.carrier);
	act->after(&desk, &heard);
	assert_once(&desk);
	ac_service_abandon(desk.service);
	ac_response_done(&desk.response);
	world_remove(&desk.world);
	return killed;
}

/* @param steps  that it has at least: else the crash was never where it hurts */
static void survives(const struct act *act, int steps)
{
	int step = 1;
	while (survives_at(act, step))
		step++;
	assert_true(step > steps);
}

/* ---- texts ---- */

static void all_hear_the_correction(struct desk *desk, struct heard *heard)
{
	for (int person = 1; person <= 4; person++)
		assert_hears(heard, person, "NEW: ");
	assert_int_equal(times(heard, 0, "to the airport"), 4);
	assert_int_equal(heard->n, 4);
	(void)desk;
}

static void a_corrected_text_reaches_everybody_who_had_the_old_one(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.of_campaign = true,
		.target = "/texts",
		.body = "{\"tier\":2,\"texts\":\"texts:\\n  - {language: en, text: \\\"Go to the "
			"airport. Reply 1 leaving\\\", action: \\\"Go to the airport\\\"}\\n\"}",
		.after = all_hear_the_correction };
	survives(&act, 1);
}

static void all_are_asked(struct desk *desk, struct heard *heard)
{
	for (int person = 1; person <= 4; person++)
		assert_hears(heard, person, "Are you all right?");
	assert_int_equal(heard->n, 4); /* nothing from before */
	assert_true(ac_str_eq(member(shown(desk), "state"), AC_STR("running")));
	assert_null(ac_json_find(shown(desk), "frozen_at"));
}

static void mark_and_stop(struct desk *desk)
{
	must(desk, dana, AC_POST, "/v1/places/at-risk", MARK("H1"));
	must_agree(desk, noa);
	must(desk, dana, AC_POST, of_campaign(desk, "/pause"), "{}");
	must(desk, dana, AC_POST, "/v1/cases/1/events", "{\"text\":\"an explosion\"}");
}

static void a_check_asks_the_people_of_every_tier_and_goes_on(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.of_campaign = true,
		.target = "/check",
		.body = "{}",
		.untold = true,
		.before = mark_and_stop,
		.after = all_are_asked };
	survives(&act, 5);
}

static void an_event_asks_everyone_inside_and_nothing_from_before_leaves(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.target = "/v1/cases/1/events",
		.body = "{\"text\":\"an explosion\"}",
		.alone = true,
		.untold = true,
		.after = all_are_asked };
	survives(&act, 5);
}

/* ---- pause, resume, the end ---- */

static void it_stands(struct desk *desk, struct heard *heard)
{
	assert_true(ac_str_eq(member(shown(desk), "state"), AC_STR("paused")));
	(void)usleep(200000);
	assert_int_equal(times(heard, 0, ""), 0);
}

static void a_pause_holds(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.of_campaign = true,
		.target = "/pause",
		.body = "{}",
		.alone = true,
		.untold = true,
		.after = it_stands };
	survives(&act, 1);
}

static void stop_it(struct desk *desk)
{
	must(desk, dana, AC_POST, of_campaign(desk, "/pause"), "{}");
	must(desk, dana, AC_POST, "/v1/cases/1/events", "{\"text\":\"an explosion\"}");
}

static void it_goes_on(struct desk *desk, struct heard *heard)
{
	for (int person = 1; person <= 4; person++)
		assert_hears(heard, person, "eave");
	assert_null(ac_json_find(shown(desk), "frozen_at"));
}

static void a_frozen_campaign_goes_on_when_two_decided_it(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.of_campaign = true,
		.target = "/resume",
		.body = "{}",
		.untold = true,
		.before = stop_it,
		.after = it_goes_on };
	survives(&act, 2);
}

static void nobody_is_told_to_leave(struct desk *desk, struct heard *heard)
{
	(void)usleep(200000);
	assert_int_equal(times(heard, 0, ""), 0);
	assert_true(ac_str_eq(member(shown(desk), "state"), AC_STR("closing")));
}

static void after_an_all_clear_nothing_from_before_leaves(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.target = "/v1/warnings/1/retract",
		.body = "{\"why\":\"a mistake\"}",
		.untold = true,
		.after = nobody_is_told_to_leave };
	survives(&act, 1);
}

static void take_back(struct desk *desk)
{
	must(desk, dana, AC_POST, "/v1/warnings/1/retract", "{\"why\":\"a mistake\"}");
	must_agree(desk, noa);
}

static void it_is_closed(struct desk *desk, struct heard *heard)
{
	assert_true(ac_str_eq(member(shown(desk), "state"), AC_STR("closed")));
	(void)heard;
}

static void a_campaign_that_was_finished_is_closed(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.of_campaign = true,
		.target = "/finish",
		.body = "{}",
		.alone = true,
		.untold = true,
		.before = take_back,
		.after = it_is_closed };
	survives(&act, 1);
}

/* ---- people ---- */

static void those_in_the_new_area_are_told(struct desk *desk, struct heard *heard)
{
	assert_hears(heard, 5, "");
	assert_hears(heard, 6, "");
	assert_int_equal(heard->n, 2);
	wait_until_told(desk, 6);
}

static void people_of_an_area_that_an_update_adds_are_told(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.target = "/v1/warnings/1/update",
		.body = "{\"circles\":[{\"lat\":41,\"lon\":29,\"radius_km\":5},"
			"{\"lat\":42.5,\"lon\":30.5,\"radius_km\":5}]}",
		.after = those_in_the_new_area_are_told };
	survives(&act, 3);
}

static void guests_are_told_to_move(struct desk *desk, struct heard *heard)
{
	assert_hears(heard, 3, "hotel");
	assert_hears(heard, 4, "hotel");
	assert_int_equal(heard->n, 2);
	const struct ac_json *tiers = ac_json_find(shown(desk), "tiers");
	ac_json_each(tiers, tier) if (figure(tier, "tier") == 1)
		assert_int_equal(figure(tier, "recipients"), 2);
}

static void guests_of_a_marked_hotel_are_told_to_move(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.target = "/v1/places/at-risk",
		.body = MARK("H2"),
		.after = guests_are_told_to_move };
	survives(&act, 3);
}

#define UNMARK "{\"places\":[\"H1\"],\"why\":\"\"}"

static void mark(struct desk *desk)
{
	must(desk, dana, AC_POST, "/v1/places/at-risk", MARK("H1"));
	must_agree(desk, noa);
}

static void guests_are_told_to_leave(struct desk *desk, struct heard *heard)
{
	for (int person = 1; person <= 4; person++)
		assert_hears(heard, person, "Leave");
	assert_int_equal(heard->n, 4);
	const struct ac_json *tiers = ac_json_find(shown(desk), "tiers");
	ac_json_each(tiers, tier) if (figure(tier, "tier") == 2)
		assert_int_equal(figure(tier, "recipients"), 4);
}

static void guests_of_a_hotel_whose_mark_was_taken_off_are_told_what_the_others_are(void **state)
{
	(void)state;
	const struct act act = { .who = dana,
		.target = "/v1/places/at-risk",
		.body = UNMARK,
		.untold = true,
		.before = mark,
		.after = guests_are_told_to_leave };
	survives(&act, 2);
}

/* ---- nothing was lost ---- */

/* One of each: in a tier by their answer, by a mark; left out; gone with a part of the area. */
static void live(struct desk *desk)
{
	char body[80];
	(void)snprintf(body, sizeof body, "{\"campaign\":%lld,\"why\":\"w\"}",
		(long long)desk->world.campaign);
	must(desk, dana, AC_POST, "/v1/people/4/exclude", body);
	must(desk, dana, AC_POST, "/v1/places/at-risk", MARK("H2"));
	must_agree(desk, noa);
	must(desk, dana, AC_POST, "/v1/people/1/responses", "{\"word\":\"staying\"}");
	must(desk, dana, AC_POST, "/v1/people/3/responses", "{\"word\":\"safe\"}");
}

static void where_nothing_was_lost_nothing_is_done(void **state)
{
	(void)state;
	struct desk desk;
	struct heard heard;
	begin(&desk, &heard, true);
	live(&desk);
	assert_hears(&heard, 3, "hotel");
	WORLD_OK(ac_service_checkpoint(desk.service, err));
	for (int restart = 0; restart < 2; restart++) {
		struct ac_service_metrics metrics;
		int64_t before = decided(&desk);
		ac_service_abandon(desk.service); /* as SIGKILL would */
		listen_anew(&heard);
		desk_open(&desk, &heard.carrier);
		ac_service_get_metrics(desk.service, &metrics);
		assert_int_equal(decided(&desk), before);
		assert_int_equal(metrics.journal_rows, 0);
		(void)usleep(200000);
		assert_int_equal(times(&heard, 0, ""), 0);
	}
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_corrected_text_reaches_everybody_who_had_the_old_one),
		CASE(a_check_asks_the_people_of_every_tier_and_goes_on),
		CASE(an_event_asks_everyone_inside_and_nothing_from_before_leaves),
		CASE(a_pause_holds),
		CASE(a_frozen_campaign_goes_on_when_two_decided_it),
		CASE(after_an_all_clear_nothing_from_before_leaves),
		CASE(a_campaign_that_was_finished_is_closed),
		CASE(people_of_an_area_that_an_update_adds_are_told),
		CASE(guests_of_a_marked_hotel_are_told_to_move),
		CASE(guests_of_a_hotel_whose_mark_was_taken_off_are_told_what_the_others_are),
		CASE(where_nothing_was_lost_nothing_is_done),
	};
	return RUN(tests);
}
