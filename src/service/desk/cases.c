#include "service/desk/case_p.h"

#include "base/vec.h"
#include "service/desk/pages.h"
#include "service/desk/review.h"
#include "service/desk/successor.h"

#include <stdio.h>

static void take(void *ctx, const struct ac_case_row *row)
{
	struct case_taken *taken = ctx;
	taken->row = *row;
	(void)snprintf(taken->state, sizeof taken->state, "%.*s", AC_STR_ARG(row->state));
	(void)snprintf(taken->posture, sizeof taken->posture, "%.*s", AC_STR_ARG(row->posture));
	(void)snprintf(taken->owner, sizeof taken->owner, "%.*s", AC_STR_ARG(row->owner));
	taken->row.state = ac_str(taken->state);
	taken->row.posture = ac_str(taken->posture);
	taken->row.owner = ac_str(taken->owner);
	taken->row.title = taken->row.outcome = AC_STR("");
}

enum ac_status case_take(
	struct ac_db *db, int64_t id, struct case_taken *taken, struct ac_error *err)
{
	return ac_case_get(db, id, take, taken, err);
}

enum ac_status case_take_live(
	struct ac_db *db, int64_t id, struct case_taken *taken, struct ac_error *err)
{
	AC_TRY(case_take(db, id, taken, err));
	if (!ac_str_eq(taken->row.state, AC_STR("closed")))
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"case %lld is closed: a closed case is never edited, open a successor",
		(long long)id);
}

enum ac_status case_note_decision(struct ac_db *db, const struct ac_by *by, int64_t id,
	const char *kind, struct ac_str value, struct ac_str text, struct ac_error *err)
{
	struct ac_note_row row = { .case_id = id,
		.at = by->at,
		.officer = by->officer.name,
		.kind = ac_str(kind),
		.value = value,
		.text = text };
	return ac_note_insert(db, &row, NULL, err);
}

enum ac_status case_check_text(
	const char *name, struct ac_str text, size_t max, struct ac_error *err)
{
	if (ac_str_trim(text).n && text.n <= max)
		return AC_OK;
	return ac_fail(err, AC_INVALID, "%s: 1 to %zu bytes", name, max);
}

enum ac_status ac_case_happens(struct ac_db *db, int64_t id, enum ac_case_event event,
	const struct ac_by *by, struct ac_str outcome, struct ac_error *err)
{
	struct case_taken taken;
	AC_TRY(case_take(db, id, &taken, err));
	const char *next = ac_case_next(taken.row.state, event);
	if (!next)
		return ac_fail(err, AC_CONFLICT, "case %lld is %s and cannot be %s", (long long)id,
			taken.state, ac_case_event_verb(event));
	taken.row.state = ac_str(next);
	if (strcmp(next, "closed") == 0) {
		taken.row.closed_at = by->at;
		taken.row.outcome = outcome;
		AC_TRY(ac_page_over(db, AC_PAGE_officials, id, by->at, err));
		AC_TRY(ac_page_over(db, AC_PAGE_review, id, by->at, err));
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
	struct case_taken before;
	if (!id)
		return AC_OK;
	AC_TRY(case_take(db, id, &before, err));
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
	AC_TRY(ac_decided(db, &o->by, "case.open", "case", o->id, NULL, err));
	if (ac_str_eq(row.posture, AC_STR("watch")))
		return AC_OK;
	AC_AUTO(json)
	struct ac_json *detail = ac_json_new_object(); /* louder takes two, here too */
	ac_json_set_str(detail, "posture", row.posture);
	return ac_decided(db, &o->by, "case.posture", "case", o->id, detail, err);
}

enum ac_status ac_cases_open(struct ac_service *service, struct ac_officer officer,
	const struct ac_case_new *made, int64_t *id, struct ac_error *err)
{
	struct opening o = { ac_by(service, officer), made, 0 };
	if (made->posture.n)
		AC_TRY(ac_posture_check(made->posture, err));
	AC_TRY(case_check_text("title", made->title, 300, err));
	AC_TRY(ac_service_takes_case(service, made->exercise, err));
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
	struct case_taken taken;
	AC_TRY(case_take_live(db, n->id, &taken, err));
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

/* What stands for a decision is written by that decision alone. */
static enum ac_status check_kind(struct ac_str kind, struct ac_error *err)
{
	static const char *const decided[] = { "event", "posture", "keep-officials", "close" };
	for (size_t i = 0; i < sizeof decided / sizeof *decided; i++)
		if (ac_str_eq(ac_str_trim(kind), ac_str(decided[i])))
			return ac_fail(err, AC_INVALID,
				"kind: %s is no note: it is written by `case %s` itself",
				decided[i], decided[i]);
	return AC_OK;
}

enum ac_status ac_cases_note(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_case_note *note, struct ac_error *err)
{
	struct noting n = { ac_by(service, officer), id, note };
	if (!note->text.n && !note->value.n)
		return ac_fail(err, AC_INVALID, "a note needs a text or a value");
	AC_TRY(check_kind(note->kind, err));
	if (note->kind.n > 40 || note->value.n > 200 || note->text.n > 64000)
		return ac_fail(err, AC_INVALID,
			"a note has at most 40 bytes of kind, 200 of value, 64,000 of text");
	return ac_service_write(service, note_it, &n, err);
}
