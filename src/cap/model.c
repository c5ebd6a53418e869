#include "cap/model_p.h"

#include "cap/value_p.h"

#include <math.h>

struct reading {
	struct ac_arena *arena;
	bool full;
};

static void *items(struct reading *r, size_t n, size_t size)
{
	void *p = ac_arena_alloc(r->arena, n ? n * size : 1);
	r->full |= !p;
	return p;
}

static size_t count(const struct cap_element *parent, enum cap_name name)
{
	size_t n = 0;
	cap_each(parent, name, e) n++;
	return n;
}

/* As it stands, but for the white space that pretty printers put around it. */
static struct ac_str text(const struct cap_element *parent, enum cap_name name)
{
	const struct cap_element *e = cap_leaf(parent, name);
	return e && !cap_is_blank(e->text) ? e->text : AC_STR("");
}

/* Six decimals are 0.1 m, and what the writer writes. */
static double micro(double value)
{
	return fabs(value) < 1e9 ? (double)llround(value * 1e6) / 1e6 + 0.0 : value;
}

static struct ac_cap_point rounded(struct ac_cap_point p)
{
	return (struct ac_cap_point){ micro(p.lat_deg), micro(p.lon_deg) };
}

/* ---- lists ---- */

static const struct ac_cap_pair *pairs(
	struct reading *r, const struct cap_element *parent, enum cap_name name, size_t *n)
{
	*n = count(parent, name);
	struct ac_cap_pair *list = items(r, *n, sizeof *list);
	size_t i = 0;
	if (!list)
		*n = 0;
	else
		cap_each(parent, name, e) list[i++] =
			(struct ac_cap_pair){ text(e, CAP_valueName), text(e, CAP_value) };
	return list;
}

static const struct ac_str *texts(
	struct reading *r, const struct cap_element *parent, enum cap_name name, size_t *n)
{
	struct ac_str *list = items(r, count(parent, name), sizeof *list);
	*n = 0;
	if (list)
		cap_each(parent, name, e) list[(*n)++] = e->first ? AC_STR("") : e->text;
	return list;
}

static const struct ac_str *list_of(
	struct reading *r, const struct cap_element *parent, enum cap_name name, size_t *n)
{
	struct ac_str rest = text(parent, name), item;
	size_t most = 0;
	bool bad;
	while (cap_next_item(&rest, &item, &bad))
		most++;
	struct ac_str *list = items(r, most, sizeof *list);
	rest = text(parent, name);
	*n = 0;
	while (list && cap_next_item(&rest, &item, &bad))
		list[(*n)++] = item;
	return list;
}

static const struct ac_cap_reference *references(
	struct reading *r, const struct cap_element *alert, size_t *n)
{
	struct ac_str rest = text(alert, CAP_references), word;
	size_t most = 0;
	while (cap_next_word(&rest, &word))
		most++;
	struct ac_cap_reference *list = items(r, most, sizeof *list);
	rest = text(alert, CAP_references);
	*n = 0;
	while (list && cap_next_word(&rest, &word))
		if (cap_read_reference(word, &list[*n]))
			++*n;
	return list;
}

/* ---- values ---- */

static const struct ac_wall *time_of(
	struct reading *r, const struct cap_element *parent, enum cap_name name)
{
	struct ac_wall wall, *kept;
	bool plus;
	if (!cap_read_time(text(parent, name), &wall, &plus))
		return NULL;
	kept = items(r, 1, sizeof *kept);
	if (kept)
		*kept = wall;
	return kept;
}

static const double *decimal(
	struct reading *r, const struct cap_element *parent, enum cap_name name)
{
	struct ac_str s = text(parent, name);
	if (!cap_is_decimal(s))
		return NULL;
	double *kept = items(r, 1, sizeof *kept);
	if (kept)
		*kept = micro(cap_decimal(s));
	return kept;
}

/* ---- areas ---- */

static struct ac_cap_polygon polygon(struct reading *r, const struct cap_element *e)
{
	struct ac_str rest = e->text, word;
	size_t most = 0, n = 0;
	while (cap_next_word(&rest, &word))
		most++;
	struct ac_cap_point *points = items(r, most, sizeof *points), p;
	rest = e->text;
	while (points && cap_next_word(&rest, &word))
		if (cap_read_point(word, &p))
			points[n++] = rounded(p);
	return (struct ac_cap_polygon){ points, n };
}

static void read_polygons(
	struct reading *r, const struct cap_element *area, struct ac_cap_area *out)
{
	struct ac_cap_polygon *list = items(r, count(area, CAP_polygon), sizeof *list);
	if (list)
		cap_each(area, CAP_polygon, e) list[out->polygon_count++] = polygon(r, e);
	out->polygons = list;
}

static void read_circles(struct reading *r, const struct cap_element *area, struct ac_cap_area *out)
{
	struct ac_cap_circle *list = items(r, count(area, CAP_circle), sizeof *list), circle;
	if (list)
		cap_each(area, CAP_circle,
			e) if (cap_read_circle(e->text, &circle)) list[out->circle_count++] =
			(struct ac_cap_circle){ rounded(circle.centre), micro(circle.radius_km) };
	out->circles = list;
}

static struct ac_cap_area area(struct reading *r, const struct cap_element *e)
{
	struct ac_cap_area out = { .desc = text(e, CAP_areaDesc),
		.altitude_ft = decimal(r, e, CAP_altitude),
		.ceiling_ft = decimal(r, e, CAP_ceiling) };
	read_polygons(r, e, &out);
	read_circles(r, e, &out);
	out.geocodes = pairs(r, e, CAP_geocode, &out.geocode_count);
	return out;
}

/* ---- info ---- */

static struct ac_cap_resource resource(const struct cap_element *e)
{
	struct ac_cap_resource out = { .desc = text(e, CAP_resourceDesc),
		.mime_type = text(e, CAP_mimeType),
		.size = -1,
		.uri = cap_child_text(e, CAP_uri),
		.deref_uri = text(e, CAP_derefUri),
		.digest = text(e, CAP_digest) };
	struct ac_str size = cap_child_text(e, CAP_size);
	int64_t bytes;
	if (ac_str_to_i64(size, 0, INT64_MAX, &bytes))
		out.size = bytes;
	return out;
}

static void read_lists(struct reading *r, const struct cap_element *e, struct ac_cap_info *out)
{
	struct ac_cap_resource *resources = items(r, count(e, CAP_resource), sizeof *resources);
	struct ac_cap_area *areas = items(r, count(e, CAP_area), sizeof *areas);
	out->event_codes = pairs(r, e, CAP_eventCode, &out->event_code_count);
	out->parameters = pairs(r, e, CAP_parameter, &out->parameter_count);
	if (resources)
		cap_each(e, CAP_resource, one) resources[out->resource_count++] = resource(one);
	if (areas)
		cap_each(e, CAP_area, one) areas[out->area_count++] = area(r, one);
	out->resources = resources;
	out->areas = areas;
}

static void read_words(const struct cap_element *e, struct ac_cap_info *out)
{
	enum ac_cap_category category;
	enum ac_cap_response response;
	struct ac_str certainty = cap_child_text(e, CAP_certainty);
	cap_each(e, CAP_category, one) if (ac_cap_category_from(cap_trim(one->text), &category))
		out->categories |= 1u << category;
	cap_each(e, CAP_responseType, one) if (ac_cap_response_from(cap_trim(one->text), &response))
		out->responses |= 1u << response;
	if (!ac_cap_urgency_from(cap_child_text(e, CAP_urgency), &out->urgency))
		out->urgency = AC_CAP_URGENCY_UNKNOWN;
	if (!ac_cap_severity_from(cap_child_text(e, CAP_severity), &out->severity))
		out->severity = AC_CAP_SEVERITY_UNKNOWN;
	if (ac_str_eq(certainty, AC_STR("Very Likely"))) /* CAP 1.0 */
		out->certainty = AC_CAP_CERTAINTY_LIKELY;
	else if (!ac_cap_certainty_from(certainty, &out->certainty))
		out->certainty = AC_CAP_CERTAINTY_UNKNOWN;
}

static struct ac_cap_info info(struct reading *r, const struct cap_element *e)
{
	struct ac_cap_info out = { .language = cap_child_text(e, CAP_language),
		.event = text(e, CAP_event),
		.audience = text(e, CAP_audience),
		.effective = time_of(r, e, CAP_effective),
		.onset = time_of(r, e, CAP_onset),
		.expires = time_of(r, e, CAP_expires),
		.sender_name = text(e, CAP_senderName),
		.headline = text(e, CAP_headline),
		.description = text(e, CAP_description),
		.instruction = text(e, CAP_instruction),
		.web = cap_child_text(e, CAP_web),
		.contact = text(e, CAP_contact) };
	read_words(e, &out);
	read_lists(r, e, &out);
	return out;
}

/* ---- the whole ---- */

static void read_head(struct reading *r, const struct cap_element *root, struct ac_cap_alert *out)
{
	bool plus;
	out->identifier = text(root, CAP_identifier);
	out->sender = text(root, CAP_sender);
	if (!cap_read_time(text(root, CAP_sent), &out->sent, &plus))
		out->sent = (struct ac_wall){ 0 };
	/* an unknown status must not pass for Actual */
	if (!ac_cap_status_from(cap_child_text(root, CAP_status), &out->status))
		out->status = AC_CAP_STATUS_DRAFT;
	if (!ac_cap_msg_type_from(cap_child_text(root, CAP_msgType), &out->msg_type))
		out->msg_type = AC_CAP_MSG_TYPE_ALERT;
	if (!ac_cap_scope_from(cap_child_text(root, CAP_scope), &out->scope))
		out->scope = AC_CAP_SCOPE_PRIVATE;
	out->source = text(root, CAP_source);
	out->restriction = text(root, CAP_restriction);
	out->note = text(root, CAP_note);
	out->addresses = list_of(r, root, CAP_addresses, &out->address_count);
	out->codes = texts(r, root, CAP_code, &out->code_count);
	out->references = references(r, root, &out->reference_count);
	out->incidents = list_of(r, root, CAP_incidents, &out->incident_count);
}

const struct ac_cap_alert *cap_model(struct ac_arena *arena, const struct cap_element *root)
{
	struct reading r = { .arena = arena };
	struct ac_cap_alert *out = items(&r, 1, sizeof *out);
	struct ac_cap_info *infos = items(&r, count(root, CAP_info), sizeof *infos);
	if (!out || !infos)
		return NULL;
	read_head(&r, root, out);
	cap_each(root, CAP_info, e) infos[out->info_count++] = info(&r, e);
	out->infos = infos;
	return r.full ? NULL : out;
}
