/* The places of a message: what the prose demands of polygons and circles, and whether they make
 * sense on the Earth. */
#include "cap/prose_p.h"
#include "cap/value_p.h"

#include <math.h>

enum { nodes_most = 1000 }; /* of a polygon, before many receivers give up */

struct box {
	double lat_lo, lat_hi, lon_lo, lon_hi;
};

static void grow(struct box *box, struct ac_cap_point p)
{
	box->lat_lo = p.lat_deg < box->lat_lo ? p.lat_deg : box->lat_lo;
	box->lat_hi = p.lat_deg > box->lat_hi ? p.lat_deg : box->lat_hi;
	box->lon_lo = p.lon_deg < box->lon_lo ? p.lon_deg : box->lon_lo;
	box->lon_hi = p.lon_deg > box->lon_hi ? p.lon_deg : box->lon_hi;
}

static void check_swapped(struct cap_check *c, const struct cap_element *e,
	const struct cap_countries *countries, const struct box *b)
{
	if (cap_countries_touch(countries, b->lat_lo, b->lat_hi, b->lon_lo, b->lon_hi) ||
		!cap_countries_hold(countries, b->lon_lo, b->lon_hi, b->lat_lo, b->lat_hi))
		return;
	cap_find(c, AC_CAP_POLY_SWAPPED, e, 0,
		"%s %s lies far from here, and there when they are swapped",
		countries->n == 1 ? "the message's country" : "one of the message's countries,",
		countries->at[0]->code);
}

/* ---- polygons ---- */

static void blame_point(struct cap_check *c, const struct cap_element *e, struct ac_str word)
{
	struct ac_str lat, rest = word;
	double a = 0, b = 0;
	bool numbers = ac_str_cut(&rest, ',', &lat) && rest.p && ac_str_to_double(lat, &a) &&
		       ac_str_to_double(rest, &b);
	bool swapped = numbers && fabs(a) > 90 && fabs(a) <= 180 && fabs(b) <= 90;
	cap_find(c, AC_CAP_POLY_COORD, e, 0, "\"%.*s\"%s", (int)(word.n < 60 ? word.n : 60), word.p,
		swapped ? ", latitude and longitude seem to be swapped" : "");
}

/* Numbers like 41.0 and 41 are one point. */
static bool same(struct ac_cap_point a, struct ac_cap_point b)
{
	return a.lat_deg == b.lat_deg && a.lon_deg == b.lon_deg;
}

/* From one side of the map to the other is its frame; any other long step goes the short way. */
static bool crosses_180(const struct ac_cap_point *p, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		double from = p[i - 1].lon_deg, to = p[i].lon_deg;
		if (fabs(to - from) > 180 && !(fabs(from) == 180 && fabs(to) == 180))
			return true;
	}
	return false;
}

static void check_ring(struct cap_check *c, const struct cap_element *e,
	const struct ac_cap_point *p, size_t n, const struct cap_countries *countries)
{
	struct box box = { p[0].lat_deg, p[0].lat_deg, p[0].lon_deg, p[0].lon_deg };
	struct ac_cap_point at;
	bool closed = same(p[0], p[n - 1]);
	if (n < 4)
		cap_find(c, AC_CAP_POLY_FEW, e, 0, "%zu", n);
	if (!closed)
		cap_find(c, AC_CAP_POLY_OPEN, e, 0, NULL);
	if (n > nodes_most)
		cap_find(c, AC_CAP_POLY_NODES, e, 0, "%zu", n);
	for (size_t i = 1; i < n; i++)
		grow(&box, p[i]);
	check_swapped(c, e, countries, &box);
	if (crosses_180(p, n))
		cap_find(c, AC_CAP_POLY_ANTIMERIDIAN, e, 0, NULL);
	else if (n >= 4 && closed && cap_ring_crosses(&c->sweep, p, n, &at))
		cap_find(c, AC_CAP_POLY_CROSSED, e, 0, "near %.5f,%.5f", at.lat_deg, at.lon_deg);
}

static void check_polygon(
	struct cap_check *c, const struct cap_element *e, const struct cap_countries *countries)
{
	struct ac_str rest = e->text, word;
	struct ac_cap_point point;
	ac_vec_clear(&c->points);
	while (cap_next_word(&rest, &word)) {
		if (!cap_read_point(word, &point)) {
			blame_point(c, e, word);
			return;
		}
		ac_vec_push(&c->points, point);
	}
	if (!c->points.n)
		cap_find(c, AC_CAP_POLY_EMPTY, e, 0, NULL);
	else
		check_ring(c, e, c->points.at, c->points.n, countries);
}

/* ---- circles, heights ---- */

static void check_circle(
	struct cap_check *c, const struct cap_element *e, const struct cap_countries *countries)
{
	struct ac_cap_circle circle;
	struct ac_str s = cap_trim(e->text);
	if (!cap_read_circle(s, &circle)) {
		cap_find(
			c, AC_CAP_CIRCLE_FORMAT, e, 0, "\"%.*s\"", (int)(s.n < 80 ? s.n : 80), s.p);
		return;
	}
	struct ac_cap_point p = circle.centre;
	struct box box = { p.lat_deg, p.lat_deg, p.lon_deg, p.lon_deg };
	check_swapped(c, e, countries, &box);
}

static void check_heights(struct cap_check *c, const struct cap_element *area)
{
	const struct cap_element *altitude = cap_leaf(area, CAP_altitude);
	const struct cap_element *ceiling = cap_leaf(area, CAP_ceiling);
	if (ceiling && !cap_child(area, CAP_altitude))
		cap_find(c, AC_CAP_CEILING_ALONE, ceiling, 0, NULL);
	if (ceiling && altitude && cap_is_decimal(ceiling->text) &&
		cap_is_decimal(altitude->text) &&
		cap_decimal(ceiling->text) < cap_decimal(altitude->text))
		cap_find(c, AC_CAP_CEILING_LOW, ceiling, 0, NULL);
}

void cap_check_area(
	struct cap_check *c, const struct cap_element *area, const struct cap_countries *countries)
{
	bool drawn = cap_child(area, CAP_polygon) || cap_child(area, CAP_circle);
	cap_each(area, CAP_polygon, polygon) if (!polygon->first)
		check_polygon(c, polygon, countries);
	cap_each(area, CAP_circle, circle) if (!circle->first) check_circle(c, circle, countries);
	check_heights(c, area);
	if (!drawn && cap_child(area, CAP_geocode))
		cap_find(c, AC_CAP_GEOCODE_ALONE, area, 0, NULL);
}
