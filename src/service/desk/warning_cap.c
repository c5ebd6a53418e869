/* A warning as a CAP 1.2 document (cap/write.h), with the whole chain before it. */
#include "service/desk/warning_p.h"

#include "feed/feed.h"

#include "base/arena.h"
#include "cap/write.h"
#include "geo/cap_polygons.h"
#include "geo/geojson.h"
#include "service/desk/issuer.h"

#include <stdio.h>

enum {
	xml_max = 2 << 20, /* what a reader takes (cap/read.h) */
	chain_max = 1000,
	positions_max = 30000, /* of all polygons in all languages: about half a megabyte */
	positions_least = 8, /* of a polygon */
};

struct making {
	const struct warning *warning;
	const struct warning_publication *publication;
	struct ac_arena arena; /* everything that the alert borrows */
	struct ac_cap_alert alert;
	AC_VEC(struct ac_cap_reference) chain;
	struct ac_wall expires;
	struct ac_error err;
	enum ac_status status;
};

static void making_done(struct making *m)
{
	ac_vec_done(&m->chain);
	ac_arena_done(&m->arena);
}
AC_AUTO_DEFINE_VALUE(making, struct making, making_done)

static struct ac_str member(const struct ac_json *object, const char *name, const char *fallback)
{
	struct ac_str value;
	if (ac_json_opt_str(object, name, ac_str(fallback), &value, NULL) != AC_OK || !value.n)
		return ac_str(fallback);
	return value;
}

/* n zeroed items in the arena; the arena is as large as any warning needs. */
static void *items(struct making *m, size_t n, size_t size)
{
	void *p = ac_arena_alloc(&m->arena, n ? n * size : 1);
	if (!p)
		m->status = ac_fail(&m->err, AC_FULL, "the warning is too large to be published");
	return p;
}

/* ---- areas ---- */

/* @param most  positions of a polygon */
static void put_polygons(
	struct making *m, const struct ac_area *area, size_t most, struct ac_cap_area *out)
{
	AC_AUTO(cap_polygons) struct ac_cap_polygons outlines = { 0 };
	ac_area_cap_polygons(area, most, &outlines);
	size_t total = outlines.n ? outlines.first[outlines.n] : 0;
	struct ac_cap_polygon *polygons = items(m, outlines.n, sizeof *polygons);
	struct ac_cap_point *points = items(m, total, sizeof *points);
	if (!polygons || !points)
		return;
	for (size_t i = 0; i < total; i++)
		points[i] = (struct ac_cap_point){ outlines.points[i].lat_e7 / 1e7,
			outlines.points[i].lon_e7 / 1e7 };
	for (size_t i = 0; i < outlines.n; i++)
		polygons[i] = (struct ac_cap_polygon){ points + outlines.first[i],
			outlines.first[i + 1] - outlines.first[i] };
	out->polygons = polygons;
	out->polygon_count = outlines.n;
}

static void put_circles(struct making *m, const struct ac_area *area, struct ac_cap_area *out)
{
	size_t n = ac_area_circles(area);
	struct ac_cap_circle *circles = items(m, n, sizeof *circles);
	for (size_t i = 0; circles && i < n; i++) {
		struct ac_point centre;
		double radius_m;
		ac_area_circle(area, i, &centre, &radius_m);
		circles[i] = (struct ac_cap_circle){ { centre.lat_e7 / 1e7, centre.lon_e7 / 1e7 },
			radius_m / 1000 };
	}
	out->circles = circles;
	out->circle_count = circles ? n : 0;
}

static enum ac_status put_all_areas(
	struct making *m, size_t most, struct ac_cap_area *areas, struct ac_error *err)
{
	const struct ac_json *list = ac_json_find(m->warning->areas, "areas");
	for (size_t i = 0; i < ac_json_count(list); i++) {
		AC_AUTO(area) struct ac_area *area = NULL;
		const struct ac_json *one = ac_json_at(list, i);
		AC_TRY(ac_area_from_json(ac_json_find(one, "geojson"), &area, err));
		areas[i] = (struct ac_cap_area){ .desc = member(one, "name", "Area") };
		put_polygons(m, area, most, &areas[i]);
		put_circles(m, area, &areas[i]);
	}
	return AC_OK;
}

/* Positions of all polygons if none had more than `most`. */
static size_t count_positions(const struct ac_cap_area *areas, size_t n, size_t most)
{
	size_t sum = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < areas[i].polygon_count; k++) {
			size_t count = areas[i].polygons[k].count;
			sum += count < most ? count : most;
		}
	return sum;
}

/* Many receivers give up on large messages: outlines get coarser, outwards, until all of them, in
 * every language, keep within the budget. */
static enum ac_status put_areas(
	struct making *m, struct ac_cap_area **areas, size_t *n, struct ac_error *err)
{
	size_t languages = ac_json_count(m->warning->texts), most = AC_CAP_POSITIONS;
	*n = ac_json_count(ac_json_find(m->warning->areas, "areas"));
	*areas = items(m, *n, sizeof **areas);
	if (!*areas)
		return AC_OK; /* m->status says why */
	AC_TRY(put_all_areas(m, most, *areas, err));
	while (most > positions_least &&
		count_positions(*areas, *n, most) * languages > positions_max)
		most--;
	if (count_positions(*areas, *n, most) * languages > positions_max)
		return ac_fail(err, AC_INVALID,
			"areas: even coarse outlines have %zu positions in %zu languages, too many "
			"for a message (%d): leave small ones out or unite them",
			count_positions(*areas, *n, most) * languages, languages, positions_max);
	return most < AC_CAP_POSITIONS ? put_all_areas(m, most, *areas, err) : AC_OK;
}

/* ---- one language ---- */

static unsigned responses(const struct making *m)
{
	unsigned bits = 0;
	ac_json_each(ac_json_find(m->warning->details, "response"), item)
	{
		struct ac_str word;
		enum ac_cap_response response;
		if (ac_json_as_str(item, &word, NULL) == AC_OK &&
			ac_cap_response_from(word, &response))
			bits |= 1u << response;
	}
	return bits;
}

static void put_grades(const struct making *m, struct ac_cap_info *info)
{
	const struct ac_json *details = m->warning->details;
	info->urgency = AC_CAP_URGENCY_IMMEDIATE;
	info->severity = AC_CAP_SEVERITY_EXTREME;
	info->certainty = AC_CAP_CERTAINTY_LIKELY;
	(void)!ac_cap_urgency_from(member(details, "urgency", ""), &info->urgency);
	(void)!ac_cap_severity_from(member(details, "severity", ""), &info->severity);
	(void)!ac_cap_certainty_from(member(details, "certainty", ""), &info->certainty);
	info->responses = responses(m);
	if (m->publication->message == WARNING_ALERT || m->publication->message == WARNING_UPDATE)
		return;
	bool mistaken = m->publication->message == WARNING_CANCEL; /* there was no threat */
	info->responses = mistaken ? 1u << AC_CAP_RESPONSE_NONE : 1u << AC_CAP_RESPONSE_ALL_CLEAR;
	info->urgency = AC_CAP_URGENCY_PAST;
	info->severity = AC_CAP_SEVERITY_MINOR;
	info->certainty = mistaken ? AC_CAP_CERTAINTY_UNLIKELY : AC_CAP_CERTAINTY_OBSERVED;
}

static void put_level(struct making *m, struct ac_cap_info *info)
{
	bool gone = m->publication->message == WARNING_CANCEL ||
		    (m->publication->message == WARNING_ALL_CLEAR && !m->publication->keeps_level);
	if (!m->warning->scheme[0] || gone)
		return;
	struct ac_cap_pair *pair = items(m, 1, sizeof *pair);
	char value[24];
	(void)snprintf(value, sizeof value, "%lld", (long long)m->warning->level);
	if (!pair)
		return;
	*pair = (struct ac_cap_pair){ ac_str(m->warning->scheme),
		ac_arena_str(&m->arena, ac_str(value)) };
	info->parameters = pair;
	info->parameter_count = 1;
}

static void put_info(struct making *m, const struct ac_json *text, const struct ac_cap_area *areas,
	size_t n_areas, struct ac_cap_info *info)
{
	*info = (struct ac_cap_info){
		.language = member(text, "language", ""),
		.categories = 1u << AC_CAP_CATEGORY_SECURITY | 1u << AC_CAP_CATEGORY_SAFETY,
		.event = member(m->warning->details, "event", "Threat to citizens abroad"),
		.effective = &m->publication->sent,
		.expires = &m->expires,
		.sender_name = ac_str(m->publication->instance),
		.headline = member(text, "headline", ""),
		.description = member(text, "description", ""),
		.instruction = member(text, "instruction", ""),
		.areas = areas,
		.area_count = n_areas,
	};
	if (m->warning->valid_from.us > m->publication->sent.us)
		info->onset = &m->warning->valid_from;
	put_grades(m, info);
	put_level(m, info);
}

static enum ac_status put_infos(struct making *m, struct ac_error *err)
{
	size_t n = ac_json_count(m->warning->texts), n_areas;
	struct ac_cap_area *areas;
	struct ac_cap_info *infos = items(m, n, sizeof *infos);
	if (m->publication->message == WARNING_CANCEL && !n)
		return AC_OK;
	AC_TRY(put_areas(m, &areas, &n_areas, err));
	for (size_t i = 0; infos && i < n; i++)
		put_info(m, ac_json_at(m->warning->texts, i), areas, n_areas, &infos[i]);
	m->alert.infos = infos;
	m->alert.info_count = infos ? n : 0;
	return AC_OK;
}

/* ---- the whole ---- */

static void take_earlier(void *ctx, const struct ac_cap_row *row)
{
	struct making *m = ctx;
	struct ac_cap_reference reference = { ac_arena_str(&m->arena, row->sender),
		ac_arena_str(&m->arena, row->identifier), row->sent_at };
	if (m->chain.n == chain_max) /* a chain with a gap would leave somebody's alert standing */
		m->status = ac_fail(&m->err, AC_FULL,
			"a warning has at most %d messages: clear it and draft another", chain_max);
	else
		ac_vec_push(&m->chain, reference);
}

/* Unique for ever, also when a backup of before was restored: the time stands in it. */
static struct ac_str identifier(struct making *m)
{
	char stamp[32], text[160];
	const struct warning *w = m->warning;
	ac_wall_format(m->publication->sent, stamp);
	(void)snprintf(text, sizeof text, "%.60s-w%lld-%zu-%s", m->publication->instance,
		(long long)w->id, m->chain.n + 1, stamp);
	for (char *c = text; *c; c++)
		if (*c == ' ' || *c == ',' || *c == '<' || *c == '&' || *c == ':')
			*c = '-';
	return ac_arena_str(&m->arena, ac_str(text));
}

static enum ac_cap_msg_type msg_type(const struct warning_publication *publication)
{
	switch (publication->message) {
	case WARNING_ALERT: return AC_CAP_MSG_TYPE_ALERT;
	case WARNING_UPDATE: return AC_CAP_MSG_TYPE_UPDATE;
	case WARNING_ALL_CLEAR:
		return publication->keeps_level ? AC_CAP_MSG_TYPE_UPDATE : AC_CAP_MSG_TYPE_CANCEL;
	case WARNING_CANCEL: break;
	}
	return AC_CAP_MSG_TYPE_CANCEL;
}

static void put_head(struct making *m)
{
	char incident[80];
	struct ac_str *incidents = items(m, 1, sizeof *incidents);
	(void)snprintf(incident, sizeof incident, "%.40s-case-%lld", m->publication->instance,
		(long long)m->warning->case_id);
	for (char *c = incident; *c; c++)
		if (*c == ' ' || *c == ',' || *c == '<' || *c == '&')
			*c = '-';
	if (incidents)
		*incidents = ac_arena_str(&m->arena, ac_str(incident));
	m->alert = (struct ac_cap_alert){
		.identifier = identifier(m),
		.sender = ac_str(m->publication->sender),
		.sent = m->publication->sent,
		.status = m->warning->exercise ? AC_CAP_STATUS_EXERCISE : AC_CAP_STATUS_ACTUAL,
		.msg_type = msg_type(m->publication),
		.scope = AC_CAP_SCOPE_PUBLIC,
		.note = m->publication->note,
		.references = m->chain.at,
		.reference_count = m->chain.n,
		.incidents = incidents,
		.incident_count = incidents ? 1 : 0,
	};
	if (m->warning->exercise && !m->alert.note.n)
		m->alert.note = AC_STR("Exercise");
}

static void references_text(const struct making *m, struct ac_buf *out)
{
	for (size_t i = 0; i < m->chain.n; i++) {
		char sent[32];
		ac_cap_format_time(m->chain.at[i].sent, sent);
		ac_buf_printf(out, "%s%.*s,%.*s,%s", i ? " " : "",
			AC_STR_ARG(m->chain.at[i].sender), AC_STR_ARG(m->chain.at[i].identifier),
			sent);
	}
}

/* Written, then signed: nothing may touch the bytes after that. */
static enum ac_status write_signed(const struct making *m, struct ac_db *db, struct ac_buf *xml,
	struct warning_published *published, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf bare;
	ac_buf_init(&bare, xml_max);
	AC_TRY(ac_cap_write(&m->alert, AC_CAP_OWN, &bare, NULL, err));
	ac_rehearse_document(m->publication->officer, ac_buf_str(&bare));
	AC_TRY(ac_issuer_sign(db, m->publication->issuer_key, m->alert.sender, ac_buf_str(&bare),
		xml, published->key, err));
	ac_cap_sha256(ac_buf_str(xml), published->sha256);
	return AC_OK;
}

static enum ac_status insert(struct making *m, struct ac_db *db,
	struct warning_published *published, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf xml, references;
	ac_buf_init(&xml, xml_max);
	ac_buf_init(&references, 1u << 20);
	AC_TRY(write_signed(m, db, &xml, published, err));
	references_text(m, &references);
	struct ac_cap_row row = {
		.warning = m->warning->id,
		.identifier = m->alert.identifier,
		.sender = m->alert.sender,
		.sent_at = m->alert.sent,
		.msg_type = ac_str(ac_cap_msg_type_name(m->alert.msg_type)),
		.references_text = ac_buf_str(&references),
		.xml = ac_buf_str(&xml),
		.sha256 = ac_str(published->sha256),
	};
	return ac_cap_insert(db, &row, &published->message, err);
}

enum ac_status warning_publish(struct ac_db *db, const struct warning *warning,
	const struct warning_publication *publication, struct warning_published *published,
	struct ac_error *err)
{
	AC_AUTO(making) struct making m = { .warning = warning, .publication = publication };
	ac_arena_init(&m.arena, 64u << 20);
	m.expires = warning->valid_to;
	if (m.expires.us <= publication->sent.us) /* an all-clear after the warning's own end */
		m.expires.us = publication->sent.us + AC_FEED_END_STAYS;
	AC_TRY(ac_cap_each(db, warning->id, take_earlier, &m, err));
	put_head(&m);
	AC_TRY(put_infos(&m, err));
	if (m.status != AC_OK) {
		if (err)
			*err = m.err;
		return m.status;
	}
	return insert(&m, db, published, err);
}

struct ac_json *warning_published_detail(const struct warning_published *published)
{
	struct ac_json *detail = ac_detail_i64("message", published->message);
	ac_json_set_text(detail, "sha256", published->sha256);
	ac_json_set_text(detail, "key", published->key);
	return detail;
}
