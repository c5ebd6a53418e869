#include "cap/country_p.h"

#include "cap/value_p.h"

#include <ctype.h>

/* Territories far away are left out of a box: see country_p.h. */
/* clang-format off */
static const struct cap_country countries[] = {
	{ "AD", 20, 42, 43, 1, 2 }, { "AE", 784, 22, 27, 51, 57 }, { "AF", 4, 29, 39, 60, 75 },
	{ "AG", 28, 16, 18, -63, -61 }, { "AL", 8, 39, 43, 19, 22 }, { "AM", 51, 38, 42, 43, 47 },
	{ "AO", 24, -19, -4, 11, 25 }, { "AR", 32, -56, -21, -74, -53 }, { "AT", 40, 46, 50, 9, 18 },
	{ "AU", 36, -44, -9, 112, 154 }, { "AZ", 31, 38, 42, 44, 51 }, { "BA", 70, 42, 46, 15, 20 },
	{ "BB", 52, 13, 14, -60, -59 }, { "BD", 50, 20, 27, 88, 93 }, { "BE", 56, 49, 52, 2, 7 },
	{ "BF", 854, 9, 16, -6, 3 }, { "BG", 100, 41, 45, 22, 29 }, { "BH", 48, 25, 27, 50, 51 },
	{ "BI", 108, -5, -2, 28, 31 }, { "BJ", 204, 6, 13, 0, 4 }, { "BN", 96, 4, 6, 114, 116 },
	{ "BO", 68, -23, -9, -70, -57 }, { "BR", 76, -34, 6, -74, -28 }, { "BS", 44, 20, 28, -81, -72 },
	{ "BT", 64, 26, 29, 88, 93 }, { "BW", 72, -27, -17, 19, 30 }, { "BY", 112, 51, 57, 23, 33 },
	{ "BZ", 84, 15, 19, -90, -87 }, { "CA", 124, 41, 84, -142, -52 }, { "CD", 180, -14, 6, 12, 32 },
	{ "CF", 140, 2, 12, 14, 28 }, { "CG", 178, -6, 4, 11, 19 }, { "CH", 756, 45, 48, 5, 11 },
	{ "CI", 384, 4, 11, -9, -2 }, { "CL", 152, -57, -17, -110, -66 }, { "CM", 120, 1, 14, 8, 17 },
	{ "CN", 156, 17, 54, 73, 135 }, { "CO", 170, -5, 14, -82, -66 }, { "CR", 188, 5, 12, -88, -82 },
	{ "CU", 192, 19, 24, -85, -74 }, { "CV", 132, 14, 18, -26, -22 }, { "CY", 196, 34, 36, 32, 35 },
	{ "CZ", 203, 48, 52, 12, 19 }, { "DE", 276, 47, 56, 5, 16 }, { "DJ", 262, 10, 13, 41, 44 },
	{ "DK", 208, 54, 58, 7, 16 }, { "DM", 212, 15, 16, -62, -61 }, { "DO", 214, 17, 20, -73, -68 },
	{ "DZ", 12, 18, 38, -9, 12 }, { "EC", 218, -6, 2, -93, -75 }, { "EE", 233, 57, 60, 21, 29 },
	{ "EG", 818, 21, 32, 24, 37 }, { "ER", 232, 12, 19, 36, 44 }, { "ES", 724, 27, 44, -19, 5 },
	{ "ET", 231, 3, 15, 32, 48 }, { "FI", 246, 59, 71, 19, 32 }, { "FJ", 242, -21, -12, 176, -178 },
	{ "FM", 583, 0, 11, 137, 164 }, { "FR", 250, 41, 52, -6, 10 }, { "GA", 266, -4, 3, 8, 15 },
	{ "GB", 826, 49, 61, -9, 2 }, { "GD", 308, 11, 13, -62, -61 }, { "GE", 268, 41, 44, 39, 47 },
	{ "GH", 288, 4, 12, -4, 2 }, { "GM", 270, 13, 14, -17, -13 }, { "GN", 324, 7, 13, -16, -7 },
	{ "GQ", 226, -2, 4, 5, 12 }, { "GR", 300, 34, 42, 19, 30 }, { "GT", 320, 13, 18, -93, -88 },
	{ "GW", 624, 10, 13, -17, -13 }, { "GY", 328, 1, 9, -62, -56 }, { "HK", 344, 22, 23, 113, 115 },
	{ "HN", 340, 12, 18, -90, -82 }, { "HR", 191, 42, 47, 13, 20 }, { "HT", 332, 18, 21, -75, -71 },
	{ "HU", 348, 45, 49, 16, 23 }, { "ID", 360, -11, 6, 95, 142 }, { "IE", 372, 51, 56, -11, -5 },
	{ "IL", 376, 29, 34, 34, 36 }, { "IN", 356, 6, 36, 68, 98 }, { "IQ", 368, 29, 38, 38, 49 },
	{ "IR", 364, 24, 40, 44, 64 }, { "IS", 352, 63, 67, -25, -13 }, { "IT", 380, 35, 48, 6, 19 },
	{ "JM", 388, 17, 19, -79, -76 }, { "JO", 400, 29, 34, 34, 40 }, { "JP", 392, 20, 46, 122, 154 },
	{ "KE", 404, -5, 6, 33, 42 }, { "KG", 417, 39, 44, 69, 81 }, { "KH", 116, 9, 15, 102, 108 },
	{ "KI", 296, -12, 5, 169, -150 }, { "KM", 174, -13, -11, 43, 45 }, { "KN", 659, 17, 18, -63, -62 },
	{ "KP", 408, 37, 44, 124, 131 }, { "KR", 410, 33, 39, 124, 132 }, { "KW", 414, 28, 31, 46, 49 },
	{ "KZ", 398, 40, 56, 46, 88 }, { "LA", 418, 13, 23, 100, 108 }, { "LB", 422, 33, 35, 35, 37 },
	{ "LC", 662, 13, 15, -62, -60 }, { "LI", 438, 47, 48, 9, 10 }, { "LK", 144, 5, 10, 79, 82 },
	{ "LR", 430, 4, 9, -12, -7 }, { "LS", 426, -31, -28, 27, 30 }, { "LT", 440, 53, 57, 20, 27 },
	{ "LU", 442, 49, 51, 5, 7 }, { "LV", 428, 55, 59, 20, 29 }, { "LY", 434, 19, 34, 9, 26 },
	{ "MA", 504, 21, 36, -18, -1 }, { "MC", 492, 43, 44, 7, 8 }, { "MD", 498, 45, 49, 26, 31 },
	{ "ME", 499, 41, 44, 18, 21 }, { "MG", 450, -26, -11, 43, 51 }, { "MH", 584, 4, 15, 160, 173 },
	{ "MK", 807, 40, 43, 20, 24 }, { "ML", 466, 10, 25, -13, 5 }, { "MM", 104, 9, 29, 92, 102 },
	{ "MN", 496, 41, 53, 87, 120 }, { "MO", 446, 22, 23, 113, 114 }, { "MR", 478, 14, 28, -18, -4 },
	{ "MT", 470, 35, 37, 14, 15 }, { "MU", 480, -21, -10, 56, 64 }, { "MV", 462, -1, 8, 72, 74 },
	{ "MW", 454, -18, -9, 32, 36 }, { "MX", 484, 14, 33, -119, -86 }, { "MY", 458, 0, 8, 99, 120 },
	{ "MZ", 508, -27, -10, 30, 41 }, { "NA", 516, -29, -16, 11, 26 }, { "NE", 562, 11, 24, 0, 16 },
	{ "NG", 566, 4, 14, 2, 15 }, { "NI", 558, 10, 16, -88, -82 }, { "NL", 528, 50, 54, 3, 8 },
	{ "NO", 578, 57, 81, 4, 34 }, { "NP", 524, 26, 31, 80, 89 }, { "NR", 520, -1, 0, 166, 167 },
	{ "NZ", 554, -48, -34, 166, 179 }, { "OM", 512, 16, 27, 51, 60 }, { "PA", 591, 7, 10, -84, -77 },
	{ "PE", 604, -19, 0, -82, -68 }, { "PG", 598, -12, 0, 140, 160 }, { "PH", 608, 4, 22, 116, 127 },
	{ "PK", 586, 23, 38, 60, 78 }, { "PL", 616, 48, 55, 14, 25 }, { "PS", 275, 31, 33, 34, 36 },
	{ "PT", 620, 32, 43, -32, -6 }, { "PW", 585, 2, 9, 131, 135 }, { "PY", 600, -28, -19, -63, -54 },
	{ "QA", 634, 24, 27, 50, 52 }, { "RO", 642, 43, 49, 20, 30 }, { "RS", 688, 42, 47, 18, 24 },
	{ "RU", 643, 41, 82, 19, -168 }, { "RW", 646, -3, -1, 28, 31 }, { "SA", 682, 16, 33, 34, 56 },
	{ "SB", 90, -13, -4, 155, 171 }, { "SC", 690, -11, -3, 46, 57 }, { "SD", 729, 8, 23, 21, 39 },
	{ "SE", 752, 55, 70, 10, 25 }, { "SG", 702, 1, 2, 103, 105 }, { "SI", 705, 45, 47, 13, 17 },
	{ "SK", 703, 47, 50, 16, 23 }, { "SL", 694, 6, 11, -14, -10 }, { "SM", 674, 43, 44, 12, 13 },
	{ "SN", 686, 12, 17, -18, -11 }, { "SO", 706, -2, 12, 40, 52 }, { "SR", 740, 1, 7, -59, -53 },
	{ "SS", 728, 3, 13, 23, 36 }, { "ST", 678, -1, 2, 6, 8 }, { "SV", 222, 13, 15, -91, -87 },
	{ "SY", 760, 32, 38, 35, 43 }, { "SZ", 748, -28, -25, 30, 33 }, { "TD", 148, 7, 24, 13, 25 },
	{ "TG", 768, 6, 12, -1, 2 }, { "TH", 764, 5, 21, 97, 106 }, { "TJ", 762, 36, 42, 67, 76 },
	{ "TL", 626, -10, -8, 124, 128 }, { "TM", 795, 35, 43, 52, 67 }, { "TN", 788, 30, 38, 7, 12 },
	{ "TO", 776, -23, -15, -177, -173 }, { "TR", 792, 35, 43, 25, 45 }, { "TT", 780, 10, 12, -62, -60 },
	{ "TV", 798, -11, -5, 176, 180 }, { "TW", 158, 20, 27, 116, 123 }, { "TZ", 834, -12, -1, 29, 41 },
	{ "UA", 804, 44, 53, 22, 41 }, { "UG", 800, -2, 5, 29, 36 }, { "US", 840, 18, 72, -180, -65 },
	{ "UY", 858, -36, -30, -59, -53 }, { "UZ", 860, 37, 46, 55, 74 }, { "VA", 336, 41, 42, 12, 13 },
	{ "VC", 670, 12, 14, -62, -61 }, { "VE", 862, 0, 16, -74, -59 }, { "VN", 704, 8, 24, 102, 115 },
	{ "VU", 548, -21, -13, 166, 171 }, { "WS", 882, -15, -13, -173, -171 }, { "YE", 887, 11, 19, 41, 55 },
	{ "ZA", 710, -47, -22, 16, 38 }, { "ZM", 894, -19, -8, 21, 34 }, { "ZW", 716, -23, -15, 25, 34 },
};
/* clang-format on */

enum { country_count = sizeof countries / sizeof *countries };

/* ---- from a hint to a country ---- */

static void add(struct cap_countries *out, const struct cap_country *country)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->at[i] == country)
			return;
	if (out->n < cap_countries_max)
		out->at[out->n++] = country;
}

/* The first two letters. Codes of countries double as ends of domains that anyone may buy. */
static void add_code(struct cap_countries *out, struct ac_str code)
{
	if (code.n < 2)
		return;
	char a = (char)toupper((unsigned char)code.p[0]),
	     b = (char)toupper((unsigned char)code.p[1]);
	if (a == 'U' && b == 'K')
		a = 'G', b = 'B';
	if (a == 'E' && b == 'L') /* Eurostat's Greece */
		a = 'G', b = 'R';
	for (size_t i = 0; i < country_count; i++)
		if (countries[i].code[0] == a && countries[i].code[1] == b)
			add(out, &countries[i]);
}

static void add_number(struct cap_countries *out, int64_t number)
{
	for (size_t i = 0; i < country_count; i++)
		if (countries[i].number == number)
			add(out, &countries[i]);
}

/* "alerts@weather.example.at", "https://www.example.at/", "cap.example.at" */
static void from_sender(struct cap_countries *out, struct ac_str sender)
{
	static const char *const for_sale[] = { "ai", "co", "fm", "io", "me", "tv", "ws" };
	const char *scheme = memmem(sender.p, sender.n, "://", 3);
	if (scheme) {
		sender.n -= (size_t)(scheme + 3 - sender.p);
		sender.p = scheme + 3;
		const char *slash = memchr(sender.p, '/', sender.n);
		sender.n = slash ? (size_t)(slash - sender.p) : sender.n;
	}
	const char *dot = memrchr(sender.p, '.', sender.n);
	if (!dot)
		return;
	struct ac_str end = { dot + 1, sender.n - (size_t)(dot + 1 - sender.p) };
	if (ac_str_eq_nocase(end, AC_STR("gov")) || ac_str_eq_nocase(end, AC_STR("mil")))
		add_code(out, AC_STR("US"));
	for (size_t i = 0; i < sizeof for_sale / sizeof *for_sale; i++)
		if (ac_str_eq_nocase(end, ac_str(for_sale[i])))
			return;
	if (end.n == 2)
		add_code(out, end);
}

/* WMO's register of alerting authorities: 2.49.0.0.COUNTRY… and 2.49.0.1.COUNTRY… */
static void from_identifier(struct cap_countries *out, struct ac_str identifier)
{
	const char *at = memmem(identifier.p, identifier.n, "2.49.0.", 7);
	if (!at)
		return;
	struct ac_str rest = { at + 7, identifier.n - (size_t)(at + 7 - identifier.p) }, part;
	int64_t number;
	if (ac_str_cut(&rest, '.', &part) && ac_str_cut(&rest, '.', &part) &&
		ac_str_to_i64(part, 1, 999, &number))
		add_number(out, number);
}

/* The region of a tag; the most common ones are defaults of software and tell nothing. */
static void from_language(struct cap_countries *out, struct ac_str language)
{
	static const char *const defaults[] = { "en-US", "en-GB", "fr-FR", "es-ES", "pt-PT",
		"de-DE" };
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
		if (ac_str_eq_nocase(language, ac_str(defaults[i])))
			return;
	const char *dash = language.n ? memrchr(language.p, '-', language.n) : NULL;
	struct ac_str region = { dash ? dash + 1 : "",
		dash ? language.n - (size_t)(dash + 1 - language.p) : 0 };
	if (region.n == 2)
		add_code(out, region);
}

static void from_geocode(struct cap_countries *out, struct ac_str name, struct ac_str value)
{
	static const struct {
		const char *name, *code; /* NULL: the value begins with it */
	} lists[] = { { "EMMA_ID", NULL }, { "NUTS", NULL }, { "ISO3166-2", NULL },
		{ "ISO 3166-2", NULL }, { "SAME", "US" }, { "FIPS6", "US" }, { "UGC", "US" },
		{ "profile:CAP-CP:", "CA" },
		{ "urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:", "AU" },
		{ "WARNCELLID", "DE" } };
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct ac_str prefix = ac_str(lists[i].name);
		if (name.n >= prefix.n &&
			ac_str_eq_nocase((struct ac_str){ name.p, prefix.n }, prefix))
			add_code(out, lists[i].code ? ac_str(lists[i].code) : value);
	}
}

void cap_find_countries(const struct cap_element *alert, struct cap_countries *out)
{
	out->n = 0;
	from_sender(out, cap_child_text(alert, CAP_sender));
	from_identifier(out, cap_child_text(alert, CAP_identifier));
	cap_each(alert, CAP_info, info)
	{
		from_language(out, cap_child_text(info, CAP_language));
		cap_each(info, CAP_area, area) cap_each(area, CAP_geocode, geocode)
			from_geocode(out, cap_child_text(geocode, CAP_valueName),
				cap_child_text(geocode, CAP_value));
	}
}

/* ---- boxes ---- */

enum { margin_deg = 2, sea_deg = 6 }; /* coasts; waters that a country warns for */

static bool spans(double lo, double hi, const struct cap_country *c, double margin, bool whole)
{
	double west = c->lon_lo - margin, east = c->lon_hi + margin;
	if (c->lon_lo > c->lon_hi) /* across 180: both halves count */
		return whole ? lo >= west || hi <= east : hi >= west || lo <= east;
	return whole ? lo >= west && hi <= east : hi >= west && lo <= east;
}

bool cap_countries_hold(const struct cap_countries *list, double lat_lo, double lat_hi,
	double lon_lo, double lon_hi)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct cap_country *c = list->at[i];
		if (lat_lo >= c->lat_lo - margin_deg && lat_hi <= c->lat_hi + margin_deg &&
			spans(lon_lo, lon_hi, c, margin_deg, true))
			return true;
	}
	return false;
}

bool cap_countries_touch(const struct cap_countries *list, double lat_lo, double lat_hi,
	double lon_lo, double lon_hi)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct cap_country *c = list->at[i];
		if (lat_hi >= c->lat_lo - sea_deg && lat_lo <= c->lat_hi + sea_deg &&
			spans(lon_lo, lon_hi, c, sea_deg, false))
			return true;
	}
	return false;
}
