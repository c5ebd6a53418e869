/* What was said of a place in a scheme, each row with what became of its warning since. */
#include "service/desk/level_p.h"
#include "store/cases.h"

void level_history_done(struct level_history *history)
{
	ac_vec_done(&history->changes);
	ac_vec_done(&history->said);
}

static void take_row(void *ctx, const struct ac_place_level_row *row)
{
	struct level_history *history = ctx;
	struct ac_level_change change = {
		.none = row->none, .lowered = row->lowered, .level = row->level
	};
	struct level_said said = {
		.case_id = row->case_id, .warning = row->warning, .review = row->review
	};
	ac_vec_push(&history->changes, change);
	ac_vec_push(&history->said, said);
}

struct judging {
	struct ac_level_change *change;
	struct level_said *said;
};

/* What another case said while the warning was out is not the warning's. */
static void judge(void *ctx, const struct ac_warning_row *row)
{
	struct judging *j = ctx;
	j->said->published = ac_str_eq(row->state, AC_STR("published"));
	if (row->case_id != j->said->case_id)
		return;
	j->said->own = true;
	if (ac_str_eq(row->state, AC_STR("retracted")))
		j->change->hold = AC_HOLD_MISTAKEN;
	if (!ac_str_eq(row->state, AC_STR("cleared")))
		return;
	j->change->hold = AC_HOLD_CLEARED;
	j->change->cleared_to = row->level;
}

enum ac_status level_history_load(struct ac_db *db, const struct ac_level_of *of,
	struct level_history *history, struct ac_error *err)
{
	AC_TRY(ac_place_level_each(db, of, take_row, history, err));
	for (size_t i = 0; i < history->said.n; i++) {
		struct judging j = { &history->changes.at[i], &history->said.at[i] };
		if (j.said->warning)
			AC_TRY(ac_warning_get(db, j.said->warning, judge, &j, err));
	}
	return AC_OK;
}

int64_t level_history_published(const struct level_history *history, int64_t case_id)
{
	for (size_t i = history->said.n; i-- > 0;) {
		const struct level_said *said = &history->said.at[i];
		if (said->published && (!case_id || (said->own && said->case_id == case_id)))
			return said->warning;
	}
	return 0;
}
