/* campaign start: a campaign's row, its texts and tasks made durable, then handed to the engine. */
#include "service/desk/attribution_names.h"
#include "service/desk/audience.h"
#include "service/desk/campaign_drop.h"
#include "service/desk/campaign_row.h"
#include "service/desk/campaign_tasks.h"
#include "service/desk/pages.h"
#include "service/run/links.h"

#include "store/cases.h"
#include "text/shipped.h"

struct starting {
	struct ac_service *service;
	struct ac_by by;
	struct ac_plan_file file;
	struct ac_json *plan_json;
	struct ac_audience audience;
	ac_members members;
	int64_t warning, case_id, campaign;
	struct ac_campaign_ground ground; /* when it was created */
	struct ac_wall sent; /* when the warning was published */
	bool published, exercise;
	const struct ac_progress_sink *progress;
};

static void starting_done(struct starting *s)
{
	ac_plan_file_done(&s->file);
	ac_json_free(s->plan_json);
	ac_audience_done(&s->audience);
	ac_vec_done(&s->members);
}
AC_AUTO_DEFINE_VALUE(starting, struct starting, starting_done)

/* ---- whom ---- */

static void look_at_warning(void *ctx, const struct ac_warning_row *row)
{
	struct starting *s = ctx;
	s->published = ac_str_eq(row->state, AC_STR("published"));
	s->sent = row->published_at;
	s->case_id = row->case_id;
}

static void look_at_case(void *ctx, const struct ac_case_row *row)
{
	((struct starting *)ctx)->exercise = row->exercise;
}

/* Before anything is made: what is refused leaves nothing behind. */
static enum ac_status check_warning(struct ac_db *db, struct starting *s, struct ac_error *err)
{
	const char *link;
	AC_TRY(ac_warning_get(db, s->warning, look_at_warning, s, err));
	if (!s->published)
		return ac_fail(
			err, AC_CONFLICT, "warning %lld is not published", (long long)s->warning);
	AC_TRY(ac_case_get(db, s->case_id, look_at_case, s, err));
	if (s->exercise && !links_all_exercise(s->service, &link))
		return ac_fail(err, AC_CONFLICT,
			"warning %lld is an exercise, and link %s is not marked `exercise: true`",
			(long long)s->warning, link);
	return AC_OK;
}

static enum ac_status find(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct starting *s = ctx;
	uint8_t tier_of[4];
	ac_campaign_ids live = { 0 };
	AC_TRY(check_warning(db, s, err));
	AC_TRY(ac_campaigns_live(db, s->warning, &live, err));
	size_t others = live.n;
	int64_t other = others ? live.at[0] : 0;
	ac_vec_done(&live);
	if (others)
		return ac_fail(err, AC_CONFLICT,
			"warning %lld has campaign %lld already: it takes in who joins",
			(long long)s->warning, (long long)other);
	ac_audience_tiers(&s->file, tier_of);
	AC_TRY(ac_audience_prepare(db, s->warning, tier_of, s->by.at, &s->audience, err));
	return ac_rehearsed_briefly(&s->by.officer)
		       ? AC_OK
		       : ac_audience_find(db, &s->audience, &s->members, err);
}

/* ---- row and texts ---- */

static enum ac_status write_texts(struct ac_db *db, const struct starting *s, struct ac_error *err)
{
	ac_vec_each(&s->file.texts, text) {
		AC_TRY(ac_attributions_spare(db, ac_str(text->text), err));
		AC_TRY(ac_attributions_spare(db, ac_str(text->action), err));
		struct ac_campaign_text_row row = { .campaign = s->campaign,
			.kind = ac_str(ac_kind_name(text->kind)),
			.tier = text->tier,
			.language = ac_str(text->language),
			.version = 1,
			.text = ac_str(text->text),
			.action = ac_str(text->action) };
		AC_TRY(ac_campaign_text_insert(db, &row, err));
	}
	return AC_OK;
}

/* The second person reads every text, and the plan behind them. */
static enum ac_status show(const struct starting *s, struct ac_str plan, struct ac_error *err)
{
	if (!s->by.officer.rehearsal)
		return AC_OK;
	AC_AUTO(buf) struct ac_buf texts;
	ac_buf_init(&texts, 8u << 20);
	AC_TRY(ac_plan_texts_show(&s->file.texts, s->file.arguments,
		ac_service_config(s->service)->zone, &texts, err));
	ac_buf_printf(&texts, "\nthe plan:\n%.*s\n", AC_STR_ARG(plan));
	ac_rehearse_document(&s->by.officer, ac_buf_str(&texts));
	ac_plan_texts_check(&s->file.texts, &s->by.officer);
	ac_plan_words_check(s->plan_json, &s->file.texts, &s->by.officer);
	return AC_OK;
}

/* Always a campaign of its own: what a start that was cut off has left is not what was agreed to now. */
static enum ac_status create(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct starting *s = ctx;
	s->ground.warning = s->warning;
	AC_TRY(ac_campaign_ground_take(db, &s->ground, err));
	AC_AUTO(buf) struct ac_buf plan;
	ac_buf_init(&plan, 1u << 20);
	ac_json_write(s->plan_json, &plan);
	AC_TRY(ac_buf_check(&plan, "the plan", err));
	AC_TRY(ac_attributions_spare(db, ac_buf_str(&plan), err)); /* its arguments */
	struct ac_campaign_row row = { .warning = s->warning,
		.state = AC_STR("creating"),
		.plan_json = ac_buf_str(&plan),
		.created_at = s->by.at };
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++)
		row.versions[tier] = s->file.plan.tiers[tier].used ? 1 : 0;
	AC_TRY(ac_campaign_insert(db, &row, &s->campaign, err));
	AC_TRY(write_texts(db, s, err));
	AC_TRY(show(s, ac_buf_str(&plan), err));
	AC_TRY(ac_page_over(db, AC_PAGE_start, s->warning, s->by.at, err));
	return ac_decided(db, &s->by, "campaign.create", "campaign", s->campaign, NULL, err);
}

/* ---- go ---- */

/* Its row says that it is there, and that it has not begun: after a crash from here on the daemon lets it run (desk/campaign_recover.h). */
static enum ac_status begin(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct starting *s = ctx;
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_TRY(ac_campaign_ground_holds(db, &s->ground, err));
	AC_TRY(ac_campaign_keep(db, s->campaign, &kept, err));
	kept.row.state = AC_STR("paused");
	AC_TRY(ac_campaign_update(db, &kept.row, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("recipients", (int64_t)s->members.n);
	ac_json_set_i64(detail, "warning", s->warning);
	return ac_decided(db, &s->by, "campaign.start", "campaign", s->campaign, detail, err);
}

static struct ac_campaign_making making(const struct starting *s)
{
	return (struct ac_campaign_making){ .service = s->service,
		.campaign = s->campaign,
		.now = s->by.at,
		.members = s->members.at,
		.n = s->members.n,
		.ground = &s->ground,
		.progress = s->progress };
}

/* From the row to what only has to be let run. */
static enum ac_status make(struct starting *s, struct ac_start *start, struct ac_error *err)
{
	const struct ac_campaign_making m = making(s);
	AC_TRY(ac_campaign_tasks_make(&m, err));
	AC_TRY(ac_service_texts_changed(s->service, s->campaign, err));
	ac_campaign_making_tell(&m, "checking", m.n);
	ac_service_start_loads(start, s->campaign);
	return ac_service_write(s->service, begin, s, err);
}

static enum ac_status may_run(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaign_ground_holds(db, &((struct starting *)ctx)->ground, err);
}

static enum ac_status let_run(struct starting *s, struct ac_json *answer, struct ac_error *err)
{
	const struct ac_campaign_making m = making(s);
	int64_t recipients = (int64_t)m.n;
	ac_campaign_making_tell(&m, "loading", m.n);
	ac_vec_done(&s->members); /* the engine needs the room now */
	AC_TRY(ac_service_start_campaign(s->service, s->campaign, may_run, s, err));
	ac_json_set_i64(answer, "id", s->campaign);
	ac_json_set_i64(answer, "recipients", recipients);
	return AC_OK;
}

/* What every text may use besides the plan's own arguments. */
static void set_times(struct starting *s)
{
	if (!ac_json_find(s->file.arguments, "until"))
		ac_json_set_wall(s->file.arguments, "until", s->audience.to);
	if (!ac_json_find(s->file.arguments, "sent"))
		ac_json_set_wall(s->file.arguments, "sent", s->sent);
	s->plan_json = ac_plan_file_to_json(&s->file);
}

/* Who approves the campaign approves that an event has it ask: nobody may be there to agree to it then. */
static void show_question(const struct ac_officer *officer)
{
	const struct ac_shipped_text *question = ac_shipped_find(AC_STR("en"), AC_TEXT_WELFARE, 0);
	AC_AUTO(buf) struct ac_buf says;
	ac_buf_init(&says, 4096);
	ac_buf_printf(&says,
		"`case event`, by one officer, has it ask everyone inside instead: %s %s",
		question->pattern, question->action);
	ac_rehearse_check(officer, "event", true, ac_buf_str(&says));
}

static enum ac_status look(struct starting *s, struct ac_str plan, struct ac_error *err)
{
	struct ac_service *service = s->service;
	AC_TRY(ac_plan_file_read(plan, ac_service_config(service)->zone, s->by.at, &s->file, err));
	AC_TRY(ac_service_read(service, find, s, err));
	if (!s->members.n && !ac_rehearsed_briefly(&s->by.officer))
		return ac_fail(err, AC_CONFLICT,
			"nobody is in the area of warning %lld: there is nobody to tell",
			(long long)s->warning);
	set_times(s);
	show_question(&s->by.officer);
	if (ac_rehearsed(&s->by.officer) && !ac_rehearsed_briefly(&s->by.officer))
		AC_TRY(ac_campaigns_show(service, &s->by.officer, s->warning, plan, err));
	return AC_OK;
}

enum ac_status ac_campaigns_start(struct ac_service *service, struct ac_officer officer,
	int64_t warning, struct ac_str plan, const struct ac_progress_sink *progress,
	struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(start) struct ac_start start = { 0 };
	AC_AUTO(starting)
	struct starting s = { .service = service,
		.by = ac_by(service, officer),
		.warning = warning,
		.progress = progress };
	if (!officer.rehearsal)
		AC_TRY(ac_service_start_begins(service, warning, &start, err));
	AC_TRY(look(&s, plan, err));
	AC_TRY(ac_service_write(service, create, &s, err));
	enum ac_status status = make(&s, &start, err);
	if (status == AC_OK)
		return let_run(&s, answer, err);
	struct ac_error left; /* if this fails, the daemon does it when it can */
	(void)!ac_campaigns_drop(service, s.campaign, false, &left);
	return status;
}
