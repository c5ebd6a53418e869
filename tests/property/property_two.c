/* Random orders of officers who may be careless or bad, through the route table. If this breaks: one person
 * alone warns a country, takes a warning back, or marks a hotel; or two do, but the second agreed to
 * something else than what went out. */
#include "check.h"

#include "account_world.h"
#include "base/random.h"
#include "base/vec.h"
#include "service_world.h"
#include "store/audit.h"
#include "store/decisions.h"
#include "web/dispatch.h"
#include "json/json.h"

enum { seeds = 16, orders = 320, warnings_max = 60, decisions_max = 200 };

/* Three who draft, two who approve; uri does both. */
static const struct {
	const char *name;
	unsigned roles;
} people[] = {
	{ "dana", AC_ROLE_OFFICER | AC_ROLE_ANALYST },
	{ "amir", AC_ROLE_OFFICER },
	{ "uri", AC_ROLE_OFFICER | AC_ROLE_APPROVER },
	{ "noa", AC_ROLE_APPROVER },
	{ "eli", AC_ROLE_CALLER | AC_ROLE_AUDITOR },
};
enum { people_count = sizeof people / sizeof *people };

/* What was drafted, and what the draft's words were then. */
struct waiting {
	int64_t id, warning;
	int version;
	size_t who;
	char digest[80];
	bool template; /* approved to be used alone */
	size_t approver;
};

struct desk {
	struct ac_service *service;
	struct ac_random random;
	int64_t case_id, warnings;
	int versions[warnings_max]; /* counts the changes of a warning's words */
	AC_VEC(struct waiting) waiting;
	unsigned out; /* bits of people: disabled, or with no role but caller */
	int64_t messages; /* published, as seen last */
	bool attacked;
};

/* What all seeds met: a test in which nothing is published or refused shows nothing. */
static struct {
	int drafted, published, orphaned, own, changed, wrong, missing_right, alone, used, unused;
} met;

static enum ac_status ask(struct desk *desk, size_t who, enum ac_method method, const char *target,
	const char *body, struct ac_response *response)
{
	struct ac_call call = { .method = method,
		.target = ac_str(target),
		.body = ac_str(body),
		.body_fd = -1,
		.officer = { .name = ac_str(people[who].name), .roles = people[who].roles } };
	ac_response_done(response);
	ac_response_init(response);
	return ac_dispatch(desk->service, &call, response, NULL);
}

static bool may(size_t who, enum ac_right right)
{
	return ac_right_roles(right) & people[who].roles;
}

/* ---- orders ---- */

static void text_of(int version, char *text, size_t size)
{
	(void)snprintf(text, size,
		"\"texts\":{\"texts\":[{\"language\":\"en\",\"headline\":\"Words %d\","
		"\"description\":\"A danger\",\"instruction\":\"Leave\"}]}",
		version);
}

static void draft(struct desk *desk, size_t who, struct ac_response *response)
{
	char body[600], text[300];
	if (desk->warnings == warnings_max - 1)
		return;
	text_of(0, text, sizeof text);
	(void)snprintf(body, sizeof body,
		"{\"case\":%lld,\"circles\":[{\"lat\":41,\"lon\":29,\"radius_km\":5}],%s,"
		"\"scheme\":\"IL-NSC-2022\",\"level\":4,\"valid_to\":\"2099-01-01T00:00:00Z\"}",
		(long long)desk->case_id, text);
	enum ac_status status = ask(desk, who, AC_POST, "/v1/warnings", body, response);
	assert_int_equal(status, may(who, AC_RIGHT_warning_draft) ? AC_OK : AC_DENIED);
	desk->warnings += status == AC_OK;
}

/* Keep what waits now, with the words that the drafter saw. */
static void keep(struct desk *desk, size_t who, int64_t warning, const struct ac_response *response)
{
	const struct ac_json *decision = ac_json_find(response->json, "decision");
	struct waiting waiting = { .warning = warning, .who = who };
	struct ac_str digest;
	if (!decision)
		return;
	assert_int_equal(response->code, 202);
	assert_int_equal(ac_json_get_i64(decision, "id", &waiting.id, NULL), AC_OK);
	assert_int_equal(ac_json_get_str(decision, "digest", &digest, NULL), AC_OK);
	assert_true(digest.n == 64);
	memcpy(waiting.digest, digest.p, digest.n);
	waiting.version = warning ? desk->versions[warning] : 0;
	ac_vec_push(&desk->waiting, waiting);
	met.drafted++;
}

static void change(struct desk *desk, size_t who, struct ac_response *response)
{
	char target[80], body[400], text[300];
	if (!desk->warnings)
		return;
	int64_t id = 1 + (int64_t)ac_random_below(&desk->random, (uint64_t)desk->warnings);
	text_of(desk->versions[id] + 1, text, sizeof text);
	(void)snprintf(target, sizeof target, "/v1/warnings/%lld/update", (long long)id);
	(void)snprintf(body, sizeof body, "{%s}", text);
	if (ask(desk, who, AC_POST, target, body, response) != AC_OK)
		return;
	if (response->code == 202) {
		keep(desk, who, id, response);
		return;
	}
	desk->versions[id]++; /* it was a draft: one may change it alone */
	met.alone++;
}

static void order(struct desk *desk, size_t who, struct ac_response *response)
{
	static const struct {
		const char *verb, *body;
	} verbs[] = {
		{ "publish", "{}" },
		{ "publish", "{}" },
		{ "clear", "{\"texts\":{\"texts\":[{\"language\":\"en\",\"headline\":\"Over\","
			   "\"instruction\":\"Stay alert\"}]},\"level\":3}" },
		{ "retract", "{\"why\":\"a mistake\"}" },
	};
	char target[80];
	if (!desk->warnings)
		return;
	size_t verb = ac_random_below(&desk->random, 4);
	int64_t id = 1 + (int64_t)ac_random_below(&desk->random, (uint64_t)desk->warnings);
	(void)snprintf(
		target, sizeof target, "/v1/warnings/%lld/%s", (long long)id, verbs[verb].verb);
	if (ask(desk, who, AC_POST, target, verbs[verb].body, response) == AC_OK)
		keep(desk, who, id, response);
}

static void approve(struct desk *desk, size_t who, struct ac_response *response)
{
	char target[80], body[200];
	if (!desk->waiting.n)
		return;
	struct waiting *w = &desk->waiting.at[ac_random_below(&desk->random, desk->waiting.n)];
	bool wrong = ac_random_chance(&desk->random, 0.1);
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/approve", (long long)w->id);
	bool template = ac_random_chance(&desk->random, 0.3);
	(void)snprintf(body, sizeof body, "{\"digest\":\"%c%s\",\"template\":%s}",
		wrong && w->digest[0] == '0' ? '1'
		: wrong                      ? '0'
					     : w->digest[0],
		w->digest + 1, template ? "true" : "false");
	enum ac_status status = ask(desk, who, AC_POST, target, body, response);
	bool changed = desk->versions[w->warning] != w->version;
	if (!may(who, AC_RIGHT_approve)) {
		assert_int_equal(status, AC_DENIED);
		met.missing_right++;
	} else if (w->who == who || wrong || changed || desk->out & 1u << w->who) {
		assert_int_not_equal(status, AC_OK);
		met.orphaned += status == AC_CONFLICT && (desk->out & 1u << w->who) != 0;
		met.own += w->who == who;
		met.wrong += wrong;
		met.changed += changed;
	}
	if (status == AC_OK && template) {
		w->template = true;
		w->approver = who;
	}
}

/* An administrator disables somebody, takes their roles, or gives all back. */
static void change_account(struct desk *desk, size_t who, struct ac_response *response)
{
	(void)response;
	unsigned kind = (unsigned)ac_random_below(&desk->random, 8);
	bool whole = kind >= 2;
	account_is(desk->service, people[who].name, kind == 1 ? AC_ROLE_CALLER : people[who].roles,
		kind == 0);
	desk->out = whole ? desk->out & ~(1u << who) : desk->out | 1u << who;
}

/* One person alone: only what another approved ahead, unchanged, and only once it has happened. */
static void use(struct desk *desk, size_t who, struct ac_response *response)
{
	char target[80];
	if (!desk->waiting.n)
		return;
	struct waiting *w = &desk->waiting.at[ac_random_below(&desk->random, desk->waiting.n)];
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/use", (long long)w->id);
	enum ac_status status = ask(desk, who, AC_POST, target, "{\"case\":1}", response);
	bool good = w->template && desk->attacked && desk->versions[w->warning] == w->version &&
		    may(who, AC_RIGHT_warning_draft) && who != w->approver &&
		    !(desk->out & 1u << w->approver);
	if (!good)
		assert_int_not_equal(status, AC_OK);
	met.used += status == AC_OK;
	met.unused += w->template && !good;
}

static void end_one(struct desk *desk, size_t who, struct ac_response *response)
{
	char target[80];
	if (!desk->waiting.n)
		return;
	struct waiting *w = &desk->waiting.at[ac_random_below(&desk->random, desk->waiting.n)];
	bool refuse = ac_random_chance(&desk->random, 0.5);
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/%s", (long long)w->id,
		refuse ? "refuse" : "withdraw");
	enum ac_status status =
		ask(desk, who, AC_POST, target, refuse ? "{\"why\":\"not so\"}" : "{}", response);
	if (refuse == (w->who == who))
		assert_int_not_equal(status, AC_OK);
}

/* ---- what must hold ---- */

struct checking {
	struct ac_db *db;
	int64_t publications, used[decisions_max];
	size_t n_used;
};

struct names {
	char drafted_by[40], decided_by[40], state[12];
};

static void see_decision(void *ctx, const struct ac_decision_row *row)
{
	struct names *names = ctx;
	(void)snprintf(names->drafted_by, 40, "%.*s", AC_STR_ARG(row->drafted_by));
	(void)snprintf(names->decided_by, 40, "%.*s", AC_STR_ARG(row->decided_by));
	(void)snprintf(names->state, 12, "%.*s", AC_STR_ARG(row->state));
}

static unsigned roles_of(struct ac_str name)
{
	for (size_t i = 0; i < people_count; i++)
		if (ac_str_eq(name, ac_str(people[i].name)))
			return people[i].roles;
	return 0;
}

static bool see_audit(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	struct checking *c = ctx;
	AC_AUTO(json) struct ac_json *detail = NULL;
	struct names names = { 0 };
	struct ac_str approver;
	int64_t decision;
	(void)seq;
	if (!ac_action_takes_two(entry->action))
		return true;
	c->publications += ac_str_starts(entry->action, AC_STR("warning."));
	assert_int_equal(ac_json_parse(entry->detail_json, NULL, &detail, NULL), AC_OK);
	assert_int_equal(ac_json_get_i64(detail, "decision", &decision, NULL), AC_OK);
	assert_int_equal(ac_json_get_str(detail, "approver", &approver, NULL), AC_OK);
	assert_false(ac_str_eq(approver, entry->officer));
	assert_true(roles_of(approver) & AC_ROLE_APPROVER);
	assert_true(roles_of(entry->officer) & AC_ROLE_OFFICER);
	assert_int_equal(ac_decision_get(c->db, decision, see_decision, &names, NULL), AC_OK);
	assert_true(ac_str_eq(entry->officer, ac_str(names.drafted_by)));
	assert_true(ac_str_eq(approver, ac_str(names.decided_by)));
	assert_string_equal(names.state, "done");
	for (size_t i = 0; i < c->n_used; i++)
		assert_true(c->used[i] != decision); /* one approval, one act */
	assert_true(c->n_used < decisions_max);
	c->used[c->n_used++] = decision;
	return true;
}

static const struct ac_sql sql_messages = { "two_messages", "SELECT count(*) FROM cap_message" };

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	int64_t *messages = ctx;
	struct checking c = { .db = db };
	struct ac_audit_report report;
	AC_TRY(ac_db_i64(db, &sql_messages, AC_NO_VALUES, messages, err));
	AC_TRY(ac_audit_each(db, 1, AC_STR(""), see_audit, &c, err));
	assert_int_equal(c.publications, *messages);
	return ac_audit_verify(db, &report, err);
}

static void one_order(struct desk *desk, struct ac_response *response)
{
	static void (*const what[])(struct desk *, size_t, struct ac_response *) = { draft, change,
		order, order, order, approve, approve, approve, approve, use, use, end_one,
		change_account };
	size_t who = ac_random_below(&desk->random, people_count);
	size_t which = ac_random_below(&desk->random, sizeof what / sizeof *what);
	int64_t messages = 0;
	what[which](desk, who, response);
	WORLD_OK(ac_service_read(desk->service, look, &messages, err));
	if (what[which] != approve &&
		what[which] != use) /* only a second person's word sends anything out */
		assert_int_equal(messages, desk->messages);
	assert_in_range(messages - desk->messages, 0, 1);
	met.published += (int)(messages - desk->messages);
	desk->messages = messages;
}

static void run_seed(uint64_t seed)
{
	struct desk desk = { 0 };
	struct world world = world_new();
	struct ac_service_options options = { .mode = AC_SERVICE_STORE };
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	ac_random_seed(&desk.random, seed);
	WORLD_OK(ac_service_open(world.dir, &options, &desk.service, err));
	for (size_t i = 0; i < people_count; i++)
		account_is(desk.service, people[i].name, people[i].roles, false);
	assert_int_equal(
		ask(&desk, 0, AC_POST, "/v1/cases", "{\"title\":\"A cell\"}", &response), AC_OK);
	desk.case_id = 1;
	for (int i = 0; i < orders; i++) {
		if (i == orders / 3) {
			desk.attacked = true;
			assert_int_equal(ask(&desk, 0, AC_POST, "/v1/cases/1/events",
						 "{\"text\":\"It has happened\"}", &response),
				AC_OK);
		}
		one_order(&desk, &response);
	}
	ac_vec_done(&desk.waiting);
	ac_service_close(desk.service);
	world_remove(&world);
}

static void nothing_goes_out_without_two_who_saw_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= seeds; seed++)
		run_seed(seed);
	print_message("drafted %d, published %d; refused: orphaned %d, own %d, changed since %d, "
		      "wrong digest %d, "
		      "no right %d; drafts changed alone %d; templates used %d, refused %d\n",
		met.drafted, met.published, met.orphaned, met.own, met.changed, met.wrong,
		met.missing_right, met.alone, met.used, met.unused);
	assert_true(met.published > 20 && met.orphaned > 20 && met.own > 20 && met.changed > 5 &&
		    met.wrong > 5);
	assert_true(met.missing_right > 20 && met.alone > 20);
	assert_true(met.used > 5 && met.unused > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_goes_out_without_two_who_saw_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
