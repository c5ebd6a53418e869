/* Where everybody of a campaign is: the engine's counts as JSON. */
#include "service/desk/campaign_quiet.h"
#include "service/desk/campaign_row.h"
#include "service/desk/campaign_stored.h"
#include "service/desk/campaigns.h"
#include "service/desk/case_p.h"
#include "service/desk/pages.h"
#include "store/outreach.h"
#include "text/reply_word.h"

#include <stdio.h>

enum { max_links = 64 };

/* ---- counts ---- */

static void put_counts(struct ac_json *json, const struct ac_tier_counts *counts)
{
	ac_json_set_i64(json, "recipients", counts->recipients);
	ac_json_set_i64(json, "told", counts->told);
	ac_json_set_i64(json, "pending", counts->pending);
	ac_json_set_i64(json, "explained", counts->explained);
	ac_json_set_i64(json, "unaccounted", counts->unaccounted);
	struct ac_json *standings = ac_json_set_object(json, "standings");
	for (int i = 0; i < ac_standing_count; i++)
		ac_json_set_i64(
			standings, ac_standing_name((enum ac_standing)i), counts->standings[i]);
	struct ac_json *told = ac_json_set_object(json, "told_by");
	for (int i = 1; i < ac_told_count; i++)
		ac_json_set_i64(told, ac_told_name((enum ac_told)i), counts->told_by[i]);
	struct ac_json *explained = ac_json_set_object(json, "explained_by");
	for (int i = 1; i < ac_explained_count; i++)
		ac_json_set_i64(explained, ac_explained_name((enum ac_explained)i),
			counts->explained_by[i]);
}

static void put_tiers(struct ac_json *json, const struct ac_json *plan,
	const struct ac_counts *counts, const struct campaign_quiet *quiet)
{
	struct ac_json *tiers = ac_json_set_array(json, "tiers");
	const struct ac_json *names = ac_json_find(plan, "names");
	ac_json_each(ac_json_find(plan, "tiers"), tier)
	{
		int64_t n;
		char key[8];
		struct ac_str name;
		if (ac_json_get_i64_in(tier, "tier", 1, ac_plan_max_tiers, &n, NULL) != AC_OK)
			continue;
		(void)snprintf(key, sizeof key, "%d", (int)n);
		struct ac_json *one = ac_json_add_object(tiers);
		ac_json_set_i64(one, "tier", n);
		if (ac_json_opt_str(names, key, AC_STR(""), &name, NULL) == AC_OK)
			ac_json_set_str(one, "name", name);
		ac_json_set_i64(one, "version", counts->versions[n]);
		put_counts(one, &counts->tiers[n]);
		campaign_quiet_put_tier(quiet, tier, (int)n, one);
	}
}

static void put_live(struct ac_json *json, const struct ac_counts *counts)
{
	struct ac_json *all = ac_json_set_object(json, "counts");
	put_counts(all, &counts->all);
	ac_json_set_i64(all, "help_open", counts->help_open);
	ac_json_set_i64(all, "on_desk", counts->on_desk);
	ac_json_set_i64(all, "unknown", counts->unknown);
	ac_json_set_i64(all, "ready", counts->ready);
	ac_json_set_i64(all, "in_flight", counts->in_flight);
	if (counts->state != AC_CAMPAIGN_closing && counts->state != AC_CAMPAIGN_closed)
		return;
	struct ac_json *closing = ac_json_set_object(json, "closing_counts");
	ac_json_set_i64(closing, "recipients", counts->closing_recipients);
	ac_json_set_i64(closing, "told", counts->closing_told);
	ac_json_set_i64(closing, "pending", counts->closing_pending);
	ac_json_set_i64(closing, "explained", counts->closing_explained);
}

static void put_row(struct ac_json *json, const struct ac_campaign_row *row)
{
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_i64(json, "warning", row->warning);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_wall(json, "created_at", row->created_at);
	ac_json_set_str_if(json, "closing", row->closing);
	ac_json_set_wall_if(json, "closing_at", row->closing_at);
	ac_json_set_wall_if(json, "closed_at", row->closed_at);
}

struct counting {
	int64_t campaign;
	struct ac_counts counts;
	bool known;
};

static void count(const struct ac_engine *engine, void *ctx)
{
	struct counting *c = ctx;
	c->known = ac_engine_counts(engine, c->campaign, &c->counts) == AC_OK;
}

/* The engine has forgotten what was closed long ago. */
static enum ac_status count_stored(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct counting *c = ctx;
	enum ac_status status = ac_campaign_stored_counts(db, c->campaign, &c->counts, err);
	c->known = status == AC_OK;
	return status == AC_NOT_FOUND ? AC_OK : status; /* it is being created */
}

static void put_links(struct ac_service *service, struct ac_json *json)
{
	struct ac_link_health links[max_links];
	size_t n = ac_service_links(service, links, max_links);
	struct ac_json *array = ac_json_set_array(json, "links");
	for (size_t i = 0; i < n && i < max_links; i++) {
		struct ac_json *link = ac_json_add_object(array);
		ac_json_set_text(link, "name", links[i].name);
		ac_json_set_bool(link, "up", links[i].up);
		ac_json_set_double(link, "allowed_per_s", links[i].allowed_per_s);
		ac_json_set_i64(link, "outstanding", links[i].outstanding);
		if (links[i].why[0])
			ac_json_set_text(link, "why", links[i].why);
	}
}

/* ---- one ---- */

struct viewing {
	int64_t id;
	struct ac_json *answer;
	struct ac_campaign_kept kept;
	bool exercise;
	struct ac_wall now, frozen_at;
	int32_t officials_h;
};

static void take_case(void *ctx, const struct ac_case_row *row)
{
	((struct viewing *)ctx)->exercise = row->exercise;
}

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	*(int64_t *)ctx = row->case_id;
}

static void put_reason(void *ctx, uint8_t reason, int64_t people)
{
	ac_json_set_i64(ctx, ac_refusal_reason_name((enum ac_refusal_reason)reason), people);
}

/* All the names, so that whoever reads it finds them. */
static enum ac_status put_reasons(
	struct ac_db *db, int64_t id, struct ac_json *json, struct ac_error *err)
{
	struct ac_json *reasons = ac_json_set_object(json, "refusal_reasons");
	for (int r = AC_REFUSAL_NONE + 1; r < ac_refusal_reason_count; r++)
		put_reason(reasons, (uint8_t)r, 0);
	return ac_refusals_count(db, id, put_reason, reasons, err);
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	int64_t case_id = 0, overdue = 0;
	AC_TRY(ac_campaign_keep(db, v->id, &v->kept, err));
	put_row(v->answer, &v->kept.row);
	AC_TRY(ac_warning_get(db, v->kept.row.warning, take_warning, &case_id, err));
	AC_TRY(ac_case_get(db, case_id, take_case, v, err));
	ac_json_set_i64(v->answer, "case", case_id);
	ac_json_set_bool(v->answer, "exercise", v->exercise);
	AC_TRY(ac_campaign_frozen_at(db, v->id, &v->frozen_at, err));
	AC_TRY(case_overdue_count(db, case_id, v->officials_h, v->now, &overdue, err));
	ac_json_set_i64(v->answer, "case_overdue", overdue);
	return put_reasons(db, v->id, v->answer, err);
}

enum ac_status ac_campaigns_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .id = id,
		.answer = answer,
		.now = ac_service_now(service),
		.officials_h = ac_service_config(service)->officials_h };
	struct counting c = { .campaign = id };
	enum ac_status status = ac_service_read(service, view, &v, err);
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = v.kept;
	if (status != AC_OK)
		return status;
	AC_AUTO(campaign_quiet) struct campaign_quiet quiet = { 0 };
	AC_TRY(ac_service_query(service, count, &c, err));
	if (!c.known)
		AC_TRY(ac_service_read(service, count_stored, &c, err));
	AC_TRY(campaign_quiet_look(service, id, kept.plan, &quiet, err));
	campaign_quiet_put(&quiet, answer);
	ac_json_set_wall(answer, "now", ac_service_now(service));
	if (c.known) {
		put_live(answer, &c.counts);
		put_tiers(answer, kept.plan, &c.counts, &quiet);
		ac_json_set_text(answer, "state", ac_campaign_state_name(c.counts.state));
	}
	if (c.known && c.counts.state == AC_CAMPAIGN_paused)
		ac_json_set_wall_if(answer, "frozen_at", v.frozen_at);
	put_links(service, answer);
	return ac_pages_count(service, ac_json_set_object(answer, "pages"), err);
}

/* ---- all ---- */

static void add_row(void *ctx, const struct ac_campaign_row *row)
{
	put_row(ac_json_add_object(ctx), row);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaign_each(db, add_row, ctx, err);
}

/* The rows first, then all counts in one look at the engine. */
static void count_all(const struct ac_engine *engine, void *ctx)
{
	struct ac_json *answer = ctx;
	const struct ac_json *rows = ac_json_find(answer, "rows");
	struct ac_json *campaigns = ac_json_set_array(answer, "campaigns");
	ac_json_each(rows, row)
	{
		struct ac_json *campaign = ac_json_copy(row);
		struct ac_counts counts;
		int64_t id;
		if (ac_json_get_i64(row, "id", &id, NULL) == AC_OK &&
			ac_engine_counts(engine, id, &counts) == AC_OK)
			put_live(campaign, &counts);
		ac_json_add(campaigns, campaign);
	}
}

enum ac_status ac_campaigns_list(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *all = ac_json_new_object();
	AC_TRY(ac_service_read(service, list, ac_json_set_array(all, "rows"), err));
	AC_TRY(ac_service_query(service, count_all, all, err));
	ac_json_set(answer, "campaigns", ac_json_copy(ac_json_find(all, "campaigns")));
	return AC_OK;
}
