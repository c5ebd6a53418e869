/* What is said in public beside a warning: statements of offices. */
#include "service/desk/statements.h"
#include "web/api.h"

enum ac_status api_statements_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_statements_list(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_statements_add(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "office", "language", "text", NULL };
	struct ac_statement_new made;
	int64_t id;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "office", &made.office, err));
	AC_TRY(ac_json_get_str(request->body, "language", &made.language, err));
	AC_TRY(ac_json_get_str(request->body, "text", &made.text, err));
	AC_TRY(ac_statements_add(service, request->officer, request->ids[0], &made, &id, err));
	return ac_statements_view(service, id, ac_response_object(response), err);
}

enum ac_status api_statements_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_statements_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_statements_drop(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	AC_TRY(ac_statements_drop(service, request->officer, request->ids[0], err));
	ac_json_set_i64(ac_response_object(response), "dropped", request->ids[0]);
	return AC_OK;
}

enum ac_status api_statements_publish(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	AC_TRY(ac_statements_publish(service, request->officer, request->ids[0], err));
	return ac_statements_list(service, request->ids[0], ac_response_object(response), err);
}
