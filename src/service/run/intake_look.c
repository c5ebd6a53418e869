/* One look at a feed: ask, fetch what is new, then write all of it in one go. */
#include "service/intake.h"

#include "base/log.h"
#include "cap/index.h"
#include "cap/read.h"
#include "service/run/intake_fetch.h"
#include "service/run/intake_message.h"
#include "service/service_p.h"

#include <stdio.h>

enum {
	file_max = 2 << 20, /* what cap/read.h reads */
	look_bytes = 16 << 20, /* of files fetched in one look */
	texts_max = 64 << 20,
};

/* A message that is kept already. */
struct known {
	int64_t id;
	char *link, *updated;
	bool gone; /* so far */
	bool present; /* in the feed now */
};

/* One that was fetched now. */
struct arrived {
	struct ac_feed_message_row row; /* texts in the arena */
	int64_t found; /* the same message is kept already */
	bool same; /* … with the same bytes */
};

struct look {
	struct ac_service *service;
	struct ac_intake_report *report;
	struct ac_wall now;
	struct ac_arena arena;
	/* the feed as it was before */
	struct ac_feed_row feed;
	int64_t bytes_kept;
	AC_VEC(struct known) known;
	struct ac_cap_issuers *issuers; /* pinned now: a new key needs no restart */
	/* what was found */
	struct intake_source *source;
	struct intake_fetched index;
	AC_VEC(struct arrived) arrived; /* oldest first, as feeds have the newest first */
	size_t bytes_fetched;
};

static void look_done(struct look *look)
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
AC_AUTO_DEFINE_VALUE(look, struct look, look_done)

/* ---- before ---- */

static void take_feed(void *ctx, const struct ac_feed_row *row)
{
	struct look *look = ctx;
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
	struct look *look = ctx;
	struct known known = { .id = row->id,
		.link = ac_strndup(row->link.p, row->link.n),
		.updated = ac_strndup(row->updated.n ? row->updated.p : "", row->updated.n),
		.gone = row->gone_at.us != 0 };
	ac_vec_push(&look->known, known);
}

static enum ac_status load(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct look *look = ctx;
	AC_TRY(ac_feed_each(db, look->feed.id, take_feed, look, err));
	AC_TRY(ac_feed_message_each(db, look->feed.id, take_known, look, err));
	return ac_feed_bytes(db, look->feed.id, &look->bytes_kept, err);
}

/* ---- entries ---- */

static void complain(struct look *look, const struct ac_error *err)
{
	if (!look->report->why[0]) /* the first says enough */
		(void)snprintf(look->report->why, sizeof look->report->why, "%s", err->msg);
}

/* The newest message that came from a link. */
static struct known *known_at(struct look *look, struct ac_str link)
{
	ac_vec_each(&look->known, known)
		if (ac_str_eq(ac_str(known->link), link))
			return known;
	return NULL;
}

static bool may_fetch(const struct look *look, struct ac_error *err)
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
	struct look *look, struct ac_str link, struct ac_str updated, struct ac_str bytes)
{
	struct arrived arrived = { .row = { .feed = look->feed.id,
					   .link = ac_arena_str(&look->arena, link),
					   .updated = ac_arena_str(&look->arena, updated),
					   .seen_at = look->now } };
	struct ac_str kept = ac_arena_str(&look->arena, bytes);
	if (!arrived.row.link.p || !arrived.row.updated.p || !kept.p)
		return; /* the arena holds what may_fetch() lets in, and more */
	intake_message_read(kept, look->issuers, &look->arena, &arrived.row);
	if (ac_str_eq(arrived.row.signature, AC_STR("refused"))) {
		struct ac_error err;
		(void)ac_fail(
			&err, AC_INVALID, "a message is refused: %.160s", arrived.row.finding.p);
		complain(look, &err);
	}
	ac_vec_push(&look->arrived, arrived);
	look->bytes_fetched += bytes.n;
}

static enum ac_status fetch_entry(
	struct look *look, struct ac_str url, struct ac_str updated, struct ac_error *err)
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

static void take_entry(struct look *look, struct ac_cap_index_entry entry)
{
	AC_AUTO(buf) struct ac_buf url;
	struct ac_error err = { .msg = "" };
	ac_buf_init(&url, 8192);
	if (intake_source_resolve(look->source, entry.link.p, &url, &err) != AC_OK) {
		complain(look, &err);
		return;
	}
	struct known *known = known_at(look, ac_buf_str(&url));
	if (known && ac_str_eq(ac_str(known->updated), entry.updated)) {
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

static enum ac_status take_index(struct look *look, struct ac_error *err)
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

/* ---- after ---- */

static void compare(void *ctx, const struct ac_feed_message_row *row)
{
	struct arrived *arrived = ctx;
	arrived->found = row->id;
	arrived->same = ac_str_eq(row->xml, arrived->row.xml);
}

static enum ac_status keep_one(
	struct look *look, struct ac_db *db, struct arrived *arrived, struct ac_error *err)
{
	bool found;
	AC_TRY(ac_feed_message_find(db, &arrived->row, compare, arrived, &found, err));
	if (!found) {
		look->report->added++;
		look->report->invalid += !arrived->row.valid;
		return ac_feed_message_insert(db, &arrived->row, &arrived->found, err);
	}
	ac_vec_each(&look->known, known)
		known->present |= known->id == arrived->found;
	struct ac_wall altered = { arrived->same ? 0 : look->now.us };
	return ac_feed_message_seen(
		db, arrived->found, arrived->row.link, arrived->row.updated, altered, err);
}

/* Messages that refer to others, with their numbers. */
struct reference_list {
	struct ac_arena *arena;
	AC_VEC(struct ac_feed_message_row) rows;
};

static void take_reference(void *ctx, const struct ac_feed_message_row *row)
{
	struct reference_list *list = ctx;
	bool ends = ac_str_eq(row->msg_type, AC_STR("Update")) ||
		    ac_str_eq(row->msg_type, AC_STR("Cancel"));
	bool false_name = ac_str_eq(row->signature, AC_STR("refused"));
	if (!ends || !row->valid || false_name || !row->references_text.n)
		return;
	struct ac_feed_message_row kept = { .id = row->id,
		.feed = row->feed,
		.sender = ac_arena_str(list->arena, row->sender),
		.references_text = ac_arena_str(list->arena, row->references_text) };
	if (kept.sender.p && kept.references_text.p)
		ac_vec_push(&list->rows, kept);
}

/* A sender ends its own messages, nobody else's. */
static enum ac_status end_those(
	struct ac_db *db, const struct ac_feed_message_row *by, struct ac_error *err)
{
	struct ac_str rest = by->references_text, sender, identifier;
	while (intake_next_reference(&rest, &sender, &identifier))
		if (ac_str_eq(sender, by->sender))
			AC_TRY(ac_feed_message_ended(
				db, by->feed, sender, identifier, by->id, err));
	return AC_OK;
}

/* In whichever order they came. */
static enum ac_status find_ends(struct look *look, struct ac_db *db, struct ac_error *err)
{
	struct reference_list list = { .arena = &look->arena };
	enum ac_status status = ac_feed_message_each(db, look->feed.id, take_reference, &list, err);
	for (size_t i = 0; i < list.rows.n && status == AC_OK; i++)
		status = end_those(db, &list.rows.at[i], err);
	ac_vec_done(&list.rows);
	return status;
}

static enum ac_status mark_gone(struct look *look, struct ac_db *db, struct ac_error *err)
{
	ac_vec_each(&look->known, known) {
		if (known->present && known->gone)
			AC_TRY(ac_feed_message_seen(db, known->id, ac_str(known->link),
				ac_str(known->updated), (struct ac_wall){ 0 }, err));
		if (known->present || known->gone)
			continue;
		AC_TRY(ac_feed_message_gone(db, known->id, look->now, err));
		look->report->gone++;
	}
	struct ac_wall before = { look->now.us - ac_intake_gone_days * AC_DAY };
	return ac_feed_message_forget(db, look->feed.id, before, ac_intake_gone_most, err);
}

static enum ac_status keep(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct look *look = ctx;
	struct ac_feed_row *feed = &look->feed;
	if (!look->report->unchanged) {
		ac_vec_each(&look->arrived, arrived)
			AC_TRY(keep_one(look, db, arrived, err));
		if (look->report->added)
			AC_TRY(find_ends(look, db, err));
		AC_TRY(mark_gone(look, db, err));
		bool all = !look->report->left && !look->report->why[0];
		feed->etag = ac_str(all ? look->index.etag : "");
		feed->modified = ac_str(all ? look->index.modified : "");
	}
	feed->polled_at = feed->good_at = look->now;
	feed->failures = 0;
	feed->why = ac_str(look->report->why);
	return ac_feed_polled(db, feed, err);
}

static enum ac_status note_failure(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct look *look = ctx;
	look->feed.polled_at = look->now;
	look->feed.failures++;
	look->feed.why = ac_str(look->report->why);
	return ac_feed_polled(db, &look->feed, err);
}

/* ---- the whole ---- */

static enum ac_status read_issuers(struct look *look, struct ac_error *err)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/" ac_intake_issuers, ac_service_dir(look->service));
	enum ac_status status = ac_cap_issuers_read(path, &look->issuers, err);
	if (status != AC_NOT_FOUND)
		return status;
	look->issuers = ac_cap_issuers_new();
	return AC_OK;
}

static enum ac_status look_around(struct look *look, struct ac_error *err)
{
	struct ac_mono until = { ac_mono_now().us + ac_intake_look_s * AC_SECOND };
	AC_TRY(read_issuers(look, err));
	AC_TRY(intake_source_open(look->service, look->feed.url.p, until, &look->source, err));
	AC_TRY(intake_fetch(look->source, look->feed.url.p, look->feed.etag.p,
		look->feed.modified.p, ac_cap_index_bytes_max, &look->index, err));
	look->report->unchanged = look->index.unchanged;
	return look->index.unchanged ? AC_OK : take_index(look, err);
}

static enum ac_status look_and_keep(struct look *look, struct ac_error *err)
{
	struct ac_error why = { .msg = "" };
	AC_TRY(ac_service_read(look->service, load, look, err));
	enum ac_status status = look_around(look, &why);
	if (status == AC_OK)
		return ac_service_write(look->service, keep, look, err);
	complain(look, &why);
	if (!ac_service_stopping(look->service))
		AC_TRY(ac_service_write(look->service, note_failure, look, err));
	return ac_fail(err, status, "feed %lld: %s", (long long)look->feed.id, why.msg);
}

enum ac_status ac_service_look_at_feed(struct ac_service *service, int64_t feed,
	struct ac_intake_report *report, struct ac_error *err)
{
	AC_AUTO(look)
	struct look look = { .service = service,
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
