/* What a warning says in each language: read, and held side by side. One message speaks several
 * languages, and whoever reads only one of them must not learn less than the others. */
#include "service/desk/warning_p.h"

#include "service/desk/attribution_names.h"
#include "service/yaml.h"

#include <stdio.h>

/* ---- from YAML ---- */

struct written_text {
	char *language, *headline, *description, *instruction;
};

struct written_texts {
	struct written_text *texts;
	unsigned n_texts;
};

static const cyaml_schema_field_t text_fields[] = {
	CYAML_FIELD_STRING_PTR(
		"language", CYAML_FLAG_POINTER, struct written_text, language, 2, 35),
	CYAML_FIELD_STRING_PTR(
		"headline", CYAML_FLAG_POINTER, struct written_text, headline, 1, 1000),
	CYAML_FIELD_STRING_PTR("description", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
		struct written_text, description, 0, 20000),
	CYAML_FIELD_STRING_PTR("instruction", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
		struct written_text, instruction, 0, 20000),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t text_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_DEFAULT, struct written_text, text_fields) };
static const cyaml_schema_field_t texts_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("texts", CYAML_FLAG_POINTER, struct written_texts, texts,
		n_texts, &text_schema, 1, 64),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t texts_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_POINTER, struct written_texts, texts_fields) };

enum ac_status warning_texts_read(struct ac_str text, struct ac_json **texts, struct ac_error *err)
{
	void *root = NULL;
	AC_TRY(ac_yaml_load(text, "texts", &texts_schema, &root, err));
	const struct written_texts *written = root;
	struct ac_json *array = ac_json_new_array();
	for (unsigned i = 0; i < written->n_texts; i++) {
		const struct written_text *one = &written->texts[i];
		struct ac_json *json = ac_json_add_object(array);
		ac_json_set_text(json, "language", one->language);
		ac_json_set_text(json, "headline", one->headline);
		ac_json_set_text(json, "description", one->description ? one->description : "");
		ac_json_set_text(json, "instruction", one->instruction ? one->instruction : "");
	}
	ac_yaml_free(&texts_schema, root);
	*texts = array;
	return AC_OK;
}

/* ---- side by side ---- */

static struct ac_str member(const struct ac_json *text, const char *name)
{
	struct ac_str value;
	return ac_json_opt_str(text, name, AC_STR(""), &value, NULL) == AC_OK ? ac_str_trim(value)
									      : AC_STR("");
}

static enum ac_status check_languages(const struct ac_json *texts, struct ac_error *err)
{
	for (size_t i = 0; i < ac_json_count(texts); i++)
		for (size_t k = i + 1; k < ac_json_count(texts); k++) {
			struct ac_str language = member(ac_json_at(texts, i), "language");
			if (ac_str_eq_nocase(language, member(ac_json_at(texts, k), "language")))
				return ac_fail(err, AC_INVALID,
					"texts: the language %.35s stands twice", language.p);
		}
	return AC_OK;
}

/* In all languages or in none. */
static enum ac_status check_part(
	const struct ac_json *texts, const char *name, struct ac_error *err)
{
	const struct ac_json *with = NULL, *without = NULL;
	ac_json_each(texts, text)
	{
		if (member(text, name).n)
			with = text;
		else
			without = text;
	}
	if (!with || !without)
		return AC_OK;
	return ac_fail(err, AC_INVALID, "texts: %s has no %s, and %s has one: say the same in each",
		member(without, "language").p, name, member(with, "language").p);
}

enum ac_status warning_texts_check(const struct ac_json *texts, struct ac_error *err)
{
	AC_TRY(check_languages(texts, err));
	AC_TRY(check_part(texts, "headline", err));
	AC_TRY(check_part(texts, "description", err));
	return check_part(texts, "instruction", err);
}

/* ---- who is behind it ---- */

static enum ac_status permit_text(
	struct ac_db *db, const struct ac_json *text, bool exercise, struct ac_error *err)
{
	static const char *const parts[] = { "headline", "description", "instruction" };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char name[80];
		const struct ac_attribution_field field = { name, member(text, "language"),
			exercise };
		(void)snprintf(
			name, sizeof name, "%s in %.*s", parts[i], AC_STR_ARG(field.language));
		AC_TRY(ac_attributions_permit(db, &field, member(text, parts[i]), err));
	}
	return AC_OK;
}

enum ac_status warning_texts_permit(struct ac_db *db, const struct warning *w, struct ac_error *err)
{
	ac_json_each(w->texts, text) AC_TRY(permit_text(db, text, w->exercise, err));
	if (!ac_json_count(w->texts)) /* a bare Cancel has no event either */
		return AC_OK;
	const struct ac_attribution_field event = { .name = "event", .exercise = w->exercise };
	return ac_attributions_permit(db, &event, member(w->details, "event"), err);
}
