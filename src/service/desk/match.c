#include "service/desk/match.h"

#include "geo/geojson.h"
#include "roster/zone.h"
#include "store/match.h"

struct looking {
	const struct ac_area *area;
	int64_t from_us, to_us, now_us;
	struct ac_json *answer;
	struct ac_json *hotels; /* NULL: not asked for */
};

static enum ac_status read_day(
	const char *what, struct ac_str text, int32_t *day, struct ac_error *err)
{
	if (!ac_date_parse(text, day))
		return ac_fail(err, AC_INVALID, "%s: \"%.*s\" is no day: write it as in 2022-06-13",
			what, AC_STR_ARG(text));
	return AC_OK;
}

static enum ac_status read_days(const struct ac_zone *zone, const struct ac_match_query *query,
	struct looking *looking, struct ac_error *err)
{
	int32_t from, to;
	AC_TRY(read_day("from", query->from, &from, err));
	AC_TRY(read_day("to", query->to, &to, err));
	if (to < from)
		return ac_fail(err, AC_INVALID, "to: before from; are the two exchanged?");
	looking->from_us = ac_zone_day_start(zone, from).us;
	looking->to_us = ac_zone_day_start(zone, to + 1).us;
	return AC_OK;
}

static void set_count(struct ac_json *json, const struct ac_match_count *count)
{
	ac_json_set_i64(json, "stays", count->stays);
	ac_json_set_i64(json, "travellers", count->travellers);
	ac_json_set_i64(json, "parties", count->parties);
	ac_json_set_i64(json, "by_phone", count->by_phone);
	ac_json_set_i64(json, "by_email", count->by_email);
	ac_json_set_i64(json, "not_reachable", count->not_reachable);
}

static void add_hotel(void *ctx, const struct ac_match_lodging *lodging)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_str(json, "hotel_id", lodging->ref);
	ac_json_set_str(json, "name", lodging->name);
	ac_json_set_str(json, "district", lodging->district);
	ac_json_set_bool(json, "at_risk", lodging->at_risk);
	set_count(json, &lodging->count);
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct looking *l = ctx;
	struct ac_match_count count;
	AC_TRY(ac_match_counts(db, l->area, l->from_us, l->to_us, &count, err));
	set_count(l->answer, &count);
	if (!l->hotels)
		return AC_OK;
	return ac_match_by_lodging(
		db, l->area, l->from_us, l->to_us, l->now_us, add_hotel, l->hotels, err);
}

enum ac_status ac_matches_view(struct ac_service *service, const struct ac_match_query *query,
	struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(area) struct ac_area *area = NULL;
	struct looking looking = { .now_us = ac_service_now(service).us, .answer = answer };
	AC_TRY(read_days(ac_service_zone(service), query, &looking, err));
	AC_TRY(ac_area_from_geojson(query->area, &area, err));
	looking.area = area;
	if (query->by_hotel)
		looking.hotels = ac_json_set_array(answer, "hotels");
	return ac_service_read(service, look, &looking, err);
}
