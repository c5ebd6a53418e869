#include "service/desk/warnings.h"

#include "service/desk/campaigns.h"
#include "service/desk/cases.h"
#include "service/desk/media.h"
#include "service/desk/statements.h"
#include "service/desk/warning_p.h"

#include <stdio.h>

/* ---- draft ---- */

struct changing {
	struct ac_service *service;
	struct ac_by by;
	int64_t id, case_id;
	const struct ac_json *content;
	struct warning_publication publication;
	bool published; /* something was published */
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
	return c;
}

static void check_open(void *ctx, const struct ac_case_row *row)
{
	*(bool *)ctx = ac_str_eq(row->state, AC_STR("closed"));
}

static enum ac_status draft(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	bool closed = false;
	AC_AUTO(warning)
	struct warning w = { .case_id = c->case_id,
		.state = "draft",
		.created_at = c->by.at,
		.valid_from = c->by.at };
	AC_TRY(ac_case_get(db, c->case_id, check_open, &closed, err));
	if (closed)
		return ac_fail(err, AC_CONFLICT,
			"case %lld is closed: a closed case is never edited, open a successor",
			(long long)c->case_id);
	AC_TRY(warning_apply(&w, c->content, err));
	AC_TRY(warning_check(&w, err));
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

/* Add the message to the chain; whoever has to agree to it is shown it. */
static enum ac_status publish_one(
	struct ac_db *db, const struct changing *c, const struct warning *w, struct ac_error *err)
{
	struct warning_publication publication = c->publication;
	publication.officer = &c->by.officer;
	AC_TRY(warning_publish(db, w, &publication, err));
	return warning_show(
		db, w, &publication, &c->by.officer, ac_service_config(c->service), err);
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

static enum ac_status publish(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	int64_t statements;
	AC_AUTO(warning) struct warning w = { 0 };
	AC_TRY(warning_load(db, c->id, &w, err));
	AC_TRY(must_be(&w, "draft", err));
	AC_TRY(warning_check(&w, err));
	AC_TRY(must_last(&w, c, err));
	(void)snprintf(w.state, sizeof w.state, "published");
	w.published_at = c->publication.sent;
	AC_TRY(warning_save(db, &w, err));
	AC_TRY(publish_one(db, c, &w, err));
	AC_TRY(ac_statements_go_out(db, &c->by, w.id, &statements, err));
	AC_TRY(tell_media(db, c, &w, "alert", err));
	AC_TRY(ac_case_happens(db, w.case_id, AC_CASE_WARNED, &c->by, AC_STR(""), err));
	AC_AUTO(json)
	struct ac_json *detail = statements ? ac_detail_i64("statements", statements) : NULL;
	return ac_decided(db, &c->by, "warning.publish", "warning", c->id, detail, err);
}

enum ac_status ac_warnings_publish(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct changing c = changing(service, officer, id, NULL);
	c.publication.message = WARNING_ALERT;
	return ac_service_write(service, publish, &c, err);
}

static enum ac_status update(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(warning) struct warning w = { 0 };
	AC_TRY(warning_load(db, c->id, &w, err));
	c->published = strcmp(w.state, "published") == 0;
	if (!c->published)
		AC_TRY(must_be(&w, "draft", err));
	AC_TRY(warning_apply(&w, c->content, err));
	AC_TRY(warning_check(&w, err));
	AC_TRY(warning_save(db, &w, err));
	if (!c->published)
		return ac_decided(db, &c->by, "warning.update", "warning", c->id, NULL, err);
	AC_TRY(must_last(&w, c, err));
	AC_TRY(publish_one(db, c, &w, err));
	AC_TRY(tell_media(db, c, &w, "update", err));
	return ac_decided(db, &c->by, "warning.republish", "warning", c->id, NULL, err);
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
	AC_TRY(ac_service_write(service, update, &c, err));
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
	struct warning *w, const struct ac_json *content, bool needed, struct ac_error *err)
{
	struct ac_str texts;
	AC_TRY(ac_json_opt_str(content, "texts", (struct ac_str){ 0 }, &texts, err));
	ac_json_free(w->texts);
	w->texts = NULL;
	if (texts.p) {
		AC_TRY(warning_texts_read(texts, &w->texts, err));
		return warning_texts_check(w->texts, err);
	}
	w->texts = ac_json_new_array();
	return needed ? ac_fail(err, AC_INVALID, "texts: what is said in public?") : AC_OK;
}

static enum ac_status check_residual(const struct warning *w, struct ac_error *err)
{
	ac_json_each(w->texts, text)
	{
		struct ac_str instruction;
		AC_TRY(ac_json_get_str(text, "instruction", &instruction, err));
		if (!ac_str_trim(instruction).n)
			return ac_json_fail(ac_json_find(text, "instruction"), err,
				"residual advice must not be empty: what still holds?");
	}
	return AC_OK;
}

static enum ac_status save_end(struct ac_db *db, struct changing *c, struct warning *w,
	const char *state, struct ac_error *err)
{
	ac_json_free(w->texts);
	w->texts = ac_json_new_array(); /* those of the warning stay as they are */
	(void)snprintf(w->state, sizeof w->state, "%s", state);
	w->ended_at = c->by.at;
	return warning_save(db, w, err);
}

static enum ac_status clear(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(warning) struct warning w = { 0 };
	AC_TRY(warning_load(db, c->id, &w, err));
	if (strcmp(w.state, "cleared") == 0)
		return AC_OK; /* again: its campaigns are ended below */
	AC_TRY(must_be(&w, "published", err));
	AC_TRY(take_texts(&w, c->content, true, err));
	AC_TRY(check_residual(&w, err));
	c->publication.keeps_level = ac_json_find(c->content, "level") != NULL;
	AC_TRY(ac_json_opt_i64(c->content, "level", 0, 100, w.level, &w.level, err));
	AC_TRY(publish_one(db, c, &w, err));
	AC_TRY(tell_media(db, c, &w, "all_clear", err));
	AC_TRY(save_end(db, c, &w, "cleared", err));
	AC_TRY(end_case(db, c, &w, AC_CASE_CLEARED, err));
	return ac_decided(db, &c->by, "warning.clear", "warning", c->id, NULL, err);
}

static enum ac_status retract(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(warning) struct warning w = { 0 };
	AC_TRY(warning_load(db, c->id, &w, err));
	if (strcmp(w.state, "retracted") == 0)
		return AC_OK;
	AC_TRY(must_be(&w, "published", err));
	AC_TRY(take_texts(&w, c->content, false, err));
	AC_TRY(ac_json_get_str(c->content, "why", &c->publication.note, err));
	AC_TRY(publish_one(db, c, &w, err));
	AC_TRY(tell_media(db, c, &w, "retraction", err));
	AC_TRY(save_end(db, c, &w, "retracted", err));
	AC_TRY(end_case(db, c, &w, AC_CASE_RETRACTED, err));
	return ac_decided(db, &c->by, "warning.retract", "warning", c->id, NULL, err);
}

static enum ac_status end(struct changing *c, enum ac_kind kind, ac_service_change *change,
	struct ac_json *answer, struct ac_error *err)
{
	struct ac_str messages, advice;
	AC_TRY(ac_json_opt_str(c->content, "messages", AC_STR(""), &messages, err));
	AC_TRY(ac_json_opt_str(c->content, "advice", AC_STR(""), &advice, err));
	AC_TRY(ac_campaigns_end_check(c->service, c->id, kind, messages, advice, err));
	AC_TRY(ac_service_write(c->service, change, c, err));
	return ac_campaigns_end(
		c->service, c->by.officer, c->id, kind, messages, advice, answer, err);
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
