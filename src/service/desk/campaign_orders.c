/* Orders to a campaign under way: pause, resume, finish, a corrected text, the end. Each is audited
 * and its texts are durable before the engine hears of it; what the engine makes of it comes back into
 * the campaign's row with its journal. */
#include "service/desk/attributions.h"
#include "service/desk/campaign_row.h"
#include "service/desk/campaigns.h"
#include "service/desk/plan_file.h"

/* Who resumes a campaign that its case's event has stopped has decided that it goes on. */
static enum ac_status unfreeze(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaign_freeze(db, *(const int64_t *)ctx, (struct ac_wall){ 0 }, err);
}

enum ac_status ac_campaigns_order(struct ac_service *service, struct ac_officer officer, int64_t id,
	enum ac_order order, struct ac_error *err)
{
	const char *action = order == AC_ORDER_PAUSE    ? "campaign.pause"
			     : order == AC_ORDER_RESUME ? "campaign.resume"
							: "campaign.finish";
	struct ac_order_input input = { .order = order, .campaign = id };
	AC_TRY(ac_decide(service, officer, action, "campaign", id, NULL, err));
	AC_TRY(ac_service_order(service, input, err));
	return order == AC_ORDER_RESUME ? ac_service_write(service, unfreeze, &id, err) : AC_OK;
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

enum ac_status ac_campaigns_correct(struct ac_service *service, struct ac_officer officer,
	int64_t id, int tier, struct ac_str texts, int64_t *version, struct ac_error *err)
{
	struct texting t = { .by = ac_by(service, officer),
		.id = id,
		.tier = tier,
		.text = texts,
		.kind = AC_KIND_instruction,
		.zone = ac_service_config(service)->zone,
		.action = "campaign.text" };
	if (!texts.n)
		return ac_fail(err, AC_INVALID, "texts: which? A list with language, text, action");
	AC_TRY(ac_service_write(service, write_texts, &t, err));
	AC_TRY(ac_service_texts_changed(service, id, err));
	struct ac_order_input order = { .order = AC_ORDER_TEXT,
		.campaign = id,
		.tier = (uint8_t)tier,
		.version = (uint16_t)t.version };
	AC_TRY(ac_service_order(service, order, err));
	*version = t.version;
	return AC_OK;
}

/* ---- the end ---- */

struct ending {
	int64_t warning;
	ac_campaign_ids live;
	struct texting *check; /* look whether their texts would do */
};

static enum ac_status look_at_live(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ending *e = ctx;
	AC_TRY(ac_campaigns_live(db, e->warning, &e->live, err));
	ac_vec_each(&e->live, id) {
		if (!e->check)
			break;
		e->check->id = *id;
		AC_TRY(write_texts(db, e->check, err));
	}
	return AC_OK;
}

static struct texting ending_text(struct ac_service *service, struct ac_officer officer,
	enum ac_kind kind, struct ac_str messages, struct ac_str advice)
{
	return (struct texting){ .by = ac_by(service, officer),
		.text = messages,
		.advice = advice,
		.kind = kind,
		.zone = ac_service_config(service)->zone,
		.action = kind == AC_KIND_all_clear ? "campaign.all_clear" : "campaign.retract" };
}

enum ac_status ac_campaigns_end_check(struct ac_service *service, int64_t warning,
	enum ac_kind kind, struct ac_str messages, struct ac_str advice, struct ac_error *err)
{
	struct texting t = ending_text(service, (struct ac_officer){ 0 }, kind, messages, advice);
	struct ending e = { .warning = warning, .check = &t };
	t.dry = true;
	enum ac_status status = ac_service_read(service, look_at_live, &e, err);
	size_t live = e.live.n;
	ac_vec_done(&e.live);
	if (status == AC_OK && live && ac_service_mode(service) != AC_SERVICE_SERVE)
		return ac_fail(err, AC_CONFLICT,
			"warning %lld has a campaign under way: no daemon on %s, start it with "
			"`allclear -d %s serve`",
			(long long)warning, ac_service_dir(service), ac_service_dir(service));
	return status;
}

static enum ac_status end_one(struct ac_service *service, struct texting *t, struct ac_error *err)
{
	AC_TRY(ac_service_write(service, write_texts, t, err));
	AC_TRY(ac_service_texts_changed(service, t->id, err));
	struct ac_order_input order = { .order = AC_ORDER_CLOSE,
		.campaign = t->id,
		.kind = t->kind,
		.version = (uint16_t)t->version };
	return ac_service_order(service, order, err);
}

enum ac_status ac_campaigns_end(struct ac_service *service, struct ac_officer officer,
	int64_t warning, enum ac_kind kind, struct ac_str messages, struct ac_str advice,
	struct ac_json *answer, struct ac_error *err)
{
	struct ending e = { .warning = warning };
	AC_TRY(ac_service_read(service, look_at_live, &e, err));
	struct ac_json *campaigns = ac_json_set_array(answer, "campaigns");
	enum ac_status status = AC_OK;
	for (size_t i = 0; i < e.live.n && status == AC_OK; i++) {
		struct texting t = ending_text(service, officer, kind, messages, advice);
		t.id = e.live.at[i];
		status = end_one(service, &t, err);
		ac_json_set_i64(ac_json_add_object(campaigns), "id", t.id);
	}
	ac_vec_done(&e.live);
	return status;
}
