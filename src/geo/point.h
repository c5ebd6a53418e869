/* geo/point.h - a place on the Earth in whole units of 1e-7 degree (about a centimetre).
 *
 * Integers make membership exact and the cell key lossless. CAP and people write latitude first,
 * GeoJSON longitude first: names always say which is which.
 */
#pragma once
#include "base/buf.h"

struct ac_point {
	int32_t lat_e7; /* -900000000…900000000 */
	int32_t lon_e7; /* -1800000000…1800000000; both ends are the same meridian */
};

#define AC_LAT_MAX_E7 INT32_C(900000000)
#define AC_LON_MAX_E7 INT32_C(1800000000)

/**
 * From degrees (WGS 84), rounded to the nearest unit.
 * @return AC_INVALID out of ±90, ±180 or not a number; says so when the two look swapped
 */
AC_MUST_CHECK enum ac_status ac_point_from_deg(
	double lat_deg, double lon_deg, struct ac_point *point, struct ac_error *err);

/** Within the ranges above? */
bool ac_point_valid(struct ac_point point);

/** Great-circle distance in metres on the mean sphere, within 0.5 % (haversine; Sinnott 1984). */
double ac_distance_m(struct ac_point a, struct ac_point b);

/** Append a position as CAP writes it, "41.0369123,28.985": exact, no more digits than needed. */
void ac_point_write(struct ac_point point, struct ac_buf *buf);

/** Mean radius of the Earth (IUGG 1980). */
#define AC_EARTH_RADIUS_M 6371008.8
