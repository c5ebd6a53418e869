#include "feed/feed_p.h"

#include "json/json.h"

static void add_level(
	const struct ac_feed *feed, const struct ac_feed_level *level, struct ac_json *levels)
{
	struct ac_json *json = ac_json_add_object(levels);
	ac_json_set_str(json, "place", level->place);
	ac_json_set_str(json, "scheme", level->scheme);
	ac_json_set_i64(json, "level", level->level);
	ac_json_set_wall(json, "since", level->since);
	if (level->exercise)
		ac_json_set_bool(json, "exercise", true);
	if (level->until.us)
		ac_json_set_wall(json, "until", level->until);
	if (!level->identifier.n)
		return;
	AC_AUTO(buf) struct ac_buf url;
	ac_buf_init(&url, 8192);
	feed_url(feed, level->identifier, &url);
	ac_json_set_str(json, "identifier", level->identifier);
	ac_json_set_str(json, "cap", ac_buf_str(&url));
}

void ac_feed_levels(const struct ac_feed *feed, struct ac_buf *out)
{
	AC_AUTO(json) struct ac_json *root = ac_json_new_object();
	struct ac_json *levels = ac_json_set_array(root, "levels");
	for (size_t i = 0; i < feed->n_levels; i++)
		add_level(feed, &feed->levels[i], levels);
	ac_json_set_wall(root, "updated", feed->updated);
	ac_json_write(root, out);
	ac_buf_add_char(out, '\n');
}
