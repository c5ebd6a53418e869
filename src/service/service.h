/* service/service.h - an open data directory: its store, its engine, its links.
 *
 * Everything that allclear does goes through one of these. A command that works on the directory by
 * itself opens it as AC_SERVICE_STORE, the daemon as AC_SERVICE_SERVE, a look at a directory beside a
 * running daemon as AC_SERVICE_LOOK. The use-cases (service/desk/cases.c, …) and web/ build on:
 *
 *	write   a change of the database: runs on the writer thread, comes back when it is durable
 *	read    a look at the database: runs on the caller's thread, one snapshot
 *	order   a decision about the live outreach: comes back when the engine's journal has it durable
 *	query   a look at the live outreach: runs on the engine thread between two steps
 *
 * Threads: engine, render, writer, channel and checkpointer are the service's own; every function
 * here may be called from any other thread and waits there. Never call them from within a function
 * handed to write, read or query (a read inside a query is a deadlock waiting to happen).
 *
 * Crash-only: ac_service_close() is a courtesy. Killed at any instant, the next open recovers.
 */
#pragma once
#include "base/clock.h"
#include "base/mem.h"
#include "outreach/engine.h"
#include "service/config.h"
#include "store/writer.h"
#include "threat/officer.h"

struct ac_vault;
struct ac_zone;
struct ac_gate;
struct ac_service;

enum ac_service_mode {
	AC_SERVICE_STORE, /* writer and readers, nobody else has the directory open for writing */
	AC_SERVICE_SERVE, /* the daemon: engine, links, checkpoints as well */
	AC_SERVICE_LOOK, /* readers only, beside a daemon or alone; write and order are AC_CONFLICT */
};

/* Something that officers must see; a call for help is told once it is durable. Ids only. */
struct ac_raised {
	enum ac_raise raise;
	int64_t campaign; /* 0 where it has none */
	int64_t traveller;
	int64_t inbound;
	int64_t id; /* of the help call; of the level that is to be reviewed; 0 */
	int64_t case_id; /* that is to be reviewed, or of which only officials are told for too long; 0 */
};

struct ac_service_options {
	enum ac_service_mode mode;
	bool exercise; /* the wall clock runs from clock_start at clock_rate */
	struct ac_wall clock_start;
	double clock_rate; /* > 0 */
	const char *key_file; /* instead of the configuration's; NULL */
	/** Called on a thread of the service, must not block; NULL. */
	void (*raised)(void *ctx, const struct ac_raised *raised);
	void *raised_ctx;
	void *memory_carrier; /* tests: the script of links with driver `memory` */
	bool no_sync; /* bench: commits do not wait for the disk */
};

/**
 * Make a data directory: database, key file and issuer's key file (mode 0600), commented allclear.yaml,
 * the source `registered`.
 * @param dir       made if missing; must be empty
 * @param database  postgresql://…, made on the server if missing and allowed; NULL: a file in dir
 * @return AC_EXISTS when there is a data directory, or data in the database, already
 */
AC_MUST_CHECK enum ac_status ac_service_create(
	const char *dir, const char *database, struct ac_error *err);

/**
 * Open a data directory. SERVE recovers what the last daemon left (desk/campaign_recover.h: what it was still to be told as well),
 * then starts the links.
 * @param service  owned by the caller, ac_service_close()
 * @return AC_BUSY when another process has it open for writing, AC_NOT_FOUND, AC_VERSION,
 *         AC_DENIED for a wrong key, AC_CONFLICT for an exercise clock over a real case, AC_INVALID for a configuration that cannot be used (an exercise
 *         clock or an exercise campaign with a link that is not marked `exercise`)
 */
AC_MUST_CHECK enum ac_status ac_service_open(const char *dir,
	const struct ac_service_options *options, struct ac_service **service,
	struct ac_error *err);

/** Stop dispatching, wait for what is submitted (at most a few seconds), checkpoint, release. */
void ac_service_close(struct ac_service *service);
AC_AUTO_DEFINE(service, struct ac_service *, ac_service_close)

/* Tests: let go at once, as SIGKILL would; nothing is drained or written any more. */
void ac_service_abandon(struct ac_service *service);

/* ---- what it is made of: borrowed, as long as the service is open ---- */

const char *ac_service_dir(const struct ac_service *service);
/** For ac_db_driver_of() and ac_db_open(). It may hold a password: never show it. */
const char *ac_service_database(const struct ac_service *service);
const struct ac_config *ac_service_config(const struct ac_service *service);
const struct ac_vault *ac_service_vault(const struct ac_service *service);
/** Zone for dates of stays where the place says nothing. */
const struct ac_zone *ac_service_zone(const struct ac_service *service);
/** Who is in (service/gate.h). */
struct ac_gate *ac_service_gate(const struct ac_service *service);
enum ac_service_mode ac_service_mode(const struct ac_service *service);
/** Now, by the service's clock. */
struct ac_wall ac_service_now(const struct ac_service *service);
/** May a case be opened by this clock? AC_CONFLICT for a real one (exercise: false) under an exercise's. */
AC_MUST_CHECK enum ac_status ac_service_takes_case(
	const struct ac_service *service, bool exercise, struct ac_error *err);
/** Is the daemon draining? Long waits of other threads should end. */
bool ac_service_stopping(const struct ac_service *service);

/* ---- the database ---- */

/* A function of a transaction: `enum ac_status f(struct ac_db *db, void *ctx, struct ac_error *err)`.
 * What it did is undone when it fails. */
typedef ac_job_fn ac_service_change;

/** One change, durable when this returns AC_OK. AC_FULL: no room on the disk, nothing changed. */
AC_MUST_CHECK enum ac_status ac_service_write(
	struct ac_service *service, ac_service_change *change, void *ctx, struct ac_error *err);

/**
 * Many rows: slice is called again and again as long as it sets *more, each time until the given
 * moment, and lets the engine and others in between. Every slice is durable by itself: order the work
 * so that it can be taken up again. See store/writer.h.
 */
AC_MUST_CHECK enum ac_status ac_service_write_bulk(
	struct ac_service *service, ac_slice_fn *slice, void *ctx, struct ac_error *err);

/** Read in one snapshot on a pooled read-only connection. */
AC_MUST_CHECK enum ac_status ac_service_read(
	struct ac_service *service, ac_service_change *look, void *ctx, struct ac_error *err);

/* ---- the live outreach ---- */

/**
 * An officer's decision; write its audit row first (ac_service_write), then give the order.
 * @param order  token is set by this function
 * @return what the engine answered, with its reason in err, once durable; AC_CONFLICT without a daemon
 */
AC_MUST_CHECK enum ac_status ac_service_order(
	struct ac_service *service, struct ac_order_input order, struct ac_error *err);

/**
 * Look at the engine between two steps; keep it short (a campaign's counts, a person, a page of them).
 * Without a daemon's engine (STORE, LOOK) the state is put together from the store as of now.
 */
AC_MUST_CHECK enum ac_status ac_service_query(struct ac_service *service,
	void (*look)(const struct ac_engine *engine, void *ctx), void *ctx, struct ac_error *err);

struct ac_heard {
	int64_t traveller;
	enum ac_word word;
	int64_t officer; /* id for the history */
	struct ac_wall when; /* a time they said; INT64_MAX: none */
};

/**
 * What an officer heard from a person; durable when this returns. In the person's history the event
 * `responded` has the officer's id as a negative subject; a positive one is an inbound message.
 */
AC_MUST_CHECK enum ac_status ac_service_respond(
	struct ac_service *service, const struct ac_heard *heard, struct ac_error *err);

/* A campaign that is being made. Zero until ac_service_start_begins(); stays where it is until it ends. */
struct ac_start {
	struct ac_service *service;
	int64_t number, warning;
	int64_t campaign; /* on its way to the engine; 0: not yet, or there */
	bool stopped; /* it is to be paused or ended meanwhile */
	struct ac_start *next;
};

/** Before whom to tell is looked for. @return AC_CONFLICT while another campaign of the warning is being made */
AC_MUST_CHECK enum ac_status ac_service_start_begins(
	struct ac_service *service, int64_t warning, struct ac_start *start, struct ac_error *err);
/** Before its row says that it is there: orders to the campaign wait until ac_service_start_campaign() is over. */
void ac_service_start_loads(struct ac_start *start, int64_t campaign);
/** However it went. One that did not begin is fine. */
void ac_service_start_ends(struct ac_start *start);
AC_AUTO_DEFINE_VALUE(start, struct ac_start, ac_service_start_ends)

/** Is a campaign of the warning being made now? What is left of one that is not was cut off. */
bool ac_service_start_under_way(struct ac_service *service, int64_t warning);
/** The newest that is being made; 0: none. For who has changed people: such a campaign may have missed it. */
int64_t ac_service_starts(struct ac_service *service);
/** Until that one and those before it are over. */
void ac_service_starts_wait(struct ac_service *service, int64_t number);

/**
 * A campaign whose row (state `paused`, or `running`), texts and tasks are durable is given to the engine, paused, and
 * let run when everybody is there; durable when this returns. Texts may use {name}, {hotel}, {until}, {sent} and the
 * members of "arguments" in its plan_json (service/run/phrases.h).
 * @param may  a last look before the first message leaves; when it fails, the campaign stays paused; NULL: none
 * @return AC_CONFLICT for an exercise with a link that is not marked `exercise`, when it runs already, or when it was to
 *         be paused or ended meanwhile; AC_INVALID for a text or plan that cannot be used; what `may` said
 */
AC_MUST_CHECK enum ac_status ac_service_start_campaign(struct ac_service *service, int64_t campaign,
	ac_service_change *may, void *ctx, struct ac_error *err);

/**
 * New versions of texts are durable: load them, before the order AC_ORDER_TEXT or AC_ORDER_CLOSE; and
 * before a new campaign's row becomes `paused`, to learn whether it may run here.
 * @return AC_CONFLICT for an exercise with a link that is not marked `exercise`; AC_INVALID for a text
 *         or plan that cannot be used
 */
AC_MUST_CHECK enum ac_status ac_service_texts_changed(
	struct ac_service *service, int64_t campaign, struct ac_error *err);

/**
 * People of a live campaign were added or changed in the task table (an import): read their rows
 * again and hand them to the engine. Who leaves the audience gets AC_ORDER_LEAVE instead.
 * @param travellers  sorted
 */
AC_MUST_CHECK enum ac_status ac_service_tasks_changed(struct ac_service *service, int64_t campaign,
	const int64_t *travellers, size_t n, struct ac_error *err);

/* ---- links ---- */

struct ac_link_health {
	uint16_t link; /* number */
	const char *name; /* borrowed from the configuration */
	bool exercise;
	bool up;
	char why[120]; /* why it is down; empty */
	struct ac_wall since;
	double allowed_per_s; /* present pace */
	int outstanding; /* segments submitted and unanswered */
	int prepared;
};

/** @return how many links there are; at most max are written */
size_t ac_service_links(struct ac_service *service, struct ac_link_health *links, size_t max);

/** The number of the link of that name; AC_NOT_FOUND. */
AC_MUST_CHECK enum ac_status ac_service_link_number(
	struct ac_service *service, struct ac_str name, uint16_t *link, struct ac_error *err);
/** The name of a link that is or was configured; "?" when unknown. */
const char *ac_service_link_name(const struct ac_service *service, uint16_t link);

struct ac_link_test {
	enum ac_submit_result result; /* what the carrier said to the submission */
	uint32_t carrier_status;
	bool receipt; /* a receipt came within the wait */
	uint64_t receipt_key; /* under which one will come; 0: none was told */
	int64_t response_us; /* from submission to the carrier's answer */
};

/**
 * Send one short test message over a link, outside any campaign, and wait for its fate.
 * @param number  E.164 with '+'  @param text  UTF-8  @param wait_us  for answer and receipt
 */
AC_MUST_CHECK enum ac_status ac_service_link_test(struct ac_service *service, uint16_t link,
	struct ac_str number, struct ac_str text, int64_t wait_us, struct ac_link_test *result,
	struct ac_error *err);

/* ---- health ---- */

struct ac_health {
	bool ready; /* recovered and serving */
	bool store_stalled; /* commits fail at present (full disk, lost server): engine and changes wait */
	char store_why[160];
	int links, links_up;
	int64_t engine_lag_us; /* age of the oldest input that the engine has not taken in */
	int64_t uncommitted; /* journal rows not yet durable */
};
void ac_service_health(struct ac_service *service, struct ac_health *health);

/* Counters since the start, for /metrics. */
struct ac_service_metrics {
	uint64_t recorded, rendered, submitted, accepted, throttled, temporary, rejected, unknown,
		withdrawn;
	uint64_t receipts, delivered, inbound, turned_away; /* turned_away: left with the carrier */
	uint64_t journal_rows, journal_bytes, steps, inputs, raises;
	uint64_t checkpoints, checkpoint_tasks;
	int64_t journal_kept; /* rows between last deleted and last written */
	size_t engine_bytes;
	size_t queue_length; /* inputs waiting for the engine */
	int64_t step_us_max; /* since the last call */
	uint64_t strangers, log_ins_refused, denied; /* turned away (service/gate.h) */
};
void ac_service_get_metrics(struct ac_service *service, struct ac_service_metrics *metrics);

/** Write all images and expand the journal now (backup, tests); returns when done. */
AC_MUST_CHECK enum ac_status ac_service_checkpoint(
	struct ac_service *service, struct ac_error *err);
