/* What a user loses if this breaks: one person alone names the culprit in public, as a fact, behind the host
 * country's back; or a message to a traveller carries the name. */
#include "desk_world.h"

#include "store/attributions.h"

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
	assert_true(checked(decision, "alleged", true, "each sentence that has a name"));
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
		{ "{\"texts\":[{\"language\":\"en\",\"text\":\"An alleged cell. It is not merely "
		  "alleged: the Black Hand.\"}],\"organisations\":[\"Black Hand\"]," HOST "}",
			"sentence 2" },
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

#define STATEMENTS "/v1/warnings/1/statements"
#define SAYS(office, text) "{\"office\":\"" office "\",\"language\":\"en\",\"text\":\"" text "\"}"
#define TEXTS(headline, description, instruction)                              \
	"{\"texts\":{\"texts\":[{\"language\":\"en\",\"headline\":\"" headline \
	"\",\"description\":\"" description "\",\"instruction\":\"" instruction "\"}]}}"

static void refused(struct desk *desk, const char *target, const char *body, const char *why)
{
	assert_int_equal(ask(desk, dana, AC_POST, target, body), AC_INVALID);
	if (!says(ac_str(desk->err.msg), why) || says(ac_str(desk->err.msg), "Black Hand"))
		fail_msg("%s, not \"%s\"", desk->err.msg, why);
}

static void publish_attribution(struct desk *desk)
{
	must(desk, lea, AC_POST, "/v1/attributions/1/publish", "{}");
	must_agree(desk, noa);
}

static void who_is_behind_it_is_said_beside_a_warning_only_once_two_have_agreed_to_say_so(
	void **state)
{
	(void)state;
	static const struct {
		const char *body, *field;
	} parts[] = {
		{ TEXTS("The BLACK-HAND", "x", "Leave"), "headline in en" },
		{ TEXTS("Leave", "Sent by the Black Hand", "Leave"), "description in en" },
		{ TEXTS("Leave", "x", "Avoid the Black  Hand"), "instruction in en" },
		{ "{\"event\":\"Attack of the Black Hand\"}", "event" },
	};
	struct desk desk;
	desk_begin(&desk, NULL);
	must(&desk, dana, AC_POST, STATEMENTS, SAYS("Foreign Ministry", "Not the Black Hand."));
	must(&desk, lea, AC_POST, DRAFT, ALLEGED);
	refused(&desk, "/v1/warnings/1/publish", "{}",
		"text of statement 1: it names an organisation of attribution 1, which is not "
		"published: leave the name out, or publish that first");
	must(&desk, dana, AC_POST, "/v1/statements/1/drop", "{}");
	refused(&desk, STATEMENTS, SAYS("Foreign Ministry", "It was the Black Hand."), "text: it");
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		refused(&desk, "/v1/warnings/1/update", parts[i].body, parts[i].field);
	publish_attribution(&desk);
	refused(&desk, STATEMENTS, SAYS("Foreign Ministry", "It was the Black Hand."),
		"text: text in en, sentence 1: it names an organisation, and nobody is convicted");
	refused(&desk, "/v1/warnings/1/update", parts[1].body, "description in en: text in en");
	refused(&desk, "/v1/warnings/1/update", parts[3].body, "has no language in which it could");
	must(&desk, dana, AC_POST, STATEMENTS, SAYS("Foreign Ministry", "Allegedly Black Hand."));
	must(&desk, dana, AC_POST, "/v1/warnings/1/update",
		TEXTS("Leave", "Allegedly sent by the Black Hand", "Leave"));
	must(&desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	must_agree(&desk, noa);
	must(&desk, dana, AC_POST, STATEMENTS, SAYS("Prime Minister", "Allegedly Black Hand."));
	must(&desk, lea, AC_POST, "/v1/attributions/1/withdraw", "{\"why\":\"mistaken\"}");
	assert_true(checked(waiting(&desk), "statements that name it", false, "2: from now on"));
	assert_true(checked(waiting(&desk), "warnings that name it", false, "1: a message never"));
	must_agree(&desk, noa);
	refused(&desk, STATEMENTS "/publish", "{}", "which was withdrawn: leave the name out");
	refused(&desk, "/v1/warnings/1/update", "{\"valid_to\":\"2098-01-01T00:00:00Z\"}",
		"description in en: it names an organisation of attribution 1, which was");
	refused(&desk, "/v1/warnings/1/retract", "{\"why\":\"It was not the Black Hand\"}", "why");
	must(&desk, dana, AC_POST, "/v1/warnings/1/retract", "{\"why\":\"a mistake\"}");
	must_agree(&desk, noa); /* the way back is never barred by words said before */
	desk_end(&desk);
}

static void a_drill_accuses_nobody_in_earnest(void **state)
{
	(void)state;
	struct desk desk;
	desk_begin(&desk, NULL);
	must(&desk, dana, AC_POST, "/v1/cases", "{\"title\":\"A drill\",\"exercise\":true}");
	must(&desk, lea, AC_POST, "/v1/cases/2/attributions", ALLEGED);
	publish_attribution(&desk);
	refused(&desk, STATEMENTS, SAYS("Foreign Ministry", "Allegedly Black Hand."),
		"text: it names an organisation of attribution 1, which is an exercise");
	desk_end(&desk);
}

/* ---- what the publisher reads ---- */

struct public
{
	char states[64];
	int64_t warning; /* that the attribution stands beside; 0 */
};

static void take_public(void *ctx, const struct ac_attribution_row *row)
{
	struct public *p = ctx;
	(void)snprintf(p->states, sizeof p->states, "%.*s", AC_STR_ARG(row->state));
}

static void take_beside(void *ctx, int64_t attribution, int64_t warning)
{
	assert_int_equal(attribution, 1);
	((struct public *)ctx)->warning = warning;
}

static enum ac_status read_public(struct ac_db *db, void *ctx, struct ac_error *err)
{
	*(struct public *)ctx = (struct public){ 0 };
	AC_TRY(ac_attribution_public_each(db, take_public, ctx, err));
	return ac_attribution_warning_each(db, take_beside, ctx, err);
}

static void a_draft_is_not_read_for_the_public_and_only_published_warnings_lead_to_one(void **state)
{
	(void)state;
	struct desk desk;
	struct public found;
	desk_begin(&desk, NULL);
	must(&desk, lea, AC_POST, DRAFT, ALLEGED);
	WORLD_OK(ac_service_read(desk.service, read_public, &found, err));
	assert_string_equal(found.states, "");
	publish_attribution(&desk);
	WORLD_OK(ac_service_read(desk.service, read_public, &found, err));
	assert_string_equal(found.states, "published");
	assert_int_equal(found.warning, 0);
	must(&desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	must_agree(&desk, noa);
	WORLD_OK(ac_service_read(desk.service, read_public, &found, err));
	assert_int_equal(found.warning, 1);
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_legal_officer_drafts_an_approver_agrees_and_nobody_else_does),
		CASE(what_could_not_be_said_in_public_is_not_even_drafted),
		CASE(its_names_never_reach_a_person),
		CASE(who_is_behind_it_is_said_beside_a_warning_only_once_two_have_agreed_to_say_so),
		CASE(a_drill_accuses_nobody_in_earnest),
		CASE(a_draft_is_not_read_for_the_public_and_only_published_warnings_lead_to_one),
	};
	return RUN(tests);
}
