#include "service/desk/levels.h"

#include "service/desk/ledger.h"
#include "service/desk/level_p.h"
#include "service/publication.h"
#include "store/cases.h"
#include "store/criteria.h"

#include <stdio.h>

enum { place_max = 120, advice_max = 4000 };

/* ---- what stands for a place ---- */

static void take_level(void *ctx, const struct ac_place_level_row *row)
{
	struct level_now *now = ctx;
	now->any = !row->none;
	now->level = row->level;
	now->case_id = row->case_id;
	now->warning = row->warning;
	(void)snprintf(now->country, sizeof now->country, "%.*s", AC_STR_ARG(row->country));
	if (row->lowered)
		now->lowered_at = row->at;
}

enum ac_status level_now(
	struct ac_db *db, const struct ac_level_of *of, struct level_now *now, struct ac_error *err)
{
	*now = (struct level_now){ 0 };
	return ac_place_level_each(db, of, take_level, now, err);
}

/* ---- set ---- */

struct setting {
	struct ac_by by;
	const struct ac_level_set *wanted;
	const struct ac_scheme *scheme;
	struct ac_level_of of; /* the place as the desk spells it */
	struct level_now now;
	const struct level_history *history;
	bool lowers;
};

struct lineage {
	int64_t before;
};

static void take_before(void *ctx, const struct ac_case_row *row)
{
	((struct lineage *)ctx)->before = row->successor_of;
}

/* A level belongs to the case that set it, or to one that goes on from that. */
static enum ac_status must_descend(
	struct ac_db *db, int64_t case_id, int64_t from, struct ac_error *err)
{
	struct lineage line = { case_id };
	while (line.before && line.before != from)
		AC_TRY(ac_case_get(db, line.before, take_before, &line, err));
	if (line.before)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"the level was set in case %lld: what does not raise it is done there, or in a "
		"successor of it",
		(long long)from);
}

static enum ac_status must_be_free(const struct setting *s, struct ac_error *err)
{
	int64_t warning = level_history_published(s->history, 0);
	if (!warning)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"warning %lld is published for this place: `warning clear` lowers its level",
		(long long)warning);
}

static enum ac_status may_set(struct ac_db *db, struct setting *s, struct ac_error *err)
{
	const struct ac_level_set *wanted = s->wanted;
	const struct level_now *now = &s->now;
	struct ac_lowering lowering = { .at = s->by.at,
		.scheme = s->scheme,
		.from = now->any ? now->level : wanted->level,
		.to = wanted->level,
		.lowered_at = now->lowered_at,
		.residual_advice = ac_str_trim(wanted->advice).n > 0,
		.review = wanted->review };
	int steps = ac_level_steps(s->scheme, lowering.from, lowering.to);
	s->lowers = steps < 0;
	if (now->any && steps <= 0 && ac_level_rank(s->scheme, now->level) > 0)
		AC_TRY(must_descend(db, wanted->case_id, now->case_id, err));
	if (!s->lowers)
		return ledger_require(db, wanted->case_id, &lowering, err);
	AC_TRY(must_be_free(s, err));
	AC_TRY(ledger_case_open(db, wanted->case_id, err));
	AC_TRY(ledger_require(db, wanted->case_id, &lowering, err));
	return level_owners_allow(db, &s->of, &lowering, err);
}

/* Another date of review leaves the level to the warning that has it. What a case raises while a warning of its own
 * is published there falls with that, should it be a mistake; with another case's it does not. */
static int64_t warning_in_charge(const struct setting *s)
{
	if (s->lowers)
		return 0;
	if (s->now.any && s->now.level == s->wanted->level)
		return s->now.warning;
	return level_history_published(s->history, s->wanted->case_id);
}

static void show(const struct setting *s, struct ac_str country)
{
	level_show(&s->by, &s->of, s->now.any ? &s->now.level : NULL, &s->wanted->level);
	level_country_show(&s->by.officer, country);
}

static enum ac_status write(
	struct ac_db *db, const struct setting *s, struct ac_str country, struct ac_error *err)
{
	const struct ac_level_set *wanted = s->wanted;
	struct ac_place_level_row row = { .place = s->of.place,
		.scheme = s->of.scheme,
		.country = country,
		.level = wanted->level,
		.at = s->by.at,
		.officer = s->by.officer.name,
		.case_id = wanted->case_id,
		.warning = warning_in_charge(s),
		.advice = wanted->advice,
		.review = wanted->review,
		.lowered = s->lowers,
		.exercise = s->of.exercise };
	int64_t id;
	AC_TRY(ac_place_level_insert(db, &row, &id, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("case", wanted->case_id);
	ac_json_set_i64(detail, "level", wanted->level);
	ac_json_set_wall(detail, "review", wanted->review);
	return ac_decided(db, &s->by, "level.set", "level", id, detail, err);
}

static void is_exercise(void *ctx, const struct ac_case_row *row)
{
	*(bool *)ctx = row->exercise;
}

static enum ac_status set(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct setting *s = ctx;
	AC_AUTO(buf) struct ac_buf spelled;
	ac_buf_init(&spelled, 1024);
	AC_AUTO(level_history) struct level_history history = { 0 };
	char country[level_country_size];
	s->of = (struct ac_level_of){ .place = s->wanted->place, .scheme = s->wanted->scheme };
	AC_TRY(ac_case_get(db, s->wanted->case_id, is_exercise, &s->of.exercise, err));
	AC_TRY(level_spelled(db, &s->of, &spelled, err));
	s->of.place = ac_buf_str(&spelled);
	AC_TRY(level_country(db, &s->of, s->wanted->country, country, err));
	AC_TRY(level_now(db, &s->of, &s->now, err));
	AC_TRY(level_history_load(db, &s->of, &history, err));
	s->history = &history;
	AC_TRY(may_set(db, s, err));
	show(s, ac_str(country));
	if (s->lowers)
		AC_TRY(level_owners_show(db, &s->of, &s->by, err));
	return write(db, s, ac_str(country), err);
}

enum ac_status ac_levels_set(struct ac_service *service, struct ac_officer officer,
	const struct ac_level_set *wanted, struct ac_json *answer, struct ac_error *err)
{
	struct setting s = { .by = ac_by(service, officer), .wanted = wanted };
	AC_TRY(ac_scheme_get(wanted->scheme, &s.scheme, err));
	AC_TRY(ac_level_check(s.scheme, wanted->level, err));
	if (!ac_str_trim(wanted->place).n || wanted->place.n > place_max)
		return ac_fail(err, AC_INVALID, "place: 1 to %d bytes", place_max);
	if (wanted->advice.n > advice_max)
		return ac_fail(err, AC_INVALID, "advice: at most %d bytes", advice_max);
	AC_TRY(ac_service_write(service, set, &s, err));
	ac_service_published(service);
	return ac_levels_list(service, wanted->place, answer, err);
}

/* ---- list ---- */

bool ac_level_overdue(const struct ac_place_level_row *row, struct ac_wall now)
{
	bool reviewed = !row->review.us || row->review.us > now.us;
	bool lasts = !row->ends.us || row->ends.us > now.us;
	return !row->none && (!reviewed || !lasts);
}

struct listing {
	struct ac_str place;
	struct ac_wall now;
	struct ac_json *levels, *history;
};

static void put(const struct listing *l, struct ac_json *json, const struct ac_place_level_row *row)
{
	const struct ac_scheme *scheme = ac_scheme_find(row->scheme);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "place", row->place);
	ac_json_set_str_if(json, "country", row->country);
	ac_json_set_str(json, "scheme", row->scheme);
	if (!row->none) {
		ac_json_set_i64(json, "level", row->level);
		ac_json_set_text(json, "name", scheme ? ac_level_name(scheme, row->level) : "");
	}
	ac_json_set_wall(json, "at", row->at);
	ac_json_set_str(json, "officer", row->officer);
	ac_json_set_i64(json, "case", row->case_id);
	if (row->warning)
		ac_json_set_i64(json, "warning", row->warning);
	ac_json_set_str_if(json, "advice", row->advice);
	ac_json_set_wall_if(json, "review", row->review);
	ac_json_set_wall_if(json, "ends", row->ends);
	ac_json_set_bool(json, "overdue", ac_level_overdue(row, l->now));
	ac_json_set_bool(json, "lowered", row->lowered);
	ac_json_set_bool(json, "exercise", row->exercise);
}

static void add_level(void *ctx, const struct ac_place_level_row *row)
{
	struct listing *l = ctx;
	bool asked = !l->place.n || level_same_place(l->place, row->place);
	if (asked && !row->none)
		put(l, ac_json_add_object(l->levels), row);
}

static void add_history(void *ctx, const struct ac_place_level_row *row)
{
	struct listing *l = ctx;
	if (level_same_place(l->place, row->place))
		put(l, ac_json_add_object(l->history), row);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct listing *l = ctx;
	AC_TRY(ac_place_level_in_force(db, add_level, l, err));
	if (!l->place.n)
		return AC_OK;
	return ac_place_level_all(db, add_history, l, err);
}

enum ac_status ac_levels_list(struct ac_service *service, struct ac_str place,
	struct ac_json *answer, struct ac_error *err)
{
	struct listing l = { .place = place,
		.now = ac_service_now(service),
		.levels = ac_json_set_array(answer, "levels") };
	if (place.n)
		l.history = ac_json_set_array(answer, "history");
	return ac_service_read(service, list, &l, err);
}
