#include "service/desk/pages.h"

#include "service/desk/duty.h"
#include "store/duty.h"

/* ---- raise, end, take ---- */

enum ac_status ac_page(struct ac_db *db, const struct ac_paged *paged, struct ac_error *err)
{
	int64_t id = 0;
	struct ac_page_row row = { .kind = paged->kind,
		.subject = paged->subject,
		.not_for = paged->not_for,
		.created_at = paged->at };
	AC_TRY(ac_page_pending(db, paged->kind, paged->subject, &id, err));
	return id ? AC_OK : ac_page_insert(db, &row, &id, err);
}

enum ac_status ac_page_over(struct ac_db *db, enum ac_page_kind kind, int64_t subject,
	struct ac_wall at, struct ac_error *err)
{
	return ac_page_end(db, kind, subject, at, err);
}

struct taking {
	struct ac_by by;
	int64_t id;
	bool own; /* it is about what they did */
	bool on_roster, others; /* are there, at present */
};

static void note_whose(void *ctx, const struct ac_page_row *row)
{
	struct taking *t = ctx;
	t->own = ac_str_eq(row->not_for, t->by.officer.name);
}

static void note_who(void *ctx, const struct ac_shift_row *row)
{
	struct taking *t = ctx;
	bool same = ac_str_eq(row->officer, t->by.officer.name);
	t->on_roster |= same;
	t->others |= !same;
}

/* Whoever cannot settle it does not silence it for those who can. As in the paging (threat/duty.h): alone on the roster,
 * they are asked, and may say that they have heard. */
static enum ac_status may_take(struct ac_db *db, struct taking *t, bool *may, struct ac_error *err)
{
	struct ac_wall since = { t->by.at.us - ac_duty_roster_us };
	AC_TRY(ac_page_get(db, t->id, note_whose, t, err));
	if (t->own)
		AC_TRY(ac_shift_each(db, since, false, note_who, t, err));
	*may = !t->own || (t->on_roster && !t->others);
	return AC_OK;
}

static enum ac_status take(struct ac_db *db, const struct taking *t, struct ac_error *err)
{
	AC_TRY(ac_page_take(db, t->id, t->by.officer.name, t->by.at, err));
	return ac_decided(db, &t->by, "page.take", "page", t->id, NULL, err);
}

static enum ac_status take_or_deny(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct taking *t = ctx;
	bool may;
	AC_TRY(may_take(db, t, &may, err));
	return may ? take(db, t, err)
		   : ac_fail(err, AC_DENIED,
			     "page %lld asks for another than you: what waits is your own, and who "
			     "did it does not settle it",
			     (long long)t->id);
}

enum ac_status ac_pages_take(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_json *answer, struct ac_error *err)
{
	struct taking t = { .by = ac_by(service, officer), .id = id };
	AC_TRY(ac_service_write(service, take_or_deny, &t, err));
	return ac_pages_view(service, id, answer, err);
}

enum ac_status ac_pages_reply(struct ac_db *db, uint64_t number_key, struct ac_str text,
	struct ac_wall at, int64_t *page, struct ac_error *err)
{
	int64_t named = 0;
	bool may;
	AC_AUTO(buf) struct ac_buf officer;
	ac_buf_init(&officer, ac_duty_officer_max);
	*page = 0;
	if (!ac_duty_reply(text, &named))
		return AC_OK;
	struct taking t = { .by = { .at = at } };
	AC_TRY(ac_page_of_number(db, number_key, named, &t.id, &officer, err));
	if (!t.id)
		return AC_OK;
	t.by.officer.name = ac_buf_str(&officer);
	AC_TRY(may_take(db, &t, &may, err));
	if (!may)
		return AC_OK;
	AC_TRY(take(db, &t, err));
	*page = t.id;
	return AC_OK;
}

/* ---- why nobody can be told ---- */

static void note_shift(void *ctx, const struct ac_shift_row *row)
{
	*(bool *)ctx |= row->phone.n > 0;
}

static enum ac_status put_against(
	struct ac_service *service, struct ac_db *db, struct ac_json *json, struct ac_error *err)
{
	bool anybody = false;
	struct ac_health health;
	const char *why = NULL;
	struct ac_wall since = { ac_service_now(service).us - ac_duty_roster_us };
	ac_service_health(service, &health);
	AC_TRY(ac_shift_each(db, since, false, note_shift, &anybody, err));
	if (ac_service_mode(service) != AC_SERVICE_SERVE)
		why = "no daemon runs: nobody is paged";
	else if (!health.links_up)
		why = "no link is up: nobody is paged until one comes up";
	else if (!anybody)
		why = "nobody is on the roster: put somebody on it with `allclear duty add`";
	if (why)
		ac_json_set_text(json, "against", why);
	return AC_OK;
}

/* ---- views ---- */

struct viewing {
	struct ac_service *service;
	int64_t id, open;
	bool all;
	struct ac_json *answer; /* of one page, or of the list */
	struct ac_json *array;
};

static void put(struct ac_json *json, const struct ac_page_row *row)
{
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_text(json, "kind", ac_page_kind_name(row->kind));
	ac_json_set_i64(json, "subject", row->subject);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_wall(json, "created_at", row->created_at);
	ac_json_set_str_if(json, "taken_by", row->taken_by);
	ac_json_set_wall_if(json, "taken_at", row->taken_at);
	ac_json_set_wall_if(json, "ended_at", row->ended_at);
}

static void put_one(void *ctx, const struct ac_page_row *row)
{
	struct viewing *v = ctx;
	v->open += ac_str_eq(row->state, AC_STR("open"));
	if (v->array)
		put(ac_json_add_object(v->array), row);
	else if (v->id)
		put(v->answer, row);
}

static void put_step(void *ctx, const struct ac_page_step_row *row)
{
	struct viewing *v = ctx;
	struct ac_json *json = ac_json_add_object(v->array);
	ac_json_set_i64(json, "try", row->try);
	ac_json_set_wall(json, "at", row->at);
	ac_json_set_str(json, "officer", row->officer);
	ac_json_set_i64(json, "shift", row->shift);
	ac_json_set_text(json, "link", ac_service_link_name(v->service, row->link));
	ac_json_set_text(json, "step", ac_page_step_name(row->step));
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(ac_page_get(db, v->id, put_one, v, err));
	v->array = ac_json_set_array(v->answer, "steps");
	AC_TRY(ac_page_step_each(db, v->id, put_step, v, err));
	return v->open ? put_against(v->service, db, v->answer, err) : AC_OK;
}

enum ac_status ac_pages_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .service = service, .id = id, .answer = answer };
	return ac_service_read(service, view, &v, err);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(ac_page_each(db, v->all, put_one, v, err));
	ac_json_set_i64(v->answer, "open", v->open);
	return v->open ? put_against(v->service, db, v->answer, err) : AC_OK;
}

enum ac_status ac_pages_list(
	struct ac_service *service, bool all, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .service = service,
		.all = all,
		.answer = answer,
		.array = ac_json_set_array(answer, "pages") };
	return ac_service_read(service, list, &v, err);
}

enum ac_status ac_pages_count(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .service = service, .answer = answer };
	return ac_service_read(service, list, &v, err);
}
