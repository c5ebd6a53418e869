/* Safe or in need of help? Asked of everyone inside once it has happened: what a campaign says from then on. */
#include "service/desk/campaign_asking_p.h"
#include "service/desk/campaign_orders_p.h"
#include "service/desk/campaign_row.h"
#include "service/desk/campaigns.h"
#include "service/desk/plan_file.h"
#include "text/shipped.h"

#include <stdio.h>

enum { texts_max = 1 << 16 };

/* Those on their way there are told what they were told: not to come. */
enum ac_status campaign_asking_find(
	struct ac_db *db, struct campaign_asking *a, struct ac_error *err)
{
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_TRY(ac_campaign_keep(db, a->id, &kept, err));
	const struct ac_json *people = ac_json_find(kept.plan, "people");
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++) {
		char number[8];
		struct ac_str whom;
		(void)snprintf(number, sizeof number, "%d", tier);
		AC_TRY(ac_json_opt_str(people, number, AC_STR(""), &whom, err));
		a->tiers[tier] = kept.row.versions[tier] &&
				 !ac_str_eq(whom, ac_str(ac_tier_people_name(AC_PEOPLE_ARRIVING)));
	}
	a->goes_on = ac_str_eq(kept.row.state, AC_STR("paused"));
	return AC_OK;
}

static void put_question(struct ac_json *texts)
{
	const struct ac_shipped_language *language;
	for (size_t i = 0; (language = ac_shipped_language(i)); i++) {
		const struct ac_shipped_text *text =
			ac_shipped_find(ac_str(language->language), AC_TEXT_WELFARE, 0);
		struct ac_json *json = ac_json_add_object(texts);
		ac_json_set_text(json, "language", language->language);
		ac_json_set_text(json, "text", text->pattern);
		ac_json_set_text(json, "action", text->action);
	}
}

enum ac_status campaign_question(struct ac_buf *out, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *file = ac_json_new_object();
	ac_buf_init(out, texts_max);
	put_question(ac_json_set_array(file, "texts"));
	ac_json_write(file, out);
	return ac_buf_check(out, "the question", err);
}

static void add_argument(struct ac_json *arguments, const char *name, struct ac_str value)
{
	struct ac_json *argument = ac_json_add_object(arguments);
	ac_json_set_text(argument, "name", name);
	ac_json_set_str(argument, "value", value);
}

static void add_rung(struct ac_json *ladder, const char *channel, int64_t tries, const char *wait)
{
	struct ac_json *rung = ac_json_add_object(ladder);
	ac_json_set_text(rung, "channel", channel);
	ac_json_set_i64(rung, "tries", tries);
	ac_json_set_text(rung, "wait", wait);
}

/* Whoever does not answer is asked again, then phoned. */
void ac_campaigns_question_plan(struct ac_str phone, struct ac_str place, struct ac_json *plan)
{
	struct ac_json *arguments = ac_json_set_array(plan, "arguments");
	struct ac_json *tier = ac_json_add_object(ac_json_set_array(plan, "tiers"));
	if (phone.n)
		add_argument(arguments, "phone", phone);
	if (place.n)
		add_argument(arguments, "place", place);
	ac_json_set_i64(tier, "tier", 1);
	ac_json_set_text(tier, "name", "safe or in need of help");
	ac_json_set_text(tier, "people", ac_tier_people_name(AC_PEOPLE_INSIDE));
	ac_json_set_bool(tier, "resend_unknown", true);
	struct ac_json *ladder = ac_json_set_array(tier, "ladder");
	add_rung(ladder, "sms", 3, "30m");
	add_rung(ladder, "desk", 1, "2h");
	put_question(ac_json_set_array(tier, "texts"));
}

/* ---- asking ---- */

static struct texting text_of(const struct campaign_asking *a, int tier)
{
	struct texting t = campaign_texts_of_tier(
		&a->by, a->id, tier, a->question, a->alone ? "campaign.ask" : "campaign.text");
	t.zone = a->zone;
	return t;
}

enum ac_status campaign_asking_check(
	struct ac_db *db, const struct campaign_asking *a, struct ac_error *err)
{
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++) {
		struct texting t = text_of(a, tier);
		t.dry = true;
		if (a->tiers[tier])
			AC_TRY(campaign_texts_put(db, &t, err));
	}
	return AC_OK;
}

static struct ordering going_on(const struct campaign_asking *a)
{
	return (struct ordering){ a->by, a->id, AC_ORDER_RESUME, a->alone };
}

static enum ac_status put_texts(struct ac_db *db, struct campaign_asking *a, struct ac_error *err)
{
	bool shown = false;
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++) {
		a->texts[tier] = text_of(a, tier);
		if (!a->tiers[tier])
			continue;
		if (!shown)
			AC_TRY(campaign_texts_show(db, &a->texts[tier], err));
		shown = true;
		AC_TRY(campaign_texts_put(db, &a->texts[tier], err));
	}
	return AC_OK;
}

enum ac_status campaign_asking_write(
	struct ac_db *db, struct campaign_asking *a, struct ac_error *err)
{
	AC_TRY(put_texts(db, a, err));
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++)
		if (a->tiers[tier])
			AC_TRY(campaign_texts_decided(db, &a->texts[tier], err));
	const struct ordering o = going_on(a);
	return a->goes_on ? campaign_order_decided(db, &o, err) : AC_OK;
}

enum ac_status campaign_asking_order(
	struct ac_service *service, const struct campaign_asking *a, struct ac_error *err)
{
	AC_TRY(ac_service_texts_changed(service, a->id, err));
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++)
		if (a->tiers[tier])
			AC_TRY(campaign_texts_order(service, &a->texts[tier], err));
	const struct ordering o = going_on(a);
	return a->goes_on ? campaign_order_give(service, &o, err) : AC_OK;
}

/* ---- by two ---- */

static enum ac_status find_tiers(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return campaign_asking_find(db, ctx, err);
}

static enum ac_status write_asking(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return campaign_asking_write(db, ctx, err);
}

enum ac_status ac_campaigns_check(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_str texts, struct ac_error *err)
{
	struct campaign_asking a = { .by = ac_by(service, officer),
		.id = id,
		.question = texts,
		.zone = ac_service_config(service)->zone };
	AC_AUTO(buf) struct ac_buf question = { 0 };
	AC_TRY(ac_service_read(service, find_tiers, &a, err));
	if (!texts.n) {
		AC_TRY(campaign_question(&question, err));
		a.question = ac_buf_str(&question);
	}
	AC_TRY(campaign_texts_reach(service, &officer, id, a.tiers, err));
	AC_TRY(ac_service_write(service, write_asking, &a, err));
	return campaign_asking_order(service, &a, err);
}
