/* Audit, backup, purge, the issuer's keys, and what a monitor asks. */
#include "service/desk/issuer.h"
#include "service/desk/upkeep.h"
#include "service/service.h"
#include "web/api.h"
#include "web/metrics.h"

enum ac_status api_audit_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_str object;
	int64_t from, limit;
	AC_TRY(ac_json_opt_str(request->query, "object", AC_STR(""), &object, err));
	AC_TRY(ac_query_i64(request->query, "from", 1, INT64_MAX, 1, &from, err));
	AC_TRY(ac_query_i64(request->query, "limit", 1, 10000, 200, &limit, err));
	return ac_upkeep_audit_list(
		service, object, from, limit, ac_response_object(response), err);
}

enum ac_status api_audit_verify(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)request;
	return ac_upkeep_audit_verify(service, ac_response_object(response), err);
}

enum ac_status api_backups_write(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "path", NULL };
	struct ac_str path;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "path", &path, err));
	return ac_upkeep_backup(
		service, request->officer, path.p, ac_response_object(response), err);
}

enum ac_status api_purge(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "dry_run", NULL };
	struct ac_progress_sink sink = { request->progress, request->progress_ctx };
	bool dry;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_opt_bool(request->body, "dry_run", false, &dry, err));
	return ac_upkeep_purge(
		service, request->officer, dry, &sink, ac_response_object(response), err);
}

enum ac_status api_issuer_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)request;
	return ac_issuer_view(service, ac_response_object(response), err);
}

enum ac_status api_issuer_rotate(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	return ac_issuer_rotate(service, request->officer, ac_response_object(response), err);
}

/* ---- probes ---- */

enum ac_status api_healthz(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)service, (void)request, (void)err;
	response->type = "text/plain";
	ac_buf_add_str(&response->text, AC_STR("alive\n"));
	return AC_OK;
}

enum ac_status api_readyz(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_health health;
	(void)request;
	ac_service_health(service, &health);
	if (!health.ready)
		return ac_fail(err, AC_BUSY, "not ready: still recovering, or ending");
	if (health.store_stalled)
		return ac_fail(err, AC_FULL, "the store takes no changes: %s", health.store_why);
	response->type = "text/plain";
	ac_buf_printf(&response->text, "ready, %d of %d links up\n", health.links_up, health.links);
	return AC_OK;
}

enum ac_status api_metrics(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)request;
	response->type = "text/plain; version=0.0.4";
	return ac_metrics_write(service, &response->text, err);
}
