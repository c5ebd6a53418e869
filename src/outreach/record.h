/* outreach/record.h - what the engine writes down, as bytes.
 *
 * The engine appends records to its journal; one journal row is what one step wrote. Two kinds happen
 * per message and are kept small: `chunk` (attempts, before any of them is submitted) and `outcome`.
 * What happens rarely is written as the whole new state of its subject (`task`, `campaign`,
 * `contact`), so that replaying it is putting it in place. `event` is history for people: it changes
 * nothing on replay.
 *
 * No personal data: ids and keyed hashes only. Little-endian, fixed width, every record starts with
 * its kind; a reader that meets an unknown kind stops with AC_VERSION.
 */
#pragma once
#include "base/buf.h"
#include "base/clock.h"
#include "outreach/types.h"

enum {
	ac_chunk_bits = 10,
	ac_chunk_max =
		1000, /* attempts of a chunk; an attempt's id is chunk << ac_chunk_bits | index */
	ac_max_contacts = 4, /* contact points of a task that the engine uses */
	ac_carrier_id_max = 64,
	ac_segment_keys_most = 8, /* of an accepted message, besides its receipt key */
};

/* A person as the engine needs them: fixed at the time the task was made, or made anew by an import. */
struct ac_contact_spec {
	int64_t id;
	uint64_t number_key; /* keyed hash of the number, equal for a shared number; never 0 */
	uint8_t channel; /* enum ac_channel */
	uint8_t state; /* enum ac_contact_state */
};

struct ac_task_spec {
	int64_t campaign;
	int64_t traveller;
	int64_t party; /* 0: travels alone */
	uint8_t tier; /* 1…ac_plan_max_tiers */
	uint8_t party_size;
	bool minor;
	uint16_t language; /* two letters: 'h' << 8 | 'e' */
	struct ac_wall arrives;
	struct ac_wall departs; /* INT64_MAX: open */
	uint8_t n_contacts;
	struct ac_contact_spec contacts[ac_max_contacts];
};

enum ac_task_flag {
	AC_TASK_MAYBE_TOLD = 1 << 0, /* an attempt was accepted or its outcome is unknown */
	AC_TASK_ASKED_AGAIN = 1 << 1, /* the one question after "leaving" was put */
	AC_TASK_HUMAN_REFUSED =
		1 << 2, /* said "staying" to a human: no contact until the facts change */
	AC_TASK_HELP_OPEN = 1 << 3, /* called for help and nobody owns the call yet */
	AC_TASK_VOUCHED = 1 << 4, /* a companion spoke for them */
	AC_TASK_ON_DESK = 1 << 5, /* an officer was asked to phone them */
	AC_TASK_HELD = 1 << 6, /* an unknown outcome that is held, not sent again */
	AC_TASK_LEFT = 1 << 7, /* no longer concerned: taken out of the audience */
};

/* Everything about a task that changes while the campaign runs. */
struct ac_task_image {
	uint8_t tier;
	uint8_t standing; /* enum ac_standing */
	uint8_t told; /* enum ac_told */
	uint8_t explained; /* enum ac_explained */
	uint8_t rung, tries;
	uint8_t contact; /* index into the spec's contacts that the next try uses */
	uint8_t reached_by; /* index of the contact that reached them; UINT8_MAX: none */
	uint8_t closing; /* enum ac_closing */
	uint8_t closing_tries; /* of the closing or of a replacement, since the last that arrived */
	uint8_t said_tier; /* what they were last sent: tier and version; 0: nothing */
	uint8_t flags; /* enum ac_task_flag */
	uint16_t said_version;
	uint8_t contact_states[ac_max_contacts];
	int64_t via; /* traveller whose message is theirs too (companion, same number); 0 */
	struct ac_wall due; /* next step; INT64_MAX: none */
	struct ac_wall told_at;
};

enum ac_record_kind {
	AC_RECORD_CHUNK = 1,
	AC_RECORD_OUTCOME = 2,
	AC_RECORD_TASK = 3,
	AC_RECORD_CAMPAIGN = 4,
	AC_RECORD_CONTACT = 5,
	AC_RECORD_EVENT = 6,
};

struct ac_attempt_entry {
	int64_t traveller;
	int64_t campaign;
	int64_t contact; /* contact point id */
	uint16_t version;
	uint16_t language;
	uint8_t kind; /* enum ac_kind */
	uint8_t tier;
	uint8_t rung, tries; /* as they are after this try */
	uint8_t closing_tries;
	uint8_t contact_index;
};

struct ac_chunk_record {
	int64_t chunk;
	uint16_t link;
	struct ac_wall at;
	uint16_t n;
	struct ac_str entries; /* n packed entries: ac_attempt_entry_read() */
};

struct ac_outcome_record {
	uint64_t attempt;
	int64_t traveller;
	int64_t campaign;
	uint8_t state; /* enum ac_attempt_state */
	uint16_t link;
	uint32_t carrier_status; /* SMPP command_status or network error; 0 none */
	uint64_t receipt_key; /* with accepted: where its receipt will be looked up; else 0 */
	struct ac_wall at;
	struct ac_str carrier_id; /* as the carrier wrote it, up to ac_carrier_id_max bytes */
	struct ac_str segment_keys; /* 8 bytes each: a receipt under one counts after a restart */
};

struct ac_task_record {
	int64_t campaign;
	int64_t traveller;
	struct ac_task_image image;
};

struct ac_campaign_record {
	int64_t campaign;
	uint8_t state; /* enum ac_campaign_state */
	uint8_t closing; /* enum ac_kind: all_clear or retraction, when closing */
	uint16_t versions[9]; /* current text version per tier; [0]: of the closing text */
};

struct ac_contact_record {
	int64_t contact;
	uint8_t state; /* enum ac_contact_state */
};

/* What a person's page tells. */
/* clang-format off */
#define AC_EVENTS(X) \
	X(1, responded) X(2, standing) X(3, told) X(4, explained) X(5, help_raised) \
	X(6, help_owned) X(7, desk_asked) X(8, tier_changed) X(9, vouched) X(10, joined) \
	X(11, left_audience) X(12, held) X(13, closing_told) X(14, closing_explained)
/* clang-format on */

#define AC_E(value, name) AC_EVENT_##name = value,
enum ac_event { AC_EVENTS(AC_E) ac_event_count };
#undef AC_E
const char *ac_event_name(enum ac_event event);

struct ac_event_record {
	int64_t campaign;
	int64_t traveller;
	struct ac_wall at;
	uint8_t event; /* enum ac_event */
	uint8_t detail; /* word, standing, told, explained or tier, as the event says */
	uint16_t link;
	int64_t subject; /* inbound id (responded; below 0: minus the officer who heard it), officer id
	                    (help_owned), companion (told, vouched); 0 */
};

struct ac_record {
	enum ac_record_kind kind;
	union {
		struct ac_chunk_record chunk;
		struct ac_outcome_record outcome;
		struct ac_task_record task;
		struct ac_campaign_record campaign;
		struct ac_contact_record contact;
		struct ac_event_record event;
	};
};

/* Writing; buf's maximum bounds a journal row. */
void ac_record_add_chunk(struct ac_buf *buf, const struct ac_chunk_record *record);
void ac_record_add_entry(struct ac_buf *buf, const struct ac_attempt_entry *entry);
void ac_record_add_outcome(struct ac_buf *buf, const struct ac_outcome_record *record);
void ac_record_add_task(struct ac_buf *buf, const struct ac_task_record *record);
void ac_record_add_campaign(struct ac_buf *buf, const struct ac_campaign_record *record);
void ac_record_add_contact(struct ac_buf *buf, const struct ac_contact_record *record);
void ac_record_add_event(struct ac_buf *buf, const struct ac_event_record *record);

/**
 * Read the next record.
 * @param record  views in it point into the cursor's bytes
 * @return false at the end; a broken row sets cursor->bad
 */
bool ac_record_next(struct ac_cursor *cursor, struct ac_record *record);

/** Read a chunk's next entry; false at the end. */
bool ac_attempt_entry_next(struct ac_cursor *entries, struct ac_attempt_entry *entry);

/* The task table's two blobs. */
void ac_task_spec_pack(struct ac_buf *buf, const struct ac_task_spec *spec);
AC_MUST_CHECK enum ac_status ac_task_spec_unpack(
	struct ac_str bytes, struct ac_task_spec *spec, struct ac_error *err);
void ac_task_image_pack(struct ac_buf *buf, const struct ac_task_image *image);
AC_MUST_CHECK enum ac_status ac_task_image_unpack(
	struct ac_str bytes, struct ac_task_image *image, struct ac_error *err);

/** The image of a person who has just joined: nothing tried, due at once. */
struct ac_task_image ac_task_image_new(const struct ac_task_spec *spec, struct ac_wall now);

static inline int64_t ac_attempt_chunk(uint64_t attempt)
{
	return (int64_t)(attempt >> ac_chunk_bits);
}
static inline unsigned ac_attempt_index(uint64_t attempt)
{
	return (unsigned)(attempt & ((1u << ac_chunk_bits) - 1));
}
