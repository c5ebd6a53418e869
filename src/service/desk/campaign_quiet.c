/* Quiet hours of a campaign: overridden by two, kept again by two, shown. The order is durable as a row
 * before the engine hears of it, and recovery gives the engine what the rows say. */
#include "service/desk/campaign_quiet.h"

#include "service/desk/campaign_row.h"
#include "service/desk/campaigns.h"
#include "service/desk/case_p.h"
#include "store/quiet_orders.h"

#include <stdio.h>

enum { why_max = 4000, says_max = 200 };

/* ---- what the stored plan says ---- */

static const struct ac_json *tier_in(const struct ac_json *plan, int number)
{
	ac_json_each(ac_json_find(plan, "tiers"), tier)
	{
		int64_t n;
		if (ac_json_get_i64(tier, "tier", &n, NULL) == AC_OK && n == number)
			return tier;
	}
	return NULL;
}

static bool is_quiet(const struct ac_json *tier)
{
	bool quiet = false;
	return ac_json_opt_bool(tier, "quiet", false, &quiet, NULL) == AC_OK && quiet;
}

static void put_time(struct ac_json *hours, const char *name, const struct ac_json *stored,
	const char *stored_name)
{
	char time[16];
	int64_t minute = 0;
	(void)!ac_json_opt_i64(stored, stored_name, 0, ac_day_minutes - 1, 0, &minute, NULL);
	(void)snprintf(time, sizeof time, "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
	ac_json_set_text(hours, name, time);
}

/* Owned by the caller; NULL: the plan has none. */
static struct ac_json *hours_in(const struct ac_json *plan)
{
	const struct ac_json *stored = ac_json_find(plan, "quiet_hours");
	struct ac_str zone;
	if (!stored || ac_json_get_str(stored, "zone", &zone, NULL) != AC_OK)
		return NULL;
	struct ac_json *hours = ac_json_new_object();
	put_time(hours, "from", stored, "from_min");
	put_time(hours, "until", stored, "until_min");
	ac_json_set_str(hours, "zone", zone);
	return hours;
}

/* ---- looking ---- */

void campaign_quiet_done(struct campaign_quiet *quiet)
{
	ac_json_free(quiet->hours);
	for (int tier = 0; tier <= ac_plan_max_tiers; tier++)
		ac_json_free(quiet->orders[tier]);
	*quiet = (struct campaign_quiet){ 0 };
}

struct looking {
	int64_t id;
	struct campaign_quiet *quiet;
};

static void take_order(void *ctx, const struct ac_quiet_order_row *row)
{
	struct campaign_quiet *quiet = ctx;
	if (row->tier < 1 || row->tier > ac_plan_max_tiers)
		return;
	struct ac_json *order = quiet->orders[row->tier] = ac_json_new_object();
	quiet->overridden[row->tier] = row->override;
	ac_json_set_bool(order, "override", row->override);
	ac_json_set_wall(order, "at", row->at);
	ac_json_set_i64(order, "decision", row->decision);
	ac_json_set_str(order, "drafted_by", row->drafted_by);
	ac_json_set_str(order, "approved_by", row->approved_by);
	ac_json_set_str(order, "why", row->why);
}

static enum ac_status look_at_orders(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct looking *l = ctx;
	return ac_quiet_order_each(db, l->id, take_order, l->quiet, err);
}

/* A campaign that the engine does not have, closed long ago, keeps nobody waiting. */
static void look_at_people(const struct ac_engine *engine, void *ctx)
{
	struct looking *l = ctx;
	(void)!ac_engine_quiet(engine, l->id, l->quiet->tiers);
}

enum ac_status campaign_quiet_look(struct ac_service *service, int64_t id,
	const struct ac_json *plan, struct campaign_quiet *quiet, struct ac_error *err)
{
	struct looking l = { id, quiet };
	quiet->hours = hours_in(plan);
	if (!quiet->hours)
		return AC_OK;
	AC_TRY(ac_service_read(service, look_at_orders, &l, err));
	return ac_service_query(service, look_at_people, &l, err);
}

void campaign_quiet_put(const struct campaign_quiet *quiet, struct ac_json *campaign)
{
	struct ac_wall until = { 0 };
	int64_t waiting = 0;
	if (!quiet->hours)
		return;
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++) {
		waiting += quiet->tiers[tier].waiting;
		until = quiet->tiers[tier].until.us ? quiet->tiers[tier].until : until;
	}
	struct ac_json *hours = ac_json_copy(quiet->hours);
	ac_json_set_wall_if(hours, "end_at", until);
	ac_json_set_i64(hours, "waiting", waiting);
	ac_json_set(campaign, "quiet_hours", hours);
}

void campaign_quiet_put_tier(const struct campaign_quiet *quiet, const struct ac_json *in_plan,
	int number, struct ac_json *tier)
{
	if (!quiet->hours || !is_quiet(in_plan))
		return;
	struct ac_json *json = ac_json_set_object(tier, "quiet");
	ac_json_set_bool(json, "kept", !quiet->overridden[number]);
	ac_json_set_i64(json, "waiting", quiet->tiers[number].waiting);
	if (quiet->orders[number])
		ac_json_set(json, "order", ac_json_copy(quiet->orders[number]));
}

/* ---- the order ---- */

struct ordering {
	struct ac_by by;
	int64_t id;
	const struct ac_quiet_ask *ask;
	struct ac_campaign_kept kept;
	struct campaign_quiet quiet;
	struct ac_counts counts;
};

static void ordering_done(struct ordering *o)
{
	ac_campaign_kept_done(&o->kept);
	campaign_quiet_done(&o->quiet);
}
AC_AUTO_DEFINE_VALUE(ordering, struct ordering, ordering_done)

static enum ac_status keep(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ordering *o = ctx;
	return ac_campaign_keep(db, o->id, &o->kept, err);
}

static enum ac_status check_ask(const struct ordering *o, struct ac_error *err)
{
	const struct ac_json *tier = tier_in(o->kept.plan, o->ask->tier);
	if (!tier)
		return ac_fail(err, AC_NOT_FOUND, "campaign %lld has no tier %d", (long long)o->id,
			o->ask->tier);
	if (!o->quiet.hours || !is_quiet(tier))
		return ac_fail(err, AC_CONFLICT,
			"tier %d of campaign %lld has no quiet hours: it is told at any hour",
			o->ask->tier, (long long)o->id);
	return AC_OK;
}

static void count(const struct ac_engine *engine, void *ctx)
{
	struct ordering *o = ctx;
	(void)!ac_engine_counts(engine, o->id, &o->counts);
}

static struct ac_str hours_text(const struct ordering *o, const char *name)
{
	struct ac_str text;
	(void)!ac_json_opt_str(o->quiet.hours, name, AC_STR(""), &text, NULL);
	return text;
}

/* What would hold from now on. The figures, which change meanwhile, stand beside it. */
static void show_document(const struct ordering *o)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 16 << 10);
	ac_buf_printf(&text,
		"Campaign %lld, tier %d: its quiet hours (%.*s to %.*s %.*s) %s\nWhy: %.*s\n",
		(long long)o->id, o->ask->tier, AC_STR_ARG(hours_text(o, "from")),
		AC_STR_ARG(hours_text(o, "until")), AC_STR_ARG(hours_text(o, "zone")),
		o->ask->override
			? "are overridden: from now on people are written to and phoned in them."
			: "are kept again: in them nobody is written to or phoned with what may "
			  "wait.",
		AC_STR_ARG(o->ask->why));
	ac_rehearse_document(&o->by.officer, ac_buf_str(&text));
}

static void show_people(const struct ordering *o)
{
	char says[says_max];
	const struct ac_quiet_tier *tier = &o->quiet.tiers[o->ask->tier];
	if (!o->ask->override)
		return;
	(void)snprintf(says, sizeof says,
		"%lld people wait for nothing but the end of their quiet hours and would be "
		"reached now",
		(long long)tier->waiting);
	ac_rehearse_check(&o->by.officer, "people", tier->waiting > 0, ac_str(says));
}

static void show_hours(const struct ordering *o)
{
	char says[says_max], until[40];
	const struct ac_quiet_tier *tier = &o->quiet.tiers[o->ask->tier];
	if (tier->until.us) {
		ac_wall_format(tier->until, until);
		(void)snprintf(says, sizeof says, "they hold now, until %s", until);
	} else {
		(void)snprintf(says, sizeof says, "they do not hold now, but from the next on");
	}
	ac_rehearse_check(&o->by.officer, "quiet hours", true, ac_str(says));
}

static enum ac_status show(struct ac_service *service, struct ordering *o, struct ac_error *err)
{
	struct ac_json *shown = ac_rehearsed(&o->by.officer);
	if (!shown)
		return AC_OK;
	AC_TRY(ac_service_query(service, count, o, err));
	const struct ac_tier_counts *tier = &o->counts.tiers[o->ask->tier];
	ac_json_set_i64(shown, "tier", o->ask->tier);
	ac_json_set(shown, "quiet_hours", ac_json_copy(o->quiet.hours));
	ac_json_set_i64(shown, "waiting", o->quiet.tiers[o->ask->tier].waiting);
	ac_json_set_i64(shown, "recipients", tier->recipients);
	ac_json_set_i64(shown, "pending", tier->pending);
	show_people(o);
	show_hours(o);
	return AC_OK;
}

static void take_last(void *ctx, const struct ac_quiet_order_row *row)
{
	bool *overridden = ctx;
	if (row->tier >= 1 && row->tier <= ac_plan_max_tiers)
		overridden[row->tier] = row->override;
}

/* Still as it was looked at: another order may have come in between. */
static enum ac_status check_still(struct ac_db *db, const struct ordering *o, struct ac_error *err)
{
	bool overridden[ac_plan_max_tiers + 1] = { 0 };
	AC_AUTO(campaign_kept) struct ac_campaign_kept now = { 0 };
	AC_TRY(ac_campaign_keep(db, o->id, &now, err));
	AC_TRY(ac_quiet_order_each(db, o->id, take_last, overridden, err));
	if (ac_str_eq(now.row.state, AC_STR("closed")) ||
		ac_str_eq(now.row.state, AC_STR("creating")))
		return ac_fail(err, AC_CONFLICT, "campaign %lld is %.*s", (long long)o->id,
			AC_STR_ARG(now.row.state));
	if (overridden[o->ask->tier] == o->ask->override)
		return ac_fail(err, AC_CONFLICT, "tier %d of campaign %lld %s already",
			o->ask->tier, (long long)o->id,
			o->ask->override ? "does not keep its quiet hours"
					 : "keeps its quiet hours");
	return AC_OK;
}

static enum ac_status write_order(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ordering *o = ctx;
	AC_TRY(check_still(db, o, err));
	const struct ac_agreed *agreed = o->by.officer.agreed; /* NULL: a rehearsal, undone */
	struct ac_quiet_order_row row = { .campaign = o->id,
		.tier = o->ask->tier,
		.override = o->ask->override,
		.at = o->by.at,
		.decision = agreed ? agreed->decision : 0,
		.drafted_by = o->by.officer.name,
		.approved_by = agreed ? agreed->approver : AC_STR(""),
		.why = o->ask->why };
	AC_TRY(ac_quiet_order_insert(db, &row, err));
	show_document(o);
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("tier", o->ask->tier);
	ac_json_set_bool(detail, "override", o->ask->override);
	return ac_decided(db, &o->by, "campaign.quiet_override", "campaign", o->id, detail, err);
}

enum ac_status ac_campaigns_quiet(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_quiet_ask *ask, struct ac_error *err)
{
	AC_AUTO(ordering)
	struct ordering o = { .by = ac_by(service, officer), .id = id, .ask = ask };
	AC_TRY(case_check_text("why", ask->why, why_max, err));
	AC_TRY(ac_service_read(service, keep, &o, err));
	AC_TRY(campaign_quiet_look(service, id, o.kept.plan, &o.quiet, err));
	AC_TRY(check_ask(&o, err));
	AC_TRY(show(service, &o, err));
	AC_TRY(ac_service_write(service, write_order, &o, err));
	struct ac_order_input order = { .order = AC_ORDER_QUIET,
		.campaign = id,
		.tier = (uint8_t)ask->tier,
		.quiet = !ask->override };
	return ac_service_order(service, order, err);
}
