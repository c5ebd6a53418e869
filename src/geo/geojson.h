/* geo/geojson.h - areas out of GeoJSON (RFC 7946) and back.
 *
 * Read are Polygon, MultiPolygon, GeometryCollection, Feature and FeatureCollection; everything in
 * them counts, overlapping or not. A circle is a Feature whose geometry is a Point and whose
 * properties hold `radius_km`; {"type": "Circle", "coordinates": [lon, lat], "radius_km": 5} is
 * understood as a geometry too. A third coordinate is ignored. Rings may cross ±180 by a jump
 * (179 → -179) or by going on (179 → 181) and may run around a pole.
 */
#pragma once
#include "geo/area.h"
#include "json/json.h"

/* What a file of areas may be: 8 MiB, 64 levels, 1,000,000 values. */
extern const struct ac_json_limits ac_geojson_limits;

/**
 * Read an area.
 * @param text  borrowed
 * @param area  owned by the caller
 * @return AC_INVALID with the path, the fault and a remedy: "features[3].geometry.coordinates[0]:
 *         the ring is not closed: …"; syntax by line and column. AC_FULL past the bounds of area.h
 */
AC_MUST_CHECK enum ac_status ac_area_from_geojson(
	struct ac_str text, struct ac_area **area, struct ac_error *err);

/** The same from JSON read already: a member of a request, one Feature of many. */
AC_MUST_CHECK enum ac_status ac_area_from_json(
	const struct ac_json *node, struct ac_area **area, struct ac_error *err);

/**
 * An area from one outer ring, as a CAP polygon gives it.
 * @param points  n >= 4, the last repeats the first
 * @return AC_INVALID as above, without a path
 */
AC_MUST_CHECK enum ac_status ac_area_from_ring(
	const struct ac_point *points, size_t n, struct ac_area **area, struct ac_error *err);

/** A FeatureCollection that reads back as the same area: a MultiPolygon, then the circles. */
struct ac_json *ac_area_to_json(const struct ac_area *area);
