#include "service/desk/cases.h"

#include "base/vec.h"
#include "service/desk/review.h"
#include "service/desk/successor.h"
#include "store/cases.h"

#include <stdio.h>

static const char *const states[] = { "open", "warned", "easing", "closed" };
static const char *const postures[] = { "watch", "officials", "public", "all-alarms" };
enum { state_count = 4 };

/* state × event → next state */
static const char *const next_state[state_count][ac_case_event_count] = {
	{ [AC_CASE_WARNED] = "warned", [AC_CASE_CLOSED] = "closed" },
	{ [AC_CASE_WARNED] = "warned",
		[AC_CASE_CLEARED] = "easing",
		[AC_CASE_RETRACTED] = "warned",
		[AC_CASE_CLOSED] = "closed" },
	{ [AC_CASE_WARNED] = "warned",
		[AC_CASE_CLEARED] = "easing",
		[AC_CASE_RETRACTED] = "easing",
		[AC_CASE_CLOSED] = "closed" },
	{ 0 },
};

const char *ac_case_next(struct ac_str state, enum ac_case_event event)
{
	for (int i = 0; i < state_count; i++)
		if (ac_str_eq(state, ac_str(states[i])))
			return next_state[i][event];
	return NULL;
}

/* What a transaction needs of a row after the row is gone. */
struct taken {
	struct ac_case_row row;
	char state[16], posture[16];
};

static void take(void *ctx, const struct ac_case_row *row)
{
	struct taken *taken = ctx;
	taken->row = *row;
	(void)snprintf(taken->state, sizeof taken->state, "%.*s", AC_STR_ARG(row->state));
	(void)snprintf(taken->posture, sizeof taken->posture, "%.*s", AC_STR_ARG(row->posture));
	taken->row.state = ac_str(taken->state);
	taken->row.posture = ac_str(taken->posture);
	taken->row.title = taken->row.outcome = AC_STR("");
}

enum ac_status ac_case_happens(struct ac_db *db, int64_t id, enum ac_case_event event,
	const struct ac_by *by, struct ac_str outcome, struct ac_error *err)
{
	static const char *const verbs[] = { "warned about", "eased", "retracted", "closed" };
	struct taken taken;
	AC_TRY(ac_case_get(db, id, take, &taken, err));
	const char *next = ac_case_next(taken.row.state, event);
	if (!next)
		return ac_fail(err, AC_CONFLICT, "case %lld is %s and cannot be %s", (long long)id,
			taken.state, verbs[event]);
	taken.row.state = ac_str(next);
	if (strcmp(next, "closed") == 0) {
		taken.row.closed_at = by->at;
		taken.row.outcome = outcome;
	}
	return ac_case_update(db, &taken.row, err);
}

/* ---- open ---- */

struct opening {
	struct ac_by by;
	const struct ac_case_new *made;
	int64_t id;
};

static enum ac_status check_predecessor(struct ac_db *db, int64_t id, struct ac_error *err)
{
	struct taken before;
	if (!id)
		return AC_OK;
	AC_TRY(ac_case_get(db, id, take, &before, err));
	if (!ac_str_eq(before.row.state, AC_STR("closed")))
		return ac_fail(err, AC_CONFLICT,
			"case %lld is %s: only a closed case has a successor", (long long)id,
			before.state);
	return AC_OK;
}

static enum ac_status open_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct opening *o = ctx;
	AC_TRY(check_predecessor(db, o->made->successor_of, err));
	struct ac_case_row row = {
		.title = o->made->title,
		.state = AC_STR("open"),
		.posture = o->made->posture.n ? o->made->posture : AC_STR("watch"),
		.opened_at = o->by.at,
		.successor_of = o->made->successor_of,
		.exercise = o->made->exercise,
	};
	AC_TRY(ac_case_insert(db, &row, &o->id, err));
	AC_TRY(successor_propose(db, &o->by, o->id, row.successor_of, err));
	return ac_decided(db, &o->by, "case.open", "case", o->id, NULL, err);
}

enum ac_status ac_cases_open(struct ac_service *service, struct ac_officer officer,
	const struct ac_case_new *made, int64_t *id, struct ac_error *err)
{
	struct opening o = { ac_by(service, officer), made, 0 };
	bool known = !made->posture.n;
	for (size_t i = 0; i < sizeof postures / sizeof *postures; i++)
		known |= ac_str_eq(made->posture, ac_str(postures[i]));
	if (!known)
		return ac_fail(
			err, AC_INVALID, "posture: one of watch, officials, public, all-alarms");
	if (!ac_str_trim(made->title).n || made->title.n > 300)
		return ac_fail(err, AC_INVALID, "title: 1 to 300 bytes");
	AC_TRY(ac_service_write(service, open_it, &o, err));
	*id = o.id;
	return AC_OK;
}

/* ---- note ---- */

struct noting {
	struct ac_by by;
	int64_t id;
	const struct ac_case_note *note;
};

static enum ac_status note_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct noting *n = ctx;
	struct taken taken;
	AC_TRY(ac_case_get(db, n->id, take, &taken, err));
	if (ac_str_eq(taken.row.state, AC_STR("closed")))
		return ac_fail(err, AC_CONFLICT,
			"case %lld is closed: a closed case is never edited, open a successor",
			(long long)n->id);
	struct ac_note_row row = {
		.case_id = n->id,
		.at = n->by.at,
		.officer = n->by.officer.name,
		.kind = n->note->kind.n ? n->note->kind : AC_STR("note"),
		.value = n->note->value,
		.text = n->note->text,
	};
	int64_t note;
	AC_TRY(ac_note_insert(db, &row, &note, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("note", note);
	return ac_decided(db, &n->by, "case.note", "case", n->id, detail, err);
}

enum ac_status ac_cases_note(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_case_note *note, struct ac_error *err)
{
	struct noting n = { ac_by(service, officer), id, note };
	if (!note->text.n && !note->value.n)
		return ac_fail(err, AC_INVALID, "a note needs a text or a value");
	if (note->kind.n > 40 || note->value.n > 200 || note->text.n > 64000)
		return ac_fail(err, AC_INVALID,
			"a note has at most 40 bytes of kind, 200 of value, 64,000 of text");
	return ac_service_write(service, note_it, &n, err);
}

/* ---- close ---- */

struct closing {
	struct ac_by by;
	int64_t id;
	struct ac_str outcome;
	int64_t live_warning, live_campaign;
	AC_VEC(int64_t) warnings;
};

static void look_at_warning(void *ctx, const struct ac_warning_row *row)
{
	struct closing *c = ctx;
	if (ac_str_eq(row->state, AC_STR("published")))
		c->live_warning = row->id;
	ac_vec_push(&c->warnings, row->id);
}

static void look_at_campaign(void *ctx, const struct ac_campaign_row *row)
{
	struct closing *c = ctx;
	ac_vec_each(&c->warnings, warning)
		if (*warning == row->warning && !ac_str_eq(row->state, AC_STR("closed")))
			c->live_campaign = row->id;
}

static enum ac_status close_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct closing *c = ctx;
	AC_TRY(ac_warning_each(db, c->id, look_at_warning, c, err));
	AC_TRY(ac_campaign_each(db, look_at_campaign, c, err));
	if (c->live_warning)
		return ac_fail(err, AC_CONFLICT,
			"warning %lld of this case is still published: clear or retract it first",
			(long long)c->live_warning);
	if (c->live_campaign)
		return ac_fail(err, AC_CONFLICT,
			"campaign %lld of this case is not closed: finish it first",
			(long long)c->live_campaign);
	AC_TRY(ac_case_happens(db, c->id, AC_CASE_CLOSED, &c->by, c->outcome, err));
	return ac_decided(db, &c->by, "case.close", "case", c->id, NULL, err);
}

enum ac_status ac_cases_close(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_str outcome, struct ac_error *err)
{
	struct closing c = { .by = ac_by(service, officer), .id = id, .outcome = outcome };
	if (!ac_str_trim(outcome).n)
		return ac_fail(err, AC_INVALID, "outcome: how did it end?");
	enum ac_status status = ac_service_write(service, close_it, &c, err);
	ac_vec_done(&c.warnings);
	return status;
}

/* ---- views ---- */

static void put_case(void *ctx, const struct ac_case_row *row)
{
	struct ac_json *json = ctx;
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "title", row->title);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_str(json, "posture", row->posture);
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
	int64_t id;
	struct ac_str state;
	struct ac_json *answer;
};

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(ac_case_get(db, v->id, put_case, v->answer, err));
	AC_TRY(ac_note_each(db, v->id, add_note, ac_json_set_array(v->answer, "notes"), err));
	return ac_warning_each(
		db, v->id, add_warning, ac_json_set_array(v->answer, "warnings"), err);
}

enum ac_status ac_cases_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .id = id, .answer = answer };
	AC_TRY(ac_service_read(service, view, &v, err));
	return ac_review_show(service, id, answer, err);
}

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
	bool known = !state.n;
	for (int i = 0; i < state_count; i++)
		known |= ac_str_eq(state, ac_str(states[i]));
	if (!known)
		return ac_fail(err, AC_INVALID, "state: one of open, warned, easing, closed");
	v.answer = ac_json_set_array(answer, "cases");
	AC_TRY(ac_service_read(service, list, &v, err));
	return ac_review_list(service, answer, err);
}
