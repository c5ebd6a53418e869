#include "cli/cap_print.h"

#include <stdio.h>

enum { text_max = 4u << 20, column = 15 };

/* Messages are strangers': nothing in them may steer the terminal. */
static void add_clean(struct ac_buf *out, struct ac_str s, const char *line_start)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		int32_t point = ac_utf8_next(s, &at);
		bool bidi = (point >= 0x202a && point <= 0x202e) ||
			    (point >= 0x2066 && point <= 0x2069);
		if (point == '\n')
			ac_buf_printf(out, "\n%s", line_start);
		else if (point == '\t' || point == '\r')
			ac_buf_add_char(out, ' ');
		else if (point < 0x20 || (point >= 0x7f && point < 0xa0) || bidi)
			ac_buf_add_char(out, '?');
		else
			ac_buf_add(out, s.p + from, at - from);
	}
}

/* "  label        text", further lines below the text */
static void line(struct ac_buf *out, const char *label, struct ac_str text)
{
	text = ac_str_trim(text);
	if (!text.n)
		return;
	ac_buf_printf(out, "  %-*s", column, label);
	add_clean(out, text, "                 ");
	ac_buf_add_char(out, '\n');
}

static void time_line(struct ac_buf *out, const char *label, const struct ac_wall *wall)
{
	char text[32];
	if (!wall)
		return;
	ac_wall_format(*wall, text);
	line(out, label, ac_str(text));
}

static void pair_lines(
	struct ac_buf *out, const char *label, const struct ac_cap_pair list[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		AC_AUTO(buf) struct ac_buf text;
		ac_buf_init(&text, text_max);
		ac_buf_printf(
			&text, "%.*s = %.*s", AC_STR_ARG(list[i].name), AC_STR_ARG(list[i].value));
		line(out, label, ac_buf_str(&text));
	}
}

static void item_lines(struct ac_buf *out, const char *label, const struct ac_str list[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		line(out, label, list[i]);
}

/* ---- areas ---- */

static void polygon_line(struct ac_buf *out, const struct ac_cap_polygon *polygon)
{
	if (!polygon->count)
		return;
	struct ac_cap_point lo = polygon->points[0], hi = lo;
	for (size_t i = 1; i < polygon->count; i++) {
		struct ac_cap_point p = polygon->points[i];
		lo.lat_deg = p.lat_deg < lo.lat_deg ? p.lat_deg : lo.lat_deg;
		lo.lon_deg = p.lon_deg < lo.lon_deg ? p.lon_deg : lo.lon_deg;
		hi.lat_deg = p.lat_deg > hi.lat_deg ? p.lat_deg : hi.lat_deg;
		hi.lon_deg = p.lon_deg > hi.lon_deg ? p.lon_deg : hi.lon_deg;
	}
	char text[160];
	(void)snprintf(text, sizeof text,
		"%zu points, latitude %.4f to %.4f, longitude %.4f to %.4f", polygon->count,
		lo.lat_deg, hi.lat_deg, lo.lon_deg, hi.lon_deg);
	line(out, "polygon", ac_str(text));
}

static void print_area(struct ac_buf *out, const struct ac_cap_area *area)
{
	line(out, "area", area->desc.n ? area->desc : AC_STR("(no name)"));
	for (size_t i = 0; i < area->polygon_count; i++)
		polygon_line(out, &area->polygons[i]);
	for (size_t i = 0; i < area->circle_count; i++) {
		const struct ac_cap_circle *c = &area->circles[i];
		char text[120];
		(void)snprintf(text, sizeof text, "%.6g km around %.6f, %.6f", c->radius_km,
			c->centre.lat_deg, c->centre.lon_deg);
		line(out, "circle", ac_str(text));
	}
	pair_lines(out, "geocode", area->geocodes, area->geocode_count);
	if (area->altitude_ft) {
		char text[120];
		int n = snprintf(text, sizeof text, "from %.6g", *area->altitude_ft);
		if (area->ceiling_ft)
			n += snprintf(
				text + n, sizeof text - (size_t)n, " to %.6g", *area->ceiling_ft);
		(void)snprintf(text + n, sizeof text - (size_t)n, " feet above mean sea level");
		line(out, "height", ac_str(text));
	}
}

/* ---- info ---- */

static void add_word(struct ac_buf *words, const char *word)
{
	ac_buf_printf(words, "%s%s", words->n ? ", " : "", word);
}

static void print_words(struct ac_buf *out, const struct ac_cap_info *info)
{
	AC_AUTO(buf) struct ac_buf words;
	ac_buf_init(&words, 4096);
	for (unsigned i = 0; i < ac_cap_category_count; i++)
		if (info->categories & 1u << i)
			add_word(&words, ac_cap_category_name((enum ac_cap_category)i));
	line(out, "category", ac_buf_str(&words));
	ac_buf_reset(&words);
	add_word(&words, ac_cap_urgency_name(info->urgency));
	add_word(&words, ac_cap_severity_name(info->severity));
	add_word(&words, ac_cap_certainty_name(info->certainty));
	line(out, "grade", ac_buf_str(&words));
	ac_buf_reset(&words);
	for (unsigned i = 0; i < ac_cap_response_count; i++)
		if (info->responses & 1u << i)
			add_word(&words, ac_cap_response_name((enum ac_cap_response)i));
	line(out, "response", ac_buf_str(&words));
}

static void print_info(struct ac_buf *out, const struct ac_cap_info *info)
{
	ac_buf_add_char(out, '\n');
	line(out, "language", info->language.n ? info->language : AC_STR("en-US"));
	line(out, "event", info->event);
	print_words(out, info);
	time_line(out, "effective", info->effective);
	time_line(out, "onset", info->onset);
	time_line(out, "expires", info->expires);
	line(out, "audience", info->audience);
	line(out, "issuer", info->sender_name);
	line(out, "headline", info->headline);
	line(out, "description", info->description);
	line(out, "instruction", info->instruction);
	line(out, "web", info->web);
	line(out, "contact", info->contact);
	pair_lines(out, "event code", info->event_codes, info->event_code_count);
	pair_lines(out, "parameter", info->parameters, info->parameter_count);
	for (size_t i = 0; i < info->resource_count; i++) {
		line(out, "file", info->resources[i].desc);
		line(out, "  type", info->resources[i].mime_type);
		line(out, "  address", info->resources[i].uri);
		if (info->resources[i].deref_uri.n)
			line(out, "  content", AC_STR("in the message"));
	}
	for (size_t i = 0; i < info->area_count; i++)
		print_area(out, &info->areas[i]);
}

/* ---- the whole ---- */

static void print_head(struct ac_buf *out, const struct ac_cap_alert *alert)
{
	AC_AUTO(buf) struct ac_buf kind;
	ac_buf_init(&kind, 256);
	add_word(&kind, ac_cap_msg_type_name(alert->msg_type));
	add_word(&kind, ac_cap_status_name(alert->status));
	add_word(&kind, ac_cap_scope_name(alert->scope));
	line(out, "message", ac_buf_str(&kind));
	line(out, "identifier", alert->identifier);
	line(out, "sender", alert->sender);
	time_line(out, "sent", &alert->sent);
	line(out, "source", alert->source);
	line(out, "restriction", alert->restriction);
	item_lines(out, "to", alert->addresses, alert->address_count);
	item_lines(out, "code", alert->codes, alert->code_count);
	line(out, "note", alert->note);
	for (size_t i = 0; i < alert->reference_count; i++) {
		const struct ac_cap_reference *ref = &alert->references[i];
		AC_AUTO(buf) struct ac_buf text;
		char sent[32];
		ac_buf_init(&text, text_max);
		ac_wall_format(ref->sent, sent);
		ac_buf_printf(&text, "%.*s of %.*s, %s", AC_STR_ARG(ref->identifier),
			AC_STR_ARG(ref->sender), sent);
		line(out, "refers to", ac_buf_str(&text));
	}
	item_lines(out, "incident", alert->incidents, alert->incident_count);
}

static void print_first(
	struct ac_buf *out, const char *name, const struct ac_cap_document *document)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	const struct ac_cap_profile *profile;
	ac_buf_printf(out, "%s: %s", name, ac_cap_kind_name(ac_cap_document_kind(document)));
	for (size_t i = 0; (profile = ac_cap_profile_at(i)); i++)
		if (ac_cap_document_claims(document, profile))
			ac_buf_printf(out, ", %s", ac_cap_profile_title(profile));
	if (findings->errors)
		ac_buf_printf(out, ", invalid: %zu errors", findings->errors);
	ac_buf_add_char(out, '\n');
}

void ac_cap_print(struct ac_buf *out, const char *name, struct ac_cap_document *document)
{
	const struct ac_cap_alert *alert = ac_cap_document_alert(document);
	print_first(out, name, document);
	if (alert) {
		print_head(out, alert);
		for (size_t i = 0; i < alert->info_count; i++)
			print_info(out, &alert->infos[i]);
	}
	ac_buf_add_char(out, '\n');
}
