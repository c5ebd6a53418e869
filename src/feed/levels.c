/* Levels by country, then by place: a program asks for "TR", and looks closer where it wants to. */
#include "feed/feed_p.h"

#include "json/json.h"

static void put_level(const struct ac_feed_level *level, struct ac_json *json)
{
	ac_json_set_str(json, "scheme", level->scheme);
	ac_json_set_i64(json, "level", level->level);
	if (level->name.n) {
		ac_json_set_str(json, "name", level->name);
		ac_json_set_i64(json, "mildest", level->mildest);
		ac_json_set_i64(json, "worst", level->worst);
	}
	ac_json_set_text(json, "status", level->exercise ? "Exercise" : "Actual");
}

static void put_place(
	const struct ac_feed *feed, const struct ac_feed_level *level, struct ac_json *json)
{
	put_level(level, json);
	ac_json_set_wall(json, "since", level->since);
	if (level->until.us)
		ac_json_set_wall(json, "until", level->until);
	if (level->review.us)
		ac_json_set_wall(json, "review", level->review);
	if (!level->identifier.n)
		return;
	AC_AUTO(buf) struct ac_buf url;
	ac_buf_init(&url, 8192);
	feed_url(feed, level->identifier, &url);
	ac_json_set_str(json, "identifier", level->identifier);
	ac_json_set_str(json, "cap", ac_buf_str(&url));
}

/* ---- places ---- */

static bool same_place(const struct ac_feed_level *a, const struct ac_feed_level *b)
{
	return ac_str_eq(a->country, b->country) && ac_str_eq(a->place, b->place);
}

/* Is it the first of those that are as it is? Each group is written when its first one is met. */
static bool is_first(const struct ac_feed *feed, const struct ac_feed_level *level,
	bool (*same)(const struct ac_feed_level *, const struct ac_feed_level *))
{
	for (const struct ac_feed_level *i = feed->levels; i < level; i++)
		if (same(i, level))
			return false;
	return true;
}

static void put_places(const struct ac_feed *feed, struct ac_str country, struct ac_json *places)
{
	for (size_t i = 0; i < feed->n_levels; i++) {
		const struct ac_feed_level *first = &feed->levels[i];
		if (!ac_str_eq(first->country, country) || !is_first(feed, first, same_place))
			continue;
		struct ac_json *list = ac_json_set_array(places, first->place.p);
		for (size_t k = i; k < feed->n_levels; k++)
			if (same_place(first, &feed->levels[k]))
				put_place(feed, &feed->levels[k], ac_json_add_object(list));
	}
}

/* ---- countries ---- */

static bool same_country(const struct ac_feed_level *a, const struct ac_feed_level *b)
{
	return ac_str_eq(a->country, b->country);
}

static bool same_scale(const struct ac_feed_level *a, const struct ac_feed_level *b)
{
	return same_country(a, b) && ac_str_eq(a->scheme, b->scheme) && a->exercise == b->exercise;
}

/* In each scheme the worst of its places, and which that is. */
static void put_worst(const struct ac_feed *feed, struct ac_str country, struct ac_json *list)
{
	for (size_t i = 0; i < feed->n_levels; i++) {
		const struct ac_feed_level *worst = &feed->levels[i];
		if (!ac_str_eq(worst->country, country) || !is_first(feed, worst, same_scale))
			continue;
		for (size_t k = i; k < feed->n_levels; k++)
			if (same_scale(worst, &feed->levels[k]) &&
				feed->levels[k].rank > worst->rank)
				worst = &feed->levels[k];
		struct ac_json *json = ac_json_add_object(list);
		put_level(worst, json);
		ac_json_set_str(json, "place", worst->place);
	}
}

void ac_feed_levels(const struct ac_feed *feed, struct ac_buf *out)
{
	AC_AUTO(json) struct ac_json *root = ac_json_new_object();
	struct ac_json *countries = ac_json_set_object(root, "countries");
	for (size_t i = 0; i < feed->n_levels; i++) {
		const struct ac_feed_level *level = &feed->levels[i];
		if (!level->country.n || !is_first(feed, level, same_country))
			continue;
		struct ac_json *country = ac_json_set_object(countries, level->country.p);
		put_worst(feed, level->country, ac_json_set_array(country, "levels"));
		put_places(feed, level->country, ac_json_set_object(country, "places"));
	}
	put_places(feed, AC_STR(""), ac_json_set_object(root, "unplaced"));
	ac_json_set_wall(root, "updated", feed->updated);
	ac_json_write(root, out);
	ac_buf_add_char(out, '\n');
}
