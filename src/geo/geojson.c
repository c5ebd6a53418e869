#include "geo/geojson.h"
#include "geo/geos_p.h"

#include <math.h>

const struct ac_json_limits ac_geojson_limits = {
	.bytes = 8 << 20, .depth = 64, .values = 1000000
};

static enum ac_status read_position(
	const struct ac_json *node, struct ac_xy *at, struct ac_error *err)
{
	double lon, lat;
	if (ac_json_type(node) != AC_JSON_ARRAY || ac_json_count(node) < 2)
		return ac_json_fail(node, err, "expected a position [longitude, latitude]");
	AC_TRY(ac_json_as_double(ac_json_at(node, 0), &lon, err));
	AC_TRY(ac_json_as_double(ac_json_at(node, 1), &lat, err));
	if (fabs(lat) > 90 && fabs(lat) <= 180 && fabs(lon) <= 90)
		return ac_json_fail(node, err,
			"latitude %g is outside -90 to 90: GeoJSON writes longitude first, are the "
			"two swapped?",
			lat);
	if (fabs(lat) > 90 || fabs(lon) > 360)
		return ac_json_fail(node, err,
			"longitude %g, latitude %g are no degrees: convert the file to WGS 84", lon,
			lat);
	*at = (struct ac_xy){ lon * 1e7, lat * 1e7 };
	return AC_OK;
}

static bool same_place(struct ac_xy a, struct ac_xy b)
{
	return a.y == b.y && (a.x == b.x || fabs(a.x - b.x) == 3.6e9);
}

/* Take the closing position off the points since `first` and end the ring.
 * @return what is wrong, or NULL */
static const char *end_ring(struct ac_shape *polygon, size_t first, bool hole)
{
	size_t n = polygon->points.n - first;
	if (n < 4)
		return "a ring needs at least 4 positions, the last like the first";
	const struct ac_xy *p = polygon->points.at + first;
	if (!same_place(p[0], p[n - 1]))
		return "the ring is not closed: repeat its first position at the end";
	polygon->points.n--;
	ac_shape_end_ring(polygon, hole);
	return NULL;
}

static enum ac_status read_ring(
	const struct ac_json *node, bool hole, struct ac_shape *polygon, struct ac_error *err)
{
	size_t first = polygon->points.n;
	if (ac_json_type(node) != AC_JSON_ARRAY)
		return ac_json_fail(node, err, "expected a ring: an array of positions");
	ac_json_each(node, position)
	{
		struct ac_xy at;
		AC_TRY(read_position(position, &at, err));
		ac_vec_push(&polygon->points, at);
	}
	const char *flaw = end_ring(polygon, first, hole);
	return flaw ? ac_json_fail(node, err, "%s", flaw) : AC_OK;
}

static enum ac_status read_polygon(
	const struct ac_json *rings, struct ac_area *area, struct ac_error *err)
{
	AC_AUTO(shape) struct ac_shape polygon = { 0 };
	if (ac_json_type(rings) != AC_JSON_ARRAY || ac_json_count(rings) == 0)
		return ac_json_fail(rings, err, "expected an array of rings");
	ac_json_each(rings, ring) AC_TRY(read_ring(ring, polygon.rings.n > 0, &polygon, err));
	AC_TRY(ac_area_check_room(area, polygon.points.n, err));
	struct ac_error inner;
	if (ac_polygon_add(area, &polygon, &inner) != AC_OK)
		return ac_json_fail(rings, err, "%s", inner.msg);
	return ac_area_check_room(area, 0, err);
}

static enum ac_status read_multipolygon(
	const struct ac_json *polygons, struct ac_area *area, struct ac_error *err)
{
	ac_json_each(polygons, polygon) AC_TRY(read_polygon(polygon, area, err));
	return AC_OK;
}

/* @param holder  the object with radius_km: the geometry, or a Feature's properties */
static enum ac_status read_circle(const struct ac_json *geometry, const struct ac_json *holder,
	struct ac_area *area, struct ac_error *err)
{
	const struct ac_json *coordinates = NULL;
	struct ac_xy at;
	double radius_km;
	AC_TRY(ac_json_get_array(geometry, "coordinates", &coordinates, err));
	AC_TRY(read_position(coordinates, &at, err));
	AC_TRY(ac_json_get_double(holder, "radius_km", &radius_km, err));
	if (!(radius_km >= 0 && radius_km <= 10000))
		return ac_json_fail(ac_json_find(holder, "radius_km"), err,
			"expected kilometres from 0 to 10,000");
	double lon = fabs(at.x) <= 1.8e9 ? at.x : remainder(at.x, 3.6e9);
	struct ac_point centre = { (int32_t)lround(at.y), (int32_t)lround(lon) };
	ac_area_add_circle(area, centre, radius_km * 1000);
	return ac_area_check_room(area, 0, err);
}

static enum ac_status read_geometry(const struct ac_json *node, const struct ac_json *properties,
	struct ac_area *area, struct ac_error *err)
{
	struct ac_str type;
	const struct ac_json *inside = NULL;
	AC_TRY(ac_json_get_str(node, "type", &type, err));
	if (ac_str_eq(type, AC_STR("GeometryCollection"))) {
		AC_TRY(ac_json_get_array(node, "geometries", &inside, err));
		ac_json_each(inside, geometry)
			AC_TRY(read_geometry(geometry, properties, area, err));
		return AC_OK;
	}
	if (ac_str_eq(type, AC_STR("Circle")))
		return read_circle(node, node, area, err);
	if (ac_str_eq(type, AC_STR("Point")) && ac_json_find(properties, "radius_km"))
		return read_circle(node, properties, area, err);
	if (ac_str_eq(type, AC_STR("Point")))
		return ac_json_fail(
			node, err, "a point covers no area: give its Feature a property radius_km");
	AC_TRY(ac_json_get_array(node, "coordinates", &inside, err));
	if (ac_str_eq(type, AC_STR("Polygon")))
		return read_polygon(inside, area, err);
	if (ac_str_eq(type, AC_STR("MultiPolygon")))
		return read_multipolygon(inside, area, err);
	return ac_json_fail(ac_json_find(node, "type"), err,
		"covers no area: use Polygon, MultiPolygon, or a Point with radius_km");
}

static enum ac_status read_feature(
	const struct ac_json *node, struct ac_area *area, struct ac_error *err)
{
	const struct ac_json *geometry = NULL, *properties = NULL;
	AC_TRY(ac_json_opt_object(node, "properties", &properties, err));
	AC_TRY(ac_json_get_object(node, "geometry", &geometry, err));
	return read_geometry(geometry, properties, area, err);
}

static enum ac_status read_any(
	const struct ac_json *node, struct ac_area *area, struct ac_error *err)
{
	struct ac_str type;
	AC_TRY(ac_json_get_str(node, "type", &type, err));
	if (ac_str_eq(type, AC_STR("Feature")))
		return read_feature(node, area, err);
	if (!ac_str_eq(type, AC_STR("FeatureCollection")))
		return read_geometry(node, NULL, area, err);
	const struct ac_json *features = NULL;
	AC_TRY(ac_json_get_array(node, "features", &features, err));
	ac_json_each(features, feature) AC_TRY(read_feature(feature, area, err));
	return AC_OK;
}

/* GeoJSON before 2016 could name another reference system; what is not WGS 84 would be misread. */
static enum ac_status check_crs(const struct ac_json *node, struct ac_error *err)
{
	const struct ac_json *properties = ac_json_find(ac_json_find(node, "crs"), "properties");
	struct ac_str name;
	if (!ac_json_find(properties, "name"))
		return AC_OK;
	AC_TRY(ac_json_get_str(properties, "name", &name, err));
	if (ac_str_ends(name, AC_STR("CRS84")) || ac_str_ends(name, AC_STR("4326")))
		return AC_OK;
	return ac_json_fail(ac_json_find(node, "crs"), err,
		"another reference system than WGS 84: convert the file (ogr2ogr -t_srs "
		"EPSG:4326)");
}

enum ac_status ac_area_from_json(
	const struct ac_json *node, struct ac_area **area, struct ac_error *err)
{
	AC_AUTO(area) struct ac_area *made = ac_area_new();
	AC_TRY(check_crs(node, err));
	AC_TRY(read_any(node, made, err));
	if (made->rings.n == 0 && made->circles.n == 0)
		return ac_json_fail(node, err, "there is no polygon and no circle in it");
	ac_area_seal(made);
	*area = AC_TAKE(made);
	return AC_OK;
}

enum ac_status ac_area_from_geojson(struct ac_str text, struct ac_area **area, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *root = NULL;
	AC_TRY(ac_json_parse(text, &ac_geojson_limits, &root, err));
	return ac_area_from_json(root, area, err);
}

enum ac_status ac_area_from_ring(
	const struct ac_point *points, size_t n, struct ac_area **area, struct ac_error *err)
{
	AC_AUTO(area) struct ac_area *made = ac_area_new();
	AC_AUTO(shape) struct ac_shape polygon = { 0 };
	for (size_t i = 0; i < n && i <= AC_AREA_VERTICES_MAX + 1; i++) {
		struct ac_xy at = { points[i].lon_e7, points[i].lat_e7 };
		if (!ac_point_valid(points[i]))
			return ac_fail(err, AC_INVALID, "position %zu is outside ±90, ±180", i + 1);
		ac_vec_push(&polygon.points, at);
	}
	const char *flaw = end_ring(&polygon, 0, false);
	if (flaw)
		return ac_fail(err, AC_INVALID, "%s", flaw);
	AC_TRY(ac_area_check_room(made, polygon.points.n, err));
	AC_TRY(ac_polygon_add(made, &polygon, err));
	AC_TRY(ac_area_check_room(made, 0, err));
	ac_area_seal(made);
	*area = AC_TAKE(made);
	return AC_OK;
}
