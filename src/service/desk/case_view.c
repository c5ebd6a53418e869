/* A case as the desk sees it: one, all, what is overdue. */
#include "service/desk/case_p.h"
#include "service/desk/report_out.h"
#include "service/desk/review.h"
#include "service/run/overdue.h"
#include "store/places.h"

/* ---- one ---- */

static void put_case(void *ctx, const struct ac_case_row *row)
{
	struct ac_json *json = ctx;
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "title", row->title);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_str(json, "posture", row->posture);
	ac_json_set_wall_if(json, "posture_at", row->posture_at);
	ac_json_set_wall_if(json, "kept_until", row->kept_until);
	ac_json_set_i64(json, "priority", row->priority);
	ac_json_set_str_if(json, "owner", row->owner);
	ac_json_set_wall(json, "opened_at", row->opened_at);
	ac_json_set_wall_if(json, "closed_at", row->closed_at);
	ac_json_set_str_if(json, "outcome", row->outcome);
	if (row->successor_of)
		ac_json_set_i64(json, "successor_of", row->successor_of);
	ac_json_set_bool(json, "exercise", row->exercise);
}

static void add_note(void *ctx, const struct ac_note_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_wall(json, "at", row->at);
	ac_json_set_str(json, "officer", row->officer);
	ac_json_set_str(json, "kind", row->kind);
	ac_json_set_str_if(json, "value", row->value);
	ac_json_set_str(json, "text", row->text);
}

static void add_warning(void *ctx, const struct ac_warning_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_i64(json, "level", row->level);
	ac_json_set_wall(json, "valid_from", row->valid_from);
	ac_json_set_wall(json, "valid_to", row->valid_to);
}

struct viewing {
	struct ac_readers readers;
	int64_t id;
	struct ac_str state;
	struct ac_wall now;
	int32_t officials_h;
	struct ac_json *answer;
};

static void put_item(struct ac_json *json, const struct ac_case_item_row *row, struct ac_wall now)
{
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "kind", row->kind);
	ac_json_set_str(json, "text", row->text);
	ac_json_set_str_if(json, "whom", row->whom);
	ac_json_set_wall(json, "due", row->due);
	ac_json_set_str(json, "entered_by", row->entered_by);
	ac_json_set_wall_if(json, "done_at", row->done_at);
	ac_json_set_bool(json, "overdue", !row->done_at.us && row->due.us <= now.us);
}

static void add_item(void *ctx, const struct ac_case_item_row *row)
{
	struct viewing *v = ctx;
	put_item(ac_json_add_object(v->answer), row, v->now);
}

struct successors {
	int64_t of;
	struct ac_json *array;
};

static void add_successor(void *ctx, const struct ac_case_row *row)
{
	struct successors *s = ctx;
	if (row->successor_of == s->of)
		ac_json_add_i64(s->array, row->id);
}

/* Until when a warning must follow, or a reason stand. */
static enum ac_status put_officials(struct ac_db *db, struct viewing *v, struct ac_error *err)
{
	officials_vec cases = { 0 };
	enum ac_status status = officials_find(db, v->officials_h, &cases, err);
	ac_vec_each(&cases, one) {
		struct ac_wall due = ac_officials_due(&one->officials);
		if (one->id != v->id || status != AC_OK)
			continue;
		ac_json_set_wall_if(v->answer, "officials_due", due);
		ac_json_set_bool(v->answer, "officials_overdue", due.us <= v->now.us);
	}
	ac_vec_done(&cases);
	return status;
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	struct ac_json *answer = v->answer;
	struct viewing items = { .now = v->now };
	struct successors successors = { v->id, NULL };
	AC_TRY(ac_case_get(db, v->id, put_case, answer, err));
	AC_TRY(put_officials(db, v, err));
	successors.array = ac_json_set_array(answer, "succeeded_by");
	AC_TRY(ac_case_each(db, add_successor, &successors, err));
	AC_TRY(case_left(db, v->id, v->now, ac_json_set_array(answer, "left"), err));
	AC_TRY(ac_note_each(db, v->id, add_note, ac_json_set_array(answer, "notes"), err));
	items.answer = ac_json_set_array(answer, "items");
	AC_TRY(ac_case_item_each(db, v->id, add_item, &items, err));
	AC_TRY(ac_facts_put(db, v->id, &v->readers, ac_json_set_array(answer, "facts"), err));
	AC_TRY(ac_reports_put(db, v->id, &v->readers, ac_json_set_array(answer, "reports"), err));
	return ac_warning_each(db, v->id, add_warning, ac_json_set_array(answer, "warnings"), err);
}

enum ac_status ac_cases_view(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .readers = ac_readers_of(&officer),
		.id = id,
		.now = ac_service_now(service),
		.officials_h = ac_service_config(service)->officials_h,
		.answer = answer };
	AC_TRY(ac_service_read(service, view, &v, err));
	return ac_review_show(service, id, answer, err);
}

/* ---- all ---- */

static void add_case(void *ctx, const struct ac_case_row *row)
{
	struct viewing *v = ctx;
	if (!v->state.n || ac_str_eq(v->state, row->state))
		put_case(ac_json_add_object(v->answer), row);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_case_each(db, add_case, ctx, err);
}

enum ac_status ac_cases_list(struct ac_service *service, struct ac_str state,
	struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .state = state };
	if (state.n)
		AC_TRY(ac_case_state_check(state, err));
	v.answer = ac_json_set_array(answer, "cases");
	AC_TRY(ac_service_read(service, list, &v, err));
	return ac_review_list(service, answer, err);
}

/* ---- overdue ---- */

static void add_overdue(void *ctx, const struct ac_case_item_row *row)
{
	struct viewing *v = ctx;
	if (row->due.us > v->now.us)
		return;
	struct ac_json *json = ac_json_add_object(v->answer);
	ac_json_set_i64(json, "case", row->case_id);
	ac_json_set_str(json, "what", row->kind);
	ac_json_set_i64(json, "item", row->id);
	ac_json_set_wall(json, "due", row->due);
	ac_json_set_str_if(json, "whom", row->whom);
	ac_json_set_str(json, "text", row->text);
}

static void add_notice(void *ctx, const struct ac_host_notice_row *row)
{
	struct viewing *v = ctx;
	struct ac_wall due = case_notice_due(row);
	if (!case_notice_open(row, v->now) || due.us > v->now.us)
		return;
	struct ac_json *json = ac_json_add_object(v->answer);
	if (row->case_id)
		ac_json_set_i64(json, "case", row->case_id);
	ac_json_set_text(json, "what", "notice");
	ac_json_set_i64(json, "item", row->id);
	ac_json_set_wall(json, "due", due);
	ac_json_set_str(json, "whom", row->name);
	ac_json_set_str(json, "text", row->why);
}

static enum ac_status look_overdue(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	officials_vec cases = { 0 };
	enum ac_status status = officials_find(db, v->officials_h, &cases, err);
	ac_vec_each(&cases, one) {
		struct ac_wall due = ac_officials_due(&one->officials);
		if (status != AC_OK || due.us > v->now.us)
			continue;
		struct ac_json *json = ac_json_add_object(v->answer);
		ac_json_set_i64(json, "case", one->id);
		ac_json_set_text(json, "what", "officials");
		ac_json_set_wall(json, "due", due);
	}
	ac_vec_done(&cases);
	AC_TRY(status);
	AC_TRY(ac_case_item_each(db, 0, add_overdue, v, err));
	return ac_host_notice_each(db, false, add_notice, v, err);
}

enum ac_status ac_cases_overdue(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .now = ac_service_now(service),
		.officials_h = ac_service_config(service)->officials_h,
		.answer = ac_json_set_array(answer, "overdue") };
	return ac_service_read(service, look_overdue, &v, err);
}

struct counting {
	struct ac_wall now;
	int64_t count;
};

static void count_overdue(void *ctx, const struct ac_case_item_row *row)
{
	struct counting *c = ctx;
	c->count += !row->done_at.us && row->due.us <= c->now.us;
}

enum ac_status case_overdue_count(struct ac_db *db, int64_t id, int32_t officials_h,
	struct ac_wall now, int64_t *count, struct ac_error *err)
{
	struct counting c = { now, 0 };
	officials_vec cases = { 0 };
	enum ac_status status = officials_find(db, officials_h, &cases, err);
	ac_vec_each(&cases, one)
		c.count += one->id == id && ac_officials_due(&one->officials).us <= now.us;
	ac_vec_done(&cases);
	AC_TRY(status);
	AC_TRY(ac_case_item_each(db, id, count_overdue, &c, err));
	*count = c.count;
	return AC_OK;
}
