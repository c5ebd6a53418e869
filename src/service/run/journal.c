/* The engine's journal rows on their way to the disk: a job each, many to a commit. What a row says
 * about campaigns, contact points and messages is put in their tables by the same commit. */
#include "base/log.h"
#include "service/run/jobs.h"
#include "store/cases.h"
#include "store/outreach.h"

#include <stdio.h>
#include <stdlib.h>

struct journal_row {
	struct ac_service *service;
	int64_t seq;
	struct ac_wall at;
	size_t n;
	char bytes[];
};

/* ---- what stands in other tables as well ---- */

struct campaign_change {
	const struct ac_campaign_record *record;
	struct ac_db *db;
	struct ac_wall at;
	enum ac_status status;
	struct ac_error *err;
};

static void update_campaign(void *ctx, const struct ac_campaign_row *stored)
{
	struct campaign_change *change = ctx;
	const struct ac_campaign_record *record = change->record;
	struct ac_campaign_row row = *stored;
	row.state = ac_str(ac_campaign_state_name((enum ac_campaign_state)record->state));
	if (record->state == AC_CAMPAIGN_closing || record->state == AC_CAMPAIGN_closed)
		row.closing = ac_str(ac_kind_name((enum ac_kind)record->closing));
	if (record->state == AC_CAMPAIGN_closing && !row.closing_at.us)
		row.closing_at = change->at;
	if (record->state == AC_CAMPAIGN_closed && !row.closed_at.us)
		row.closed_at = change->at;
	memcpy(row.versions, record->versions, sizeof row.versions);
	change->status = ac_campaign_update(change->db, &row, change->err);
}

static enum ac_status put_campaign(struct ac_db *db, const struct journal_row *row,
	const struct ac_campaign_record *record, struct ac_error *err)
{
	struct campaign_change change = { record, db, row->at, AC_OK, err };
	AC_TRY(ac_campaign_get(db, record->campaign, update_campaign, &change, err));
	return change.status;
}

static enum ac_status put_contact(
	struct ac_db *db, const struct ac_contact_record *record, struct ac_error *err)
{
	enum ac_status status = ac_contact_set_state(
		db, record->contact, (enum ac_contact_state)record->state, err);
	return status == AC_NOT_FOUND ? AC_OK : status; /* erased since */
}

/* Does it say that they do not refuse, or refuse no longer? */
static bool takes_refusal_back(enum ac_word word)
{
	switch (word) {
	case AC_WORD_leaving:
	case AC_WORD_moved:
	case AC_WORD_safe:
	case AC_WORD_need_help:
	case AC_WORD_left:
	case AC_WORD_not_here: return true;
	default: return false;
	}
}

/* An answer: its message is taken in, and why they stay is known. Officers are negative subjects. */
static enum ac_status put_answer(
	struct ac_db *db, const struct ac_event_record *event, struct ac_error *err)
{
	enum ac_word word = (enum ac_word)event->detail;
	bool message = event->subject > 0;
	if (message)
		AC_TRY(ac_inbound_taken_in(
			db, event->subject, word, event->traveller, event->campaign, err));
	if (message && word == AC_WORD_staying)
		return ac_refusal_from_inbound(
			db, event->campaign, event->traveller, event->subject, err);
	return takes_refusal_back(word)
		       ? ac_refusal_drop(db, event->campaign, event->traveller, err)
		       : AC_OK;
}

static enum ac_status put_elsewhere(
	struct ac_db *db, const struct journal_row *row, struct ac_error *err)
{
	struct ac_cursor cursor = ac_cursor((struct ac_str){ row->bytes, row->n });
	for (struct ac_record record; ac_record_next(&cursor, &record);) {
		if (record.kind == AC_RECORD_CAMPAIGN)
			AC_TRY(put_campaign(db, row, &record.campaign, err));
		else if (record.kind == AC_RECORD_CONTACT)
			AC_TRY(put_contact(db, &record.contact, err));
		else if (record.kind == AC_RECORD_EVENT && record.event.event == AC_EVENT_responded)
			AC_TRY(put_answer(db, &record.event, err));
	}
	return AC_OK;
}

/* ---- a row ---- */

static enum ac_status write_row(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct journal_row *row = ctx;
	if (atomic_load(&row->service->abandoned))
		return ac_fail(err, AC_IO, "abandoned");
	struct ac_str body = { row->bytes, row->n };
	AC_TRY(ac_journal_append(db, row->seq, row->at, body, err));
	return put_elsewhere(db, row, err);
}

static void nothing(struct ac_service *service, void *arg)
{
	(void)service, (void)arg;
}

/* The engine learns of it with its next batch; wake it once, however many rows there are. */
static void tell_engine(struct ac_service *service, int64_t seq)
{
	atomic_store(&service->durable_seq, seq);
	if (atomic_exchange(&service->durable_news, true))
		return;
	struct ac_mail nudge = { .call = nothing };
	(void)!mail_send(service, &nudge);
}

static void row_done(void *ctx, enum ac_status status, const struct ac_error *err)
{
	struct journal_row *row = ctx;
	struct ac_service *service = row->service;
	if (status == AC_OK) {
		tell_engine(service, row->seq);
	} else if (status != AC_CLOSED) {
		/* Not the disk: the writer tries that again. Going on would lose what the row says. */
		ac_log(AC_LOG_ERROR, "journal.lost", "seq=%lld why=\"%s\"", (long long)row->seq,
			err->msg);
		abort();
	}
	ac_free(row);
}

void journal_append(struct ac_service *service, int64_t seq, struct ac_str bytes)
{
	struct journal_row *row = ac_alloc(sizeof *row + bytes.n);
	row->service = service;
	row->seq = seq;
	row->at = ac_clock_wall(&service->clock);
	row->n = bytes.n;
	memcpy(row->bytes, bytes.p, bytes.n);
	atomic_store(&service->last_seq, seq);
	COUNT(service, journal_rows, 1);
	COUNT(service, journal_bytes, bytes.n);
	struct ac_job job = {
		.priority = AC_PRIORITY_ENGINE, .fn = write_row, .done = row_done, .ctx = row
	};
	job_send(service, &job);
}

void writer_stalled(void *ctx, bool stalled, const struct ac_error *err)
{
	struct ac_service *service = ctx;
	pthread_mutex_lock(&service->links_lock);
	service->store_stalled = stalled;
	(void)snprintf(
		service->store_why, sizeof service->store_why, "%.150s", stalled ? err->msg : "");
	pthread_mutex_unlock(&service->links_lock);
	if (atomic_load(&service->abandoned))
		return;
	if (stalled)
		ac_log(AC_LOG_ERROR, "store.stalled", "why=\"%s\"", err->msg);
	else
		ac_log(AC_LOG_INFO, "store.goes_on", "dir=%s", service->dir);
}
