/* People who join, move or leave while a campaign runs. */
#include "service/desk/audience.h"
#include "service/desk/campaign_row.h"
#include "service/desk/campaigns.h"

#include "store/outreach.h"
#include "store/roster.h"

enum { batch = 1000 };

struct changing {
	struct ac_service *service;
	struct ac_by by;
	int64_t campaign;
	const int64_t *travellers;
	size_t n;
	ac_members join; /* new, or with other contact points or dates */
	AC_VEC(struct ac_member) moves; /* in the campaign, in another tier now */
	AC_VEC(int64_t) leave;
	ac_members found;
};

static void changing_done(struct changing *c)
{
	ac_vec_done(&c->join);
	ac_vec_done(&c->moves);
	ac_vec_done(&c->leave);
	ac_vec_done(&c->found);
}
AC_AUTO_DEFINE_VALUE(changing, struct changing, changing_done)

/* ---- where they belong, by the store ---- */

static enum ac_status find(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	uint8_t tier_of[4];
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_AUTO(audience) struct ac_audience audience = { 0 };
	AC_TRY(ac_campaign_keep(db, c->campaign, &kept, err));
	AC_TRY(ac_audience_tiers_stored(kept.plan, tier_of, err));
	enum ac_status status =
		ac_audience_prepare(db, kept.row.warning, tier_of, c->by.at, &audience, err);
	if (status == AC_CONFLICT)
		return AC_OK; /* the warning is over: nobody joins */
	AC_TRY(status);
	for (size_t i = 0; i < c->n; i++) {
		struct ac_member member;
		AC_TRY(ac_audience_of(db, &audience, c->travellers[i], &member, err));
		ac_vec_push(&c->found, member);
	}
	return AC_OK;
}

/* ---- against where they are, by the engine ---- */

static bool settled(const struct ac_person_view *view)
{
	return ac_standing_accounted((enum ac_standing)view->image.standing) ||
	       view->image.standing == AC_STANDING_excluded;
}

static void sort_one(
	struct changing *c, const struct ac_member *member, const struct ac_person_view *view)
{
	bool inside = view && !(view->image.flags & AC_TASK_LEFT);
	if (!member->tier) {
		if (inside && view->image.standing != AC_STANDING_departed)
			ac_vec_push(&c->leave, member->traveller);
		return;
	}
	ac_vec_push(&c->join, *member);
	/* Who refused or answered stands in a tier of their own by now: only a more urgent one counts. */
	if (inside && member->tier < view->image.tier && !settled(view))
		ac_vec_push(&c->moves, *member);
}

static void sort_all(const struct ac_engine *engine, void *ctx)
{
	struct changing *c = ctx;
	ac_vec_each(&c->found, member) {
		struct ac_person_view view;
		bool known =
			ac_engine_person(engine, c->campaign, member->traveller, &view) == AC_OK;
		sort_one(c, member, known ? &view : NULL);
	}
}

/* ---- doing it ---- */

/* A task that is there keeps its state: only what stands about the person is written anew. */
static enum ac_status put_task(
	struct ac_db *db, const struct ac_task_spec *spec, struct ac_wall now, struct ac_error *err)
{
	struct ac_task_spec old;
	struct ac_task_image image;
	int64_t as_of = 0;
	size_t n = 0;
	AC_TRY(ac_tasks_load(
		db, spec->campaign, spec->traveller - 1, &old, &image, &as_of, 1, &n, err));
	if (!n || old.traveller != spec->traveller) {
		image = ac_task_image_new(spec, now);
		as_of = 0;
	}
	return ac_tasks_put(db, spec, &image, 1, as_of, err);
}

static enum ac_status put_tasks(struct ac_db *db, const struct ac_task_spec *specs, size_t n,
	struct ac_wall now, struct ac_error *err)
{
	for (size_t i = 0; i < n; i++)
		AC_TRY(put_task(db, &specs[i], now, err));
	return AC_OK;
}

static enum ac_status write_tasks(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	size_t n = c->join.n;
	struct ac_task_spec *specs = ac_alloc_array(n, sizeof *specs);
	enum ac_status status = ac_audience_specs(db, c->campaign, c->join.at, n, specs, err);
	if (status == AC_OK)
		status = put_tasks(db, specs, n, c->by.at, err);
	ac_free(specs);
	if (status != AC_OK)
		return status;
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("changed", (int64_t)n);
	ac_json_set_i64(detail, "moved", (int64_t)c->moves.n);
	ac_json_set_i64(detail, "left", (int64_t)c->leave.n);
	return ac_decided(db, &c->by, "campaign.people", "campaign", c->campaign, detail, err);
}

static enum ac_status join(struct changing *c, struct ac_error *err)
{
	AC_VEC(int64_t) ids = { 0 };
	AC_TRY(ac_service_write(c->service, write_tasks, c, err));
	ac_vec_each(&c->join, member)
		ac_vec_push(&ids, member->traveller);
	enum ac_status status =
		ac_service_tasks_changed(c->service, c->campaign, ids.at, ids.n, err);
	ac_vec_done(&ids);
	return status;
}

static enum ac_status give_orders(struct changing *c, struct ac_error *err)
{
	struct ac_order_input order = { .campaign = c->campaign };
	ac_vec_each(&c->moves, member) {
		order.order = AC_ORDER_TIER;
		order.traveller = member->traveller;
		order.tier = member->tier;
		AC_TRY(ac_service_order(c->service, order, err));
	}
	order = (struct ac_order_input){ .campaign = c->campaign, .order = AC_ORDER_LEAVE };
	ac_vec_each(&c->leave, traveller) {
		order.traveller = *traveller;
		AC_TRY(ac_service_order(c->service, order, err));
	}
	return AC_OK;
}

static enum ac_status change_batch(struct changing *c, int64_t *moved, struct ac_error *err)
{
	AC_TRY(ac_service_read(c->service, find, c, err));
	AC_TRY(ac_service_query(c->service, sort_all, c, err));
	if (c->join.n || c->leave.n)
		AC_TRY(join(c, err));
	AC_TRY(give_orders(c, err));
	*moved += (int64_t)(c->moves.n + c->leave.n);
	return AC_OK;
}

/* ---- every live campaign ---- */

struct open {
	struct ac_service *service;
	ac_campaign_ids ids;
};

static void open_done(struct open *open)
{
	ac_vec_done(&open->ids);
}
AC_AUTO_DEFINE_VALUE(open, struct open, open_done)

/* What is still being made is not there yet for whoever asks the engine. */
static void add_open(void *ctx, const struct ac_campaign_row *row)
{
	struct open *open = ctx;
	bool live =
		ac_str_eq(row->state, AC_STR("running")) || ac_str_eq(row->state, AC_STR("paused"));
	if (live && !ac_service_start_under_way(open->service, row->warning))
		ac_vec_push(&open->ids, row->id);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaign_each(db, add_open, ctx, err);
}

enum ac_status ac_campaign_people_changed(struct ac_service *service, struct ac_officer officer,
	int64_t campaign, const int64_t *travellers, size_t n, int64_t *moved, struct ac_error *err)
{
	int64_t count = 0;
	for (size_t done = 0; done < n; done += batch) {
		AC_AUTO(changing)
		struct changing c = { .service = service,
			.by = ac_by(service, officer),
			.campaign = campaign,
			.travellers = travellers + done,
			.n = n - done < batch ? n - done : batch };
		AC_TRY(change_batch(&c, &count, err));
	}
	if (moved)
		*moved += count;
	return AC_OK;
}

enum ac_status ac_campaigns_take_changes(struct ac_service *service, struct ac_error *err)
{
	AC_AUTO(open) struct open open = { .service = service };
	AC_TRY(ac_service_read(service, list, &open, err));
	if (open.ids.n && ac_service_mode(service) != AC_SERVICE_SERVE)
		return ac_fail(err, AC_CONFLICT,
			"campaign %lld is under way: start the daemon, so that it takes the change "
			"in",
			(long long)open.ids.at[0]);
	return AC_OK;
}

static bool among(const ac_campaign_ids *ids, int64_t id)
{
	ac_vec_each(ids, one)
		if (*one == id)
			return true;
	return false;
}

struct changed {
	struct ac_officer officer;
	const int64_t *travellers; /* rising */
	size_t n;
};

/* Those that are there now and not among `done`, where they are added. */
static enum ac_status change_all(struct ac_service *service, const struct changed *changed,
	ac_campaign_ids *done, int64_t *moved, struct ac_error *err)
{
	AC_AUTO(open) struct open open = { .service = service };
	AC_TRY(ac_service_read(service, list, &open, err));
	ac_vec_each(&open.ids, id) {
		if (among(done, *id))
			continue;
		AC_TRY(ac_campaign_people_changed(service, changed->officer, *id,
			changed->travellers, changed->n, moved, err));
		ac_vec_push(done, *id);
	}
	return AC_OK;
}

/* A campaign that is being made may have looked for its people before they changed: it is asked when it has begun. */
enum ac_status ac_campaigns_people_changed(struct ac_service *service, struct ac_officer officer,
	const int64_t *travellers, size_t n, int64_t *moved, struct ac_error *err)
{
	AC_AUTO(campaign_ids) ac_campaign_ids done = { 0 };
	const struct changed changed = { officer, travellers, n };
	int64_t count = 0, being_made = ac_service_starts(service);
	AC_TRY(change_all(service, &changed, &done, &count, err));
	if (being_made) {
		ac_service_starts_wait(service, being_made);
		AC_TRY(change_all(service, &changed, &done, &count, err));
	}
	if (moved)
		*moved = count;
	return AC_OK;
}

/* ---- everybody of a warning ---- */

struct everybody {
	struct ac_wall now;
	int64_t warning;
	ac_id_vec ids;
	ac_campaign_ids campaigns;
};

static enum ac_status find_everybody(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct everybody *e = ctx;
	const uint8_t any_tier[4] = { 1, 1, 1, 1 };
	AC_AUTO(audience) struct ac_audience audience = { 0 };
	ac_members members = { 0 };
	AC_TRY(ac_campaigns_live(db, e->warning, &e->campaigns, err));
	AC_TRY(ac_audience_prepare(db, e->warning, any_tier, e->now, &audience, err));
	enum ac_status status = ac_audience_find(db, &audience, &members, err);
	ac_vec_each(&members, member)
		ac_vec_push(&e->ids, member->traveller);
	ac_vec_done(&members);
	return status;
}

static bool add_task(void *ctx, const struct ac_person_view *view)
{
	struct everybody *e = ctx;
	ac_vec_push(&e->ids, view->spec.traveller);
	return true;
}

static void add_tasks(const struct ac_engine *engine, void *ctx)
{
	struct everybody *e = ctx;
	ac_vec_each(&e->campaigns, campaign)
		ac_engine_each(engine, *campaign, add_task, e);
}

enum ac_status ac_campaigns_audience_changed(struct ac_service *service, struct ac_officer officer,
	int64_t warning, struct ac_error *err)
{
	struct everybody e = { .now = ac_service_now(service), .warning = warning };
	if (ac_service_start_under_way(service, warning)) /* it looked for people as it was */
		ac_service_starts_wait(service, ac_service_starts(service));
	enum ac_status status = ac_service_read(service, find_everybody, &e, err);
	if (status == AC_OK)
		status = ac_service_query(service, add_tasks, &e, err);
	ac_ids_sort(&e.ids);
	if (status == AC_OK && e.campaigns.n && e.ids.n)
		status =
			ac_campaigns_people_changed(service, officer, e.ids.at, e.ids.n, NULL, err);
	ac_vec_done(&e.ids);
	ac_vec_done(&e.campaigns);
	return status;
}
