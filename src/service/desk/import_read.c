/* service/desk/import_read.c - the reading half of an import: the check, then batches of checked rows. */
#include "service/desk/import_p.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void import_batch_free(struct import_batch *batch)
{
	if (!batch)
		return;
	ac_free(batch->rows);
	ac_arena_done(&batch->texts);
	ac_findings_done(&batch->findings);
	ac_free(batch);
}

static struct import_batch *batch_new(void)
{
	struct import_batch *batch = ac_alloc(sizeof *batch);
	batch->rows = ac_alloc_array(import_batch_rows, sizeof *batch->rows);
	ac_arena_init(&batch->texts, (size_t)import_batch_rows * 16 * ac_intake_max_name);
	ac_findings_init(&batch->findings, SIZE_MAX); /* bounded by the batch's rows */
	return batch;
}

static enum ac_status check_file(
	struct import_reader *reader, struct stat *info, struct ac_error *err)
{
	if (fstat(reader->fd, info) != 0)
		return ac_fail_os(err, errno, "%s", reader->name);
	if (!S_ISREG(info->st_mode))
		return ac_fail(
			err, AC_INVALID, "%s: not a regular file: save it first", reader->name);
	return AC_OK;
}

static enum ac_status open_file(
	struct import_reader *reader, const char *path, struct ac_error *err)
{
	reader->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (reader->fd < 0 && errno == ENOENT)
		return ac_fail(err, AC_NOT_FOUND, "%s: there is no such file", path);
	if (reader->fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	struct stat info;
	AC_TRY(check_file(reader, &info, err));
	reader->size = info.st_size;
	reader->changed_at = info.st_mtim;
	return AC_OK;
}

/* Columns of the header; every other row only has to be a row. */
static enum ac_status check_rows(struct import_reader *reader, struct ac_error *err)
{
	AC_AUTO(csv) struct ac_csv *csv = ac_csv_new(reader->name, ac_csv_from_fd(&reader->fd));
	struct ac_csv_row row;
	AC_TRY(ac_csv_next(csv, &row, err));
	enum ac_status status =
		ac_columns_read(reader->kind, &row, ac_str(reader->renamed), &reader->columns, err);
	if (status != AC_OK)
		return ac_fail_in(err, status, "%s", reader->name);
	while (row.n > 0)
		AC_TRY(ac_csv_next(csv, &row, err));
	return AC_OK;
}

enum ac_status import_reader_open(
	struct import_reader *reader, const struct ac_import_options *options, struct ac_error *err)
{
	const char *name = options->name ? options->name : options->path;
	*reader = (struct import_reader){ .kind = options->kind, .fd = -1 };
	reader->name = ac_strndup(name, strlen(name));
	reader->renamed =
		ac_strndup(options->columns.n ? options->columns.p : "", options->columns.n);
	if (options->region.n < sizeof reader->region)
		memcpy(reader->region, options->region.p, options->region.n);
	reader->batches = ac_queue_new(sizeof(struct import_batch *), import_batches);
	AC_TRY(open_file(reader, options->path, err));
	return check_rows(reader, err);
}

static void keep(struct import_batch *batch, struct ac_str *view)
{
	*view = ac_arena_str(&batch->texts, *view);
}

static bool take_traveller(const struct import_reader *reader, const struct ac_csv_row *row,
	struct import_batch *batch, struct ac_traveller_row *traveller)
{
	if (!ac_intake_traveller(
		    &reader->columns, row, ac_str(reader->region), traveller, &batch->findings))
		return false;
	keep(batch, &traveller->id);
	keep(batch, &traveller->party);
	keep(batch, &traveller->name);
	keep(batch, &traveller->native_name);
	keep(batch, &traveller->purpose);
	keep(batch, &traveller->source);
	keep(batch, &traveller->lodging);
	keep(batch, &traveller->zone);
	return true;
}

static bool take_place(const struct import_reader *reader, const struct ac_csv_row *row,
	struct import_batch *batch, struct ac_place_row *place)
{
	if (!ac_intake_place(&reader->columns, row, place, &batch->findings))
		return false;
	keep(batch, &place->id);
	keep(batch, &place->name);
	keep(batch, &place->district);
	keep(batch, &place->kind);
	keep(batch, &place->zone);
	return true;
}

static enum ac_status fill(struct import_reader *reader, struct ac_csv *csv,
	struct import_batch *batch, struct ac_error *err)
{
	while (batch->read_rows < import_batch_rows) {
		struct ac_csv_row row;
		AC_TRY(ac_csv_next(csv, &row, err));
		batch->last = row.n == 0;
		if (batch->last)
			break;
		batch->read_rows++;
		struct import_row *made = &batch->rows[batch->n];
		made->line = row.line;
		if (reader->kind == AC_IMPORT_TRAVELLERS
				? take_traveller(reader, &row, batch, &made->traveller)
				: take_place(reader, &row, batch, &made->place))
			batch->n++;
	}
	batch->offset = ac_csv_offset(csv);
	return AC_OK;
}

/* Still the file that was checked? */
static enum ac_status check_unchanged(struct import_reader *reader, struct ac_error *err)
{
	struct stat info;
	AC_TRY(check_file(reader, &info, err));
	if (info.st_size != reader->size || info.st_mtim.tv_sec != reader->changed_at.tv_sec ||
		info.st_mtim.tv_nsec != reader->changed_at.tv_nsec)
		return ac_fail(err, AC_CONFLICT,
			"%s: the file changed while it was read: import it again", reader->name);
	return AC_OK;
}

static struct import_batch *next_batch(struct import_reader *reader, struct ac_csv *csv)
{
	struct import_batch *batch = batch_new();
	batch->status = check_unchanged(reader, &batch->error);
	if (batch->status == AC_OK)
		batch->status = fill(reader, csv, batch, &batch->error);
	batch->last |= batch->status != AC_OK;
	return batch;
}

static void *read_batches(void *ctx)
{
	struct import_reader *reader = ctx;
	AC_AUTO(csv) struct ac_csv *csv = ac_csv_new(reader->name, ac_csv_from_fd(&reader->fd));
	struct ac_csv_row header;
	if (ac_csv_next(csv, &header, NULL) != AC_OK)
		header.n = 0; /* the next call fails alike, and its batch says so */
	for (bool last = false; !last;) {
		struct import_batch *batch = next_batch(reader, csv);
		last = batch->last;
		if (ac_queue_push(reader->batches, &batch) != AC_OK) {
			import_batch_free(batch);
			break;
		}
	}
	return NULL;
}

enum ac_status import_reader_start(struct import_reader *reader, struct ac_error *err)
{
	if (lseek(reader->fd, 0, SEEK_SET) != 0)
		return ac_fail_os(err, errno, "%s", reader->name);
	int failed = pthread_create(&reader->thread, NULL, read_batches, reader);
	if (failed)
		return ac_fail_os(err, failed, "a thread to read %s", reader->name);
	reader->started = true;
	return AC_OK;
}

void import_reader_close(struct import_reader *reader)
{
	if (reader->batches)
		ac_queue_close(reader->batches);
	if (reader->started)
		pthread_join(reader->thread, NULL);
	struct import_batch *batch;
	while (reader->batches && ac_queue_take(reader->batches, &batch, 1, 0) == 1)
		import_batch_free(batch);
	ac_queue_free(reader->batches);
	if (reader->fd >= 0)
		close(reader->fd);
	ac_columns_done(&reader->columns);
	ac_free(reader->name);
	ac_free(reader->renamed);
}
