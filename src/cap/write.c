#include "cap/write.h"

#include <math.h>
#include <stdio.h>

void ac_cap_format_time(struct ac_wall wall, char out[32])
{
	int64_t fraction = wall.us % AC_SECOND;
	wall.us -= fraction < 0 ? fraction + AC_SECOND : fraction;
	char text[32];
	ac_wall_format(wall, text); /* ends in Z */
	snprintf(out, 32, "%.19s-00:00", text);
}

/* ---- elements ---- */

struct writer {
	struct ac_buf *out;
	int depth;
};

static void indent(struct writer *w)
{
	for (int i = 0; i < w->depth; i++)
		ac_buf_add(w->out, "  ", 2);
}

static void open_tag(struct writer *w, const char *name)
{
	indent(w);
	ac_buf_printf(w->out, "<%s>\n", name);
	w->depth++;
}

static void close_tag(struct writer *w, const char *name)
{
	w->depth--;
	indent(w);
	ac_buf_printf(w->out, "</%s>\n", name);
}

static void add_escaped(struct ac_buf *out, struct ac_str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *entity = s.p[i] == '<'    ? "&lt;"
				     : s.p[i] == '>'  ? "&gt;"
				     : s.p[i] == '&'  ? "&amp;"
				     : s.p[i] == '\r' ? "&#13;"
						      : NULL;
		if (!entity)
			continue;
		ac_buf_add(out, s.p + from, i - from);
		ac_buf_add_str(out, ac_str(entity));
		from = i + 1;
	}
	ac_buf_add(out, s.p + from, s.n - from);
}

static void element(struct writer *w, const char *name, struct ac_str text)
{
	indent(w);
	ac_buf_printf(w->out, "<%s>", name);
	add_escaped(w->out, text);
	ac_buf_printf(w->out, "</%s>\n", name);
}

static void optional(struct writer *w, const char *name, struct ac_str text)
{
	if (text.n)
		element(w, name, text);
}

static void time_element(struct writer *w, const char *name, const struct ac_wall *wall)
{
	char text[32];
	if (!wall)
		return;
	ac_cap_format_time(*wall, text);
	element(w, name, ac_str(text));
}

static void pairs(struct writer *w, const char *name, const struct ac_cap_pair list[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		open_tag(w, name);
		element(w, "valueName", list[i].name);
		element(w, "value", list[i].value);
		close_tag(w, name);
	}
}

static bool needs_quotes(struct ac_str item)
{
	for (size_t i = 0; i < item.n; i++)
		if (strchr(" \t\r\n", item.p[i]))
			return true;
	return item.n == 0 || item.p[0] == '"';
}

/* Items parted by blanks, those with a blank in double quotes (CAP 1.2: addresses, incidents). What
 * cannot be written so reads back as a broken list, and is refused for it. */
static void blank_list(
	struct writer *w, const char *name, const struct ac_str items[], size_t count)
{
	if (count == 0)
		return;
	indent(w);
	ac_buf_printf(w->out, "<%s>", name);
	for (size_t i = 0; i < count; i++) {
		const char *quote = needs_quotes(items[i]) ? "\"" : "";
		ac_buf_printf(w->out, "%s%s", i ? " " : "", quote);
		add_escaped(w->out, items[i]);
		ac_buf_add_str(w->out, ac_str(quote));
	}
	ac_buf_printf(w->out, "</%s>\n", name);
}

/* ---- numbers, without the locale ---- */

/* Up to six decimals, at least one, no negative zero. No number is written as none. */
static void add_decimal(struct ac_buf *out, double value)
{
	if (!isfinite(value) || fabs(value) >= 1e12) {
		ac_buf_printf(out, "%.0f", value);
		return;
	}
	long long micro = llround(value * 1e6);
	unsigned long long size =
		micro < 0 ? 0ull - (unsigned long long)micro : (unsigned long long)micro;
	char text[40];
	int n = snprintf(text, sizeof text, "%s%llu.%06llu", micro < 0 ? "-" : "", size / 1000000,
		size % 1000000);
	while (text[n - 1] == '0' && text[n - 2] != '.')
		n--;
	ac_buf_add(out, text, (size_t)n);
}

static void add_point(struct ac_buf *out, struct ac_cap_point point)
{
	add_decimal(out, point.lat_deg);
	ac_buf_add_char(out, ',');
	add_decimal(out, point.lon_deg);
}

static void decimal_element(struct writer *w, const char *name, const double *value)
{
	if (!value)
		return;
	indent(w);
	ac_buf_printf(w->out, "<%s>", name);
	add_decimal(w->out, *value);
	ac_buf_printf(w->out, "</%s>\n", name);
}

/* ---- the document ---- */

static void write_polygon(struct writer *w, const struct ac_cap_polygon *polygon)
{
	indent(w);
	ac_buf_add_str(w->out, AC_STR("<polygon>"));
	for (size_t i = 0; i < polygon->count; i++) {
		if (i)
			ac_buf_add_char(w->out, ' ');
		add_point(w->out, polygon->points[i]);
	}
	ac_buf_add_str(w->out, AC_STR("</polygon>\n"));
}

static void write_circle(struct writer *w, const struct ac_cap_circle *circle)
{
	indent(w);
	ac_buf_add_str(w->out, AC_STR("<circle>"));
	add_point(w->out, circle->centre);
	ac_buf_add_char(w->out, ' ');
	add_decimal(w->out, circle->radius_km);
	ac_buf_add_str(w->out, AC_STR("</circle>\n"));
}

static void write_area(struct writer *w, const struct ac_cap_area *area)
{
	open_tag(w, "area");
	element(w, "areaDesc", area->desc);
	for (size_t i = 0; i < area->polygon_count; i++)
		write_polygon(w, &area->polygons[i]);
	for (size_t i = 0; i < area->circle_count; i++)
		write_circle(w, &area->circles[i]);
	pairs(w, "geocode", area->geocodes, area->geocode_count);
	decimal_element(w, "altitude", area->altitude_ft);
	decimal_element(w, "ceiling", area->ceiling_ft);
	close_tag(w, "area");
}

static void write_resource(struct writer *w, const struct ac_cap_resource *r)
{
	open_tag(w, "resource");
	element(w, "resourceDesc", r->desc);
	element(w, "mimeType", r->mime_type);
	if (r->size >= 0) {
		char text[24];
		int n = snprintf(text, sizeof text, "%lld", (long long)r->size);
		element(w, "size", (struct ac_str){ text, (size_t)n });
	}
	optional(w, "uri", r->uri);
	optional(w, "derefUri", r->deref_uri);
	optional(w, "digest", r->digest);
	close_tag(w, "resource");
}

/* Bits that no word stands for come out as "?", which the rules refuse. */
static void info_head(struct writer *w, const struct ac_cap_info *info)
{
	optional(w, "language", info->language);
	for (unsigned i = 0; i < 32; i++)
		if (info->categories & 1u << i)
			element(w, "category",
				ac_str(ac_cap_category_name((enum ac_cap_category)i)));
	element(w, "event", info->event);
	for (unsigned i = 0; i < 32; i++)
		if (info->responses & 1u << i)
			element(w, "responseType",
				ac_str(ac_cap_response_name((enum ac_cap_response)i)));
	element(w, "urgency", ac_str(ac_cap_urgency_name(info->urgency)));
	element(w, "severity", ac_str(ac_cap_severity_name(info->severity)));
	element(w, "certainty", ac_str(ac_cap_certainty_name(info->certainty)));
}

static void write_info(struct writer *w, const struct ac_cap_info *info)
{
	open_tag(w, "info");
	info_head(w, info);
	optional(w, "audience", info->audience);
	pairs(w, "eventCode", info->event_codes, info->event_code_count);
	time_element(w, "effective", info->effective);
	time_element(w, "onset", info->onset);
	time_element(w, "expires", info->expires);
	optional(w, "senderName", info->sender_name);
	optional(w, "headline", info->headline);
	optional(w, "description", info->description);
	optional(w, "instruction", info->instruction);
	optional(w, "web", info->web);
	optional(w, "contact", info->contact);
	pairs(w, "parameter", info->parameters, info->parameter_count);
	for (size_t i = 0; i < info->resource_count; i++)
		write_resource(w, &info->resources[i]);
	for (size_t i = 0; i < info->area_count; i++)
		write_area(w, &info->areas[i]);
	close_tag(w, "info");
}

static void write_references(struct writer *w, const struct ac_cap_alert *alert)
{
	if (alert->reference_count == 0)
		return;
	indent(w);
	ac_buf_add_str(w->out, AC_STR("<references>"));
	for (size_t i = 0; i < alert->reference_count; i++) {
		const struct ac_cap_reference *ref = &alert->references[i];
		char sent[32];
		ac_cap_format_time(ref->sent, sent);
		if (i)
			ac_buf_add_char(w->out, ' ');
		add_escaped(w->out, ref->sender);
		ac_buf_add_char(w->out, ',');
		add_escaped(w->out, ref->identifier);
		ac_buf_printf(w->out, ",%s", sent);
	}
	ac_buf_add_str(w->out, AC_STR("</references>\n"));
}

static void document(struct writer *w, const struct ac_cap_alert *alert)
{
	ac_buf_add_str(w->out, AC_STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				      "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n"));
	w->depth = 1;
	element(w, "identifier", alert->identifier);
	element(w, "sender", alert->sender);
	time_element(w, "sent", &alert->sent);
	element(w, "status", ac_str(ac_cap_status_name(alert->status)));
	element(w, "msgType", ac_str(ac_cap_msg_type_name(alert->msg_type)));
	optional(w, "source", alert->source);
	element(w, "scope", ac_str(ac_cap_scope_name(alert->scope)));
	optional(w, "restriction", alert->restriction);
	blank_list(w, "addresses", alert->addresses, alert->address_count);
	for (size_t i = 0; i < alert->code_count; i++)
		element(w, "code", alert->codes[i]);
	optional(w, "note", alert->note);
	write_references(w, alert);
	blank_list(w, "incidents", alert->incidents, alert->incident_count);
	for (size_t i = 0; i < alert->info_count; i++)
		write_info(w, &alert->infos[i]);
	ac_buf_add_str(w->out, AC_STR("</alert>\n"));
}

/* What was written is read as a stranger's document would be: no rule is known twice. */
static enum ac_status check_own(struct ac_str xml, enum ac_cap_writing writing,
	struct ac_cap_document **read_back, struct ac_error *err)
{
	struct ac_cap_document *document = ac_cap_read(xml, NULL);
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	bool bad = findings->errors || (writing == AC_CAP_OWN && findings->strict);
	enum ac_status status = bad ? ac_cap_document_fail(document, err) : AC_OK;
	if (read_back)
		*read_back = document;
	else
		ac_cap_document_free(document);
	return status;
}

enum ac_status ac_cap_write(const struct ac_cap_alert *alert, enum ac_cap_writing writing,
	struct ac_buf *out, struct ac_cap_document **read_back, struct ac_error *err)
{
	size_t before = out->n;
	struct writer w = { .out = out };
	if (read_back)
		*read_back = NULL;
	document(&w, alert);
	enum ac_status status = ac_buf_check(out, "CAP message", err);
	if (status == AC_OK)
		status = check_own((struct ac_str){ out->p + before, out->n - before }, writing,
			read_back, err);
	if (status != AC_OK) {
		out->n = before;
		out->over = false;
		if (out->p)
			out->p[before] = '\0';
	}
	return status;
}
