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

enum ac_status level_now(struct ac_db *db, struct ac_str place, struct ac_str scheme,
	struct level_now *now, struct ac_error *err)
{
	*now = (struct level_now){ 0 };
	return ac_place_level_each(db, place, scheme, take_level, now, err);
}

/* ---- set ---- */

struct setting {
	struct ac_by by;
	const struct ac_level_set *wanted;
	const struct ac_scheme *scheme;
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

static void is_published(void *ctx, const struct ac_warning_row *row)
{
	*(bool *)ctx = ac_str_eq(row->state, AC_STR("published"));
}

static enum ac_status must_be_free(
	struct ac_db *db, const struct level_now *now, struct ac_error *err)
{
	bool published = false;
	if (now->warning)
		AC_TRY(ac_warning_get(db, now->warning, is_published, &published, err));
	if (!published)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"warning %lld is published for this place: `warning clear` lowers its level",
		(long long)now->warning);
}

static enum ac_status may_set(struct ac_db *db, const struct setting *s,
	const struct level_now *now, bool *lowers, struct ac_error *err)
{
	const struct ac_level_set *wanted = s->wanted;
	struct ac_lowering lowering = { .at = s->by.at,
		.scheme = s->scheme,
		.from = now->any ? now->level : wanted->level,
		.to = wanted->level,
		.lowered_at = now->lowered_at,
		.residual_advice = ac_str_trim(wanted->advice).n > 0,
		.review = wanted->review };
	int steps = ac_level_steps(s->scheme, lowering.from, lowering.to);
	*lowers = steps < 0;
	if (now->any && steps <= 0 && ac_level_rank(s->scheme, now->level) > 0)
		AC_TRY(must_descend(db, wanted->case_id, now->case_id, err));
	if (!*lowers) {
		AC_TRY(ac_case_get(db, wanted->case_id, NULL, NULL, err));
		return ledger_require(db, wanted->case_id, &lowering, err);
	}
	AC_TRY(must_be_free(db, now, err));
	AC_TRY(ledger_case_open(db, wanted->case_id, err));
	AC_TRY(ledger_require(db, wanted->case_id, &lowering, err));
	return level_owners_allow(db, wanted->place, &lowering, err);
}

static enum ac_status set(struct ac_db *db, void *ctx, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf spelled;
	ac_buf_init(&spelled, 1024);
	const struct setting *asked = ctx;
	struct ac_level_set known = *asked->wanted;
	const struct ac_level_set *wanted = &known;
	const struct setting setting = { asked->by, wanted, asked->scheme }, *s = &setting;
	struct level_now now;
	bool lowers = false;
	char country[level_country_size];
	AC_TRY(level_spelled(db, known.place, &spelled, err));
	known.place = ac_buf_str(&spelled);
	AC_TRY(level_country(db, wanted->place, wanted->country, country, err));
	AC_TRY(level_now(db, wanted->place, wanted->scheme, &now, err));
	AC_TRY(may_set(db, s, &now, &lowers, err));
	struct ac_place_level_row row = { .place = wanted->place,
		.scheme = wanted->scheme,
		.country = ac_str(country),
		.level = wanted->level,
		.at = s->by.at,
		.officer = s->by.officer.name,
		.case_id = wanted->case_id,
		.warning =
			lowers ? 0 : now.warning, /* one that is published there stays in charge */
		.advice = wanted->advice,
		.review = wanted->review,
		.lowered = lowers };
	int64_t id;
	level_show(&s->by, wanted->place, s->scheme, now.any ? &now.level : NULL, &wanted->level);
	level_country_show(&s->by.officer, ac_str(country));
	if (lowers)
		AC_TRY(level_owners_show(db, wanted->place, &s->by, err));
	AC_TRY(ac_place_level_insert(db, &row, &id, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("case", wanted->case_id);
	ac_json_set_i64(detail, "level", wanted->level);
	ac_json_set_wall(detail, "review", wanted->review);
	return ac_decided(db, &s->by, "level.set", "level", id, detail, err);
}

enum ac_status ac_levels_set(struct ac_service *service, struct ac_officer officer,
	const struct ac_level_set *wanted, struct ac_json *answer, struct ac_error *err)
{
	struct setting s = { ac_by(service, officer), wanted, NULL };
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
	return ac_place_level_each(db, AC_STR(""), AC_STR(""), add_history, l, err);
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
