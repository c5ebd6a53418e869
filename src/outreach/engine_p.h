/* outreach/engine_p.h - what the engine's files share. The story of a step, and where each part lives:
 *
 *	engine.c    takes the inputs in order, ends the step
 *	people.c    tasks, their numbers and parties; people join, change, leave
 *	next.c      decides: what should happen next to this person? (reads only)
 *	quiet.c     quiet hours: when they end, for whom they hold (reads only)
 *	advance.c   carries that decision out: queue, timer, desk, explanation
 *	order.c     who waits for a link, most urgent first
 *	timers.c    who waits for a time
 *	dispatch.c  chunks: choose, record, render, check, submit
 *	attempts.c  chunks and attempts in memory, found by id and by receipt key
 *	outcomes.c  results, receipts, unknowns
 *	shared.c    one message for a number that several share
 *	fold.c      what a durable record does to a person (the live path and recovery share it)
 *	responses.c what people answer
 *	orders.c    what officers decide; closing
 *	links.c     links, their pace and window
 *	desk.c      calls for help and the call desk
 *	journal.c   rows, and what waits for their commit
 *	recover.c   loading, replay, checkpoints
 *	view.c      counts and looking in
 */
#pragma once
#include "base/map.h"
#include "base/vec.h"
#include "outreach/engine.h"

enum {
	no_index = ac_map_none,
	buckets = 64,
	wheel_slots = 4096,
	max_unknown_resends = 3,
	retry_closing_bucket = buckets - 1,
};

enum task_list { LIST_NONE, LIST_READY, LIST_TIMER };

/* One person in one campaign. About 120 bytes; a million of them are the daemon's memory. */
struct task {
	struct ac_task_image image;
	int64_t traveller;
	int64_t party;
	int64_t changed_seq; /* the last journal row that changed the image */
	uint64_t open_attempt; /* the newest attempt; 0 none */
	uint64_t covered_by; /* another's attempt to their number, its outcome open; 0 none */
	uint32_t arrives_s, departs_s; /* wall seconds; UINT32_MAX: open */
	uint32_t prev, next; /* neighbours on the list that the task is on */
	uint32_t ready_s; /* monotonic seconds since the engine's start, when it became ready */
	uint32_t party_next; /* ring of the party's tasks in this campaign; itself when alone */
	uint32_t contact_first;
	uint16_t campaign; /* index */
	uint16_t language;
	uint8_t n_contacts;
	uint8_t party_size;
	uint8_t list; /* enum task_list */
	uint8_t slot; /* LIST_READY: bucket */
	uint8_t channel; /* LIST_READY: enum ac_channel */
	uint8_t unsent; /* attempts recorded and not yet submitted (0 or 1) */
	uint8_t unanswered; /* attempts submitted, no outcome yet */
	uint8_t unknown; /* attempts with unknown outcome, not yet resolved */
	uint8_t said_tier; /* what they were last sent before they were covered */
	uint16_t said_version;
	uint8_t resends; /* of unknowns */
	uint8_t maybe_n; /* attempts that a carrier took or may have taken; 2 stands for more */
	uint8_t gen; /* moves on when what was decided before no longer holds */
	uint8_t layout; /* moves on when the contacts are others, or in another order */
	uint8_t bits; /* enum task_bit */
};

enum task_bit {
	BIT_MINOR = 1 << 0,
	BIT_DIRTY = 1 << 1, /* changed since the last checkpoint */
	BIT_RECORD = 1 << 2, /* its image goes into this step's row */
	BIT_HELP_LISTED = 1 << 3,
	BIT_REVISIT = 1 << 4, /* on the list of companions to look at again */
	BIT_ARRIVING = 1 << 5, /* on the list of those who arrive while they wait for a link */
};

struct contact {
	int64_t id;
	uint64_t number_key;
	uint32_t task;
	uint32_t next_same; /* next contact with the same number */
	uint8_t channel;
};

struct campaign {
	int64_t id;
	struct ac_plan plan;
	enum ac_campaign_state state;
	enum ac_kind closing;
	uint16_t versions[ac_plan_max_tiers + 1];
	struct ac_counts counts; /* what ac_counts_add keeps of it */
	bool record; /* its state goes into this step's row */
	double again[ac_plan_max_tiers + 1]
		    [ac_plan_max_rungs]; /* q of a try after this rung's wait */
	bool done_said; /* AC_RAISE_DONE was put out */
};

struct attempt {
	uint64_t receipt_key;
	uint32_t task;
	uint16_t version;
	uint8_t kind, tier, contact;
	uint8_t state; /* enum ac_attempt_state */
	uint8_t segments;
	uint8_t gen, layout; /* of the task, when it was chosen */
	uint8_t retries;
	uint8_t resolved; /* unknown: waited for long enough */
	bool has_segment_keys;
};

/* Under this key too a receipt counts: of a message of several segments, after a restart. */
struct segment_key {
	uint64_t attempt, key;
};

struct chunk {
	int64_t id;
	int64_t seq; /* its journal row */
	struct ac_mono at; /* chosen */
	struct chunk *next; /* on the link */
	uint16_t link; /* index */
	uint16_t n;
	uint16_t submitted; /* attempts before this one are submitted or withdrawn */
	uint16_t open; /* attempts without a final outcome */
	bool rendered;
	struct attempt at_[];
};

struct retry {
	uint64_t attempt;
	struct ac_mono at;
};

struct retries { /* first in, first out */
	AC_VEC(struct retry) items;
	size_t head;
};

struct link {
	struct ac_link_input config;
	struct ac_pace pace;
	int outstanding; /* segments submitted and unanswered */
	int prepared; /* attempts chosen and not yet submitted */
	int chunks; /* on the list below */
	struct chunk *first, *last;
	struct retries again; /* throttled: soon */
	struct retries later; /* temporarily refused: after a pause, and in nobody's way */
};

struct bucket {
	uint32_t first, last;
};

/* A receipt that came before its response: not acknowledged yet, so the carrier keeps it. */
struct early {
	struct ac_receipt_input receipt;
	struct ac_mono until;
	bool live;
};

struct waiting {
	int64_t seq; /* comes out when this row is durable */
	struct ac_output output;
};

struct ac_engine {
	struct ac_engine_config config;
	struct ac_now now;
	struct ac_mono start;
	bool started;
	bool replaying; /* until ac_engine_recovered */
	bool recovered; /* the next step finds out what is open */

	AC_VEC(struct campaign) campaigns;
	AC_VEC(struct task) tasks;
	AC_VEC(struct contact) contacts;
	struct ac_map by_traveller; /* (campaign, traveller) → task */
	struct ac_map by_number; /* number_key → first contact */
	struct ac_map by_party; /* (campaign, party) → a task of it */

	struct bucket ready[ac_channel_count][buckets];
	uint64_t ready_bits[ac_channel_count]; /* which buckets are not empty */
	int64_t ready_n;
	struct bucket wheel[wheel_slots];
	uint64_t wheel_bits[wheel_slots / 64];
	int64_t wheel_s; /* wall second that was last served */
	int64_t timers_n;

	AC_VEC(struct link) links;
	bool served[ac_channel_count]; /* some link carries this channel */
	bool announced; /* some link was announced */

	AC_VEC(struct chunk *) chunks; /* by id − chunk_base; NULL: finished */
	size_t chunks_head;
	int64_t chunk_base, chunk_next;
	struct ac_map by_receipt; /* receipt key → chunk (22 bits) and index (10 bits) */
	AC_VEC(struct segment_key) segment_keys; /* in the order of attempts once recovered */
	int64_t in_flight;
	struct retries unknowns; /* attempt, deadline */
	AC_VEC(struct early) early; /* receipts before their response */
	struct ac_map by_early;
	size_t early_head;

	AC_VEC(uint32_t) helps; /* tasks with an open call for help */
	struct ac_wall help_next;
	AC_VEC(uint32_t) arriving; /* READY tasks whose tier changes when they arrive */
	uint32_t arriving_s; /* the first of them does so; UINT32_MAX: none */
	AC_VEC(uint32_t) revisit; /* companions to look at again before the step ends */

	struct ac_buf row; /* being built: journal row next_seq */
	AC_VEC(uint32_t) changed; /* tasks whose image goes into it */
	struct ac_mono row_since;
	bool row_urgent;
	int64_t next_seq, committed;
	AC_VEC(struct waiting) waiting;
	size_t waiting_head;
	struct ac_buf entries; /* of the chunk being chosen */

	size_t checkpoint_at; /* next task of the round */
	bool checkpointing;

	struct ac_outputs *out; /* of the step under way */
};

static inline struct task *task_at(struct ac_engine *e, uint32_t i)
{
	return &e->tasks.at[i];
}
static inline uint32_t task_index(const struct ac_engine *e, const struct task *t)
{
	return (uint32_t)(t - e->tasks.at);
}
static inline struct campaign *campaign_of(struct ac_engine *e, const struct task *t)
{
	return &e->campaigns.at[t->campaign];
}
static inline const struct ac_tier *tier_of(struct ac_engine *e, const struct task *t)
{
	return &campaign_of(e, t)->plan.tiers[t->image.tier];
}
/* A try that did not happen is given back. */
static inline void drop_one(uint8_t *tries)
{
	*tries = (uint8_t)(*tries ? *tries - 1 : 0);
}
/* The contact that an attempt went to; UINT8_MAX: the person has it no longer. */
static inline uint8_t attempt_contact(const struct task *t, const struct attempt *a)
{
	return a->layout == t->layout && a->contact < t->n_contacts ? a->contact : UINT8_MAX;
}
static inline bool task_told(const struct task *t)
{
	return t->image.told != AC_TOLD_no;
}
static inline bool task_pending(const struct task *t)
{
	return !task_told(t) && t->image.explained == AC_EXPLAINED_no;
}
static inline int64_t wall_s(struct ac_wall wall)
{
	return wall.us / AC_SECOND;
}
/* When the stay begins and ends; INT64_MAX: it is open. */
static inline struct ac_wall task_arrives(const struct task *t)
{
	return (struct ac_wall){ t->arrives_s == UINT32_MAX ? INT64_MAX
							    : t->arrives_s * AC_SECOND };
}
static inline struct ac_wall task_departs(const struct task *t)
{
	return (struct ac_wall){ t->departs_s == UINT32_MAX ? INT64_MAX
							    : t->departs_s * AC_SECOND };
}

/* people.c */
struct campaign *campaign_find(struct ac_engine *e, int64_t id);
uint32_t task_find(const struct ac_engine *e, int64_t campaign, int64_t traveller);
/* Before each of n specs that are added: in a million people every look-up misses the cache. */
void tasks_prefetch(const struct ac_engine *e, const struct ac_task_spec *specs, size_t n);
uint32_t task_add(
	struct ac_engine *e, const struct ac_task_spec *spec, const struct ac_task_image *image);
/* @return whether they have a contact point that they did not have before */
bool task_update(struct ac_engine *e, uint32_t i, const struct ac_task_spec *spec);
bool contact_usable(const struct ac_engine *e, const struct task *t, int contact);
/* A usable contact of the channel, `first` tried first; -1: none. */
int contact_pick(
	const struct ac_engine *e, const struct task *t, enum ac_channel channel, int first);
/* The next usable contact of the channel behind `contact`; -1: none. */
int contact_after(
	const struct ac_engine *e, const struct task *t, enum ac_channel channel, int contact);
bool task_has_usable_contact(const struct ac_engine *e, const struct task *t);

/* view.c */
void task_count(struct ac_engine *e, const struct task *t, int64_t by);
/* view.c: every change of an image happens between these two, so that the sums always agree. */
struct task *task_open(struct ac_engine *e, uint32_t i);
void task_close(struct ac_engine *e, uint32_t i);

/* next.c */
enum step_kind {
	STEP_REST, /* nothing, or nothing before `at` */
	STEP_SEND, /* a message of `kind` over `contact` */
	STEP_DESK, /* an officer phones */
	STEP_EXPLAIN, /* no way is left: `explained` */
	STEP_VIA, /* a told companion stands for them: `via` */
	STEP_DEPART, /* the stay is over, no word came */
	STEP_TIER, /* arrived: belongs to `tier` now */
	STEP_RUNG, /* the rung is used up: the next one */
	STEP_CLOSING, /* the all-clear's fate is settled: `closing` */
};
struct step {
	enum step_kind kind;
	struct ac_wall at; /* STEP_REST: look again then; INT64_MAX: no need */
	enum ac_kind message;
	uint8_t contact, tier, rung, tries, closing;
	bool quiet; /* STEP_REST: for nothing but the end of the quiet hours */
	enum ac_explained explained;
	int64_t via;
};
struct step next_step(struct ac_engine *e, const struct task *t);
/* The same as if no quiet hours held: for a number that is written to anyway. */
struct step next_step_by_day(struct ac_engine *e, const struct task *t);

/* quiet.c */
/* May a message of this kind wait for the morning? */
bool quiet_may_wait(enum ac_kind kind);
/* Until when what may wait waits for them; the present: it does not. */
struct ac_wall quiet_until(struct ac_engine *e, const struct task *t);

/* advance.c */
/* Decide and carry out, until the person waits for a link, a time or an event. */
void advance(struct ac_engine *e, uint32_t i);
void advance_campaign(struct ac_engine *e, const struct campaign *campaign);
void set_tier(struct ac_engine *e, uint32_t i, uint8_t tier);
void tell(struct ac_engine *e, struct task *t, enum ac_told told, int64_t via);
void explain(struct ac_engine *e, struct task *t, enum ac_explained why);
/* A person's news concerns companions without a contact and those who share the number. */
void revisit_companions(struct ac_engine *e, uint32_t i);
void revisit_all(struct ac_engine *e);

/* order.c */
/* Works out `again` of a campaign. */
void order_plan(struct ac_engine *e, struct campaign *campaign);
double order_index(struct ac_engine *e, const struct task *t, const struct step *step);
void ready_push(struct ac_engine *e, uint32_t i, enum ac_channel channel, const struct step *step);
uint32_t ready_first(struct ac_engine *e, enum ac_channel channel);
void list_remove(struct ac_engine *e, uint32_t i);
void list_append(struct ac_engine *e, struct bucket *list, uint32_t i);
void list_unlink(struct ac_engine *e, struct bucket *list, uint32_t i);
/* Who arrived while waiting for a link belongs to another tier, and has another place. */
void arriving_run(struct ac_engine *e);
int64_t ready_ahead(struct ac_engine *e, const struct task *t);

/* timers.c */
void timer_set(struct ac_engine *e, uint32_t i, struct ac_wall at);
void timer_remove(struct ac_engine *e, uint32_t i);
void timers_run(struct ac_engine *e);
struct ac_wall timers_next(struct ac_engine *e);
void timers_reset(struct ac_engine *e);

/* dispatch.c */
void dispatch(struct ac_engine *e);
/* What is written down of a choice; t as it is before. */
struct ac_attempt_entry dispatch_entry(
	struct ac_engine *e, const struct task *t, const struct step *step);
/* The link is down: what is chosen for it and not submitted goes back to the queue. */
void link_withdraw(struct ac_engine *e, struct link *link);
void retries_push(struct retries *retries, uint64_t attempt, struct ac_mono at);
/* The first item if its time has come; NULL. The caller drops it with retries_pop(). */
struct retry *retries_first(struct retries *retries, struct ac_mono now);
void retries_pop(struct retries *retries);
void chunk_rendered(struct ac_engine *e, const struct ac_rendered_input *rendered);

/* attempts.c */
struct chunk *chunk_new(struct ac_engine *e, int64_t id, uint16_t n);
struct chunk *chunk_find(const struct ac_engine *e, int64_t id);
struct attempt *attempt_find(const struct ac_engine *e, uint64_t id);
void attempt_finish(struct ac_engine *e, uint64_t id);
void receipt_expect(struct ac_engine *e, uint64_t key, uint64_t attempt);
uint64_t receipt_find(const struct ac_engine *e, uint64_t key);
void receipts_expire(struct ac_engine *e);
/* A chunk loaded attempt by attempt grows to n. */
struct chunk *chunk_grow(struct ac_engine *e, struct chunk *chunk, uint16_t n);

/* outcomes.c */
void submitted(struct ac_engine *e, const struct ac_submitted_input *in);
void receipt(struct ac_engine *e, const struct ac_receipt_input *in);
void become_unknown(struct ac_engine *e, uint64_t id);
void unknowns_run(struct ac_engine *e);
void early_run(struct ac_engine *e);
/* Take an unsent attempt back: its person is as before it was chosen. */
void withdraw(struct ac_engine *e, uint64_t id);
/* No text could be made, or it was refused for good. */
void fail(struct ac_engine *e, uint64_t id, uint32_t carrier_status, bool number_is_dead);

/* The same number stops or is wrong: every contact point that has it, in every campaign. */
void number_state(struct ac_engine *e, uint64_t number_key, enum ac_contact_state state);

/* shared.c: one message for a number that several people share */
void shared_cover(struct ac_engine *e, uint32_t i, const struct step *step, uint64_t attempt);
/* What became of the attempt that covered them. */
enum uncover {
	UNCOVER_SENT, /* it arrived: it was theirs too */
	UNCOVER_TAKEN_BACK, /* it never left, or is sent again: as before it was chosen */
	UNCOVER_FAILED, /* it did not arrive */
};
void shared_uncover(struct ac_engine *e, uint32_t i, uint64_t attempt, enum uncover how);

/* fold.c: what a record does to the image; the caller has it open and advances afterwards. */
bool kind_is_closing(enum ac_kind kind);
void fold_chosen(struct ac_engine *e, struct task *t, const struct ac_attempt_entry *entry,
	uint64_t attempt, struct ac_wall at);
void fold_outcome(struct ac_engine *e, struct task *t, const struct attempt *a,
	const struct ac_outcome_record *outcome);
void fold_closing(struct ac_engine *e, struct campaign *campaign, int64_t seq);

/* responses.c */
void response(struct ac_engine *e, const struct ac_response_input *in);

/* orders.c */
void order(struct ac_engine *e, const struct ac_order_input *in);

/* links.c */
void link_changed(struct ac_engine *e, const struct ac_link_input *in);
struct link *link_find(struct ac_engine *e, uint16_t link);
/* The link's entry, made when there is none (down, of no channel). */
struct link *link_get(struct ac_engine *e, uint16_t link);

/* desk.c */
void help_raise(struct ac_engine *e, uint32_t i);
void helps_run(struct ac_engine *e);
/* After a crash, what officers must see is put out again. */
void desk_recover(struct ac_engine *e, uint32_t i);
void desk_ask(struct ac_engine *e, uint32_t i);
void raise_out(struct ac_engine *e, enum ac_raise raise, const struct task *t, int64_t inbound);

/* recover.c */
void recover_open(struct ac_engine *e);

/* journal.c */
struct ac_output *put(struct ac_engine *e, enum ac_output_kind kind);
/* Goes out when everything recorded so far is durable. */
void put_durable(struct ac_engine *e, const struct ac_output *output);
void record_task(struct ac_engine *e, struct task *t);
void record_campaign(struct ac_engine *e, struct campaign *campaign);
void record_event(struct ac_engine *e, const struct task *t, enum ac_event event, uint8_t detail,
	int64_t subject);
void record_urgent(struct ac_engine *e);
bool stalled(const struct ac_engine *e);
void row_begin(struct ac_engine *e);
void row_end(struct ac_engine *e);
void committed(struct ac_engine *e, int64_t seq);
