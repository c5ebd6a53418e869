#include "cap/check.h"

#include <math.h>
#include <stdio.h>

/* Where we are, as a path of at most four steps. */
struct check {
	struct ac_cap_findings *out;
	char path[72]; /* "info[0].area[2]" or "" */
};

static void find(struct check *c, enum ac_cap_severity_of_finding severity, const char *rule,
	const char *field, const char *fix)
{
	struct ac_cap_findings *out = c->out;
	if (severity == AC_CAP_FINDING_ERROR)
		out->errors++;
	else
		out->warnings++;
	if (out->count == ac_cap_findings_max)
		return;
	struct ac_cap_finding *finding = &out->at[out->count++];
	*finding = (struct ac_cap_finding){ .severity = severity, .rule = rule, .fix = fix };
	snprintf(finding->field, sizeof finding->field, "%s%s%s", c->path, *c->path ? "." : "",
		field);
}

static void error(struct check *c, const char *rule, const char *field, const char *fix)
{
	find(c, AC_CAP_FINDING_ERROR, rule, field, fix);
}

static void warning(struct check *c, const char *rule, const char *field, const char *fix)
{
	find(c, AC_CAP_FINDING_WARNING, rule, field, fix);
}

static void error_at(
	struct check *c, const char *rule, const char *field, size_t index, const char *fix)
{
	char name[40];
	snprintf(name, sizeof name, "%s[%zu]", field, index);
	error(c, rule, name, fix);
}

/* ---- texts ---- */

/* XML 1.0 production Char */
static bool is_xml_text(struct ac_str s)
{
	for (size_t at = 0; at < s.n;) {
		int32_t point = ac_utf8_next(s, &at);
		if (point < 0x20 && point != '\t' && point != '\n' && point != '\r')
			return false;
		if (point == 0xfffe || point == 0xffff)
			return false;
	}
	return true;
}

static void check_text(struct check *c, struct ac_str s, const char *field)
{
	if (!is_xml_text(s))
		error(c, "TEXT-CHARS", field, "write UTF-8 without control characters");
}

static void check_required(struct check *c, struct ac_str s, const char *field)
{
	check_text(c, s, field);
	if (ac_str_trim(s).n == 0)
		error(c, "EVENT-EMPTY", field, "fill in this required text");
}

static bool has_forbidden(struct ac_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr(",<&", s.p[i]))
			return true;
	return false;
}

static void check_identifier(struct check *c, struct ac_str s, const char *field,
	const char *empty_rule, const char *chars_rule)
{
	check_text(c, s, field);
	if (s.n == 0)
		error(c, empty_rule, field, "give it a value that is unique for ever");
	else if (has_forbidden(s))
		error(c, chars_rule, field, "leave out white space, comma, < and &");
}

static void check_pairs(
	struct check *c, const struct ac_cap_pair pairs[], size_t count, const char *field)
{
	for (size_t i = 0; i < count; i++) {
		char name[40];
		snprintf(name, sizeof name, "%s[%zu]", field, i);
		check_required(c, pairs[i].name, name);
		check_text(c, pairs[i].value, name);
	}
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* xs:language: [a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})* */
static bool is_language(struct ac_str s)
{
	struct ac_str part;
	for (size_t parts = 0; ac_str_cut(&s, '-', &part); parts++) {
		if (part.n == 0 || part.n > 8)
			return false;
		for (size_t i = 0; i < part.n; i++)
			if (!is_alpha(part.p[i]) && !(parts && is_digit(part.p[i])))
				return false;
	}
	return true;
}

/* RFC 3986: a scheme, and after it only characters that a URI may have; http needs a host. */
static bool is_absolute_uri(struct ac_str s)
{
	size_t n = 0;
	while (n < s.n && (is_alpha(s.p[n]) || (n && (is_digit(s.p[n]) || strchr("+-.", s.p[n])))))
		n++;
	if (n == 0 || n + 1 >= s.n || s.p[n] != ':')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f ||
			strchr("<>\"{}|\\^`", s.p[i]))
			return false;
	if (ac_str_starts(s, AC_STR("http:")) || ac_str_starts(s, AC_STR("https:")))
		return s.n > n + 3 && memcmp(s.p + n, "://", 3) == 0 && s.p[n + 3] != '/';
	return true;
}

/* ---- areas ---- */

static bool is_point(struct ac_cap_point p)
{
	return isfinite(p.lat_deg) && isfinite(p.lon_deg) && fabs(p.lat_deg) <= 90 &&
	       fabs(p.lon_deg) <= 180;
}

static void check_polygon(struct check *c, const struct ac_cap_polygon *polygon, size_t index)
{
	const struct ac_cap_point *p = polygon->points;
	size_t n = polygon->count;
	if (n == 0) {
		error_at(c, "POLY-EMPTY", "polygon", index,
			"leave the polygon out or give it points");
		return;
	}
	if (n < 4)
		error_at(c, "POLY-FEW", "polygon", index, "a ring has at least four points");
	if (p[0].lat_deg != p[n - 1].lat_deg || p[0].lon_deg != p[n - 1].lon_deg)
		error_at(c, "POLY-OPEN", "polygon", index, "repeat the first point at the end");
	for (size_t i = 0; i < n; i++)
		if (!is_point(p[i])) {
			error_at(c, "POLY-COORD", "polygon", index,
				"latitude is within 90, longitude within 180 degrees");
			return;
		}
}

static void check_heights(struct check *c, const struct ac_cap_area *area)
{
	if (area->altitude_ft && !(fabs(*area->altitude_ft) < 1e9))
		error(c, "ALTITUDE-FORMAT", "altitude", "give feet above mean sea level");
	if (!area->ceiling_ft)
		return;
	if (!(fabs(*area->ceiling_ft) < 1e9))
		error(c, "ALTITUDE-FORMAT", "ceiling", "give feet above mean sea level");
	if (!area->altitude_ft)
		error(c, "CEILING-ALONE", "ceiling", "give the altitude as well");
	else if (*area->ceiling_ft < *area->altitude_ft)
		warning(c, "CEILING-LOW", "ceiling", "the ceiling lies above the altitude");
}

static void check_area(struct check *c, const struct ac_cap_area *area)
{
	check_required(c, area->desc, "areaDesc");
	for (size_t i = 0; i < area->polygon_count; i++)
		check_polygon(c, &area->polygons[i], i);
	for (size_t i = 0; i < area->circle_count; i++) {
		double radius_km = area->circles[i].radius_km;
		if (!is_point(area->circles[i].centre) || !(radius_km >= 0 && radius_km < 1e5))
			error_at(c, "CIRCLE-FORMAT", "circle", i,
				"give a point and a radius of 0 km or more");
	}
	check_pairs(c, area->geocodes, area->geocode_count, "geocode");
	check_heights(c, area);
	if (area->geocode_count && area->polygon_count + area->circle_count == 0)
		warning(c, "GEOCODE-ALONE", "geocode",
			"add a polygon or a circle for everyone else");
}

/* ---- info ---- */

static const int64_t year_1_s = INT64_C(-62135596800), year_10000_s = INT64_C(253402300800);

static void check_time(struct check *c, struct ac_wall wall, const char *field)
{
	if (wall.us < year_1_s * AC_SECOND || wall.us >= year_10000_s * AC_SECOND)
		error(c, "TIME-RANGE", field, "give a year from 1 to 9999");
}

static void check_times(
	struct check *c, const struct ac_cap_alert *alert, const struct ac_cap_info *info)
{
	const struct ac_wall *begins = info->onset ? info->onset : info->effective;
	if (info->effective)
		check_time(c, *info->effective, "effective");
	if (info->onset)
		check_time(c, *info->onset, "onset");
	if (!info->expires) {
		warning(c, "EXPIRES-MISSING", "expires", "say until when it holds");
		return;
	}
	check_time(c, *info->expires, "expires");
	if (info->expires->us <= (begins ? begins->us : alert->sent.us))
		warning(c, "EXPIRES-EARLY", "expires", "it ends after it begins");
}

static void check_enums(struct check *c, const struct ac_cap_info *info)
{
	if (info->categories == 0 || info->categories >> ac_cap_category_count)
		error(c, "CATEGORY-MISSING", "category", "choose at least one of the twelve");
	if (info->responses >> ac_cap_response_count)
		error(c, "ENUM", "responseType", "choose from the nine");
	if ((unsigned)info->urgency >= ac_cap_urgency_count)
		error(c, "ENUM", "urgency", "choose from the five");
	if ((unsigned)info->severity >= ac_cap_severity_count)
		error(c, "ENUM", "severity", "choose from the five");
	if ((unsigned)info->certainty >= ac_cap_certainty_count)
		error(c, "ENUM", "certainty", "choose from the five");
}

static void check_info_texts(struct check *c, const struct ac_cap_info *info)
{
	if (info->language.n && !is_language(info->language))
		error(c, "LANGUAGE", "language", "give a tag like he or en-GB");
	check_required(c, info->event, "event");
	check_text(c, info->audience, "audience");
	check_text(c, info->sender_name, "senderName");
	check_text(c, info->headline, "headline");
	check_text(c, info->description, "description");
	check_text(c, info->instruction, "instruction");
	check_text(c, info->contact, "contact");
	if (info->web.n && !is_absolute_uri(info->web))
		error(c, "WEB-RELATIVE", "web", "give a full URI such as https://…");
	size_t characters = 0;
	for (size_t at = 0; at < info->headline.n; characters++)
		(void)ac_utf8_next(info->headline, &at);
	if (characters > 160)
		warning(c, "HEADLINE-LONG", "headline", "keep it within 160 characters");
}

static void check_resources(struct check *c, const struct ac_cap_info *info)
{
	for (size_t i = 0; i < info->resource_count; i++) {
		const struct ac_cap_resource *r = &info->resources[i];
		char name[40];
		snprintf(name, sizeof name, "resource[%zu]", i);
		check_required(c, r->desc, name);
		check_required(c, r->mime_type, name);
		check_text(c, r->digest, name);
		if (r->uri.n && !is_absolute_uri(r->uri))
			error(c, "URI-RELATIVE", name, "give a full URI such as https://…");
	}
}

static void check_info(struct check *c, const struct ac_cap_alert *alert, size_t index)
{
	const struct ac_cap_info *info = &alert->infos[index];
	snprintf(c->path, sizeof c->path, "info[%zu]", index);
	check_enums(c, info);
	check_info_texts(c, info);
	check_pairs(c, info->event_codes, info->event_code_count, "eventCode");
	check_pairs(c, info->parameters, info->parameter_count, "parameter");
	check_times(c, alert, info);
	check_resources(c, info);
	if (info->area_count == 0)
		warning(c, "AREA-MISSING", "area", "say where it holds");
	for (size_t i = 0; i < info->area_count; i++) {
		snprintf(c->path, sizeof c->path, "info[%zu].area[%zu]", index, i);
		check_area(c, &info->areas[i]);
	}
	c->path[0] = '\0';
}

/* ---- alert ---- */

static bool is_self(const struct ac_cap_alert *alert, const struct ac_cap_reference *ref)
{
	return ac_str_eq(ref->identifier, alert->identifier) &&
	       ac_str_eq(ref->sender, alert->sender);
}

static void check_references(struct check *c, const struct ac_cap_alert *alert)
{
	if (alert->msg_type != AC_CAP_MSG_TYPE_ALERT && alert->reference_count == 0)
		error(c, "REF-MISSING", "references", "name the messages that this one acts on");
	for (size_t i = 0; i < alert->reference_count; i++) {
		const struct ac_cap_reference *ref = &alert->references[i];
		if (!ref->sender.n || !ref->identifier.n || has_forbidden(ref->sender) ||
			has_forbidden(ref->identifier) || !is_xml_text(ref->sender) ||
			!is_xml_text(ref->identifier))
			error_at(c, "REF-FORMAT", "references", i,
				"give sender, identifier and sent of a published message");
		check_time(c, ref->sent, "references");
		if (is_self(alert, ref))
			warning(c, "REF-SELF", "references", "a message does not refer to itself");
		else if (ref->sent.us > alert->sent.us)
			warning(c, "REF-LATER", "references", "a chain leads back in time");
	}
}

static void check_scope(struct check *c, const struct ac_cap_alert *alert)
{
	check_text(c, alert->restriction, "restriction");
	if (alert->scope == AC_CAP_SCOPE_PRIVATE && alert->address_count == 0)
		error(c, "ADDRESSES-MISSING", "addresses", "a private message names its addresses");
	if (alert->scope == AC_CAP_SCOPE_RESTRICTED && ac_str_trim(alert->restriction).n == 0)
		error(c, "RESTRICTION-MISSING", "restriction", "say to whom it is restricted");
	if (alert->scope != AC_CAP_SCOPE_RESTRICTED && alert->restriction.n)
		warning(c, "RESTRICTION-UNUSED", "restriction", "it is for the scope Restricted");
}

/* Lists parted by blanks: an item with a blank is quoted, so it may have no quote itself. */
static void check_list(
	struct check *c, const struct ac_str items[], size_t count, const char *field)
{
	for (size_t i = 0; i < count; i++) {
		check_required(c, items[i], field);
		if (memchr(items[i].p, '"', items[i].n))
			error_at(c, "LIST-QUOTE", field, i, "leave out double quotes");
	}
}

static void check_alert(struct check *c, const struct ac_cap_alert *alert)
{
	check_identifier(c, alert->identifier, "identifier", "ID-EMPTY", "ID-CHARS");
	check_identifier(c, alert->sender, "sender", "SENDER-EMPTY", "SENDER-CHARS");
	check_time(c, alert->sent, "sent");
	if ((unsigned)alert->status >= ac_cap_status_count)
		error(c, "ENUM", "status", "choose from the five");
	if ((unsigned)alert->msg_type >= ac_cap_msg_type_count)
		error(c, "ENUM", "msgType", "choose from the five");
	if ((unsigned)alert->scope >= ac_cap_scope_count)
		error(c, "ENUM", "scope", "choose from the three");
	check_text(c, alert->source, "source");
	check_scope(c, alert);
	check_list(c, alert->addresses, alert->address_count, "addresses");
	for (size_t i = 0; i < alert->code_count; i++)
		check_text(c, alert->codes[i], "code");
	check_text(c, alert->note, "note");
	if (alert->status == AC_CAP_STATUS_EXERCISE && alert->note.n == 0)
		warning(c, "NOTE-MISSING", "note", "name the exercise");
	check_references(c, alert);
	check_list(c, alert->incidents, alert->incident_count, "incidents");
	if (alert->info_count == 0 && alert->msg_type <= AC_CAP_MSG_TYPE_UPDATE)
		warning(c, "INFO-MISSING", "info", "say what is the matter");
}

bool ac_cap_check(const struct ac_cap_alert *alert, struct ac_cap_findings *findings)
{
	*findings = (struct ac_cap_findings){ 0 };
	struct check c = { .out = findings };
	check_alert(&c, alert);
	for (size_t i = 0; i < alert->info_count; i++)
		check_info(&c, alert, i);
	return findings->errors == 0;
}
