/* store/writer_turn.c - what the writer does in one turn: a group of jobs in one commit, slices of bulk work in
 * another, or finding out what became of a commit whose answer was lost. */
#include "store/writer_p.h"

#include "base/mem.h"

enum {
	slice_us = 20000,
	slices_us = 1000000, /* bounds the commit that somebody who comes then waits for */
	retry_first_us = 20000,
	retry_last_us = 1000000,
};

static const struct ac_sql sql_probe = { "writer_probe",
	"INSERT INTO meta (key, value) VALUES ('probe', $1) "
	"ON CONFLICT (key) DO UPDATE SET value = excluded.value" };

static void finish(struct ac_writer *writer, const struct ac_job *job, enum ac_status status,
	const struct ac_error *err)
{
	atomic_fetch_add(status == AC_OK ? &writer->jobs : &writer->failed_jobs, 1);
	if (job->done)
		job->done(job->ctx, status, err);
}

static void finish_batch(struct ac_writer *writer, struct ac_writer_batch *batch)
{
	for (size_t i = 0; i < batch->n; i++)
		finish(writer, &batch->at[i].job, batch->at[i].status, &batch->at[i].err);
	batch->n = 0;
}

/* Not the job's fault: the disk, the system, another program. */
static bool from_outside(enum ac_status status)
{
	return status == AC_FULL || status == AC_IO || status == AC_BUSY;
}

/* Run one job under its savepoint. @return AC_OK when the transaction can go on, whatever the job said */
static enum ac_status run_entry(
	struct ac_db *db, struct ac_writer_entry *entry, struct ac_error *err)
{
	AC_TRY(ac_db_control(db, AC_DB_SAVEPOINT, err));
	entry->err = (struct ac_error){ .code = AC_OK };
	entry->status = entry->job.fn(db, entry->job.ctx, &entry->err);
	if (entry->status == AC_OK) /* what it ran may fail only now (store/db.h, rule 5) */
		entry->status = ac_db_control(db, AC_DB_RELEASE, &entry->err);
	if (entry->status == AC_OK)
		return AC_OK;
	if (entry->job.priority == AC_PRIORITY_ENGINE && from_outside(entry->status)) {
		if (err)
			*err = entry->err;
		return entry->status;
	}
	if (!ac_db_in_transaction(
		    db)) { /* the engine undid everything, as SQLite does on a full disk */
		if (err)
			*err = entry->err;
		return entry->status;
	}
	return ac_db_control(db, AC_DB_ROLLBACK_TO, err);
}

static enum ac_status run_batch(
	struct ac_db *db, struct ac_writer_batch *batch, struct ac_error *err)
{
	for (size_t i = 0; i < batch->n; i++)
		AC_TRY(run_entry(db, &batch->at[i], err));
	return AC_OK;
}

static enum ac_status try_probe(struct ac_writer *writer, struct ac_error *err)
{
	int64_t now = ac_mono_now().us;
	struct ac_str bytes = { (const char *)&now, sizeof now };
	return ac_db_run(writer->db, &sql_probe, AC_VALUES(AC_BLOB(bytes)), err);
}

static enum ac_status run_group(struct ac_writer *writer, struct ac_error *err)
{
	bool empty = writer->engine.n == 0 && writer->api.n == 0;
	AC_TRY(ac_db_control(writer->db, AC_DB_BEGIN_WRITE, err));
	if (writer->retry_us || empty)
		AC_TRY(try_probe(writer, err));
	AC_TRY(run_batch(writer->db, &writer->engine, err));
	AC_TRY(run_batch(writer->db, &writer->api, err));
	return ac_db_control(writer->db, AC_DB_COMMIT, err);
}

static void stall(struct ac_writer *writer, const struct ac_error *err)
{
	bool first = writer->retry_us == 0;
	writer->retry_us = first ? retry_first_us : writer->retry_us * 2;
	if (writer->retry_us > retry_last_us)
		writer->retry_us = retry_last_us;
	atomic_store(&writer->stalled, true);
	if (first && writer->options.on_stall)
		writer->options.on_stall(writer->options.stall_ctx, true, err);
}

static void unstall(struct ac_writer *writer)
{
	if (writer->retry_us == 0)
		return;
	writer->retry_us = 0;
	atomic_store(&writer->stalled, false);
	struct ac_error none = { .code = AC_OK };
	if (writer->options.on_stall)
		writer->options.on_stall(writer->options.stall_ctx, false, &none);
}

/* The group did not become durable: jobs of the API end, unless they had failed by themselves. */
static void fail_api(struct ac_writer *writer, enum ac_status status, const struct ac_error *err)
{
	for (size_t i = 0; i < writer->api.n; i++) {
		struct ac_writer_entry *entry = &writer->api.at[i];
		if (entry->status == AC_OK) {
			entry->status = status;
			entry->err = *err;
		}
	}
	finish_batch(writer, &writer->api);
}

static void end_group(struct ac_writer *writer, enum ac_status status, const struct ac_error *err)
{
	writer->tried_us = ac_mono_now().us;
	if (writer->engine.n || writer->api.n)
		writer->group_us = writer->tried_us;
	if (status == AC_OK) {
		atomic_fetch_add(&writer->commits, 1);
		unstall(writer);
		finish_batch(writer, &writer->engine);
		finish_batch(writer, &writer->api);
		return;
	}
	atomic_fetch_add(&writer->failed_commits, 1);
	stall(writer, err);
	fail_api(writer, status, err);
}

static void group_turn(struct ac_writer *writer)
{
	struct ac_error err = { .code = AC_OK };
	enum ac_status status = run_group(writer, &err);
	if (ac_db_in_doubt(writer->db)) {
		writer->doubt = DOUBT_GROUP;
		stall(writer, &err);
		return;
	}
	if (status != AC_OK)
		ac_db_undo(writer->db);
	end_group(writer, status, &err);
}

static bool somebody_waits(struct ac_writer *writer)
{
	return ac_queue_length(writer->queues[AC_PRIORITY_ENGINE]) ||
	       ac_queue_length(writer->queues[AC_PRIORITY_API]) ||
	       ac_queue_closed(writer->queues[AC_PRIORITY_BULK]);
}

/* How long slices may share a commit. An index by hash has a page changed for every row, so few large
 * commits are far cheaper; but who comes meanwhile waits for the commit. In busy times as long as the last
 * one took, so that no more time goes into committing than into work; the longer it was quiet the longer. */
static int64_t share_us(const struct ac_writer *writer, int64_t now_us)
{
	int64_t quiet_us = now_us - writer->group_us;
	int64_t share = quiet_us > AC_SECOND ? quiet_us / 4 : 0;
	if (share < writer->commit_us)
		share = writer->commit_us;
	return share < slices_us ? share : slices_us;
}

static enum ac_status run_slices(struct ac_writer *writer, struct ac_error *err)
{
	bool *more = &writer->bulk_more;
	AC_TRY(ac_db_control(writer->db, AC_DB_BEGIN_WRITE, err));
	int64_t begun_us = ac_mono_now().us, now_us = begun_us;
	int64_t until_us = begun_us + share_us(writer, begun_us);
	do {
		*more = false;
		struct ac_mono until = { now_us + slice_us };
		AC_TRY(writer->bulk.slice(writer->db, writer->bulk.ctx, until, more, err));
		atomic_fetch_add(&writer->slices, 1);
		now_us = ac_mono_now().us;
	} while (*more && now_us < until_us && !somebody_waits(writer));
	AC_TRY(ac_db_control(writer->db, AC_DB_COMMIT, err));
	writer->commit_us = ac_mono_now().us - now_us;
	return AC_OK;
}

static void end_slices(struct ac_writer *writer, enum ac_status status, struct ac_error *err)
{
	bool more = status == AC_OK && writer->bulk_more;
	if (more && !ac_queue_closed(writer->queues[AC_PRIORITY_BULK]))
		return;
	if (more)
		status = ac_fail(err, AC_CLOSED, "stopped before the end: run it again");
	struct ac_job job = writer->bulk;
	writer->bulk = (struct ac_job){ 0 };
	ac_db_bulk(writer->db, false); /* if it had asked for it */
	finish(writer, &job, status, err);
}

static void bulk_turn(struct ac_writer *writer)
{
	struct ac_error err = { .code = AC_OK };
	enum ac_status status = run_slices(writer, &err);
	if (ac_db_in_doubt(writer->db)) {
		writer->doubt = DOUBT_BULK;
		stall(writer, &err);
		return;
	}
	if (status != AC_OK)
		ac_db_undo(writer->db);
	end_slices(writer, status, &err);
}

/* Nobody who comes now is kept waiting for an answer that may be long in coming. */
static void refuse_api(struct ac_writer *writer, const struct ac_error *err)
{
	size_t n = ac_queue_take(
		writer->queues[AC_PRIORITY_API], writer->taken, writer->options.group, 0);
	for (size_t i = 0; i < n; i++)
		finish(writer, &writer->taken[i], AC_BUSY, err);
}

/* Whoever is part of the commit in doubt waits until the truth is known: it is durable, or it never was. */
static void resolve_turn(struct ac_writer *writer)
{
	struct ac_error err = { .code = AC_OK };
	enum ac_status status = ac_db_control(writer->db, AC_DB_RESOLVE, &err);
	if (ac_db_in_doubt(writer->db)) {
		stall(writer, &err);
		refuse_api(writer, &err);
		return;
	}
	bool group = writer->doubt == DOUBT_GROUP;
	writer->doubt = DOUBT_NONE;
	if (status == AC_CONFLICT) /* undone: as if the commit had failed */
		err.code = status = AC_BUSY;
	if (group) {
		end_group(writer, status, &err);
		return;
	}
	if (status == AC_OK)
		unstall(writer);
	end_slices(writer, status, &err);
}

static void collect(
	struct ac_writer *writer, enum ac_priority priority, struct ac_writer_batch *batch)
{
	size_t room = writer->options.group - batch->n;
	size_t n = ac_queue_take(writer->queues[priority], writer->taken, room, 0);
	for (size_t i = 0; i < n; i++)
		batch->at[batch->n++] = (struct ac_writer_entry){ .job = writer->taken[i] };
}

static bool probe_due(const struct ac_writer *writer)
{
	int64_t every_us = writer->options.probe_us;
	return every_us && ac_mono_now().us - writer->tried_us >= every_us;
}

bool ac_writer_turn(struct ac_writer *writer)
{
	if (writer->doubt) {
		resolve_turn(writer);
		return true;
	}
	collect(writer, AC_PRIORITY_ENGINE, &writer->engine);
	collect(writer, AC_PRIORITY_API, &writer->api);
	if (!writer->bulk.slice)
		(void)ac_queue_take(writer->queues[AC_PRIORITY_BULK], &writer->bulk, 1, 0);
	bool group = writer->engine.n || writer->api.n || writer->retry_us || probe_due(writer);
	bool bulk = writer->bulk.slice && writer->retry_us == 0;
	if (group)
		group_turn(writer);
	if (bulk)
		bulk_turn(writer);
	return group || bulk;
}

bool ac_writer_queues_empty(struct ac_writer *writer)
{
	for (size_t i = 0; i < ac_priority_count; i++)
		if (ac_queue_length(writer->queues[i]))
			return false;
	return true;
}

static void give_up_batch(
	struct ac_writer *writer, struct ac_writer_batch *batch, const struct ac_error *err)
{
	for (size_t i = 0; i < batch->n; i++) {
		batch->at[i].status = err->code;
		batch->at[i].err = *err;
	}
	finish_batch(writer, batch);
}

/* Nothing further comes: whoever still waits learns that it did not become durable, as far as we know. */
static void give_up(struct ac_writer *writer)
{
	struct ac_error err;
	ac_fail(&err, AC_CLOSED, "%s",
		writer->doubt ? "stopped before it was known whether it is durable: look first"
			      : "stopped before it could be made durable");
	writer->doubt = DOUBT_NONE;
	give_up_batch(writer, &writer->engine, &err);
	give_up_batch(writer, &writer->api, &err);
	if (writer->bulk.slice)
		finish(writer, &writer->bulk, AC_CLOSED, &err);
	writer->bulk = (struct ac_job){ 0 };
}

void ac_writer_drain(struct ac_writer *writer)
{
	while (ac_writer_turn(writer) && writer->retry_us == 0)
		continue;
	while (!ac_writer_queues_empty(writer) || writer->engine.n || writer->api.n ||
		writer->bulk.slice) {
		give_up(writer);
		collect(writer, AC_PRIORITY_ENGINE, &writer->engine);
		collect(writer, AC_PRIORITY_API, &writer->engine);
		if (ac_queue_take(writer->queues[AC_PRIORITY_BULK], &writer->bulk, 1, 0) == 0)
			writer->bulk = (struct ac_job){ 0 };
	}
}
