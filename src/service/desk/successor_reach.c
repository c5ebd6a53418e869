/* Where the danger was and who was told what: areas and audience of the case before, as proposals. */
#include "service/desk/campaign_row.h"
#include "service/desk/plan_file.h"
#include "service/desk/successor_p.h"

#include <stdio.h>

/* ---- finding ---- */

struct finding {
	struct proposals *to;
	AC_VEC(int64_t) warnings;
};

static void find_areas(void *ctx, const struct ac_warning_row *row)
{
	struct finding *f = ctx;
	ac_vec_push(&f->warnings, row->id);
	if (row->published_at.us && !ac_str_eq(row->state, AC_STR("retracted")))
		ac_vec_push(&f->to->all,
			((struct proposal){ .row = { .kind = AC_STR("areas"), .ref = row->id } }));
}

static void find_audience(void *ctx, const struct ac_campaign_row *row)
{
	struct finding *f = ctx;
	ac_vec_each(&f->warnings, warning)
		if (*warning == row->warning && !ac_str_eq(row->state, AC_STR("creating")))
			ac_vec_push(&f->to->all,
				((struct proposal){
					.row = { .kind = AC_STR("audience"), .ref = row->id } }));
}

enum ac_status successor_find_reach(
	struct ac_db *db, int64_t before, struct proposals *p, struct ac_error *err)
{
	struct finding f = { .to = p };
	enum ac_status status = ac_warning_each(db, before, find_areas, &f, err);
	if (status == AC_OK)
		status = ac_campaign_each(db, find_audience, &f, err);
	ac_vec_done(&f.warnings);
	return status;
}

/* ---- what they are about ---- */

struct reading {
	struct proposal *proposal;
	enum ac_status status;
	struct ac_error err;
};

static void take_areas(void *ctx, const struct ac_warning_row *row)
{
	struct reading *r = ctx;
	const struct ac_json_limits limits = { 64u << 20, 64, 0 };
	r->status = ac_json_parse(row->areas_json, &limits, &r->proposal->areas, &r->err);
}

static enum ac_status load_areas(
	struct ac_db *db, struct proposal *proposal, struct ac_buf *text, struct ac_error *err)
{
	struct reading r = { .proposal = proposal };
	AC_TRY(ac_warning_get(db, proposal->row.ref, take_areas, &r, err));
	if (r.status != AC_OK)
		return ac_fail(err, r.status, "%s", r.err.msg);
	ac_buf_printf(text, "of warning %lld:", (long long)proposal->row.ref);
	ac_json_each(ac_json_find(proposal->areas, "areas"), area)
	{
		struct ac_str name;
		AC_TRY(ac_json_get_str(area, "name", &name, err));
		ac_buf_printf(text, "%s %.*s", area_i ? "," : "", AC_STR_ARG(name));
	}
	return AC_OK;
}

static enum ac_status load_audience(
	struct ac_db *db, struct proposal *proposal, struct ac_buf *text, struct ac_error *err)
{
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	AC_TRY(ac_campaign_keep(db, proposal->row.ref, &kept, err));
	AC_TRY(ac_plan_file_write(kept.plan, &proposal->plan, err));
	ac_buf_printf(text, "of campaign %lld:", (long long)proposal->row.ref);
	ac_json_each(ac_json_find(proposal->plan, "tiers"), tier)
	{
		struct ac_str name, people;
		AC_TRY(ac_json_get_str(tier, "name", &name, err));
		AC_TRY(ac_json_get_str(tier, "people", &people, err));
		ac_buf_printf(text, "%s %.*s (%.*s)", tier_i ? "," : "", AC_STR_ARG(name),
			AC_STR_ARG(people));
	}
	return AC_OK;
}

enum ac_status successor_load_reach(struct ac_db *db, struct proposals *p, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1u << 20);
	ac_vec_each(&p->all, proposal) {
		ac_buf_reset(&text);
		if (proposal_is(proposal, "areas"))
			AC_TRY(load_areas(db, proposal, &text, err));
		else if (proposal_is(proposal, "audience"))
			AC_TRY(load_audience(db, proposal, &text, err));
		else
			continue;
		AC_TRY(ac_buf_check(&text, "the proposal", err));
		proposal->text = ac_arena_str(&p->texts, ac_buf_str(&text));
	}
	return AC_OK;
}

/* ---- the areas that were taken over ---- */

static bool has(const struct ac_json *areas, const struct ac_json *area)
{
	AC_AUTO(buf) struct ac_buf wanted, one;
	bool found = false;
	ac_buf_init(&wanted, 64u << 20);
	ac_buf_init(&one, 64u << 20);
	ac_json_write(area, &wanted);
	ac_json_each(areas, known)
	{
		ac_buf_reset(&one);
		ac_json_write(known, &one);
		found |= ac_str_eq(ac_buf_str(&one), ac_buf_str(&wanted));
	}
	return found;
}

enum ac_status successor_areas(
	struct ac_db *db, int64_t case_id, struct ac_json **areas, struct ac_error *err)
{
	AC_AUTO(proposals) struct proposals p = { 0 };
	AC_AUTO(json) struct ac_json *made = ac_json_new_object();
	struct ac_json *array = ac_json_set_array(made, "areas");
	AC_TRY(successor_load(db, case_id, &p, err));
	ac_vec_each(&p.all, proposal) {
		if (!proposal_is(proposal, "areas") ||
			!ac_str_eq(proposal->row.state, AC_STR("accepted")))
			continue;
		ac_json_each(ac_json_find(proposal->areas, "areas"), area) if (!has(array, area))
			ac_json_add(array, ac_json_copy(area));
	}
	*areas = ac_json_count(array) ? AC_TAKE(made) : NULL;
	return AC_OK;
}
