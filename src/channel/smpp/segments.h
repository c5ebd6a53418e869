/* channel/smpp/segments.h - one receipt for a message of several segments.
 *
 * Carriers report on each segment. The segments of a message stand in a ring here; the first grave news
 * or the last good one makes the message's receipt, under the key of its last segment. Messages of one
 * segment are not kept at all. What is not in the table passes as it comes.
 *
 * The table is lost with the process, and receipts noted in it were acknowledged: they do not come again.
 * So the accepted message names the keys of all its segments, its record keeps them, and after a restart
 * the first receipt of any of them counts for the message.
 *
 * 24 bytes a segment and its slot in the map; released when every segment is final, or some time after
 * the validity of the message.
 */
#pragma once
#include "base/map.h"
#include "base/vec.h"
#include "channel/driver.h"

enum { AC_SMPP_SEGMENT_NONE = UINT32_MAX };

enum ac_smpp_segment_phase {
	AC_SMPP_SEGMENT_ASKED, /* responses are outstanding */
	AC_SMPP_SEGMENT_OPEN, /* the message is accepted, its receipt not told yet */
	AC_SMPP_SEGMENT_TOLD, /* told, or the message was not accepted: swallow the rest */
};

struct ac_smpp_segment {
	uint64_t key; /* 0: free */
	uint32_t next; /* ring; or the next free one */
	uint32_t expires_s; /* monotonic */
	uint8_t state; /* enum ac_receipt_state; ENROUTE until known */
	bool last; /* carries the message's key */
	uint8_t phase; /* enum ac_smpp_segment_phase, the same all around the ring */
};

struct ac_smpp_segments {
	struct ac_map by_key;
	AC_VEC(struct ac_smpp_segment) at;
	uint32_t free;
	size_t swept;
};

enum ac_smpp_segments_news {
	AC_SMPP_SEGMENTS_NOT_MINE, /* no such segment: pass it on */
	AC_SMPP_SEGMENTS_ASKED, /* responses are outstanding: bring it again when settled */
	AC_SMPP_SEGMENTS_NOTED, /* nothing to tell yet, or no more */
	AC_SMPP_SEGMENTS_FINAL, /* tell it */
};

void ac_smpp_segments_init(struct ac_smpp_segments *segments);
void ac_smpp_segments_done(struct ac_smpp_segments *segments);

/** Add a segment to a ring. @param ring  any of it, or NONE for the first @return the ring */
uint32_t ac_smpp_segments_add(struct ac_smpp_segments *segments, uint32_t ring, uint64_t key,
	bool last, uint32_t expires_s);

/** The next one of the ring. */
static inline uint32_t ac_smpp_segments_next(const struct ac_smpp_segments *segments, uint32_t i)
{
	return segments->at.at[i].next;
}

/** All responses are there. @param accepted  false: the receipts of its segments are swallowed */
void ac_smpp_segments_settle(struct ac_smpp_segments *segments, uint32_t ring, bool accepted);

/**
 * A segment's receipt.
 * @param state  in: of the segment; out with FINAL: of the message
 * @param key    in: of the segment; out with FINAL: of the message
 */
enum ac_smpp_segments_news ac_smpp_segments_receipt(
	struct ac_smpp_segments *segments, uint64_t *key, enum ac_receipt_state *state);

/** Look at a few and let go of what is past its time. */
void ac_smpp_segments_sweep(struct ac_smpp_segments *segments, uint32_t now_s, size_t few);
