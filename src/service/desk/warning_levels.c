/* What a warning does to the level of its place: up when it is published, one step down at its all-clear, back
 * when it was a mistake. */
#include "service/desk/ledger.h"
#include "service/desk/level_p.h"
#include "service/desk/warning_p.h"

#include <stdio.h>

enum { place_max = 120 };

/* "Fatih, Beyoğlu and 37 more": what a draft without a place of its own is about. */
static void place_from_areas(const struct warning *w, struct ac_buf *place)
{
	const struct ac_json *areas = ac_json_find(w->areas, "areas");
	size_t n = ac_json_count(areas), shown = 0;
	for (; shown < n; shown++) {
		struct ac_str name;
		if (ac_json_get_str(ac_json_at(areas, shown), "name", &name, NULL) != AC_OK)
			name = AC_STR("Area");
		if (place->n + name.n > place_max - 20 && shown)
			break;
		if (name.n > place_max - 20)
			name.n = place_max - 20;
		while (name.n && !ac_str_is_utf8(name))
			name.n--;
		ac_buf_printf(place, "%s%.*s", shown ? ", " : "", AC_STR_ARG(name));
	}
	if (shown < n)
		ac_buf_printf(place, " and %zu more", n - shown);
}

static struct ac_str detail(const struct warning *w, const char *name)
{
	struct ac_str value;
	return ac_json_opt_str(w->details, name, AC_STR(""), &value, NULL) == AC_OK ? value
										    : AC_STR("");
}

struct ac_str warning_place(const struct warning *w)
{
	return detail(w, "place");
}

struct ac_str warning_country(const struct warning *w)
{
	return detail(w, "country");
}

struct ac_level_of warning_level_of(const struct warning *w)
{
	return (struct ac_level_of){ warning_place(w), ac_str(w->scheme), w->exercise };
}

/* Its place keeps the name under which it was published, whatever becomes of the areas. */
static enum ac_status name_place(struct ac_db *db, struct warning *w, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf place, spelled;
	char country[level_country_size];
	ac_buf_init(&place, 400);
	ac_buf_init(&spelled, 1024);
	if (warning_place(w).n > place_max)
		return ac_fail(err, AC_INVALID, "place: at most %d bytes", place_max);
	if (warning_place(w).n)
		ac_buf_add_str(&place, warning_place(w));
	else
		place_from_areas(w, &place);
	struct ac_level_of of = warning_level_of(w);
	of.place = ac_buf_str(&place);
	AC_TRY(level_spelled(db, &of, &spelled, err));
	ac_json_set_str(w->details, "place", ac_buf_str(&spelled));
	of.place = ac_buf_str(&spelled);
	AC_TRY(level_country(db, &of, warning_country(w), country, err));
	if (country[0])
		ac_json_set_text(w->details, "country", country);
	return AC_OK;
}

static struct ac_place_level_row row_of(const struct warning *w, const struct ac_by *by)
{
	return (struct ac_place_level_row){ .place = warning_place(w),
		.scheme = ac_str(w->scheme),
		.country = warning_country(w),
		.level = w->level,
		.at = by->at,
		.officer = by->officer.name,
		.case_id = w->case_id,
		.warning = w->id,
		.exercise = w->exercise };
}

enum ac_status warning_raises(
	struct ac_db *db, struct warning *w, const struct ac_by *by, struct ac_error *err)
{
	const struct ac_scheme *scheme = ac_scheme_find(ac_str(w->scheme));
	struct level_now now;
	if (!scheme)
		return AC_OK;
	AC_TRY(name_place(db, w, err));
	const struct ac_level_of of = warning_level_of(w);
	AC_TRY(level_now(db, &of, &now, err));
	int steps = now.any ? ac_level_steps(scheme, now.level, w->level) : 1;
	if (steps < 0)
		return ac_fail(err, AC_CONFLICT,
			"level %lld of %s stands for this place: %lld would lower it, and only an "
			"all-clear or `level set` does",
			(long long)now.level, scheme->id, (long long)w->level);
	if (steps == 0 && now.warning == w->id &&
		ac_str_eq(ac_str(now.country), warning_country(w)))
		return AC_OK;
	struct ac_place_level_row row = row_of(w, by);
	return ac_place_level_insert(db, &row, NULL, err);
}

/* ---- the end ---- */

/* From where to where: what stands for its place, even if an officer raised it meanwhile. */
static enum ac_status lowering_of(struct ac_db *db, const struct warning *w, const struct ac_by *by,
	const struct warning_end *end, struct ac_lowering *lowering, struct ac_error *err)
{
	struct level_now now;
	*lowering = (struct ac_lowering){ .at = by->at,
		.all_clear = true,
		.scheme = ac_scheme_find(ac_str(w->scheme)),
		.residual_advice = end->residual_advice,
		.review = end->review };
	if (!lowering->scheme)
		return end->keeps_level ? ac_fail(err, AC_INVALID,
						  "level: the warning has no scheme, so none stays")
					: AC_OK;
	if (end->keeps_level)
		AC_TRY(ac_level_check(lowering->scheme, end->level, err));
	const struct ac_level_of of = warning_level_of(w);
	AC_TRY(level_now(db, &of, &now, err));
	lowering->from = now.any ? now.level : w->level;
	lowering->to = end->level;
	lowering->lowered_at = now.lowered_at;
	return AC_OK;
}

/* Other warnings that are published for the same place: it stays at the worst of their levels. */
struct others {
	const struct ac_scheme *scheme;
	int64_t self, warning, case_id; /* warning: the one with that level; 0: none is worse */
	int64_t level;
	AC_VEC(int64_t) seen;
};

static void others_done(struct others *others)
{
	ac_vec_done(&others->seen);
}
AC_AUTO_DEFINE_VALUE(others, struct others, others_done)

static void note_other(void *ctx, const struct ac_place_level_row *row)
{
	struct others *others = ctx;
	ac_vec_each(&others->seen, warning)
		if (*warning == row->warning)
			return;
	if (row->warning && row->warning != others->self)
		ac_vec_push(&others->seen, row->warning);
}

static void compare_other(void *ctx, const struct ac_warning_row *row)
{
	struct others *others = ctx;
	if (!ac_str_eq(row->state, AC_STR("published")) ||
		ac_level_steps(others->scheme, others->level, row->level) <= 0)
		return;
	others->level = row->level;
	others->warning = row->id;
	others->case_id = row->case_id;
}

static enum ac_status look_at_others(struct ac_db *db, const struct warning *w,
	const struct ac_lowering *lowering, struct others *others, struct ac_error *err)
{
	others->scheme = lowering->scheme;
	others->self = w->id;
	others->level = lowering->to;
	if (!lowering->scheme)
		return AC_OK;
	const struct ac_level_of of = warning_level_of(w);
	AC_TRY(ac_place_level_each(db, &of, note_other, others, err));
	ac_vec_each(&others->seen, warning)
		AC_TRY(ac_warning_get(db, *warning, compare_other, others, err));
	return AC_OK;
}

enum ac_status warning_may_end(struct ac_db *db, const struct warning *w, const struct ac_by *by,
	const struct warning_end *end, struct ac_error *err)
{
	struct ac_lowering lowering;
	AC_AUTO(others) struct others left = { 0 };
	AC_TRY(lowering_of(db, w, by, end, &lowering, err));
	if (lowering.scheme && ac_level_steps(lowering.scheme, lowering.from, lowering.to) > 0)
		return ac_fail(err, AC_INVALID, "level: an all-clear does not raise it from %lld",
			(long long)lowering.from);
	AC_TRY(ledger_require(db, w->case_id, &lowering, err));
	AC_TRY(look_at_others(db, w, &lowering, &left, err));
	if (!lowering.scheme || ac_level_steps(lowering.scheme, lowering.from, left.level) >= 0)
		return AC_OK;
	const struct ac_level_of of = warning_level_of(w);
	return level_owners_allow(db, &of, &lowering, err);
}

enum ac_status warning_lowers(struct ac_db *db, const struct warning *w, const struct ac_by *by,
	const struct warning_end *end, struct ac_error *err)
{
	struct ac_lowering lowering;
	AC_AUTO(others) struct others others = { 0 };
	struct ac_review_row review = { w->case_id, end->review, by->at, by->officer.name };
	AC_TRY(ac_review_put(db, &review, err));
	AC_TRY(lowering_of(db, w, by, end, &lowering, err));
	if (!lowering.scheme)
		return AC_OK;
	AC_TRY(look_at_others(db, w, &lowering, &others, err));
	struct ac_place_level_row row = row_of(w, by);
	row.level = others.level;
	row.warning = others.warning ? others.warning : w->id;
	row.case_id = others.warning ? others.case_id : w->case_id;
	row.review = end->review;
	row.lowered = ac_level_steps(lowering.scheme, lowering.from, others.level) < 0;
	const struct ac_level_of of = warning_level_of(w);
	level_show(by, &of, &lowering.from, &row.level);
	AC_TRY(level_owners_show(db, &of, by, err));
	return ac_place_level_insert(db, &row, NULL, err);
}

/* ---- a mistake ---- */

enum ac_status warning_gives_back(
	struct ac_db *db, const struct warning *w, const struct ac_by *by, struct ac_error *err)
{
	AC_AUTO(level_history) struct level_history history = { 0 };
	const struct ac_scheme *scheme = ac_scheme_find(ac_str(w->scheme));
	const struct ac_level_of of = warning_level_of(w);
	if (!scheme || !of.place.n)
		return AC_OK;
	AC_TRY(level_history_load(db, &of, &history, err));
	size_t n = history.changes.n;
	const struct ac_level_change *last = n ? &history.changes.at[n - 1] : NULL;
	if (!last || last->none)
		return AC_OK;
	if (last->hold != AC_HOLD_MISTAKEN) { /* another one's, as high or higher */
		level_show(by, &of, &last->level, &last->level);
		return AC_OK;
	}
	struct ac_place_level_row row = row_of(w, by);
	size_t holder = ac_level_held(scheme, history.changes.at, n, &row.level);
	row.none = holder == n;
	if (!row.none) {
		row.case_id = history.said.at[holder].case_id;
		row.warning = history.said.at[holder].warning;
		row.review = history.said.at[holder].review;
	}
	level_show(by, &of, &last->level, row.none ? NULL : &row.level);
	return ac_place_level_insert(db, &row, NULL, err);
}
