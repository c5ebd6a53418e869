#include "service/desk/statements.h"

#include "base/vec.h"
#include "service/desk/attribution_names.h"
#include "service/desk/media.h"
#include "service/publication.h"
#include "store/cases.h"
#include "store/statements.h"

#include <stdio.h>

enum { office_max = 200, language_max = 35, text_max = 20000, document_max = 4 << 20 };

/* ---- add ---- */

struct adding {
	struct ac_by by;
	int64_t warning, id;
	const struct ac_statement_new *made;
};

/* Of the warning that it stands beside. */
struct beside {
	char state[16];
	int64_t case_id;
	bool exercise;
};

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	struct beside *beside = ctx;
	(void)snprintf(beside->state, sizeof beside->state, "%.*s", AC_STR_ARG(row->state));
	beside->case_id = row->case_id;
}

static void take_case(void *ctx, const struct ac_case_row *row)
{
	((struct beside *)ctx)->exercise = row->exercise;
}

static enum ac_status look_beside(
	struct ac_db *db, int64_t warning, struct beside *beside, struct ac_error *err)
{
	AC_TRY(ac_warning_get(db, warning, take_warning, beside, err));
	return ac_case_get(db, beside->case_id, take_case, beside, err);
}

static enum ac_status check_new(const struct ac_statement_new *made, struct ac_error *err)
{
	if (!ac_str_trim(made->office).n || made->office.n > office_max)
		return ac_fail(err, AC_INVALID, "office: 1 to %d bytes: who speaks?", office_max);
	if (made->language.n < 2 || made->language.n > language_max)
		return ac_fail(err, AC_INVALID, "language: a tag as in en, he, pt-BR");
	if (!ac_str_trim(made->text).n || made->text.n > text_max)
		return ac_fail(err, AC_INVALID, "text: 1 to %d bytes", text_max);
	return AC_OK;
}

static enum ac_status add(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct adding *a = ctx;
	struct beside beside = { 0 };
	AC_TRY(look_beside(db, a->warning, &beside, err));
	if (strcmp(beside.state, "retracted") == 0)
		return ac_fail(err, AC_CONFLICT,
			"warning %lld was retracted: nothing is said beside it any more",
			(long long)a->warning);
	const struct ac_attribution_field field = { "text", a->made->language, beside.exercise };
	AC_TRY(ac_attributions_permit(db, &field, a->made->text, err));
	struct ac_statement_row row = { .warning = a->warning,
		.office = ac_str_trim(a->made->office),
		.language = a->made->language,
		.text = a->made->text,
		.drafted_by = a->by.officer.name,
		.drafted_at = a->by.at };
	enum ac_status status = ac_statement_insert(db, &row, &a->id, err);
	if (status == AC_EXISTS)
		return ac_fail(err, AC_EXISTS,
			"that office has a draft for warning %lld in that language: drop it first",
			(long long)a->warning);
	AC_TRY(status);
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("warning", a->warning);
	return ac_decided(db, &a->by, "statement.add", "statement", a->id, detail, err);
}

enum ac_status ac_statements_add(struct ac_service *service, struct ac_officer officer,
	int64_t warning, const struct ac_statement_new *made, int64_t *id, struct ac_error *err)
{
	struct adding a = { ac_by(service, officer), warning, 0, made };
	AC_TRY(check_new(made, err));
	AC_TRY(ac_service_write(service, add, &a, err));
	*id = a.id;
	return AC_OK;
}

/* ---- drop ---- */

struct dropping {
	struct ac_by by;
	int64_t id, warning;
	bool published;
};

static void look_before_drop(void *ctx, const struct ac_statement_row *row)
{
	struct dropping *d = ctx;
	d->warning = row->warning;
	d->published = row->published_at.us != 0;
}

static enum ac_status drop(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct dropping *d = ctx;
	AC_TRY(ac_statement_get(db, d->id, look_before_drop, d, err));
	if (d->published)
		return ac_fail(err, AC_CONFLICT,
			"statement %lld is published and never changes: add another",
			(long long)d->id);
	AC_TRY(ac_statement_delete_draft(db, d->id, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("warning", d->warning);
	return ac_decided(db, &d->by, "statement.drop", "statement", d->id, detail, err);
}

enum ac_status ac_statements_drop(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct dropping d = { .by = ac_by(service, officer), .id = id };
	return ac_service_write(service, drop, &d, err);
}

/* ---- what the second person sees ---- */

/* The drafts of a warning; languages are those of the warning itself. */
struct drafts {
	struct ac_json *offices; /* {"Foreign Ministry":{"en":true,…},…} */
	struct ac_json *languages; /* {"en":true,…} */
	struct ac_buf document;
	AC_VEC(int64_t) ids;
};

static void add_language(void *ctx, const struct ac_warning_text_row *row)
{
	char language[language_max + 1];
	(void)snprintf(language, sizeof language, "%.*s", AC_STR_ARG(row->language));
	ac_json_set_bool(((struct drafts *)ctx)->languages, language, true);
}

static void add_draft(void *ctx, const struct ac_statement_row *row)
{
	struct drafts *d = ctx;
	char office[office_max + 1], language[language_max + 1];
	if (row->published_at.us)
		return;
	(void)snprintf(office, sizeof office, "%.*s", AC_STR_ARG(row->office));
	(void)snprintf(language, sizeof language, "%.*s", AC_STR_ARG(row->language));
	struct ac_json *spoken = ac_json_find(d->offices, office)
					 ? ac_json_copy(ac_json_find(d->offices, office))
					 : ac_json_new_object();
	ac_json_set_bool(spoken, language, true);
	ac_json_set(d->offices, office, spoken);
	ac_buf_printf(&d->document, "\n\n%s (%s):\n%.*s", office, language, AC_STR_ARG(row->text));
	ac_vec_push(&d->ids, row->id);
}

static void check_office(
	const struct ac_officer *officer, const struct drafts *d, const struct ac_json *office)
{
	AC_AUTO(buf) struct ac_buf says;
	ac_buf_init(&says, 2000);
	ac_buf_printf(&says, "%s:", ac_json_name(office).p);
	ac_json_each(office, language) ac_buf_printf(&says, " %s", ac_json_name(language).p);
	size_t lacking = 0;
	ac_json_each(d->languages, language)
	{
		if (ac_json_find(office, ac_json_name(language).p))
			continue;
		ac_buf_printf(
			&says, "%s %s", lacking++ ? "" : "; not in", ac_json_name(language).p);
	}
	ac_rehearse_check(officer, "statement", lacking == 0, ac_buf_str(&says));
}

/* What an attribution may have an objection to. */
struct sparing {
	struct ac_buf text, language;
	bool exercise;
};

static void take_words(void *ctx, const struct ac_statement_row *row)
{
	struct sparing *sparing = ctx;
	ac_buf_add_str(&sparing->text, row->text);
	ac_buf_add_str(&sparing->language, row->language);
	sparing->exercise = row->exercise;
}

/* An attribution may have been drafted or withdrawn since the statement was. */
static enum ac_status must_spare(struct ac_db *db, int64_t id, struct ac_error *err)
{
	struct sparing sparing = { 0 };
	char name[48];
	ac_buf_init(&sparing.text, text_max + 1);
	ac_buf_init(&sparing.language, language_max + 1);
	(void)snprintf(name, sizeof name, "text of statement %lld", (long long)id);
	enum ac_status status = ac_statement_get(db, id, take_words, &sparing, err);
	const struct ac_attribution_field field = { name, ac_buf_str(&sparing.language),
		sparing.exercise };
	if (status == AC_OK)
		status = ac_attributions_permit(db, &field, ac_buf_str(&sparing.text), err);
	ac_buf_done(&sparing.text);
	ac_buf_done(&sparing.language);
	return status;
}

static enum ac_status show(struct ac_db *db, const struct ac_by *by, int64_t warning,
	int64_t *count, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *offices = ac_json_new_object();
	AC_AUTO(json) struct ac_json *languages = ac_json_new_object();
	struct drafts d = { .offices = offices, .languages = languages };
	ac_buf_init(&d.document, document_max);
	enum ac_status status = ac_warning_text_each(db, warning, add_language, &d, err);
	if (status == AC_OK)
		status = ac_statement_each(db, warning, add_draft, &d, err);
	if (status == AC_OK)
		status = ac_buf_check(&d.document, "the statements", err);
	if (status == AC_OK) {
		ac_rehearse_more(&by->officer, ac_buf_str(&d.document));
		ac_json_each(offices, office) check_office(&by->officer, &d, office);
		*count = (int64_t)d.ids.n;
	}
	for (size_t i = 0; status == AC_OK && i < d.ids.n; i++)
		status = must_spare(db, d.ids.at[i], err);
	ac_buf_done(&d.document);
	ac_vec_done(&d.ids);
	return status;
}

enum ac_status ac_statements_go_out(struct ac_db *db, const struct ac_by *by, int64_t warning,
	int64_t *count, struct ac_error *err)
{
	AC_TRY(show(db, by, warning, count, err));
	return *count ? ac_statement_publish_drafts(db, warning, by->at, NULL, err) : AC_OK;
}

/* ---- publish ---- */

struct publishing {
	struct ac_by by;
	const struct ac_config *config;
	int64_t warning;
	struct beside beside;
	struct ac_json *headlines; /* owned by the caller */
};

static void add_headline(void *ctx, const struct ac_warning_text_row *row)
{
	struct ac_json *json = ac_json_add_object(((struct publishing *)ctx)->headlines);
	ac_json_set_str(json, "language", row->language);
	ac_json_set_str(json, "headline", row->headline);
}

static enum ac_status tell_media(struct ac_db *db, struct publishing *p, struct ac_error *err)
{
	AC_TRY(ac_warning_text_each(db, p->warning, add_headline, p, err));
	const struct ac_media_news news = { .warning = p->warning,
		.kind = "statement",
		.texts = p->headlines,
		.exercise = p->beside.exercise };
	return ac_media_tell(db, &p->by, p->config, &news, err);
}

static enum ac_status publish(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct publishing *p = ctx;
	int64_t count = 0;
	AC_TRY(look_beside(db, p->warning, &p->beside, err));
	if (strcmp(p->beside.state, "draft") == 0)
		return ac_fail(err, AC_CONFLICT,
			"warning %lld is a draft: its statements go out with it",
			(long long)p->warning);
	ac_rehearse_document(&p->by.officer, AC_STR(""));
	AC_TRY(ac_statements_go_out(db, &p->by, p->warning, &count, err));
	if (!count)
		return ac_fail(err, AC_CONFLICT, "warning %lld has no statement to publish",
			(long long)p->warning);
	AC_TRY(tell_media(db, p, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("statements", count);
	return ac_decided(db, &p->by, "statement.publish", "warning", p->warning, detail, err);
}

enum ac_status ac_statements_publish(struct ac_service *service, struct ac_officer officer,
	int64_t warning, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *headlines = ac_json_new_array();
	struct publishing p = { .by = ac_by(service, officer),
		.config = ac_service_config(service),
		.warning = warning,
		.headlines = headlines };
	AC_TRY(ac_service_write(service, publish, &p, err));
	ac_service_published(service);
	return AC_OK;
}

/* ---- views ---- */

static void put(struct ac_json *json, const struct ac_statement_row *row)
{
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_i64(json, "warning", row->warning);
	ac_json_set_str(json, "office", row->office);
	ac_json_set_str(json, "language", row->language);
	ac_json_set_text(json, "state", row->published_at.us ? "published" : "draft");
	ac_json_set_str(json, "text", row->text);
	ac_json_set_str(json, "drafted_by", row->drafted_by);
	ac_json_set_wall(json, "drafted_at", row->drafted_at);
	ac_json_set_wall_if(json, "published_at", row->published_at);
}

struct viewing {
	int64_t id;
	struct ac_json *answer;
};

static void put_one(void *ctx, const struct ac_statement_row *row)
{
	put(ctx, row);
}

static void put_next(void *ctx, const struct ac_statement_row *row)
{
	put(ac_json_add_object(ctx), row);
}

static void nothing(void *ctx, const struct ac_warning_row *row)
{
	(void)ctx, (void)row;
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(ac_warning_get(db, v->id, nothing, NULL, err));
	return ac_statement_each(
		db, v->id, put_next, ac_json_set_array(v->answer, "statements"), err);
}

enum ac_status ac_statements_list(
	struct ac_service *service, int64_t warning, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { warning, answer };
	return ac_service_read(service, list, &v, err);
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	return ac_statement_get(db, v->id, put_one, v->answer, err);
}

enum ac_status ac_statements_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { id, answer };
	return ac_service_read(service, view, &v, err);
}
