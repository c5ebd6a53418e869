/* cap/alert.h - one CAP 1.2 message as a value.
 *
 * The structs mirror the schema's elements in its order. Everything is borrowed: texts are UTF-8
 * views, lists are pointer and count, an empty view is an absent element. Times are whole seconds when
 * written (a fraction is cut off). Polygons are plain arrays of latitude and longitude, so that this
 * module needs nothing of geo/. What we publish ourselves carries a resource's uri and never its
 * content (deref_uri): only nets without a way back want that.
 */
#pragma once
#include "base/clock.h"
#include "cap/types.h"

struct ac_cap_pair {
	struct ac_str name, value;
};

struct ac_cap_point {
	double lat_deg, lon_deg; /* WGS 84 */
};

/* A closed ring: the last point repeats the first; at least four. */
struct ac_cap_polygon {
	const struct ac_cap_point *points;
	size_t count;
};

struct ac_cap_circle {
	struct ac_cap_point centre;
	double radius_km;
};

struct ac_cap_area {
	struct ac_str desc;
	const struct ac_cap_polygon *polygons;
	size_t polygon_count;
	const struct ac_cap_circle *circles;
	size_t circle_count;
	const struct ac_cap_pair *geocodes;
	size_t geocode_count;
	const double *altitude_ft; /* above mean sea level; NULL: absent */
	const double *ceiling_ft; /* only with altitude */
};

struct ac_cap_resource {
	struct ac_str desc, mime_type;
	int64_t size; /* bytes; negative: absent */
	struct ac_str uri, deref_uri, digest;
};

struct ac_cap_info {
	struct ac_str language; /* RFC 3066; empty means en-US */
	unsigned categories; /* bit set: 1u << AC_CAP_CATEGORY_…; at least one */
	struct ac_str event;
	unsigned responses; /* bit set: 1u << AC_CAP_RESPONSE_… */
	enum ac_cap_urgency urgency;
	enum ac_cap_severity severity;
	enum ac_cap_certainty certainty;
	struct ac_str audience;
	const struct ac_cap_pair *event_codes;
	size_t event_code_count;
	const struct ac_wall *effective, *onset, *expires; /* NULL: absent */
	struct ac_str sender_name, headline, description, instruction, web, contact;
	const struct ac_cap_pair *parameters;
	size_t parameter_count;
	const struct ac_cap_resource *resources;
	size_t resource_count;
	const struct ac_cap_area *areas;
	size_t area_count;
};

/* An earlier message of the chain. */
struct ac_cap_reference {
	struct ac_str sender, identifier;
	struct ac_wall sent;
};

struct ac_cap_alert {
	struct ac_str identifier, sender;
	struct ac_wall sent;
	enum ac_cap_status status;
	enum ac_cap_msg_type msg_type;
	struct ac_str source;
	enum ac_cap_scope scope;
	struct ac_str restriction;
	const struct ac_str *addresses;
	size_t address_count;
	const struct ac_str *codes;
	size_t code_count;
	struct ac_str note;
	const struct ac_cap_reference *references; /* the whole chain, oldest first */
	size_t reference_count;
	const struct ac_str *incidents;
	size_t incident_count;
	const struct ac_cap_info *infos; /* one a language */
	size_t info_count;
};
