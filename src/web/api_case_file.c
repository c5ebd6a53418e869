/* What else a case file holds: posture, who answers, what is awaited, facts, its timeline. */
#include "service/desk/cases.h"
#include "web/api.h"
#include "web/dispatch.h"

enum ac_status api_cases_posture(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "posture", "why", NULL };
	struct ac_str posture, why;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "posture", &posture, err));
	AC_TRY(ac_json_get_str(request->body, "why", &why, err));
	AC_TRY(ac_cases_posture(service, request->officer, request->ids[0], posture, why, err));
	return ac_cases_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_cases_officials(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "why", "until", NULL };
	struct ac_str why;
	struct ac_wall until;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "why", &why, err));
	AC_TRY(ac_json_get_wall(request->body, "until", &until, err));
	AC_TRY(ac_cases_keep_officials(
		service, request->officer, request->ids[0], why, until, err));
	return ac_cases_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_cases_assign(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "priority", "owner", NULL };
	int64_t priority;
	struct ac_str owner;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_opt_i64(request->body, "priority", 1, 4, 0, &priority, err));
	AC_TRY(ac_json_opt_str(request->body, "owner", AC_STR(""), &owner, err));
	AC_TRY(ac_cases_assign(
		service, request->officer, request->ids[0], (int)priority, owner, err));
	return ac_cases_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_cases_await(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "text", "whom", "due", NULL };
	struct ac_str text, whom;
	struct ac_wall due;
	int64_t item;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "text", &text, err));
	AC_TRY(ac_json_opt_str(request->body, "whom", AC_STR(""), &whom, err));
	AC_TRY(ac_json_get_wall(request->body, "due", &due, err));
	AC_TRY(ac_cases_await(
		service, request->officer, request->ids[0], whom, text, due, &item, err));
	ac_json_set_i64(ac_response_object(response), "id", item);
	return AC_OK;
}

enum ac_status api_cases_item_done(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)response;
	AC_TRY(ac_json_empty(request->body, err));
	return ac_cases_item_done(service, request->officer, request->ids[0], request->ids[1], err);
}

enum ac_status api_cases_overdue(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)request;
	return ac_cases_overdue(service, ac_response_object(response), err);
}

enum ac_status api_cases_fact(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "kind", "value", "source", "report", "at", NULL };
	struct ac_fact_new made;
	int64_t fact;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "kind", &made.kind, err));
	AC_TRY(ac_json_get_str(request->body, "value", &made.value, err));
	AC_TRY(ac_json_opt_str(request->body, "source", AC_STR(""), &made.source, err));
	AC_TRY(ac_json_opt_i64(request->body, "report", 1, INT64_MAX, 0, &made.report, err));
	AC_TRY(ac_json_opt_wall(request->body, "at", (struct ac_wall){ 0 }, &made.at, err));
	AC_TRY(ac_cases_fact(service, request->officer, request->ids[0], &made, &fact, err));
	ac_json_set_i64(ac_response_object(response), "id", fact);
	return AC_OK;
}

enum ac_status api_cases_timeline(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_cases_timeline(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_cases_export(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_str audience;
	AC_TRY(ac_json_opt_str(request->query, "for", AC_STR("desk"), &audience, err));
	return ac_cases_export(service, request->officer, request->ids[0], audience,
		ac_response_object(response), err);
}

/* ---- it has happened ---- */

/* As if the officer had asked for it: it waits for a second person. */
static enum ac_status draft(struct ac_service *service, const struct ac_request *request,
	const struct ac_json *ask, int64_t *decision, struct ac_error *err)
{
	AC_AUTO(response) struct ac_response response;
	AC_AUTO(buf) struct ac_buf body;
	ac_response_init(&response);
	ac_buf_init(&body, 1u << 20);
	ac_json_write(ask, &body);
	AC_TRY(ac_buf_check(&body, "the plan", err));
	struct ac_call call = { .method = AC_POST,
		.target = AC_STR("/v1/campaigns"),
		.body = ac_buf_str(&body),
		.body_fd = -1,
		.officer = request->officer };
	AC_TRY(ac_dispatch(service, &call, &response, err));
	return ac_json_get_i64(
		ac_json_find(ac_response_object(&response), "decision"), "id", decision, err);
}

static void draft_question(struct ac_service *service, const struct ac_request *request,
	const struct ac_json *ask, struct ac_json *drafted, struct ac_json *others)
{
	struct ac_error err = { .msg = "" };
	int64_t decision;
	bool good = draft(service, request, ask, &decision, &err) == AC_OK;
	struct ac_json *json = ac_json_add_object(good ? drafted : others);
	ac_json_set(json, "warning", ac_json_copy(ac_json_find(ask, "warning")));
	if (good)
		ac_json_set_i64(json, "decision", decision);
	else
		ac_json_set_text(json, "why", err.msg);
}

/* Where nothing runs that could ask, the question is drafted. That the event is written down stands by now. */
static void draft_questions(struct ac_service *service, const struct ac_request *request,
	struct ac_str phone, struct ac_json *answer)
{
	AC_AUTO(json) struct ac_json *unasked = ac_json_new_object();
	struct ac_error err = { .msg = "" };
	if (ac_cases_unasked(service, request->ids[0], phone, unasked, &err) != AC_OK)
		ac_json_set_text(unasked, "to_do", err.msg);
	struct ac_json *drafted = ac_json_set_array(answer, "drafted");
	struct ac_json *others = ac_json_set_array(answer, "not_drafted");
	ac_json_each(ac_json_find(unasked, "drafted"), waiting)
		ac_json_add(drafted, ac_json_copy(waiting));
	ac_json_each(ac_json_find(unasked, "to_draft"), ask)
		draft_question(service, request, ask, drafted, others);
	if (ac_json_find(unasked, "to_do"))
		ac_json_set(answer, "to_do", ac_json_copy(ac_json_find(unasked, "to_do")));
}

enum ac_status api_cases_event(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "text", "phone", NULL };
	struct ac_json *answer = ac_response_object(response);
	struct ac_str text, phone;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "text", &text, err));
	AC_TRY(ac_json_opt_str(request->body, "phone", AC_STR(""), &phone, err));
	AC_TRY(ac_cases_event(service, request->officer, request->ids[0], text, answer, err));
	draft_questions(service, request, phone, answer);
	return AC_OK;
}
