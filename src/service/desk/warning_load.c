/* A warning from the store, from a request, and back. */
#include "service/desk/level_p.h"
#include "service/desk/warning_p.h"

#include "cap/types.h"
#include "threat/level.h"

#include <stdio.h>

void warning_done(struct warning *warning)
{
	ac_json_free(warning->areas);
	ac_json_free(warning->details);
	ac_json_free(warning->texts);
	*warning = (struct warning){ 0 };
}

/* ---- from the store ---- */

struct loading {
	struct warning *warning;
	enum ac_status status;
	struct ac_error err;
};

static void take_row(void *ctx, const struct ac_warning_row *row)
{
	struct loading *l = ctx;
	struct warning *w = l->warning;
	struct ac_json_limits limits = { 64u << 20, 64, 0 };
	w->id = row->id;
	w->case_id = row->case_id;
	w->level = row->level;
	(void)snprintf(w->state, sizeof w->state, "%.*s", AC_STR_ARG(row->state));
	(void)snprintf(w->scheme, sizeof w->scheme, "%.*s", AC_STR_ARG(row->scheme));
	w->valid_from = row->valid_from;
	w->valid_to = row->valid_to;
	w->created_at = row->created_at;
	w->published_at = row->published_at;
	w->ended_at = row->ended_at;
	l->status = ac_json_parse(row->areas_json, &limits, &w->areas, &l->err);
	if (l->status == AC_OK && row->details_json.n)
		l->status = ac_json_parse(row->details_json, NULL, &w->details, &l->err);
	else if (l->status == AC_OK)
		w->details = ac_json_new_object();
	w->texts = ac_json_new_array();
}

static void take_text(void *ctx, const struct ac_warning_text_row *row)
{
	struct ac_json *text = ac_json_add_object(ctx);
	ac_json_set_str(text, "language", row->language);
	ac_json_set_str(text, "headline", row->headline);
	ac_json_set_str(text, "description", row->description);
	ac_json_set_str(text, "instruction", row->instruction);
}

static void take_case(void *ctx, const struct ac_case_row *row)
{
	((struct warning *)ctx)->exercise = row->exercise;
}

enum ac_status warning_load(
	struct ac_db *db, int64_t id, struct warning *warning, struct ac_error *err)
{
	struct loading l = { .warning = warning };
	AC_TRY(ac_warning_get(db, id, take_row, &l, err));
	if (l.status != AC_OK) {
		if (err)
			*err = l.err;
		return l.status;
	}
	AC_TRY(ac_warning_text_each(db, id, take_text, warning->texts, err));
	return ac_case_get(db, warning->case_id, take_case, warning, err);
}

/* ---- from a request ---- */

static enum ac_status apply_level(
	struct warning *w, const struct ac_json *content, struct ac_error *err)
{
	struct ac_str scheme;
	AC_TRY(ac_json_opt_str(content, "scheme", ac_str(w->scheme), &scheme, err));
	AC_TRY(ac_json_opt_i64(content, "level", 0, 100, w->level, &w->level, err));
	if (scheme.n >= sizeof w->scheme)
		return ac_fail(err, AC_INVALID, "scheme: at most %zu bytes", sizeof w->scheme - 1);
	if (scheme.p != w->scheme)
		(void)snprintf(w->scheme, sizeof w->scheme, "%.*s", AC_STR_ARG(scheme));
	if (ac_json_find(content, "level") && !*w->scheme)
		return ac_fail(err, AC_INVALID, "level: say in which scheme, as in IL-NSC-2022");
	return AC_OK;
}

static enum ac_status apply_details(
	struct warning *w, const struct ac_json *content, struct ac_error *err)
{
	static const char *const names[] = { "event", "urgency", "severity", "certainty", "place",
		"country" };
	const struct ac_json *response;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct ac_str value;
		AC_TRY(ac_json_opt_str(content, names[i], (struct ac_str){ 0 }, &value, err));
		if (value.p)
			ac_json_set_str(w->details, names[i], value);
	}
	AC_TRY(ac_json_opt_array(content, "response", &response, err));
	if (response)
		ac_json_set(w->details, "response", ac_json_copy(response));
	return AC_OK;
}

enum ac_status warning_apply(struct warning *w, const struct ac_json *content, struct ac_error *err)
{
	struct ac_str texts;
	w->details = w->details ? w->details : ac_json_new_object();
	AC_TRY(ac_json_opt_wall(content, "valid_from", w->valid_from, &w->valid_from, err));
	AC_TRY(ac_json_opt_wall(content, "valid_to", w->valid_to, &w->valid_to, err));
	AC_TRY(apply_level(w, content, err));
	AC_TRY(apply_details(w, content, err));
	if (!w->areas || ac_json_find(content, "areas") || ac_json_find(content, "circles")) {
		struct ac_json *areas;
		AC_TRY(warning_areas_read(content, &areas, err));
		ac_json_free(w->areas);
		w->areas = areas;
	}
	AC_TRY(ac_json_opt_str(content, "texts", (struct ac_str){ 0 }, &texts, err));
	if (texts.p) {
		struct ac_json *read;
		AC_TRY(warning_texts_read(texts, &read, err));
		ac_json_free(w->texts);
		w->texts = read;
	}
	return AC_OK;
}

/* ---- checks ---- */

static enum ac_status check_word(const struct warning *w, const char *name,
	bool (*known)(struct ac_str), struct ac_error *err)
{
	struct ac_str word;
	AC_TRY(ac_json_opt_str(w->details, name, (struct ac_str){ 0 }, &word, err));
	if (word.p && !known(word))
		return ac_fail(err, AC_INVALID, "%s: CAP 1.2 has no \"%.40s\"", name, word.p);
	return AC_OK;
}

static bool is_urgency(struct ac_str word)
{
	enum ac_cap_urgency value;
	return ac_cap_urgency_from(word, &value);
}

static bool is_severity(struct ac_str word)
{
	enum ac_cap_severity value;
	return ac_cap_severity_from(word, &value);
}

static bool is_certainty(struct ac_str word)
{
	enum ac_cap_certainty value;
	return ac_cap_certainty_from(word, &value);
}

/* An unknown scheme has no direction: nobody could say what lowering it means. */
static enum ac_status check_level(const struct warning *w, struct ac_error *err)
{
	const struct ac_scheme *scheme;
	if (!w->scheme[0])
		return AC_OK;
	AC_TRY(ac_scheme_get(ac_str(w->scheme), &scheme, err));
	return ac_level_check(scheme, w->level, err);
}

static enum ac_status check_country(const struct warning *w, struct ac_error *err)
{
	char country[level_country_size];
	struct ac_str asked = warning_country(w);
	return asked.n ? level_country_check(asked, country, err) : AC_OK;
}

static enum ac_status check_response(const struct warning *w, struct ac_error *err)
{
	ac_json_each(ac_json_find(w->details, "response"), item)
	{
		struct ac_str word;
		enum ac_cap_response value;
		AC_TRY(ac_json_as_str(item, &word, err));
		if (!ac_cap_response_from(word, &value))
			return ac_fail(
				err, AC_INVALID, "response: CAP 1.2 has no \"%.40s\"", word.p);
		if (value == AC_CAP_RESPONSE_ALL_CLEAR)
			return ac_fail(err, AC_INVALID,
				"response: AllClear ends a warning; use `warning clear` for it");
	}
	return AC_OK;
}

enum ac_status warning_check(const struct warning *w, struct ac_error *err)
{
	if (w->valid_to.us <= w->valid_from.us)
		return ac_fail(err, AC_INVALID, "valid_to: it must be later than valid_from");
	if (!ac_json_count(w->texts))
		return ac_fail(err, AC_INVALID, "texts: at least one language is needed");
	AC_TRY(warning_texts_check(w->texts, err));
	AC_TRY(check_level(w, err));
	AC_TRY(check_country(w, err));
	AC_TRY(check_word(w, "urgency", is_urgency, err));
	AC_TRY(check_word(w, "severity", is_severity, err));
	AC_TRY(check_word(w, "certainty", is_certainty, err));
	return check_response(w, err);
}

/* ---- into the store ---- */

static struct ac_str member(const struct ac_json *object, const char *name)
{
	struct ac_str value;
	return ac_json_opt_str(object, name, AC_STR(""), &value, NULL) == AC_OK ? value
										: AC_STR("");
}

enum ac_status warning_save(struct ac_db *db, struct warning *w, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf areas, details;
	ac_buf_init(&areas, 64u << 20);
	ac_buf_init(&details, 1u << 20);
	ac_json_write(w->areas, &areas);
	ac_json_write(w->details, &details);
	AC_TRY(ac_buf_check(&areas, "the areas", err));
	struct ac_warning_row row = {
		.id = w->id,
		.case_id = w->case_id,
		.state = ac_str(w->state),
		.scheme = ac_str(w->scheme),
		.level = w->level,
		.areas_json = ac_buf_str(&areas),
		.valid_from = w->valid_from,
		.valid_to = w->valid_to,
		.created_at = w->created_at,
		.published_at = w->published_at,
		.ended_at = w->ended_at,
		.details_json = ac_buf_str(&details),
	};
	if (w->id)
		AC_TRY(ac_warning_update(db, &row, err));
	else
		AC_TRY(ac_warning_insert(db, &row, &w->id, err));
	ac_json_each(w->texts, text)
	{
		struct ac_warning_text_row words = { w->id, member(text, "language"),
			member(text, "headline"), member(text, "description"),
			member(text, "instruction") };
		AC_TRY(ac_warning_text_put(db, &words, err));
	}
	return AC_OK;
}
