/* From the queue to the link: choose, record, have rendered, check again, submit. */
#include "outreach/engine_p.h"

#include <assert.h>

enum { least_chunks_ahead = 2, chunks_per_s = 4 };

void retries_push(struct retries *retries, uint64_t attempt, struct ac_mono at)
{
	if (retries->head > 64 && retries->head * 2 > retries->items.n) {
		memmove(retries->items.at, retries->items.at + retries->head,
			(retries->items.n - retries->head) * sizeof *retries->items.at);
		retries->items.n -= retries->head;
		retries->head = 0;
	}
	struct retry retry = { attempt, at };
	ac_vec_push(&retries->items, retry);
}

struct retry *retries_first(struct retries *retries, struct ac_mono now)
{
	if (retries->head == retries->items.n)
		return NULL;
	struct retry *first = &retries->items.at[retries->head];
	return first->at.us <= now.us ? first : NULL;
}

void retries_pop(struct retries *retries)
{
	if (++retries->head == retries->items.n)
		retries->head = retries->items.n = 0;
}

/* ---- choosing ---- */

struct ac_attempt_entry dispatch_entry(
	struct ac_engine *e, const struct task *t, const struct step *step)
{
	const struct campaign *campaign = campaign_of(e, t);
	bool closing = kind_is_closing(step->message);
	struct ac_attempt_entry entry = {
		.traveller = t->traveller,
		.campaign = campaign->id,
		.contact = e->contacts.at[t->contact_first + step->contact].id,
		.version = campaign->versions[closing ? 0 : t->image.tier],
		.language = t->language,
		.kind = (uint8_t)step->message,
		.tier = t->image.tier,
		.rung = t->image.rung,
		.tries = t->image.tries,
		.closing_tries = t->image.closing_tries,
		.contact_index = step->contact,
	};
	if (closing || step->message == AC_KIND_replacement)
		entry.closing_tries++;
	if (step->message == AC_KIND_replacement)
		entry.rung = 0, entry.tries = 1;
	else if (!closing && step->message != AC_KIND_ask_again)
		entry.tries++;
	return entry;
}

static void choose(struct ac_engine *e, struct chunk *chunk, uint32_t i, const struct step *step)
{
	struct task *t = task_open(e, i);
	struct ac_attempt_entry entry = dispatch_entry(e, t, step);
	uint64_t id = (uint64_t)chunk->id << ac_chunk_bits | chunk->n;
	chunk->at_[chunk->n++] = (struct attempt){
		.task = i,
		.version = entry.version,
		.kind = entry.kind,
		.tier = entry.tier,
		.contact = entry.contact_index,
		.gen = t->gen,
		.layout = t->layout,
	};
	fold_chosen(e, t, &entry, id, e->now.wall);
	t->unsent++;
	task_close(e, i);
	ac_record_add_entry(&e->entries, &entry);
	struct ac_outputs *out = e->out;
	if (out->n_entries == out->cap_entries) {
		out->cap_entries = out->cap_entries ? out->cap_entries * 2 : 1024;
		out->entries = ac_realloc_array(out->entries, out->cap_entries, sizeof entry);
	}
	out->entries[out->n_entries++] = entry;
	shared_cover(e, i, step, id);
}

static void fill_chunk(struct ac_engine *e, struct link *link, struct chunk *chunk, unsigned room)
{
	while (chunk->n < room) {
		uint32_t i = ready_first(e, link->config.channel);
		if (i == (uint32_t)no_index)
			return;
		struct step step = next_step(e, task_at(e, i));
		if (step.kind != STEP_SEND) {
			advance(e, i); /* it changed while they waited */
			continue;
		}
		list_remove(e, i);
		choose(e, chunk, i, &step);
	}
}

static unsigned chunk_room(const struct link *link)
{
	double quarter = link->config.rate_per_s / 4;
	return quarter < 1 ? 1 : quarter > ac_chunk_max ? ac_chunk_max : (unsigned)quarter;
}

static void choose_chunk(struct ac_engine *e, struct link *link)
{
	unsigned room = chunk_room(link);
	if ((int64_t)room > e->ready_n)
		room = e->ready_n > 0 ? (unsigned)e->ready_n : 1;
	uint32_t first = (uint32_t)e->out->n_entries;
	struct chunk *chunk = chunk_new(e, e->chunk_next++, (uint16_t)room);
	chunk->n = 0;
	ac_buf_reset(&e->entries);
	fill_chunk(e, link, chunk, room);
	chunk->open = chunk->n;
	chunk->link = (uint16_t)(link - e->links.at);
	chunk->seq = e->next_seq;
	if (link->last)
		link->last->next = chunk;
	else
		link->first = chunk;
	link->last = chunk;
	link->chunks++;
	link->prepared += chunk->n;
	if (!chunk->n)
		return; /* an empty chunk passes through; its number is used up */
	struct ac_chunk_record record = { chunk->id, link->config.link, e->now.wall, chunk->n,
		ac_buf_str(&e->entries) };
	ac_record_add_chunk(&e->row, &record);
	record_urgent(e);
	put(e, AC_OUTPUT_RENDER)->render =
		(struct ac_render_output){ chunk->id, link->config.link, chunk->n, first };
}

/* What a quarter of a second carries, and no more: the urgent overtake, and a slow disk starves nobody. */
static int chunks_ahead(const struct ac_engine *e, const struct link *link)
{
	double carried = link->config.rate_per_s / chunks_per_s / ac_chunk_max;
	if (carried < least_chunks_ahead)
		return least_chunks_ahead;
	return carried > e->config.chunks_ahead ? e->config.chunks_ahead : (int)carried;
}

static bool room_for_chunk(const struct ac_engine *e, const struct link *link)
{
	int ahead = chunks_ahead(e, link);
	return link->chunks < ahead && e->ready_bits[link->config.channel] && !stalled(e);
}

/* ---- submitting ---- */

static bool room_for_segments(struct ac_engine *e, struct link *link)
{
	return link->outstanding < link->config.window &&
	       ac_pace_available(&link->pace, e->now.mono) > 0;
}

/* Meanwhile they arrived, and belong to another tier; or left by the dates of their stay. */
static bool overtaken_by_time(struct ac_engine *e, const struct task *t, const struct attempt *a)
{
	if (kind_is_closing(a->kind) || (t->image.flags & AC_TASK_LEFT))
		return false;
	int64_t now_s = wall_s(e->now.wall);
	bool silent = t->image.standing == AC_STANDING_not_reached ||
		      t->image.standing == AC_STANDING_delivered;
	if (tier_of(e, t)->arrived_tier && t->arrives_s <= now_s)
		return true;
	return silent && t->departs_s <= now_s && a->kind != AC_KIND_replacement;
}

/* Chosen, or refused for now, before the quiet hours began. */
static bool wakes_now(struct ac_engine *e, const struct task *t, const struct attempt *a)
{
	return tier_of(e, t)->quiet && quiet_may_wait(a->kind) &&
	       quiet_until(e, t).us > e->now.wall.us;
}

/* Invariant 4: is this still what the person should get? */
static bool still_wanted(struct ac_engine *e, const struct attempt *a)
{
	const struct task *t = task_at(e, a->task);
	return a->gen == t->gen && contact_usable(e, t, attempt_contact(t, a)) &&
	       !overtaken_by_time(e, t, a) && !wakes_now(e, t, a);
}

static void submit(struct ac_engine *e, struct link *link, uint64_t id, struct attempt *a)
{
	struct task *t = task_at(e, a->task);
	a->state = AC_ATTEMPT_submitted;
	t->unsent--;
	t->unanswered++;
	link->outstanding += a->segments;
	link->prepared--;
	e->in_flight++;
	ac_pace_take(&link->pace, a->segments);
	put(e, AC_OUTPUT_SUBMIT)->submit = (struct ac_submit_output){ id, link->config.link };
}

/* @return false when the link has no room */
static bool submit_one(struct ac_engine *e, struct link *link, uint64_t id)
{
	struct attempt *a = attempt_find(e, id);
	if (!a || a->state != AC_ATTEMPT_recorded)
		return true;
	if (!still_wanted(e, a)) {
		withdraw(e, id);
		return true;
	}
	if (!room_for_segments(e, link))
		return false;
	submit(e, link, id, a);
	return true;
}

static void chunk_passed(struct ac_engine *e, struct link *link)
{
	struct chunk *chunk = link->first;
	link->first = chunk->next;
	if (!link->first)
		link->last = NULL;
	link->chunks--;
	if (chunk->open == 0) {
		chunk->open = 1; /* nothing is left to wait for: as if its last attempt ended now */
		attempt_finish(e, (uint64_t)chunk->id << ac_chunk_bits);
	}
}

static void submit_retries(struct ac_engine *e, struct link *link, struct retries *retries)
{
	for (struct retry *retry; (retry = retries_first(retries, e->now.mono));) {
		if (!submit_one(e, link, retry->attempt))
			return;
		retries_pop(retries);
	}
}

static void submit_chunks(struct ac_engine *e, struct link *link)
{
	while (link->first) {
		struct chunk *chunk = link->first;
		if (chunk->n && (!chunk->rendered || chunk->seq > e->committed))
			return;
		while (chunk->submitted < chunk->n) {
			uint64_t id = (uint64_t)chunk->id << ac_chunk_bits | chunk->submitted;
			if (!submit_one(e, link, id))
				return;
			chunk->submitted++;
		}
		chunk_passed(e, link);
	}
}

/* First what is chosen leaves or is withdrawn, on every link; then who waits is chosen: so that somebody
 * whose message was just taken back is covered by the one chosen for their number. */
void dispatch(struct ac_engine *e)
{
	for (size_t k = 0; k < e->links.n; k++) {
		struct link *link = &e->links.at[k];
		if (!link->config.up)
			continue;
		submit_retries(e, link, &link->again);
		submit_retries(e, link, &link->later);
		submit_chunks(e, link);
	}
	for (size_t k = 0; k < e->links.n; k++) {
		struct link *link = &e->links.at[k];
		while (link->config.up && room_for_chunk(e, link))
			choose_chunk(e, link);
	}
}

void chunk_rendered(struct ac_engine *e, const struct ac_rendered_input *rendered)
{
	struct chunk *chunk = chunk_find(e, rendered->chunk);
	if (!chunk || chunk->rendered)
		return;
	assert(rendered->n == chunk->n);
	chunk->rendered = true;
	for (unsigned k = 0; k < chunk->n; k++) {
		chunk->at_[k].segments = rendered->segments[k];
		if (!rendered->segments[k] && chunk->at_[k].state == AC_ATTEMPT_recorded)
			fail(e, (uint64_t)chunk->id << ac_chunk_bits | k, 0, false);
	}
}

static void withdraw_retries(struct ac_engine *e, struct retries *retries)
{
	for (; retries->head < retries->items.n; retries->head++) {
		uint64_t id = retries->items.at[retries->head].attempt;
		const struct attempt *a = attempt_find(e, id);
		if (a && a->state == AC_ATTEMPT_recorded)
			withdraw(e, id);
	}
	retries->head = retries->items.n = 0;
}

void link_withdraw(struct ac_engine *e, struct link *link)
{
	withdraw_retries(e, &link->again);
	withdraw_retries(e, &link->later);
	while (link->first) {
		struct chunk *chunk = link->first;
		for (; chunk->submitted < chunk->n; chunk->submitted++) {
			uint64_t id = (uint64_t)chunk->id << ac_chunk_bits | chunk->submitted;
			if (chunk->at_[chunk->submitted].state == AC_ATTEMPT_recorded)
				withdraw(e, id);
		}
		chunk_passed(e, link);
	}
}
