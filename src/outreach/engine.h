/* outreach/engine.h - the engine: who is told what, when, over which link; and who is accounted for.
 *
 * One thread owns an engine. It takes a batch of inputs and gives outputs; it does no I/O, reads no
 * clock, starts no thread and draws no random number: the simulation drives the very same code.
 *
 * How a message leaves:
 *   1. choose    the persons highest in the call order become a chunk for a link with room
 *   2. record    the chunk is in this step's journal; AC_OUTPUT_RENDER asks for its texts
 *   3. both back AC_INPUT_COMMITTED of that journal row and AC_INPUT_RENDERED of the chunk
 *   4. check     is this still what the person should get? If not, the attempt is withdrawn
 *   5. submit    AC_OUTPUT_SUBMIT, as the link's pace and window allow
 *   6. outcome   AC_INPUT_SUBMITTED, then AC_INPUT_RECEIPT: recorded, the person's state moves on
 * Nothing is submitted without its durable record (invariant 1), and once a response has been taken in,
 * step 4 lets nothing pass that was decided before it (invariant 4).
 *
 * The journal: a step that changed anything fills outputs->journal under a sequence number. The caller
 * makes rows durable in order and says so with AC_INPUT_COMMITTED. Acknowledgements to carriers and
 * answers to officers come out only after that. If commits stop (full disk), the engine stops
 * dispatching by itself: at most `max_uncommitted` rows are open, and unasked input is turned away
 * (AC_OUTPUT_ACK with durable = false) so that the carrier keeps it.
 *
 * It never blocks: every output has its place reserved. At most window segments per link are submitted
 * and unanswered, at most `chunks_ahead` chunks per link are chosen and not yet submitted.
 *
 * Recovery: ac_engine_new, campaigns and tasks added as stored, journal rows after the last checkpoint
 * replayed in order, ac_engine_recovered. What was submitted and has no durable outcome is *unknown*
 * then, and resolved openly: its receipt is waited for, then it is sent again in tiers that say so and
 * held in the others.
 */
#pragma once
#include "outreach/pace.h"
#include "outreach/plan.h"
#include "outreach/record.h"

struct ac_engine;

struct ac_engine_config {
	int64_t unknown_wait_us; /* monotonic: how long an unknown waits for its receipt */
	int64_t receipt_wait_us; /* monotonic: after it, an accepted message gets no receipt any more */
	int64_t retry_wait_us; /* monotonic: pause before a temporarily refused message goes again */
	int max_retries; /* of a temporarily refused message */
	int max_uncommitted; /* journal rows handed out and not yet durable */
	int chunks_ahead; /* most per link: chosen, not yet all submitted; a slow link gets fewer */
	int64_t journal_delay_us; /* monotonic: how long outcomes may wait for company */
	int64_t age_floor_us; /* monotonic: who waits longer than this goes before anyone of their tier */
	double retry_theta_us; /* wall: θ of the call order, see order.h */
};

/** Sensible values: 60 s, 48 h, 5 s, 5, 64, 16, 20 ms, 10 min, 20 min. */
struct ac_engine_config ac_engine_config_default(void);

struct ac_engine *ac_engine_new(const struct ac_engine_config *config);
void ac_engine_free(struct ac_engine *engine);

/* ---- inputs ---- */

enum ac_input_kind {
	AC_INPUT_CAMPAIGN, /* a campaign starts (or is loaded) */
	AC_INPUT_TASKS, /* people join (due at once), or change: already durable in the task table */
	AC_INPUT_COMMITTED, /* journal rows up to seq are durable */
	AC_INPUT_RENDERED, /* a chunk's texts are ready */
	AC_INPUT_LINK, /* a link came up, went down or changed */
	AC_INPUT_SUBMITTED, /* what the carrier said to a submission */
	AC_INPUT_RECEIPT, /* a delivery report */
	AC_INPUT_RESPONSE, /* a person answered */
	AC_INPUT_ORDER, /* an officer decided */
};

struct ac_campaign_input {
	int64_t id;
	struct ac_plan plan; /* without `quiet` in the tiers whose quiet hours are overridden */
	enum ac_campaign_state state;
	enum ac_kind closing; /* all_clear or retraction where state is closing or closed */
	uint16_t versions[ac_plan_max_tiers +
			  1]; /* text version per tier, [0] of the closing text */
};

struct ac_tasks_input {
	const struct ac_task_spec *specs; /* borrowed for the step */
	size_t n;
};

struct ac_rendered_input {
	int64_t chunk;
	const uint8_t *segments; /* borrowed; one per attempt, 0: no text could be made */
	size_t n;
};

/* Announce every configured link, down, in the first step: a channel without any link is no way to a
 * person, and its rungs are passed over. Until the first announcement nobody is given up. */
struct ac_link_input {
	uint16_t link; /* small number, stable for the life of the data directory */
	bool up;
	bool receipts; /* the carrier sends delivery reports; else accepted is told */
	enum ac_channel channel;
	double rate_per_s; /* segments */
	int window; /* segments submitted and unanswered */
};

enum ac_submit_result {
	AC_RESULT_ACCEPTED,
	AC_RESULT_THROTTLED, /* this message again soon, the link slower */
	AC_RESULT_TEMPORARY, /* this message again later */
	AC_RESULT_REJECTED, /* this message never over this contact point */
	AC_RESULT_DEAD, /* the number does not exist */
	AC_RESULT_UNKNOWN, /* no response in time, or the connection fell */
	AC_RESULT_UNSENT, /* it never left */
};

struct ac_submitted_input {
	uint64_t attempt;
	uint16_t link;
	enum ac_submit_result result;
	uint32_t carrier_status;
	uint64_t receipt_key; /* 0: none */
	uint8_t carrier_id_n;
	char carrier_id[ac_carrier_id_max];
	uint8_t segment_keys_n; /* further keys, of the message's other segments */
	uint64_t segment_keys[ac_segment_keys_most];
};

enum ac_receipt_result {
	AC_RECEIPT_RESULT_DELIVERED,
	AC_RECEIPT_RESULT_FAILED, /* expired, undeliverable, rejected: try the next way */
	AC_RECEIPT_RESULT_DEAD, /* the number does not exist */
	AC_RECEIPT_RESULT_ENROUTE /* news, no result */
};

/* In a receipt's `attempt`: its low 16 bits are all that the carrier gave back. It counts for the one
 * submission to its number that has them, if there is exactly one. */
#define AC_REFERENCE_LOW16 (UINT64_C(1) << 63)

struct ac_receipt_input {
	uint16_t link;
	uint64_t token; /* comes back in AC_OUTPUT_ACK; 0: nothing to acknowledge */
	uint64_t receipt_key; /* hash of account and normalised carrier id; 0: none given */
	uint64_t attempt; /* by user_message_reference, where the carrier returns it; 0 */
	uint64_t number_key; /* whom it was sent to; 0 */
	enum ac_receipt_result result;
	uint32_t carrier_error;
};

struct ac_response_input {
	uint16_t link;
	uint64_t token;
	uint64_t number_key; /* who wrote; 0 when traveller says it */
	int64_t traveller; /* 0 when number_key says it */
	int64_t inbound; /* id of the stored text, for the history */
	enum ac_word word;
	bool by_officer; /* what an officer heard */
	struct ac_wall when; /* a time they said ("I leave at six"); INT64_MAX: none */
	int64_t officer; /* who heard it, when by_officer: token is answered by AC_OUTPUT_ANSWER */
};

enum ac_order {
	AC_ORDER_PAUSE,
	AC_ORDER_RESUME,
	AC_ORDER_CLOSE, /* all-clear or retraction: kind, version */
	AC_ORDER_FINISH, /* close for good; refused while anyone is pending */
	AC_ORDER_TEXT, /* a tier's text has a new version: tier, version */
	AC_ORDER_TIER, /* a person belongs to another tier: traveller, tier */
	AC_ORDER_EXCLUDE, /* a person is not to be told: traveller */
	AC_ORDER_OWN_HELP, /* an officer owns a person's call for help: traveller, subject */
	AC_ORDER_LEAVE, /* a person no longer belongs to the audience: traveller */
	AC_ORDER_QUIET, /* a tier keeps its quiet hours from now on, or no longer: tier, quiet */
};

struct ac_order_input {
	enum ac_order order;
	uint64_t token; /* comes back in AC_OUTPUT_ANSWER; 0: no answer wanted */
	int64_t campaign;
	int64_t traveller;
	int64_t officer;
	enum ac_kind kind;
	uint8_t tier;
	bool quiet;
	uint16_t version;
};

struct ac_input {
	enum ac_input_kind kind;
	union {
		const struct ac_campaign_input *campaign; /* borrowed for the step */
		struct ac_tasks_input tasks;
		int64_t committed; /* seq */
		struct ac_rendered_input rendered;
		struct ac_link_input link;
		struct ac_submitted_input submitted;
		struct ac_receipt_input receipt;
		struct ac_response_input response;
		struct ac_order_input order;
	};
};

/* ---- outputs ---- */

enum ac_output_kind {
	AC_OUTPUT_RENDER, /* make the texts of a chunk */
	AC_OUTPUT_SUBMIT, /* hand an attempt to its link now */
	AC_OUTPUT_WITHDRAW, /* an attempt will not be submitted: forget its text */
	AC_OUTPUT_ACK, /* answer a carrier's deliver_sm */
	AC_OUTPUT_ANSWER, /* an order is durable, or was refused */
	AC_OUTPUT_RAISE, /* officers must look */
};

struct ac_render_output {
	int64_t chunk;
	uint16_t link;
	uint16_t n;
	uint32_t first; /* index into outputs->entries */
};

struct ac_submit_output {
	uint64_t attempt;
	uint16_t link;
};

struct ac_ack_output {
	uint64_t token;
	uint16_t link;
	bool durable;
};

struct ac_answer_output {
	uint64_t token;
	enum ac_status status;
	const char *why; /* static; NULL when AC_OK */
};

enum ac_raise {
	AC_RAISE_HELP, /* a call for help that nobody owns */
	AC_RAISE_DESK, /* phone this person: a rung of their ladder */
	AC_RAISE_INBOX, /* read this: free text, unknown number */
	AC_RAISE_DISAGREE, /* the live campaigns would take this answer differently */
	AC_RAISE_MINOR, /* a minor without a grown-up companion */
	AC_RAISE_DONE, /* nobody is pending any more */
	AC_RAISE_REVIEW, /* a date of review is past (service/run/review.h); never put out by the engine */
};

struct ac_raise_output {
	enum ac_raise raise;
	int64_t campaign;
	int64_t traveller;
	int64_t inbound;
	double index; /* place in the call order: risk × people × … */
};

struct ac_output {
	enum ac_output_kind kind;
	union {
		struct ac_render_output render;
		struct ac_submit_output submit;
		uint64_t withdraw; /* attempt */
		struct ac_ack_output ack;
		struct ac_answer_output answer;
		struct ac_raise_output raise;
	};
};

/* Owned by the caller, reused from step to step; ac_engine_step() empties it first. */
struct ac_outputs {
	struct ac_output *at;
	size_t n, cap;
	struct ac_attempt_entry *entries; /* what the render outputs point into */
	size_t n_entries, cap_entries;
	struct ac_buf journal; /* this step's row; empty: nothing to make durable */
	int64_t seq; /* its number, when not empty */
	struct ac_mono wake; /* call again then at the latest … */
	struct ac_wall wake_wall; /* … or then, whichever comes first; INT64_MAX: no need */
};

void ac_outputs_init(struct ac_outputs *outputs);
void ac_outputs_done(struct ac_outputs *outputs);

struct ac_now {
	struct ac_mono mono;
	struct ac_wall wall;
};

/** Take n inputs in order, then dispatch what is due and possible. n may be 0 (the clock moved). */
void ac_engine_step(struct ac_engine *engine, struct ac_now now, const struct ac_input *inputs,
	size_t n, struct ac_outputs *outputs);

/* ---- recovery ---- */

/** Put a durable journal row in place. Rows come in order; rows at or before a task's `as_of` are
 * skipped for it. @return AC_CORRUPT or AC_VERSION naming the row */
AC_MUST_CHECK enum ac_status ac_engine_replay(
	struct ac_engine *engine, int64_t seq, struct ac_str row, struct ac_error *err);

/** Load stored tasks. @param as_of  n numbers: the journal row each image is as of */
void ac_engine_load(struct ac_engine *engine, const struct ac_task_spec *specs,
	const struct ac_task_image *images, const int64_t *as_of, size_t n);

/** Load an attempt that a checkpoint had as open: recorded, accepted without receipt, or unknown;
 * after the tasks, in ascending order of the attempts' ids. */
void ac_engine_load_attempt(struct ac_engine *engine, const struct ac_outcome_record *outcome,
	const struct ac_attempt_entry *entry);

/** Everything is loaded and replayed: what is open becomes unknown; the next step may dispatch.
 * @param last_seq, last_chunk  the highest numbers ever used */
void ac_engine_recovered(
	struct ac_engine *engine, struct ac_now now, int64_t last_seq, int64_t last_chunk);

/* ---- checkpoints ---- */

struct ac_checkpoint_task {
	int64_t campaign;
	int64_t traveller;
	int64_t as_of; /* the last journal row that this image includes */
	struct ac_task_image image;
};

/**
 * Up to max tasks that changed since they were last given here, in the order added. The rows that an
 * image includes have all been handed out: make it durable after them. Call between steps until
 * *finished; a round that is finished and durable covers all rows handed out before its first call.
 * @return how many; may be 0 without being finished (rows are held back): call again after a step
 */
size_t ac_engine_checkpoint(
	struct ac_engine *engine, struct ac_checkpoint_task *tasks, size_t max, bool *finished);

/* ---- looking in ---- */

struct ac_tier_counts {
	int64_t recipients, told, pending, explained;
	int64_t standings[ac_standing_count];
	int64_t explained_by[ac_explained_count];
	int64_t told_by[ac_told_count];
	int64_t unaccounted;
};

struct ac_counts {
	enum ac_campaign_state state;
	enum ac_kind closing;
	uint16_t versions[ac_plan_max_tiers + 1];
	struct ac_tier_counts all;
	struct ac_tier_counts tiers[ac_plan_max_tiers + 1];
	int64_t closing_recipients, closing_told, closing_pending, closing_explained;
	int64_t help_open, on_desk, unknown;
	int64_t ready, in_flight; /* waiting for a link; submitted or accepted without receipt */
};

/**
 * Count a person into their tier and the closing (by 1), or out again (by -1). Keeps `tiers`, `closing_*`,
 * `help_open` and `on_desk`; the sums over all tiers are made by ac_counts_sum.
 */
void ac_counts_add(struct ac_counts *counts, const struct ac_task_image *image, int64_t by);
void ac_counts_sum(struct ac_counts *counts);

/** @return AC_NOT_FOUND when there is no such campaign */
AC_MUST_CHECK enum ac_status ac_engine_counts(
	const struct ac_engine *engine, int64_t campaign, struct ac_counts *counts);

struct ac_quiet_tier {
	bool kept; /* they are not overridden */
	struct ac_wall until; /* the end of those that hold now; 0: none do */
	int64_t waiting; /* people who wait for nothing else */
};

/**
 * Who sleeps: looks at every person of a campaign whose tiers have quiet hours now, else at none.
 * @param tiers  filled; as of the last step
 * @return AC_NOT_FOUND when there is no such campaign
 */
AC_MUST_CHECK enum ac_status ac_engine_quiet(const struct ac_engine *engine, int64_t campaign,
	struct ac_quiet_tier tiers[ac_plan_max_tiers + 1]);

struct ac_person_view {
	struct ac_task_spec spec;
	struct ac_task_image image;
	bool in_flight; /* chosen or submitted, its outcome open */
	double index; /* place in the call order */
	int64_t ahead; /* about how many are ahead of them; 0 when not waiting for a link */
};

/** @return AC_NOT_FOUND when the person is not in that campaign */
AC_MUST_CHECK enum ac_status ac_engine_person(const struct ac_engine *engine, int64_t campaign,
	int64_t traveller, struct ac_person_view *view);

/** Visit every task of a campaign in the order added; stops when visit returns false. */
void ac_engine_each(const struct ac_engine *engine, int64_t campaign,
	bool (*visit)(void *ctx, const struct ac_person_view *view), void *ctx);

struct ac_link_view {
	uint16_t link;
	bool up;
	double allowed_per_s;
	int outstanding; /* segments */
	int prepared; /* attempts chosen and not yet submitted */
};

/** @return how many of the links were written to views */
size_t ac_engine_links(const struct ac_engine *engine, struct ac_link_view *views, size_t max);

/** Bytes held by the engine, for /metrics. */
size_t ac_engine_memory(const struct ac_engine *engine);
