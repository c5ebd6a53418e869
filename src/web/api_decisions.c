/* What waits for a second person: seen as it would go out, approved, refused. */
#include "web/api.h"
#include "web/two.h"

/* What it would do now, at the time when it was drafted. */
static enum ac_status rehearse(struct ac_service *service, const struct ac_decision *decision,
	struct ac_rehearsal *rehearsal, struct ac_error *err)
{
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	struct ac_call call = { .target = ac_buf_str(&decision->target),
		.body = ac_buf_str(&decision->body),
		.body_fd = -1,
		.officer = { .name = ac_buf_str(&decision->drafted_by),
			.roles = AC_ROLE_ALL,
			.rehearsal = rehearsal } };
	if (!ac_method_from(ac_buf_str(&decision->method), &call.method))
		return ac_fail(err, AC_CORRUPT, "decision %lld: its method is not understood",
			(long long)decision->id);
	ac_rehearsal_init(rehearsal, decision->drafted_at);
	enum ac_status status = ac_dispatch(service, &call, &response, err);
	if (rehearsal->takes_two)
		return AC_OK;
	return status != AC_OK ? status
			       : ac_fail(err, AC_CONFLICT, "decision %lld does not take two",
					 (long long)decision->id);
}

static enum ac_status carry_out(struct ac_service *service, const struct ac_decision *decision,
	const struct ac_request *request, struct ac_response *response, struct ac_error *err)
{
	struct ac_call call = { .target = ac_buf_str(&decision->target),
		.body = ac_buf_str(&decision->body),
		.body_fd = -1,
		.officer = { .name = ac_buf_str(&decision->drafted_by),
			.roles = AC_ROLE_ALL,
			.decision = decision->id,
			.approver = request->officer.name },
		.progress = request->progress,
		.progress_ctx = request->progress_ctx };
	if (!ac_method_from(ac_buf_str(&decision->method), &call.method))
		return ac_fail(err, AC_CORRUPT, "its method is not understood");
	return ac_dispatch(service, &call, response, err);
}

enum ac_status api_decisions_approve(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "digest", NULL };
	AC_AUTO(decision) struct ac_decision decision = { 0 };
	AC_AUTO(rehearsal) struct ac_rehearsal rehearsal = { 0 };
	AC_AUTO(response) struct ac_response done;
	unsigned char fresh[ac_digest_size];
	struct ac_str seen;
	ac_response_init(&done);
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "digest", &seen, err));
	AC_TRY(ac_decisions_load(service, request->ids[0], &decision, err));
	const struct ac_drafted drafted = ac_decision_drafted(&decision);
	AC_TRY(rehearse(service, &decision, &rehearsal, err));
	ac_decisions_digest(&drafted, ac_buf_str(&rehearsal.document), fresh);
	AC_TRY(ac_decisions_approve(service, request->officer, decision.id, seen, fresh, err));
	struct ac_error failed = { 0 };
	enum ac_status status = carry_out(service, &decision, request, &done, &failed);
	AC_TRY(ac_decisions_end(
		service, request->officer, decision.id, status == AC_OK ? NULL : &failed, err));
	if (status != AC_OK) {
		if (err)
			*err = failed;
		return status;
	}
	struct ac_json *answer = ac_response_object(response);
	AC_TRY(ac_decisions_view(
		service, decision.id, ac_json_set_object(answer, "decision"), err));
	ac_json_set(answer, "answer", ac_json_copy(ac_response_object(&done)));
	return AC_OK;
}

enum ac_status api_decisions_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_AUTO(decision) struct ac_decision decision = { 0 };
	AC_AUTO(rehearsal) struct ac_rehearsal rehearsal = { 0 };
	unsigned char fresh[ac_digest_size];
	struct ac_error against = { 0 };
	struct ac_json *answer = ac_response_object(response);
	AC_TRY(ac_decisions_load(service, request->ids[0], &decision, err));
	AC_TRY(ac_decisions_view(service, decision.id, answer, err));
	if (strcmp(decision.state, "open") != 0)
		return AC_OK;
	const struct ac_drafted drafted = ac_decision_drafted(&decision);
	if (rehearse(service, &decision, &rehearsal, &against) != AC_OK) {
		ac_json_set_text(answer, "against", against.msg);
		return AC_OK;
	}
	ac_decisions_digest(&drafted, ac_buf_str(&rehearsal.document), fresh);
	ac_json_set_bool(answer, "unchanged", memcmp(fresh, decision.digest, sizeof fresh) == 0);
	ac_two_show(&rehearsal, answer);
	return AC_OK;
}

enum ac_status api_decisions_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	bool all;
	AC_TRY(ac_query_bool(request->query, "all", &all, err));
	return ac_decisions_list(service, all, ac_response_object(response), err);
}

enum ac_status api_decisions_refuse(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "why", NULL };
	struct ac_str why;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "why", &why, err));
	AC_TRY(ac_decisions_refuse(service, request->officer, request->ids[0], why, err));
	return ac_decisions_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_decisions_withdraw(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { NULL };
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_decisions_withdraw(service, request->officer, request->ids[0], err));
	return ac_decisions_view(service, request->ids[0], ac_response_object(response), err);
}
