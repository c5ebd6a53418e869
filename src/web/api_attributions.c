/* Attribution in public. */
#include "service/desk/attributions.h"
#include "web/api.h"

enum ac_status api_attributions_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	int64_t case_id;
	AC_TRY(ac_query_i64(request->query, "case", 1, INT64_MAX, 0, &case_id, err));
	return ac_attributions_list(service, case_id, ac_response_object(response), err);
}

enum ac_status api_attributions_draft(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "texts", "organisations", "host", "host_at",
		"convicted", NULL };
	int64_t id;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_attributions_draft(
		service, request->officer, request->ids[0], request->body, &id, err));
	return ac_attributions_view(service, id, ac_response_object(response), err);
}

enum ac_status api_attributions_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_attributions_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_attributions_publish(struct ac_service *service,
	const struct ac_request *request, struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	AC_TRY(ac_attributions_publish(service, request->officer, request->ids[0], err));
	return ac_attributions_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_attributions_withdraw(struct ac_service *service,
	const struct ac_request *request, struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "why", NULL };
	struct ac_str why;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "why", &why, err));
	AC_TRY(ac_attributions_withdraw(service, request->officer, request->ids[0], why, err));
	return ac_attributions_view(service, request->ids[0], ac_response_object(response), err);
}
