/* What a user loses if this breaks: one person alone names the culprit in public, as a fact, behind the host
 * country's back; or a message to a traveller carries the name. */
#include "desk_world.h"

#define DRAFT "/v1/cases/1/attributions"
#define HOST "\"host\":\"The host's ministry\",\"host_at\":\"2022-06-12T10:00:00Z\""
#define ALLEGED                                                                                   \
	"{\"texts\":[{\"language\":\"en\",\"text\":\"An alleged cell of the Black Hand.\"},"      \
	"{\"language\":\"he\",\"text\":\"חוליה של היד השחורה, לכאורה.\"}]," \
	"\"organisations\":[\"Black Hand\",\"היד השחורה\"]," HOST "}"

static void a_legal_officer_drafts_an_approver_agrees_and_nobody_else_does(void **state)
{
	(void)state;
	struct desk desk;
	desk_begin(&desk, NULL);
	assert_int_equal(ask(&desk, dana, AC_POST, DRAFT, ALLEGED), AC_DENIED);
	must(&desk, lea, AC_POST, DRAFT, ALLEGED);
	assert_int_equal(ask(&desk, dana, AC_POST, "/v1/attributions/1/publish", "{}"), AC_DENIED);
	must(&desk, lea, AC_POST, "/v1/attributions/1/publish", "{}");
	const struct ac_json *decision = waiting(&desk);
	assert_true(says(member(decision, "document"), "en:\nAn alleged cell of the Black Hand."));
	assert_true(checked(decision, "host", true, "The host's ministry, 2022-06-12T10:00:00Z"));
	assert_true(checked(decision, "alleged", true, "every text"));
	assert_true(checked(decision, "organisations", true, "Black Hand"));
	must_agree(&desk, noa);
	must(&desk, noa, AC_GET, "/v1/attributions/1", "");
	assert_true(ac_str_eq(member(desk.response.json, "state"), AC_STR("published")));
	assert_int_equal(ask(&desk, lea, AC_POST, "/v1/attributions/1/publish", "{}"), AC_CONFLICT);
	must(&desk, lea, AC_POST, "/v1/attributions/1/withdraw", "{\"why\":\"mistaken\"}");
	assert_true(says(member(waiting(&desk), "document"), "Withdrawn: mistaken"));
	must_agree(&desk, noa);
	must(&desk, noa, AC_GET, "/v1/attributions?case=1", "");
	const struct ac_json *one = ac_json_at(ac_json_find(desk.response.json, "attributions"), 0);
	assert_true(ac_str_eq(member(one, "state"), AC_STR("withdrawn")));
	assert_true(ac_str_eq(member(one, "why"), AC_STR("mistaken")));
	desk_end(&desk);
}

static void what_could_not_be_said_in_public_is_not_even_drafted(void **state)
{
	(void)state;
	static const struct {
		const char *body, *says;
	} cases[] = {
		{ "{\"texts\":[{\"language\":\"en\",\"text\":\"A cell of the Black Hand.\"}],"
		  "\"organisations\":[\"Black Hand\"]," HOST "}",
			"alleged" },
		{ "{\"texts\":[{\"language\":\"en\",\"text\":\"An alleged cell.\"}],"
		  "\"organisations\":[\"Black Hand\"]," HOST "}",
			"texts[0].text" },
		{ "{\"texts\":[{\"language\":\"en\",\"text\":\"alleged Black Hand\"}],"
		  "\"organisations\":[\"Black Hand\"]}",
			"host" },
		{ "{\"texts\":[{\"language\":\"en\",\"text\":\"alleged Black Hand\"}],"
		  "\"organisations\":[\"Black Hand\"],\"host\":\"x\","
		  "\"host_at\":\"2999-01-01T00:00:00Z\"}",
			"host_at" },
		{ "{\"texts\":[{\"language\":\"en\",\"text\":\"Black Hand\"}],"
		  "\"organisations\":[\"Black Hand\"],\"convicted\":\" \"," HOST "}",
			"convicted" },
		{ "{\"texts\":[{\"language\":\"en\",\"text\":\"alleged - \"}],"
		  "\"organisations\":[\"-\"]," HOST "}",
			"organisations[0]" },
		{ "{\"texts\":[],\"organisations\":[\"Black Hand\"]," HOST "}", "texts" },
		{ "{\"texts\":[{\"language\":\"en\",\"text\":\"alleged Black Hand\"}],"
		  "\"organisations\":[\"Black Hand\"],\"person\":\"J. Doe\"," HOST "}",
			"person" }, /* there is no place for one */
	};
	struct desk desk;
	desk_begin(&desk, NULL);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(ask(&desk, lea, AC_POST, DRAFT, cases[i].body), AC_INVALID);
		if (!says(ac_str(desk.err.msg), cases[i].says))
			fail_msg("%zu: %s", i, desk.err.msg);
	}
	must(&desk, lea, AC_POST, DRAFT,
		"{\"texts\":[{\"language\":\"de\",\"text\":\"Die Black Hand.\"}],"
		"\"organisations\":[\"Black Hand\"],\"convicted\":\"A court, 2024-02-12\"," HOST
		"}");
	must(&desk, lea, AC_GET, "/v1/attributions", "");
	assert_int_equal(ac_json_count(ac_json_find(desk.response.json, "attributions")), 1);
	desk_end(&desk);
}

static void its_names_never_reach_a_person(void **state)
{
	(void)state;
	char body[800], target[64];
	struct ac_memory_carrier carrier = { 0 };
	struct desk desk;
	desk_begin(&desk, &carrier);
	desk_people(&desk);
	must(&desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	must_agree(&desk, noa);
	must(&desk, lea, AC_POST, DRAFT, ALLEGED);
	desk_campaign_body(body, "the city of the BLACK HAND");
	assert_int_equal(ask(&desk, dana, AC_POST, "/v1/campaigns", body), AC_INVALID);
	assert_true(says(ac_str(desk.err.msg), "attribution 1"));
	assert_false(says(ac_str(desk.err.msg), "Black Hand"));
	desk_campaign_body(body, "the city");
	must(&desk, dana, AC_POST, "/v1/campaigns", body);
	must_agree(&desk, noa);
	(void)snprintf(target, sizeof target, "/v1/campaigns/%lld/texts",
		(long long)figure(ac_json_find(desk.response.json, "answer"), "id"));
	assert_int_equal(
		ask(&desk, dana, AC_POST, target,
			"{\"tier\":2,\"texts\":\"texts:\\n  - language: he\\n    text: "
			"\\\"עזבו: מהיד השחורה. השיבו 1\\\"\\n    action: \\\"עזבו\\\"\\n\"}"),
		AC_INVALID);
	if (!says(ac_str(desk.err.msg), "attribution 1"))
		fail_msg("%s", desk.err.msg);
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_legal_officer_drafts_an_approver_agrees_and_nobody_else_does),
		CASE(what_could_not_be_said_in_public_is_not_even_drafted),
		CASE(its_names_never_reach_a_person),
	};
	return RUN(tests);
}
