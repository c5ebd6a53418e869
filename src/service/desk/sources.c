#include "service/desk/sources.h"

#include "roster/zone.h"
#include "service/desk/decide.h"
#include "store/roster.h"

struct putting {
	struct ac_by by;
	struct ac_source source;
	enum ac_change change;
};

static enum ac_status put(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct putting *p = ctx;
	AC_TRY(ac_source_put(db, &p->source, &p->change, err));
	int64_t id, expires_us;
	AC_TRY(ac_source_find(db, p->source.name, &id, &expires_us, err));
	return ac_decided(db, &p->by, "source.put", "source", id, NULL, err);
}

static enum ac_status end_of_day(const struct ac_service *service, struct ac_str date,
	struct ac_wall now, int64_t *us, struct ac_error *err)
{
	int32_t day;
	if (!ac_date_parse(date, &day))
		return ac_fail(err, AC_INVALID, "expires: a day as in 2027-12-31");
	*us = ac_zone_day_start(ac_service_zone(service), day + 1).us;
	if (*us <= now.us)
		return ac_fail(err, AC_INVALID, "expires: that day is over");
	return AC_OK;
}

enum ac_status ac_sources_put(struct ac_service *service, struct ac_officer officer,
	const struct ac_source_new *source, struct ac_json *answer, struct ac_error *err)
{
	static const char *const changes[] = { "unchanged", "added", "updated" };
	struct putting p = { .by = ac_by(service, officer),
		.source = { .name = source->name,
			.controller = source->controller,
			.legal_basis = source->legal_basis,
			.purpose = source->purpose } };
	AC_TRY(end_of_day(service, source->expires, p.by.at, &p.source.expires_us, err));
	AC_TRY(ac_service_write(service, put, &p, err));
	ac_json_set_str(answer, "name", source->name);
	ac_json_set_text(answer, "change", changes[p.change]);
	return AC_OK;
}

static void add(void *ctx, const struct ac_source *source)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_i64(json, "id", source->id);
	ac_json_set_str(json, "name", source->name);
	ac_json_set_str(json, "controller", source->controller);
	ac_json_set_str(json, "legal_basis", source->legal_basis);
	ac_json_set_str(json, "purpose", source->purpose);
	ac_json_set_wall_if(json, "expires", (struct ac_wall){ source->expires_us });
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_source_each(db, add, ctx, err);
}

enum ac_status ac_sources_view(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err)
{
	return ac_service_read(service, look, ac_json_set_array(answer, "sources"), err);
}
