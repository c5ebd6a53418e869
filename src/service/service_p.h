/* service/service_p.h - what the runtime's files share. Which thread owns what, and where it lives:
 *
 *	service.c         open and close, accessors; database access for everybody
 *	directory.c       a new data directory
 *	gate.c            who is in
 *	run/mails.c       the engine's letter box: inputs, and calls that run between two steps
 *	run/engine.c      the engine thread: take a batch, step, hand the outputs out
 *	run/outputs.c     … each output to whoever carries it out
 *	run/jobs.c, journal.c   … its rows to the writer; what is durable comes back
 *	run/raise.c       … what officers must see
 *	run/overdue.c     … what they must not forget; paused.c, review.c: … campaigns that stand still, dates of review
 *	run/render.c      the render thread: texts of a chunk
 *	run/phrases.c     the texts of the campaigns, compiled
 *	run/parcels.c     … from there to the links
 *	run/links.c       set-up of links; link_test.c: one message of theirs
 *	run/handover.c    from the engine thread to a link, on the channel thread
 *	run/events.c      what the drivers tell, as inputs of the engine
 *	run/inbound.c     what people write: durable first, then to the engine
 *	run/pager.c, pager_next.c   the officer on duty is told what waits, on a thread of its own
 *	run/lone.c        a message outside any campaign: tests of links, pages
 *	run/recovery.c    from the store to a live engine; desk/campaign_recover.c: … what was decided and not ordered
 *	run/checkpoint.c, expand.c  from the live engine back to the store, on a thread of its own
 *	run/live.c        campaigns and people join the live engine
 *	run/starts.c      campaigns that are being made: who waits for them
 *	run/cut_off.c     … what is left of those that were cut off
 *	run/publication.c   what the public may fetch, made anew on a thread of its own when the clock
 *	                    changes it
 *	run/intake.c        the thread that looks at other issuers' feeds; intake_look.c is one look,
 *	                    intake_again.c what it judges again, intake_keep.c and intake_ends.c what it writes
 *	run/media.c       what waits for the media, one by one behind the people's messages, on a thread of its own;
 *	                  media_receipts.c: what carriers say of it later
 *	run/query.c       looking at the engine, or at the store where none runs
 *	run/readers.c, waiters.c, facts.c   connections for reading, threads that wait for an answer, numbers about the journal
 *	desk/             use-cases, which build on service.h alone
 *
 * Nobody waits for somebody who waits for them: the engine thread waits for nothing but its letter
 * box; the writer's callbacks and the channel thread may wait for room in it; everybody else may
 * wait for the writer and for answers.
 */
#pragma once
#include "base/map.h"
#include "base/queue.h"
#include "base/vec.h"
#include "channel/driver.h"
#include "channel/loop.h"
#include "roster/zone.h"
#include "service/run/parcels.h"
#include "service/run/readers.h"
#include "service/run/starts.h"
#include "service/run/waiters.h"
#include "service/service.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
	mail_capacity = 65536,
	mails_per_step = 8192,
	max_link_numbers = 1024,
	officer_link = UINT16_MAX, /* responses that an officer entered: no carrier waits */
};

/* Attempt ids of link tests: never an engine's. */
#define TEST_ATTEMPT (UINT64_C(1) << 62)
/* … of pages: with the id of the try in place of the chunk. */
#define PAGE_ATTEMPT (UINT64_C(1) << 61)

/* One thing for the engine thread. */
struct ac_mail {
	struct ac_input input; /* when there is no call */
	void (*call)(struct ac_service *service, void *arg);
	void *owned; /* arg of the call; or what the input borrows: released after the step */
};

struct handover_item {
	uint64_t attempt;
	const struct ac_parcel *parcel;
};

/* What the engine thread gives the channel thread for one link in one step. */
struct handover {
	struct service_link *link;
	AC_VEC(struct handover_item) submits;
	AC_VEC(struct ac_ack_output) acks;
	struct handover *next; /* waiting for room on the loop */
};

struct service_link {
	struct ac_service *service;
	uint16_t number;
	const struct ac_config_link *config;
	struct ac_channel_settings settings;
	char password[ac_config_password_max];
	const struct ac_channel_driver *driver;
	struct ac_channel_link *channel; /* channel thread */
	atomic_bool closed;
	struct handover *gathering; /* engine thread */
	/* under links_lock */
	bool up;
	char why[120];
	struct ac_wall since;
};

/* Counters; relaxed atomics, read by anybody. */
struct counters {
	_Atomic uint64_t recorded, rendered, submitted, accepted, throttled, temporary, rejected,
		unknown, withdrawn, receipts, delivered, inbound, turned_away, journal_rows,
		journal_bytes, steps, inputs, raises, checkpoints, checkpoint_tasks;
	_Atomic int64_t step_us_max;
	_Atomic size_t engine_bytes;
};
#define COUNT(service, name, by) \
	atomic_fetch_add_explicit(&(service)->counters.name, (by), memory_order_relaxed)

struct ac_service {
	char *dir;
	struct ac_service_options options;
	struct ac_config *config;
	struct ac_zone *zone;
	struct ac_clock clock;
	struct ac_store *store; /* NULL: only looking */
	struct ac_vault *looking_vault;
	struct ac_gate *gate;
	char *database; /* for ac_db_driver_of(); may hold a password */
	const struct ac_vault *vault;
	struct ac_readers *readers;
	struct ac_writer *writer;
	atomic_bool ready, drained;
	atomic_bool stopping;
	atomic_bool abandoned; /* a test's SIGKILL: nothing is written any more */

	/* engine thread */
	struct ac_queue *mails;
	struct ac_engine *engine;
	struct ac_outputs outputs;
	struct ac_parcels parcels;
	struct ac_input *inputs; /* of the step */
	struct ac_mail *taken;
	pthread_t engine_thread;
	bool engine_started;
	atomic_bool engine_stop;
	struct handover *waiting; /* the loop had no room; in order */
	struct waiting_job *jobs_first, *jobs_last; /* the writer had no room; in order */
	_Atomic int64_t durable_seq; /* journal */
	int64_t told_seq; /* … as far as the engine knows */
	atomic_bool durable_news; /* a mail about it is on its way */
	_Atomic int64_t last_seq; /* handed to the writer */
	_Atomic int64_t cut_seq; /* rows up to it are gone from the journal */
	_Atomic int64_t last_take_us;
	struct ac_waiters waiters;
	struct starts starts;

	/* render thread */
	struct ac_queue *renders; /* struct ac_parcel * */
	pthread_t render_thread;
	bool render_started;
	struct phrasebooks *phrasebooks;

	/* channel thread */
	struct ac_channel_loop *loop;
	struct service_link *links;
	int n_links;
	struct service_link *by_number[max_link_numbers];
	char *link_names[max_link_numbers]; /* of all times; fixed once open */
	pthread_mutex_t links_lock;
	AC_VEC(struct ac_mail) news; /* gathered in this round */
	struct inbox *inbox;
	struct link_tests *tests;

	struct checkpointer *checkpointer;
	atomic_bool raising_overdue; /* a job of run/overdue.c is with the writer */
	struct pager *pager;
	struct intake *intake;
	pthread_mutex_t intake_lock; /* one look at a feed at a time */
	struct publisher *publisher; /* NULL: nothing is served to the public */
	_Atomic int64_t
		overdue_at; /* when to look for what is overdue, wall; 0: now, something was changed */
	struct ac_mono overdue_retry; /* … not before that; checkpointer's */
	struct media_sender *media;
	struct media_receipts *media_receipts;
	struct counters counters;
	pthread_mutex_t look_lock;
	struct ac_engine *looked; /* put together for queries without a daemon */

	/* health, under links_lock */
	char store_why[160];
	bool store_stalled;
};

/* mails.c */
AC_MUST_CHECK enum ac_status mail_send(struct ac_service *service, const struct ac_mail *mail);
/* Run call(arg) on the engine thread after the step of what came before, and wait for its end. */
AC_MUST_CHECK enum ac_status mail_call_and_wait(struct ac_service *service,
	void (*call)(struct ac_service *service, void *arg), void *arg, struct ac_error *err);

/* AC_CONFLICT without a daemon, AC_FULL while nothing can be stored. */
AC_MUST_CHECK enum ac_status needs_engine(struct ac_service *service, struct ac_error *err);

/* engine.c */
AC_MUST_CHECK enum ac_status engine_start(struct ac_service *service, struct ac_error *err);
/* Ends the thread; what is in the letter box is dropped. */
void engine_stop(struct ac_service *service);
struct ac_engine_config engine_config(const struct ac_config *config);

/* outputs.c */
void outputs_carry_out(struct ac_service *service);
void handovers_flush(struct ac_service *service);

/* journal.c */
void journal_append(struct ac_service *service, int64_t seq, struct ac_str row);
void writer_stalled(void *ctx, bool stalled, const struct ac_error *err);

/* render.c */
AC_MUST_CHECK enum ac_status render_start(struct ac_service *service, struct ac_error *err);
void render_stop(struct ac_service *service);

/* links.c */
AC_MUST_CHECK enum ac_status links_prepare(struct ac_service *service, struct ac_error *err);
/* The engine's first step knows every link, down. */
AC_MUST_CHECK enum ac_status links_announce(struct ac_service *service, struct ac_error *err);
/* The names of all links that ever were (ac_service_change). */
AC_MUST_CHECK enum ac_status links_read_names(struct ac_db *db, void *ctx, struct ac_error *err);
AC_MUST_CHECK enum ac_status links_start(struct ac_service *service, struct ac_error *err);
void links_close(struct ac_service *service);
void links_free(struct ac_service *service);
struct service_link *link_by_number(const struct ac_service *service, uint32_t number);
void handover_run(void *arg);

/* events.c: what happens on the channel thread */
extern const struct ac_channel_events link_events;
void events_flush(void *service);
void events_submitted(struct ac_service *service, const struct ac_submitted_input *submitted);

/* recovery.c */
AC_MUST_CHECK enum ac_status recover(struct ac_service *service, struct ac_error *err);
struct phrasebook;
/* AC_CONFLICT when the clock is an exercise's and a case is real. */
AC_MUST_CHECK enum ac_status exercise_begins(struct ac_service *service, struct ac_error *err);

/* Invariant 8: an exercise runs only where every link is marked for it. */
AC_MUST_CHECK enum ac_status campaign_may_run(struct ac_service *service,
	const struct phrasebook *book, int64_t campaign, struct ac_error *err);

/* checkpoint.c */
AC_MUST_CHECK enum ac_status checkpoint_start(struct ac_service *service, struct ac_error *err);
void checkpoint_stop(struct ac_service *service);

/* publication.c */
AC_MUST_CHECK enum ac_status publication_start(struct ac_service *service, struct ac_error *err);
void publication_stop(struct ac_service *service);

/* intake.c */
AC_MUST_CHECK enum ac_status intake_start(struct ac_service *service, struct ac_error *err);
void intake_stop(struct ac_service *service);
