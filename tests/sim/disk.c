/* The model of the store: what is handed out becomes durable in order, after a while, in groups. The disk
 * may be slow or full; a crash keeps a prefix. What a durable row means for the tables is done here, as
 * the service's writer does it in the same transaction. */
#include "sim.h"

static uint64_t task_key(int campaign, int person)
{
	return (uint64_t)campaign << 32 | (uint64_t)(person + 1);
}

static void wake(struct sim *sim)
{
	struct sim_disk *disk = &sim->disk;
	if (disk->awake || disk->head == disk->queue.n)
		return;
	int64_t busy = sim_between(sim, 300, 4000);
	if (!sim->calm && sim_chance(sim, 0.03)) {
		sim->hits[SIM_disk_slow]++;
		busy = sim_between(sim, 50, 1500) * AC_MS;
	}
	int64_t free_in = disk->free_at.us - sim->now.mono.us;
	disk->awake = true;
	sim_at(sim, (free_in > 0 ? free_in : 0) + busy,
		(struct sim_event){ .kind = EV_DURABLE, .life = sim->life });
}

void sim_disk_write(struct sim *sim, struct sim_write write)
{
	write.at = sim->now.wall;
	ac_vec_push(&sim->disk.queue, write);
	wake(sim);
}

void sim_disk_full(struct sim *sim)
{
	struct sim_disk *disk = &sim->disk;
	sim->hits[SIM_disk_full]++;
	disk->full = true;
	disk->free_at.us = sim->now.mono.us + sim_between(sim, 1, 90) * AC_SECOND;
	sim_trace(sim, "the disk is full until %.3f", (double)disk->free_at.us / 1e6);
}

struct sim_stored_task *sim_disk_task(struct sim *sim, int campaign, int person)
{
	struct sim_disk *disk = &sim->disk;
	uint32_t at = ac_map_get(&disk->task_at, task_key(campaign, person));
	return at == (uint32_t)ac_map_none ? NULL : &disk->tasks.at[at];
}

/* New people get a row; news of those there waits beside it until the engine has taken it in. */
static void keep_tasks(struct sim *sim, const struct sim_write *write)
{
	for (size_t i = 0; i < write->n; i++) {
		const struct ac_task_spec *spec = &write->specs[i];
		int campaign = (int)spec->campaign - 1, person = (int)spec->traveller - 1;
		struct sim_stored_task *there = sim_disk_task(sim, campaign, person);
		if (there) {
			there->next = *spec;
			there->next_seq = INT64_MAX;
			continue;
		}
		struct sim_stored_task task = { .campaign = campaign,
			.person = person,
			.spec = *spec,
			.image = ac_task_image_new(spec, write->at) };
		ac_map_put(&sim->disk.task_at, task_key(campaign, person),
			(uint32_t)sim->disk.tasks.n);
		ac_vec_push(&sim->disk.tasks, task);
	}
}

static void keep_images(struct sim *sim, const struct sim_write *write)
{
	for (size_t i = 0; i < write->n; i++) {
		const struct ac_checkpoint_task *from = &write->images[i];
		struct sim_stored_task *to =
			sim_disk_task(sim, (int)from->campaign - 1, (int)from->traveller - 1);
		to->image = from->image;
		to->as_of = from->as_of;
	}
}

struct sim_stored_attempt *sim_disk_attempt(struct sim *sim, uint64_t attempt)
{
	struct sim_disk *disk = &sim->disk;
	uint32_t at = ac_map_get(&disk->attempt_at, attempt);
	return at == (uint32_t)ac_map_none ? NULL : &disk->attempts.at[at];
}

void sim_disk_news(struct sim *sim, const struct ac_task_spec *spec, int64_t seq)
{
	struct sim_stored_task *task =
		sim_disk_task(sim, (int)spec->campaign - 1, (int)spec->traveller - 1);
	if (task && task->next_seq == INT64_MAX)
		task->next_seq = seq;
}

static void expand_chunk(struct sim_disk *disk, const struct ac_chunk_record *chunk)
{
	struct ac_cursor cursor = ac_cursor(chunk->entries);
	struct ac_attempt_entry entry;
	for (unsigned i = 0; ac_attempt_entry_next(&cursor, &entry); i++) {
		struct sim_stored_attempt row = { .entry = entry };
		row.outcome.attempt = (uint64_t)chunk->chunk << ac_chunk_bits | i;
		row.outcome.traveller = entry.traveller;
		row.outcome.campaign = entry.campaign;
		row.outcome.state = AC_ATTEMPT_recorded;
		row.outcome.link = chunk->link;
		row.outcome.at = chunk->at;
		ac_map_put(&disk->attempt_at, row.outcome.attempt, (uint32_t)disk->attempts.n);
		ac_vec_push(&disk->attempts, row);
	}
}

/* A row that is cut off lives on in the attempt table. */
static void expand_row(struct sim *sim, struct ac_str bytes)
{
	struct sim_disk *disk = &sim->disk;
	struct ac_cursor cursor = ac_cursor(bytes);
	struct ac_record record;
	while (ac_record_next(&cursor, &record)) {
		if (record.kind == AC_RECORD_CHUNK)
			expand_chunk(disk, &record.chunk);
		if (record.kind != AC_RECORD_OUTCOME)
			continue;
		struct sim_stored_attempt *row = sim_disk_attempt(sim, record.outcome.attempt);
		if (!row)
			continue;
		uint64_t key = row->outcome.receipt_key;
		row->outcome = record.outcome;
		if (!row->outcome.receipt_key)
			row->outcome.receipt_key = key;
		size_t n = record.outcome.carrier_id.n;
		if (n)
			memcpy(row->carrier_id, record.outcome.carrier_id.p, n);
	}
}

static void cut_journal(struct sim *sim, int64_t seq)
{
	struct sim_disk *disk = &sim->disk;
	size_t n = 0;
	while (n < disk->rows.n && disk->rows.at[n].seq <= seq) {
		expand_row(sim, (struct ac_str){ disk->rows.at[n].bytes, disk->rows.at[n].n });
		ac_free(disk->rows.at[n++].bytes);
	}
	if (!n)
		return;
	sim->hits[SIM_journal_cut]++;
	memmove(disk->rows.at, disk->rows.at + n, (disk->rows.n - n) * sizeof *disk->rows.at);
	disk->rows.n -= n;
}

/* What the writer does with a row beside keeping it. */
static void keep_row(struct sim *sim, const struct sim_write *write)
{
	struct sim_disk *disk = &sim->disk;
	struct sim_row row = { write->seq, ac_strndup(write->bytes.p, write->bytes.n),
		write->bytes.n };
	ac_vec_push(&disk->rows, row);
	disk->durable_seq = write->seq;
	struct ac_cursor cursor = ac_cursor(ac_buf_str(&write->bytes));
	struct ac_record record;
	while (ac_record_next(&cursor, &record)) {
		if (record.kind == AC_RECORD_CAMPAIGN)
			disk->campaigns[record.campaign.campaign - 1] = record.campaign;
		if (record.kind == AC_RECORD_CHUNK && record.chunk.chunk > disk->last_chunk)
			disk->last_chunk = record.chunk.chunk;
	}
	ac_vec_each(&disk->tasks, task)
		if (task->next_seq && task->next_seq <= write->seq) {
			task->spec = task->next;
			task->next_seq = 0;
		}
	check_durable(sim, write->seq);
}

static void make_durable(struct sim *sim, struct sim_write *write)
{
	switch (write->kind) {
	case WRITE_JOURNAL: keep_row(sim, write); break;
	case WRITE_TASKS: keep_tasks(sim, write); break;
	case WRITE_TEXT: sim->deliveries.at[write->delivery].stored = true; break;
	case WRITE_CHECKPOINT: keep_images(sim, write); break;
	case WRITE_CUT: cut_journal(sim, write->seq); break;
	}
}

static void release(struct sim_write *write)
{
	ac_buf_done(&write->bytes);
	ac_free(write->specs);
	ac_free(write->images);
}

/* The living service hears of it. */
static void tell(struct sim *sim, struct sim_write *write)
{
	if (write->kind == WRITE_TEXT)
		sim_feed(sim, write->delivery);
	if (write->kind != WRITE_TASKS)
		return;
	sim_give(sim,
		(struct ac_input){ .kind = AC_INPUT_TASKS, .tasks = { write->specs, write->n } });
	ac_vec_push(&sim->lent, (void *)AC_TAKE(write->specs));
}

static void queue_pack(struct sim_disk *disk)
{
	if (disk->head == disk->queue.n)
		disk->head = disk->queue.n = 0;
}

/* The real store writes the group. @return false: not now, or the power failed over it */
static bool committed(struct sim *sim, size_t upto)
{
	struct sim_disk *disk = &sim->disk;
	switch (sim_sql_commit(sim, disk->queue.at + disk->head, upto - disk->head)) {
	case SQL_DURABLE: return true;
	case SQL_POWER_CUT: sim_crash(sim); return false;
	case SQL_LATER: break;
	}
	disk->full = true;
	disk->free_at.us = sim->now.mono.us + sim_between(sim, 50, 2000) * AC_MS;
	wake(sim);
	return false;
}

void sim_disk_durable(struct sim *sim)
{
	struct sim_disk *disk = &sim->disk;
	disk->awake = false;
	if (disk->free_at.us > sim->now.mono.us) {
		wake(sim);
		return;
	}
	disk->full = false;
	size_t upto = disk->queue.n;
	if (sim->sql && !committed(sim, upto))
		return;
	while (disk->head < upto) {
		struct sim_write write = disk->queue.at[disk->head++];
		make_durable(sim, &write);
		tell(sim, &write);
		release(&write);
	}
	if (disk->durable_seq > disk->told_seq) {
		disk->told_seq = disk->durable_seq;
		sim_give(sim, (struct ac_input){
				      .kind = AC_INPUT_COMMITTED, .committed = disk->told_seq });
	}
	queue_pack(disk);
	wake(sim);
}

/* A fuzzy checkpoint, a slice at a time, among everything else. */
void sim_disk_checkpoint(struct sim *sim)
{
	struct sim_disk *disk = &sim->disk;
	if (!disk->checkpointing) {
		disk->checkpointing = true;
		disk->cut_to = sim->handed_seq;
		sim->hits[SIM_checkpoint]++;
	}
	enum { slice = 32 };
	bool finished = false;
	struct ac_checkpoint_task *images = ac_alloc_array(slice, sizeof *images);
	size_t n = ac_engine_checkpoint(sim->engine, images, slice, &finished);
	for (size_t i = 0; i < n; i++)
		if (images[i].as_of > sim->handed_seq)
			sim_fail(sim, 3,
				"a checkpoint gives an image as of row %lld, handed out is %lld",
				(long long)images[i].as_of, (long long)sim->handed_seq);
	sim_disk_write(
		sim, (struct sim_write){ .kind = WRITE_CHECKPOINT, .images = images, .n = n });
	if (!finished) {
		sim_at(sim, sim_between(sim, 1, 200) * AC_MS,
			(struct sim_event){ .kind = EV_CHECKPOINT, .life = sim->life, .a = 1 });
		return;
	}
	disk->checkpointing = false;
	if (sim_chance(sim, 0.7))
		sim_disk_write(sim, (struct sim_write){ .kind = WRITE_CUT, .seq = disk->cut_to });
}

/* A crash keeps a prefix of what was handed out; the rest is lost. */
void sim_disk_crash(struct sim *sim)
{
	struct sim_disk *disk = &sim->disk;
	int64_t waiting = (int64_t)(disk->queue.n - disk->head);
	int64_t keep = sim->sql     ? (int64_t)sim_sql_crash(sim, (size_t)waiting)
		       : disk->full ? 0
				    : sim_below(sim, waiting + 1);
	if (waiting > 1 && keep > 0 && keep < waiting)
		sim->hits[SIM_crash_torn]++;
	for (; disk->head < disk->queue.n; disk->head++) {
		struct sim_write *write = &disk->queue.at[disk->head];
		if (keep-- > 0)
			make_durable(sim, write);
		else if (write->kind == WRITE_CHECKPOINT || write->kind == WRITE_CUT)
			sim->hits[SIM_checkpoint_lost]++;
		release(write);
	}
	queue_pack(disk);
	disk->awake = disk->checkpointing = disk->full = false;
	disk->free_at = sim->now.mono;
	disk->told_seq = disk->durable_seq;
	ac_vec_each(&disk->tasks, task)
		if (task->next_seq)
			task->next_seq = INT64_MAX;
}

void sim_disk_done(struct sim *sim)
{
	struct sim_disk *disk = &sim->disk;
	for (; disk->head < disk->queue.n; disk->head++)
		release(&disk->queue.at[disk->head]);
	ac_vec_each(&disk->rows, row)
		ac_free(row->bytes);
	ac_vec_done(&disk->queue);
	ac_vec_done(&disk->rows);
	ac_vec_done(&disk->tasks);
	ac_vec_done(&disk->attempts);
	ac_map_done(&disk->task_at);
	ac_map_done(&disk->attempt_at);
}
