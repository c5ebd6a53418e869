#include "service/desk/feeds.h"

#include "base/vec.h"
#include "http/http.h"
#include "service/intake.h"
#include "store/cases.h"
#include "store/intake.h"

/* ---- following ---- */

struct following {
	struct ac_by by;
	const struct ac_feed_new *feed;
	int64_t id, count;
};

static void count_feed(void *ctx, const struct ac_feed_row *row)
{
	(void)row;
	++*(int64_t *)ctx;
}

static enum ac_status follow(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct following *f = ctx;
	struct ac_feed_row row = { .name = f->feed->name.n ? f->feed->name : f->feed->url,
		.url = f->feed->url,
		.every_min = f->feed->every_min,
		.added_at = f->by.at };
	AC_TRY(ac_feed_each(db, 0, count_feed, &f->count, err));
	if (f->count >= ac_intake_feeds_max)
		return ac_fail(err, AC_FULL, "%d feeds are followed already: drop one",
			ac_intake_feeds_max);
	enum ac_status status = ac_feed_insert(db, &row, &f->id, err);
	if (status == AC_EXISTS)
		return ac_fail(err, AC_EXISTS, "a feed of that name is followed already");
	AC_TRY(status);
	return ac_decided(db, &f->by, "feed.follow", "feed", f->id, NULL, err);
}

static enum ac_status check_url(struct ac_str url, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf origin, path;
	ac_buf_init(&origin, 1000);
	ac_buf_init(&path, 4000);
	if (ac_str_starts(url, AC_STR("file:///")) && url.n <= 4000)
		return AC_OK;
	enum ac_status status = ac_http_split(url.p, &origin, &path, err);
	return status == AC_OK ? AC_OK : ac_fail_in(err, AC_INVALID, "url");
}

enum ac_status ac_feeds_follow(struct ac_service *service, struct ac_officer officer,
	const struct ac_feed_new *feed, int64_t *id, struct ac_error *err)
{
	struct following f = { .by = ac_by(service, officer), .feed = feed };
	AC_TRY(check_url(feed->url, err));
	if (feed->name.n > 200)
		return ac_fail(err, AC_INVALID, "name: at most 200 bytes");
	AC_TRY(ac_service_write(service, follow, &f, err));
	*id = f.id;
	ac_service_feeds_changed(service);
	return AC_OK;
}

struct dropping {
	struct ac_by by;
	int64_t id;
};

static enum ac_status drop(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct dropping *d = ctx;
	AC_TRY(ac_feed_delete(db, d->id, err));
	return ac_decided(db, &d->by, "feed.drop", "feed", d->id, NULL, err);
}

enum ac_status ac_feeds_drop(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct dropping d = { .by = ac_by(service, officer), .id = id };
	AC_TRY(ac_service_write(service, drop, &d, err));
	ac_service_feeds_changed(service);
	return AC_OK;
}

enum ac_status ac_feeds_look(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct ac_intake_report report;
	AC_TRY(ac_service_look_at_feed(service, id, &report, err));
	ac_json_set_bool(answer, "unchanged", report.unchanged);
	ac_json_set_i64(answer, "entries", report.entries);
	ac_json_set_i64(answer, "fetched", report.fetched);
	ac_json_set_i64(answer, "added", report.added);
	ac_json_set_i64(answer, "invalid", report.invalid);
	ac_json_set_i64(answer, "gone", report.gone);
	ac_json_set_i64(answer, "judged", report.judged);
	ac_json_set_i64(answer, "replaced", report.replaced);
	ac_json_set_i64(answer, "left", report.left);
	ac_json_set_str_if(answer, "why", ac_str(report.why));
	return AC_OK;
}

/* ---- showing ---- */

struct viewing {
	struct ac_wall now;
	int64_t feed, message;
	struct ac_json *answer;
	struct ac_json *array; /* lent by answer */
	struct ac_json *in_force; /* … */
	const char *from;
	AC_VEC(struct ac_json *) feeds; /* … */
	AC_VEC(struct ac_json *) ours; /* … */
	struct ac_buf *xml;
	int64_t messages, present, holding;
};

static void put_feed(struct ac_json *json, const struct ac_feed_row *row)
{
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "name", row->name);
	ac_json_set_str(json, "url", row->url);
	ac_json_set_i64(json, "every_min", row->every_min);
	ac_json_set_wall(json, "added_at", row->added_at);
	ac_json_set_wall_if(json, "polled_at", row->polled_at);
	ac_json_set_wall_if(json, "good_at", row->good_at);
	ac_json_set_i64(json, "failures", row->failures);
	ac_json_set_str_if(json, "why", row->why);
}

static bool is_refused(const struct ac_feed_message_row *row)
{
	return ac_str_eq(row->signature, AC_STR("refused"));
}

/* A message that keeps the rules, that is not under a false name, that no later one ended and whose time is
 * not over. */
static bool holds(const struct ac_feed_message_row *row, struct ac_wall now)
{
	bool says = ac_str_eq(row->msg_type, AC_STR("Alert")) ||
		    ac_str_eq(row->msg_type, AC_STR("Update"));
	return row->valid && !is_refused(row) && says && !row->ended_by &&
	       row->expires_at.us > now.us;
}

static const char *state_of(const struct ac_feed_message_row *row, struct ac_wall now)
{
	if (!row->valid)
		return "invalid";
	if (is_refused(row))
		return "refused";
	if (row->ended_by)
		return "ended";
	if (holds(row, now))
		return "in force";
	return row->expires_at.us && row->expires_at.us <= now.us ? "expired" : "said";
}

static void put_message(
	struct ac_json *json, const struct ac_feed_message_row *row, struct ac_wall now)
{
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_text(json, "state", state_of(row, now));
	ac_json_set_str_if(json, "identifier", row->identifier);
	ac_json_set_str_if(json, "sender", row->sender);
	ac_json_set_wall_if(json, "sent", row->sent_at);
	ac_json_set_wall_if(json, "expires", row->expires_at);
	ac_json_set_str_if(json, "status", row->status);
	ac_json_set_str_if(json, "type", row->msg_type);
	ac_json_set_str_if(json, "event", row->event);
	ac_json_set_str_if(json, "headline", row->headline);
	ac_json_set_str_if(json, "areas", row->areas);
	ac_json_set_bool(json, "valid", row->valid);
	ac_json_set_str_if(json, "finding", row->finding);
	ac_json_set_str(json, "signature", row->signature);
	ac_json_set_str(json, "link", row->link);
	ac_json_set_wall(json, "seen_at", row->seen_at);
	ac_json_set_wall_if(json, "gone_at", row->gone_at);
	ac_json_set_wall_if(json, "altered_at", row->altered_at);
	if (row->ended_by)
		ac_json_set_i64(json, "ended_by", row->ended_by);
}

static void view_feed(void *ctx, const struct ac_feed_row *row)
{
	put_feed(((struct viewing *)ctx)->answer, row);
}

static void view_message(void *ctx, const struct ac_feed_message_row *row)
{
	struct viewing *v = ctx;
	put_message(ac_json_add_object(v->array), row, v->now);
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(ac_feed_each(db, v->feed, view_feed, v, err));
	return ac_feed_message_each(db, v->feed, view_message, v, err);
}

enum ac_status ac_feeds_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .now = ac_service_now(service),
		.feed = id,
		.answer = answer,
		.array = ac_json_set_array(answer, "messages") };
	return ac_service_read(service, view, &v, err);
}

static enum ac_status find_bytes(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	return ac_feed_message_bytes(db, v->feed, v->message, v->xml, err);
}

enum ac_status ac_feeds_message(struct ac_service *service, int64_t feed, int64_t message,
	struct ac_buf *xml, struct ac_error *err)
{
	struct viewing v = { .feed = feed, .message = message, .xml = xml };
	return ac_service_read(service, find_bytes, &v, err);
}

/* ---- side by side ---- */

static void list_feed(void *ctx, const struct ac_feed_row *row)
{
	struct viewing *v = ctx;
	struct ac_json *json = ac_json_add_object(v->array);
	put_feed(json, row);
	ac_vec_push(&v->feeds, json);
}

static void list_message(void *ctx, const struct ac_feed_message_row *row)
{
	struct viewing *v = ctx;
	v->messages++;
	v->present += !row->gone_at.us;
	if (!holds(row, v->now))
		return;
	v->holding++;
	struct ac_json *json = ac_json_add_object(v->in_force);
	ac_json_set_text(json, "from", v->from);
	put_message(json, row, v->now);
}

static void list_own(void *ctx, const struct ac_warning_row *row)
{
	struct viewing *v = ctx;
	if (!ac_str_eq(row->state, AC_STR("published")) || row->valid_to.us <= v->now.us)
		return;
	struct ac_json *json = ac_json_add_object(v->in_force);
	ac_json_set_text(json, "from", "us");
	ac_json_set_i64(json, "warning", row->id);
	ac_json_set_wall_if(json, "sent", row->published_at);
	ac_json_set_wall(json, "expires", row->valid_to);
	ac_vec_push(&v->ours, json);
}

static void add_headline(void *ctx, const struct ac_warning_text_row *row)
{
	struct ac_json *json = ctx;
	if (!ac_json_find(json, "headline") || ac_str_eq(row->language, AC_STR("en")))
		ac_json_set_str(json, "headline", row->headline);
}

static enum ac_status list_one(
	struct viewing *v, struct ac_db *db, struct ac_json *json, struct ac_error *err)
{
	int64_t id;
	struct ac_str name;
	AC_TRY(ac_json_get_i64(json, "id", &id, err));
	AC_TRY(ac_json_get_str(json, "name", &name, err));
	v->from = name.p;
	v->messages = v->present = v->holding = 0;
	AC_TRY(ac_feed_message_each(db, id, list_message, v, err));
	ac_json_set_i64(json, "messages", v->messages);
	ac_json_set_i64(json, "present", v->present);
	ac_json_set_i64(json, "in_force", v->holding);
	return AC_OK;
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(ac_warning_each(db, 0, list_own, v, err));
	ac_vec_each(&v->ours, json) {
		int64_t id;
		AC_TRY(ac_json_get_i64(*json, "warning", &id, err));
		AC_TRY(ac_warning_text_each(db, id, add_headline, *json, err));
	}
	AC_TRY(ac_feed_each(db, 0, list_feed, v, err));
	ac_vec_each(&v->feeds, json)
		AC_TRY(list_one(v, db, *json, err));
	return AC_OK;
}

enum ac_status ac_feeds_list(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { .now = ac_service_now(service),
		.array = ac_json_set_array(answer, "feeds"),
		.in_force = ac_json_set_array(answer, "in_force") };
	enum ac_status status = ac_service_read(service, list, &v, err);
	ac_vec_done(&v.feeds);
	ac_vec_done(&v.ours);
	return status;
}
