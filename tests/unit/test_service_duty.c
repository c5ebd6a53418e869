/* What a user loses if this breaks: something waits at three in the morning and nobody who could act on it
 * is told, or the one who has it in hand is woken again and again. */
#include "check.h"

#include "account_world.h"
#include "service/desk/campaigns.h"
#include "service/desk/cases.h"
#include "service/desk/decisions.h"
#include "service/desk/duty.h"
#include "service/desk/inbox.h"
#include "service/desk/pages.h"
#include "service/desk/reports.h"
#include "service/desk/review.h"
#include "service/run/paused.h"
#include "service_world.h"
#include "store/duty.h"
#include "threat/rights.h"

#include <pthread.h>
#include <string.h>

/* dana is on duty first, amir second; simulated numbers of theirs. */
#define DANA "+972501110001"
#define AMIR "+972501110002"
#define NOA "+972501110003"
#define STRANGER "+972501110009"

enum { texts_max = 200, fast = 600 }; /* a wait of five minutes takes half a second */

/* The carrier's memory, and who answers what at once. */
struct carrier {
	struct ac_memory_carrier memory;
	pthread_mutex_t lock;
	char to[texts_max][24], text[texts_max][200];
	int n;
	const char *answers_from, *answers;
	const char *answers_as; /* the number that it then comes from; NULL: the same */
	bool late; /* receipts come in the last moment of a link */
	const char *calls; /* whoever calls for help when the next message leaves */
};

static struct ac_memory_plan keep(void *ctx, const struct ac_message *message)
{
	struct carrier *carrier = ctx;
	bool answers =
		carrier->answers_from && ac_str_eq(message->to, ac_str(carrier->answers_from));
	pthread_mutex_lock(&carrier->lock);
	if (carrier->n < texts_max) {
		(void)snprintf(carrier->to[carrier->n], 24, "%.*s", AC_STR_ARG(message->to));
		(void)snprintf(carrier->text[carrier->n++], 200, "%.*s", AC_STR_ARG(message->body));
	}
	const char *calls = carrier->calls;
	carrier->calls = NULL;
	pthread_mutex_unlock(&carrier->lock);
	if (calls)
		ac_memory_say(&carrier->memory, ac_str(calls), AC_STR("+4567"), AC_STR("5"));
	if (answers)
		ac_memory_say(&carrier->memory,
			carrier->answers_as ? ac_str(carrier->answers_as) : message->to,
			AC_STR("+4567"), ac_str(carrier->answers));
	return (struct ac_memory_plan){ .receipt_last = carrier->late };
}

/* How many texts with these words went to a number (NULL: any). */
static int texts(struct carrier *carrier, const char *to, const char *words)
{
	int n = 0;
	pthread_mutex_lock(&carrier->lock);
	for (int i = 0; i < carrier->n; i++)
		n += (!to || strcmp(carrier->to[i], to) == 0) &&
		     strstr(carrier->text[i], words) != NULL;
	pthread_mutex_unlock(&carrier->lock);
	return n;
}

static bool come(struct carrier *carrier, const char *to, const char *words, int n)
{
	for (int i = 0; i < 4000 && texts(carrier, to, words) < n; i++)
		(void)usleep(5000);
	return texts(carrier, to, words) >= n;
}

static const struct ac_wall three = { INT64_C(1655082000000000) }; /* 2022-06-13T01:00:00Z */

static struct ac_service *open_at(
	const struct world *world, struct carrier *carrier, int64_t minutes, double rate)
{
	struct ac_service *service = NULL;
	*carrier = (struct carrier){ .lock = PTHREAD_MUTEX_INITIALIZER,
		.answers_from = carrier->answers_from,
		.answers = carrier->answers,
		.answers_as = carrier->answers_as,
		.late = carrier->late };
	carrier->memory.plan = keep;
	carrier->memory.ctx = carrier;
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE,
		.memory_carrier = &carrier->memory,
		.exercise = true,
		.clock_start = { three.us + minutes * AC_MINUTE },
		.clock_rate = rate };
	WORLD_OK(ac_service_open(world->dir, &options, &service, err));
	return service;
}

static const struct ac_officer admin = { .name = AC_STR("admin") };
static const struct ac_officer dana = { .name = AC_STR("dana"), .roles = AC_ROLE_DESK };
static const struct ac_officer amir = { .name = AC_STR("amir"), .roles = AC_ROLE_DESK };

static void put_on_duty(struct ac_service *service, const char *name, const char *phone, int rank)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_duty_entry entry = { ac_str(name), ac_str(phone), rank, { three.us - AC_HOUR },
		{ three.us + 2 * AC_DAY } };
	WORLD_OK(ac_duty_add(service, admin, &entry, answer, err));
}

static void put_both_on_duty(struct ac_service *service)
{
	put_on_duty(service, "dana", DANA, 1);
	put_on_duty(service, "amir", AMIR, 2);
}

static enum ac_status raise_page(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_page(db, ctx, err);
}

static void wait_for_report(struct ac_service *service, int64_t subject)
{
	struct ac_paged paged = {
		.kind = AC_PAGE_report, .subject = subject, .at = ac_service_now(service)
	};
	WORLD_OK(ac_service_write(service, raise_page, &paged, err));
}

/* "taken amir" */
static void state_of(struct ac_service *service, int64_t page, char out[60])
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_str state, by;
	WORLD_OK(ac_pages_view(service, page, answer, err));
	WORLD_OK(ac_json_get_str(answer, "state", &state, err));
	WORLD_OK(ac_json_opt_str(answer, "taken_by", AC_STR(""), &by, err));
	(void)snprintf(out, 60, "%.*s %.*s", AC_STR_ARG(state), AC_STR_ARG(by));
}

static bool becomes(struct ac_service *service, int64_t page, const char *expected)
{
	char state[60] = "";
	for (int i = 0; i < 4000 && strcmp(state, expected) != 0; i++) {
		(void)usleep(5000);
		state_of(service, page, state);
	}
	return strcmp(state, expected) == 0;
}

static void count_message(void *ctx, const struct ac_inbound_row *row)
{
	(void)row;
	++*(int *)ctx;
}

static enum ac_status count_inbox(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_inbound_list(db, AC_INBOUND_OPEN, 0, 100, count_message, ctx, err);
}

static int inbox(struct ac_service *service)
{
	int n = 0;
	WORLD_OK(ac_service_read(service, count_inbox, &n, err));
	return n;
}

static bool inbox_has(struct ac_service *service, int n)
{
	for (int i = 0; i < 2000 && inbox(service) < n; i++)
		(void)usleep(5000);
	return inbox(service) >= n;
}

static void the_first_sleeps_the_second_takes_it_and_nobody_is_woken_again(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { .answers_from = AMIR, .answers = "ok 1" };
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	put_both_on_duty(service);
	wait_for_report(service, 7);
	assert_true(becomes(service, 1, "taken amir"));
	assert_int_equal(inbox(service), 0);
	for (int i = 0; i < 1000 && carrier.memory.kept; i++)
		(void)usleep(5000);
	assert_int_equal(carrier.memory.kept, 0);
	/* another one goes through all of it meanwhile */
	wait_for_report(service, 8);
	assert_true(come(&carrier, DANA, "report 8", 1));
	int before = texts(&carrier, NULL, "report 7");
	assert_true(come(&carrier, AMIR, "report 8", 2));
	assert_int_equal(texts(&carrier, NULL, "report 7"), before);
	assert_true(texts(&carrier, DANA, "report 7") >= 2);
	ac_service_close(service);
	world_remove(&world);
}

static void who_takes_it_and_does_nothing_is_not_the_end_of_it(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { .answers_from = DANA, .answers = "ok" };
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	put_both_on_duty(service);
	wait_for_report(service, 7);
	/* dana takes it each time she is asked: half an hour later it is paged for again, then for amir */
	assert_true(come(&carrier, DANA, "report 7", 2));
	assert_true(come(&carrier, AMIR, "report 7", 1));
	ac_service_close(service);
	world_remove(&world);
}

static void draft(struct ac_service *service, struct ac_officer officer)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	AC_AUTO(rehearsal) struct ac_rehearsal rehearsal;
	ac_rehearsal_init(&rehearsal, ac_service_now(service));
	const struct ac_drafted drafted = { AC_STR("POST"), AC_STR("/v1/places/at-risk"),
		AC_STR("{}") };
	WORLD_OK(ac_decisions_draft(service, officer, &drafted, &rehearsal, answer, err));
}

/* Lost: a decision waits beside an officer who must not approve it, while an approver sleeps. */
static void only_who_may_settle_it_is_asked(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { 0 };
	struct ac_service *service = open_at(&world, &carrier, 0, 1);
	put_both_on_duty(service);
	account_is(service, "dana", AC_ROLE_CALLER, false);
	account_is(service, "amir", AC_ROLE_APPROVER, false);
	draft(service, admin);
	struct ac_paged call = {
		.kind = AC_PAGE_help_call, .subject = 5, .at = ac_service_now(service)
	};
	WORLD_OK(ac_service_write(service, raise_page, &call, err));
	assert_true(come(&carrier, AMIR, "decision 1", 1));
	assert_true(come(&carrier, DANA, "call for help 5", 1));
	assert_int_equal(texts(&carrier, DANA, "decision 1"), 0);
	assert_int_equal(texts(&carrier, AMIR, "call for help 5"), 0);
	ac_service_close(service);
	world_remove(&world);
}

static int64_t open_case(struct ac_service *service, int priority)
{
	struct ac_case_new made = { .title = AC_STR("A cell"), .exercise = true };
	int64_t id;
	WORLD_OK(ac_cases_open(service, dana, &made, &id, err));
	WORLD_OK(ac_cases_assign(service, dana, id, priority, AC_STR(""), err));
	return id;
}

static int64_t enter_report(struct ac_service *service, int64_t case_id, bool urgent)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_report_new made = { .case_id = case_id,
		.text = AC_STR("A shot was heard"),
		.tlp = AC_STR("amber"),
		.grade = AC_STR("B2"),
		.urgent = urgent };
	int64_t id;
	WORLD_OK(ac_reports_add(service, dana, &made, answer, err));
	WORLD_OK(ac_json_get_i64(answer, "id", &id, err));
	return id;
}

static int64_t add_report(struct ac_service *service, int64_t case_id)
{
	return enter_report(service, case_id, false);
}

/* Lost: the word that it begins, unread until morning; and officers woken for words that were read. */
static void a_report_for_the_most_urgent_case_pages_until_another_has_read_it(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { 0 };
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	put_both_on_duty(service);
	(void)add_report(service, open_case(service, 2));
	int64_t urgent = add_report(service, open_case(service, 1));
	assert_int_equal(urgent, 2);
	assert_true(come(&carrier, AMIR, "report 2 waits", 1)); /* dana entered it */
	assert_int_equal(texts(&carrier, DANA, ""), 0);
	assert_int_equal(texts(&carrier, NULL, "report 1 "), 0);
	AC_AUTO(json) struct ac_json *shown = ac_json_new_object();
	WORLD_OK(ac_reports_view(service, dana, urgent, shown, err));
	char page[60];
	state_of(service, 1, page);
	assert_string_equal(page, "open ");
	AC_AUTO(json) struct ac_json *again = ac_json_new_object();
	WORLD_OK(ac_reports_view(service, amir, urgent, again, err));
	assert_true(becomes(service, 1, "ended "));
	ac_service_close(service);
	world_remove(&world);
}

/* Lost: what nobody has read of a case, when the case turns out to be the most urgent; and sleep, for what was read. */
static void a_case_that_becomes_the_most_urgent_pages_for_what_nobody_has_read(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { 0 };
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	put_both_on_duty(service);
	int64_t id = open_case(service, 3);
	int64_t read = add_report(service, id), unread = add_report(service, id);
	(void)add_report(service, open_case(service, 3));
	AC_AUTO(json) struct ac_json *shown = ac_json_new_object();
	AC_AUTO(json) struct ac_json *own = ac_json_new_object();
	WORLD_OK(ac_reports_view(service, amir, read, shown, err));
	WORLD_OK(ac_reports_view(service, dana, unread, own, err));
	assert_int_equal(unread, 2);
	assert_int_equal(texts(&carrier, NULL, ""), 0);
	WORLD_OK(ac_cases_assign(service, amir, id, 1, AC_STR(""), err));
	assert_true(come(&carrier, AMIR, "report 2 waits", 1)); /* dana entered it */
	assert_int_equal(texts(&carrier, NULL, "report 1 "), 0);
	assert_int_equal(texts(&carrier, NULL, "report 3 "), 0);
	assert_int_equal(texts(&carrier, DANA, ""), 0);
	AC_AUTO(json) struct ac_json *again = ac_json_new_object();
	WORLD_OK(ac_reports_view(service, amir, unread, again, err));
	assert_true(becomes(service, 1, "ended "));
	ac_service_close(service);
	world_remove(&world);
}

static void an_urgent_report_pages_without_a_case_too(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { 0 };
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	put_both_on_duty(service);
	(void)enter_report(service, 0, false);
	(void)enter_report(service, 0, true);
	(void)enter_report(service, open_case(service, 4), true);
	assert_true(come(&carrier, AMIR, "report 2 waits", 1));
	assert_true(come(&carrier, AMIR, "report 3 waits", 1));
	assert_int_equal(texts(&carrier, NULL, "report 1 "), 0);
	assert_int_equal(texts(&carrier, DANA, ""), 0);
	ac_service_close(service);
	world_remove(&world);
}

static void an_overdue_review_pages_until_there_is_another_date(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { 0 };
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	put_both_on_duty(service);
	int64_t id = open_case(service, 3);
	struct ac_wall soon = { ac_service_now(service).us + 20 * AC_MINUTE };
	WORLD_OK(ac_review_set(service, dana, id, soon, err));
	assert_true(come(&carrier, DANA, "review of case 1 waits", 1));
	struct ac_wall later = { ac_service_now(service).us + 30 * AC_DAY };
	WORLD_OK(ac_review_set(service, dana, id, later, err));
	assert_true(becomes(service, 1, "ended "));
	ac_service_close(service);
	world_remove(&world);
}

struct told {
	struct ac_wall since; /* only officials know */
	struct ac_wall until; /* of a published warning */
	bool more; /* another one is only drafted */
};

static enum ac_status put_case(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct told *told = ctx;
	struct ac_case_row row = { .title = AC_STR("A cell"),
		.state = AC_STR("open"),
		.posture = AC_STR("officials"),
		.opened_at = told->since,
		.posture_at = told->since,
		.exercise = true };
	struct ac_warning_row warning = {
		.state = AC_STR("published"), .areas_json = AC_STR("{}"), .valid_to = told->until
	};
	int64_t id;
	AC_TRY(ac_case_insert(db, &row, &warning.case_id, err));
	AC_TRY(ac_warning_insert(db, &warning, &id, err));
	warning.state = AC_STR("draft");
	return told->more ? ac_warning_insert(db, &warning, &id, err) : AC_OK;
}

/* Lost: other people's lives. Officials know of a danger and nobody who answers for the desk is asked why. */
static void what_only_officials_know_pages_the_head_of_the_desk(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { 0 };
	char yaml[400];
	(void)snprintf(yaml, sizeof yaml, "%sofficials_h: 1\n", world_memory_link);
	world_config(&world, yaml);
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_duty_entry head = { AC_STR("noa"), AC_STR(NOA), 9, { three.us + AC_DAY },
		{ three.us + 2 * AC_DAY }, true };
	put_both_on_duty(service);
	WORLD_OK(ac_duty_add(service, admin, &head, answer, err));
	struct ac_wall now = ac_service_now(service), far = { now.us + 365 * AC_DAY };
	struct told all = { now, far, false }, more = { now, far, true };
	struct told expires = { now, { now.us + 90 * AC_MINUTE }, false };
	WORLD_OK(ac_service_write(service, put_case, &all, err));
	WORLD_OK(ac_service_write(service, put_case, &more, err));
	WORLD_OK(ac_service_write(service, put_case, &expires, err));
	assert_true(come(&carrier, NOA, "only officials know, case 2", 2));
	assert_true(come(&carrier, NOA, "only officials know, case 3", 2));
	assert_true(
		come(&carrier, DANA, "only officials know, case 3", 1)); /* the head is silent */
	assert_int_equal(texts(&carrier, NULL, "case 1"), 0); /* all are told of that one */
	pthread_mutex_lock(&carrier.lock);
	assert_string_equal(carrier.to[0], NOA); /* off duty, and before who is on */
	pthread_mutex_unlock(&carrier.lock);
	ac_service_close(service);
	world_remove(&world);
}

static void a_killed_daemon_goes_on_where_it_was(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier first = { 0 }, second = { 0 };
	struct ac_service *service = open_at(&world, &first, 0, 1);
	put_both_on_duty(service);
	wait_for_report(service, 7);
	assert_true(come(&first, DANA, "report 7", 1));
	ac_service_abandon(service);
	service = open_at(&world, &second, 6, fast);
	assert_true(come(&second, AMIR, "report 7", 1));
	assert_int_equal(texts(&second, DANA, "report 7"), 1); /* their second turn, not a third */
	ac_service_close(service);
	world_remove(&world);
}

static void an_answer_from_another_number_takes_nothing(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = {
		.answers_from = DANA, .answers = "OK 1", .answers_as = STRANGER
	};
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	put_both_on_duty(service);
	wait_for_report(service, 7);
	assert_true(come(&carrier, AMIR, "report 7", 1));
	assert_true(inbox_has(service, 2)); /* the desk reads what it was not meant for */
	char page[60];
	state_of(service, 1, page);
	assert_string_equal(page, "open ");
	ac_service_close(service);
	world_remove(&world);
}

static void a_draft_pages_another_officer_until_it_is_settled(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { 0 };
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	put_both_on_duty(service);
	for (int64_t id = 1; id <= 2; id++)
		draft(service, dana);
	assert_true(come(&carrier, AMIR, "decision 1 waits", 1));
	assert_true(come(&carrier, AMIR, "decision 2 waits", 1));
	assert_int_equal(texts(&carrier, DANA, ""), 0);
	WORLD_OK(ac_decisions_refuse(service, amir, 1, AC_STR("the wrong hotel"), err));
	assert_true(becomes(service, 1, "ended "));
	WORLD_OK(ac_decisions_withdraw(service, dana, 2, err));
	assert_true(becomes(service, 2, "ended "));
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_error err;
	assert_int_equal(ac_pages_take(service, amir, 1, answer, &err), AC_CONFLICT);
	ac_service_close(service);
	world_remove(&world);
}

static enum ac_status take(struct ac_service *service, struct ac_officer officer, int64_t page)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_error err;
	return ac_pages_take(service, officer, page, answer, &err);
}

/* Lost: the second person. Who acted alone says "I have it in hand", again and again, and nobody looks at what they did. */
static void who_did_it_does_not_silence_what_asks_another(void **state)
{
	(void)state;
	static const struct ac_officer noa = { .name = AC_STR("noa"), .roles = AC_ROLE_DESK };
	struct world world = world_new();
	struct carrier carrier = { 0 };
	char page[60];
	struct ac_service *service = open_at(&world, &carrier, 0, 1);
	put_both_on_duty(service);
	draft(service, dana);
	int64_t report = enter_report(service, 0, true);
	assert_int_equal(report, 1);
	assert_int_equal(take(service, dana, 1), AC_DENIED);
	assert_int_equal(take(service, dana, 2), AC_DENIED);
	assert_true(come(&carrier, AMIR, "decision 1 waits", 1));
	assert_true(come(&carrier, AMIR, "report 1 waits", 1));
	state_of(service, 1, page);
	assert_string_equal(page, "open ");
	assert_int_equal(take(service, noa, 2), AC_OK); /* who is on no roster has seen it, too */
	assert_int_equal(take(service, amir, 1), AC_OK);
	ac_service_close(service);
	world_remove(&world);
}

/* Lost: the same, by way of a moment in which there was nobody else to ask. */
static void who_did_it_has_it_in_hand_only_while_there_is_nobody_else(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { .answers_from = AMIR, .answers = "OK 1", .answers_as = DANA };
	char page[60], yaml[400];
	(void)snprintf(yaml, sizeof yaml, "%spage_settle_s: 86400\n", world_memory_link);
	world_config(&world, yaml);
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	draft(service, dana);
	assert_int_equal(take(service, dana, 1), AC_DENIED); /* the roster is empty */
	put_on_duty(service, "dana", DANA, 1);
	assert_true(come(&carrier, DANA, "decision 1 waits", 1));
	assert_int_equal(take(service, dana, 1), AC_OK);
	put_on_duty(service, "dana", DANA, 2);
	state_of(service, 1, page);
	assert_string_equal(page, "taken dana");
	put_on_duty(service, "amir", AMIR, 2);
	state_of(service, 1, page);
	assert_string_equal(page, "open ");
	assert_true(come(&carrier, AMIR, "decision 1 waits", 1)); /* and dana answers: OK 1 */
	assert_true(inbox_has(service, 1));
	state_of(service, 1, page);
	assert_string_equal(page, "open ");
	ac_service_close(service);
	world_remove(&world);
}

static int64_t help_open(struct ac_service *service, int64_t campaign)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	int64_t n;
	WORLD_OK(ac_campaigns_view(service, campaign, answer, err));
	WORLD_OK(ac_json_get_i64(ac_json_find(answer, "counts"), "help_open", &n, err));
	return n;
}

/* Who called for help last and is heard by nobody. */
static int64_t caller(struct ac_service *service)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	int64_t traveller;
	WORLD_OK(ac_help_calls(service, false, answer, err));
	const struct ac_json *calls = ac_json_find(answer, "calls");
	assert_int_equal(ac_json_count(calls), 1);
	WORLD_OK(ac_json_get_i64(ac_json_at(calls, 0), "traveller", &traveller, err));
	return traveller;
}

/* While some report pages an officer: what the carrier has to say it says on its own thread. */
static void call_again(struct ac_service *service, struct carrier *carrier, const char *number)
{
	static int64_t report;
	pthread_mutex_lock(&carrier->lock);
	carrier->calls = number;
	pthread_mutex_unlock(&carrier->lock);
	wait_for_report(service, ++report);
}

static void a_call_for_help_pages_until_somebody_owns_it(void **state)
{
	(void)state;
	struct world world = world_new();
	char number[24];
	world_number(7, number);
	struct carrier carrier = { .answers_from = number, .answers = "5 help us" };
	struct ac_service *service = open_at(&world, &carrier, 0, 1);
	put_both_on_duty(service);
	world.exercise_case = true;
	world_prepare(&world, service);
	WORLD_OK(ac_service_start_campaign(service, world.campaign, NULL, NULL, err));
	assert_true(come(&carrier, DANA, "call for help 1 waits", 1));
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	WORLD_OK(ac_help_take(service, dana, 1, answer, err));
	assert_true(becomes(service, 1, "ended "));
	/* an hour later they call again: who had the first one in hand has not heard of it */
	call_again(service, &carrier, number);
	assert_true(come(&carrier, DANA, "call for help 2 waits", 1));
	assert_int_equal(help_open(service, world.campaign), 1);
	WORLD_OK(ac_help_take(service, amir, 2, answer, err));
	assert_int_equal(help_open(service, world.campaign), 0);
	/* a crash between the engine and the row: the call is listed, and can be owned */
	call_again(service, &carrier, number);
	assert_true(come(&carrier, DANA, "call for help 3 waits", 1));
	const struct ac_order_input order = {
		.order = AC_ORDER_OWN_HELP, .campaign = world.campaign, .traveller = caller(service)
	};
	WORLD_OK(ac_service_order(service, order, err));
	WORLD_OK(ac_help_take(service, dana, 3, answer, err));
	assert_int_equal(ac_help_take(service, amir, 3, answer, NULL), AC_CONFLICT);
	ac_service_close(service);
	world_remove(&world);
}

/* One message a second: whoever pauses it soon finds nearly everybody pending. */
static const char slow_link[] = "links:\n"
				"  - name: here\n"
				"    driver: memory\n"
				"    exercise: true\n"
				"    rate: 1\n";

/* Lost: people whom one officer has silenced by mistake, or not by mistake, and nobody else hears of it. */
static void a_paused_campaign_pages_another_officer_until_it_goes_on(void **state)
{
	(void)state;
	struct world world = world_new();
	world.exercise_case = true;
	world_config(&world, slow_link);
	struct carrier carrier = { 0 };
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	put_both_on_duty(service);
	world_start(&world, service);
	WORLD_OK(ac_campaigns_order(service, dana, world.campaign, AC_ORDER_PAUSE, err));
	assert_true(come(&carrier, AMIR, "paused campaign 1 waits", 1));
	assert_int_equal(texts(&carrier, DANA, "paused campaign"), 0);
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	WORLD_OK(ac_pages_take(service, amir, 1, answer, err));
	assert_true(becomes(service, 1, "open ")); /* taken, and left paused for half an hour */
	int before = texts(&carrier, AMIR, "paused campaign 1");
	assert_true(come(&carrier, AMIR, "paused campaign 1", before + 1));
	WORLD_OK(ac_campaigns_order(service, amir, world.campaign, AC_ORDER_RESUME, err));
	assert_true(becomes(service, 1, "ended "));
	ac_service_close(service);
	world_remove(&world);
}

static int all_pages(struct ac_service *service)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	WORLD_OK(ac_pages_list(service, true, answer, err));
	return (int)ac_json_count(ac_json_find(answer, "pages"));
}

static void nobody_is_woken_for_a_paused_campaign_in_which_everybody_was_told(void **state)
{
	(void)state;
	struct world world = world_new();
	world.exercise_case = true;
	struct carrier carrier = { 0 };
	struct ac_service *service = open_at(&world, &carrier, 0, 1);
	put_both_on_duty(service);
	world_start(&world, service);
	assert_true(world_wait(&world, service, world_all_delivered, 60));
	WORLD_OK(ac_campaigns_order(service, dana, world.campaign, AC_ORDER_PAUSE, err));
	paused_look(service);
	assert_int_equal(all_pages(service), 0);
	ac_service_close(service);
	world_remove(&world);
}

static void see_step(void *ctx, const struct ac_page_step_row *row)
{
	*(bool *)ctx |= row->step == AC_PAGE_STEP_accepted;
}

static enum ac_status see_steps(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_page_step_each(db, 1, see_step, ctx, err);
}

/* Has the carrier taken a text for page 1? */
static bool accepted(struct ac_service *service)
{
	bool yes = false;
	for (int i = 0; i < 4000 && !yes; i++) {
		(void)usleep(5000);
		WORLD_OK(ac_service_read(service, see_steps, &yes, err));
	}
	return yes;
}

/* Lost: the daemon, in the moment in which it is stopped, and with it the last words of other links. */
static void a_receipt_in_the_last_moment_is_left_with_the_carrier(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { .late = true };
	struct ac_service *service = open_at(&world, &carrier, 0, 1);
	put_on_duty(service, "dana", DANA, 1);
	wait_for_report(service, 7);
	assert_true(accepted(service));
	assert_int_equal(carrier.memory.kept, 0);
	ac_service_close(service);
	assert_int_equal(carrier.memory.kept, 1); /* it was told, and has no answer: it keeps it */
	world_remove(&world);
}

/* Why nobody can be told at present; empty: they can. */
static void against(struct ac_service *service, char out[200])
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_str why;
	WORLD_OK(ac_pages_list(service, false, answer, err));
	WORLD_OK(ac_json_opt_str(answer, "against", AC_STR(""), &why, err));
	(void)snprintf(out, 200, "%.*s", AC_STR_ARG(why));
}

static void that_nobody_can_be_told_is_said_loudly(void **state)
{
	(void)state;
	char why[200];
	struct world world = world_new();
	struct carrier carrier = { 0 };
	world_config(&world, "");
	struct ac_service *service = open_at(&world, &carrier, 0, fast);
	wait_for_report(service, 7);
	against(service, why);
	assert_non_null(strstr(why, "no link is up"));
	ac_service_close(service);
	world_config(&world, world_memory_link);
	service = open_at(&world, &carrier, 60, fast);
	for (int i = 0; i < 1000 && !strstr(why, "nobody is on the roster"); i++) {
		(void)usleep(5000);
		against(service, why);
	}
	assert_non_null(strstr(why, "nobody is on the roster"));
	assert_int_equal(texts(&carrier, NULL, ""), 0);
	put_on_duty(service, "dana", DANA, 1);
	assert_true(come(&carrier, DANA, "report 7", 1));
	against(service, why);
	assert_string_equal(why, "");
	ac_service_close(service);
	world_remove(&world);
}

static void what_is_wrong_about_a_shift_is_named(void **state)
{
	(void)state;
	struct world world = world_new();
	struct carrier carrier = { 0 };
	struct ac_service *service = open_at(&world, &carrier, 0, 1);
	const struct ac_duty_entry good = { AC_STR("dana"), AC_STR(DANA), 1, { three.us },
		{ three.us + AC_HOUR } };
	struct ac_duty_entry wrong[] = { good, good, good, good, good };
	static const char *const named[] = { "officer", "phone", "rank", "to", "to" };
	wrong[0].officer = AC_STR("");
	wrong[1].phone = AC_STR("12");
	wrong[2].rank = 100;
	wrong[3].to = wrong[3].from;
	wrong[4].from.us -= AC_DAY;
	wrong[4].to.us = three.us - AC_HOUR;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
		struct ac_error err;
		assert_int_equal(ac_duty_add(service, admin, &wrong[i], answer, &err), AC_INVALID);
		assert_memory_equal(err.msg, named[i], strlen(named[i]));
	}
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_error err;
	assert_int_equal(ac_duty_drop(service, admin, 5, answer, &err), AC_NOT_FOUND);
	ac_service_close(service);
	world_remove(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_first_sleeps_the_second_takes_it_and_nobody_is_woken_again),
		CASE(who_takes_it_and_does_nothing_is_not_the_end_of_it),
		CASE(only_who_may_settle_it_is_asked),
		CASE(a_report_for_the_most_urgent_case_pages_until_another_has_read_it),
		CASE(a_case_that_becomes_the_most_urgent_pages_for_what_nobody_has_read),
		CASE(an_urgent_report_pages_without_a_case_too),
		CASE(an_overdue_review_pages_until_there_is_another_date),
		CASE(what_only_officials_know_pages_the_head_of_the_desk),
		CASE(a_killed_daemon_goes_on_where_it_was),
		CASE(an_answer_from_another_number_takes_nothing),
		CASE(a_draft_pages_another_officer_until_it_is_settled),
		CASE(who_did_it_does_not_silence_what_asks_another),
		CASE(who_did_it_has_it_in_hand_only_while_there_is_nobody_else),
		CASE(a_paused_campaign_pages_another_officer_until_it_goes_on),
		CASE(nobody_is_woken_for_a_paused_campaign_in_which_everybody_was_told),
		CASE(a_call_for_help_pages_until_somebody_owns_it),
		CASE(a_receipt_in_the_last_moment_is_left_with_the_carrier),
		CASE(that_nobody_can_be_told_is_said_loudly),
		CASE(what_is_wrong_about_a_shift_is_named),
	};
	return RUN(tests);
}
