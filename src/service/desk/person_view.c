/* person show and export: everything about one person in one object. */
#include "service/desk/campaign_row.h"
#include "service/desk/history.h"
#include "service/desk/persons.h"

#include "store/codes.h"
#include "store/outreach.h"
#include "store/people.h"
#include "text/reply_word.h"

#include <stdio.h>

struct viewing {
	struct ac_service *service;
	int64_t id, party;
	struct ac_wall now;
	struct ac_json *answer;
	ac_campaign_ids campaigns;
	AC_VEC(struct ac_json *) plans; /* of the campaigns, for the names of tiers; owned */
	AC_VEC(bool) closed; /* … whether nothing comes any more */
	AC_VEC(uint8_t) reasons; /* … why they stay; 0 */
};

static void viewing_done(struct viewing *v)
{
	ac_vec_each(&v->plans, plan)
		ac_json_free(*plan);
	ac_vec_done(&v->plans);
	ac_vec_done(&v->closed);
	ac_vec_done(&v->reasons);
	ac_vec_done(&v->campaigns);
}
AC_AUTO_DEFINE_VALUE(viewing, struct viewing, viewing_done)

/* ---- who they are ---- */

static void put_person(void *ctx, const struct ac_person_row *row)
{
	struct viewing *v = ctx;
	ac_json_set_i64(v->answer, "id", row->id);
	ac_json_set_str_if(v->answer, "ref", row->ref);
	ac_json_set_str(v->answer, "name", row->name);
	ac_json_set_str_if(v->answer, "native_name", row->native_name);
	ac_json_set_str(v->answer, "source", row->source);
	ac_json_set_str(v->answer, "language", row->language);
	ac_json_set_str_if(v->answer, "nationality", row->nationality);
	ac_json_set_str_if(v->answer, "purpose", row->purpose);
	ac_json_set_bool(v->answer, "minor", row->minor);
	ac_json_set_wall(v->answer, "updated_at", row->updated_at);
	ac_json_set_wall_if(v->answer, "erased_at", row->erased_at);
	v->party = row->party;
}

static void add_contact(void *ctx, const struct ac_contact_row *row)
{
	static const char *const kinds[] = { "?", "own", "second", "emergency" };
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_text(json, "kind", row->kind > 0 && row->kind < 4 ? kinds[row->kind] : "?");
	ac_json_set_text(json, "channel", row->channel == AC_CONTACT_EMAIL ? "email" : "phone");
	ac_json_set_str(json, "address", row->address);
	ac_json_set_text(json, "state", ac_contact_state_name(row->state));
}

static void add_stay(void *ctx, const struct ac_stay_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str_if(json, "ref", row->ref);
	ac_json_set_str(json, "place", row->name.n ? row->name : AC_STR("a position"));
	ac_json_set_str_if(json, "district", row->district);
	ac_json_set_bool(json, "at_risk", row->at_risk);
	ac_json_set_wall(json, "from", row->from);
	ac_json_set_wall_if(json, "to", row->to);
}

static void add_member(void *ctx, int64_t traveller)
{
	struct viewing *v = ctx;
	const struct ac_json *party = ac_json_find(v->answer, "party");
	if (traveller == v->id)
		return;
	struct ac_json *copy = party ? ac_json_copy(party) : ac_json_new_array();
	ac_json_add_i64(copy, traveller);
	ac_json_set(v->answer, "party", copy);
}

static void note_campaign(void *ctx, const struct ac_campaign_row *row)
{
	struct viewing *v = ctx;
	struct ac_json *plan = NULL;
	if (ac_json_parse(row->plan_json, NULL, &plan, NULL) != AC_OK)
		plan = ac_json_new_object();
	ac_vec_push(&v->campaigns, row->id);
	ac_vec_push(&v->plans, plan);
	ac_vec_push(&v->closed, ac_str_eq(row->state, AC_STR("closed")));
}

static enum ac_status note_reasons(struct ac_db *db, struct viewing *v, struct ac_error *err)
{
	ac_vec_each(&v->campaigns, campaign) {
		uint8_t reason = AC_REFUSAL_NONE;
		enum ac_status status = ac_refusal_get(db, *campaign, v->id, &reason, err);
		if (status != AC_OK && status != AC_NOT_FOUND)
			return status;
		ac_vec_push(&v->reasons, reason);
	}
	return AC_OK;
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	struct ac_json *answer = v->answer;
	AC_TRY(ac_person_get(db, v->id, put_person, v, err));
	AC_TRY(ac_person_contacts(
		db, v->id, add_contact, ac_json_set_array(answer, "contacts"), err));
	AC_TRY(ac_person_stays(
		db, v->id, v->now, add_stay, ac_json_set_array(answer, "stays"), err));
	if (v->party)
		AC_TRY(ac_party_members(db, v->party, add_member, v, err));
	AC_TRY(ac_campaign_each(db, note_campaign, v, err));
	AC_TRY(note_reasons(db, v, err));
	return ac_history_put(
		v->service, db, v->id, true, ac_json_set_array(answer, "history"), err);
}

/* ---- where they stand ---- */

static void say_next(struct ac_json *json, const struct ac_person_view *view)
{
	char text[160];
	if (view->in_flight) {
		ac_json_set_text(json, "next", "a message to them is on its way");
		return;
	}
	if (view->image.due.us == INT64_MAX)
		return;
	char due[32];
	ac_wall_format(view->image.due, due);
	(void)snprintf(text, sizeof text, "the next step is due at %s", due);
	ac_json_set_text(json, "next", text);
}

/* Why they come when they come: the call order's own figures. */
static void say_why(struct ac_json *json, const struct ac_person_view *view)
{
	char text[160];
	ac_json_set_double(json, "index", view->index);
	ac_json_set_i64(json, "ahead", view->ahead);
	if (view->ahead > 0)
		(void)snprintf(text, sizeof text,
			"about %lld people go first: their risk × party × chance to answer is "
			"higher "
			"than %.3g",
			(long long)view->ahead, view->index);
	else if (view->index > 0)
		(void)snprintf(text, sizeof text,
			"nobody goes first; risk × party × chance to answer is %.3g", view->index);
	else
		return;
	ac_json_set_text(json, "why_then", text);
}

static void put_task(
	struct ac_json *tasks, const struct viewing *v, size_t i, const struct ac_person_view *view)
{
	const struct ac_json *plan = v->plans.at[i];
	const struct ac_task_image *image = &view->image;
	struct ac_json *json = ac_json_add_object(tasks);
	char key[8];
	struct ac_str name;
	(void)snprintf(key, sizeof key, "%d", image->tier);
	ac_json_set_i64(json, "campaign", v->campaigns.at[i]);
	ac_json_set_i64(json, "tier", image->tier);
	if (ac_json_opt_str(ac_json_find(plan, "names"), key, AC_STR(""), &name, NULL) == AC_OK)
		ac_json_set_str(json, "tier_name", name);
	ac_json_set_text(json, "standing", ac_standing_name((enum ac_standing)image->standing));
	if (v->reasons.at[i] != AC_REFUSAL_NONE)
		ac_json_set_text(json, "reason",
			ac_refusal_reason_name((enum ac_refusal_reason)v->reasons.at[i]));
	if (image->told)
		ac_json_set_text(json, "told", ac_told_name((enum ac_told)image->told));
	if (image->explained)
		ac_json_set_text(
			json, "explained", ac_explained_name((enum ac_explained)image->explained));
	if (image->closing)
		ac_json_set_text(json, "closing", ac_closing_name((enum ac_closing)image->closing));
	if (image->via)
		ac_json_set_i64(json, "via", image->via);
	ac_json_set_wall_if(json, "told_at", image->told_at);
	ac_json_set_i64(json, "rung", image->rung + 1);
	ac_json_set_i64(json, "tries", image->tries);
	if (v->closed.at[i])
		return;
	ac_json_set_wall_if(json, "due", image->due);
	say_next(json, view);
	say_why(json, view);
}

static void look_at_engine(const struct ac_engine *engine, void *ctx)
{
	struct viewing *v = ctx;
	struct ac_json *tasks = ac_json_set_array(v->answer, "tasks");
	for (size_t i = 0; i < v->campaigns.n; i++) {
		struct ac_person_view view;
		if (ac_engine_person(engine, v->campaigns.at[i], v->id, &view) == AC_OK)
			put_task(tasks, v, i, &view);
	}
}

static enum ac_status view(struct ac_service *service, struct ac_officer officer,
	const char *action, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(viewing)
	struct viewing v = {
		.service = service, .id = id, .now = ac_service_now(service), .answer = answer
	};
	AC_TRY(ac_decide(service, officer, action, "person", id, NULL, err));
	AC_TRY(ac_service_read(service, look, &v, err));
	return ac_service_query(service, look_at_engine, &v, err);
}

enum ac_status ac_persons_view(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_json *answer, struct ac_error *err)
{
	return view(service, officer, "person.read", id, answer, err);
}

enum ac_status ac_persons_export(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_json *answer, struct ac_error *err)
{
	return view(service, officer, "person.export", id, answer, err);
}
