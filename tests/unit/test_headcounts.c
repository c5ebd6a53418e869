/* What a user loses if this breaks: rescue services look for guests in the wrong hotel, or learn what one
 * person said; and figures leave the house that nobody agreed to give. */
#include "desk_world.h"

static int64_t begin(struct desk *desk, struct ac_memory_carrier *carrier)
{
	char body[800];
	desk_begin(desk, carrier);
	desk_people(desk);
	must(desk, dana, AC_POST, "/v1/warnings/1/publish", "{}");
	must_agree(desk, noa);
	desk_campaign_body(body, "the city");
	must(desk, dana, AC_POST, "/v1/campaigns", body);
	must_agree(desk, noa);
	return figure(ac_json_find(desk->response.json, "answer"), "id");
}

static const struct ac_json *group(const struct ac_json *headcount, const char *name)
{
	const struct ac_json *figures = ac_json_find(headcount, "figures");
	ac_json_each(ac_json_find(figures, "groups"),
		one) if (ac_str_eq(member(one, "name"), ac_str(name))) return one;
	fail_msg("no group %s", name);
	return NULL;
}

static void counts_per_hotel_go_out_by_two_and_stay_as_they_were_given(void **state)
{
	(void)state;
	char target[80];
	struct ac_memory_carrier carrier = { 0 };
	struct desk desk;
	int64_t campaign = begin(&desk, &carrier);
	must(&desk, eli, AC_POST, "/v1/people/1/responses", "{\"word\":\"safe\"}");
	must(&desk, eli, AC_POST, "/v1/people/2/responses", "{\"word\":\"need_help\"}");
	must(&desk, eli, AC_POST, "/v1/people/4/responses", "{\"word\":\"safe\"}");
	(void)snprintf(target, sizeof target, "/v1/campaigns/%lld/headcounts", (long long)campaign);
	assert_int_equal(ask(&desk, eli, AC_POST, target, "{\"to\":\"Fire brigade\"}"), AC_DENIED);
	must(&desk, dana, AC_POST, target, "{\"to\":\"Fire brigade\"}");
	const struct ac_json *decision = waiting(&desk);
	assert_true(says(member(decision, "document"), "To Fire brigade"));
	assert_true(checked(decision, "people", true, "4 are registered"));
	assert_true(checked(decision, "small", true, "of 1 groups"));
	assert_int_equal(
		figure(group(ac_json_find(decision, "shown"), "Harbour House"), "safe"), 1);
	AC_AUTO(json) struct ac_json *kept = ac_json_copy(desk.response.json);
	/* The figures change meanwhile; what was agreed to is who gets them. */
	must(&desk, eli, AC_POST, "/v1/people/3/responses", "{\"word\":\"left\"}");
	ac_json_set(ac_response_object(&desk.response), "decision",
		ac_json_copy(ac_json_find(kept, "decision")));
	desk.code = 202;
	must_agree(&desk, noa);
	(void)snprintf(target, sizeof target, "/v1/headcounts/%lld",
		(long long)figure(ac_json_find(desk.response.json, "answer"), "id"));
	must(&desk, eli, AC_GET, target, "");
	const struct ac_json *given = desk.response.json;
	assert_true(ac_str_eq(member(given, "to"), AC_STR("Fire brigade")));
	const struct ac_json *harbour = group(given, "Harbour House");
	assert_int_equal(figure(harbour, "registered"), 3);
	assert_int_equal(figure(harbour, "safe"), 1);
	assert_int_equal(figure(harbour, "needs_help"), 1);
	assert_int_equal(figure(harbour, "away"), 1);
	assert_int_equal(figure(harbour, "no_word"), 0);
	desk_end(&desk);
}

static void what_one_person_said_does_not_come_out(void **state)
{
	(void)state;
	char target[80];
	struct ac_memory_carrier carrier = { 0 };
	struct desk desk;
	int64_t campaign = begin(&desk, &carrier);
	must(&desk, eli, AC_POST, "/v1/people/4/responses", "{\"word\":\"safe\"}");
	(void)snprintf(target, sizeof target, "/v1/campaigns/%lld/headcounts", (long long)campaign);
	must(&desk, dana, AC_POST, target, "{\"to\":\"Police\",\"by\":\"district\"}");
	must_agree(&desk, noa);
	const struct ac_json *given = ac_json_find(desk.response.json, "answer");
	const struct ac_json *pera = group(given, "Pera"),
			     *figures = ac_json_find(given, "figures");
	assert_int_equal(figure(pera, "registered"), 1);
	assert_int_equal(figure(pera, "needs_help"), 0);
	assert_null(ac_json_find(pera, "safe"));
	assert_null(ac_json_find(pera, "no_word"));
	assert_int_equal(figure(figures, "registered"), 4);
	assert_int_equal(figure(figures, "safe"), 0); /* no difference tells it */
	assert_int_equal(figure(figures, "no_word"), 3);
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1u << 20);
	ac_json_write(given, &text);
	assert_false(says(ac_buf_str(&text), "Dov"));
	assert_false(says(ac_buf_str(&text), "+972"));
	must(&desk, eli, AC_GET, target, "");
	const struct ac_json *all = ac_json_find(desk.response.json, "headcounts");
	assert_int_equal(ac_json_count(all), 1);
	assert_true(ac_str_eq(member(ac_json_at(all, 0), "to"), AC_STR("Police")));
	desk_end(&desk);
}

static void what_is_no_order_is_refused(void **state)
{
	(void)state;
	struct desk desk;
	desk_begin(&desk, NULL);
	assert_int_equal(
		ask(&desk, dana, AC_POST, "/v1/campaigns/9/headcounts", "{\"to\":\"Police\"}"),
		AC_NOT_FOUND);
	assert_int_equal(ask(&desk, dana, AC_POST, "/v1/campaigns/9/headcounts", "{\"to\":\" \"}"),
		AC_INVALID);
	assert_int_equal(ask(&desk, dana, AC_POST, "/v1/campaigns/9/headcounts",
				 "{\"to\":\"Police\",\"by\":\"name\"}"),
		AC_INVALID);
	assert_int_equal(ask(&desk, dana, AC_GET, "/v1/headcounts/9", ""), AC_NOT_FOUND);
	assert_int_equal(ask(&desk, dana, AC_GET, "/v1/campaigns/9/headcounts", ""), AC_NOT_FOUND);
	desk_end(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(counts_per_hotel_go_out_by_two_and_stay_as_they_were_given),
		CASE(what_one_person_said_does_not_come_out),
		CASE(what_is_no_order_is_refused),
	};
	return RUN(tests);
}
