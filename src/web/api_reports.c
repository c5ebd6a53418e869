/* Reports. */
#include "service/desk/reports.h"
#include "store/reports.h"
#include "web/api.h"

enum ac_status api_reports_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	int64_t case_id;
	AC_TRY(ac_query_i64(request->query, "case", 1, INT64_MAX, 0, &case_id, err));
	return ac_reports_list(
		service, request->officer, case_id, ac_response_object(response), err);
}

enum ac_status api_reports_add(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "kind", "text", "source", "grade", "probability",
		"tlp", "releasable_to", "observed", "received", "claims", "attachments", "case",
		"urgent", NULL };
	const struct ac_json *body = request->body;
	const struct ac_str none = AC_STR("");
	const struct ac_wall never = { 0 };
	struct ac_report_new made;
	AC_TRY(ac_json_only(body, known, err));
	AC_TRY(ac_json_opt_str(body, "kind", none, &made.kind, err));
	AC_TRY(ac_json_get_str(body, "text", &made.text, err));
	AC_TRY(ac_json_opt_str(body, "source", none, &made.source, err));
	AC_TRY(ac_json_opt_str(body, "grade", none, &made.grade, err));
	AC_TRY(ac_json_opt_str(body, "probability", none, &made.probability, err));
	AC_TRY(ac_json_get_str(body, "tlp", &made.tlp, err));
	AC_TRY(ac_json_opt_str(body, "releasable_to", none, &made.releasable_to, err));
	AC_TRY(ac_json_opt_wall(body, "observed", never, &made.observed, err));
	AC_TRY(ac_json_opt_wall(body, "received", never, &made.received, err));
	AC_TRY(ac_json_opt_array(body, "claims", &made.claims, err));
	AC_TRY(ac_json_opt_array(body, "attachments", &made.attachments, err));
	AC_TRY(ac_json_opt_i64(body, "case", 1, INT64_MAX, 0, &made.case_id, err));
	AC_TRY(ac_json_opt_bool(body, "urgent", false, &made.urgent, err));
	return ac_reports_add(service, request->officer, &made, ac_response_object(response), err);
}

enum ac_status api_reports_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_reports_view(
		service, request->officer, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_reports_link(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "case", NULL };
	int64_t case_id;
	(void)response;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_i64_in(request->body, "case", 1, INT64_MAX, &case_id, err));
	return ac_reports_link(service, request->officer, request->ids[0], case_id, err);
}

enum ac_status api_attachments_keep(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf bytes;
	(void)response;
	ac_buf_init(&bytes, ac_attachment_max);
	AC_TRY(ac_request_file(request, "the attachment", &bytes, err));
	return ac_reports_attach(service, request->officer, request->ids[0], request->ids[1],
		ac_buf_str(&bytes), err);
}

/* Whatever it says it is, a browser shall not open it by itself. */
enum ac_status api_attachments_read(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	response->type = "application/octet-stream";
	return ac_reports_attachment(
		service, request->officer, request->ids[0], request->ids[1], &response->text, err);
}
