/* Media contacts, and what they were told. */
#include "service/desk/media.h"
#include "web/api.h"

enum ac_status api_media_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_media_list(service, request->officer, ac_response_object(response), err);
}

enum ac_status api_media_add(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "source", "name", "outlet", "language", "phone",
		"email", NULL };
	struct ac_media_new made;
	int64_t id;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "source", &made.source, err));
	AC_TRY(ac_json_get_str(request->body, "name", &made.name, err));
	AC_TRY(ac_json_get_str(request->body, "outlet", &made.outlet, err));
	AC_TRY(ac_json_get_str(request->body, "language", &made.language, err));
	AC_TRY(ac_json_opt_str(request->body, "phone", AC_STR(""), &made.phone, err));
	AC_TRY(ac_json_opt_str(request->body, "email", AC_STR(""), &made.email, err));
	AC_TRY(ac_media_add(service, request->officer, &made, &id, err));
	ac_json_set_i64(ac_response_object(response), "id", id);
	return AC_OK;
}

enum ac_status api_media_drop(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	AC_TRY(ac_media_drop(service, request->officer, request->ids[0], err));
	ac_json_set_i64(ac_response_object(response), "dropped", request->ids[0]);
	return AC_OK;
}

enum ac_status api_media_of_warning(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_media_deliveries(service, request->ids[0], 0, ac_response_object(response), err);
}

enum ac_status api_media_of_attribution(struct ac_service *service,
	const struct ac_request *request, struct ac_response *response, struct ac_error *err)
{
	return ac_media_deliveries(service, 0, request->ids[0], ac_response_object(response), err);
}
