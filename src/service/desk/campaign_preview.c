/* campaign preview: who would be told what, how long it takes, who has no way. Nothing is changed. */
#include "service/desk/audience.h"
#include "service/desk/campaigns.h"
#include "service/desk/plan_file_p.h"

#include <stdio.h>

enum { batch = 2000 };

/* People of one tier who speak one language. */
struct group {
	int tier;
	uint16_t language;
	int64_t people, messages;
};

struct previewing {
	struct ac_service *service;
	struct ac_plan_file file;
	struct ac_audience audience;
	ac_members members;
	int64_t warning;
	struct ac_wall now;
	AC_VEC(struct group) groups;
	int64_t no_contact, dead, opted_out;
};

static void previewing_done(struct previewing *p)
{
	ac_plan_file_done(&p->file);
	ac_audience_done(&p->audience);
	ac_vec_done(&p->members);
	ac_vec_done(&p->groups);
}
AC_AUTO_DEFINE_VALUE(previewing, struct previewing, previewing_done)

/* ---- counting people ---- */

static struct group *group_of(struct previewing *p, int tier, uint16_t language)
{
	ac_vec_each(&p->groups, group)
		if (group->tier == tier && group->language == language)
			return group;
	ac_vec_push(&p->groups, ((struct group){ .tier = tier, .language = language }));
	return &p->groups.at[p->groups.n - 1];
}

static bool tier_uses(const struct ac_tier *tier, uint8_t channel)
{
	for (int i = 0; i < tier->n_rungs; i++)
		if (tier->rungs[i].channel == channel)
			return true;
	return false;
}

static void count_person(struct previewing *p, const struct ac_task_spec *spec)
{
	struct group *group = group_of(p, spec->tier, spec->language);
	bool dead = false, opted_out = false;
	group->people++;
	for (int i = 0; i < spec->n_contacts; i++) {
		const struct ac_contact_spec *contact = &spec->contacts[i];
		if (!tier_uses(&p->file.plan.tiers[spec->tier], contact->channel))
			continue;
		dead |= contact->state == AC_CONTACT_dead;
		opted_out |= contact->state == AC_CONTACT_opted_out;
		if (contact->state == AC_CONTACT_dead || contact->state == AC_CONTACT_opted_out)
			continue;
		group->messages++;
		return;
	}
	if (opted_out)
		p->opted_out++;
	else if (dead)
		p->dead++;
	else
		p->no_contact++;
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct previewing *p = ctx;
	uint8_t tier_of[4];
	AC_AUTO(free) struct ac_task_spec *specs = ac_alloc_array(batch, sizeof *specs);
	ac_audience_tiers(&p->file, tier_of);
	AC_TRY(ac_audience_prepare(db, p->warning, tier_of, p->now, &p->audience, err));
	AC_TRY(ac_audience_find(db, &p->audience, &p->members, err));
	for (size_t at = 0; at < p->members.n; at += batch) {
		size_t n = p->members.n - at < batch ? p->members.n - at : batch;
		AC_TRY(ac_audience_specs(db, 0, p->members.at + at, n, specs, err));
		for (size_t i = 0; i < n; i++)
			count_person(p, &specs[i]);
	}
	return AC_OK;
}

/* ---- what they would get ---- */

static void language_tag(uint16_t language, char tag[3])
{
	tag[0] = (char)(language >> 8);
	tag[1] = (char)(language & 0xff);
	tag[2] = '\0';
	if (!language)
		tag[0] = '\0';
}

/* The text of a tier that a language gets: its own, else the installation's fallback, else any. */
static const struct ac_plan_text *text_for(
	const struct previewing *p, int tier, const char *language)
{
	const char *fallback = ac_service_config(p->service)->fallback_language;
	const struct ac_plan_text *second = NULL, *any = NULL;
	ac_vec_each(&p->file.texts, text) {
		if (text->tier != tier || text->kind != AC_KIND_instruction)
			continue;
		if (strcmp(text->language, language) == 0)
			return text;
		any = any ? any : text;
		if (strcmp(text->language, fallback) == 0)
			second = text;
	}
	return second ? second : any;
}

static enum ac_status segments_of(const struct previewing *p, const struct ac_plan_text *text,
	int64_t *segments, struct ac_error *err)
{
	struct ac_arg args[plan_samples_max];
	struct ac_template_source source = { .pattern = ac_str(text->text),
		.action = ac_str(text->action),
		.language = text->language,
		.zone = ac_service_config(p->service)->zone };
	struct ac_template_rules rules = { .samples = args,
		.sample_count = plan_samples(p->file.arguments, p->audience.to, p->now, args) };
	struct ac_template_report report = { 0 };
	AC_AUTO(template) struct ac_template *compiled = NULL;
	AC_TRY(ac_template_new(&source, &rules, &compiled, &report, err));
	*segments = (int64_t)report.largest.segments;
	return AC_OK;
}

/* ---- the answer ---- */

struct total {
	int64_t people, messages, segments;
};

static enum ac_status put_group(const struct previewing *p, const struct group *group,
	struct ac_json *languages, struct total *total, struct ac_error *err)
{
	char tag[3];
	int64_t segments = 0;
	language_tag(group->language, tag);
	const struct ac_plan_text *text = text_for(p, group->tier, tag);
	if (text)
		AC_TRY(segments_of(p, text, &segments, err));
	struct ac_json *json = ac_json_add_object(languages);
	ac_json_set_text(json, "language", tag);
	ac_json_set_text(json, "text_language", text ? text->language : "");
	ac_json_set_i64(json, "people", group->people);
	ac_json_set_i64(json, "messages", group->messages);
	ac_json_set_i64(json, "segments_each", segments);
	ac_json_set_i64(json, "segments", segments * group->messages);
	total->people += group->people;
	total->messages += group->messages;
	total->segments += segments * group->messages;
	return AC_OK;
}

static enum ac_status put_tier(const struct previewing *p, int tier, struct ac_json *tiers,
	struct total *total, struct ac_error *err)
{
	struct ac_json *json = ac_json_add_object(tiers);
	ac_json_set_i64(json, "tier", tier);
	ac_json_set_text(json, "name", p->file.names[tier]);
	ac_json_set_text(json, "people", ac_tier_people_name(p->file.people[tier]));
	struct ac_json *languages = ac_json_set_array(json, "languages");
	ac_vec_each(&p->groups, group)
		if (group->tier == tier)
			AC_TRY(put_group(p, group, languages, total, err));
	return AC_OK;
}

static enum ac_status put_answer(
	const struct previewing *p, struct ac_json *answer, struct ac_error *err)
{
	struct total total = { 0 };
	struct ac_json *tiers = ac_json_set_array(answer, "tiers");
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++)
		if (p->file.plan.tiers[tier].used)
			AC_TRY(put_tier(p, tier, tiers, &total, err));
	double rate = ac_config_rate(ac_service_config(p->service));
	ac_json_set_i64(answer, "people", total.people);
	ac_json_set_i64(answer, "messages", total.messages);
	ac_json_set_i64(answer, "segments", total.segments);
	ac_json_set_double(answer, "rate_per_s", rate);
	if (rate > 0)
		ac_json_set_double(answer, "first_round_s", (double)total.segments / rate);
	ac_json_set_i64(answer, "no_way", p->no_contact + p->dead + p->opted_out);
	struct ac_json *why = ac_json_set_object(answer, "no_way_by");
	ac_json_set_i64(why, "no_contact", p->no_contact);
	ac_json_set_i64(why, "dead", p->dead);
	ac_json_set_i64(why, "opted_out", p->opted_out);
	return AC_OK;
}

static enum ac_status preview(
	struct previewing *p, struct ac_str plan, struct ac_json *answer, struct ac_error *err)
{
	AC_TRY(ac_plan_file_read(plan, ac_service_config(p->service)->zone, p->now, &p->file, err));
	AC_TRY(ac_service_read(p->service, look, p, err));
	return put_answer(p, answer, err);
}

enum ac_status ac_campaigns_preview(struct ac_service *service, int64_t warning, struct ac_str plan,
	struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(previewing)
	struct previewing p = {
		.service = service, .warning = warning, .now = ac_service_now(service)
	};
	return preview(&p, plan, answer, err);
}

/* ---- for the second person ---- */

/* People whose own language no text is in: they get another. */
static int64_t without_own_text(const struct previewing *p)
{
	int64_t people = 0;
	ac_vec_each(&p->groups, group) {
		char tag[3];
		language_tag(group->language, tag);
		const struct ac_plan_text *text = text_for(p, group->tier, tag);
		if (!text || strcmp(text->language, tag) != 0)
			people += group->people;
	}
	return people;
}

static void show_checks(const struct previewing *p, const struct ac_officer *officer)
{
	char says[200];
	int64_t people = (int64_t)p->members.n, no_way = p->no_contact + p->dead + p->opted_out;
	double rate = ac_config_rate(ac_service_config(p->service)), first_round_s = 0;
	int64_t foreign = without_own_text(p);
	(void)!ac_json_opt_double(
		officer->rehearsal->shown, "first_round_s", 0, &first_round_s, NULL);
	(void)snprintf(says, sizeof says, "%lld people, %lld of them with no way that works",
		(long long)people, (long long)no_way);
	ac_rehearse_check(officer, "audience", people > 0, ac_str(says));
	(void)snprintf(says, sizeof says, "%lld of %lld get a text that is not in their language",
		(long long)foreign, (long long)people);
	ac_rehearse_check(officer, "languages", foreign * 2 < people, ac_str(says));
	(void)snprintf(says, sizeof says, "the first message to each takes %.0f s at %.0f a second",
		first_round_s, rate);
	ac_rehearse_check(officer, "links", rate > 0 && first_round_s < 3600, ac_str(says));
}

enum ac_status ac_campaigns_show(struct ac_service *service, const struct ac_officer *officer,
	int64_t warning, struct ac_str plan, struct ac_error *err)
{
	AC_AUTO(previewing)
	struct previewing p = {
		.service = service, .warning = warning, .now = ac_service_now(service)
	};
	AC_TRY(preview(&p, plan, ac_rehearsed(officer), err));
	show_checks(&p, officer);
	return AC_OK;
}
