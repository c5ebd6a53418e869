/* One look at a feed: judge again what came under other keys, ask, fetch what is new, then write all of it in one go. */
#include "cap/index.h"
#include "service/run/intake_look_p.h"
#include "service/run/intake_message.h"
#include "service/service_p.h"

#include <stdio.h>

enum {
	file_max = 2 << 20, /* what cap/read.h reads */
	look_bytes = 16 << 20, /* of files fetched in one look */
	texts_max = 128 << 20, /* of those, and of what is judged again */
};

static void look_done(struct intake_look *look)
{
	ac_vec_each(&look->known, known) {
		ac_free(known->link);
		ac_free(known->updated);
	}
	ac_vec_done(&look->known);
	ac_vec_done(&look->arrived);
	intake_source_free(look->source);
	ac_cap_issuers_free(look->issuers);
	ac_buf_done(&look->index.bytes);
	ac_arena_done(&look->arena);
}
AC_AUTO_DEFINE_VALUE(look, struct intake_look, look_done)

/* ---- before ---- */

static void take_feed(void *ctx, const struct ac_feed_row *row)
{
	struct intake_look *look = ctx;
	struct ac_arena *arena = &look->arena;
	look->feed = *row;
	look->feed.name = ac_arena_str(arena, row->name);
	look->feed.url = ac_arena_str(arena, row->url);
	look->feed.etag = ac_arena_str(arena, row->etag);
	look->feed.modified = ac_arena_str(arena, row->modified);
	look->feed.why = AC_STR("");
}

static void take_known(void *ctx, const struct ac_feed_message_row *row)
{
	struct intake_look *look = ctx;
	struct intake_known known = { .id = row->id,
		.ended_by = row->ended_by,
		.link = ac_strndup(row->link.p, row->link.n),
		.updated = ac_strndup(row->updated.n ? row->updated.p : "", row->updated.n),
		.gone = row->gone_at.us != 0,
		.named = row->identifier.n != 0,
		.altered = row->altered_at.us != 0,
		.due = look->issuers && intake_again_due(look->issuers, row) };
	ac_vec_push(&look->known, known);
}

static enum ac_status load(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct intake_look *look = ctx;
	AC_TRY(ac_feed_each(db, look->feed.id, take_feed, look, err));
	AC_TRY(ac_feed_message_each(db, look->feed.id, take_known, look, err));
	return ac_feed_bytes(db, look->feed.id, &look->bytes_kept, err);
}

/* ---- entries ---- */

static void complain(struct intake_look *look, const struct ac_error *err)
{
	if (!look->report->why[0]) /* the first says enough */
		(void)snprintf(look->report->why, sizeof look->report->why, "%s", err->msg);
}

/* The newest message that came from a link. */
static struct intake_known *known_at(struct intake_look *look, struct ac_str link)
{
	ac_vec_each(&look->known, known)
		if (ac_str_eq(ac_str(known->link), link))
			return known;
	return NULL;
}

struct intake_known *intake_known_of(struct intake_look *look, int64_t id)
{
	ac_vec_each(&look->known, known)
		if (known->id == id)
			return known;
	return NULL;
}

static bool may_fetch(const struct intake_look *look, struct ac_error *err)
{
	const struct ac_intake_report *report = look->report;
	if (look->bytes_kept + (int64_t)look->bytes_fetched >= ac_intake_feed_bytes) {
		(void)ac_fail(err, AC_FULL, "more than %d bytes of this feed are kept already",
			ac_intake_feed_bytes);
		return false;
	}
	(void)ac_fail(err, AC_FULL, "the rest is fetched by the next look");
	return report->fetched < ac_intake_fetches_max && look->bytes_fetched < look_bytes;
}

static void arrive(
	struct intake_look *look, struct ac_str link, struct ac_str updated, struct ac_str bytes)
{
	struct intake_arrived arrived = { .row = { .feed = look->feed.id,
						  .link = ac_arena_str(&look->arena, link),
						  .updated = ac_arena_str(&look->arena, updated),
						  .seen_at = look->now } };
	struct ac_str kept = ac_arena_str(&look->arena, bytes);
	if (!arrived.row.link.p || !arrived.row.updated.p || !kept.p)
		return; /* the arena holds what may_fetch() lets in, and more */
	struct intake_known *known = known_at(look, link);
	if (known)
		known->ask = false;
	intake_message_read(kept, look->issuers, &look->arena, &arrived.row);
	if (intake_refused(&arrived.row)) {
		struct ac_error err;
		(void)ac_fail(
			&err, AC_INVALID, "a message is refused: %.160s", arrived.row.finding.p);
		complain(look, &err);
	}
	ac_vec_push(&look->arrived, arrived);
	look->bytes_fetched += bytes.n;
}

static enum ac_status fetch_entry(
	struct intake_look *look, struct ac_str url, struct ac_str updated, struct ac_error *err)
{
	struct intake_fetched file = { 0 };
	ac_buf_init(&file.bytes, file_max);
	look->report->fetched++;
	enum ac_status status = intake_fetch(look->source, url.p, NULL, NULL, file_max, &file, err);
	if (status == AC_OK)
		arrive(look, url, updated, ac_buf_str(&file.bytes));
	ac_buf_done(&file.bytes);
	return status;
}

static void take_entry(struct intake_look *look, struct ac_cap_index_entry entry)
{
	AC_AUTO(buf) struct ac_buf url;
	struct ac_error err = { .msg = "" };
	ac_buf_init(&url, 8192);
	if (intake_source_resolve(look->source, entry.link.p, &url, &err) != AC_OK) {
		complain(look, &err);
		return;
	}
	struct intake_known *known = known_at(look, ac_buf_str(&url));
	if (known && !known->ask && ac_str_eq(ac_str(known->updated), entry.updated)) {
		known->present = true;
		return;
	}
	if (!may_fetch(look, &err))
		look->report->left++;
	else if (fetch_entry(look, ac_buf_str(&url), entry.updated, &err) == AC_OK)
		return;
	else
		complain(look, &err);
	if (known) /* nothing is known against it */
		known->present = true;
}

static enum ac_status take_index(struct intake_look *look, struct ac_error *err)
{
	AC_AUTO(cap_index) struct ac_cap_index *index = NULL;
	AC_TRY(ac_cap_index_read(ac_buf_str(&look->index.bytes), &index, err));
	if (ac_cap_index_kind(index) == AC_CAP_INDEX_MESSAGE) {
		look->report->entries = 1;
		arrive(look, look->feed.url, AC_STR(""), ac_buf_str(&look->index.bytes));
		return AC_OK;
	}
	look->report->entries = (int64_t)ac_cap_index_count(index);
	for (size_t i = ac_cap_index_count(index); i-- > 0;)
		take_entry(look, ac_cap_index_at(index, i));
	if (ac_cap_index_cut(index)) {
		struct ac_error cut;
		(void)ac_fail(&cut, AC_FULL, "only its first %d entries are read",
			ac_cap_index_entries_max);
		complain(look, &cut);
	}
	return AC_OK;
}

/* ---- the whole ---- */

static enum ac_status read_issuers(struct intake_look *look, struct ac_error *err)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/" ac_intake_issuers, ac_service_dir(look->service));
	enum ac_status status = ac_cap_issuers_read(path, &look->issuers, err);
	if (status != AC_NOT_FOUND)
		return status;
	look->issuers = ac_cap_issuers_new();
	return AC_OK;
}

static enum ac_status look_around(struct intake_look *look, struct ac_error *err)
{
	AC_TRY(intake_again_judge(look, err));
	bool asks = look->report->judged > 0; /* for links, so the feed may not say "as before" */
	struct ac_mono until = { ac_mono_now().us + ac_intake_look_s * AC_SECOND };
	AC_TRY(intake_source_open(look->service, look->feed.url.p, until, &look->source, err));
	AC_TRY(intake_fetch(look->source, look->feed.url.p, asks ? NULL : look->feed.etag.p,
		asks ? NULL : look->feed.modified.p, ac_cap_index_bytes_max, &look->index, err));
	look->report->unchanged = look->index.unchanged;
	return look->index.unchanged ? AC_OK : take_index(look, err);
}

static enum ac_status look_and_keep(struct intake_look *look, struct ac_error *err)
{
	struct ac_error why = { .msg = "" };
	enum ac_status status = read_issuers(look, &why);
	AC_TRY(ac_service_read(look->service, load, look, err));
	if (status == AC_OK)
		status = look_around(look, &why);
	if (status == AC_OK)
		return ac_service_write(look->service, intake_keep, look, err);
	complain(look, &why);
	if (!ac_service_stopping(look->service))
		AC_TRY(ac_service_write(look->service, intake_keep_failure, look, err));
	return ac_fail(err, status, "feed %lld: %s", (long long)look->feed.id, why.msg);
}

enum ac_status ac_service_look_at_feed(struct ac_service *service, int64_t feed,
	struct ac_intake_report *report, struct ac_error *err)
{
	AC_AUTO(look)
	struct intake_look look = { .service = service,
		.report = report,
		.now = ac_service_now(service),
		.feed = { .id = feed } };
	*report = (struct ac_intake_report){ 0 };
	ac_arena_init(&look.arena, texts_max);
	ac_buf_init(&look.index.bytes, ac_cap_index_bytes_max);
	pthread_mutex_lock(&service->intake_lock);
	enum ac_status status = look_and_keep(&look, err);
	pthread_mutex_unlock(&service->intake_lock);
	return status;
}
