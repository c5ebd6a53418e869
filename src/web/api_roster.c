/* Sources, imports, matches, places. */
#include "service/desk/import.h"
#include "service/desk/match.h"
#include "service/desk/places.h"
#include "service/desk/sources.h"
#include "web/api.h"

#include <stdio.h>

enum { area_max = 64 << 20 };

enum ac_status api_sources_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)request;
	return ac_sources_view(service, ac_response_object(response), err);
}

enum ac_status api_sources_put(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "name", "controller", "legal_basis", "purpose",
		"expires", NULL };
	struct ac_source_new source;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "name", &source.name, err));
	AC_TRY(ac_json_get_str(request->body, "controller", &source.controller, err));
	AC_TRY(ac_json_get_str(request->body, "legal_basis", &source.legal_basis, err));
	AC_TRY(ac_json_get_str(request->body, "purpose", &source.purpose, err));
	AC_TRY(ac_json_get_str(request->body, "expires", &source.expires, err));
	return ac_sources_put(
		service, request->officer, &source, ac_response_object(response), err);
}

/* ---- import ---- */

static void tell_import(void *ctx, const struct ac_import_progress *progress)
{
	const struct ac_request *request = ctx;
	AC_AUTO(json) struct ac_json *state = ac_json_new_object();
	ac_json_set_text(state, "phase", "taking in");
	ac_json_set_i64(state, "rows", progress->rows);
	ac_json_set_i64(state, "done", progress->bytes);
	ac_json_set_i64(state, "total", progress->bytes_total);
	request->progress(request->progress_ctx, state);
}

enum ac_status api_imports_run(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_str kind;
	char path[64];
	struct ac_import_options options = { .name = "the file",
		.progress = request->progress ? tell_import : NULL,
		.progress_ctx = (void *)request };
	AC_TRY(ac_json_get_str(request->query, "kind", &kind, err));
	AC_TRY(ac_import_kind_parse(kind, &options.kind, err));
	AC_TRY(ac_json_opt_str(request->query, "columns", AC_STR(""), &options.columns, err));
	AC_TRY(ac_json_opt_str(request->query, "source", AC_STR(""), &options.source, err));
	AC_TRY(ac_query_bool(request->query, "dry_run", &options.dry, err));
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", request->body_fd);
	options.path = path;
	return ac_imports_run(
		service, request->officer, &options, ac_response_object(response), err);
}

/* ---- match ---- */

enum ac_status api_matches_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const by[] = { "hotel" };
	struct ac_match_query query = { 0 };
	int which;
	AC_AUTO(buf) struct ac_buf area;
	ac_buf_init(&area, area_max);
	AC_TRY(ac_json_get_str(request->query, "from", &query.from, err));
	AC_TRY(ac_json_get_str(request->query, "to", &query.to, err));
	AC_TRY(ac_query_choice(request->query, "by", by, 1, &which, err));
	AC_TRY(ac_request_file(request, "the area", &area, err));
	query.by_hotel = which == 0;
	query.area = ac_buf_str(&area);
	return ac_matches_view(service, &query, ac_response_object(response), err);
}

/* ---- places ---- */

enum ac_status api_places_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	bool at_risk;
	AC_TRY(ac_query_bool(request->query, "at_risk", &at_risk, err));
	return ac_places_list(service, at_risk, ac_response_object(response), err);
}

enum ac_status api_places_mark(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "places", "why", "until", "report", "evidence", "case",
		NULL };
	const struct ac_json *body = request->body;
	struct ac_place_mark mark;
	AC_TRY(ac_json_only(body, known, err));
	AC_TRY(ac_json_get_array(body, "places", &mark.refs, err));
	AC_TRY(ac_json_get_str(body, "why", &mark.why, err));
	AC_TRY(ac_json_opt_wall(body, "until", (struct ac_wall){ 0 }, &mark.until, err));
	AC_TRY(ac_json_opt_i64(body, "report", 1, INT64_MAX, 0, &mark.report, err));
	AC_TRY(ac_json_opt_i64(body, "case", 1, INT64_MAX, 0, &mark.case_id, err));
	AC_TRY(ac_json_opt_str(body, "evidence", AC_STR(""), &mark.evidence, err));
	return ac_places_mark(service, request->officer, &mark, ac_response_object(response), err);
}

enum ac_status api_notices_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	bool all;
	AC_TRY(ac_query_bool(request->query, "all", &all, err));
	return ac_notices_list(service, request->officer, all, ac_response_object(response), err);
}

enum ac_status api_notices_given(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)response;
	AC_TRY(ac_json_empty(request->body, err));
	return ac_notices_given(service, request->officer, request->ids[0], err);
}
