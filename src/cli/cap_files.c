#include "cli/cap_files.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	bytes_max = (2 << 20) + 1, /* one more than the reader takes, so that it says so */
	text_max = 64 << 20,
	threads_max = 8,
	files_a_thread = 16, /* fewer are done before a thread has begun */
};

struct job {
	ac_cap_file_fn *each;
	const void *ctx;
	bool json;
	struct ac_cap_file *results;
	size_t count;
	atomic_size_t next; /* of the results, to be taken by a thread */
};

/* ---- one file ---- */

static enum ac_status read_some(
	int fd, const char *name, struct ac_buf *bytes, struct ac_error *err)
{
	ac_buf_reset(bytes);
	for (;;) {
		char piece[65536];
		ssize_t n = read(fd, piece, sizeof piece);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ac_fail_os(err, errno, "%s", name);
		size_t room = bytes_max - bytes->n;
		ac_buf_add(bytes, piece, (size_t)n < room ? (size_t)n : room);
		if (n == 0 || bytes->n == bytes_max)
			return AC_OK;
	}
}

static enum ac_status read_file(const char *name, struct ac_buf *bytes, struct ac_error *err)
{
	if (strcmp(name, "-") == 0)
		return read_some(STDIN_FILENO, name, bytes, err);
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", name);
	enum ac_status status = read_some(fd, name, bytes, err);
	close(fd);
	return status;
}

static void do_one(const struct job *job, struct ac_cap_file *result, struct ac_buf *bytes)
{
	if (read_file(result->name, bytes, &result->err) != AC_OK)
		return;
	ac_buf_init(&result->text, text_max);
	if (job->json) {
		result->json = ac_json_new_object();
		ac_json_set_text(result->json, "file", result->name);
	}
	result->yes = job->each(job->ctx, ac_buf_str(bytes), result);
}

/* ---- all of them ---- */

static void *work(void *ctx)
{
	struct job *job = ctx;
	AC_AUTO(buf) struct ac_buf bytes;
	ac_buf_init(&bytes, bytes_max);
	for (size_t at; (at = atomic_fetch_add(&job->next, 1)) < job->count;)
		do_one(job, &job->results[at], &bytes);
	return NULL;
}

/* Documents know nothing of each other: every processor takes the next. */
static void work_together(struct job *job)
{
	pthread_t threads[threads_max];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = 0;
	/* One document after another: keep the memory in between, its pages cost more than the work. */
	(void)mallopt(M_MMAP_THRESHOLD, 32 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 128 << 20);
	while (n < threads_max && (long)n + 1 < processors &&
		(n + 2) * files_a_thread <= job->count &&
		pthread_create(&threads[n], NULL, work, job) == 0)
		n++;
	(void)work(job);
	while (n > 0)
		(void)pthread_join(threads[--n], NULL);
}

/* A file that cannot be read is worse than one that is wrong, and the others are still told. */
static int tell(struct ac_cli *cli, struct job *job)
{
	AC_AUTO(json) struct ac_json *array = ac_json_new_array();
	int code = AC_EXIT_GOOD;
	for (size_t i = 0; i < job->count; i++) {
		struct ac_cap_file *result = &job->results[i];
		if (result->err.code != AC_OK) {
			cli->err = result->err;
			code = ac_cli_failed(cli);
			continue;
		}
		if (result->json)
			ac_json_add(array, AC_TAKE(result->json));
		fwrite(result->text.p, 1, result->text.n, stdout);
		ac_buf_done(&result->text);
		if (!result->yes && code == AC_EXIT_GOOD)
			code = AC_EXIT_NO;
	}
	(void)ac_cli_print_json(cli, array);
	return code;
}

int ac_cap_files(
	struct ac_cli *cli, const struct ac_args *args, ac_cap_file_fn *each, const void *ctx)
{
	struct job job = {
		.each = each, .ctx = ctx, .json = cli->json, .count = (size_t)args->operands
	};
	job.results = ac_alloc_array(job.count, sizeof *job.results);
	for (size_t i = 0; i < job.count; i++)
		job.results[i].name = ac_operand(args, (int)i);
	work_together(&job);
	int code = tell(cli, &job);
	ac_free(job.results);
	return code;
}
