/* From what a request says about places to named areas. */
#include "service/desk/successor.h"
#include "service/desk/warning_p.h"

#include "geo/geojson.h"

#include <stdio.h>

enum { max_areas = 1000 };

struct reading {
	const struct ac_json *districts; /* names; NULL: everything */
	struct ac_json *areas; /* array */
};

static bool asked_for(const struct reading *r, struct ac_str name)
{
	if (!ac_json_count(r->districts))
		return true;
	ac_json_each(r->districts, district)
	{
		struct ac_str wanted;
		if (ac_json_as_str(district, &wanted, NULL) == AC_OK && ac_str_eq(wanted, name))
			return true;
	}
	return false;
}

static enum ac_status add(
	struct reading *r, struct ac_str name, const struct ac_json *geojson, struct ac_error *err)
{
	AC_AUTO(area) struct ac_area *area = NULL;
	char fallback[32];
	AC_TRY(ac_area_from_json(geojson, &area, err));
	if (ac_json_count(r->areas) == max_areas)
		return ac_fail(err, AC_FULL, "a warning has at most %d areas", max_areas);
	(void)snprintf(fallback, sizeof fallback, "Area %zu", ac_json_count(r->areas) + 1);
	struct ac_json *one = ac_json_add_object(r->areas);
	ac_json_set_str(one, "name", name.n ? name : ac_str(fallback));
	ac_json_set(one, "geojson", ac_json_copy(geojson));
	return AC_OK;
}

static struct ac_str name_of(const struct ac_json *feature)
{
	struct ac_str name;
	const struct ac_json *properties = ac_json_find(feature, "properties");
	return ac_json_opt_str(properties, "name", AC_STR(""), &name, NULL) == AC_OK ? name
										     : AC_STR("");
}

static enum ac_status read_one(struct reading *r, const struct ac_json *area, struct ac_error *err)
{
	const struct ac_json *features = ac_json_find(area, "features");
	if (ac_json_type(features) != AC_JSON_ARRAY) {
		struct ac_str name = name_of(area);
		if (!asked_for(r, name))
			return AC_OK;
		return add(r, name, area, err);
	}
	ac_json_each(features, feature)
	{
		struct ac_str name = name_of(feature);
		if (!asked_for(r, name))
			continue;
		AC_TRY(add(r, name, feature, err));
	}
	return AC_OK;
}

static enum ac_status check_districts(const struct reading *r, struct ac_error *err)
{
	ac_json_each(r->districts, district)
	{
		struct ac_str wanted;
		bool known = false;
		AC_TRY(ac_json_as_str(district, &wanted, err));
		ac_json_each(r->areas, area)
		{
			struct ac_str name;
			known |= ac_json_get_str(area, "name", &name, NULL) == AC_OK &&
				 ac_str_eq(name, wanted);
		}
		if (!known)
			return ac_json_fail(district, err,
				"no area is named \"%.60s\" (property `name` of a feature)",
				wanted.p);
	}
	return AC_OK;
}

static enum ac_status add_circle(
	struct reading *r, const struct ac_json *circle, struct ac_error *err)
{
	double lat, lon, radius_km;
	struct ac_str name;
	char fallback[80];
	AC_TRY(ac_json_get_double(circle, "lat", &lat, err));
	AC_TRY(ac_json_get_double(circle, "lon", &lon, err));
	AC_TRY(ac_json_get_double(circle, "radius_km", &radius_km, err));
	if (!(lat >= -90 && lat <= 90))
		return ac_json_fail(
			ac_json_find(circle, "lat"), err, "a latitude is from -90 to 90");
	if (!(lon >= -180 && lon <= 180))
		return ac_json_fail(
			ac_json_find(circle, "lon"), err, "a longitude is from -180 to 180");
	(void)snprintf(fallback, sizeof fallback, "%g km around %g, %g", radius_km, lat, lon);
	AC_TRY(ac_json_opt_str(circle, "name", ac_str(fallback), &name, err));
	AC_AUTO(json) struct ac_json *geojson = ac_json_new_object();
	ac_json_set_text(geojson, "type", "Circle");
	struct ac_json *at = ac_json_set_array(geojson, "coordinates");
	ac_json_add_double(at, lon);
	ac_json_add_double(at, lat);
	ac_json_set_double(geojson, "radius_km", radius_km);
	return add(r, name, geojson, err);
}

enum ac_status warning_areas_read(
	const struct ac_json *content, struct ac_json **areas, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *made = ac_json_new_object();
	const struct ac_json *given, *circles;
	struct reading r = { .areas = ac_json_set_array(made, "areas") };
	AC_TRY(ac_json_opt_array(content, "areas", &given, err));
	AC_TRY(ac_json_opt_array(content, "districts", &r.districts, err));
	AC_TRY(ac_json_opt_array(content, "circles", &circles, err));
	ac_json_each(given, area) AC_TRY(read_one(&r, area, err));
	AC_TRY(check_districts(&r, err));
	ac_json_each(circles, circle) AC_TRY(add_circle(&r, circle, err));
	if (!ac_json_count(r.areas))
		return ac_fail(err, AC_INVALID, "areas: where? Polygons or circles are needed");
	*areas = AC_TAKE(made);
	return AC_OK;
}

/* ---- of an earlier case ---- */

struct earlier {
	struct ac_json *areas; /* owned */
	bool published; /* were those a published warning's? */
	struct ac_error err;
	enum ac_status status;
};

static void take_areas(void *ctx, const struct ac_warning_row *row)
{
	struct earlier *e = ctx;
	struct ac_json_limits limits = { 64u << 20, 64, 0 };
	bool published = row->published_at.us != 0;
	if (e->published && !published)
		return;
	ac_json_free(e->areas);
	e->areas = NULL;
	e->published = published;
	e->status = ac_json_parse(row->areas_json, &limits, &e->areas, &e->err);
}

enum ac_status warning_areas_of_case(
	struct ac_db *db, int64_t case_id, struct ac_json **areas, struct ac_error *err)
{
	struct earlier e = { .areas = NULL };
	enum ac_status status = ac_warning_each(db, case_id, take_areas, &e, err);
	if (status == AC_OK && e.status != AC_OK) {
		status = e.status;
		if (err)
			*err = e.err;
	}
	if (status == AC_OK && !e.areas)
		status = successor_areas(db, case_id, &e.areas, err);
	if (status == AC_OK && !e.areas)
		status = ac_fail(err, AC_NOT_FOUND,
			"case %lld has no warning whose areas could be taken over, and has "
			"accepted "
			"none of the case before it",
			(long long)case_id);
	if (status != AC_OK) {
		ac_json_free(e.areas);
		return status;
	}
	*areas = e.areas;
	return AC_OK;
}
