/* Decisions as they are shown. */
#include "service/desk/decision_p.h"

enum { request_max = 48 << 20 };

static void put(struct ac_json *json, const struct ac_decision_row *row)
{
	char hex[ac_digest_hex];
	decision_hex(row->digest, hex);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_str(json, "method", row->method);
	ac_json_set_str(json, "target", row->target);
	ac_json_set_text(json, "digest", hex);
	ac_json_set_str(json, "drafted_by", row->drafted_by);
	ac_json_set_wall(json, "drafted_at", row->drafted_at);
	ac_json_set_str_if(json, "decided_by", row->decided_by);
	ac_json_set_wall_if(json, "decided_at", row->decided_at);
	ac_json_set_str_if(json, "why", row->why);
	ac_json_set_str_if(json, "outcome", row->outcome);
	if (row->template_id)
		ac_json_set_i64(json, "template", row->template_id);
	ac_json_set_wall_if(json, "review_due", row->review_due);
	ac_json_set_wall_if(json, "reviewed_at", row->reviewed_at);
	ac_json_set_str_if(json, "reviewed_by", row->reviewed_by);
}

struct viewing {
	int64_t id;
	bool all;
	struct ac_json *answer;
};

static void put_whole(void *ctx, const struct ac_decision_row *row)
{
	struct viewing *v = ctx;
	const struct ac_json_limits limits = { request_max, 32, 0 };
	struct ac_json *request = NULL;
	put(v->answer, row);
	if (row->body.n && ac_json_parse(row->body, &limits, &request, NULL) == AC_OK)
		ac_json_set(v->answer, "request", request);
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	return ac_decision_get(db, v->id, put_whole, v, err);
}

enum ac_status ac_decisions_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .id = id, .answer = answer };
	return ac_service_read(service, view, &v, err);
}

static void add(void *ctx, const struct ac_decision_row *row)
{
	put(ac_json_add_object(((struct viewing *)ctx)->answer), row);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	return ac_decision_each(db, v->all, add, v, err);
}

enum ac_status ac_decisions_list(
	struct ac_service *service, bool all, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .all = all, .answer = ac_json_set_array(answer, "decisions") };
	return ac_service_read(service, list, &v, err);
}
