/* Decisions as they are shown. */
#include "service/desk/decision_p.h"

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
	ac_json_set_str_if(json, "outcome", row->outcome);
	if (row->template_id)
		ac_json_set_i64(json, "template", row->template_id);
	ac_json_set_wall_if(json, "review_due", row->review_due);
	ac_json_set_wall_if(json, "reviewed_at", row->reviewed_at);
	ac_json_set_str_if(json, "reviewed_by", row->reviewed_by);
}

struct viewing {
	int64_t id;
	const struct ac_officer *officer; /* who asks */
	bool all;
	struct ac_json *answer;
	struct ac_json
		*apart; /* "request", "why": until the query has ended and the marks can be asked */
};

static void put_whole(void *ctx, const struct ac_decision_row *row)
{
	struct viewing *v = ctx;
	struct ac_json *request = NULL;
	put(v->answer, row);
	if (row->body.n && decision_request(row->body, &request, NULL) == AC_OK)
		ac_json_set(v->apart, "request", request);
	ac_json_set_str_if(v->apart, "why", row->why);
}

/* Why it was refused may say what it rests on. */
static enum ac_status withhold(struct ac_db *db, const struct viewing *v, struct ac_error *err)
{
	const struct ac_json *request = ac_json_find(v->apart, "request");
	struct ac_error against = { .msg = "" };
	enum ac_status status = decision_must_see(db, v->id, request, v->officer, &against);
	if (status != AC_DENIED)
		return status == AC_OK ? AC_OK : ac_fail(err, status, "%s", against.msg);
	ac_json_set(v->answer, "request", decision_without_resting(request));
	ac_json_set_text(v->answer, "withheld", against.msg);
	return AC_OK;
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_AUTO(json) struct ac_json *apart = ac_json_new_object();
	const struct ac_readers readers = ac_readers_of(v->officer);
	bool may;
	v->apart = apart;
	AC_TRY(ac_decision_get(db, v->id, put_whole, v, err));
	AC_TRY(decision_may_have(db, ac_json_find(apart, "request"), &readers, &may, err));
	if (!may)
		return withhold(db, v, err);
	ac_json_each(apart, member)
		ac_json_set(v->answer, ac_json_name(member).p, ac_json_copy(member));
	return AC_OK;
}

enum ac_status ac_decisions_view(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .id = id, .officer = &officer, .answer = answer };
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
