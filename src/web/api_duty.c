/* The duty roster, and what officers are paged for. */
#include "service/desk/duty.h"
#include "service/desk/pages.h"
#include "web/api.h"

enum ac_status api_duty_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	bool all;
	AC_TRY(ac_query_bool(request->query, "all", &all, err));
	return ac_duty_list(service, all, ac_response_object(response), err);
}

enum ac_status api_duty_add(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "officer", "phone", "rank", "from", "to", "head",
		NULL };
	const struct ac_json *body = request->body;
	struct ac_duty_entry entry;
	AC_TRY(ac_json_only(body, known, err));
	AC_TRY(ac_json_get_str(body, "officer", &entry.officer, err));
	AC_TRY(ac_json_get_str(body, "phone", &entry.phone, err));
	AC_TRY(ac_json_get_i64(body, "rank", &entry.rank, err));
	AC_TRY(ac_json_get_wall(body, "from", &entry.from, err));
	AC_TRY(ac_json_get_wall(body, "to", &entry.to, err));
	AC_TRY(ac_json_opt_bool(body, "head", false, &entry.head, err));
	return ac_duty_add(service, request->officer, &entry, ac_response_object(response), err);
}

enum ac_status api_duty_drop(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	return ac_duty_drop(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_pages_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	bool all;
	AC_TRY(ac_query_bool(request->query, "all", &all, err));
	return ac_pages_list(service, all, ac_response_object(response), err);
}

enum ac_status api_pages_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_pages_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_pages_take(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	return ac_pages_take(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}
