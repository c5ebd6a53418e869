/* Who joined, moved or left by what is stored, and the engine does not know: the audience held against the tasks. */
#include "service/desk/audience.h"
#include "service/desk/campaign_recover.h"
#include "service/desk/campaign_row.h"
#include "service/plan_json.h"
#include "store/outreach.h"

#include <stdlib.h>

/* In a tier that the store does not say: perhaps they moved by themselves. */
struct elsewhere {
	int64_t traveller;
	uint8_t belongs, stands;
};

struct comparing {
	struct ac_wall now;
	int64_t campaign;
	struct ac_plan plan;
	uint8_t tier_of[4];
	bool over; /* the warning */
	struct ac_audience audience;
	ac_members members; /* by the store, rising */
	bool *known; /* of each: the engine has them */
	AC_VEC(struct elsewhere) elsewhere;
	ac_id_vec *lost;
};

static void comparing_done(struct comparing *c)
{
	ac_audience_done(&c->audience);
	ac_vec_done(&c->members);
	ac_vec_done(&c->elsewhere);
	ac_free(c->known);
}
AC_AUTO_DEFINE_VALUE(comparing, struct comparing, comparing_done)

/* ---- by the store ---- */

static enum ac_status find(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct comparing *c = ctx;
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_TRY(ac_campaign_keep(db, c->campaign, &kept, err));
	AC_TRY(ac_plan_from_json(kept.plan, kept.row.created_at, &c->plan, err));
	AC_TRY(ac_audience_tiers_stored(kept.plan, c->tier_of, err));
	enum ac_status status =
		ac_audience_prepare(db, kept.row.warning, c->tier_of, c->now, &c->audience, err);
	c->over = status == AC_CONFLICT;
	if (c->over)
		return AC_OK;
	AC_TRY(status);
	return ac_audience_find(db, &c->audience, &c->members, err);
}

/* ---- against the engine ---- */

static int by_traveller(const void *a, const void *b)
{
	const struct ac_member *x = a, *y = b;
	return (x->traveller > y->traveller) - (x->traveller < y->traveller);
}

static const struct ac_member *member_of(const struct comparing *c, int64_t traveller)
{
	const struct ac_member key = { .traveller = traveller };
	return c->members.n ? bsearch(&key, c->members.at, c->members.n, sizeof key, by_traveller)
			    : NULL;
}

/* The engine keeps seconds, and what is later than it can say as for ever. */
static int64_t as_kept(struct ac_wall at)
{
	int64_t s = at.us / AC_SECOND;
	return s < UINT32_MAX ? s : UINT32_MAX;
}

/* Whose stay is over is not in the audience any more, and nothing was lost. */
static bool left(const struct comparing *c, const struct ac_person_view *view)
{
	return !(view->image.flags & AC_TASK_LEFT) &&
	       view->image.standing != AC_STANDING_departed && view->spec.departs.us > c->now.us;
}

static bool came_back_or_stays(const struct ac_member *member, const struct ac_person_view *view)
{
	return (view->image.flags & AC_TASK_LEFT) ||
	       as_kept(member->departs) != as_kept(view->spec.departs);
}

static void compare_member(
	struct comparing *c, const struct ac_member *member, const struct ac_person_view *view)
{
	uint8_t stands = view->image.tier;
	c->known[member - c->members.at] = true;
	if (view->image.standing == AC_STANDING_excluded)
		return; /* an officer's word */
	if (came_back_or_stays(member, view))
		ac_vec_push(c->lost, member->traveller);
	else if (member->tier < stands ||
		 (member->tier > stands && stands == c->tier_of[AC_PEOPLE_AT_RISK]))
		ac_vec_push(&c->elsewhere,
			((struct elsewhere){ member->traveller, member->tier, stands }));
}

static bool compare(void *ctx, const struct ac_person_view *view)
{
	struct comparing *c = ctx;
	const struct ac_member *member = member_of(c, view->spec.traveller);
	if (member)
		compare_member(c, member, view);
	else if (left(c, view))
		ac_vec_push(c->lost, view->spec.traveller);
	return true;
}

static void compare_all(const struct ac_engine *engine, void *ctx)
{
	struct comparing *c = ctx;
	ac_engine_each(engine, c->campaign, compare, c);
	for (size_t i = 0; i < c->members.n; i++)
		if (!c->known[i])
			ac_vec_push(c->lost, c->members.at[i].traveller);
}

/* ---- those elsewhere ---- */

/* Does the plan lead from one tier to the other, by what people answer or by their arrival? */
static bool leads(const struct ac_plan *plan, int from, int to)
{
	unsigned reached = 1u << from;
	for (int turns = 0; turns < ac_plan_max_tiers; turns++)
		for (int tier = 1; tier <= ac_plan_max_tiers; tier++)
			if (reached >> tier & 1)
				reached |= 1u << plan->tiers[tier].refused_tier |
					   1u << plan->tiers[tier].arrived_tier;
	return reached >> to & 1;
}

/* What a person's task was made with, or changed to, is the tier that the campaign last took them in with. */
static bool moves(
	const struct comparing *c, const struct elsewhere *e, const struct ac_task_spec *spec)
{
	bool came = spec->tier == c->tier_of[AC_PEOPLE_ARRIVING] && spec->arrives.us <= c->now.us;
	int before = came ? c->tier_of[AC_PEOPLE_INSIDE] : spec->tier;
	return e->belongs < before || !leads(&c->plan, spec->tier, e->stands);
}

static enum ac_status look_at_spec(struct ac_db *db, struct comparing *c, const struct elsewhere *e,
	bool *lost, struct ac_error *err)
{
	struct ac_task_spec spec;
	struct ac_task_image image;
	int64_t as_of;
	size_t n;
	AC_TRY(ac_tasks_load(db, c->campaign, e->traveller - 1, &spec, &image, &as_of, 1, &n, err));
	*lost = n && spec.traveller == e->traveller && moves(c, e, &spec);
	return AC_OK;
}

/* Was the mark of their hotel taken off, or has it run out? */
static enum ac_status look_at_mark(struct ac_db *db, struct comparing *c, const struct elsewhere *e,
	bool *lost, struct ac_error *err)
{
	struct ac_member member;
	AC_TRY(ac_audience_of(db, &c->audience, e->traveller, &member, err));
	*lost = member.tier > e->stands;
	return AC_OK;
}

static enum ac_status look_at_those(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct comparing *c = ctx;
	AC_TRY(ac_audience_count_run_out(db, &c->audience, err));
	ac_vec_each(&c->elsewhere, e) {
		bool lost = false;
		AC_TRY(e->belongs < e->stands ? look_at_spec(db, c, e, &lost, err)
					      : look_at_mark(db, c, e, &lost, err));
		if (lost)
			ac_vec_push(c->lost, e->traveller);
	}
	return AC_OK;
}

enum ac_status campaign_people_lost(
	struct ac_service *service, int64_t campaign, ac_id_vec *travellers, struct ac_error *err)
{
	AC_AUTO(comparing)
	struct comparing c = {
		.now = ac_service_now(service), .campaign = campaign, .lost = travellers
	};
	AC_TRY(ac_service_read(service, find, &c, err));
	if (c.over)
		return AC_OK;
	c.known = ac_alloc_array(c.members.n + 1, sizeof *c.known);
	AC_TRY(ac_service_query(service, compare_all, &c, err));
	AC_TRY(ac_service_read(service, look_at_those, &c, err));
	ac_ids_sort(travellers);
	return AC_OK;
}
