/* The real store under the simulation: what the model of the disk (disk.c) takes to be durable is written
 * with the functions that service/ uses, on a ground that gives way (ground.h): a disk that fails, fills up and loses
 * power in the middle of a commit, or a server whose wire is cut. After each crash the store is opened again and
 * must hold exactly what was acknowledged; a group that was on its way is there whole or not at all. */
#include "sim.h"

#include "service/run/expand.h"
#include "sim/sql_p.h"

#include <stdlib.h>

static const char applied_key[] = "sim.applied";
static const struct ac_mono for_ever = { INT64_MAX };

static struct ac_store_options store_options(const struct sim *sim)
{
	struct ac_store_options options = { .key_path = sim->options.key_path };
	sim->sql->kind->options(sim->sql->ground, &options);
	return options;
}

void sim_sql_quiet(struct sim *sim)
{
	sim->sql->kind->quiet(sim->sql->ground);
}

void sim_sql_trouble(struct sim *sim)
{
	if (!sim->calm)
		sim->sql->kind->weather(sim->sql->ground);
}

static void reopen(struct sim *sim)
{
	struct ac_store_options options = store_options(sim);
	struct ac_error err = { 0 };
	sim_sql_quiet(sim);
	if (ac_store_open(&options, &sim->sql->store, &err) != AC_OK)
		sim_fail(sim, 3, "the store does not open again: %s", err.msg);
	sim_sql_trouble(sim);
}

void sim_sql_new(struct sim *sim)
{
	sim->sql = ac_alloc(sizeof *sim->sql);
	sim->sql->kind = sim->options.ground;
	sim->sql->ground = sim->sql->kind->begin(sim->options.seed);
	sim_sql_quiet(sim);
	struct ac_store_options options = store_options(sim);
	struct ac_error err = { 0 };
	if (ac_store_create(&options, &err) != AC_OK)
		sim_fail(sim, 3, "no store could be made: %s", err.msg);
	else
		reopen(sim);
}

void sim_sql_done(struct sim *sim)
{
	if (!sim->sql)
		return;
	ac_store_close(sim->sql->store);
	sim->sql->kind->end(sim->sql->ground);
	ac_free(sim->sql);
	sim->sql = NULL;
}

/* ---- writing ---- */

static enum ac_status put_tasks(
	struct ac_db *db, const struct sim_write *write, struct ac_error *err)
{
	AC_AUTO(free) struct ac_task_image *images = ac_alloc_array(write->n, sizeof *images);
	for (size_t i = 0; i < write->n; i++)
		images[i] = ac_task_image_new(&write->specs[i], write->at);
	return ac_tasks_put(db, write->specs, images, write->n, 0, err);
}

static enum ac_status put_text(const struct sim *sim, struct ac_db *db,
	const struct sim_write *write, struct ac_error *err)
{
	const struct sim_delivery *d = &sim->deliveries.at[write->delivery];
	struct ac_inbound_row row = { .id = write->delivery + 1,
		.link = d->link,
		.at = write->at,
		.number_key = d->number_key,
		.text = AC_STR("2"),
		.word = d->word };
	return ac_inbound_insert(db, &row, NULL, err);
}

static int by_person(const void *a, const void *b)
{
	const struct ac_checkpoint_task *x = a, *y = b;
	if (x->campaign != y->campaign)
		return x->campaign < y->campaign ? -1 : 1;
	return x->traveller < y->traveller ? -1 : x->traveller > y->traveller;
}

static enum ac_status update_tasks(
	struct ac_db *db, const struct sim_write *write, struct ac_error *err)
{
	if (write->n)
		qsort(write->images, write->n, sizeof *write->images, by_person);
	return ac_tasks_update(db, write->images, write->n, err);
}

static enum ac_status cut(struct ac_db *db, int64_t upto, struct ac_error *err)
{
	for (bool again = true; again;) {
		AC_AUTO(expansion) struct expansion expansion = { 0 };
		AC_TRY(expansion_gather(db, upto, &expansion, err));
		bool more = true;
		AC_TRY(expansion_write(db, &expansion, for_ever, &more, err));
		again = expansion.full;
	}
	return ac_journal_cut(db, upto, INT64_MAX / 2, NULL, err);
}

static enum ac_status write_one(const struct sim *sim, struct ac_db *db,
	const struct sim_write *write, struct ac_error *err)
{
	switch (write->kind) {
	case WRITE_JOURNAL:
		return ac_journal_append(db, write->seq, write->at, ac_buf_str(&write->bytes), err);
	case WRITE_TASKS: return put_tasks(db, write, err);
	case WRITE_TEXT: return put_text(sim, db, write, err);
	case WRITE_CHECKPOINT: return update_tasks(db, write, err);
	case WRITE_CUT: return cut(db, write->seq, err);
	}
	return AC_OK;
}

static enum ac_status put_applied(struct ac_db *db, int64_t applied, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf value;
	ac_buf_init(&value, 8);
	ac_buf_add_u64(&value, (uint64_t)applied);
	return ac_store_meta_put(db, applied_key, ac_buf_str(&value), err);
}

static enum ac_status write_group(struct sim *sim, struct ac_db *db, const struct sim_write *writes,
	size_t n, int64_t applied, struct ac_error *err)
{
	AC_TRY(ac_db_control(db, AC_DB_BEGIN_WRITE, err));
	for (size_t i = 0; i < n; i++)
		AC_TRY(write_one(sim, db, &writes[i], err));
	AC_TRY(put_applied(db, applied, err));
	return ac_db_control(db, AC_DB_COMMIT, err);
}

bool sim_sql_resolved(struct sim *sim, struct ac_db *db)
{
	struct ac_error err = { 0 };
	if (!ac_db_in_doubt(db))
		return true;
	enum ac_status status = ac_db_control(db, AC_DB_RESOLVE, &err);
	if (ac_db_in_doubt(db)) {
		sim_trace(sim, "the store: %s", err.msg);
		return false;
	}
	sim->hits[status == AC_OK ? SIM_doubt_durable : SIM_doubt_undone]++;
	if (status == AC_OK)
		sim->sql->ahead = sim->sql->doubtful;
	return true;
}

/* Not now. */
static enum sim_sql_result later(struct sim *sim)
{
	struct sim_sql *sql = sim->sql;
	if (sql->kind->is_off(sql->ground)) {
		sim->hits[SIM_power_cut_in_commit]++;
		return SQL_POWER_CUT;
	}
	sim->hits[SIM_store_failed]++;
	sql->kind->rest(sql->ground);
	return SQL_LATER;
}

enum sim_sql_result sim_sql_commit(struct sim *sim, const struct sim_write *writes, size_t n)
{
	struct sim_sql *sql = sim->sql;
	struct ac_db *db = ac_store_db(sql->store);
	struct ac_error err = { 0 };
	sim_sql_trouble(sim);
	if (!sim_sql_resolved(sim, db))
		return later(sim);
	if (sql->ahead == n || write_group(sim, db, writes + sql->ahead, n - sql->ahead,
				       sql->applied + (int64_t)n, &err) == AC_OK) {
		sql->applied += (int64_t)n;
		sql->ahead = 0;
		return SQL_DURABLE;
	}
	sim_trace(sim, "the store: %s", err.msg);
	if (ac_db_in_doubt(db))
		sql->doubtful = n;
	else
		ac_db_undo(db);
	return later(sim);
}

void sim_sql_fuse(struct sim *sim, int64_t operations)
{
	sim->sql->kind->fuse(sim->sql->ground, operations);
}

void sim_sql_calm(struct sim *sim)
{
	sim_sql_quiet(sim);
}

/* ---- after a crash ---- */

/* Of the checker: no trouble meets it. */
static int64_t read_applied(struct sim *sim)
{
	AC_AUTO(buf) struct ac_buf value;
	ac_buf_init(&value, 8);
	struct ac_error err = { 0 };
	sim_sql_quiet(sim);
	enum ac_status status =
		ac_store_meta_get(ac_store_db(sim->sql->store), applied_key, &value, &err);
	sim_sql_trouble(sim);
	if (status != AC_OK && status != AC_NOT_FOUND)
		sim_fail(sim, 3, "what the store holds cannot be read: %s", err.msg);
	if (status != AC_OK)
		return 0;
	struct ac_cursor cursor = ac_cursor(ac_buf_str(&value));
	return (int64_t)ac_cursor_u64(&cursor);
}

size_t sim_sql_crash(struct sim *sim, size_t waiting)
{
	struct sim_sql *sql = sim->sql;
	sql->kind->off(sql->ground);
	ac_store_close(AC_TAKE(sql->store));
	sql->kind->restart(sql->ground);
	sql->ahead = sql->doubtful = 0;
	reopen(sim);
	if (sim->failed)
		return 0;
	int64_t kept = read_applied(sim) - sim->sql->applied;
	if (kept < 0 || kept > (int64_t)waiting) {
		sim_fail(sim, 3,
			"the store holds %lld writes more than were acknowledged, %zu were on "
			"their way",
			(long long)kept, waiting);
		return 0;
	}
	sim->sql->applied += kept;
	sim->hits[SIM_group_kept] += kept > 0;
	sim->hits[SIM_group_lost] += waiting > 0 && kept == 0;
	return (size_t)kept;
}

struct look {
	struct sim *sim;
	size_t n;
};

static enum ac_status same_row(
	void *ctx, int64_t seq, struct ac_wall at, struct ac_str body, struct ac_error *err)
{
	struct look *look = ctx;
	struct sim_disk *disk = &look->sim->disk;
	(void)at;
	if (look->n >= disk->rows.n || disk->rows.at[look->n].seq != seq ||
		!ac_str_eq(body,
			(struct ac_str){ disk->rows.at[look->n].bytes, disk->rows.at[look->n].n }))
		return ac_fail(
			err, AC_CORRUPT, "row %lld is not what was acknowledged", (long long)seq);
	look->n++;
	return AC_OK;
}

static enum ac_status check_rows(struct sim *sim, struct ac_db *db, struct ac_error *err)
{
	struct look look = { .sim = sim };
	struct facts facts;
	AC_TRY(facts_get(db, &facts, err));
	AC_TRY(ac_journal_each(db, facts.expanded, same_row, &look, err));
	return look.n == sim->disk.rows.n
		       ? AC_OK
		       : ac_fail(err, AC_CORRUPT, "rows are missing behind %zu", look.n);
}

static bool same_task(const struct sim_stored_task *want, const struct ac_task_spec *spec,
	const struct ac_task_image *image, int64_t as_of)
{
	AC_AUTO(buf) struct ac_buf a, b;
	ac_buf_init(&a, 1024);
	ac_buf_init(&b, 1024);
	ac_task_spec_pack(&a, &want->spec);
	ac_task_image_pack(&a, &want->image);
	ac_task_spec_pack(&b, spec);
	ac_task_image_pack(&b, image);
	return want->as_of == as_of && ac_str_eq(ac_buf_str(&a), ac_buf_str(&b));
}

static enum ac_status check_tasks(
	struct sim *sim, struct ac_db *db, int campaign, size_t *found, struct ac_error *err)
{
	enum { most = 4096 };
	AC_AUTO(free) struct ac_task_spec *specs = ac_alloc_array(most, sizeof *specs);
	AC_AUTO(free) struct ac_task_image *images = ac_alloc_array(most, sizeof *images);
	AC_AUTO(free) int64_t *as_of = ac_alloc_array(most, sizeof *as_of);
	size_t n = 0;
	AC_TRY(ac_tasks_load(db, campaign + 1, 0, specs, images, as_of, most, &n, err));
	for (size_t i = 0; i < n; i++) {
		const struct sim_stored_task *want =
			sim_disk_task(sim, campaign, (int)specs[i].traveller - 1);
		if (!want || !same_task(want, &specs[i], &images[i], as_of[i]))
			return ac_fail(err, AC_CORRUPT,
				"traveller %lld of campaign %d is not what was acknowledged",
				(long long)specs[i].traveller, campaign + 1);
	}
	*found += n;
	return AC_OK;
}

static void same_attempt(void *ctx, const struct ac_attempt_row *row)
{
	struct look *look = ctx;
	const struct sim_stored_attempt *want = sim_disk_attempt(look->sim, row->id);
	look->n++;
	if (!want || want->outcome.state != row->state || want->outcome.link != row->link ||
		want->entry.contact != row->entry.contact || want->entry.kind != row->entry.kind ||
		want->entry.version != row->entry.version ||
		(row->state == AC_ATTEMPT_accepted &&
			want->outcome.receipt_key != row->receipt_key))
		sim_fail(look->sim, 3, "the store: attempt %llx is not what was acknowledged",
			(unsigned long long)row->id);
}

static enum ac_status check_attempts(struct sim *sim, struct ac_db *db, struct ac_error *err)
{
	struct look look = { .sim = sim };
	size_t open = 0;
	ac_vec_each(&sim->disk.attempts, it)
		open += it->outcome.state == AC_ATTEMPT_recorded ||
			it->outcome.state == AC_ATTEMPT_accepted ||
			it->outcome.state == AC_ATTEMPT_unknown;
	AC_TRY(ac_attempts_open(db, 0, same_attempt, &look, err));
	return look.n == open
		       ? AC_OK
		       : ac_fail(err, AC_CORRUPT, "%zu attempts are open, not %zu", look.n, open);
}

static void seen(void *ctx, const struct ac_inbound_row *row)
{
	(void)ctx;
	(void)row;
}

static enum ac_status check_all(struct sim *sim, struct ac_db *db, struct ac_error *err)
{
	size_t tasks = 0;
	AC_TRY(check_rows(sim, db, err));
	for (int c = 0; c < sim->n_campaigns; c++)
		AC_TRY(check_tasks(sim, db, c, &tasks, err));
	if (tasks != sim->disk.tasks.n)
		return ac_fail(err, AC_CORRUPT, "%zu tasks, not %zu", tasks, sim->disk.tasks.n);
	AC_TRY(check_attempts(sim, db, err));
	for (size_t i = 0; i < sim->deliveries.n; i++)
		if (sim->deliveries.at[i].stored)
			AC_TRY(ac_inbound_get(db, (int64_t)i + 1, seen, NULL, err));
	return ac_db_check(db, err);
}

/* What is loaded after a crash is what was acknowledged before it. */
void sim_sql_check(struct sim *sim)
{
	struct ac_error err = { 0 };
	sim_sql_quiet(sim);
	if (check_all(sim, ac_store_db(sim->sql->store), &err) != AC_OK)
		sim_fail(sim, 3, "the store after a crash: %s", err.msg);
	sim_sql_trouble(sim);
}
