#include "service/desk/audience.h"

#include "geo/geojson.h"
#include "store/cases.h"
#include "store/match.h"
#include "store/people.h"
#include "store/places.h"

#include <stdio.h>
#include <stdlib.h>

enum { max_areas = 1000 };

/* ---- getting ready ---- */

static enum ac_status read_areas(
	const struct ac_json *areas, struct ac_area **parts, size_t *n, struct ac_error *err)
{
	ac_json_each(areas, area)
	{
		if (*n == max_areas)
			return ac_fail(err, AC_FULL, "a warning has at most %d areas", max_areas);
		AC_TRY(ac_area_from_json(ac_json_find(area, "geojson"), &parts[*n], err));
		++*n;
	}
	return *n ? AC_OK : ac_fail(err, AC_CORRUPT, "the warning has no area");
}

enum ac_status ac_areas_read(struct ac_str areas_json, struct ac_area **area, struct ac_error *err)
{
	struct ac_json_limits limits = ac_geojson_limits;
	limits.bytes = 64u << 20;
	AC_AUTO(json) struct ac_json *root = NULL;
	AC_TRY(ac_json_parse(areas_json, &limits, &root, err));
	struct ac_area **parts = ac_alloc_array(max_areas, sizeof *parts);
	size_t n = 0;
	enum ac_status status = read_areas(ac_json_find(root, "areas"), parts, &n, err);
	if (status == AC_OK)
		status = ac_area_union((const struct ac_area *const *)parts, n, area, err);
	for (size_t i = 0; i < n; i++)
		ac_area_free(parts[i]);
	ac_free(parts);
	return status;
}

struct preparing {
	struct ac_audience *audience;
	int64_t warning;
	struct ac_wall now;
	enum ac_status status;
	struct ac_error err;
};

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	struct preparing *p = ctx;
	p->audience->from = row->valid_from.us > p->now.us ? row->valid_from : p->now;
	p->audience->to = row->valid_to;
	if (p->audience->to.us <= p->audience->from.us)
		p->status = ac_fail(&p->err, AC_CONFLICT,
			"warning %lld is over: update it with a later end first",
			(long long)p->warning);
	else
		p->status = ac_areas_read(row->areas_json, &p->audience->area, &p->err);
}

static void take_risk(void *ctx, const struct ac_lodging_row *row)
{
	ac_map_put(ctx, (uint64_t)row->cell, 1);
}

enum ac_status ac_audience_prepare(struct ac_db *db, int64_t warning, const uint8_t tier_of[4],
	struct ac_wall now, struct ac_audience *audience, struct ac_error *err)
{
	AC_AUTO(audience) struct ac_audience made = { 0 };
	struct preparing p = { .audience = &made, .warning = warning, .now = now };
	memcpy(made.tier_of, tier_of, sizeof made.tier_of);
	AC_TRY(ac_warning_get(db, warning, take_warning, &p, err));
	if (p.status != AC_OK) {
		if (err)
			*err = p.err;
		return p.status;
	}
	AC_TRY(ac_lodging_each(db, true, now, take_risk, &made.risk_cells, err));
	*audience = made;
	made = (struct ac_audience){ 0 };
	return AC_OK;
}

enum ac_status ac_audience_count_run_out(
	struct ac_db *db, struct ac_audience *audience, struct ac_error *err)
{
	const struct ac_wall long_ago = { 0 };
	return ac_lodging_each(db, true, long_ago, take_risk, &audience->risk_cells, err);
}

void ac_audience_done(struct ac_audience *audience)
{
	ac_area_free(audience->area);
	ac_map_done(&audience->risk_cells);
	*audience = (struct ac_audience){ 0 };
}

void ac_audience_tiers(const struct ac_plan_file *plan, uint8_t tier_of[4])
{
	memset(tier_of, 0, 4);
	for (int tier = ac_plan_max_tiers; tier > 0; tier--)
		if (plan->plan.tiers[tier].used && plan->people[tier] != AC_PEOPLE_NOBODY)
			tier_of[plan->people[tier]] = (uint8_t)tier;
}

enum ac_status ac_audience_tiers_stored(
	const struct ac_json *plan_json, uint8_t tier_of[4], struct ac_error *err)
{
	const struct ac_json *people;
	AC_TRY(ac_json_get_object(plan_json, "people", &people, err));
	memset(tier_of, 0, 4);
	ac_json_each(people, tier)
	{
		struct ac_str name;
		int64_t number;
		enum ac_tier_people which;
		AC_TRY(ac_json_as_str(tier, &name, err));
		if (!ac_str_to_i64(ac_json_name(tier), 1, ac_plan_max_tiers, &number) ||
			!ac_tier_people_from(name, &which))
			return ac_json_fail(tier, err, "not understood");
		if (which != AC_PEOPLE_NOBODY && (!tier_of[which] || number < tier_of[which]))
			tier_of[which] = (uint8_t)number;
	}
	return AC_OK;
}

/* ---- who ---- */

static uint8_t tier_for(const struct ac_audience *audience, int64_t cell, struct ac_wall from)
{
	if (from.us > audience->from.us)
		return audience->tier_of[AC_PEOPLE_ARRIVING];
	bool risk = ac_map_get(&audience->risk_cells, (uint64_t)cell) != ac_map_none;
	uint8_t at_risk = risk ? audience->tier_of[AC_PEOPLE_AT_RISK] : 0;
	return at_risk ? at_risk : audience->tier_of[AC_PEOPLE_INSIDE];
}

static void merge(struct ac_member *into, const struct ac_member *other)
{
	if (other->tier && (!into->tier || other->tier < into->tier))
		into->tier = other->tier;
	if (other->arrives.us < into->arrives.us)
		into->arrives = other->arrives;
	if (other->departs.us > into->departs.us)
		into->departs = other->departs;
}

struct finding {
	const struct ac_audience *audience;
	ac_members *members;
};

static enum ac_status take_match(void *ctx, const struct ac_match *match, struct ac_error *err)
{
	(void)err;
	struct finding *f = ctx;
	struct ac_member member = { .traveller = match->traveller,
		.tier = tier_for(
			f->audience, ac_cell_key(match->at), (struct ac_wall){ match->from_us }),
		.arrives = { match->from_us },
		.departs = { match->to_us } };
	if (member.tier)
		ac_vec_push(f->members, member);
	return AC_OK;
}

static int by_traveller(const void *a, const void *b)
{
	const struct ac_member *x = a, *y = b;
	return (x->traveller > y->traveller) - (x->traveller < y->traveller);
}

enum ac_status ac_audience_find(struct ac_db *db, const struct ac_audience *audience,
	ac_members *members, struct ac_error *err)
{
	struct finding f = { audience, members };
	size_t first = members->n, kept = first;
	AC_TRY(ac_match_each(
		db, audience->area, audience->from.us, audience->to.us, take_match, &f, err));
	if (members->n == first)
		return AC_OK;
	qsort(members->at + first, members->n - first, sizeof *members->at, by_traveller);
	for (size_t i = first + 1; i < members->n; i++) {
		if (members->at[i].traveller == members->at[kept].traveller)
			merge(&members->at[kept], &members->at[i]);
		else
			members->at[++kept] = members->at[i];
	}
	members->n = kept + 1;
	return AC_OK;
}

static void take_stay(void *ctx, const struct ac_stay_row *row)
{
	struct finding *f = ctx;
	struct ac_point at = ac_cell_point(row->cell);
	if (row->from.us >= f->audience->to.us || row->to.us <= f->audience->from.us ||
		!ac_area_contains(f->audience->area, at.lat_e7, at.lon_e7))
		return;
	struct ac_member member = { .tier = tier_for(f->audience, row->cell, row->from),
		.arrives = row->from,
		.departs = row->to };
	if (member.tier)
		merge(f->members->at, &member);
}

enum ac_status ac_audience_of(struct ac_db *db, const struct ac_audience *audience,
	int64_t traveller, struct ac_member *member, struct ac_error *err)
{
	struct ac_member one = { .traveller = traveller, .arrives = { INT64_MAX } };
	ac_members room = { &one, 1, 1 };
	struct finding f = { audience, &room };
	AC_TRY(ac_person_stays(db, traveller, audience->from, take_stay, &f, err));
	*member = one;
	return AC_OK;
}

/* ---- specs ---- */

/* How many of a party are in the audience decides how much a call to one of them is worth. */
static void count_parties(struct ac_task_spec *specs, size_t n)
{
	struct ac_map sizes = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (!specs[i].party)
			continue;
		uint32_t size = ac_map_get(&sizes, (uint64_t)specs[i].party);
		ac_map_put(&sizes, (uint64_t)specs[i].party, size == ac_map_none ? 1 : size + 1);
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t size = specs[i].party ? ac_map_get(&sizes, (uint64_t)specs[i].party) : 1;
		specs[i].party_size = size > UINT8_MAX ? UINT8_MAX : (uint8_t)size;
	}
	ac_map_done(&sizes);
}

enum ac_status ac_audience_specs(struct ac_db *db, int64_t campaign,
	const struct ac_member *members, size_t n, struct ac_task_spec *specs, struct ac_error *err)
{
	for (size_t i = 0; i < n; i++)
		specs[i] = (struct ac_task_spec){ .campaign = campaign,
			.traveller = members[i].traveller,
			.tier = members[i].tier,
			.arrives = members[i].arrives,
			.departs = members[i].departs };
	AC_TRY(ac_people_specs(db, specs, n, err));
	count_parties(specs, n);
	return AC_OK;
}
