/* Cases and warnings. */
#include "service/desk/cases.h"
#include "service/desk/warnings.h"
#include "web/api.h"

enum ac_status api_cases_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_str state;
	AC_TRY(ac_json_opt_str(request->query, "state", AC_STR(""), &state, err));
	return ac_cases_list(service, state, ac_response_object(response), err);
}

enum ac_status api_cases_open(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "title", "posture", "successor_of", "exercise", NULL };
	struct ac_case_new made;
	int64_t id;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "title", &made.title, err));
	AC_TRY(ac_json_opt_str(request->body, "posture", AC_STR(""), &made.posture, err));
	AC_TRY(ac_json_opt_i64(
		request->body, "successor_of", 1, INT64_MAX, 0, &made.successor_of, err));
	AC_TRY(ac_json_opt_bool(request->body, "exercise", false, &made.exercise, err));
	AC_TRY(ac_cases_open(service, request->officer, &made, &id, err));
	return ac_cases_view(service, request->officer, id, ac_response_object(response), err);
}

enum ac_status api_cases_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_cases_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_cases_note(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "kind", "value", "text", NULL };
	struct ac_case_note note;
	(void)response;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_opt_str(request->body, "kind", AC_STR(""), &note.kind, err));
	AC_TRY(ac_json_opt_str(request->body, "value", AC_STR(""), &note.value, err));
	AC_TRY(ac_json_opt_str(request->body, "text", AC_STR(""), &note.text, err));
	return ac_cases_note(service, request->officer, request->ids[0], &note, err);
}

enum ac_status api_cases_close(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "outcome", "why", NULL };
	struct ac_case_end end;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "outcome", &end.outcome, err));
	AC_TRY(ac_json_opt_str(request->body, "why", AC_STR(""), &end.why, err));
	AC_TRY(ac_cases_close(service, request->officer, request->ids[0], &end, err));
	return ac_cases_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

/* ---- warnings ---- */

#define CONTENT                                                                                \
	"areas", "districts", "circles", "texts", "scheme", "level", "valid_from", "valid_to", \
		"event", "urgency", "severity", "certainty", "response", "place", "country"

/* Texts may come as a text in YAML, or as an object: JSON is YAML too. */
static enum ac_status with_texts_as_text(
	const struct ac_json *body, struct ac_json **content, struct ac_error *err)
{
	static const char *const names[] = { "texts", "messages" };
	AC_AUTO(json) struct ac_json *copy = ac_json_copy(body);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct ac_json *texts = ac_json_find(copy, names[i]);
		AC_AUTO(buf) struct ac_buf text = { 0 };
		if (ac_json_type(texts) != AC_JSON_OBJECT)
			continue;
		ac_buf_init(&text, 1u << 20);
		ac_json_write(texts, &text);
		AC_TRY(ac_buf_check(&text, names[i], err));
		ac_json_set_str(copy, names[i], ac_buf_str(&text));
	}
	*content = AC_TAKE(copy);
	return AC_OK;
}

enum ac_status api_warnings_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	int64_t case_id;
	AC_TRY(ac_query_i64(request->query, "case", 1, INT64_MAX, 0, &case_id, err));
	return ac_warnings_list(service, case_id, ac_response_object(response), err);
}

enum ac_status api_warnings_draft(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "case", "from_case", CONTENT, NULL };
	AC_AUTO(json) struct ac_json *content = NULL;
	int64_t case_id, id;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_i64_in(request->body, "case", 1, INT64_MAX, &case_id, err));
	AC_TRY(with_texts_as_text(request->body, &content, err));
	AC_TRY(ac_warnings_draft(service, request->officer, case_id, content, &id, err));
	return ac_warnings_view(service, id, ac_response_object(response), err);
}

enum ac_status api_warnings_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_warnings_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_warnings_cap(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	response->type = "application/cap+xml";
	return ac_warnings_cap(service, request->ids[0], &response->text, err);
}

enum ac_status api_warnings_publish(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	AC_TRY(ac_warnings_publish(service, request->officer, request->ids[0], err));
	return ac_warnings_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_warnings_update(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { CONTENT, NULL };
	AC_AUTO(json) struct ac_json *content = NULL;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(with_texts_as_text(request->body, &content, err));
	AC_TRY(ac_warnings_update(service, request->officer, request->ids[0], content, err));
	return ac_warnings_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_warnings_clear(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "texts", "level", "review", "messages", "advice",
		NULL };
	AC_AUTO(json) struct ac_json *content = NULL;
	struct ac_json *answer = ac_response_object(response);
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(with_texts_as_text(request->body, &content, err));
	AC_TRY(ac_warnings_clear(service, request->officer, request->ids[0], content, answer, err));
	return ac_warnings_view(service, request->ids[0], answer, err);
}

enum ac_status api_warnings_retract(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "why", "texts", "messages", NULL };
	AC_AUTO(json) struct ac_json *content = NULL;
	struct ac_json *answer = ac_response_object(response);
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(with_texts_as_text(request->body, &content, err));
	AC_TRY(ac_warnings_retract(
		service, request->officer, request->ids[0], content, answer, err));
	return ac_warnings_view(service, request->ids[0], answer, err);
}
