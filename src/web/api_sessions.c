/* Officers come in and go; tokens for their programs. */
#include "service/desk/officers.h"
#include "service/desk/sessions.h"
#include "web/api.h"
#include "web/roles.h"

enum ac_status api_sessions_log_in(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "name", "password", "code", NULL };
	struct ac_log_in log_in = { .source = request->source };
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "name", &log_in.given.name, err));
	AC_TRY(ac_json_get_str(request->body, "password", &log_in.given.password, err));
	AC_TRY(ac_json_get_str(request->body, "code", &log_in.given.code, err));
	return ac_sessions_log_in(
		service, &log_in, ac_wall_now(), ac_response_object(response), err);
}

enum ac_status api_session_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_sessions_view(service, request->officer, ac_response_object(response), err);
}

enum ac_status api_session_end(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)response;
	AC_TRY(ac_json_empty(request->body, err));
	return ac_sessions_log_out(service, request->officer, err);
}

enum ac_status api_session_password(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "old", "password", NULL };
	struct ac_str old, password;
	(void)response;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "old", &old, err));
	AC_TRY(ac_json_get_str(request->body, "password", &password, err));
	return ac_officers_own_password(
		service, request->officer, old, password, ac_wall_now(), err);
}

enum ac_status api_tokens_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_tokens_view(service, request->officer, ac_response_object(response), err);
}

enum ac_status api_tokens_make(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "name", "roles", "days", NULL };
	struct ac_token_new token;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "name", &token.name, err));
	AC_TRY(ac_json_get_roles(request->body, &token.roles, err));
	AC_TRY(ac_json_opt_i64(request->body, "days", 1, ac_token_max_days, 30, &token.days, err));
	return ac_tokens_make(service, request->officer, &token, ac_wall_now(),
		ac_response_object(response), err);
}

enum ac_status api_tokens_revoke(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)response;
	AC_TRY(ac_json_empty(request->body, err));
	return ac_tokens_revoke(service, request->officer, request->ids[0], err);
}
