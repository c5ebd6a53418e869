/* Rows, and what waits for their commit. A row is what one or several steps wrote: news of outcomes
 * waits a little for company, everything else goes out with its step. */
#include "outreach/engine_p.h"

enum { row_max = 256 << 20, row_full = 64 << 10 };

struct ac_output *put(struct ac_engine *e, enum ac_output_kind kind)
{
	struct ac_outputs *out = e->out;
	if (out->n == out->cap) {
		out->cap = out->cap ? out->cap * 2 : 1024;
		out->at = ac_realloc_array(out->at, out->cap, sizeof *out->at);
	}
	out->at[out->n] = (struct ac_output){ .kind = kind };
	return &out->at[out->n++];
}

void put_durable(struct ac_engine *e, const struct ac_output *output)
{
	struct waiting waiting = { e->next_seq, *output };
	ac_vec_push(&e->waiting, waiting);
}

void record_task(struct ac_engine *e, struct task *t)
{
	record_urgent(e);
	if (t->bits & BIT_RECORD)
		return;
	t->bits |= BIT_RECORD;
	ac_vec_push(&e->changed, task_index(e, t));
}

void record_campaign(struct ac_engine *e, struct campaign *campaign)
{
	struct ac_campaign_record record = { campaign->id, (uint8_t)campaign->state,
		(uint8_t)campaign->closing, { 0 } };
	memcpy(record.versions, campaign->versions, sizeof record.versions);
	ac_record_add_campaign(&e->row, &record);
	record_urgent(e);
}

void record_event(struct ac_engine *e, const struct task *t, enum ac_event event, uint8_t detail,
	int64_t subject)
{
	struct ac_event_record record = {
		.campaign = campaign_of(e, t)->id,
		.traveller = t->traveller,
		.at = e->now.wall,
		.event = (uint8_t)event,
		.detail = detail,
		.subject = subject,
	};
	ac_record_add_event(&e->row, &record);
	record_urgent(e);
}

void record_urgent(struct ac_engine *e)
{
	e->row_urgent = true;
}

bool stalled(const struct ac_engine *e)
{
	return e->next_seq - 1 - e->committed >= e->config.max_uncommitted;
}

void row_begin(struct ac_engine *e)
{
	ac_buf_reset(&e->out->journal);
	e->out->n = e->out->n_entries = 0;
	e->out->seq = 0;
}

static void add_images(struct ac_engine *e)
{
	ac_vec_each(&e->changed, i) {
		struct task *t = task_at(e, *i);
		t->bits &= (uint8_t)~BIT_RECORD;
		struct ac_task_record record = { campaign_of(e, t)->id, t->traveller, t->image };
		ac_record_add_task(&e->row, &record);
	}
	ac_vec_clear(&e->changed);
}

static bool row_due(const struct ac_engine *e)
{
	if (e->row.n == 0 || stalled(e))
		return false;
	return e->row_urgent || e->checkpointing || e->row.n >= row_full ||
	       e->now.mono.us - e->row_since.us >= e->config.journal_delay_us;
}

/* What waits for nothing that is still on its way comes out now. */
static void release(struct ac_engine *e)
{
	bool empty = e->row.n == 0;
	while (e->waiting_head < e->waiting.n) {
		const struct waiting *first = &e->waiting.at[e->waiting_head];
		int64_t needs = empty && first->seq == e->next_seq ? e->next_seq - 1 : first->seq;
		if (needs > e->committed)
			break;
		*put(e, first->output.kind) = first->output;
		e->waiting_head++;
	}
	if (e->waiting_head == e->waiting.n)
		e->waiting_head = e->waiting.n = 0;
}

void row_end(struct ac_engine *e)
{
	add_images(e);
	if (e->row.n > 0 && e->row_since.us == 0)
		e->row_since = e->now.mono;
	if (row_due(e)) {
		struct ac_buf handed = e->out->journal;
		e->out->journal = e->row;
		e->row = handed;
		e->row.max = row_max;
		ac_buf_reset(&e->row);
		e->out->seq = e->next_seq++;
		e->row_urgent = false;
		e->row_since.us = 0;
	}
	release(e);
}

void committed(struct ac_engine *e, int64_t seq)
{
	if (seq > e->committed)
		e->committed = seq;
}
