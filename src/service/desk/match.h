/* service/desk/match.h - how many people are in an area between two days. Figures only, no names. */
#pragma once
#include "service/service.h"
#include "json/json.h"

struct ac_match_query {
	struct ac_str area; /* GeoJSON, geo/geojson.h */
	struct ac_str from, to; /* "2022-06-13"; both days included, in the installation's zone */
	bool by_hotel;
};

/**
 * @param answer  filled: {"stays","travellers","parties","by_phone","by_email","not_reachable"}; by
 *                hotel also {"hotels":[{"hotel_id","name","district","at_risk", the same figures}]},
 *                most stays first, stays by position under an empty hotel_id
 * @return AC_INVALID for an area or a day that cannot be used, with the fault and the remedy
 */
AC_MUST_CHECK enum ac_status ac_matches_view(struct ac_service *service,
	const struct ac_match_query *query, struct ac_json *answer, struct ac_error *err);
