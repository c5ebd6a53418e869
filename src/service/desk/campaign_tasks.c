#include "service/desk/campaign_tasks.h"

#include "service/desk/task_feed.h"
#include "store/outreach.h"

struct writing {
	const struct ac_campaign_making *making;
	struct ac_task_feed *feed; /* borrowed */
	size_t done; /* members whose tasks are durable */
	int64_t decided; /* the last audit row at which its ground was looked at */
};

void ac_campaign_making_tell(
	const struct ac_campaign_making *making, const char *phase, size_t done)
{
	const struct ac_progress_sink *progress = making->progress;
	if (!progress || !progress->tell)
		return;
	AC_AUTO(json) struct ac_json *state = ac_json_new_object();
	ac_json_set_text(state, "phase", phase);
	ac_json_set_i64(state, "done", (int64_t)done);
	ac_json_set_i64(state, "total", (int64_t)making->n);
	progress->tell(progress->ctx, state);
}

static enum ac_status write_batch(struct ac_db *db, struct writing *w,
	const struct ac_task_batch *batch, struct ac_error *err)
{
	if (batch->status != AC_OK) {
		if (err)
			*err = batch->error;
		return batch->status;
	}
	AC_TRY(ac_tasks_put(db, batch->specs, batch->images, batch->n, 0, err));
	w->done += batch->n;
	return AC_OK;
}

/* Whatever was decided since the last slice may have made it pointless: whoever starts another must not wait. */
static enum ac_status still_holds(struct ac_db *db, struct writing *w, struct ac_error *err)
{
	int64_t last;
	AC_TRY(ac_last_decided(db, &last, err));
	if (last == w->decided)
		return AC_OK;
	w->decided = last;
	return ac_campaign_ground_holds(db, w->making->ground, err);
}

static enum ac_status write_slice(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	struct writing *w = ctx;
	size_t n = w->making->n;
	AC_TRY(still_holds(db, w, err));
	do {
		AC_AUTO(task_batch) struct ac_task_batch *batch = ac_task_feed_take(w->feed, until);
		if (batch)
			AC_TRY(write_batch(db, w, batch, err));
	} while (w->done < n && ac_mono_now().us < until.us);
	*more = w->done < n;
	ac_campaign_making_tell(w->making, "making tasks", w->done);
	return AC_OK;
}

enum ac_status ac_campaign_tasks_make(const struct ac_campaign_making *making, struct ac_error *err)
{
	const struct ac_task_feed_options options = { .service = making->service,
		.campaign = making->campaign,
		.now = making->now,
		.members = making->members,
		.n = making->n };
	AC_AUTO(task_feed) struct ac_task_feed *feed = NULL;
	AC_TRY(ac_task_feed_start(&options, &feed, err));
	struct writing writing = { .making = making, .feed = feed };
	return ac_service_write_bulk(making->service, write_slice, &writing, err);
}
