/* It has happened, and where no campaign runs nobody is asked: whom to ask, and what to do where that is not known. */
#include "service/desk/campaign_row.h"
#include "service/desk/campaigns.h"
#include "service/desk/case_p.h"
#include "service/desk/decision_p.h"
#include "service/desk/successor.h"

#include <stdarg.h>
#include <stdio.h>

enum { place_max = 60 };

struct silent {
	int64_t warning, decision; /* the start that waits already; 0 */
	char place[place_max + 1];
};

struct unasked {
	int64_t id;
	struct ac_str phone;
	struct ac_wall now;
	struct ac_json *answer;
	AC_VEC(struct silent) silent; /* warnings in force without a campaign */
	bool live; /* there is a campaign */
	int64_t drafted, over; /* the last warning that is a draft, that has ended; 0 */
	char last_phone[64]; /* of the last campaign that had one */
};

static void unasked_done(struct unasked *u)
{
	ac_vec_done(&u->silent);
}
AC_AUTO_DEFINE_VALUE(unasked, struct unasked, unasked_done)

/* ---- what there is ---- */

/* For the texts: what its areas are called, as many of them as fit. */
static void name_place(struct ac_str areas_json, char place[place_max + 1])
{
	const struct ac_json_limits limits = { 64u << 20, 64, 0 };
	AC_AUTO(json) struct ac_json *areas = NULL;
	size_t n = 0;
	if (ac_json_parse(areas_json, &limits, &areas, NULL) != AC_OK)
		return;
	ac_json_each(ac_json_find(areas, "areas"), area)
	{
		struct ac_str name;
		if (ac_json_get_str(area, "name", &name, NULL) != AC_OK ||
			n + name.n + 2 > place_max)
			continue;
		n += (size_t)snprintf(
			place + n, place_max + 1 - n, "%s%.*s", n ? ", " : "", AC_STR_ARG(name));
	}
}

static void see_warning(void *ctx, const struct ac_warning_row *row)
{
	struct unasked *u = ctx;
	bool published = ac_str_eq(row->state, AC_STR("published"));
	if (ac_str_eq(row->state, AC_STR("draft")))
		u->drafted = row->id;
	else if (!published || row->valid_to.us <= u->now.us)
		u->over = row->id;
	else {
		struct silent silent = { .warning = row->id };
		name_place(row->areas_json, silent.place);
		ac_vec_push(&u->silent, silent);
	}
}

static void see_phone(void *ctx, const struct ac_campaign_row *row)
{
	struct unasked *u = ctx;
	AC_AUTO(json) struct ac_json *plan = NULL;
	struct ac_str phone;
	if (ac_json_parse(row->plan_json, NULL, &plan, NULL) == AC_OK &&
		ac_json_get_str(ac_json_find(plan, "arguments"), "phone", &phone, NULL) == AC_OK)
		(void)snprintf(u->last_phone, sizeof u->last_phone, "%.*s", AC_STR_ARG(phone));
}

/* A start that waits for its second person is not drafted again. */
static void see_decision(void *ctx, const struct ac_decision_row *row)
{
	struct unasked *u = ctx;
	AC_AUTO(json) struct ac_json *request = NULL;
	int64_t warning;
	if (!ac_str_eq(row->state, AC_STR("open")) ||
		!ac_str_eq(row->target, AC_STR("/v1/campaigns")) ||
		decision_request(row->body, &request, NULL) != AC_OK ||
		ac_json_get_i64(request, "warning", &warning, NULL) != AC_OK)
		return;
	ac_vec_each(&u->silent, silent)
		if (silent->warning == warning)
			silent->decision = row->id;
}

/* A warning that has one is answered for by it. */
static enum ac_status leave_out_live(struct ac_db *db, struct unasked *u, struct ac_error *err)
{
	size_t kept = 0;
	for (size_t i = 0; i < u->silent.n; i++) {
		AC_AUTO(campaign_ids) ac_campaign_ids live = { 0 };
		AC_TRY(ac_campaigns_live(db, u->silent.at[i].warning, &live, err));
		u->live |= live.n > 0;
		if (!live.n)
			u->silent.at[kept++] = u->silent.at[i];
	}
	u->silent.n = kept;
	return AC_OK;
}

/* ---- what is to be done ---- */

static void say(struct unasked *u, const char *format, ...) AC_PRINTF(2, 3);
static void say(struct unasked *u, const char *format, ...)
{
	char text[400];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	ac_json_set_text(u->answer, "to_do", text);
}

/* No warning in force says where the danger is. */
static enum ac_status say_what_to_do(struct ac_db *db, struct unasked *u, struct ac_error *err)
{
	long long id = u->id;
	AC_AUTO(json) struct ac_json *taken = NULL;
	AC_TRY(successor_areas(db, u->id, &taken, err));
	if (u->drafted)
		say(u,
			"nobody is asked: warning %lld is only a draft. Have it published by two, "
			"then `case event %lld` again drafts the question to everyone inside",
			(long long)u->drafted, id);
	else if (u->over || taken)
		say(u,
			"nobody is asked: no warning of the case is in force. `warning draft %lld "
			"--from-case=%lld` with its areas, have it published by two, then `case "
			"event %lld` again drafts the question to everyone inside",
			id, id, id);
	else
		say(u,
			"nobody is asked: case %lld has no area, so it is not known who is inside. "
			"`warning draft %lld --circle=LAT,LON,KM`, have it published by two, then "
			"`case event %lld` again drafts the question to everyone inside",
			id, id, id);
	return AC_OK;
}

static void put_drafts(struct unasked *u)
{
	struct ac_str phone = u->phone.n ? u->phone : ac_str(u->last_phone);
	struct ac_json *waiting = ac_json_set_array(u->answer, "drafted");
	struct ac_json *drafts = ac_json_set_array(u->answer, "to_draft");
	bool lacking = false;
	ac_vec_each(&u->silent, silent) {
		if (!silent->decision && !phone.n) {
			lacking = true;
			continue;
		}
		struct ac_json *json = ac_json_add_object(silent->decision ? waiting : drafts);
		ac_json_set_i64(json, "warning", silent->warning);
		if (silent->decision)
			ac_json_set_i64(json, "decision", silent->decision);
		else
			ac_campaigns_question_plan(
				phone, ac_str(silent->place), ac_json_set_object(json, "plan"));
	}
	if (lacking)
		say(u,
			"nobody is asked: which number can people call who have questions? No "
			"campaign had one yet. `case event %lld` again with --phone=NUMBER drafts "
			"the question",
			(long long)u->id);
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct unasked *u = ctx;
	AC_TRY(ac_warning_each(db, u->id, see_warning, u, err));
	AC_TRY(leave_out_live(db, u, err));
	AC_TRY(ac_decision_each(db, false, see_decision, u, err));
	if (!u->phone.n)
		AC_TRY(ac_campaign_each(db, see_phone, u, err));
	put_drafts(u);
	return u->live || u->silent.n ? AC_OK : say_what_to_do(db, u, err);
}

enum ac_status ac_cases_unasked(struct ac_service *service, int64_t id, struct ac_str phone,
	struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(unasked)
	struct unasked u = { .id = id,
		.phone = ac_str_trim(phone),
		.now = ac_service_now(service),
		.answer = answer };
	return ac_service_read(service, look, &u, err);
}
