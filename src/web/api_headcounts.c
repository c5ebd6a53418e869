/* Head-counts given out. */
#include "service/desk/headcounts.h"
#include "web/api.h"

enum ac_status api_headcounts_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_headcounts_list(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_headcounts_give(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "to", "by", NULL };
	struct ac_str to, by;
	int64_t id;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "to", &to, err));
	AC_TRY(ac_json_opt_str(request->body, "by", AC_STR("hotel"), &by, err));
	AC_TRY(ac_headcounts_give(service, request->officer, request->ids[0], to, by, &id, err));
	return ac_headcounts_view(service, id, ac_response_object(response), err);
}

enum ac_status api_headcounts_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_headcounts_view(service, request->ids[0], ac_response_object(response), err);
}
