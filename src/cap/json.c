#include "cap/json.h"

static void put_pairs(
	struct ac_json *json, const char *name, const struct ac_cap_pair list[], size_t n)
{
	struct ac_json *array = n ? ac_json_set_array(json, name) : NULL;
	for (size_t i = 0; i < n; i++) {
		struct ac_json *pair = ac_json_add_object(array);
		ac_json_set_str(pair, "valueName", list[i].name);
		ac_json_set_str(pair, "value", list[i].value);
	}
}

static void put_text(struct ac_json *json, const char *name, struct ac_str text)
{
	if (text.n)
		ac_json_set_str(json, name, text);
}

static void put_texts(struct ac_json *json, const char *name, const struct ac_str list[], size_t n)
{
	struct ac_json *array = n ? ac_json_set_array(json, name) : NULL;
	for (size_t i = 0; i < n; i++)
		ac_json_add_str(array, list[i]);
}

static void put_time(struct ac_json *json, const char *name, const struct ac_wall *wall)
{
	if (wall)
		ac_json_set_wall(json, name, *wall);
}

static void put_number(struct ac_json *json, const char *name, const double *value)
{
	if (value)
		ac_json_set_double(json, name, *value);
}

static void add_point(struct ac_json *array, struct ac_cap_point p)
{
	struct ac_json *point = ac_json_add_array(array);
	ac_json_add_double(point, p.lat_deg);
	ac_json_add_double(point, p.lon_deg);
}

static void put_area(struct ac_json *json, const struct ac_cap_area *area)
{
	ac_json_set_str(json, "areaDesc", area->desc);
	struct ac_json *polygons = area->polygon_count ? ac_json_set_array(json, "polygon") : NULL;
	for (size_t i = 0; i < area->polygon_count; i++) {
		struct ac_json *ring = ac_json_add_array(polygons);
		for (size_t k = 0; k < area->polygons[i].count; k++)
			add_point(ring, area->polygons[i].points[k]);
	}
	struct ac_json *circles = area->circle_count ? ac_json_set_array(json, "circle") : NULL;
	for (size_t i = 0; i < area->circle_count; i++) {
		struct ac_json *circle = ac_json_add_object(circles);
		add_point(ac_json_set_array(circle, "centre"), area->circles[i].centre);
		ac_json_set_double(circle, "radius_km", area->circles[i].radius_km);
	}
	put_pairs(json, "geocode", area->geocodes, area->geocode_count);
	put_number(json, "altitude_ft", area->altitude_ft);
	put_number(json, "ceiling_ft", area->ceiling_ft);
}

static void put_resource(struct ac_json *json, const struct ac_cap_resource *r)
{
	ac_json_set_str(json, "resourceDesc", r->desc);
	ac_json_set_str(json, "mimeType", r->mime_type);
	if (r->size >= 0)
		ac_json_set_i64(json, "size", r->size);
	put_text(json, "uri", r->uri);
	put_text(json, "derefUri", r->deref_uri);
	put_text(json, "digest", r->digest);
}

static void put_words(struct ac_json *json, const struct ac_cap_info *info)
{
	struct ac_json *categories = ac_json_set_array(json, "category");
	for (unsigned i = 0; i < ac_cap_category_count; i++)
		if (info->categories & 1u << i)
			ac_json_add_text(categories, ac_cap_category_name((enum ac_cap_category)i));
	struct ac_json *responses =
		info->responses ? ac_json_set_array(json, "responseType") : NULL;
	for (unsigned i = 0; i < ac_cap_response_count; i++)
		if (info->responses & 1u << i)
			ac_json_add_text(responses, ac_cap_response_name((enum ac_cap_response)i));
	ac_json_set_text(json, "urgency", ac_cap_urgency_name(info->urgency));
	ac_json_set_text(json, "severity", ac_cap_severity_name(info->severity));
	ac_json_set_text(json, "certainty", ac_cap_certainty_name(info->certainty));
}

static void put_lists(struct ac_json *json, const struct ac_cap_info *info)
{
	put_pairs(json, "eventCode", info->event_codes, info->event_code_count);
	put_pairs(json, "parameter", info->parameters, info->parameter_count);
	struct ac_json *resources =
		info->resource_count ? ac_json_set_array(json, "resource") : NULL;
	for (size_t i = 0; i < info->resource_count; i++)
		put_resource(ac_json_add_object(resources), &info->resources[i]);
	struct ac_json *areas = info->area_count ? ac_json_set_array(json, "area") : NULL;
	for (size_t i = 0; i < info->area_count; i++)
		put_area(ac_json_add_object(areas), &info->areas[i]);
}

static void put_info(struct ac_json *json, const struct ac_cap_info *info)
{
	ac_json_set_str(json, "language", info->language.n ? info->language : AC_STR("en-US"));
	ac_json_set_str(json, "event", info->event);
	put_words(json, info);
	put_text(json, "audience", info->audience);
	put_time(json, "effective", info->effective);
	put_time(json, "onset", info->onset);
	put_time(json, "expires", info->expires);
	put_text(json, "senderName", info->sender_name);
	put_text(json, "headline", info->headline);
	put_text(json, "description", info->description);
	put_text(json, "instruction", info->instruction);
	put_text(json, "web", info->web);
	put_text(json, "contact", info->contact);
	put_lists(json, info);
}

static void put_references(struct ac_json *json, const struct ac_cap_alert *alert)
{
	struct ac_json *array =
		alert->reference_count ? ac_json_set_array(json, "references") : NULL;
	for (size_t i = 0; i < alert->reference_count; i++) {
		struct ac_json *reference = ac_json_add_object(array);
		ac_json_set_str(reference, "sender", alert->references[i].sender);
		ac_json_set_str(reference, "identifier", alert->references[i].identifier);
		ac_json_set_wall(reference, "sent", alert->references[i].sent);
	}
}

struct ac_json *ac_cap_to_json(const struct ac_cap_alert *alert)
{
	struct ac_json *json = ac_json_new_object();
	ac_json_set_str(json, "identifier", alert->identifier);
	ac_json_set_str(json, "sender", alert->sender);
	ac_json_set_wall(json, "sent", alert->sent);
	ac_json_set_text(json, "status", ac_cap_status_name(alert->status));
	ac_json_set_text(json, "msgType", ac_cap_msg_type_name(alert->msg_type));
	put_text(json, "source", alert->source);
	ac_json_set_text(json, "scope", ac_cap_scope_name(alert->scope));
	put_text(json, "restriction", alert->restriction);
	put_texts(json, "addresses", alert->addresses, alert->address_count);
	put_texts(json, "code", alert->codes, alert->code_count);
	put_text(json, "note", alert->note);
	put_references(json, alert);
	put_texts(json, "incidents", alert->incidents, alert->incident_count);
	struct ac_json *infos = alert->info_count ? ac_json_set_array(json, "info") : NULL;
	for (size_t i = 0; i < alert->info_count; i++)
		put_info(ac_json_add_object(infos), &alert->infos[i]);
	return json;
}
