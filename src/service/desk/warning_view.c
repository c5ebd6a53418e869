#include "service/desk/warning_p.h"

/* ---- one ---- */

static void put_warning(struct ac_json *json, const struct warning *w)
{
	ac_json_set_i64(json, "id", w->id);
	ac_json_set_i64(json, "case", w->case_id);
	ac_json_set_text(json, "state", w->state);
	ac_json_set_str_if(json, "scheme", ac_str(w->scheme));
	ac_json_set_i64(json, "level", w->level);
	ac_json_set_wall(json, "valid_from", w->valid_from);
	ac_json_set_wall(json, "valid_to", w->valid_to);
	ac_json_set_wall(json, "created_at", w->created_at);
	ac_json_set_wall_if(json, "published_at", w->published_at);
	ac_json_set_wall_if(json, "ended_at", w->ended_at);
	ac_json_set_bool(json, "exercise", w->exercise);
	ac_json_set(json, "details", ac_json_copy(w->details));
	ac_json_set(json, "texts", ac_json_copy(w->texts));
	struct ac_json *areas = ac_json_set_array(json, "areas");
	ac_json_each(ac_json_find(w->areas, "areas"), area) ac_json_set(
		ac_json_add_object(areas), "name", ac_json_copy(ac_json_find(area, "name")));
}

static void add_message(void *ctx, const struct ac_cap_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_str(json, "identifier", row->identifier);
	ac_json_set_str(json, "sender", row->sender);
	ac_json_set_wall(json, "sent", row->sent_at);
	ac_json_set_str(json, "type", row->msg_type);
	ac_json_set_str_if(json, "references", row->references_text);
	ac_json_set_str_if(json, "sha256", row->sha256);
}

struct viewing {
	int64_t id;
	struct ac_json *answer;
	struct ac_buf *xml;
};

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_AUTO(warning) struct warning w = { 0 };
	AC_TRY(warning_load(db, v->id, &w, err));
	put_warning(v->answer, &w);
	return ac_cap_each(db, v->id, add_message, ac_json_set_array(v->answer, "messages"), err);
}

enum ac_status ac_warnings_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .id = id, .answer = answer };
	return ac_service_read(service, view, &v, err);
}

/* ---- all ---- */

struct listing {
	struct ac_json *array;
	int64_t case_id;
	AC_VEC(struct ac_json *) warnings; /* borrowed from array */
};

static void add_warning(void *ctx, const struct ac_warning_row *row)
{
	struct listing *l = ctx;
	struct ac_json *json = ac_json_add_object(l->array);
	ac_vec_push(&l->warnings, json);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_i64(json, "case", row->case_id);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_str_if(json, "scheme", row->scheme);
	ac_json_set_i64(json, "level", row->level);
	ac_json_set_wall(json, "valid_from", row->valid_from);
	ac_json_set_wall(json, "valid_to", row->valid_to);
	ac_json_set_wall_if(json, "published_at", row->published_at);
	ac_json_set_wall_if(json, "ended_at", row->ended_at);
}

/* The English one, else the first. */
static void add_headline(void *ctx, const struct ac_warning_text_row *row)
{
	struct ac_json *json = ctx;
	if (!ac_json_find(json, "headline") || ac_str_eq(row->language, AC_STR("en")))
		ac_json_set_str(json, "headline", row->headline);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct listing *l = ctx;
	AC_TRY(ac_warning_each(db, l->case_id, add_warning, l, err));
	ac_vec_each(&l->warnings, json) {
		int64_t id;
		AC_TRY(ac_json_get_i64(*json, "id", &id, err));
		AC_TRY(ac_warning_text_each(db, id, add_headline, *json, err));
	}
	return AC_OK;
}

enum ac_status ac_warnings_list(
	struct ac_service *service, int64_t case_id, struct ac_json *answer, struct ac_error *err)
{
	struct listing l = { .array = ac_json_set_array(answer, "warnings"), .case_id = case_id };
	enum ac_status status = ac_service_read(service, list, &l, err);
	ac_vec_done(&l.warnings);
	return status;
}

/* ---- the document ---- */

static void keep_last(void *ctx, const struct ac_cap_row *row)
{
	ac_buf_reset(ctx);
	ac_buf_add_str(ctx, row->xml);
}

static enum ac_status find_cap(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(ac_cap_each(db, v->id, keep_last, v->xml, err));
	AC_TRY(ac_buf_check(v->xml, "the document", err));
	if (!v->xml->n)
		return ac_fail(err, AC_NOT_FOUND, "nothing is published for warning %lld",
			(long long)v->id);
	return AC_OK;
}

enum ac_status ac_warnings_cap(
	struct ac_service *service, int64_t id, struct ac_buf *xml, struct ac_error *err)
{
	struct viewing v = { .id = id, .xml = xml };
	return ac_service_read(service, find_cap, &v, err);
}
