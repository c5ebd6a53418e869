#include "service/desk/attributions.h"

#include "service/desk/attribution_names.h"
#include "service/desk/media.h"
#include "service/publication.h"
#include "store/attributions.h"
#include "store/cases.h"
#include "threat/attribution.h"

#include <stdio.h>

enum { text_max = 20000, name_max = 200, source_max = 1000, body_max = 1 << 20, many_max = 64 };

/* ---- is it one? ---- */

static enum ac_status check_organisations(const struct ac_json *content, struct ac_error *err)
{
	const struct ac_json *names;
	AC_TRY(ac_json_get_array(content, "organisations", &names, err));
	if (!ac_json_count(names) || ac_json_count(names) > many_max)
		return ac_fail(err, AC_INVALID,
			"organisations: 1 to %d names, as they stand in the texts", many_max);
	ac_json_each(names, name)
	{
		struct ac_str value;
		AC_TRY(ac_json_as_str(name, &value, err));
		if (!ac_attribution_names(value, value) || value.n > name_max)
			return ac_json_fail(name, err, "a name of up to %d bytes", name_max);
	}
	return AC_OK;
}

/* A text without any of the names would be kept out of no personal message. */
static enum ac_status check_named(
	const struct ac_json *text, const struct ac_str names[], size_t n, struct ac_error *err)
{
	struct ac_str words;
	AC_TRY(ac_json_get_str(text, "text", &words, err));
	for (size_t i = 0; i < n; i++)
		if (ac_attribution_names(words, names[i]))
			return AC_OK;
	return ac_json_fail(ac_json_find(text, "text"), err,
		"it has none of the names in organisations: give the name as it stands in this "
		"language too");
}

/* @return how many; check_organisations() found them fit */
static size_t take_names(const struct ac_json *content, struct ac_str names[many_max])
{
	size_t n = 0;
	ac_json_each(ac_json_find(content, "organisations"),
		name) if (n < many_max && ac_json_as_str(name, &names[n], NULL) == AC_OK) n++;
	return n;
}

static enum ac_status check_texts(
	const struct ac_json *content, bool convicted, struct ac_error *err)
{
	static const char *const known[] = { "language", "text", NULL };
	const struct ac_json *texts;
	struct ac_str names[many_max];
	size_t n = take_names(content, names);
	AC_TRY(ac_json_get_array(content, "texts", &texts, err));
	if (!ac_json_count(texts) || ac_json_count(texts) > many_max)
		return ac_fail(err, AC_INVALID, "texts: 1 to %d languages", many_max);
	ac_json_each(texts, text)
	{
		struct ac_str language, words;
		AC_TRY(ac_json_only(text, known, err));
		AC_TRY(ac_json_get_str(text, "language", &language, err));
		AC_TRY(ac_json_get_str(text, "text", &words, err));
		if (words.n > text_max)
			return ac_json_fail(text, err, "a text has at most %d bytes", text_max);
		if (!convicted)
			AC_TRY(ac_attribution_check(language, words, names, n, err));
		AC_TRY(check_named(text, names, n, err));
	}
	return AC_OK;
}

static enum ac_status check_content(
	const struct ac_json *content, struct ac_wall now, struct ac_error *err)
{
	struct ac_str host, convicted;
	struct ac_wall host_at;
	AC_TRY(ac_json_get_str(content, "host", &host, err));
	AC_TRY(ac_json_get_wall(content, "host_at", &host_at, err));
	AC_TRY(ac_json_opt_str(content, "convicted", AC_STR(""), &convicted, err));
	if (!ac_str_trim(host).n || host.n > name_max)
		return ac_fail(err, AC_INVALID,
			"host: whom of the host country was it talked over with? 1 to %d bytes",
			name_max);
	if (host_at.us > now.us)
		return ac_fail(err, AC_INVALID, "host_at: that is still to come");
	if (ac_json_find(content, "convicted") && !ac_str_trim(convicted).n)
		return ac_fail(err, AC_INVALID, "convicted: the source, as in a court and a date");
	if (convicted.n > source_max)
		return ac_fail(err, AC_INVALID, "convicted: at most %d bytes", source_max);
	AC_TRY(check_organisations(content, err));
	return check_texts(content, convicted.n != 0, err);
}

/* ---- draft ---- */

struct drafting {
	struct ac_by by;
	int64_t case_id, id;
	struct ac_str body;
};

static void nothing(void *ctx, const struct ac_case_row *row)
{
	(void)ctx, (void)row;
}

static enum ac_status draft(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct drafting *d = ctx;
	AC_TRY(ac_case_get(db, d->case_id, nothing, NULL, err));
	struct ac_attribution_row row = { .case_id = d->case_id,
		.state = AC_STR("draft"),
		.body = d->body,
		.drafted_by = d->by.officer.name,
		.drafted_at = d->by.at };
	AC_TRY(ac_attribution_insert(db, &row, &d->id, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("case", d->case_id);
	return ac_decided(db, &d->by, "attribution.draft", "attribution", d->id, detail, err);
}

enum ac_status ac_attributions_draft(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, const struct ac_json *content, int64_t *id, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf body;
	struct drafting d = { .by = ac_by(service, officer), .case_id = case_id };
	ac_buf_init(&body, body_max);
	AC_TRY(check_content(content, d.by.at, err));
	ac_json_write(content, &body);
	AC_TRY(ac_buf_check(&body, "the attribution", err));
	d.body = ac_buf_str(&body);
	AC_TRY(ac_service_write(service, draft, &d, err));
	*id = d.id;
	return AC_OK;
}

/* ---- one in memory ---- */

struct attribution {
	int64_t id, case_id;
	char state[12];
	struct ac_json *body; /* owned */
	struct ac_wall published_at;
	enum ac_status status;
	struct ac_error err;
};

static void take(void *ctx, const struct ac_attribution_row *row)
{
	struct attribution *a = ctx;
	const struct ac_json_limits limits = { body_max, 8, 0 };
	a->id = row->id;
	a->case_id = row->case_id;
	a->published_at = row->published_at;
	(void)snprintf(a->state, sizeof a->state, "%.*s", AC_STR_ARG(row->state));
	a->status = ac_json_parse(row->body, &limits, &a->body, &a->err);
}

static enum ac_status load(
	struct ac_db *db, int64_t id, struct attribution *a, struct ac_error *err)
{
	AC_TRY(ac_attribution_get(db, id, take, a, err));
	if (a->status != AC_OK && err)
		*err = a->err;
	return a->status;
}

static void attribution_done(struct attribution *a)
{
	ac_json_free(a->body);
}
AC_AUTO_DEFINE_VALUE(attribution, struct attribution, attribution_done)

static struct ac_str text_of(const struct ac_json *object, const char *name)
{
	struct ac_str value = AC_STR("");
	(void)!ac_json_opt_str(object, name, AC_STR(""), &value, NULL);
	return value;
}

/* ---- publish, withdraw ---- */

struct changing {
	struct ac_by by;
	const struct ac_config *config;
	int64_t id;
	bool exercise;
	struct ac_str why;
};

static enum ac_status must_be(const struct attribution *a, const char *state, struct ac_error *err)
{
	if (strcmp(a->state, state) == 0)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT, "attribution %lld is %s, not %s", (long long)a->id,
		a->state, state);
}

static void show_texts(const struct changing *c, const struct attribution *a)
{
	AC_AUTO(buf) struct ac_buf document;
	ac_buf_init(&document, body_max);
	if (c->why.n)
		ac_buf_printf(&document, "Withdrawn: %.*s\n\n", AC_STR_ARG(c->why));
	ac_json_each(ac_json_find(a->body, "texts"), text)
	{
		struct ac_str language = text_of(text, "language"), words = text_of(text, "text");
		ac_buf_printf(
			&document, "%.*s:\n%.*s\n\n", AC_STR_ARG(language), AC_STR_ARG(words));
	}
	ac_rehearse_document(&c->by.officer, ac_buf_str(&document));
}

static void show_checks(const struct changing *c, const struct attribution *a)
{
	AC_AUTO(buf) struct ac_buf says;
	struct ac_str convicted = text_of(a->body, "convicted"), host = text_of(a->body, "host"),
		      host_at = text_of(a->body, "host_at");
	ac_buf_init(&says, 8192);
	ac_buf_printf(&says,
		convicted.n ? "convicted: %.*s"
			    : "said so in each sentence that has a name; read the others "
			      "yourself%.*s",
		AC_STR_ARG(convicted));
	ac_rehearse_check(&c->by.officer, "alleged", true, ac_buf_str(&says));
	ac_buf_reset(&says);
	ac_buf_printf(&says, "%.*s, %.*s", AC_STR_ARG(host), AC_STR_ARG(host_at));
	ac_rehearse_check(&c->by.officer, "host", true, ac_buf_str(&says));
	ac_buf_reset(&says);
	ac_json_each(ac_json_find(a->body, "organisations"), name)
	{
		struct ac_str value = AC_STR("");
		(void)!ac_json_as_str(name, &value, NULL);
		ac_buf_printf(&says, "%s%.*s", says.n ? ", " : "", AC_STR_ARG(value));
	}
	ac_rehearse_check(&c->by.officer, "organisations", true, ac_buf_str(&says));
}

static void take_case(void *ctx, const struct ac_case_row *row)
{
	((struct changing *)ctx)->exercise = row->exercise;
}

static enum ac_status publish(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(attribution) struct attribution a = { 0 };
	AC_TRY(load(db, c->id, &a, err));
	AC_TRY(must_be(&a, "draft", err));
	AC_TRY(check_content(a.body, c->by.at, err)); /* the table of words may have changed */
	struct ac_attribution_row row = {
		.id = c->id, .state = AC_STR("published"), .published_at = c->by.at
	};
	AC_TRY(ac_attribution_update(db, &row, err));
	show_texts(c, &a);
	show_checks(c, &a);
	AC_TRY(ac_case_get(db, a.case_id, take_case, c, err));
	const struct ac_media_news news = { .attribution = c->id,
		.kind = "attribution",
		.texts = ac_json_find(a.body, "texts"),
		.exercise = c->exercise };
	AC_TRY(ac_media_tell(db, &c->by, c->config, &news, err));
	return ac_decided(db, &c->by, "attribution.publish", "attribution", c->id, NULL, err);
}

enum ac_status ac_attributions_publish(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct changing c = {
		.by = ac_by(service, officer), .config = ac_service_config(service), .id = id
	};
	AC_TRY(ac_service_write(service, publish, &c, err));
	ac_service_published(service);
	return AC_OK;
}

static enum ac_status withdraw(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct changing *c = ctx;
	AC_AUTO(attribution) struct attribution a = { 0 };
	AC_TRY(load(db, c->id, &a, err));
	AC_TRY(must_be(&a, "published", err));
	struct ac_attribution_row row = { .id = c->id,
		.state = AC_STR("withdrawn"),
		.published_at = a.published_at,
		.withdrawn_at = c->by.at,
		.why = c->why };
	AC_TRY(ac_attribution_update(db, &row, err));
	show_texts(c, &a);
	AC_TRY(ac_attribution_show_left(db, a.body, &c->by.officer, err));
	AC_TRY(ac_case_get(db, a.case_id, take_case, c, err));
	AC_TRY(ac_media_withdraw(db, &c->by, c->config, c->id, c->exercise, err));
	return ac_decided(db, &c->by, "attribution.withdraw", "attribution", c->id, NULL, err);
}

enum ac_status ac_attributions_withdraw(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_str why, struct ac_error *err)
{
	struct changing c = { .by = ac_by(service, officer),
		.config = ac_service_config(service),
		.id = id,
		.why = ac_str_trim(why) };
	if (!c.why.n || c.why.n > 4000)
		return ac_fail(err, AC_INVALID, "why: 1 to 4,000 bytes");
	AC_TRY(ac_service_write(service, withdraw, &c, err));
	ac_service_published(service);
	return AC_OK;
}

/* ---- views ---- */

static void put(struct ac_json *json, const struct ac_attribution_row *row)
{
	const struct ac_json_limits limits = { body_max, 8, 0 };
	struct ac_json *body = NULL;
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_i64(json, "case", row->case_id);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_str(json, "drafted_by", row->drafted_by);
	ac_json_set_wall(json, "drafted_at", row->drafted_at);
	ac_json_set_wall_if(json, "published_at", row->published_at);
	ac_json_set_wall_if(json, "withdrawn_at", row->withdrawn_at);
	ac_json_set_str_if(json, "why", row->why);
	if (ac_json_parse(row->body, &limits, &body, NULL) == AC_OK)
		ac_json_set(json, "document", body);
}

static void put_one(void *ctx, const struct ac_attribution_row *row)
{
	put(ctx, row);
}

static void put_next(void *ctx, const struct ac_attribution_row *row)
{
	put(ac_json_add_object(ctx), row);
}

struct viewing {
	int64_t id;
	struct ac_json *answer;
};

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	return ac_attribution_get(db, v->id, put_one, v->answer, err);
}

enum ac_status ac_attributions_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { id, answer };
	return ac_service_read(service, view, &v, err);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	return ac_attribution_each(db, v->id, put_next, v->answer, err);
}

enum ac_status ac_attributions_list(
	struct ac_service *service, int64_t case_id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { case_id, ac_json_set_array(answer, "attributions") };
	return ac_service_read(service, list, &v, err);
}
