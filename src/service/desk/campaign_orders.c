/* Orders to a campaign under way: pause, resume, finish, a corrected text, the end. Each is audited
 * and its texts are durable before the engine hears of it; what the engine makes of it comes back into
 * the campaign's row with its journal. */
#include "service/desk/attribution_names.h"
#include "service/desk/campaign_row.h"
#include "service/desk/campaigns.h"
#include "service/desk/plan_file.h"

#include <stdio.h>

struct ordering {
	struct ac_by by;
	int64_t id;
	enum ac_order order;
	bool asked; /* it goes on with the question that an event asks */
};

/* Who resumes a campaign that its case's event has stopped has decided that it goes on. */
static enum ac_status unfreeze(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaign_freeze(
		db, ((const struct ordering *)ctx)->id, (struct ac_wall){ 0 }, err);
}

/* What was to be said before the event goes on after it only by two. */
static enum ac_status decide_order(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct ordering *o = ctx;
	struct ac_wall frozen_at = { 0 };
	if (o->order == AC_ORDER_RESUME)
		AC_TRY(ac_campaign_frozen_at(db, o->id, &frozen_at, err));
	const char *action = o->order == AC_ORDER_PAUSE    ? "campaign.pause"
			     : o->order == AC_ORDER_FINISH ? "campaign.finish"
			     : o->asked                    ? "campaign.ask"
			     : frozen_at.us                ? "campaign.resume_frozen"
							   : "campaign.resume";
	ac_rehearse_check(&o->by.officer, "event", !frozen_at.us,
		AC_STR("its case has had an event since: what it goes on to say is from before"));
	return ac_decided(db, &o->by, action, "campaign", o->id, NULL, err);
}

static enum ac_status give_order(
	struct ac_service *service, struct ordering *o, struct ac_error *err)
{
	struct ac_order_input input = { .order = o->order, .campaign = o->id };
	AC_TRY(ac_service_write(service, decide_order, o, err));
	enum ac_status status = ac_service_order(service, input, err);
	if (status != AC_OK) {
		AC_TRY(ac_decide(service, o->by.officer, "campaign.not_ordered", "campaign", o->id,
			NULL, NULL));
		return status;
	}
	return o->order == AC_ORDER_RESUME ? ac_service_write(service, unfreeze, o, err) : AC_OK;
}

enum ac_status ac_campaigns_order(struct ac_service *service, struct ac_officer officer, int64_t id,
	enum ac_order order, struct ac_error *err)
{
	struct ordering o = { .by = ac_by(service, officer), .id = id, .order = order };
	return give_order(service, &o, err);
}

enum ac_status ac_campaigns_ask_on(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct ordering o = { ac_by(service, officer), id, AC_ORDER_RESUME, true };
	return give_order(service, &o, err);
}

/* ---- texts ---- */

struct texting {
	struct ac_by by;
	int64_t id;
	int tier; /* 0: the closing text */
	struct ac_str text, advice;
	enum ac_kind kind;
	const char *zone;
	const char *action; /* of the audit row */
	int64_t version;
	bool dry; /* only: would it do? */
};

/* A copy of an object without one member. */
static struct ac_json *without(const struct ac_json *object, const char *name)
{
	struct ac_json *copy = ac_json_new_object();
	ac_json_each(object, member) if (!ac_str_eq(ac_json_name(member), ac_str(name)))
		ac_json_set(copy, ac_json_name(member).p, ac_json_copy(member));
	return copy;
}

static void put_advice(struct ac_json *plan, struct ac_str advice)
{
	struct ac_json *arguments = without(ac_json_find(plan, "arguments"), "residual");
	struct ac_json *localised = ac_json_new_object();
	ac_json_set_str(arguments, "residual", advice);
	ac_json_each(ac_json_find(plan, "localised"), own)
		ac_json_set(localised, ac_json_name(own).p, without(own, "residual"));
	ac_json_set(plan, "arguments", arguments);
	ac_json_set(plan, "localised", localised);
}

/* What still holds: said by the officer, else by the plan; never nothing. */
static enum ac_status settle_advice(
	const struct texting *t, struct ac_json *plan, struct ac_error *err)
{
	bool any = ac_json_find(ac_json_find(plan, "arguments"), "residual") != NULL;
	ac_json_each(ac_json_find(plan, "localised"), own) any |=
		ac_json_find(own, "residual") != NULL;
	if (t->kind != AC_KIND_all_clear || (!t->advice.n && (any || t->text.n)))
		return AC_OK;
	if (!t->advice.n)
		return ac_fail(err, AC_INVALID,
			"campaign %lld: an all-clear says what still holds: give advice, or the "
			"plan's argument `residual`",
			(long long)t->id);
	put_advice(plan, t->advice);
	return AC_OK;
}

static void highest_version(void *ctx, const struct ac_campaign_text_row *row)
{
	struct texting *t = ctx;
	if (row->tier == t->tier && row->version > t->version)
		t->version = row->version;
}

static enum ac_status insert_texts(
	struct ac_db *db, const struct texting *t, const ac_plan_texts *texts, struct ac_error *err)
{
	ac_vec_each(texts, text) {
		struct ac_campaign_text_row row = { .campaign = t->id,
			.kind = ac_str(ac_kind_name(text->kind)),
			.tier = text->tier,
			.language = ac_str(text->language),
			.version = t->version,
			.text = ac_str(text->text),
			.action = ac_str(text->action) };
		AC_TRY(ac_campaign_text_insert(db, &row, err));
	}
	return AC_OK;
}

static enum ac_status make_texts(
	struct ac_db *db, struct texting *t, ac_plan_texts *texts, struct ac_error *err)
{
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_TRY(ac_campaign_keep(db, t->id, &kept, err));
	if (t->tier && !kept.row.versions[t->tier])
		return ac_fail(err, AC_NOT_FOUND, "campaign %lld has no tier %d", (long long)t->id,
			t->tier);
	AC_TRY(settle_advice(t, kept.plan, err));
	t->version = kept.row.versions[t->tier];
	AC_TRY(ac_campaign_text_each(db, t->id, highest_version, t, err));
	t->version++;
	return ac_plan_texts_read(t->text, t->kind, t->tier, kept.plan, t->zone, texts, err);
}

static enum ac_status write_texts(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct texting *t = ctx;
	AC_AUTO(plan_texts) ac_plan_texts texts = { 0 };
	AC_TRY(make_texts(db, t, &texts, err));
	AC_TRY(ac_attributions_spare(db, t->advice, err));
	ac_vec_each(&texts, text) {
		AC_TRY(ac_attributions_spare(db, ac_str(text->text), err));
		AC_TRY(ac_attributions_spare(db, ac_str(text->action), err));
	}
	if (t->dry)
		return AC_OK;
	AC_TRY(insert_texts(db, t, &texts, err));
	ac_rehearse_document(&t->by.officer, t->text);
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("version", t->version);
	ac_json_set_i64(detail, "tier", t->tier);
	return ac_decided(db, &t->by, t->action, "campaign", t->id, detail, err);
}

static enum ac_status correct(struct ac_service *service, struct texting *t, struct ac_error *err)
{
	AC_TRY(ac_service_write(service, write_texts, t, err));
	AC_TRY(ac_service_texts_changed(service, t->id, err));
	struct ac_order_input order = { .order = AC_ORDER_TEXT,
		.campaign = t->id,
		.tier = (uint8_t)t->tier,
		.version = (uint16_t)t->version };
	return ac_service_order(service, order, err);
}

static struct texting tier_text(struct ac_service *service, struct ac_officer officer, int64_t id,
	int tier, struct ac_str texts, const char *action)
{
	return (struct texting){ .by = ac_by(service, officer),
		.id = id,
		.tier = tier,
		.text = texts,
		.kind = AC_KIND_instruction,
		.zone = ac_service_config(service)->zone,
		.action = action };
}

enum ac_status ac_campaigns_correct(struct ac_service *service, struct ac_officer officer,
	int64_t id, int tier, struct ac_str texts, int64_t *version, struct ac_error *err)
{
	struct texting t = tier_text(service, officer, id, tier, texts, "campaign.text");
	if (!texts.n)
		return ac_fail(err, AC_INVALID, "texts: which? A list with language, text, action");
	AC_TRY(correct(service, &t, err));
	*version = t.version;
	return AC_OK;
}

enum ac_status ac_campaigns_ask_tier(struct ac_service *service, struct ac_officer officer,
	int64_t id, int tier, struct ac_str question, struct ac_error *err)
{
	struct texting t = tier_text(service, officer, id, tier, question, "campaign.ask");
	return correct(service, &t, err);
}

/* ---- the end ---- */

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
	AC_TRY(write_texts(db, &e->texting, err));
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
	AC_AUTO(plan_texts) ac_plan_texts texts = { 0 };
	AC_AUTO(buf) struct ac_buf lines;
	ac_buf_init(&lines, 1 << 20);
	e->texting.id = id;
	AC_TRY(make_texts(db, &e->texting, &texts, err));
	ac_buf_printf(&lines, "\nTo each person of campaign %lld who was told, or perhaps:\n",
		(long long)id);
	ac_vec_each(&texts, text)
		ac_buf_printf(&lines, "  %s: %s\n", text->language, text->text);
	if (e->texting.advice.n)
		ac_buf_printf(&lines, "  {residual}: %.*s\n", AC_STR_ARG(e->texting.advice));
	AC_TRY(ac_buf_check(&lines, "the texts of the end", err));
	ac_rehearse_more(&e->texting.by.officer, ac_buf_str(&lines));
	return AC_OK;
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
	if (status == AC_OK && r.campaigns.n)
		ac_rehearse_check(officer, "told", true, ac_str(says));
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

/* ---- what a crash cut off ---- */

/* Two kinds of end, each with its campaigns. */
struct unfinished {
	struct ac_campaigns_end *all_clear, *retraction;
	int64_t warning;
	bool ended;
	struct ac_campaign_end last; /* the latest closing text of one campaign */
	enum ac_kind kind;
};

static void see_ended(void *ctx, const struct ac_warning_row *row)
{
	((struct unfinished *)ctx)->ended = ac_str_eq(row->state, AC_STR("cleared")) ||
					    ac_str_eq(row->state, AC_STR("retracted"));
}

static void see_closing_text(void *ctx, const struct ac_campaign_text_row *row)
{
	struct unfinished *u = ctx;
	enum ac_kind kind;
	if (row->tier || row->version <= u->last.version || !ac_kind_from(row->kind, &kind))
		return;
	u->last.version = (uint16_t)row->version;
	u->kind = kind;
}

static enum ac_status see_unfinished(struct ac_db *db, void *ctx, int64_t id, struct ac_error *err)
{
	struct unfinished *u = ctx;
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_TRY(ac_campaign_keep(db, id, &kept, err));
	AC_TRY(ac_warning_get(db, kept.row.warning, see_ended, u, err));
	u->last = (struct ac_campaign_end){ id, 0 };
	if (u->ended)
		AC_TRY(ac_campaign_text_each(db, id, see_closing_text, u, err));
	if (u->last.version)
		ac_vec_push(u->kind == AC_KIND_all_clear ? &u->all_clear->campaigns
							 : &u->retraction->campaigns,
			u->last);
	return AC_OK;
}

static enum ac_status find_unfinished(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return each_acting(db, 0, see_unfinished, ctx, err);
}

enum ac_status ac_campaigns_end_unfinished(struct ac_service *service, struct ac_error *err)
{
	AC_AUTO(campaigns_end) struct ac_campaigns_end all_clear = { .kind = AC_KIND_all_clear };
	AC_AUTO(campaigns_end) struct ac_campaigns_end retraction = { .kind = AC_KIND_retraction };
	struct unfinished u = { .all_clear = &all_clear, .retraction = &retraction };
	AC_TRY(ac_service_read(service, find_unfinished, &u, err));
	AC_TRY(ac_campaigns_end_order(service, &all_clear, err));
	return ac_campaigns_end_order(service, &retraction, err);
}
