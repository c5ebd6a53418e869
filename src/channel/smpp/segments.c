#include "channel/smpp/segments.h"

void ac_smpp_segments_init(struct ac_smpp_segments *segments)
{
	*segments = (struct ac_smpp_segments){ .free = AC_SMPP_SEGMENT_NONE };
}

void ac_smpp_segments_done(struct ac_smpp_segments *segments)
{
	ac_map_done(&segments->by_key);
	ac_vec_done(&segments->at);
}

static uint32_t take(struct ac_smpp_segments *segments)
{
	uint32_t i = segments->free;
	if (i != (uint32_t)AC_SMPP_SEGMENT_NONE) {
		segments->free = segments->at.at[i].next;
		return i;
	}
	i = (uint32_t)segments->at.n;
	ac_vec_push(&segments->at, (struct ac_smpp_segment){ 0 });
	return i;
}

uint32_t ac_smpp_segments_add(struct ac_smpp_segments *segments, uint32_t ring, uint64_t key,
	bool last, uint32_t expires_s)
{
	if (ac_map_get(&segments->by_key, key) != (uint32_t)ac_map_none)
		return ring; /* a carrier that gives one id to all segments: one receipt is all there is */
	uint32_t i = take(segments);
	struct ac_smpp_segment *it = &segments->at.at[i];
	*it = (struct ac_smpp_segment){ key, i, expires_s, AC_RECEIPT_ENROUTE, last,
		AC_SMPP_SEGMENT_ASKED };
	if (ring != (uint32_t)AC_SMPP_SEGMENT_NONE) {
		it->next = segments->at.at[ring].next;
		segments->at.at[ring].next = i;
	}
	ac_map_put(&segments->by_key, key, i);
	return i;
}

static void release_ring(struct ac_smpp_segments *segments, uint32_t ring)
{
	uint32_t i = ring;
	do {
		struct ac_smpp_segment *it = &segments->at.at[i];
		uint32_t next = it->next;
		ac_map_remove(&segments->by_key, it->key);
		it->key = 0;
		it->next = segments->free;
		segments->free = i;
		i = next;
	} while (i != ring);
}

static void set_phase(
	struct ac_smpp_segments *segments, uint32_t ring, enum ac_smpp_segment_phase phase)
{
	uint32_t i = ring;
	do {
		segments->at.at[i].phase = (uint8_t)phase;
		i = segments->at.at[i].next;
	} while (i != ring);
}

/* Judge a ring: tell, wait, or let go when there is nothing left to come. */
static enum ac_smpp_segments_news judge(struct ac_smpp_segments *segments, uint32_t ring,
	uint64_t *key, enum ac_receipt_state *state)
{
	bool all_final = true;
	enum ac_receipt_state whole = AC_RECEIPT_DELIVERED;
	uint64_t message_key = segments->at.at[ring].key;
	uint32_t i = ring;
	do {
		const struct ac_smpp_segment *it = &segments->at.at[i];
		all_final &= it->state != AC_RECEIPT_ENROUTE;
		if (it->state != AC_RECEIPT_ENROUTE && it->state != AC_RECEIPT_DELIVERED)
			whole = (enum ac_receipt_state)it->state;
		if (it->last)
			message_key = it->key;
		i = it->next;
	} while (i != ring);
	uint8_t phase = segments->at.at[ring].phase;
	bool tell = phase == AC_SMPP_SEGMENT_OPEN && (all_final || whole != AC_RECEIPT_DELIVERED);
	if (tell) {
		*key = message_key;
		*state = whole;
		set_phase(segments, ring, AC_SMPP_SEGMENT_TOLD);
	}
	if (all_final && (tell || phase == AC_SMPP_SEGMENT_TOLD))
		release_ring(segments, ring);
	return tell ? AC_SMPP_SEGMENTS_FINAL : AC_SMPP_SEGMENTS_NOTED;
}

void ac_smpp_segments_settle(struct ac_smpp_segments *segments, uint32_t ring, bool accepted)
{
	set_phase(segments, ring, accepted ? AC_SMPP_SEGMENT_OPEN : AC_SMPP_SEGMENT_TOLD);
}

enum ac_smpp_segments_news ac_smpp_segments_receipt(
	struct ac_smpp_segments *segments, uint64_t *key, enum ac_receipt_state *state)
{
	uint32_t i = ac_map_get(&segments->by_key, *key);
	if (i == (uint32_t)ac_map_none)
		return AC_SMPP_SEGMENTS_NOT_MINE;
	struct ac_smpp_segment *it = &segments->at.at[i];
	if (it->phase == AC_SMPP_SEGMENT_ASKED)
		return AC_SMPP_SEGMENTS_ASKED;
	if (*state == AC_RECEIPT_ENROUTE || it->state != AC_RECEIPT_ENROUTE)
		return AC_SMPP_SEGMENTS_NOTED;
	it->state = (uint8_t)*state;
	return judge(segments, i, key, state);
}

void ac_smpp_segments_sweep(struct ac_smpp_segments *segments, uint32_t now_s, size_t few)
{
	for (size_t n = 0; n < few && n < segments->at.n; n++) {
		if (segments->swept >= segments->at.n)
			segments->swept = 0;
		uint32_t i = (uint32_t)segments->swept++;
		if (segments->at.at[i].key && segments->at.at[i].expires_s < now_s)
			release_ring(segments, i);
	}
}
