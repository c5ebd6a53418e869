/* What waits for a second person: seen as it would go out, approved, refused. */
#include "web/api.h"
#include "web/two.h"

#include "vault/vault.h"

/* What it would do now, at the time when it was drafted. @param reader  who is shown it; empty: nobody is */
static enum ac_status rehearse(struct ac_service *service, const struct ac_decision *decision,
	struct ac_str reader, struct ac_rehearsal *rehearsal, struct ac_error *err)
{
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	struct ac_call call = { .target = ac_buf_str(&decision->target),
		.body = ac_buf_str(&decision->body),
		.body_fd = -1,
		.officer = { .name = ac_buf_str(&decision->drafted_by),
			.roles = AC_ROLE_ALL, /* whether they have the right is looked at apart */
			.rehearsal = rehearsal } };
	if (!ac_method_from(ac_buf_str(&decision->method), &call.method))
		return ac_fail(err, AC_CORRUPT, "decision %lld: its method is not understood",
			(long long)decision->id);
	ac_rehearsal_init(rehearsal, decision->drafted_at);
	rehearsal->stored = true;
	rehearsal->reader = reader;
	rehearsal->figures = reader.n > 0;
	enum ac_status status = ac_dispatch(service, &call, &response, err);
	if (rehearsal->takes_two)
		return AC_OK;
	return status != AC_OK ? status
			       : ac_fail(err, AC_CONFLICT, "decision %lld does not take two",
					 (long long)decision->id);
}

/* A look at what it would do: its digest, and the last audit row there was before. */
struct look {
	int64_t last;
	unsigned char digest[ac_digest_size];
};

static enum ac_status look_again(struct ac_service *service, const struct ac_decision *decision,
	struct look *look, struct ac_error *err)
{
	AC_AUTO(rehearsal) struct ac_rehearsal rehearsal = { 0 };
	const struct ac_drafted drafted = ac_decision_drafted(decision);
	AC_TRY(ac_decisions_last(service, &look->last, err));
	AC_TRY(rehearse(service, decision, AC_STR(""), &rehearsal, err));
	ac_decisions_digest(&drafted, ac_buf_str(&rehearsal.document), look->digest);
	return AC_OK;
}

static enum ac_status do_it(struct ac_service *service, const struct ac_decision *decision,
	struct ac_officer officer, const struct ac_request *request, struct ac_response *response,
	struct ac_error *err)
{
	struct ac_call call = { .target = ac_buf_str(&decision->target),
		.body = ac_buf_str(&decision->body),
		.body_fd = -1,
		.officer = officer,
		.progress = request->progress,
		.progress_ctx = request->progress_ctx };
	if (!ac_method_from(ac_buf_str(&decision->method), &call.method))
		return ac_fail(err, AC_CORRUPT, "its method is unknown");
	return ac_dispatch(service, &call, response, err);
}

enum { looks_max = 30 };

/* Do what was looked at. Whatever is decided between the look and the act, by anybody, makes another look
 * necessary; it must show the same. */
static enum ac_status do_as_seen(struct ac_service *service, const struct ac_decision *decision,
	struct ac_officer officer, const struct ac_request *request, struct ac_response *response,
	struct ac_error *err)
{
	for (int looks = 1;; looks++) {
		struct look look;
		enum ac_status status = do_it(service, decision, officer, request, response, err);
		if (status != AC_BUSY || officer.agreed->begun || looks == looks_max)
			return status;
		AC_TRY(look_again(service, decision, &look, err));
		if (!ac_vault_equal(look.digest, decision->digest, sizeof look.digest))
			return ac_fail(err, AC_CONFLICT,
				"what it would send out was changed while it was being approved");
		officer.agreed->seen = look.last;
		ac_response_done(response);
		ac_response_init(response);
	}
}

/* Do it, write down how it went, and answer both. @param officer  with both names */
static enum ac_status carry_out(struct ac_service *service, const struct ac_decision *decision,
	struct ac_officer officer, const struct ac_request *request, struct ac_response *response,
	struct ac_error *err)
{
	AC_AUTO(response) struct ac_response done;
	struct ac_error failed = { 0 };
	const int64_t id = officer.agreed->decision;
	ac_response_init(&done);
	enum ac_status status = do_as_seen(service, decision, officer, request, &done, &failed);
	if (status != AC_BUSY || officer.agreed->begun)
		AC_TRY(ac_decisions_end(service, request->officer, officer.agreed,
			status == AC_OK ? NULL : &failed, err));
	if (status != AC_OK) {
		if (err)
			*err = failed;
		return status;
	}
	struct ac_json *answer = ac_response_object(response);
	AC_TRY(ac_decisions_view(
		service, request->officer, id, ac_json_set_object(answer, "decision"), err));
	ac_json_set(answer, "answer", ac_json_copy(ac_response_object(&done)));
	return AC_OK;
}

/* The right that what was drafted takes. */
static enum ac_status right_of(
	const struct ac_decision *decision, enum ac_right *right, struct ac_error *err)
{
	const struct ac_route *route = NULL;
	enum ac_method method;
	int64_t ids[2];
	struct ac_str rest = ac_buf_str(&decision->target), path;
	bool understood = ac_str_cut(&rest, '?', &path) &&
			  ac_method_from(ac_buf_str(&decision->method), &method);
	if (understood)
		AC_TRY(ac_route_find(method, path, &route, ids, err));
	*right = route ? route->right : AC_RIGHT_system;
	return route ? AC_OK
		     : ac_fail(err, AC_CORRUPT, "decision %lld: its request is not understood",
			       (long long)decision->id);
}

/* A program is nobody's second look. */
static enum ac_status must_be_a_person(const struct ac_officer *officer, struct ac_error *err)
{
	return officer->token
		       ? ac_fail(err, AC_DENIED,
				 "a token agrees to nothing: log in, and look at it yourself")
		       : AC_OK;
}

enum ac_status api_decisions_approve(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "digest", "template", NULL };
	AC_AUTO(decision) struct ac_decision decision = { 0 };
	struct look look;
	struct ac_approval approval = { .id = request->ids[0], .fresh = look.digest };
	struct ac_agreed agreed = { .decision = request->ids[0],
		.approver = request->officer.name };
	unsigned roles;
	AC_TRY(must_be_a_person(&request->officer, err));
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "digest", &approval.seen, err));
	AC_TRY(ac_json_opt_bool(request->body, "template", false, &approval.template, err));
	AC_TRY(ac_decisions_load(service, approval.id, &decision, err));
	AC_TRY(right_of(&decision, &approval.right, err));
	AC_TRY(look_again(service, &decision, &look, err));
	approval.last = look.last;
	AC_TRY(ac_decisions_approve(
		service, request->officer, &approval, &roles, &agreed.seen, err));
	if (approval.template)
		return ac_decisions_view(service, request->officer, decision.id,
			ac_json_set_object(ac_response_object(response), "decision"), err);
	const struct ac_officer both = {
		.name = ac_buf_str(&decision.drafted_by), .roles = roles, .agreed = &agreed
	};
	return carry_out(service, &decision, both, request, response, err);
}

enum ac_status api_decisions_use(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "case", NULL };
	AC_AUTO(decision) struct ac_decision template = { 0 };
	struct look look;
	struct ac_officer both = request->officer; /* with the rights that they have themselves */
	struct ac_agreed agreed = { 0 };
	enum ac_right right;
	int64_t case_id;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_i64_in(request->body, "case", 1, INT64_MAX, &case_id, err));
	AC_TRY(must_be_a_person(&request->officer, err));
	AC_TRY(ac_decisions_load(service, request->ids[0], &template, err));
	AC_TRY(right_of(&template, &right, err));
	AC_TRY(ac_right_check(right, &request->officer, err));
	AC_TRY(look_again(service, &template, &look, err));
	const struct ac_approval approval = {
		.id = template.id, .fresh = look.digest, .last = look.last
	};
	AC_TRY(ac_decisions_use(service, request->officer, &approval, case_id, &agreed, err));
	agreed.approver = ac_buf_str(&template.decided_by);
	both.agreed = &agreed;
	return carry_out(service, &template, both, request, response, err);
}

enum ac_status api_decisions_review(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	AC_TRY(ac_decisions_review(service, request->officer, request->ids[0], err));
	return ac_decisions_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_decisions_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_AUTO(decision) struct ac_decision decision = { 0 };
	AC_AUTO(rehearsal) struct ac_rehearsal rehearsal = { 0 };
	unsigned char fresh[ac_digest_size];
	enum ac_right right;
	struct ac_error against = { 0 };
	struct ac_json *answer = ac_response_object(response);
	AC_TRY(ac_decisions_load(service, request->ids[0], &decision, err));
	AC_TRY(ac_decisions_view(service, request->officer, decision.id, answer, err));
	if (strcmp(decision.state, "open") != 0 && strcmp(decision.state, "template") != 0)
		return AC_OK;
	const struct ac_drafted drafted = ac_decision_drafted(&decision);
	AC_TRY(right_of(&decision, &right, err));
	if (ac_decisions_stands(service, &decision, right, &against) != AC_OK ||
		rehearse(service, &decision, request->officer.name, &rehearsal, &against) !=
			AC_OK) {
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
	return ac_decisions_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_decisions_withdraw(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	AC_TRY(ac_decisions_withdraw(service, request->officer, request->ids[0], err));
	return ac_decisions_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}
