/* cap/country_p.h - which country a message is about, and roughly where that lies.
 *
 * Only to notice that latitude and longitude were swapped, which the range of degrees cannot show:
 * an area outside its country and inside it when swapped. Whatever tells a country is taken as a
 * hint (issuer's domain, WMO identifier, region of the language, geocodes); boxes are generous, and
 * a country far from its box (overseas parts) never raises an alarm by itself.
 */
#pragma once
#include "cap/tree_p.h"

/* Whole degrees; lon_lo > lon_hi crosses longitude 180. */
struct cap_country {
	char code[3]; /* ISO 3166-1 alpha-2 */
	uint16_t number; /* ISO 3166-1 numeric */
	int8_t lat_lo, lat_hi;
	int16_t lon_lo, lon_hi;
};

enum { cap_countries_max = 8 };

struct cap_countries {
	const struct cap_country *at[cap_countries_max];
	size_t n;
};

/** Every country that the message gives a hint of. */
void cap_find_countries(const struct cap_element *alert, struct cap_countries *countries);

/** Does the box lie within one of them, or touch it? */
bool cap_countries_hold(const struct cap_countries *countries, double lat_lo, double lat_hi,
	double lon_lo, double lon_hi);
bool cap_countries_touch(const struct cap_countries *countries, double lat_lo, double lat_hi,
	double lon_lo, double lon_hi);
