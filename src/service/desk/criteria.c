#include "service/desk/criteria.h"

#include "service/desk/evidence.h"
#include "service/desk/ledger.h"
#include "store/cases.h"
#include "store/criteria.h"

#include <stdio.h>

enum { text_max = 200, why_max = 16000, criteria_max = 100 };

/* ---- add ---- */

struct adding {
	struct ac_by by;
	int64_t case_id;
	const struct ac_criterion_new *made;
	int64_t id;
};

static void count(void *ctx, const struct ac_criterion_row *row)
{
	(void)row;
	++*(int *)ctx;
}

static enum ac_status add(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct adding *a = ctx;
	int there = 0;
	AC_TRY(ledger_case_open(db, a->case_id, err));
	AC_TRY(ac_criterion_each(db, a->case_id, count, &there, err));
	if (there >= criteria_max)
		return ac_fail(err, AC_FULL, "a case has at most %d criteria", criteria_max);
	struct ac_criterion_row row = { .case_id = a->case_id,
		.text = a->made->text,
		.mandatory = a->made->mandatory,
		.hold_us = a->made->hold_us,
		.at = a->by.at,
		.officer = a->by.officer.name };
	AC_TRY(ac_criterion_insert(db, &row, &a->id, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("criterion", a->id);
	ac_json_set_bool(detail, "mandatory", row.mandatory);
	ac_json_set_i64(detail, "hold_s", row.hold_us / AC_SECOND);
	return ac_decided(db, &a->by, "criterion.add", "case", a->case_id, detail, err);
}

enum ac_status ac_criteria_add(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, const struct ac_criterion_new *made, int64_t *id, struct ac_error *err)
{
	struct adding a = { ac_by(service, officer), case_id, made, 0 };
	if (!ac_str_trim(made->text).n || made->text.n > text_max)
		return ac_fail(err, AC_INVALID, "text: 1 to %d bytes", text_max);
	if (made->hold_us < 0 || made->hold_us > 365 * AC_DAY)
		return ac_fail(err, AC_INVALID, "hold: 0 to 8,760 hours");
	AC_TRY(ac_service_write(service, add, &a, err));
	*id = a.id;
	return AC_OK;
}

/* ---- set ---- */

struct setting {
	struct ac_by by;
	int64_t case_id, criterion, of_case;
	struct ac_criterion_entry_row row;
};

static void take_case_of(void *ctx, const struct ac_criterion_row *row)
{
	((struct setting *)ctx)->of_case = row->case_id;
}

static enum ac_status set(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct setting *s = ctx;
	AC_TRY(ledger_case_open(db, s->case_id, err));
	AC_TRY(ac_criterion_get(db, s->criterion, take_case_of, s, err));
	if (s->of_case != s->case_id)
		return ac_fail(err, AC_NOT_FOUND, "case %lld has no criterion %lld",
			(long long)s->case_id, (long long)s->criterion);
	AC_TRY(ac_evidence_source_check(db, s->case_id, &s->row.source, &s->by.officer, err));
	int64_t entry;
	AC_TRY(ac_criterion_entry_insert(db, &s->row, &entry, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("criterion", s->criterion);
	ac_json_set_i64(detail, "entry", entry);
	ac_json_set_text(detail, "status", ac_criterion_status_name(s->row.entry.status));
	return ac_decided(db, &s->by, "criterion.set", "case", s->case_id, detail, err);
}

/* D to F: a source that is not reliable or unknown; 5, 6: improbable or unknown (threat/grading.h). */
static bool is_poor(struct ac_str grade)
{
	return grade.n == 2 && (grade.p[0] >= 'D' || grade.p[1] >= '5');
}

static enum ac_status check_met(const struct ac_criterion_said *said, struct ac_error *err)
{
	if (!said->grade.n)
		return ac_fail(err, AC_INVALID,
			"grade: what is the evidence worth? A criterion is met by graded evidence");
	if (!said->source.n)
		return ac_fail(err, AC_INVALID,
			"source: where does it stand? A criterion is met by a report or a note of "
			"the case");
	if (is_poor(said->grade) && !ac_str_trim(said->why).n)
		return ac_fail(err, AC_INVALID,
			"why: what makes evidence graded %.2s enough to meet a criterion?",
			said->grade.p);
	return AC_OK;
}

static enum ac_status check_said(const struct ac_criterion_said *said,
	enum ac_criterion_status status, struct ac_wall now, struct ac_error *err)
{
	struct ac_grade grade;
	if (said->grade.n && !ac_grade_from(said->grade, &grade))
		return ac_fail(
			err, AC_INVALID, "grade: a letter A to F and a figure 1 to 6, as in B2");
	if (status == AC_CRITERION_met)
		AC_TRY(check_met(said, err));
	if (status == AC_CRITERION_waived && !ac_str_trim(said->why).n)
		return ac_fail(err, AC_INVALID, "why: a waiver needs a reason");
	if (said->why.n > why_max)
		return ac_fail(err, AC_INVALID, "why: at most %d bytes", why_max);
	if (said->valid_until.us && said->valid_until.us <= now.us)
		return ac_fail(err, AC_INVALID,
			"valid_until: it is past, the evidence would be stale already");
	return AC_OK;
}

/* What is known today is not known for ever. */
static struct ac_wall valid_until(const struct ac_service *service,
	const struct ac_criterion_said *said, enum ac_criterion_status status, struct ac_wall now)
{
	if (said->valid_until.us)
		return said->valid_until;
	int64_t days = ac_service_config(service)->evidence_days;
	bool met = status == AC_CRITERION_met;
	return (struct ac_wall){ met ? now.us + days * AC_DAY : INT64_MAX };
}

enum ac_status ac_criteria_set(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, int64_t criterion, const struct ac_criterion_said *said,
	struct ac_error *err)
{
	struct setting s = {
		.by = ac_by(service, officer), .case_id = case_id, .criterion = criterion
	};
	enum ac_criterion_status status;
	AC_TRY(ac_criterion_status_from(said->status, &status, err));
	AC_TRY(check_said(said, status, s.by.at, err));
	s.row = (struct ac_criterion_entry_row){ .criterion = criterion,
		.entry = { s.by.at, status, valid_until(service, said, status, s.by.at) },
		.officer = s.by.officer.name,
		.grade = said->grade,
		.why = said->why };
	AC_TRY(ac_evidence_source_from(said->source, &s.row.source, err));
	return ac_service_write(service, set, &s, err);
}

/* ---- views ---- */

struct viewing {
	int64_t case_id;
	struct ac_wall now;
	struct ac_json *answer;
	struct ac_readers readers;
	AC_VEC(struct ac_json *) histories; /* borrowed from answer, one per criterion */
	struct ac_evidence_words whys;
	struct ledger ledger;
};

static void put_source(struct ac_json *json, const struct ac_evidence_source *source)
{
	if (!source->kind.n)
		return;
	char text[64];
	(void)snprintf(
		text, sizeof text, "%.*s/%lld", AC_STR_ARG(source->kind), (long long)source->id);
	ac_json_set_text(json, "source", text);
}

static void add_entry(void *ctx, const struct ac_criterion_entry_row *row)
{
	struct viewing *v = ctx;
	for (size_t i = 0; i < v->ledger.criteria.n; i++) {
		if (v->ledger.criteria.at[i].id != row->criterion)
			continue;
		struct ac_json *json = ac_json_add_object(v->histories.at[i]);
		ac_json_set_wall(json, "at", row->entry.at);
		ac_json_set_str(json, "officer", row->officer);
		ac_json_set_text(json, "status", ac_criterion_status_name(row->entry.status));
		ac_json_set_str_if(json, "grade", row->grade);
		put_source(json, &row->source);
		ac_json_set_wall_if(json, "valid_until", row->entry.valid_until);
		ac_evidence_words_add(&v->whys, json, "why", &row->source, row->why);
	}
}

static void put_criterion(struct viewing *v, struct ac_json *json, const struct ac_criterion *c)
{
	ac_json_set_i64(json, "id", c->id);
	ac_json_set_str(json, "text", c->text);
	ac_json_set_bool(json, "mandatory", c->mandatory);
	ac_json_set_i64(json, "hold_s", c->hold_us / AC_SECOND);
	ac_json_set_text(json, "status", ac_criterion_status_name(ac_criterion_now(c, v->now)));
	if (ac_criterion_holds(c, v->now)) {
		ac_json_set_wall(json, "since", c->since);
		ac_json_set_wall(json, "holds_until", (struct ac_wall){ c->since.us + c->hold_us });
		ac_json_set_wall_if(json, "valid_until", c->said.valid_until);
	}
	ac_vec_push(&v->histories, ac_json_set_array(json, "history"));
}

static void add_lack(void *ctx, const struct ac_lack *lack)
{
	static const char *const kinds[] = { "criteria", "status", "time", "step", "advice",
		"review" };
	struct ac_json *json = ac_json_add_object(ctx);
	if (lack->criterion)
		ac_json_set_i64(json, "criterion", lack->criterion);
	ac_json_set_text(json, "kind", kinds[lack->kind]);
	ac_json_set_text(json, "text", lack->text);
	if (lack->kind == AC_LACK_TIME)
		ac_json_set_i64(json, "short_s", (lack->short_us + AC_SECOND - 1) / AC_SECOND);
}

struct last_lowered {
	int64_t case_id;
	struct ac_wall at;
};

static void take_lowered(void *ctx, const struct ac_place_level_row *row)
{
	struct last_lowered *last = ctx;
	if (row->case_id == last->case_id && row->lowered && row->at.us > last->at.us)
		last->at = row->at;
}

static enum ac_status check(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	struct last_lowered last = { .case_id = v->case_id };
	AC_TRY(ac_case_get(db, v->case_id, NULL, NULL, err));
	AC_TRY(ac_place_level_in_force(db, take_lowered, &last, err));
	AC_TRY(ledger_load(db, v->case_id, &v->ledger, err));
	size_t lacks = ac_ledger_lacks(v->ledger.criteria.at, v->ledger.criteria.n, v->now, last.at,
		add_lack, ac_json_set_array(v->answer, "missing"));
	ac_json_set_bool(v->answer, "may", lacks == 0);
	return AC_OK;
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(check(db, v, err));
	struct ac_json *array = ac_json_set_array(v->answer, "criteria");
	ac_vec_each(&v->ledger.criteria, criterion)
		put_criterion(v, ac_json_add_object(array), criterion);
	AC_TRY(ac_criterion_entry_each(db, v->case_id, add_entry, v, err));
	return ac_evidence_words_put(db, &v->whys, &v->readers, NULL, err);
}

static enum ac_status look(
	struct ac_service *service, struct viewing *v, ac_service_change *how, struct ac_error *err)
{
	v->now = ac_service_now(service);
	enum ac_status status = ac_service_read(service, how, v, err);
	ac_vec_done(&v->histories);
	ac_evidence_words_done(&v->whys);
	ledger_done(&v->ledger);
	return status;
}

enum ac_status ac_criteria_view(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = {
		.case_id = case_id, .readers = ac_readers_of(&officer), .answer = answer
	};
	return look(service, &v, view, err);
}

enum ac_status ac_criteria_check(
	struct ac_service *service, int64_t case_id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .case_id = case_id, .answer = answer };
	return look(service, &v, check, err);
}
