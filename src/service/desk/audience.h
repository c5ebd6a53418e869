/* service/desk/audience.h - whom a warning concerns, and in which tier.
 *
 * Who is in the area at the moment the question is asked belongs to the tier of those inside, or to
 * the one of places at particular risk when they sleep at one; who arrives before the warning ends
 * belongs to the tier of those arriving. Somebody with several stays gets the most urgent tier.
 */
#pragma once
#include "base/map.h"
#include "geo/area.h"
#include "outreach/record.h"
#include "service/desk/plan_file.h"
#include "store/db.h"

struct ac_audience {
	struct ac_area *area; /* owned */
	struct ac_wall from, to; /* stays that overlap it; who has not come by `from` is arriving */
	uint8_t tier_of[4]; /* by enum ac_tier_people; 0: the plan has no such tier */
	struct ac_map risk_cells; /* positions of places at particular risk */
};

struct ac_member {
	int64_t traveller;
	uint8_t tier;
	struct ac_wall arrives, departs; /* first and last moment in the area; INT64_MAX: open */
};
typedef AC_VEC(struct ac_member) ac_members;

/**
 * Get ready to ask: read the warning's area and the places at risk.
 * @param tier_of   copied from the plan: ac_audience_tiers()
 * @param audience  released by ac_audience_done()
 * @return AC_NOT_FOUND, AC_CORRUPT; AC_CONFLICT when the warning is over
 */
AC_MUST_CHECK enum ac_status ac_audience_prepare(struct ac_db *db, int64_t warning,
	const uint8_t tier_of[4], struct ac_wall now, struct ac_audience *audience,
	struct ac_error *err);
/** From now on a mark of particular risk that has run out counts as well, but not one that was taken off. */
AC_MUST_CHECK enum ac_status ac_audience_count_run_out(
	struct ac_db *db, struct ac_audience *audience, struct ac_error *err);
void ac_audience_done(struct ac_audience *audience);
AC_AUTO_DEFINE_VALUE(audience, struct ac_audience, ac_audience_done)

/** Which tier holds which people, from a plan as read or as stored. */
void ac_audience_tiers(const struct ac_plan_file *plan, uint8_t tier_of[4]);
AC_MUST_CHECK enum ac_status ac_audience_tiers_stored(
	const struct ac_json *plan_json, uint8_t tier_of[4], struct ac_error *err);

/** Everybody, sorted by traveller, each once. @param members  appended; ac_vec_done() */
AC_MUST_CHECK enum ac_status ac_audience_find(struct ac_db *db, const struct ac_audience *audience,
	ac_members *members, struct ac_error *err);

/** One person. @param member  tier 0 when they do not belong */
AC_MUST_CHECK enum ac_status ac_audience_of(struct ac_db *db, const struct ac_audience *audience,
	int64_t traveller, struct ac_member *member, struct ac_error *err);

/**
 * The engine's specs of members, contact points and all.
 * @param specs  n of them
 */
AC_MUST_CHECK enum ac_status ac_audience_specs(struct ac_db *db, int64_t campaign,
	const struct ac_member *members, size_t n, struct ac_task_spec *specs,
	struct ac_error *err);

/** The area of {"areas":[{"name","geojson"},…]} as one. @param area  owned by the caller */
AC_MUST_CHECK enum ac_status ac_areas_read(
	struct ac_str areas_json, struct ac_area **area, struct ac_error *err);
