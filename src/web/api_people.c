/* People, the inbox, calls for help. */
#include "service/desk/inbox.h"
#include "service/desk/persons.h"
#include "web/api.h"

enum { page_default = 1000, page_max = 2000 };

static enum ac_status read_standing(
	const struct ac_json *query, struct ac_people_filter *filter, struct ac_error *err)
{
	struct ac_str word;
	AC_TRY(ac_json_opt_str(query, "standing", AC_STR(""), &word, err));
	filter->unaccounted = ac_str_eq(word, AC_STR("unaccounted"));
	if (!word.n || filter->unaccounted)
		return AC_OK;
	filter->has_standing = true;
	if (!ac_standing_from(word, &filter->standing))
		return ac_fail(err, AC_INVALID,
			"standing: unaccounted, or one of not_reached, delivered, answered, "
			"intends, "
			"done, safe, refuses, needs_help, elsewhere, departed, unreachable, "
			"excluded");
	return AC_OK;
}

enum ac_status api_people_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_people_filter filter = { 0 };
	int64_t tier;
	AC_TRY(read_standing(request->query, &filter, err));
	AC_TRY(ac_query_i64(request->query, "tier", 0, ac_plan_max_tiers, 0, &tier, err));
	AC_TRY(ac_query_i64(request->query, "after", 0, INT64_MAX, 0, &filter.after, err));
	AC_TRY(ac_query_i64(
		request->query, "limit", 1, page_max, page_default, &filter.limit, err));
	filter.tier = (int)tier;
	return ac_persons_list(service, request->officer, request->ids[0], &filter,
		ac_response_object(response), err);
}

enum ac_status api_people_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_persons_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_people_export(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_persons_export(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_people_erase(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "why", NULL };
	struct ac_str why;
	(void)response;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "why", &why, err));
	return ac_persons_erase(service, request->officer, request->ids[0], why, err);
}

enum ac_status api_people_exclude(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "campaign", "why", NULL };
	struct ac_str why;
	int64_t campaign;
	(void)response;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_i64_in(request->body, "campaign", 1, INT64_MAX, &campaign, err));
	AC_TRY(ac_json_get_str(request->body, "why", &why, err));
	return ac_persons_exclude(service, request->officer, campaign, request->ids[0], why, err);
}

enum ac_status api_people_own_help(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "campaign", NULL };
	int64_t campaign;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_i64_in(request->body, "campaign", 1, INT64_MAX, &campaign, err));
	return ac_help_take_of(service, request->officer, campaign, request->ids[0],
		ac_response_object(response), err);
}

static enum ac_status read_word(
	const struct ac_json *body, enum ac_word *word, struct ac_error *err)
{
	struct ac_str text;
	AC_TRY(ac_json_get_str(body, "word", &text, err));
	if (ac_word_from(text, word))
		return AC_OK;
	return ac_fail(err, AC_INVALID,
		"word: leaving, moved, staying, safe, need_help, left, not_here, wrong_person, "
		"stop "
		"or unreachable");
}

enum ac_status api_people_said(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "word", "when", "reason", NULL };
	struct ac_person_said said;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(read_word(request->body, &said.word, err));
	AC_TRY(ac_json_opt_wall(
		request->body, "when", (struct ac_wall){ INT64_MAX }, &said.when, err));
	AC_TRY(ac_json_opt_str(request->body, "reason", AC_STR(""), &said.reason, err));
	return ac_persons_said(service, request->officer, request->ids[0], &said,
		ac_response_object(response), err);
}

/* ---- calls for help, inbox ---- */

enum ac_status api_help_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	bool all;
	AC_TRY(ac_query_bool(request->query, "all", &all, err));
	return ac_help_calls(service, all, ac_response_object(response), err);
}

enum ac_status api_help_own(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	return ac_help_take(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_inbox_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	bool all;
	AC_TRY(ac_query_bool(request->query, "all", &all, err));
	return ac_inbox_list(service, request->officer, all, ac_response_object(response), err);
}

enum ac_status api_inbox_answer(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "take", "traveller", "word", NULL };
	struct ac_inbox_answer how = { 0 };
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_opt_bool(request->body, "take", false, &how.take, err));
	AC_TRY(ac_json_opt_i64(request->body, "traveller", 1, INT64_MAX, 0, &how.traveller, err));
	how.has_word = ac_json_find(request->body, "word") != NULL;
	if (how.has_word)
		AC_TRY(read_word(request->body, &how.word, err));
	return ac_inbox_settle(service, request->officer, request->ids[0], &how,
		ac_response_object(response), err);
}
