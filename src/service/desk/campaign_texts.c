/* The texts of a campaign under way: a corrected one of a tier, and the last one to everybody told. */
#include "service/desk/attribution_names.h"
#include "service/desk/campaign_row.h"
#include "service/desk/campaign_texts_p.h"
#include "service/desk/campaigns.h"
#include "service/desk/plan_file.h"

#include <stdio.h>

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

static enum ac_status make_texts(struct ac_db *db, struct texting *t, struct ac_campaign_kept *kept,
	ac_plan_texts *texts, struct ac_error *err)
{
	AC_TRY(ac_campaign_keep(db, t->id, kept, err));
	if (t->tier && !kept->row.versions[t->tier])
		return ac_fail(err, AC_NOT_FOUND, "campaign %lld has no tier %d", (long long)t->id,
			t->tier);
	AC_TRY(campaign_advice_settle(t, kept->plan, err));
	t->version = kept->row.versions[t->tier];
	AC_TRY(ac_campaign_text_each(db, t->id, highest_version, t, err));
	t->version++;
	return ac_plan_texts_read(t->text, t->kind, t->tier, kept->plan, t->zone, texts, err);
}

static enum ac_status show_texts(const struct texting *t, const struct ac_campaign_kept *kept,
	const ac_plan_texts *texts, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf lines;
	ac_buf_init(&lines, 1 << 20);
	if (!t->tier)
		ac_buf_printf(&lines,
			"\nTo each person of campaign %lld who was told, or perhaps:\n",
			(long long)t->id);
	AC_TRY(ac_plan_texts_show(
		texts, ac_json_find(kept->plan, "arguments"), t->zone, &lines, err));
	ac_rehearse_more(&t->by.officer, ac_buf_str(&lines));
	ac_plan_texts_check(texts, &t->by.officer);
	ac_plan_words_check(kept->plan, texts, &t->by.officer);
	return AC_OK;
}

enum ac_status campaign_texts_show(struct ac_db *db, struct texting *t, struct ac_error *err)
{
	if (!t->by.officer.rehearsal)
		return AC_OK;
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_AUTO(plan_texts) ac_plan_texts texts = { 0 };
	AC_TRY(make_texts(db, t, &kept, &texts, err));
	return show_texts(t, &kept, &texts, err);
}

enum ac_status campaign_texts_put(struct ac_db *db, struct texting *t, struct ac_error *err)
{
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_AUTO(plan_texts) ac_plan_texts texts = { 0 };
	AC_TRY(make_texts(db, t, &kept, &texts, err));
	AC_TRY(ac_attributions_spare(db, t->advice, err));
	ac_vec_each(&texts, text) {
		AC_TRY(ac_attributions_spare(db, ac_str(text->text), err));
		AC_TRY(ac_attributions_spare(db, ac_str(text->action), err));
	}
	return t->dry ? AC_OK : insert_texts(db, t, &texts, err);
}

enum ac_status campaign_texts_decided(
	struct ac_db *db, const struct texting *t, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("version", t->version);
	ac_json_set_i64(detail, "tier", t->tier);
	return ac_decided(db, &t->by, t->action, "campaign", t->id, detail, err);
}

enum ac_status campaign_texts_write(struct ac_db *db, struct texting *t, struct ac_error *err)
{
	if (t->tier)
		AC_TRY(campaign_texts_show(db, t, err));
	AC_TRY(campaign_texts_put(db, t, err));
	return t->dry ? AC_OK : campaign_texts_decided(db, t, err);
}

static enum ac_status write_texts(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return campaign_texts_write(db, ctx, err);
}

/* ---- a tier's ---- */

struct reaching {
	const struct ac_officer *officer;
	int64_t id;
	const bool *tiers;
};

static void show_reach(const struct ac_engine *engine, void *ctx)
{
	const struct reaching *r = ctx;
	struct ac_counts counts;
	int64_t told = 0, pending = 0;
	char says[200];
	if (ac_engine_counts(engine, r->id, &counts) != AC_OK)
		return;
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++)
		if (r->tiers[tier]) {
			told += counts.tiers[tier].told;
			pending += counts.tiers[tier].pending;
		}
	ac_json_set_i64(ac_rehearsed(r->officer), "told", told);
	ac_json_set_i64(ac_rehearsed(r->officer), "pending", pending);
	(void)snprintf(says, sizeof says,
		"%lld people were told and get it as what replaces that; %lld are still to be told "
		"and get this",
		(long long)told, (long long)pending);
	ac_rehearse_check(r->officer, "reach", told + pending > 0, ac_str(says));
}

enum ac_status campaign_texts_reach(struct ac_service *service, const struct ac_officer *officer,
	int64_t id, const bool tiers[ac_plan_max_tiers + 1], struct ac_error *err)
{
	struct reaching r = { officer, id, tiers };
	return officer->rehearsal ? ac_service_query(service, show_reach, &r, err) : AC_OK;
}

enum ac_status campaign_texts_order(
	struct ac_service *service, const struct texting *t, struct ac_error *err)
{
	struct ac_order_input order = { .order = AC_ORDER_TEXT,
		.campaign = t->id,
		.tier = (uint8_t)t->tier,
		.version = (uint16_t)t->version };
	return ac_service_order(service, order, err);
}

struct texting campaign_texts_of_tier(
	const struct ac_by *by, int64_t id, int tier, struct ac_str texts, const char *action)
{
	return (struct texting){ .by = *by,
		.id = id,
		.tier = tier,
		.text = texts,
		.kind = AC_KIND_instruction,
		.action = action };
}

enum ac_status ac_campaigns_correct(struct ac_service *service, struct ac_officer officer,
	int64_t id, int tier, struct ac_str texts, int64_t *version, struct ac_error *err)
{
	bool tiers[ac_plan_max_tiers + 1] = { 0 };
	if (!texts.n)
		return ac_fail(err, AC_INVALID, "texts: which? A list with language, text, action");
	if (tier < 1 || tier > ac_plan_max_tiers)
		return ac_fail(err, AC_INVALID, "tier: 1 to %d", ac_plan_max_tiers);
	tiers[tier] = true;
	AC_TRY(campaign_texts_reach(service, &officer, id, tiers, err));
	const struct ac_by by = ac_by(service, officer);
	struct texting t = campaign_texts_of_tier(&by, id, tier, texts, "campaign.text");
	t.zone = ac_service_config(service)->zone;
	AC_TRY(ac_service_write(service, write_texts, &t, err));
	AC_TRY(ac_service_texts_changed(service, id, err));
	AC_TRY(campaign_texts_order(service, &t, err));
	*version = t.version;
	return AC_OK;
}
