/* What a look found is written down, all of it in one go. */
#include "service/run/intake_look_p.h"
#include "service/run/intake_message.h"

/* ---- what arrived ---- */

static void compare(void *ctx, const struct ac_feed_message_row *row)
{
	struct intake_arrived *arrived = ctx;
	arrived->found = row->id;
	arrived->same = ac_str_eq(row->xml, arrived->row.xml);
	arrived->takes_over = intake_verified(&arrived->row) && !intake_verified(row);
}

/* Whoever came first under a name keeps it, but not against the one who signed. */
static enum ac_status take_over(struct intake_look *look, struct ac_db *db,
	struct intake_arrived *arrived, struct ac_error *err)
{
	struct intake_known *known = intake_known_of(look, arrived->found);
	if (known)
		known->replaced = true;
	look->report->replaced++;
	arrived->row.id = arrived->found;
	return ac_feed_message_judged(db, &arrived->row, err);
}

static enum ac_status keep_one(struct intake_look *look, struct ac_db *db,
	struct intake_arrived *arrived, struct ac_error *err)
{
	bool found;
	AC_TRY(ac_feed_message_find(db, &arrived->row, compare, arrived, &found, err));
	if (!found) {
		look->report->added++;
		look->report->invalid += !arrived->row.valid;
		return ac_feed_message_insert(db, &arrived->row, &arrived->found, err);
	}
	struct intake_known *known = intake_known_of(look, arrived->found);
	if (known)
		known->present = true;
	if (arrived->takes_over)
		AC_TRY(take_over(look, db, arrived, err));
	struct ac_wall altered = { arrived->same ? 0 : look->now.us };
	return ac_feed_message_seen(
		db, arrived->found, arrived->row.link, arrived->row.updated, altered, err);
}

/* ---- what is kept already ---- */

static enum ac_status mark_gone(struct intake_look *look, struct ac_db *db, struct ac_error *err)
{
	ac_vec_each(&look->known, known) {
		if (known->present && known->gone)
			AC_TRY(ac_feed_message_seen(db, known->id, ac_str(known->link),
				ac_str(known->updated), (struct ac_wall){ 0 }, err));
		known->ask &= known->present; /* nothing is there to be asked for */
		if (known->present || known->gone)
			continue;
		AC_TRY(ac_feed_message_gone(db, known->id, look->now, err));
		look->report->gone++;
	}
	return AC_OK;
}

static enum ac_status forget(struct intake_look *look, struct ac_db *db, struct ac_error *err)
{
	struct ac_wall before = { look->now.us - ac_intake_gone_days * AC_DAY };
	return ac_feed_message_forget(db, look->feed.id, before, ac_intake_gone_most, err);
}

/* ---- the whole ---- */

static enum ac_status keep_found(struct intake_look *look, struct ac_db *db, struct ac_error *err)
{
	const struct ac_intake_report *report = look->report;
	ac_vec_each(&look->arrived, arrived)
		AC_TRY(keep_one(look, db, arrived, err));
	AC_TRY(mark_gone(look, db, err));
	AC_TRY(intake_again_keep(look, db, err));
	if (report->added || report->judged || report->replaced)
		AC_TRY(intake_ends_find(look, db, err));
	return forget(look, db, err);
}

enum ac_status intake_keep(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct intake_look *look = ctx;
	struct ac_feed_row *feed = &look->feed;
	if (!look->report->unchanged) {
		AC_TRY(keep_found(look, db, err));
		bool all = !look->report->left && !look->report->why[0];
		feed->etag = ac_str(all ? look->index.etag : "");
		feed->modified = ac_str(all ? look->index.modified : "");
	}
	feed->polled_at = feed->good_at = look->now;
	feed->failures = 0;
	feed->why = ac_str(look->report->why);
	return ac_feed_polled(db, feed, err);
}

enum ac_status intake_keep_failure(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct intake_look *look = ctx;
	AC_TRY(intake_again_keep(look, db, err));
	if (look->report->judged)
		AC_TRY(intake_ends_find(look, db, err));
	look->feed.polled_at = look->now;
	look->feed.failures++;
	look->feed.why = ac_str(look->report->why);
	return ac_feed_polled(db, &look->feed, err);
}
