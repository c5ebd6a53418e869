#include "service/desk/review.h"

#include "service/desk/ledger.h"
#include "store/cases.h"
#include "store/criteria.h"

struct setting {
	struct ac_by by;
	int64_t case_id;
	struct ac_wall due;
};

static enum ac_status set(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct setting *s = ctx;
	AC_TRY(ledger_case_open(db, s->case_id, err));
	struct ac_review_row row = { s->case_id, s->due, s->by.at, s->by.officer.name };
	AC_TRY(ac_review_put(db, &row, err));
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	ac_json_set_wall(detail, "due", s->due);
	return ac_decided(db, &s->by, "case.review", "case", s->case_id, detail, err);
}

enum ac_status ac_review_set(struct ac_service *service, struct ac_officer officer, int64_t case_id,
	struct ac_wall due, struct ac_error *err)
{
	struct setting s = { ac_by(service, officer), case_id, due };
	if (due.us <= s.by.at.us)
		return ac_fail(err, AC_INVALID, "review: a date that is still to come");
	return ac_service_write(service, set, &s, err);
}

/* ---- showing ---- */

struct showing {
	int64_t case_id; /* 0: all */
	struct ac_wall now;
	struct ac_json *json; /* of the case; the array */
};

static void put(struct showing *s, struct ac_json *json, const struct ac_review_row *row)
{
	ac_json_set_wall(json, "review", row->due);
	ac_json_set_bool(json, "overdue", row->due.us <= s->now.us);
}

static bool is_closed(const struct ac_json *json)
{
	struct ac_str state;
	return ac_json_opt_str(json, "state", AC_STR(""), &state, NULL) == AC_OK &&
	       ac_str_eq(state, AC_STR("closed"));
}

static void show_one(void *ctx, const struct ac_review_row *row)
{
	struct showing *s = ctx;
	if (!is_closed(s->json))
		put(s, s->json, row);
}

static void list_one(void *ctx, const struct ac_review_row *row)
{
	struct showing *s = ctx;
	struct ac_json *json = ac_json_add_object(s->json);
	ac_json_set_i64(json, "case", row->case_id);
	put(s, json, row);
}

static enum ac_status show(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct showing *s = ctx;
	return ac_review_each(db, s->case_id, s->case_id ? show_one : list_one, s, err);
}

enum ac_status ac_review_show(
	struct ac_service *service, int64_t case_id, struct ac_json *json, struct ac_error *err)
{
	struct showing s = { case_id, ac_service_now(service), json };
	return ac_service_read(service, show, &s, err);
}

enum ac_status ac_review_list(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err)
{
	struct showing s = { 0, ac_service_now(service), ac_json_set_array(answer, "reviews") };
	return ac_service_read(service, show, &s, err);
}
