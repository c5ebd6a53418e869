/* warning draft, update: what is said, where and until when. The other steps stand in
 * cmd_warning_steps.c. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/warning_print.h"

#include "geo/geojson.h"

#include <stdio.h>

/* What describes a warning, in `draft` and `update` alike. */
#define CONTENT_OPTIONS                                                                            \
	{ "area", "FILE.geojson", "polygons and circles; may be repeated", false },                \
		{ "district", "NAME",                                                              \
			"only the feature of that name in the area files; may be repeated",        \
			false },                                                                   \
		{ "circle", "LAT,LON,KM", "a circle; may be repeated", false },                    \
		{ "texts", "FILE.yaml", "headline, description, instruction per language",         \
			false },                                                                   \
		{ "scheme", "NAME", "scheme of the level: IL-NSC-2022, US-STATE-2018, …", false }, \
		{ "level", "N", "level in that scheme", false },                                   \
		{ "from", "TIME", "valid from (RFC 3339; default: now)", false },                  \
		{ "to", "TIME", "valid to (RFC 3339)", false },                                    \
		{ "place", "NAME", "the place whose level that is (default: its areas' names)",    \
			false },                                                                   \
		{ "country", "CC", "in which that place lies (ISO 3166, as in TR)", false },       \
		{ "event", "TEXT", "what it is about, in a few words", false },                    \
		{ "urgency", "WORD", "Immediate, Expected, Future, Past, Unknown", false },        \
		{ "severity", "WORD", "Extreme, Severe, Moderate, Minor, Unknown", false },        \
		{ "certainty", "WORD", "Observed, Likely, Possible, Unlikely, Unknown", false },   \
	{                                                                                          \
		"response", "WORD", "Evacuate, Shelter, Avoid, …; may be repeated", false          \
	}

static enum ac_status add_area(struct ac_cli *cli, struct ac_json *areas, const char *path)
{
	AC_AUTO(buf) struct ac_buf text = { 0 };
	AC_AUTO(json) struct ac_json *area = NULL;
	AC_TRY(ac_cli_read_file(cli, path, ac_geojson_limits.bytes, &text));
	enum ac_status status =
		ac_json_parse(ac_buf_str(&text), &ac_geojson_limits, &area, &cli->err);
	if (status != AC_OK)
		return ac_fail_in(&cli->err, status, "%s", path);
	ac_json_add(areas, AC_TAKE(area));
	return AC_OK;
}

static bool add_circle(struct ac_json *circles, const char *text)
{
	struct ac_str rest = ac_str(text), lat, lon;
	double lat_deg, lon_deg, radius_km;
	if (!ac_str_cut(&rest, ',', &lat) || !ac_str_cut(&rest, ',', &lon) || !rest.p ||
		!ac_str_to_double(ac_str_trim(lat), &lat_deg) ||
		!ac_str_to_double(ac_str_trim(lon), &lon_deg) ||
		!ac_str_to_double(ac_str_trim(rest), &radius_km)) {
		ac_cli_usage("--circle: latitude, longitude and radius in kilometres, as in "
			     "41.0369,28.985,2.5; not \"%s\"",
			text);
		return false;
	}
	struct ac_json *circle = ac_json_add_object(circles);
	ac_json_set_double(circle, "lat", lat_deg);
	ac_json_set_double(circle, "lon", lon_deg);
	ac_json_set_double(circle, "radius_km", radius_km);
	return true;
}

static void add_list(
	struct ac_json *body, const struct ac_args *args, const char *option, const char *member)
{
	if (!ac_arg(args, option))
		return;
	struct ac_json *list = ac_json_set_array(body, member);
	const char *value;
	for (int i = 0; (value = ac_arg_nth(args, option, i)); i++)
		ac_json_add_text(list, value);
}

/* @return an exit code; AC_EXIT_GOOD to go on */
static int add_places(struct ac_cli *cli, const struct ac_args *args, struct ac_json *body)
{
	const char *value;
	if (ac_arg(args, "area")) {
		struct ac_json *areas = ac_json_set_array(body, "areas");
		for (int i = 0; (value = ac_arg_nth(args, "area", i)); i++)
			if (add_area(cli, areas, value) != AC_OK)
				return ac_cli_failed(cli);
	}
	if (ac_arg(args, "circle")) {
		struct ac_json *circles = ac_json_set_array(body, "circles");
		for (int i = 0; (value = ac_arg_nth(args, "circle", i)); i++)
			if (!add_circle(circles, value))
				return AC_EXIT_USAGE;
	}
	add_list(body, args, "district", "districts");
	return AC_EXIT_GOOD;
}

static int content(struct ac_cli *cli, const struct ac_args *args, struct ac_json *body)
{
	int64_t level;
	int code = add_places(cli, args, body);
	if (code != AC_EXIT_GOOD)
		return code;
	if (ac_cli_set_file(cli, body, "texts", ac_arg(args, "texts"), ac_cli_texts_max) != AC_OK)
		return ac_cli_failed(cli);
	if (ac_arg(args, "level")) {
		if (!ac_str_to_i64(ac_str(ac_arg(args, "level")), 0, 100, &level))
			return ac_cli_usage("--level must be a whole number");
		ac_json_set_i64(body, "level", level);
	}
	ac_cli_set_text(body, "scheme", ac_arg(args, "scheme"));
	ac_cli_set_text(body, "place", ac_arg(args, "place"));
	ac_cli_set_text(body, "country", ac_arg(args, "country"));
	ac_cli_set_text(body, "valid_from", ac_arg(args, "from"));
	ac_cli_set_text(body, "valid_to", ac_arg(args, "to"));
	ac_cli_set_text(body, "event", ac_arg(args, "event"));
	ac_cli_set_text(body, "urgency", ac_arg(args, "urgency"));
	ac_cli_set_text(body, "severity", ac_arg(args, "severity"));
	ac_cli_set_text(body, "certainty", ac_arg(args, "certainty"));
	add_list(body, args, "response", "response");
	return AC_EXIT_GOOD;
}

/* ---- draft ---- */

static const struct ac_option draft_options[] = {
	CONTENT_OPTIONS,
	{ "from-case", "CASE",
		"the areas of that case's last warning, else those that it accepted of the case "
		"before it; instead of --area",
		false },
	{ 0 },
};

static int draft(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	if (!ac_arg(args, "area") && !ac_arg(args, "circle") && !ac_arg(args, "from-case"))
		return ac_cli_usage("where? Give --area=FILE.geojson, --circle=LAT,LON,KM or "
				    "--from-case=CASE");
	if (!ac_cli_set_id(body, "from_case", args, "from-case"))
		return AC_EXIT_USAGE;
	if (!ac_arg(args, "texts") || !ac_arg(args, "to"))
		return ac_cli_usage("--texts=FILE.yaml and --to=TIME are needed");
	ac_json_set_i64(body, "case", id);
	int code = content(cli, args, body);
	if (code != AC_EXIT_GOOD)
		return code;
	return ac_cli_show(cli, AC_POST, body, ac_warning_print, "/v1/warnings");
}

const struct ac_command ac_cmd_warning_draft = {
	.name = "warning draft",
	.operands = "CASE",
	.summary = "Write a warning for a case; nothing is published yet",
	.options = draft_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = draft,
	.more = "The file of texts has a list `texts` with language, headline, description and "
		"instruction of each; demo/warning.yaml shows one.",
};

/* ---- update ---- */

static const struct ac_option update_options[] = { CONTENT_OPTIONS, { 0 } };

static int update(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "WARNING", &id))
		return AC_EXIT_USAGE;
	int code = content(cli, args, body);
	if (code != AC_EXIT_GOOD)
		return code;
	return ac_cli_show(
		cli, AC_POST, body, ac_warning_print, "/v1/warnings/%lld/update", (long long)id);
}

const struct ac_command ac_cmd_warning_update = {
	.name = "warning update",
	.operands = "WARNING",
	.summary = "Change a draft, or publish an Update of a published warning",
	.options = update_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = update,
	.more = "What is not given stays as it is.",
};
