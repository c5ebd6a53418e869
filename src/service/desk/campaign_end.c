/* How the campaigns of a warning end: with an all-clear or a retraction to everybody told, in the words that two agreed on. */
#include "service/desk/campaign_end.h"

#include "service/desk/campaign_row.h"
#include "service/desk/campaign_texts_p.h"

#include <stdio.h>

/* The campaigns of a warning that still tell people to act. */
static enum ac_status each_acting(struct ac_db *db, int64_t warning,
	enum ac_status (*visit)(struct ac_db *db, void *ctx, int64_t id, struct ac_error *err),
	void *ctx, struct ac_error *err)
{
	AC_AUTO(campaign_ids) ac_campaign_ids live = { 0 };
	AC_TRY(ac_campaigns_live(db, warning, &live, err));
	ac_vec_each(&live, id) {
		AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
		AC_TRY(ac_campaign_keep(db, *id, &kept, err));
		if (strcmp(kept.state, "closing") != 0)
			AC_TRY(visit(db, ctx, *id, err));
	}
	return AC_OK;
}

static struct texting ending_text(const struct ac_campaigns_end *end, const struct ac_by *by)
{
	return (struct texting){ .by = *by,
		.text = end->messages,
		.advice = end->advice,
		.said = end->said,
		.kind = end->kind,
		.zone = end->zone,
		.action = end->kind == AC_KIND_all_clear ? "campaign.all_clear"
							 : "campaign.retract" };
}

struct ending {
	struct texting texting;
	struct ac_campaigns_end *end;
	int64_t warning;
	size_t n; /* campaigns that they end */
};

static enum ac_status write_one(struct ac_db *db, void *ctx, int64_t id, struct ac_error *err)
{
	struct ending *e = ctx;
	e->texting.id = id;
	e->n++;
	AC_TRY(campaign_texts_write(db, &e->texting, err));
	if (!e->texting.dry)
		ac_vec_push(&e->end->campaigns,
			((struct ac_campaign_end){ id, (uint16_t)e->texting.version }));
	return AC_OK;
}

static enum ac_status look_at_them(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ending *e = ctx;
	return each_acting(db, e->warning, write_one, e, err);
}

enum ac_status ac_campaigns_end_check(struct ac_service *service, int64_t warning,
	const struct ac_campaigns_end *end, struct ac_error *err)
{
	const struct ac_by nobody = { 0 };
	struct ending e = { .texting = ending_text(end, &nobody), .warning = warning };
	e.texting.dry = true;
	AC_TRY(ac_service_read(service, look_at_them, &e, err));
	if (e.n && ac_service_mode(service) != AC_SERVICE_SERVE)
		return ac_fail(err, AC_CONFLICT,
			"warning %lld has a campaign under way: no daemon on %s, start it with "
			"`allclear -d %s serve`",
			(long long)warning, ac_service_dir(service), ac_service_dir(service));
	return AC_OK;
}

enum ac_status ac_campaigns_end_write(struct ac_db *db, const struct ac_by *by, int64_t warning,
	struct ac_campaigns_end *end, struct ac_error *err)
{
	struct ending e = { .texting = ending_text(end, by), .end = end };
	end->campaigns.n = 0;
	return each_acting(db, warning, write_one, &e, err);
}

/* ---- what the second person sees of it ---- */

static enum ac_status show_one(struct ac_db *db, void *ctx, int64_t id, struct ac_error *err)
{
	struct ending *e = ctx;
	e->texting.id = id;
	return campaign_texts_show(db, &e->texting, err);
}

enum ac_status ac_campaigns_end_show(struct ac_db *db, const struct ac_by *by, int64_t warning,
	struct ac_campaigns_end *end, struct ac_error *err)
{
	struct ending e = { .texting = ending_text(end, by), .end = end };
	return by->officer.rehearsal ? each_acting(db, warning, show_one, &e, err) : AC_OK;
}

struct reaching {
	int64_t warning, told;
	ac_campaign_ids campaigns;
};

static enum ac_status add_campaign(struct ac_db *db, void *ctx, int64_t id, struct ac_error *err)
{
	(void)db, (void)err;
	ac_vec_push(&((struct reaching *)ctx)->campaigns, id);
	return AC_OK;
}

static enum ac_status find_campaigns(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct reaching *r = ctx;
	return each_acting(db, r->warning, add_campaign, r, err);
}

static void count_told(const struct ac_engine *engine, void *ctx)
{
	struct reaching *r = ctx;
	struct ac_counts counts;
	ac_vec_each(&r->campaigns, id)
		if (ac_engine_counts(engine, *id, &counts) == AC_OK)
			r->told += counts.all.told;
}

enum ac_status ac_campaigns_end_reach(struct ac_service *service, const struct ac_officer *officer,
	int64_t warning, struct ac_error *err)
{
	char says[120];
	struct reaching r = { .warning = warning };
	if (!officer->rehearsal)
		return AC_OK;
	enum ac_status status = ac_service_read(service, find_campaigns, &r, err);
	if (status == AC_OK && r.campaigns.n)
		status = ac_service_query(service, count_told, &r, err);
	(void)snprintf(says, sizeof says, "%lld people were told by now, and get the last message",
		(long long)r.told);
	if (status == AC_OK)
		ac_rehearse_check(officer, "told", true,
			r.campaigns.n ? ac_str(says)
				      : AC_STR("no campaign is under way: nobody is told "
					       "personally"));
	ac_vec_done(&r.campaigns);
	return status;
}

/* ---- its order ---- */

enum ac_status ac_campaigns_end_order(
	struct ac_service *service, const struct ac_campaigns_end *end, struct ac_error *err)
{
	ac_vec_each(&end->campaigns, campaign) {
		struct ac_order_input order = { .order = AC_ORDER_CLOSE,
			.campaign = campaign->id,
			.kind = end->kind,
			.version = campaign->version };
		AC_TRY(ac_service_texts_changed(service, campaign->id, err));
		AC_TRY(ac_service_order(service, order, err));
	}
	return AC_OK;
}
