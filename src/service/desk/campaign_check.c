/* Safe or in need of help? Asked of everyone inside once it has happened: what a campaign says from then on. */
#include "service/desk/campaign_row.h"
#include "service/desk/campaign_texts_p.h"
#include "service/desk/campaigns.h"
#include "service/desk/plan_file.h"
#include "text/shipped.h"

#include <stdio.h>

enum { texts_max = 1 << 16 };

struct checking {
	int64_t id;
	bool asked[ac_plan_max_tiers + 1]; /* the tiers of those who are inside */
	bool paused;
};

/* Those on their way there are told what they were told: not to come. */
static enum ac_status find_tiers(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct checking *c = ctx;
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_TRY(ac_campaign_keep(db, c->id, &kept, err));
	const struct ac_json *people = ac_json_find(kept.plan, "people");
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++) {
		char number[8];
		struct ac_str whom;
		(void)snprintf(number, sizeof number, "%d", tier);
		AC_TRY(ac_json_opt_str(people, number, AC_STR(""), &whom, err));
		c->asked[tier] = kept.row.versions[tier] &&
				 !ac_str_eq(whom, ac_str(ac_tier_people_name(AC_PEOPLE_ARRIVING)));
	}
	c->paused = ac_str_eq(kept.row.state, AC_STR("paused"));
	return AC_OK;
}

/* The question in every shipped language, as a list of texts says it. */
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

static void write_question(struct ac_buf *out)
{
	AC_AUTO(json) struct ac_json *file = ac_json_new_object();
	put_question(ac_json_set_array(file, "texts"));
	ac_json_write(file, out);
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

enum ac_status ac_campaigns_check(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_str texts, struct ac_error *err)
{
	struct checking c = { .id = id };
	AC_AUTO(buf) struct ac_buf question;
	ac_buf_init(&question, texts_max);
	AC_TRY(ac_service_read(service, find_tiers, &c, err));
	if (!texts.n) {
		write_question(&question);
		AC_TRY(ac_buf_check(&question, "the question", err));
		texts = ac_buf_str(&question);
	}
	AC_TRY(campaign_texts_reach(service, &officer, id, c.asked, err));
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++) {
		int64_t version;
		if (c.asked[tier])
			AC_TRY(campaign_texts_correct(
				service, officer, id, tier, texts, &version, err));
	}
	return c.paused ? ac_campaigns_order(service, officer, id, AC_ORDER_RESUME, err) : AC_OK;
}

enum ac_status ac_campaigns_ask(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct checking c = { .id = id };
	AC_AUTO(buf) struct ac_buf question;
	ac_buf_init(&question, texts_max);
	AC_TRY(ac_service_read(service, find_tiers, &c, err));
	write_question(&question);
	AC_TRY(ac_buf_check(&question, "the question", err));
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++)
		if (c.asked[tier])
			AC_TRY(ac_campaigns_ask_tier(
				service, officer, id, tier, ac_buf_str(&question), err));
	return ac_campaigns_ask_on(service, officer, id, err);
}
