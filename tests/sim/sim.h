/* tests/sim/sim.h - the deterministic simulation: a small world around the real engine.
 *
 * One seed makes one world: people in parties, campaigns, links to carriers that misbehave, a disk
 * that is slow, full or torn, officers who give orders, crashes. Time is virtual: a queue of events.
 * The same seed always gives the same run, step by step, so that a failing seed replays exactly.
 *
 * Around the engine stand
 *   world   people.c carrier.c texts.c officers.c   what happens outside
 *   disk    disk.c                                  what is durable, and what a crash leaves of it
 *   run     run.c recover.c                         what service/ does: inputs in, outputs carried out
 *   desk    desk*.c                                 officers at the threat desk, where there is a real store
 *   checker check*.c                                looks on from outside after every step
 * The checker keeps its own plain record of what happened (struct sim_facts), never the engine's sums.
 * A fact becomes durable with the journal row that holds it; a crash takes back what was not.
 */
#pragma once
#include "base/map.h"
#include "base/random.h"
#include "base/vec.h"
#include "outreach/engine.h"

#include <stdio.h>

enum {
	sim_max_links = 3,
	sim_max_campaigns = 3,
	sim_max_tiers = 4,
	sim_no_one = -1,
};

/* What goes wrong, counted; the ordinary run must hit each of them. */
/* clang-format off */
#define SIM_FAULTS(X) \
	X(crash) X(crash_between_outputs) X(crash_torn) X(crash_while_recovering) \
	X(disk_slow) X(disk_full) X(text_refused) X(checkpoint) X(checkpoint_lost) \
	X(journal_cut) X(throttled) X(temporary) X(rejected) X(dead_at_submit) \
	X(answer_late) X(answer_twice) X(answer_never) X(answer_lost_delivered) \
	X(connection_fell) X(unknown) X(unsent) X(receipt_early) X(receipt_late) \
	X(receipt_twice) X(receipt_lost) X(receipt_failed) X(receipt_dead) \
	X(receipt_without_id) X(receipt_redelivered) X(text_redelivered) X(render_slow) \
	X(render_none) X(link_changed)
/* clang-format on */

/* What only the real store meets. */
#define SIM_STORE_FAULTS(X) X(store_failed) X(power_cut_in_commit) X(group_kept) X(group_lost)

/* What only a server's meets: commits of unknown outcome that turned out to be durable, or undone. */
#define SIM_SERVER_FAULTS(X) X(doubt_durable) X(doubt_undone)

/* What people and officers do, counted in the same table. */
/* clang-format off */
#define SIM_DEEDS(X) \
	X(word) X(free_text) X(stop) X(wrong_person) X(call_for_help) X(second_answer) \
	X(answer_before_receipt) X(answer_over_other_contact) X(answer_after_closing) \
	X(unknown_writer) X(officer_word) X(refused_to_human) X(help_owned) X(paused) \
	X(resumed) X(tier_changed) X(text_changed) X(excluded) X(left_audience) X(joined) \
	X(changed) X(all_clear) X(retraction) X(finish_refused) X(finished) \
	X(quiet_overridden) X(quiet_kept_again) X(woken_in_time)
/* clang-format on */

/* What the threat desk does and meets, on a real store. */
/* clang-format off */
#define SIM_DESK(X) \
	X(decision_drafted) X(decision_approved) X(decision_refused) X(decision_withdrawn) \
	X(own_approved) X(approved_twice) X(wrong_digest) X(changed_since) X(no_right) \
	X(template_kept) X(template_used) X(alone) X(published) X(republished) X(cleared) \
	X(retracted) X(level_raised) X(level_lowered) X(lowered_early) X(evidence_stale) \
	X(posture_changed) X(place_marked) X(report_entered) X(report_withheld) X(report_given) \
	X(change_failed) X(killed_before) X(killed_between) X(killed_after) X(killed_in_commit) \
	X(act_cut_off) X(act_kept) X(act_approved_again)
/* clang-format on */

enum sim_hit {
#define SIM_H(name) SIM_##name,
	SIM_FAULTS(SIM_H) SIM_DEEDS(SIM_H) SIM_DESK(SIM_H) SIM_STORE_FAULTS(SIM_H)
		SIM_SERVER_FAULTS(SIM_H) sim_hits
#undef SIM_H
};
const char *sim_hit_name(enum sim_hit hit);

/* ---- people ---- */

enum sim_number_fate {
	NUMBER_GOOD,
	NUMBER_DEAD_AT_SUBMIT,
	NUMBER_DEAD_BY_RECEIPT,
	NUMBER_BLOCKED,
	NUMBER_OFF
};

/* A telephone number in the world; several people may share it. */
struct sim_number {
	uint64_t key;
	enum sim_number_fate fate;
	bool stopped, stopped_durable; /* its owner wrote STOP and it was taken in */
	bool dead, dead_durable; /* a carrier said that it does not exist */
	uint8_t tried, tried_durable; /* bit per campaign: an attempt was recorded */
};

/* A contact point by its id. */
struct sim_contact {
	bool gone, gone_durable; /* said dead, or not theirs */
};

struct sim_person {
	int64_t id;
	int64_t party;
	uint8_t party_size;
	bool minor;
	uint16_t language;
	struct ac_wall arrives, departs;
	uint8_t n_contacts;
	struct ac_contact_spec contacts[ac_max_contacts];
	double answers; /* chance that a message makes them write */
	int64_t patience_us; /* typical time until they do */
	int answered; /* how often they wrote */
};

/* What the outside knows about one task. Plain: each field is set by one kind of event. */
struct sim_facts {
	bool delivered; /* a receipt said so, for an attempt that the engine knew */
	bool perhaps_delivered; /* a receipt said so, that may not be matched */
	bool accepted; /* on a link without receipts */
	bool perhaps_accepted; /* … until somebody else answered */
	bool maybe; /* an attempt was accepted or its outcome is unknown */
	bool unknown; /* an attempt's outcome was unknown at some time */
	bool heard; /* their own word was taken in */
	bool vouched; /* a companion, or someone on their number, wrote */
	bool officer; /* an officer entered a word */
	bool quiet; /* refused to a human: nothing until facts change */
	bool help; /* called for help, not owned */
	bool excluded, left;
	bool owed; /* told, or perhaps, when the closing began */
	bool all_clear, perhaps_all_clear; /* a closing message reached them */
	uint8_t said_tier; /* of the last text that may have reached them; 0: none */
	uint16_t said_version;
	uint8_t standing; /* that their last word gives, + 1; 0: none that we would insist on */
};

struct sim_task {
	int campaign, person; /* indexes */
	bool known; /* the engine was told of it in this life */
	bool news; /* something is known since it was looked at last */
	struct ac_task_spec spec; /* as the engine has it */
	struct sim_facts now, durable;
	int64_t spoke_step; /* step that took in their last word; 0 */
	int64_t joined_step;
	size_t joined_input; /* of that step */
	struct ac_mono joined;
	struct ac_wall help_raised;
	struct ac_task_image view; /* what the engine showed after the last step */
	bool in_flight;
	int64_t busy_step; /* last step after which something of theirs was open */
};

/* ---- messages ---- */

enum sim_message_state {
	MESSAGE_RECORDED,
	MESSAGE_OUT,
	MESSAGE_ANSWERED,
	MESSAGE_WITHDRAWN,
	MESSAGE_VOID
};

/* An attempt as seen from outside. */
struct sim_message {
	uint64_t attempt;
	struct ac_attempt_entry entry;
	int task; /* index */
	uint64_t number_key;
	uint16_t link;
	int64_t seq; /* journal row that recorded it */
	int64_t step; /* step that decided it */
	uint8_t segments;
	bool rendered; /* its text is ready */
	bool passed; /* submitted or withdrawn at least once */
	int64_t submit_step; /* last step that submitted it */
	uint8_t tier_before;
	int64_t busy_before; /* step after which the person was busy with something else */
	struct ac_wall chosen, due_before,
		submitted_wall; /* due_before: of the task, before it was chosen */
	enum sim_message_state state;
	int submits;
	enum ac_submit_result result; /* last one that the engine was told; valid when ANSWERED */
	int outcome, outcome_durable; /* enum ac_attempt_state written down; −1 none */
	bool unknown_told; /* the engine wrote `unknown`, or was told so */
	struct ac_mono unknown_at;
	/* truth, which the engine cannot see */
	bool at_carrier;
	bool unsent; /* given to a connection that had fallen */
	bool on_handset;
	int told_answer; /* which of its submissions the engine has an answer for */
	int life; /* life in which it was submitted last */
	int round; /* of its submissions: a late answer to an earlier one is void */
	uint64_t receipt_key;
};

struct sim_open_chunk {
	int64_t chunk;
	unsigned left; /* attempts neither submitted nor withdrawn */
};

/* ---- what arrives unasked ---- */

enum sim_delivery_kind { DELIVERY_RECEIPT, DELIVERY_TEXT, DELIVERY_OFFICER };
enum sim_delivery_state { DELIVERY_WAITS, DELIVERY_STORING, DELIVERY_FED, DELIVERY_DONE };

struct sim_delivery {
	enum sim_delivery_kind kind;
	enum sim_delivery_state state;
	uint16_t link;
	uint32_t round; /* grows with each time it is handed in: part of the token */
	bool stored; /* text: durable in the inbound table */
	bool taken; /* text: the row that took it in is durable */
	bool cut_off; /* the connection it came over fell: the carrier hears no answer */
	int64_t fed_seq; /* row of the step that took it in; 0 */
	int64_t fed_step;
	int message; /* receipt: index */
	bool with_key, with_ref, with_number;
	uint64_t receipt_key;
	enum ac_receipt_result result;
	uint64_t number_key; /* text: who wrote */
	int person; /* officer: about whom */
	enum ac_word word;
	struct ac_wall when;
};

struct sim_order {
	struct ac_order_input input;
	bool answered;
	int64_t seq, step;
};

/* ---- links ---- */

struct sim_link {
	uint16_t id;
	bool up; /* as the engine was told */
	bool wire_up; /* the connection stands */
	bool receipts, refs;
	double rate;
	int window;
	int64_t latency_us;
	/* trouble, in chances per message */
	double p_throttle, p_temporary, p_never, p_fall, p_twice, p_late;
	double p_receipt_lost, p_receipt_early, p_receipt_late, p_receipt_twice, p_receipt_bare;
	/* the checker's own bucket */
	double tokens;
	struct ac_mono filled;
	struct ac_mono throttled_at;
	int outstanding; /* segments submitted and unanswered */
	int chunks; /* chosen and not all submitted or withdrawn */
};

/* ---- the disk ---- */

enum sim_write_kind { WRITE_JOURNAL, WRITE_TASKS, WRITE_TEXT, WRITE_CHECKPOINT, WRITE_CUT };

struct sim_write {
	enum sim_write_kind kind;
	int64_t seq; /* journal row; cut: rows up to it */
	struct ac_buf bytes; /* journal row */
	struct ac_task_spec *specs; /* tasks */
	struct ac_checkpoint_task *images; /* checkpoint */
	size_t n;
	int delivery; /* text */
	struct ac_wall at;
};

struct sim_row {
	int64_t seq;
	char *bytes;
	size_t n;
};

struct sim_stored_task {
	int campaign, person;
	struct ac_task_spec spec;
	struct ac_task_spec next; /* news that no durable row has taken in yet */
	int64_t next_seq; /* row that takes it in; 0: no news; INT64_MAX: not known yet */
	struct ac_task_image image;
	int64_t as_of;
};

struct sim_stored_attempt {
	struct ac_attempt_entry entry;
	struct ac_outcome_record outcome;
	char carrier_id[ac_carrier_id_max];
};

struct sim_disk {
	AC_VEC(struct sim_write) queue; /* handed out, not durable; from `head` */
	size_t head;
	AC_VEC(struct sim_row) rows; /* durable journal */
	AC_VEC(struct sim_stored_task) tasks;
	struct ac_map task_at;
	AC_VEC(struct sim_stored_attempt) attempts; /* of rows cut off */
	struct ac_map attempt_at;
	struct ac_campaign_record campaigns[sim_max_campaigns];
	int64_t durable_seq, last_chunk;
	int64_t told_seq; /* COMMITTED was given to the engine up to here */
	struct ac_mono free_at; /* the disk is busy or full until then */
	bool full;
	bool awake; /* an EV_DURABLE is in the queue */
	int64_t cut_to; /* checkpoint in progress: rows up to it may be cut afterwards */
	bool checkpointing;
};

/* ---- events ---- */

enum sim_event_kind {
	EV_DURABLE,
	EV_RENDERED,
	EV_SUBMITTED,
	EV_HANDSET,
	EV_ARRIVES,
	EV_WRITES,
	EV_LINK_FALLS,
	EV_LINK_NOTICED,
	EV_LINK_UP,
	EV_LINK_CHANGES,
	EV_OFFICER,
	EV_THREAT_DESK,
	EV_HELP_OWNED,
	EV_DESK,
	EV_IMPORT,
	EV_CHECKPOINT,
	EV_CRASH,
	EV_DISK_FULL,
	EV_TEXTS,
	EV_START,
	EV_CLOSE,
	EV_CALM,
	EV_TICK,
	EV_RECOVER,
};

struct sim_event {
	struct ac_mono at;
	uint64_t order; /* ties: first in, first out */
	enum sim_event_kind kind;
	int life; /* void after a crash; 0: survives */
	int64_t a, b, c;
};

/* ---- mutations: one for each thing that the checker must catch; from chain_broken on at the threat desk, which
 * takes a real store ---- */

/* clang-format off */
#define SIM_MUTATIONS(X) \
	X(none) X(submit_twice) X(submit_before_commit) X(submit_unrecorded) X(miscount) \
	X(told_without_cause) X(explained_too_soon) X(forget_task) X(forget_response) \
	X(forget_submission) X(send_after_response) X(skip_closing) X(send_after_closing) \
	X(old_text) X(finish_with_pending) X(both_of_a_number) X(too_fast) X(over_window) \
	X(wrong_order) X(swallow_help) X(send_after_stop) X(pester_refuser) X(ack_too_soon) \
	X(stick) X(no_bound) X(wake_sleepers) \
	X(chain_broken) X(act_alone) X(act_unseen) X(act_twice) X(act_unwritten) X(act_half) \
	X(lower_early) X(trust_stale) X(archive_changed) X(mark_lost) X(answer_undone) \
	X(public_late)
/* clang-format on */

enum sim_mutation {
#define SIM_M(name) MUTATION_##name,
	SIM_MUTATIONS(SIM_M) sim_mutations
#undef SIM_M
};
const char *sim_mutation_name(enum sim_mutation mutation);

struct sim_options {
	uint64_t seed;
	bool trace;
	enum sim_mutation mutation;
	const struct sim_ground_kind *ground; /* not NULL: the real store, on this (ground.h) */
	const char *key_path; /* of the real store */
};

struct sim_campaign {
	struct ac_campaign_input input; /* plan and first state; as it started */
	bool started, ended;
	/* checker: as ordered, with durable twin */
	enum ac_campaign_state state, state_durable;
	enum ac_kind closing, closing_durable;
	uint16_t versions[ac_plan_max_tiers + 1], versions_durable[ac_plan_max_tiers + 1];
	int64_t closing_step;
	uint16_t quiet_off,
		quiet_off_stored; /* a bit a tier: two have overridden its quiet hours */
	uint16_t quiet_off_once; /* … for a moment of that step, in which others kept them again */
	int64_t quiet_off_step;
	AC_VEC(int) tasks; /* indexes, in the order added */
	AC_VEC(int) task_of; /* by person, sim_no_one */
};

/* A fact that waits for its journal row. */
enum sim_fact_kind {
	FACT_RECORDED, /* message */
	FACT_OUTCOME, /* message, state */
	FACT_RECEIPT, /* task: a delivery that the engine may not be able to match */
	FACT_ANSWER, /* message, result of its submission */
	FACT_WORD, /* task, word, standing + 1 */
	FACT_VOUCHED, /* task */
	FACT_WRONG, /* task: the message reached somebody else */
	FACT_OFFICER_WORD, /* task, word, standing + 1 */
	FACT_STOP, /* number */
	FACT_GONE, /* contact id */
	FACT_DEAD, /* number */
	FACT_EXCLUDED, /* task */
	FACT_LEFT, /* task, 0: came back */
	FACT_TIER, /* task, tier */
	FACT_HELP_OWNED, /* task */
	FACT_TEXT, /* campaign, tier, version */
	FACT_STATE, /* campaign, state, kind */
	FACT_TAKEN, /* delivery */
};

struct sim_fact {
	enum sim_fact_kind kind;
	int64_t seq;
	int64_t a, b, c;
};

struct sim {
	struct sim_options options;
	struct ac_random random;
	struct ac_now now;
	struct ac_wall wall_start;
	double wall_rate;
	AC_VEC(struct sim_event) events; /* heap */
	uint64_t event_order;

	AC_VEC(struct sim_number) numbers;
	struct ac_map number_at;
	AC_VEC(struct sim_contact) contacts;
	AC_VEC(struct sim_person) people;
	AC_VEC(struct sim_task) tasks;
	AC_VEC(struct sim_message) messages;
	struct ac_map message_at;
	AC_VEC(struct sim_delivery) deliveries;
	AC_VEC(struct sim_order) orders;
	AC_VEC(struct sim_open_chunk) open_chunks;
	AC_VEC(struct sim_fact) facts; /* waiting for their rows, in order */
	struct sim_link links[sim_max_links];
	int n_links;
	struct sim_campaign campaigns[sim_max_campaigns];
	int n_campaigns;
	struct sim_disk disk;
	struct sim_sql *sql; /* NULL: only the model of a disk */
	struct sim_desk *desk; /* NULL: so there is none either */

	struct ac_engine *engine;
	struct ac_engine_config config;
	struct ac_outputs outputs;
	int life;
	bool alive;
	int64_t step;
	int64_t handed_seq; /* last row taken from the engine */
	int64_t idle_steps; /* steps in a row at one instant */
	bool calm; /* faults are over */
	bool over; /* every campaign came to its end */
	bool recovering; /* an EV_RECOVER is in the queue */
	struct ac_mono last_step;
	struct ac_mono calm_at;
	bool crash_now; /* at the next step */
	int crashes, crashes_wanted;
	int64_t batch_us;
	int64_t next_inbound, next_person, next_contact;

	AC_VEC(struct ac_input) inbox;
	size_t input; /* the one that the checker looks at */
	AC_VEC(void *) lent; /* memory that inbox entries borrow, freed after the step */

	int64_t hits[sim_hits];
	bool failed;
	int failed_invariant;
	char failure[400];
	AC_VEC(struct ac_submit_output) held; /* mutations: submissions held back */
	bool mutated;
};

/* ---- run.c ---- */

/** Run one seed to its end. @return true when every check held; else sim->failure says what */
bool sim_run(struct sim *sim, const struct sim_options *options);
void sim_done(struct sim *sim);
void sim_fail(struct sim *sim, int invariant, const char *format, ...) AC_PRINTF(3, 4);
void sim_trace(const struct sim *sim, const char *format, ...) AC_PRINTF(2, 3);
void sim_give(struct sim *sim, struct ac_input input);
struct ac_engine *sim_engine_new(const struct sim *sim);

/* ---- recover.c ---- */
void sim_crash(struct sim *sim);
void sim_recover(struct sim *sim);

/* ---- events.c ---- */
void sim_at(struct sim *sim, int64_t in_us, struct sim_event event);
bool sim_next(struct sim *sim, struct sim_event *event);
/* No two draws among the arguments of one call: compilers evaluate those in different orders, and a seed that
 * failed under one shall fail under every other. */
static inline bool sim_chance(struct sim *sim, double p)
{
	return ac_random_chance(&sim->random, p);
}
static inline int64_t sim_below(struct sim *sim, int64_t n)
{
	return n > 0 ? (int64_t)ac_random_below(&sim->random, (uint64_t)n) : 0;
}
/** Uniform in [lo, hi]. */
static inline int64_t sim_between(struct sim *sim, int64_t lo, int64_t hi)
{
	return lo + sim_below(sim, hi - lo + 1);
}

/* ---- people.c ---- */
void sim_people_make(struct sim *sim);
void sim_campaigns_make(struct sim *sim);
struct sim_number *sim_number_of(struct sim *sim, uint64_t key);
int sim_person_add(struct sim *sim);
struct ac_task_spec sim_spec(const struct sim *sim, int campaign, int person);
void sim_person_change(struct sim *sim, int person);
/** Index of the task or sim_no_one. */
int sim_task_of(const struct sim *sim, int64_t campaign, int64_t traveller);

/* ---- carrier.c ---- */
void sim_links_make(struct sim *sim);
void sim_links_tell(struct sim *sim);
struct ac_input sim_link_input(const struct sim_link *link);
void sim_carrier_submit(struct sim *sim, uint64_t attempt, uint16_t link);
void sim_carrier_answer(struct sim *sim, const struct sim_event *event);
void sim_link_falls(struct sim *sim, int link, bool process_died);
void sim_link_noticed(struct sim *sim, int link);
void sim_link_up(struct sim *sim, int link);
void sim_link_changes(struct sim *sim, int link);
void sim_carrier_calm(struct sim *sim);

/* ---- texts.c ---- */
void sim_handset(struct sim *sim, int message);
void sim_writes(struct sim *sim, const struct sim_event *event);
void sim_arrives(struct sim *sim, int delivery);
void sim_feed(struct sim *sim, int delivery);
void sim_acked(struct sim *sim, const struct ac_ack_output *ack);
int sim_delivery_add(struct sim *sim, struct sim_delivery delivery);
int sim_delivery_of(const struct sim *sim, uint64_t token);

/* ---- officers.c ---- */
void sim_officers_start(struct sim *sim);
void sim_officer_acts(struct sim *sim);
void sim_import(struct sim *sim);
void sim_campaign_start(struct sim *sim, int campaign);
void sim_order_give(struct sim *sim, struct ac_order_input input);
void sim_close(struct sim *sim, int campaign);
void sim_finish(struct sim *sim, int campaign);
void sim_desk(struct sim *sim, int task);
void sim_own_help(struct sim *sim, int task);
void sim_raised(struct sim *sim, const struct ac_raise_output *raise);
void sim_answered(struct sim *sim, const struct ac_answer_output *answer);

/* ---- quiet.c ---- */
void sim_quiet_make(struct sim *sim, int campaign);
/** Two officers override a tier's quiet hours, or keep them again. */
void sim_quiet_acts(struct sim *sim, int campaign);
/** A campaign is given to an engine after a crash. */
void sim_quiet_load(struct sim *sim, int campaign, struct ac_campaign_input *input);

/* ---- disk.c ---- */
void sim_disk_write(struct sim *sim, struct sim_write write);
void sim_disk_durable(struct sim *sim);
void sim_disk_full(struct sim *sim);
void sim_disk_checkpoint(struct sim *sim);
/** What a crash leaves: a random prefix of what was handed out. */
void sim_disk_crash(struct sim *sim);
/** The engine takes in news of a person with this row. */
void sim_disk_news(struct sim *sim, const struct ac_task_spec *spec, int64_t seq);
void sim_disk_done(struct sim *sim);

struct sim_stored_task *sim_disk_task(struct sim *sim, int campaign, int person);
struct sim_stored_attempt *sim_disk_attempt(struct sim *sim, uint64_t attempt);

/* ---- sql.c ---- */
enum sim_sql_result { SQL_DURABLE, SQL_LATER, SQL_POWER_CUT };
void sim_sql_new(struct sim *sim);
void sim_sql_done(struct sim *sim);
/** One transaction of n writes. */
enum sim_sql_result sim_sql_commit(struct sim *sim, const struct sim_write *writes, size_t n);
/** The power fails after so many operations of the ground; -1: it does not. */
void sim_sql_fuse(struct sim *sim, int64_t operations);
void sim_sql_calm(struct sim *sim);
/** The power fails now, if it did not; open again. @return how many of the waiting writes are there */
size_t sim_sql_crash(struct sim *sim, size_t waiting);
void sim_sql_check(struct sim *sim);

/* ---- desk.c: the threat desk, where there is a real store ---- */
void sim_desk_new(struct sim *sim);
void sim_desk_done(struct sim *sim);
/** Some officer does something; now and then the process is killed over it. */
void sim_desk_acts(struct sim *sim);
/** After a crash, when the store is open again. */
void sim_desk_recovered(struct sim *sim);
void sim_desk_end(struct sim *sim);

/* ---- check*.c ---- */
/** Before the step: what the inputs say is noted. */
void check_inputs(struct sim *sim);
/** After the step: its journal row, its outputs, then everyone. */
void check_step(struct sim *sim);
void check_journal(struct sim *sim);
int check_task_add(struct sim *sim, int campaign, int person);
void check_outputs(struct sim *sim);
void check_submit(struct sim *sim, const struct ac_submit_output *submit);
void check_everyone(struct sim *sim);
void check_order(struct sim *sim);
void check_links(struct sim *sim, const struct sim_message *message);
void check_recovered(struct sim *sim);
void check_durable(struct sim *sim, int64_t seq);
void check_crash(struct sim *sim);
void check_end(struct sim *sim);
/** Everyone who was told an older text was sent the one that holds. */
void check_corrected(struct sim *sim, int campaign);
/** A fact that the row under way will hold. */
void check_note(struct sim *sim, enum sim_fact_kind kind, int64_t a, int64_t b, int64_t c);
/** The journal row that this step's news stand in. */
int64_t check_row(const struct sim *sim);
/** Could they have been told, by all that is known? */
bool sim_told(const struct sim_facts *facts);
/** Is somebody told whose message is theirs too? */
bool sim_covered(const struct sim *sim, int task);
/** Of one party, or on one number. */
bool sim_related(const struct sim_task *a, const struct sim_task *b);
void check_words(struct sim *sim);
void check_quiet(struct sim *sim, const struct sim_message *message);
void check_quiet_desk(struct sim *sim, const struct ac_event_record *event);
/** Do they sleep now, as people of that tier? */
void check_quiet_ordered(
	struct sim *sim, struct sim_campaign *campaign, const struct ac_order_input *in);
bool check_asleep(const struct sim *sim, const struct sim_task *task, uint8_t tier);
/** It is submitted or withdrawn: its chunk is through when all are. */
void check_passes(struct sim *sim, struct sim_message *message);

/* ---- mutate.c ---- */
void sim_mutate_config(const struct sim *sim, struct ac_engine_config *config);
bool sim_mutate_input(struct sim *sim, struct ac_input *in, struct ac_campaign_input *campaign);
void sim_mutate(struct sim *sim);
void sim_mutate_late(struct sim *sim);
void sim_mutate_message(struct sim *sim, struct sim_message *message);
void sim_mutate_counts(struct sim *sim, struct ac_counts *counts);
void sim_mutate_view(struct sim *sim, const struct sim_task *task, struct ac_task_image *image);
void sim_mutate_row(struct sim *sim, struct ac_str row, struct ac_buf *to);
