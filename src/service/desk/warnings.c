#include "service/desk/warnings.h"

#include "service/desk/attribution_names.h"
#include "service/desk/campaign_end.h"
#include "service/desk/campaigns.h"
#include "service/desk/cases.h"
#include "service/desk/ledger.h"
#include "service/desk/media.h"
#include "service/desk/pages.h"
#include "service/desk/statements.h"
#include "service/desk/warning_p.h"
#include "service/publication.h"
#include "service/run/overdue.h"
#include "threat/level.h"

#include <stdio.h>

/* ---- draft ---- */

struct changing {
	struct ac_service *service;
	struct ac_by by;
	int64_t id, case_id;
	const struct ac_json *content;
	struct warning_publication publication;
	struct warning_reach reach; /* of a rehearsal */
	struct warning_published message; /* what was published */
	int64_t statements; /* that went out with it */
	bool published; /* something was */
	struct ac_campaigns_end *end; /* of its campaigns; NULL: they go on */
};

static struct changing changing(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_json *content)
{
	const struct ac_config *config = ac_service_config(service);
	struct changing c = {
		.service = service, .by = ac_by(service, officer), .id = id, .content = content
	};
	c.publication.instance = config->instance;
	c.publication.sender = config->sender;
	c.publication.sent.us = c.by.at.us - c.by.at.us % AC_SECOND;
	ac_issuer_key_path(config, ac_service_dir(service), c.publication.issuer_key);
	return c;
}

/* The areas of another case's last warning, unless the request brings its own. */
static enum ac_status take_areas(
	struct ac_db *db, const struct changing *c, struct warning *w, struct ac_error *err)
{
	int64_t from;
	AC_TRY(ac_json_opt_i64(c->content, "from_case", 1, INT64_MAX, 0, &from, err));
	return from ? warning_areas_of_case(db, from, &w->areas, err) : AC_OK;
}

static void take_exercise(void *ctx, const struct ac_case_row *row)
{
	((struct warning *)ctx)->exercise = row->exercise;
}

static enum ac_status draft(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(warning)
	struct warning w = { .case_id = c->case_id,
		.state = "draft",
		.created_at = c->by.at,
		.valid_from = c->by.at };
	AC_TRY(ledger_case_open(db, c->case_id, err));
	AC_TRY(ac_case_get(db, c->case_id, take_exercise, &w, err));
	AC_TRY(take_areas(db, c, &w, err));
	AC_TRY(warning_apply(&w, c->content, err));
	AC_TRY(warning_check(&w, err));
	AC_TRY(warning_texts_permit(db, &w, err));
	AC_TRY(warning_save(db, &w, err));
	c->id = w.id;
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("case", c->case_id);
	return ac_decided(db, &c->by, "warning.draft", "warning", w.id, detail, err);
}

enum ac_status ac_warnings_draft(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, const struct ac_json *content, int64_t *id, struct ac_error *err)
{
	struct changing c = changing(service, officer, 0, content);
	c.case_id = case_id;
	AC_TRY(ac_service_write(service, draft, &c, err));
	*id = c.id;
	return AC_OK;
}

/* ---- publish, update ---- */

/* What was published stands in the chain by the hash of its bytes. */
static enum ac_status decided(
	struct ac_db *db, const struct changing *c, const char *action, struct ac_error *err)
{
	AC_AUTO(json)
	struct ac_json *detail = c->message.message ? warning_published_detail(&c->message) : NULL;
	if (c->statements)
		ac_json_set_i64(detail, "statements", c->statements);
	return ac_decided(db, &c->by, action, "warning", c->id, detail, err);
}

static enum ac_status must_be(const struct warning *w, const char *state, struct ac_error *err)
{
	if (strcmp(w->state, state) == 0)
		return AC_OK;
	return ac_fail(
		err, AC_CONFLICT, "warning %lld is %s, not %s", (long long)w->id, w->state, state);
}

/* What is past its end tells nobody to act; that it is over only an all-clear says. */
static enum ac_status must_last(
	const struct warning *w, const struct changing *c, struct ac_error *err)
{
	if (w->valid_to.us > c->by.at.us)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT, "warning %lld would be over already: update its end",
		(long long)w->id);
}

/* Make the change: once it is durable the public sees it; of one that was rehearsed, count whom it would reach. */
static enum ac_status write_it(struct changing *c, ac_service_change *change, struct ac_error *err)
{
	enum ac_status status = ac_service_write(c->service, change, c, err);
	if (status == AC_OK)
		ac_service_published(c->service);
	warning_show_reach(c->service, &c->reach, &c->by.officer);
	ac_audience_done(&c->reach.audience);
	return status;
}

/* Add the message to the chain; whoever has to agree to it is shown it. */
static enum ac_status publish_one(
	struct ac_db *db, struct changing *c, const struct warning *w, struct ac_error *err)
{
	struct warning_publication publication = c->publication;
	publication.officer = &c->by.officer;
	AC_TRY(warning_texts_permit(db, w, err)); /* as the attributions are now */
	const struct ac_attribution_field why = { .name = "why", .exercise = w->exercise };
	AC_TRY(ac_attributions_permit(db, &why, publication.note, err));
	AC_TRY(warning_publish(db, w, &publication, &c->message, err));
	if (c->by.officer.rehearsal && !ac_rehearsed_briefly(&c->by.officer))
		warning_reach_of(w, c->by.at, &c->reach);
	return warning_show(db, w, &publication, &c->by.officer, err);
}

static void add_headline(void *ctx, const struct ac_warning_text_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_str(json, "language", row->language);
	ac_json_set_str(json, "headline", row->headline);
}

/* The media get the message's headline; one that has none (a retraction) is about the warning's own. */
static enum ac_status tell_media(struct ac_db *db, const struct changing *c,
	const struct warning *w, const char *kind, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *own = ac_json_new_array();
	if (!ac_json_count(w->texts))
		AC_TRY(ac_warning_text_each(db, w->id, add_headline, own, err));
	const struct ac_media_news news = { .warning = w->id,
		.kind = kind,
		.texts = ac_json_count(w->texts) ? w->texts : own,
		.exercise = w->exercise };
	return ac_media_tell(db, &c->by, ac_service_config(c->service), &news, err);
}

/* Officials alone know no longer, unless there is more that is only drafted. */
static enum ac_status end_page(
	struct ac_db *db, const struct warning *w, struct ac_wall now, struct ac_error *err)
{
	struct ac_wall until;
	AC_TRY(officials_told_until(db, w->case_id, &until, err));
	return until.us > now.us ? ac_page_over(db, AC_PAGE_officials, w->case_id, now, err)
				 : AC_OK;
}

static enum ac_status publish(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(warning) struct warning w = { 0 };
	AC_TRY(warning_load(db, c->id, &w, err));
	AC_TRY(must_be(&w, "draft", err));
	AC_TRY(warning_check(&w, err));
	AC_TRY(must_last(&w, c, err));
	AC_TRY(warning_raises(db, &w, &c->by, err));
	(void)snprintf(w.state, sizeof w.state, "published");
	w.published_at = c->publication.sent;
	AC_TRY(warning_save(db, &w, err));
	AC_TRY(publish_one(db, c, &w, err));
	AC_TRY(ac_statements_go_out(db, &c->by, w.id, &c->statements, err));
	AC_TRY(tell_media(db, c, &w, "alert", err));
	AC_TRY(ac_case_happens(db, w.case_id, AC_CASE_WARNED, &c->by, AC_STR(""), err));
	AC_TRY(end_page(db, &w, c->by.at, err));
	return decided(db, c, "warning.publish", err);
}

enum ac_status ac_warnings_publish(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct changing c = changing(service, officer, id, NULL);
	c.publication.message = WARNING_ALERT;
	return write_it(&c, publish, err);
}

/* What was published under one scheme, for one place, is lowered there. */
static enum ac_status must_stay(
	const struct warning *w, const struct changing *c, struct ac_error *err)
{
	struct ac_str scheme;
	AC_TRY(ac_json_opt_str(c->content, "scheme", ac_str(w->scheme), &scheme, err));
	if (!ac_str_eq(scheme, ac_str(w->scheme)) || ac_json_find(c->content, "place"))
		return ac_fail(err, AC_CONFLICT,
			"warning %lld is published: it keeps its scheme and its place",
			(long long)w->id);
	return AC_OK;
}

static enum ac_status update(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(warning) struct warning w = { 0 }, before = { 0 };
	AC_TRY(warning_load(db, c->id, &w, err));
	c->published = strcmp(w.state, "published") == 0;
	if (!c->published)
		AC_TRY(must_be(&w, "draft", err));
	if (c->published) {
		AC_TRY(must_stay(&w, c, err));
		AC_TRY(warning_load(db, c->id, &before, err));
	}
	AC_TRY(warning_apply(&w, c->content, err));
	AC_TRY(warning_check(&w, err));
	AC_TRY(warning_texts_permit(db, &w, err));
	AC_TRY(warning_save(db, &w, err));
	if (!c->published)
		return decided(db, c, "warning.update", err);
	AC_TRY(must_last(&w, c, err));
	AC_TRY(warning_may_loosen(db, &before, &w, &c->by, err));
	AC_TRY(warning_raises(db, &w, &c->by, err));
	AC_TRY(publish_one(db, c, &w, err));
	AC_TRY(tell_media(db, c, &w, "update", err));
	return decided(db, c, "warning.republish", err);
}

enum ac_status ac_warnings_update(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_json *content, struct ac_error *err)
{
	struct changing c = changing(service, officer, id, content);
	bool moves = ac_json_find(content, "areas") || ac_json_find(content, "circles") ||
		     ac_json_find(content, "valid_to") || ac_json_find(content, "valid_from");
	c.publication.message = WARNING_UPDATE;
	if (moves)
		AC_TRY(ac_campaigns_take_changes(service, err));
	AC_TRY(write_it(&c, update, err));
	if (!c.published || !moves)
		return AC_OK;
	return ac_campaigns_audience_changed(service, officer, id, err);
}

/* ---- the end ---- */

static void count_published(void *ctx, const struct ac_warning_row *row)
{
	if (ac_str_eq(row->state, AC_STR("published")))
		++*(int *)ctx;
}

static enum ac_status end_case(struct ac_db *db, const struct changing *c, const struct warning *w,
	enum ac_case_event event, struct ac_error *err)
{
	int live = 0;
	AC_TRY(ac_warning_each(db, w->case_id, count_published, &live, err));
	return live ? AC_OK : ac_case_happens(db, w->case_id, event, &c->by, AC_STR(""), err);
}

/* Texts of the end stand in its message only: the warning keeps its own words. */
static enum ac_status take_texts(
	struct warning *w, const struct ac_json *said, bool needed, struct ac_error *err)
{
	ac_json_free(w->texts);
	w->texts = said ? ac_json_copy(said) : ac_json_new_array();
	if (said)
		return warning_texts_check(w->texts, err);
	return needed ? ac_fail(err, AC_INVALID, "texts: what is said in public?") : AC_OK;
}

static bool has_residual_advice(const struct warning *w)
{
	ac_json_each(w->texts, text)
	{
		struct ac_str instruction;
		if (ac_json_opt_str(text, "instruction", AC_STR(""), &instruction, NULL) != AC_OK ||
			!ac_str_trim(instruction).n)
			return false;
	}
	return ac_json_count(w->texts) > 0;
}

static enum ac_status save_end(struct ac_db *db, struct changing *c, struct warning *w,
	const char *state, struct ac_error *err)
{
	ac_json_free(w->texts);
	w->texts = ac_json_new_array(); /* those of the warning stay as they are */
	(void)snprintf(w->state, sizeof w->state, "%s", state);
	w->ended_at = c->by.at;
	AC_TRY(ac_page_over(db, AC_PAGE_start, w->id, c->by.at, err));
	return warning_save(db, w, err);
}

static enum ac_status end_campaigns(struct ac_db *db, struct changing *c, struct ac_error *err)
{
	return ac_campaigns_end_write(db, &c->by, c->id, c->end, err);
}

/* What an all-clear leaves of it, unless that says otherwise. */
static int64_t mildest(const struct warning *w)
{
	const struct ac_scheme *scheme = ac_scheme_find(ac_str(w->scheme));
	return scheme ? scheme->levels[0].code : w->level;
}

static enum ac_status clear(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(warning) struct warning w = { 0 };
	AC_TRY(warning_load(db, c->id, &w, err));
	if (strcmp(w.state, "cleared") == 0)
		return end_campaigns(db, c, err);
	AC_TRY(must_be(&w, "published", err));
	AC_TRY(take_texts(&w, c->end->said, true, err));
	struct warning_end end = { .keeps_level = ac_json_find(c->content, "level") != NULL,
		.residual_advice = has_residual_advice(&w) };
	AC_TRY(ac_json_opt_i64(c->content, "level", 0, 100, mildest(&w), &end.level, err));
	AC_TRY(ac_json_opt_wall(c->content, "review", end.review, &end.review, err));
	AC_TRY(warning_may_end(db, &w, &c->by, &end, err));
	c->publication.keeps_level = end.keeps_level;
	w.level = end.level;
	AC_TRY(publish_one(db, c, &w, err));
	AC_TRY(warning_lowers(db, &w, &c->by, &end, err));
	AC_TRY(tell_media(db, c, &w, "all_clear", err));
	AC_TRY(save_end(db, c, &w, "cleared", err));
	AC_TRY(end_case(db, c, &w, AC_CASE_CLEARED, err));
	AC_TRY(ac_campaigns_end_show(db, &c->by, c->id, c->end, err));
	AC_TRY(decided(db, c, "warning.clear", err));
	return end_campaigns(db, c, err);
}

static enum ac_status retract(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(warning) struct warning w = { 0 };
	AC_TRY(warning_load(db, c->id, &w, err));
	if (strcmp(w.state, "retracted") == 0)
		return end_campaigns(db, c, err);
	AC_TRY(must_be(&w, "published", err));
	AC_TRY(take_texts(&w, c->end->said, false, err));
	AC_TRY(ac_json_get_str(c->content, "why", &c->publication.note, err));
	AC_TRY(publish_one(db, c, &w, err));
	AC_TRY(tell_media(db, c, &w, "retraction", err));
	AC_TRY(save_end(db, c, &w, "retracted", err));
	AC_TRY(warning_gives_back(db, &w, &c->by, err));
	AC_TRY(end_case(db, c, &w, AC_CASE_RETRACTED, err));
	AC_TRY(ac_campaigns_end_show(db, &c->by, c->id, c->end, err));
	AC_TRY(decided(db, c, "warning.retract", err));
	return end_campaigns(db, c, err);
}

static enum ac_status end(struct changing *c, enum ac_kind kind, ac_service_change *change,
	struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(campaigns_end)
	struct ac_campaigns_end end = { .kind = kind, .zone = ac_service_config(c->service)->zone };
	AC_AUTO(json) struct ac_json *said = NULL;
	struct ac_str texts;
	AC_TRY(ac_json_opt_str(c->content, "texts", AC_STR(""), &texts, err));
	if (texts.n)
		AC_TRY(warning_texts_read(texts, &said, err));
	end.said = said;
	AC_TRY(ac_json_opt_str(c->content, "messages", AC_STR(""), &end.messages, err));
	AC_TRY(ac_json_opt_str(c->content, "advice", AC_STR(""), &end.advice, err));
	AC_TRY(ac_campaigns_end_check(c->service, c->id, &end, err));
	AC_TRY(ac_campaigns_end_reach(c->service, &c->by.officer, c->id, err));
	c->end = &end;
	AC_TRY(write_it(c, change, err));
	struct ac_json *campaigns = ac_json_set_array(answer, "campaigns");
	ac_vec_each(&end.campaigns, campaign)
		ac_json_set_i64(ac_json_add_object(campaigns), "id", campaign->id);
	return ac_campaigns_end_order(c->service, &end, err);
}

enum ac_status ac_warnings_clear(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_json *content, struct ac_json *answer, struct ac_error *err)
{
	struct changing c = changing(service, officer, id, content);
	c.publication.message = WARNING_ALL_CLEAR;
	return end(&c, AC_KIND_all_clear, clear, answer, err);
}

enum ac_status ac_warnings_retract(struct ac_service *service, struct ac_officer officer,
	int64_t id, const struct ac_json *content, struct ac_json *answer, struct ac_error *err)
{
	struct changing c = changing(service, officer, id, content);
	c.publication.message = WARNING_CANCEL;
	return end(&c, AC_KIND_retraction, retract, answer, err);
}
