/* Officers' accounts, as an administrator keeps them. */
#include "service/desk/officers.h"
#include "web/api.h"
#include "web/roles.h"

static enum ac_status read_new(
	const struct ac_json *body, struct ac_officer_new *officer, struct ac_error *err)
{
	static const char *const known[] = { "name", "roles", "password", NULL };
	AC_TRY(ac_json_only(body, known, err));
	AC_TRY(ac_json_get_str(body, "name", &officer->name, err));
	AC_TRY(ac_json_get_roles(body, &officer->roles, err));
	return ac_json_get_str(body, "password", &officer->password, err);
}

enum ac_status api_officers_first(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_officer_new officer;
	if (!request->owner)
		return ac_fail(err, AC_DENIED,
			"the first officer is added by the Unix user whom the data directory "
			"belongs to");
	AC_TRY(read_new(request->body, &officer, err));
	return ac_officers_first(
		service, &officer, ac_wall_now(), ac_response_object(response), err);
}

enum ac_status api_officers_add(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_officer_new officer;
	AC_TRY(read_new(request->body, &officer, err));
	return ac_officers_add(service, request->officer, &officer, ac_wall_now(),
		ac_response_object(response), err);
}

enum ac_status api_officers_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)request;
	return ac_officers_view(service, ac_wall_now(), ac_response_object(response), err);
}

enum ac_status api_officers_roles(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "roles", NULL };
	unsigned roles;
	(void)response;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_roles(request->body, &roles, err));
	return ac_officers_set_roles(service, request->officer, request->ids[0], roles, err);
}

enum ac_status api_officers_password(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "password", NULL };
	struct ac_str password;
	(void)response;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "password", &password, err));
	return ac_officers_set_password(service, request->officer, request->ids[0], password, err);
}

static const char *const nothing[] = { NULL };

enum ac_status api_officers_authenticator(struct ac_service *service,
	const struct ac_request *request, struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_only(request->body, nothing, err));
	return ac_officers_new_authenticator(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_officers_disable(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)response;
	AC_TRY(ac_json_only(request->body, nothing, err));
	return ac_officers_disable(service, request->officer, request->ids[0], true, err);
}

enum ac_status api_officers_enable(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)response;
	AC_TRY(ac_json_only(request->body, nothing, err));
	return ac_officers_disable(service, request->officer, request->ids[0], false, err);
}
