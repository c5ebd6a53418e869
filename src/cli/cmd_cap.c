/* cap validate, show: anybody's CAP documents, without a data directory. */
#include "cli/cap_print.h"
#include "cli/cli.h"
#include "cli/commands.h"

#include "cap/json.h"
#include "cap/read.h"

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

/* What became of one file; told in the order of the command line. */
struct result {
	const char *name;
	struct ac_buf text; /* for people */
	struct ac_json *json; /* for programs; NULL for people */
	struct ac_error err; /* the file could not be read */
	bool yes;
};

/* What one command does with each document. @return whether its answer is yes */
typedef bool each_document(struct result *result, struct ac_cap_document *document);

struct job {
	const struct ac_cap_profile *profile;
	each_document *each;
	bool json;
	struct result *results;
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

static void do_one(const struct job *job, struct result *result, struct ac_buf *bytes)
{
	if (read_file(result->name, bytes, &result->err) != AC_OK)
		return;
	AC_AUTO(cap_document)
	struct ac_cap_document *document = ac_cap_read(ac_buf_str(bytes), job->profile);
	ac_buf_init(&result->text, text_max);
	if (job->json) {
		result->json = ac_json_new_object();
		ac_json_set_text(result->json, "file", result->name);
	}
	result->yes = job->each(result, document);
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
		struct result *result = &job->results[i];
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

static int run_all(struct ac_cli *cli, const struct ac_args *args, each_document *each)
{
	const char *profile = ac_arg(args, "profile");
	struct job job = { .each = each, .json = cli->json, .count = (size_t)args->operands };
	if (profile && !(job.profile = ac_cap_profile_named(ac_str(profile))))
		return ac_cli_usage("--profile: there is no \"%s\"; choose from "
				    "ipaws, cap-cp, meteoalarm, australia",
			profile);
	job.results = ac_alloc_array(job.count, sizeof *job.results);
	for (size_t i = 0; i < job.count; i++)
		job.results[i].name = ac_operand(args, (int)i);
	work_together(&job);
	int code = tell(cli, &job);
	ac_free(job.results);
	return code;
}

/* ---- validate ---- */

static void findings_json(struct ac_json *json, const struct ac_cap_findings *findings)
{
	struct ac_json *array = ac_json_set_array(json, "findings");
	for (size_t i = 0; i < findings->count; i++) {
		const struct ac_cap_finding *f = &findings->at[i];
		struct ac_json *one = ac_json_add_object(array);
		ac_json_set_i64(one, "line", f->line);
		ac_json_set_text(one, "severity", ac_cap_severity_word(f->rule));
		ac_json_set_text(one, "rule", ac_cap_rule(f->rule)->id);
		ac_json_set_text(one, "message", f->message);
		ac_json_set_text(one, "fix", ac_cap_rule(f->rule)->fix);
	}
}

static bool validate_one(struct result *result, struct ac_cap_document *document)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	bool valid = ac_cap_document_valid(document);
	if (result->json) {
		ac_json_set_bool(result->json, "valid", valid);
		findings_json(result->json, findings);
		return valid;
	}
	for (size_t i = 0; i < findings->count; i++) {
		const struct ac_cap_finding *f = &findings->at[i];
		const struct ac_cap_rule *rule = ac_cap_rule(f->rule);
		ac_buf_printf(&result->text, "%s:%u: %s %s %s; %s\n", result->name, f->line,
			ac_cap_severity_word(f->rule), rule->id, f->message, rule->fix);
	}
	ac_buf_printf(&result->text, "%s: %s\n", result->name, valid ? "valid" : "invalid");
	return valid;
}

static const struct ac_option profile_options[] = {
	{ "profile", "NAME",
		"what this profile demands as well: ipaws, cap-cp, meteoalarm, australia", false },
	{ 0 },
};

static int validate(struct ac_cli *cli, const struct ac_args *args)
{
	return run_all(cli, args, validate_one);
}

const struct ac_command ac_cmd_cap_validate = {
	.name = "cap validate",
	.operands = "FILE…",
	.summary = "Check CAP 1.2 messages: the schema, the standard's text, good practice",
	.options = profile_options,
	.min_operands = 1,
	.max_operands = -1,
	.run = validate,
	.more = "Prints `FILE:LINE: error|warning RULE message` for each finding and "
		"`FILE: valid|invalid`; a message is valid without errors. The file `-` is "
		"standard "
		"input. The rules stand in docs/cap-conformance.md. Exit status: 0 all are valid, "
		"1 "
		"one is not, 2 wrong use, 3 a file could not be read.",
};

/* ---- show ---- */

static void show_json(struct ac_json *json, struct ac_cap_document *document)
{
	const struct ac_cap_alert *alert = ac_cap_document_alert(document);
	ac_json_set_text(json, "kind", ac_cap_kind_name(ac_cap_document_kind(document)));
	ac_json_set_bool(json, "valid", ac_cap_document_valid(document));
	struct ac_json *profiles = ac_json_set_array(json, "profiles");
	const struct ac_cap_profile *profile;
	for (size_t i = 0; (profile = ac_cap_profile_at(i)); i++)
		if (ac_cap_document_claims(document, profile))
			ac_json_add_text(profiles, ac_cap_profile_name(profile));
	if (alert)
		ac_json_set(json, "alert", ac_cap_to_json(alert));
}

static bool show_one(struct result *result, struct ac_cap_document *document)
{
	if (result->json)
		show_json(result->json, document);
	else
		ac_cap_print(&result->text, result->name, document);
	return ac_cap_document_alert(document) != NULL;
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	return run_all(cli, args, show_one);
}

const struct ac_command ac_cmd_cap_show = {
	.name = "cap show",
	.operands = "FILE…",
	.summary = "Show what CAP messages say",
	.min_operands = 1,
	.max_operands = -1,
	.run = show,
	.more = "CAP 1.0 and 1.1 are read as well. A broken message is shown as far as it can be "
		"read; "
		"`allclear cap validate` says what is wrong with it. The file `-` is standard "
		"input.",
};
