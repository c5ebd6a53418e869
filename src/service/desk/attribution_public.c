#include "service/desk/attribution_public.h"

#include "service/desk/media_words.h"

static void add_text(
	struct ac_json *texts, const struct ac_attribution_row *row, const struct ac_json *text)
{
	struct ac_str language, words;
	if (ac_json_get_str(text, "language", &language, NULL) != AC_OK ||
		ac_json_get_str(text, "text", &words, NULL) != AC_OK)
		return;
	struct ac_json *json = ac_json_add_object(texts);
	bool stands = ac_str_eq(row->state, AC_STR("published"));
	ac_json_set_str(json, "language", language);
	ac_json_set_str(json, "text", stands ? words : ac_str(media_withdrawal(language)));
}

struct ac_json *ac_attribution_public(
	const struct ac_attribution_row *row, const struct ac_json *body)
{
	if (ac_str_eq(row->state, AC_STR("draft")))
		return NULL;
	struct ac_json *texts = ac_json_new_array();
	ac_json_each(ac_json_find(body, "texts"), text) add_text(texts, row, text);
	return texts;
}
