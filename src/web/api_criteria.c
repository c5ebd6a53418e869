/* Criteria, dates of review, what a successor takes over, hypotheses, levels. */
#include "service/desk/criteria.h"
#include "service/desk/hypotheses.h"
#include "service/desk/levels.h"
#include "service/desk/review.h"
#include "service/desk/successor.h"
#include "threat/criteria.h"
#include "web/api.h"

/* ---- criteria ---- */

enum ac_status api_criteria_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_criteria_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_criteria_add(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "text", "mandatory", "hold_s", NULL };
	struct ac_criterion_new made;
	int64_t hold_s, id;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "text", &made.text, err));
	AC_TRY(ac_json_opt_bool(request->body, "mandatory", true, &made.mandatory, err));
	AC_TRY(ac_json_opt_i64(request->body, "hold_s", 0, 365 * AC_DAY / AC_SECOND,
		AC_HOLD_DEFAULT / AC_SECOND, &hold_s, err));
	made.hold_us = hold_s * AC_SECOND;
	AC_TRY(ac_criteria_add(service, request->officer, request->ids[0], &made, &id, err));
	ac_json_set_i64(ac_response_object(response), "id", id);
	return ac_criteria_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_criteria_set(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "status", "grade", "source", "valid_until", "why",
		NULL };
	const struct ac_json *body = request->body;
	struct ac_criterion_said said;
	AC_TRY(ac_json_only(body, known, err));
	AC_TRY(ac_json_get_str(body, "status", &said.status, err));
	AC_TRY(ac_json_opt_str(body, "grade", AC_STR(""), &said.grade, err));
	AC_TRY(ac_json_opt_str(body, "source", AC_STR(""), &said.source, err));
	AC_TRY(ac_json_opt_wall(
		body, "valid_until", (struct ac_wall){ 0 }, &said.valid_until, err));
	AC_TRY(ac_json_opt_str(body, "why", AC_STR(""), &said.why, err));
	AC_TRY(ac_criteria_set(
		service, request->officer, request->ids[0], request->ids[1], &said, err));
	return ac_criteria_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_criteria_check(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_criteria_check(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_review_set(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "review", NULL };
	struct ac_wall due;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_wall(request->body, "review", &due, err));
	AC_TRY(ac_review_set(service, request->officer, request->ids[0], due, err));
	return ac_review_show(service, request->ids[0], ac_response_object(response), err);
}

/* ---- proposals ---- */

enum ac_status api_proposals_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_proposals_list(service, request->ids[0], ac_response_object(response), err);
}

static enum ac_status decide(struct ac_service *service, const struct ac_request *request,
	bool accept, struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	AC_TRY(ac_proposals_decide(
		service, request->officer, request->ids[0], request->ids[1], accept, err));
	return ac_proposals_list(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_proposals_accept(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return decide(service, request, true, response, err);
}

enum ac_status api_proposals_dismiss(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return decide(service, request, false, response, err);
}

/* ---- hypotheses ---- */

enum ac_status api_hypotheses_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_hypotheses_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_hypotheses_add(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "name", NULL };
	struct ac_str name;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "name", &name, err));
	AC_TRY(ac_hypotheses_add(service, request->officer, request->ids[0], name, err));
	return ac_hypotheses_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_hypotheses_weigh(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "text", "grade", "source", "against", NULL };
	struct ac_evidence_new made;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "text", &made.text, err));
	AC_TRY(ac_json_opt_str(request->body, "grade", AC_STR(""), &made.grade, err));
	AC_TRY(ac_json_opt_str(request->body, "source", AC_STR(""), &made.source, err));
	AC_TRY(ac_json_opt_object(request->body, "against", &made.against, err));
	AC_TRY(ac_hypotheses_weigh(service, request->officer, request->ids[0], &made, err));
	return ac_hypotheses_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

/* ---- levels ---- */

enum ac_status api_levels_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_str place;
	AC_TRY(ac_json_opt_str(request->query, "place", AC_STR(""), &place, err));
	return ac_levels_list(service, place, ac_response_object(response), err);
}

enum ac_status api_levels_set(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "place", "country", "scheme", "level", "case",
		"advice", "review", NULL };
	const struct ac_json *body = request->body;
	struct ac_level_set wanted;
	AC_TRY(ac_json_only(body, known, err));
	AC_TRY(ac_json_get_str(body, "place", &wanted.place, err));
	AC_TRY(ac_json_opt_str(body, "country", AC_STR(""), &wanted.country, err));
	AC_TRY(ac_json_get_str(body, "scheme", &wanted.scheme, err));
	AC_TRY(ac_json_get_i64_in(body, "level", 0, 100, &wanted.level, err));
	AC_TRY(ac_json_get_i64_in(body, "case", 1, INT64_MAX, &wanted.case_id, err));
	AC_TRY(ac_json_opt_str(body, "advice", AC_STR(""), &wanted.advice, err));
	AC_TRY(ac_json_get_wall(body, "review", &wanted.review, err));
	return ac_levels_set(service, request->officer, &wanted, ac_response_object(response), err);
}
