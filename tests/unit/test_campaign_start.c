/* What a user loses if this breaks: a second person approves one text and people get another; or a danger is called off
 * or strikes while their messages are being made, and thousands are still told to walk into it. */
#include "desk_world.h"
#include "service/run/cut_off.h"

/* ---- what people get ---- */

struct inbox_of_all {
	pthread_mutex_t lock;
	int n;
	char text[64][600];
};

/* Without the zeros, which leave Latin letters readable in UCS-2 as well. */
static struct ac_memory_plan keep(void *ctx, const struct ac_message *message)
{
	struct inbox_of_all *all = ctx;
	pthread_mutex_lock(&all->lock);
	assert_true(all->n < 64);
	char *text = all->text[all->n++];
	for (size_t i = 0; i < message->body.n; i++)
		if (message->body.p[i] && strlen(text) + 1 < sizeof all->text[0])
			text[strlen(text)] = message->body.p[i];
	pthread_mutex_unlock(&all->lock);
	return (struct ac_memory_plan){ 0 };
}

/* How many messages so far say it; empty: all of them. */
static int got(struct inbox_of_all *all, const char *words)
{
	int n = 0;
	pthread_mutex_lock(&all->lock);
	for (int i = 0; i < all->n; i++)
		n += strstr(all->text[i], words) != NULL;
	pthread_mutex_unlock(&all->lock);
	return n;
}

/* ---- a desk with four people inside, and what happens while their campaign is made ---- */

struct rig {
	struct desk desk,
		other; /* the same service: who starts, and who does something meanwhile */
	struct inbox_of_all all;
	struct ac_memory_carrier carrier;
	const char *phase; /* of the start, at which … */
	void (*meanwhile)(struct rig *rig); /* … this happens; NULL: nothing */
	void (*act)(struct rig *rig); /* what a thread does that waits for the start */
	pthread_t thread;
};

static void rig_begin(struct rig *rig)
{
	*rig = (struct rig){ .all = { .lock = PTHREAD_MUTEX_INITIALIZER } };
	rig->carrier = (struct ac_memory_carrier){ .plan = keep, .ctx = &rig->all };
	desk_begin(&rig->desk, &rig->carrier);
	rig->other = (struct desk){ .service = rig->desk.service };
	ac_response_init(&rig->other.response);
	desk_people(&rig->desk);
	must(&rig->desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	must_agree(&rig->desk, noa);
}

static void rig_end(struct rig *rig)
{
	ac_response_done(&rig->other.response);
	desk_end(&rig->desk);
}

static void draft_start(struct rig *rig, const char *place)
{
	char body[800];
	desk_campaign_body(body, place);
	must(&rig->desk, dana, AC_POST, "/v1/campaigns", body);
}

static void on_progress(void *ctx, const struct ac_json *state)
{
	struct rig *rig = ctx;
	if (rig->meanwhile && ac_str_eq(member(state, "phase"), ac_str(rig->phase)))
		rig->meanwhile(rig);
}

/* The second person agrees to the start, and sees it go on. @return how it went; err of the desk says why not */
static enum ac_status start(struct rig *rig)
{
	char target[80], body[160];
	struct desk *desk = &rig->desk;
	const struct ac_json *decision = waiting(desk);
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/approve",
		(long long)figure(decision, "id"));
	(void)snprintf(
		body, sizeof body, "{\"digest\":\"%.*s\"}", AC_STR_ARG(member(decision, "digest")));
	struct ac_call call = { .method = AC_POST,
		.target = ac_str(target),
		.body = ac_str(body),
		.body_fd = -1,
		.officer = { .name = ac_str(noa.name), .roles = noa.roles },
		.progress = on_progress,
		.progress_ctx = rig };
	ac_response_done(&desk->response);
	ac_response_init(&desk->response);
	return ac_dispatch(desk->service, &call, &desk->response, &desk->err);
}

static void *act_main(void *arg)
{
	struct rig *rig = arg;
	rig->act(rig);
	return NULL;
}

/* An order that stops the campaign waits until the engine has everybody. */
static void act_until_it_waits(struct rig *rig)
{
	struct starts *starts = &rig->desk.service->starts;
	assert_int_equal(pthread_create(&rig->thread, NULL, act_main, rig), 0);
	bool stopped = false;
	for (int i = 0; i < 10000 && !stopped; i++) {
		pthread_mutex_lock(&starts->lock);
		stopped = starts->first->stopped;
		pthread_mutex_unlock(&starts->lock);
		(void)usleep(1000);
	}
	assert_true(stopped);
}

static const struct ac_json *campaigns(struct rig *rig)
{
	must(&rig->other, dana, AC_GET, "/v1/campaigns", "");
	return ac_json_find(rig->other.response.json, "campaigns");
}

/* Lent: the only one. */
static const struct ac_json *campaign(struct rig *rig)
{
	const struct ac_json *only = NULL, *all = campaigns(rig);
	assert_int_equal(ac_json_count(all), 1);
	ac_json_each(all, one) only = one;
	return only;
}

static void order(struct rig *rig, const char *what)
{
	char target[80];
	(void)snprintf(target, sizeof target, "/v1/campaigns/%lld/%s",
		(long long)figure(campaign(rig), "id"), what);
	must(&rig->other, dana, AC_POST, target, "{}");
}

static void with_a_daemon(struct rig *rig)
{
	desk_open(&rig->desk, &rig->carrier);
	rig->other.service = rig->desk.service;
}

/* Nobody tidies up: what the desk itself does. */
static void without_a_daemon(struct rig *rig)
{
	ac_service_close(rig->desk.service);
	desk_open(&rig->desk, NULL);
	rig->other.service = rig->desk.service;
}

/* ---- what happens ---- */

static void retract(struct rig *rig)
{
	must(&rig->other, dana, AC_POST, "/v1/warnings/1/retract", "{\"why\":\"a mistake\"}");
	must_agree(&rig->other, noa);
}

static void event(struct rig *rig)
{
	must(&rig->other, dana, AC_POST, "/v1/cases/1/events", "{\"text\":\"A bomb went off\"}");
}

static void pause_it(struct rig *rig)
{
	order(rig, "pause");
}

static void close_case(struct rig *rig)
{
	must(&rig->other, dana, AC_POST, "/v1/cases/1/close",
		"{\"outcome\":\"unfounded\",\"why\":\"it was a mistake\"}");
	must_agree(&rig->other, noa);
}

static void wait_until_got(struct rig *rig, const char *words, int n)
{
	for (int i = 0; i < 2000 && got(&rig->all, words) < n; i++)
		(void)usleep(5000);
	assert_int_equal(got(&rig->all, words), n);
}

static void everyone_inside_is_told(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	draft_start(&rig, "Galata");
	assert_int_equal(start(&rig), AC_OK);
	wait_until_got(&rig, "Galata", 4);
	rig_end(&rig);
}

static void what_was_called_off_while_it_was_made_tells_nobody(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	rig.phase = "checking";
	rig.meanwhile = retract;
	draft_start(&rig, "Galata");
	assert_int_equal(start(&rig), AC_CONFLICT);
	assert_non_null(
		strstr(rig.desk.err.msg, "was retracted while its campaign was being made"));
	assert_int_equal(ac_json_count(campaigns(&rig)), 0);
	close_case(&rig);
	assert_int_equal(rig.carrier.taken, 0);
	rig_end(&rig);
}

static void nor_what_is_called_off_while_the_engine_is_given_its_people(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	rig.phase = "loading";
	rig.meanwhile = act_until_it_waits;
	rig.act = retract;
	draft_start(&rig, "Galata");
	assert_int_equal(start(&rig), AC_CONFLICT);
	assert_non_null(strstr(rig.desk.err.msg, "was retracted"));
	assert_int_equal(pthread_join(rig.thread, NULL), 0);
	assert_true(ac_str_eq(member(campaign(&rig), "state"), AC_STR("closing")));
	order(&rig, "finish");
	close_case(&rig);
	assert_int_equal(rig.carrier.taken, 0);
	rig_end(&rig);
}

static void an_event_while_it_is_made_keeps_people_from_what_was_right_before(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	rig.phase = "checking";
	rig.meanwhile = event;
	draft_start(&rig, "Galata");
	assert_int_equal(start(&rig), AC_CONFLICT);
	assert_non_null(strstr(rig.desk.err.msg, "has had an event"));
	assert_int_equal(ac_json_count(campaigns(&rig)), 0);
	assert_int_equal(rig.carrier.taken, 0);
	rig.meanwhile = NULL;
	draft_start(&rig, "Pera"); /* what is right after it */
	assert_int_equal(start(&rig), AC_OK);
	wait_until_got(&rig, "Pera", 4);
	assert_int_equal(got(&rig.all, "Galata"), 0);
	rig_end(&rig);
}

static void an_event_while_the_engine_is_given_its_people_asks_them_instead(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	rig.phase = "loading";
	rig.meanwhile = act_until_it_waits;
	rig.act = event;
	draft_start(&rig, "Galata");
	assert_int_equal(start(&rig), AC_CONFLICT);
	assert_int_equal(pthread_join(rig.thread, NULL), 0);
	assert_int_equal(ac_json_count(ac_json_find(rig.other.response.json, "asked")), 1);
	wait_until_got(&rig, "", 4);
	assert_int_equal(got(&rig.all, "Galata"), 0);
	rig_end(&rig);
}

static void what_is_paused_before_it_begins_waits_until_it_is_resumed(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	rig.phase = "loading";
	rig.meanwhile = act_until_it_waits;
	rig.act = pause_it;
	draft_start(&rig, "Galata");
	assert_int_equal(start(&rig), AC_CONFLICT);
	assert_non_null(strstr(rig.desk.err.msg, "to be paused"));
	assert_int_equal(pthread_join(rig.thread, NULL), 0);
	assert_int_equal(rig.carrier.taken, 0);
	ac_service_abandon(rig.desk.service); /* as SIGKILL would */
	with_a_daemon(&rig);
	order(&rig, "resume");
	wait_until_got(&rig, "Galata", 4);
	rig_end(&rig);
}

/* ---- who comes while it is made ---- */

static const struct ac_sql sql_people = { "test_people", "SELECT count(*) FROM traveller" };

static enum ac_status count_people(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_db_i64(db, &sql_people, AC_NO_VALUES, ctx, err);
}

static void import_one(struct rig *rig)
{
	desk_import(&rig->other, "travellers",
		"traveller_id,name,language,nationality,phone,hotel_id,arrival,departure,source\n"
		"T5,Eve,en,IL,+972501234565,H1,2020-01-01,,registered\n");
}

static void import_meanwhile(struct rig *rig)
{
	assert_int_equal(pthread_create(&rig->thread, NULL, act_main, rig), 0);
	int64_t people = 0;
	for (int i = 0; i < 10000 && people < 5; i++) {
		WORLD_OK(ac_service_read(rig->desk.service, count_people, &people, err));
		(void)usleep(1000);
	}
	assert_int_equal(people, 5);
}

static void who_comes_while_it_is_made_is_told_too(void **state)
{
	(void)state;
	static const char *const phases[] = { "checking", "loading" };
	for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
		struct rig rig;
		rig_begin(&rig);
		rig.phase = phases[i];
		rig.meanwhile = import_meanwhile;
		rig.act = import_one;
		draft_start(&rig, "Galata");
		assert_int_equal(start(&rig), AC_OK);
		assert_int_equal(pthread_join(rig.thread, NULL), 0);
		wait_until_got(&rig, "Galata", 5);
		rig_end(&rig);
	}
}

static void start_again(struct rig *rig)
{
	char body[800];
	desk_campaign_body(body, "Pera");
	must(&rig->other, dana, AC_POST, "/v1/campaigns", body);
	assert_int_equal(agree(&rig->other, noa), AC_CONFLICT);
	assert_non_null(strstr(rig->other.err.msg, "is being made already"));
}

static void two_campaigns_of_a_warning_are_not_made_at_once(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	rig.phase = "checking";
	rig.meanwhile = start_again;
	draft_start(&rig, "Galata");
	assert_int_equal(start(&rig), AC_OK);
	wait_until_got(&rig, "Galata", 4);
	assert_int_equal(got(&rig.all, "Pera"), 0);
	assert_int_equal(ac_json_count(campaigns(&rig)), 1);
	rig_end(&rig);
}

/* ---- a start that was cut off ---- */

enum { left_campaign = 7 };

/* As a daemon leaves it that is killed while tasks are made: one of somebody who is not inside any more. */
static enum ac_status leave(struct ac_db *db, void *ctx, struct ac_error *err)
{
	(void)ctx;
	struct ac_campaign_row row = { .id = left_campaign,
		.warning = 1,
		.state = AC_STR("creating"),
		.plan_json = AC_STR("{}"),
		.versions = { 0, 0, 1 } };
	AC_TRY(ac_campaign_insert(db, &row, NULL, err));
	AC_TRY(world_put_text(db, left_campaign, "instruction", 2, 1, "Plan A", err));
	struct ac_task_spec spec = world_spec(db->vault, left_campaign, 99);
	struct ac_task_image image = ac_task_image_new(&spec, (struct ac_wall){ 0 });
	return ac_tasks_put(db, &spec, &image, 1, 0, err);
}

struct rows {
	int64_t campaigns, texts, tasks, of_left;
};

static void count_text(void *ctx, const struct ac_campaign_text_row *row)
{
	(void)row;
	((struct rows *)ctx)->texts++;
}

static const struct ac_sql sql_campaigns = { "test_campaigns", "SELECT count(*) FROM campaign" };
static const struct ac_sql sql_tasks = { "test_tasks", "SELECT count(*) FROM task" };

static enum ac_status count_rows(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct rows *rows = ctx;
	*rows = (struct rows){ 0 };
	AC_TRY(ac_db_i64(db, &sql_campaigns, AC_NO_VALUES, &rows->campaigns, err));
	AC_TRY(ac_db_i64(db, &sql_tasks, AC_NO_VALUES, &rows->tasks, err));
	AC_TRY(ac_tasks_count(db, left_campaign, &rows->of_left, err));
	return ac_campaign_text_each(db, left_campaign, count_text, rows, err);
}

static struct rows rows_of(struct rig *rig)
{
	struct rows rows;
	WORLD_OK(ac_service_read(rig->desk.service, count_rows, &rows, err));
	return rows;
}

static void a_start_after_one_that_was_cut_off_says_what_was_approved_now(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	WORLD_OK(ac_service_write(rig.desk.service, leave, NULL, err));
	draft_start(&rig, "Galata");
	assert_true(says(member(waiting(&rig.desk), "document"), "Galata"));
	struct rows rows = rows_of(&rig);
	assert_true(rows.campaigns <= 1 && rows.tasks <= 1); /* a look has made nothing */
	assert_int_equal(start(&rig), AC_OK);
	wait_until_got(&rig, "Galata", 4);
	cut_off_look(rig.desk.service);
	rows = rows_of(&rig);
	assert_int_equal(rows.campaigns, 1);
	assert_int_equal(rows.tasks, 4);
	assert_int_equal(rows.texts, 0);
	rig_end(&rig);
	assert_int_equal(rig.all.n, 4);
}

/* @return how many pages of that kind are open */
static int pages(struct rig *rig, const char *kind)
{
	int n = 0;
	must(&rig->other, dana, AC_GET, "/v1/pages", "");
	ac_json_each(ac_json_find(rig->other.response.json, "pages"), page) n +=
		ac_str_eq(member(page, "kind"), ac_str(kind));
	return n;
}

static void a_start_that_was_cut_off_is_dropped_and_the_desk_is_told(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	without_a_daemon(&rig);
	WORLD_OK(ac_service_write(rig.desk.service, leave, NULL, err));
	ac_service_close(rig.desk.service);
	with_a_daemon(&rig);
	cut_off_look(rig.desk.service);
	struct rows rows = rows_of(&rig);
	assert_int_equal(rows.campaigns + rows.texts + rows.tasks, 0);
	assert_int_equal(pages(&rig, "start"), 1);
	draft_start(&rig, "Galata");
	assert_int_equal(pages(&rig, "start"), 1); /* nobody has been told yet */
	assert_int_equal(start(&rig), AC_OK);
	assert_int_equal(pages(&rig, "start"), 0);
	wait_until_got(&rig, "Galata", 4);
	rig_end(&rig);
}

static void a_case_with_a_start_that_was_cut_off_can_be_closed(void **state)
{
	(void)state;
	struct rig rig;
	rig_begin(&rig);
	without_a_daemon(&rig);
	WORLD_OK(ac_service_write(rig.desk.service, leave, NULL, err));
	retract(&rig);
	close_case(&rig);
	ac_service_close(rig.desk.service);
	with_a_daemon(&rig);
	cut_off_look(rig.desk.service);
	assert_int_equal(rows_of(&rig).campaigns, 0);
	assert_int_equal(pages(&rig, "start"), 0); /* there is nobody to tell any more */
	assert_int_equal(rig.carrier.taken, 0);
	rig_end(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(everyone_inside_is_told),
		CASE(what_was_called_off_while_it_was_made_tells_nobody),
		CASE(nor_what_is_called_off_while_the_engine_is_given_its_people),
		CASE(an_event_while_it_is_made_keeps_people_from_what_was_right_before),
		CASE(an_event_while_the_engine_is_given_its_people_asks_them_instead),
		CASE(what_is_paused_before_it_begins_waits_until_it_is_resumed),
		CASE(who_comes_while_it_is_made_is_told_too),
		CASE(two_campaigns_of_a_warning_are_not_made_at_once),
		CASE(a_start_after_one_that_was_cut_off_says_what_was_approved_now),
		CASE(a_start_that_was_cut_off_is_dropped_and_the_desk_is_told),
		CASE(a_case_with_a_start_that_was_cut_off_can_be_closed),
	};
	return RUN(tests);
}
