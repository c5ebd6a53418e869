/* Campaigns, and the links that carry them. */
#include "service/desk/campaigns.h"
#include "service/desk/decide.h"
#include "service/service.h"
#include "vault/vault.h"
#include "web/api.h"

#include <stdio.h>

enum { max_links = 64 };

/* The plan: YAML as a text, or an object (JSON is YAML too). */
static enum ac_status plan_text(
	const struct ac_request *request, struct ac_buf *text, struct ac_error *err)
{
	const struct ac_json *plan = ac_json_find(request->body, "plan");
	struct ac_str given;
	ac_buf_init(text, 1u << 20);
	if (ac_json_type(plan) == AC_JSON_OBJECT) {
		ac_json_write(plan, text);
	} else {
		AC_TRY(ac_json_get_str(request->body, "plan", &given, err));
		ac_buf_add_str(text, given);
	}
	return ac_buf_check(text, "the plan", err);
}

static enum ac_status read_ask(const struct ac_request *request, int64_t *warning,
	struct ac_buf *plan, struct ac_error *err)
{
	static const char *const known[] = { "warning", "plan", NULL };
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_i64_in(request->body, "warning", 1, INT64_MAX, warning, err));
	return plan_text(request, plan, err);
}

enum ac_status api_campaigns_preview(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf plan = { 0 };
	int64_t warning;
	AC_TRY(read_ask(request, &warning, &plan, err));
	return ac_campaigns_preview(
		service, warning, ac_buf_str(&plan), ac_response_object(response), err);
}

enum ac_status api_campaigns_start(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf plan = { 0 };
	struct ac_progress_sink sink = { request->progress, request->progress_ctx };
	int64_t warning;
	AC_TRY(read_ask(request, &warning, &plan, err));
	return ac_campaigns_start(service, request->officer, warning, ac_buf_str(&plan), &sink,
		ac_response_object(response), err);
}

enum ac_status api_campaigns_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)request;
	return ac_campaigns_list(service, ac_response_object(response), err);
}

enum ac_status api_campaigns_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_campaigns_view(service, request->ids[0], ac_response_object(response), err);
}

static enum ac_status order(struct ac_service *service, const struct ac_request *request,
	enum ac_order which, struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	AC_TRY(ac_campaigns_order(service, request->officer, request->ids[0], which, err));
	return ac_campaigns_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_campaigns_pause(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return order(service, request, AC_ORDER_PAUSE, response, err);
}

enum ac_status api_campaigns_resume(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return order(service, request, AC_ORDER_RESUME, response, err);
}

enum ac_status api_campaigns_finish(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return order(service, request, AC_ORDER_FINISH, response, err);
}

/* A member `texts`: a text in YAML, or an object: JSON is YAML too. */
static enum ac_status read_texts(
	const struct ac_json *body, struct ac_buf *texts, struct ac_error *err)
{
	const struct ac_json *given = ac_json_find(body, "texts");
	struct ac_str text;
	if (ac_json_type(given) == AC_JSON_OBJECT) {
		ac_json_write(given, texts);
	} else {
		AC_TRY(ac_json_get_str(body, "texts", &text, err));
		ac_buf_add_str(texts, text);
	}
	return ac_buf_check(texts, "texts", err);
}

enum ac_status api_campaigns_correct(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "tier", "texts", NULL };
	AC_AUTO(buf) struct ac_buf texts;
	int64_t tier, version;
	ac_buf_init(&texts, 1u << 20);
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_i64_in(request->body, "tier", 1, ac_plan_max_tiers, &tier, err));
	AC_TRY(read_texts(request->body, &texts, err));
	AC_TRY(ac_campaigns_correct(service, request->officer, request->ids[0], (int)tier,
		ac_buf_str(&texts), &version, err));
	ac_json_set_i64(ac_response_object(response), "version", version);
	return AC_OK;
}

enum ac_status api_campaigns_check(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "texts", NULL };
	AC_AUTO(buf) struct ac_buf texts;
	ac_buf_init(&texts, 1u << 20);
	AC_TRY(ac_json_only(request->body, known, err));
	if (ac_json_find(request->body, "texts"))
		AC_TRY(read_texts(request->body, &texts, err));
	AC_TRY(ac_campaigns_check(
		service, request->officer, request->ids[0], ac_buf_str(&texts), err));
	return ac_campaigns_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_campaigns_quiet(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "tier", "override", "why", NULL };
	struct ac_quiet_ask ask;
	int64_t tier;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_i64_in(request->body, "tier", 1, ac_plan_max_tiers, &tier, err));
	AC_TRY(ac_json_get_bool(request->body, "override", &ask.override, err));
	AC_TRY(ac_json_get_str(request->body, "why", &ask.why, err));
	ask.tier = (int)tier;
	AC_TRY(ac_campaigns_quiet(service, request->officer, request->ids[0], &ask, err));
	return ac_campaigns_view(service, request->ids[0], ac_response_object(response), err);
}

/* ---- links ---- */

enum ac_status api_links_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	struct ac_link_health links[max_links];
	(void)request, (void)err;
	size_t n = ac_service_links(service, links, max_links);
	struct ac_json *array = ac_json_set_array(ac_response_object(response), "links");
	for (size_t i = 0; i < n && i < max_links; i++) {
		struct ac_json *json = ac_json_add_object(array);
		ac_json_set_i64(json, "link", links[i].link);
		ac_json_set_text(json, "name", links[i].name);
		ac_json_set_bool(json, "exercise", links[i].exercise);
		ac_json_set_bool(json, "up", links[i].up);
		ac_json_set_str_if(json, "why", ac_str(links[i].why));
		ac_json_set_wall_if(json, "since", links[i].since);
		ac_json_set_double(json, "allowed_per_s", links[i].allowed_per_s);
		ac_json_set_i64(json, "outstanding", links[i].outstanding);
		ac_json_set_i64(json, "prepared", links[i].prepared);
	}
	return AC_OK;
}

static enum ac_status find_link(
	struct ac_service *service, struct ac_str name, uint16_t *link, struct ac_error *err)
{
	struct ac_link_health links[max_links];
	if (name.n)
		return ac_service_link_number(service, name, link, err);
	size_t n = ac_service_links(service, links, max_links);
	for (size_t i = 0; i < n && i < max_links; i++)
		if (links[i].up) {
			*link = links[i].link;
			return AC_OK;
		}
	return ac_fail(err, AC_CONFLICT, "no link is up");
}

/* Fixed, so that a test is never a message of somebody's own. */
static void test_text(const struct ac_service *service, struct ac_buf *text)
{
	ac_buf_init(text, 1024);
	ac_buf_printf(text, "Allclear %s: this is a test of the link. Nothing has happened.",
		ac_service_config(service)->instance);
}

/* Which number it was shows who has the key: tests of one number are one, a list of them is seen to be a list. */
static struct ac_json *test_detail(
	const struct ac_service *service, uint16_t link, struct ac_str number)
{
	char key[17];
	uint64_t hash = ac_vault_index(ac_service_vault(service), AC_INDEX_PHONE, number);
	(void)snprintf(key, sizeof key, "%016llx", (unsigned long long)hash);
	struct ac_json *detail = ac_json_new_object();
	ac_json_set_text(detail, "link", ac_service_link_name(service, link));
	ac_json_set_text(detail, "number_key", key);
	return detail;
}

/* The number itself goes nowhere but to the link: not into the log, not into the audit chain. */
enum ac_status api_links_test(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "link", "number", "wait_s", NULL };
	static const char *const results[] = { "accepted", "throttled", "temporary error",
		"rejected", "dead number", "no answer", "not sent" };
	AC_AUTO(buf) struct ac_buf text;
	struct ac_str name, number;
	struct ac_link_test result;
	int64_t wait_s;
	uint16_t link = 0;
	test_text(service, &text);
	AC_TRY(ac_buf_check(&text, "the text", err));
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_opt_str(request->body, "link", AC_STR(""), &name, err));
	AC_TRY(ac_json_get_str(request->body, "number", &number, err));
	AC_TRY(ac_json_opt_i64(request->body, "wait_s", 1, 600, 30, &wait_s, err));
	AC_TRY(find_link(service, name, &link, err));
	AC_AUTO(json) struct ac_json *detail = test_detail(service, link, number);
	AC_TRY(ac_decide(service, request->officer, "link.test", "link", link, detail, err));
	AC_TRY(ac_service_link_test(
		service, link, number, ac_buf_str(&text), wait_s * AC_SECOND, &result, err));
	struct ac_json *answer = ac_response_object(response);
	ac_json_set_text(answer, "link", ac_service_link_name(service, link));
	ac_json_set_text(answer, "result", results[result.result]);
	ac_json_set_bool(answer, "accepted", result.result == AC_RESULT_ACCEPTED);
	ac_json_set_bool(answer, "receipt", result.receipt);
	ac_json_set_i64(answer, "carrier_status", result.carrier_status);
	ac_json_set_i64(answer, "response_ms", result.response_us / AC_MS);
	return AC_OK;
}
