#include "channel/smpp/inbox.h"

#include "channel/driver.h"

#include <assert.h>

enum { seen_sets = 1 << 13, seen_ways = 4 };

static const int64_t repeated_us = 10 * AC_MINUTE;
static const int64_t lost_answer_us = AC_MINUTE; /* an answer older than that has arrived */

void ac_smpp_inbox_init(struct ac_smpp_inbox *inbox)
{
	*inbox = (struct ac_smpp_inbox){
		.free = AC_SMPP_INBOX_NONE,
		.seen = ac_alloc_array(seen_sets * seen_ways, sizeof(struct ac_smpp_seen)),
	};
}

void ac_smpp_inbox_done(struct ac_smpp_inbox *inbox)
{
	ac_vec_done(&inbox->slots);
	ac_free(inbox->seen);
	inbox->seen = NULL;
}

void ac_smpp_inbox_connected(struct ac_smpp_inbox *inbox)
{
	inbox->connection++;
}

void ac_smpp_inbox_lost(struct ac_smpp_inbox *inbox, struct ac_mono now)
{
	inbox->lost_us = now.us;
}

/* The entry of that content, or the one of its set that is the least loss. */
static struct ac_smpp_seen *seen_at(struct ac_smpp_inbox *inbox, uint64_t hash)
{
	struct ac_smpp_seen *set = &inbox->seen[(hash & (seen_sets - 1)) * seen_ways],
			    *oldest = set;
	for (struct ac_smpp_seen *it = set; it < set + seen_ways; it++) {
		if (it->hash == hash)
			return it;
		if (it->at_us < oldest->at_us)
			oldest = it;
	}
	return oldest;
}

static uint32_t take_slot(struct ac_smpp_inbox *inbox)
{
	uint32_t i = inbox->free;
	if (i != (uint32_t)AC_SMPP_INBOX_NONE) {
		inbox->free = inbox->slots.at[i].next;
		return i;
	}
	i = (uint32_t)inbox->slots.n;
	ac_vec_push(&inbox->slots, (struct ac_smpp_inbox_slot){ 0 });
	return i;
}

static bool answer_may_be_lost(const struct ac_smpp_inbox *inbox, const struct ac_smpp_seen *seen)
{
	return seen->connection != inbox->connection &&
	       seen->at_us + lost_answer_us >= inbox->lost_us;
}

/* The same content was here before and is durable: is this the carrier's repetition of it? */
static bool is_repetition(
	struct ac_smpp_inbox *inbox, struct ac_smpp_seen *seen, bool unique, struct ac_mono now)
{
	if (now.us - seen->at_us >= repeated_us)
		return false;
	if (unique)
		return true;
	if (seen->refused) {
		seen->refused--;
		return true;
	}
	if (!answer_may_be_lost(inbox, seen))
		return false;
	seen->connection = inbox->connection;
	return true;
}

enum ac_smpp_inbox_verdict ac_smpp_inbox_take(struct ac_smpp_inbox *inbox,
	const struct ac_smpp_inbox_item *item, struct ac_mono now, uint32_t *slot)
{
	struct ac_smpp_seen *seen = seen_at(inbox, item->hash);
	bool known = seen->hash == item->hash && seen->at_us;
	if (known && !seen->durable) {
		seen->refused++;
		return AC_SMPP_INBOX_BUSY;
	}
	if (known && is_repetition(inbox, seen, item->unique, now))
		return AC_SMPP_INBOX_REPEATED;
	if (inbox->used >= AC_CHANNEL_UNACKED_MAX)
		return AC_SMPP_INBOX_BUSY;
	*seen = (struct ac_smpp_seen){
		.hash = item->hash, .at_us = now.us ? now.us : 1, .connection = inbox->connection
	};
	*slot = take_slot(inbox);
	struct ac_smpp_inbox_slot *s = &inbox->slots.at[*slot];
	*s = (struct ac_smpp_inbox_slot){
		.hash = item->hash,
		.sequence = item->sequence,
		.connection = inbox->connection,
		.round = s->round + 1,
		.next = AC_SMPP_INBOX_NONE,
		.used = true,
		.head = true,
		.data = item->data,
	};
	inbox->used++;
	return AC_SMPP_INBOX_NEW;
}

void ac_smpp_inbox_join(struct ac_smpp_inbox *inbox, uint32_t head, uint32_t part)
{
	inbox->slots.at[part].next = inbox->slots.at[head].next;
	inbox->slots.at[part].head = false;
	inbox->slots.at[head].next = part;
}

uint64_t ac_smpp_inbox_token(const struct ac_smpp_inbox *inbox, uint32_t slot)
{
	return (uint64_t)inbox->slots.at[slot].round << 32 | slot;
}

static void note_answer(
	struct ac_smpp_inbox *inbox, uint64_t hash, bool durable, struct ac_mono now)
{
	struct ac_smpp_seen *seen = seen_at(inbox, hash);
	if (seen->hash != hash)
		return;
	seen->durable = durable;
	seen->at_us = durable ? now.us : 0;
}

bool ac_smpp_inbox_release(struct ac_smpp_inbox *inbox, uint64_t *token, bool durable,
	struct ac_mono now, struct ac_smpp_inbox_slot *released, bool *answer)
{
	uint32_t i = (uint32_t)*token;
	if (i >= inbox->slots.n)
		return false;
	struct ac_smpp_inbox_slot *slot = &inbox->slots.at[i];
	if (!slot->used || !slot->head || slot->round != (uint32_t)(*token >> 32))
		return false;
	*released = *slot;
	*answer = slot->connection == inbox->connection;
	note_answer(inbox, slot->hash, durable, now);
	*token = UINT64_MAX;
	if (slot->next != (uint32_t)AC_SMPP_INBOX_NONE) {
		inbox->slots.at[slot->next].head = true;
		*token = ac_smpp_inbox_token(inbox, slot->next);
	}
	slot->used = false;
	slot->next = inbox->free;
	inbox->free = i;
	assert(inbox->used > 0);
	inbox->used--;
	return true;
}
