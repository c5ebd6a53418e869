/* GeoJSON (RFC 7946) of the areas in force. Longitude comes first, outer rings run counter-clockwise. */
#include "feed/feed_p.h"

#include "json/json.h"

static void add_position(struct ac_json *array, struct ac_cap_point point)
{
	struct ac_json *position = ac_json_add_array(array);
	ac_json_add_double(position, point.lon_deg);
	ac_json_add_double(position, point.lat_deg);
}

/* Twice the area, positive for a ring that runs counter-clockwise. */
static double turning(const struct ac_cap_polygon *ring)
{
	double sum = 0;
	for (size_t i = 0; i + 1 < ring->count; i++) {
		struct ac_cap_point a = ring->points[i], b = ring->points[i + 1];
		sum += a.lon_deg * b.lat_deg - b.lon_deg * a.lat_deg;
	}
	return sum;
}

static void add_polygon(struct ac_json *polygons, const struct ac_cap_polygon *polygon)
{
	struct ac_json *ring = ac_json_add_array(ac_json_add_array(polygons));
	bool backwards = turning(polygon) < 0;
	for (size_t i = 0; i < polygon->count; i++)
		add_position(ring, polygon->points[backwards ? polygon->count - 1 - i : i]);
}

static void put_level(struct ac_json *properties, const struct ac_cap_info *info)
{
	for (size_t i = 0; i < info->parameter_count; i++) {
		int64_t level;
		if (!ac_str_to_i64(info->parameters[i].value, 0, 100, &level))
			continue;
		ac_json_set_str(properties, "scheme", info->parameters[i].name);
		ac_json_set_i64(properties, "level", level);
		return;
	}
}

static struct ac_json *add_feature(const struct ac_feed *feed,
	const struct ac_feed_message *message, const struct ac_cap_area *area,
	struct ac_json *features)
{
	AC_AUTO(buf) struct ac_buf title, url;
	const struct ac_cap_info *info = &message->alert->infos[0];
	struct feed_words words = feed_words(feed, message, feed->language);
	struct ac_json *feature = ac_json_add_object(features);
	ac_json_set_text(feature, "type", "Feature");
	struct ac_json *p = ac_json_set_object(feature, "properties");
	ac_buf_init(&title, 8192);
	ac_buf_init(&url, 8192);
	feed_title(message, &words, &title);
	feed_url(feed, message->alert->identifier, &url);
	ac_json_set_str(p, "identifier", message->alert->identifier);
	ac_json_set_str(p, "cap", ac_buf_str(&url));
	ac_json_set_str(p, "area", area->desc);
	ac_json_set_str(p, "headline", ac_buf_str(&title));
	ac_json_set_str(p, "instruction", words.instruction);
	ac_json_set_str(p, "language", words.language);
	ac_json_set_str(p, "event", words.event);
	ac_json_set_text(p, "status", ac_cap_status_name(message->alert->status));
	ac_json_set_text(p, "urgency", ac_cap_urgency_name(info->urgency));
	ac_json_set_text(p, "severity", ac_cap_severity_name(info->severity));
	ac_json_set_text(p, "certainty", ac_cap_certainty_name(info->certainty));
	ac_json_set_wall(p, "sent", message->sent);
	ac_json_set_wall(p, "expires", message->expires);
	put_level(p, info);
	return feature;
}

static void add_area(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct ac_cap_area *area, struct ac_json *features)
{
	if (area->polygon_count) {
		struct ac_json *geometry =
			ac_json_set_object(add_feature(feed, message, area, features), "geometry");
		ac_json_set_text(geometry, "type", "MultiPolygon");
		struct ac_json *polygons = ac_json_set_array(geometry, "coordinates");
		for (size_t i = 0; i < area->polygon_count; i++)
			add_polygon(polygons, &area->polygons[i]);
	}
	for (size_t i = 0; i < area->circle_count; i++) {
		struct ac_json *feature = add_feature(feed, message, area, features);
		struct ac_json *geometry = ac_json_set_object(feature, "geometry");
		ac_json_set_text(geometry, "type", "Point");
		struct ac_json *at = ac_json_set_array(geometry, "coordinates");
		ac_json_add_double(at, area->circles[i].centre.lon_deg);
		ac_json_add_double(at, area->circles[i].centre.lat_deg);
		AC_AUTO(json)
		struct ac_json *p = ac_json_copy(ac_json_find(feature, "properties"));
		ac_json_set_double(p, "radius_km", area->circles[i].radius_km);
		ac_json_set(feature, "properties", AC_TAKE(p));
	}
}

/* Areas and times are those of every language: the first stands for all. */
static void features_of(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct feed_words *words, struct ac_buf *out)
{
	(void)words;
	AC_AUTO(json) struct ac_json *features = ac_json_new_array();
	if (!ac_feed_in_force(message, feed->now) || !message->alert->info_count)
		return;
	const struct ac_cap_info *info = &message->alert->infos[0];
	for (size_t i = 0; i < info->area_count; i++)
		add_area(feed, message, &info->areas[i], features);
	ac_json_each(features, feature)
	{
		ac_buf_add_char(out, '\n');
		ac_json_write(feature, out);
		ac_buf_add_char(out, ',');
	}
}

void ac_feed_areas(const struct ac_feed *feed, struct ac_buf *out)
{
	static const struct feed_writer writer = { .entry = features_of };
	AC_AUTO(buf) struct ac_buf features, note;
	ac_buf_init(&features, ac_feed_bytes_max);
	ac_buf_init(&note, 256);
	feed_note_cut(feed, feed_entries(feed, &writer, &features), &note);
	ac_buf_add_str(out, AC_STR("{\"features\":["));
	if (features.n) /* the last one is followed by none */
		ac_buf_add(out, features.p, features.n - 1);
	ac_buf_add_str(out, AC_STR("\n],"));
	if (note.n)
		ac_buf_printf(out, "\"note\":\"%s\",", note.p);
	ac_buf_add_str(out, AC_STR("\"type\":\"FeatureCollection\"}\n"));
}
