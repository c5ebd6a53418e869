#include "service/desk/campaign_recover.h"

#include "base/log.h"
#include "service/desk/campaign_row.h"
#include "store/audit.h"

#include <stdio.h>

/* ---- what was decided, by the store ---- */

enum intent { INTENT_NONE, INTENT_RUNS, INTENT_STANDS, INTENT_FINISHED };

/* The acts after which a campaign should be in a state; one that was refused asks for nothing any more. */
static const struct {
	const char *action;
	enum intent intent;
} acts[] = {
	{ "campaign.start", INTENT_RUNS },
	{ "campaign.resume", INTENT_RUNS },
	{ "campaign.resume_frozen", INTENT_RUNS },
	{ "campaign.ask", INTENT_RUNS },
	{ "campaign.pause", INTENT_STANDS },
	{ "campaign.finish", INTENT_FINISHED },
	{ "campaign.not_ordered", INTENT_NONE },
};

struct decided {
	int64_t id;
	struct ac_campaign_kept kept; /* as the engine has it: its journal writes the row */
	uint16_t versions[ac_plan_max_tiers +
			  1]; /* the highest stored; [0]: of the closing text … */
	enum ac_kind closing; /* … which is this one */
	bool published, ended; /* the warning */
	enum intent intent;
	struct ac_wall frozen_at;
};

static void decided_done(struct decided *d)
{
	ac_campaign_kept_done(&d->kept);
}
AC_AUTO_DEFINE_VALUE(decided, struct decided, decided_done)

static void see_warning(void *ctx, const struct ac_warning_row *row)
{
	struct decided *d = ctx;
	d->published = ac_str_eq(row->state, AC_STR("published"));
	d->ended = ac_str_eq(row->state, AC_STR("cleared")) ||
		   ac_str_eq(row->state, AC_STR("retracted"));
}

static void see_text(void *ctx, const struct ac_campaign_text_row *row)
{
	struct decided *d = ctx;
	enum ac_kind kind;
	if (row->tier < 0 || row->tier > ac_plan_max_tiers ||
		row->version <= d->versions[row->tier] || !ac_kind_from(row->kind, &kind))
		return;
	d->versions[row->tier] = (uint16_t)row->version;
	if (!row->tier)
		d->closing = kind;
}

static void see_act(void *ctx, const struct ac_audit_entry *entry)
{
	struct decided *d = ctx;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (ac_str_eq(entry->action, ac_str(acts[i].action)))
			d->intent = acts[i].intent;
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct decided *d = ctx;
	char object[40];
	(void)snprintf(object, sizeof object, "campaign/%lld", (long long)d->id);
	AC_TRY(ac_campaign_keep(db, d->id, &d->kept, err));
	AC_TRY(ac_warning_get(db, d->kept.row.warning, see_warning, d, err));
	AC_TRY(ac_campaign_text_each(db, d->id, see_text, d, err));
	AC_TRY(ac_audit_since(db, ac_str(object), (struct ac_wall){ 0 }, see_act, d, err));
	return ac_campaign_frozen_at(db, d->id, &d->frozen_at, err);
}

static bool is(const struct decided *d, const char *state)
{
	return strcmp(d->kept.state, state) == 0;
}

/* ---- giving it to the engine ---- */

/* In the audit chain, of what nobody asked for just now. */
static struct ac_officer the_daemon(void)
{
	return (struct ac_officer){ .name = AC_STR("the daemon") };
}

static bool is_verdict(enum ac_status status)
{
	return status == AC_CONFLICT || status == AC_NOT_FOUND || status == AC_INVALID;
}

static enum ac_status give(struct ac_service *service, const struct ac_order_input *order,
	const char *what, struct ac_error *err)
{
	struct ac_error refused = { .msg = "" };
	enum ac_status status = ac_service_order(service, *order, &refused);
	if (status == AC_OK) {
		ac_log(AC_LOG_INFO, "campaign.recovered", "campaign=%lld what=%s tier=%d",
			(long long)order->campaign, what, order->tier);
		return AC_OK;
	}
	ac_log(AC_LOG_ERROR, "campaign.not_recovered", "campaign=%lld what=%s why=\"%s\"",
		(long long)order->campaign, what, refused.msg);
	if (!is_verdict(status))
		return ac_fail(
			err, status, "campaign %lld: %s", (long long)order->campaign, refused.msg);
	return ac_decide(service, the_daemon(), "campaign.not_ordered", "campaign", order->campaign,
		NULL, err);
}

static enum ac_status end(struct ac_service *service, const struct decided *d, struct ac_error *err)
{
	const struct ac_order_input order = { .order = AC_ORDER_CLOSE,
		.campaign = d->id,
		.kind = d->closing,
		.version = d->versions[0] };
	return give(service, &order, ac_kind_name(d->closing), err);
}

static enum ac_status give_texts(
	struct ac_service *service, const struct decided *d, struct ac_error *err)
{
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++) {
		const struct ac_order_input order = { .order = AC_ORDER_TEXT,
			.campaign = d->id,
			.tier = (uint8_t)tier,
			.version = d->versions[tier] };
		if (d->versions[tier] > d->kept.row.versions[tier])
			AC_TRY(give(service, &order, "text", err));
	}
	return AC_OK;
}

static enum ac_status unfreeze(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaign_freeze(
		db, ((const struct decided *)ctx)->id, (struct ac_wall){ 0 }, err);
}

static enum ac_status give_state(
	struct ac_service *service, struct decided *d, struct ac_error *err)
{
	struct ac_order_input order = { .order = AC_ORDER_RESUME, .campaign = d->id };
	if (d->intent == INTENT_RUNS && is(d, "paused"))
		AC_TRY(give(service, &order, "resume", err));
	if (d->intent == INTENT_RUNS && d->frozen_at.us)
		return ac_service_write(service, unfreeze, d, err);
	order.order = AC_ORDER_PAUSE;
	return d->intent == INTENT_STANDS && is(d, "running") ? give(service, &order, "pause", err)
							      : AC_OK;
}

static enum ac_status finish(
	struct ac_service *service, const struct decided *d, struct ac_error *err)
{
	const struct ac_order_input order = { .order = AC_ORDER_FINISH, .campaign = d->id };
	return d->intent == INTENT_FINISHED ? give(service, &order, "finish", err) : AC_OK;
}

static void give_people(struct ac_service *service, int64_t id)
{
	ac_id_vec lost = { 0 };
	struct ac_error why = { .msg = "" };
	enum ac_status status = campaign_people_lost(service, id, &lost, &why);
	if (status == AC_OK && lost.n)
		status = ac_campaign_people_changed(
			service, the_daemon(), id, lost.at, lost.n, NULL, &why);
	if (status != AC_OK)
		ac_log(AC_LOG_ERROR, "campaign.not_recovered",
			"campaign=%lld what=people why=\"%s\"", (long long)id, why.msg);
	else if (lost.n)
		ac_log(AC_LOG_INFO, "campaign.recovered", "campaign=%lld what=people n=%zu",
			(long long)id, lost.n);
	ac_vec_done(&lost);
}

static enum ac_status recover_one(struct ac_service *service, int64_t id, struct ac_error *err)
{
	AC_AUTO(decided) struct decided d = { .id = id };
	AC_TRY(ac_service_read(service, look, &d, err));
	if (is(&d, "closing"))
		return finish(service, &d, err);
	if (d.ended)
		return d.versions[0] ? end(service, &d, err) : AC_OK;
	AC_TRY(give_texts(service, &d, err));
	AC_TRY(give_state(service, &d, err));
	if (d.published)
		give_people(service, id);
	return AC_OK;
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaigns_live(db, 0, ctx, err);
}

enum ac_status ac_campaigns_recover(struct ac_service *service, struct ac_error *err)
{
	AC_AUTO(campaign_ids) ac_campaign_ids live = { 0 };
	AC_TRY(ac_service_read(service, list, &live, err));
	ac_vec_each(&live, id)
		AC_TRY(recover_one(service, *id, err));
	return AC_OK;
}
