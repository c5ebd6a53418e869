#include "geo/area_p.h"
#include "geo/geojson.h"

#include <math.h>

static void add_position(struct ac_json *ring, double lat_e7, double lon_e7)
{
	struct ac_json *position = ac_json_add_array(ring);
	ac_json_add_double(position, lon_e7 / 1e7);
	ac_json_add_double(position, lat_e7 / 1e7);
}

/* An edge wider than half the world gets a middle: readers would take it the short way round. */
static void add_ring(struct ac_json *polygon, const struct ac_point *p, size_t n)
{
	struct ac_json *ring = ac_json_add_array(polygon);
	for (size_t i = 0; i <= n; i++) {
		struct ac_point a = p[i % n], b = p[(i + 1) % n];
		add_position(ring, a.lat_e7, a.lon_e7);
		double width = fabs((double)a.lon_e7 - b.lon_e7);
		if (i < n && width > AC_LON_MAX_E7)
			add_position(ring, ((double)a.lat_e7 + b.lat_e7) / 2,
				((double)a.lon_e7 + b.lon_e7) / 2);
	}
}

/* @return the new feature's properties */
static struct ac_json *add_feature(
	struct ac_json *features, const char *type, struct ac_json *coordinates)
{
	struct ac_json *feature = ac_json_add_object(features);
	ac_json_set_text(feature, "type", "Feature");
	struct ac_json *geometry = ac_json_set_object(feature, "geometry");
	ac_json_set_text(geometry, "type", type);
	ac_json_set(geometry, "coordinates", coordinates);
	return ac_json_set_object(feature, "properties");
}

static void add_polygons(struct ac_json *features, const struct ac_area *area)
{
	struct ac_json *polygons = ac_json_new_array(), *polygon = NULL;
	ac_vec_each(&area->rings, ring) {
		if (!ring->hole || !polygon)
			polygon = ac_json_add_array(polygons);
		add_ring(polygon, area->points.at + ring->first, ring->n);
	}
	add_feature(features, "MultiPolygon", polygons);
}

static void add_circle(struct ac_json *features, const struct ac_area_circle *circle)
{
	struct ac_json *position = ac_json_new_array();
	ac_json_add_double(position, circle->centre.lon_e7 / 1e7);
	ac_json_add_double(position, circle->centre.lat_e7 / 1e7);
	struct ac_json *properties = add_feature(features, "Point", position);
	ac_json_set_double(properties, "radius_km", circle->radius_m / 1000);
}

struct ac_json *ac_area_to_json(const struct ac_area *area)
{
	struct ac_json *root = ac_json_new_object();
	ac_json_set_text(root, "type", "FeatureCollection");
	struct ac_json *features = ac_json_set_array(root, "features");
	if (area->rings.n)
		add_polygons(features, area);
	ac_vec_each(&area->circles, circle)
		add_circle(features, circle);
	return root;
}
