/* What a user loses if this breaks: one officer alone has a country woken at night; or two agree that it
 * must be told now, and it sleeps on, or forgets at a restart that they did. */
#include "desk_world.h"

static char campaign[40], quiet[48]; /* where it is asked for */
static const char override_2[] = "{\"tier\":2,\"override\":true,\"why\":\"it is tonight\"}";
static const char keep_2[] = "{\"tier\":2,\"override\":false,\"why\":\"it was not\"}";

/* Quiet hours of tier 2 that began an hour ago and end in two, by UTC. */
static void start(struct desk *desk)
{
	char body[1200];
	int now_min = (int)(ac_wall_now().us / AC_MINUTE % ac_day_minutes);
	int from = (now_min + ac_day_minutes - 60) % ac_day_minutes;
	int until = (now_min + 120) % ac_day_minutes;
	(void)snprintf(body, sizeof body,
		"{\"warning\":1,\"plan\":{\"arguments\":[{\"name\":\"phone\",\"value\":\"1\"},"
		"{\"name\":\"place\",\"value\":\"the city\"}],"
		"\"quiet_hours\":{\"from\":\"%02d:%02d\",\"until\":\"%02d:%02d\",\"zone\":\"Etc/"
		"UTC\"},"
		"\"tiers\":[{\"tier\":2,\"name\":\"leave\",\"people\":\"inside\",\"quiet\":true,"
		"\"ladder\":[{\"channel\":\"sms\",\"tries\":2,\"wait\":\"18h\"}]},"
		"{\"tier\":3,\"people\":\"nobody\","
		"\"ladder\":[{\"channel\":\"sms\",\"tries\":1,\"wait\":\"18h\"}]}]}}",
		from / 60, from % 60, until / 60, until % 60);
	must(desk, dana, AC_POST, "/v1/campaigns", body);
	must_agree(desk, noa);
	(void)snprintf(campaign, sizeof campaign, "/v1/campaigns/%lld",
		(long long)figure(ac_json_find(desk->response.json, "answer"), "id"));
	(void)snprintf(quiet, sizeof quiet, "%s/quiet", campaign);
}

static void begin(struct desk *desk, struct ac_memory_carrier *carrier)
{
	desk_begin(desk, carrier);
	desk_people(desk);
	must(desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	must_agree(desk, noa);
	start(desk);
}

/* Lent until the next order. */
static const struct ac_json *shown(struct desk *desk)
{
	must(desk, dana, AC_GET, campaign, "");
	return desk->response.json;
}

static const struct ac_json *tier_2(struct desk *desk)
{
	const struct ac_json *tiers = ac_json_find(shown(desk), "tiers");
	ac_json_each(tiers, tier) if (figure(tier, "tier") == 2) return ac_json_find(tier, "quiet");
	fail_msg("no tier 2");
	return NULL;
}

static int64_t counted(struct desk *desk, const char *name)
{
	return figure(ac_json_find(shown(desk), "counts"), name);
}

static void wait_until_told(struct desk *desk, int64_t people)
{
	for (int i = 0; i < 2000 && counted(desk, "told") != people; i++)
		(void)usleep(5000);
	assert_int_equal(counted(desk, "told"), people);
}

static void assert_kept(struct desk *desk, bool kept, int64_t waiting)
{
	const struct ac_json *tier = tier_2(desk);
	bool is;
	assert_int_equal(ac_json_get_bool(tier, "kept", &is, NULL), AC_OK);
	assert_int_equal(is, kept);
	assert_int_equal(figure(tier, "waiting"), waiting);
}

static void two_officers_override_them_and_who_waits_is_told_at_once(void **state)
{
	(void)state;
	struct ac_memory_carrier carrier = { 0 };
	struct desk desk;
	begin(&desk, &carrier);
	assert_kept(&desk, true, 4);
	assert_int_equal(figure(ac_json_find(shown(&desk), "quiet_hours"), "waiting"), 4);
	assert_int_equal(counted(&desk, "pending"), 4);
	assert_int_equal(ask(&desk, eli, AC_POST, quiet, override_2), AC_DENIED);
	must(&desk, dana, AC_POST, quiet, override_2);
	const struct ac_json *decision = waiting(&desk);
	assert_true(says(member(decision, "document"), "Etc/UTC) are overridden"));
	assert_true(says(member(decision, "document"), "Why: it is tonight"));
	assert_true(checked(decision, "people", true, "4 people wait"));
	assert_true(checked(decision, "quiet hours", true, "they hold now, until "));
	assert_int_equal(figure(ac_json_find(decision, "shown"), "waiting"), 4);
	AC_AUTO(json) struct ac_json *draft = ac_json_copy(desk.response.json);
	assert_kept(&desk, true, 4); /* nothing was done yet */
	ac_json_set(ac_response_object(&desk.response), "decision",
		ac_json_copy(ac_json_find(draft, "decision")));
	desk.code = 202;
	must_agree(&desk, noa);
	wait_until_told(&desk, 4);
	assert_kept(&desk, false, 0);
	const struct ac_json *order = ac_json_find(tier_2(&desk), "order");
	assert_true(ac_str_eq(member(order, "drafted_by"), AC_STR("dana")));
	assert_true(ac_str_eq(member(order, "approved_by"), AC_STR("noa")));
	assert_true(ac_str_eq(member(order, "why"), AC_STR("it is tonight")));
	desk_end(&desk);
}

static void nobody_overrides_them_alone(void **state)
{
	(void)state;
	struct ac_memory_carrier carrier = { 0 };
	struct desk desk;
	begin(&desk, &carrier);
	must(&desk, dana, AC_POST, quiet, override_2);
	assert_int_equal(agree(&desk, dana), AC_DENIED);
	assert_kept(&desk, true, 4);
	assert_int_equal(carrier.taken, 0);
	desk_end(&desk);
}

static void an_override_outlives_a_crash_and_so_does_its_end(void **state)
{
	(void)state;
	struct ac_memory_carrier refusing = { .refuses = true }, carrier = { 0 }, last = { 0 };
	struct desk desk;
	begin(&desk, &refusing);
	must(&desk, dana, AC_POST, quiet, override_2);
	must_agree(&desk, noa);
	ac_service_abandon(desk.service); /* as SIGKILL would */
	desk_open(&desk, &carrier);
	wait_until_told(&desk, 4);
	assert_kept(&desk, false, 0);
	must(&desk, dana, AC_POST, quiet, keep_2);
	must_agree(&desk, noa);
	ac_service_abandon(desk.service);
	desk_open(&desk, &last);
	assert_kept(&desk, true, 0);
	assert_true(ac_str_eq(
		member(ac_json_find(tier_2(&desk), "order"), "why"), AC_STR("it was not")));
	desk_end(&desk);
}

static void what_cannot_be_overridden_is_refused_to_who_drafts_it(void **state)
{
	(void)state;
	const struct {
		const char *target, *body;
		enum ac_status status;
		const char *word;
	} cases[] = {
		{ "/v1/campaigns/9/quiet", override_2, AC_NOT_FOUND, "campaign 9" },
		{ quiet, "{\"tier\":4,\"override\":true,\"why\":\"w\"}", AC_NOT_FOUND,
			"no tier 4" },
		{ quiet, "{\"tier\":3,\"override\":true,\"why\":\"w\"}", AC_CONFLICT,
			"has no quiet hours" },
		{ quiet, "{\"tier\":2,\"override\":true,\"why\":\" \"}", AC_INVALID, "why" },
		{ quiet, "{\"tier\":2,\"why\":\"w\"}", AC_INVALID, "override" },
		{ quiet, "{\"tier\":9,\"override\":true,\"why\":\"w\"}", AC_INVALID, "tier" },
		{ quiet, keep_2, AC_CONFLICT, "keeps its quiet hours already" },
	};
	struct ac_memory_carrier carrier = { 0 };
	struct desk desk;
	begin(&desk, &carrier);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(
			ask(&desk, dana, AC_POST, cases[i].target, cases[i].body), cases[i].status);
		if (!strstr(desk.err.msg, cases[i].word))
			fail_msg("%zu: \"%s\" lacks \"%s\"", i, desk.err.msg, cases[i].word);
	}
	must(&desk, dana, AC_POST, quiet, override_2);
	must_agree(&desk, noa);
	assert_int_equal(ask(&desk, dana, AC_POST, quiet, override_2), AC_CONFLICT);
	assert_non_null(strstr(desk.err.msg, "does not keep its quiet hours already"));
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(two_officers_override_them_and_who_waits_is_told_at_once),
		CASE(nobody_overrides_them_alone),
		CASE(an_override_outlives_a_crash_and_so_does_its_end),
		CASE(what_cannot_be_overridden_is_refused_to_who_drafts_it),
	};
	return RUN(tests);
}
