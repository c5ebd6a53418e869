/* cap validate, show: anybody's CAP documents, without a data directory. */
#include "cli/cap_print.h"
#include "cli/cli.h"
#include "cli/commands.h"

#include "cap/json.h"
#include "cap/read.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { bytes_max = (2 << 20) + 1 }; /* one more than the reader takes, so that it says so */

struct job {
	struct ac_cli *cli;
	const struct ac_cap_profile *profile;
	struct ac_json *array; /* of the answer; NULL: print for people */
	struct ac_buf bytes;
	int code;
};

/* What one command does with each document. @return whether its answer is yes */
typedef bool each_document(struct job *job, const char *name, struct ac_cap_document *document);

static enum ac_status read_some(struct job *job, int fd, const char *name)
{
	ac_buf_reset(&job->bytes);
	for (;;) {
		char piece[65536];
		ssize_t n = read(fd, piece, sizeof piece);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ac_fail_os(&job->cli->err, errno, "%s", name);
		size_t room = bytes_max - job->bytes.n;
		ac_buf_add(&job->bytes, piece, (size_t)n < room ? (size_t)n : room);
		if (n == 0 || job->bytes.n == bytes_max)
			return AC_OK;
	}
}

static enum ac_status read_file(struct job *job, const char *name)
{
	int fd = STDIN_FILENO;
	bool standard_input = strcmp(name, "-") == 0;
	if (!standard_input)
		AC_TRY(ac_cli_open(job->cli, name, &fd));
	enum ac_status status = read_some(job, fd, name);
	if (!standard_input)
		close(fd);
	return status;
}

/* A file that cannot be read is worse than one that is wrong, and the others are still done. */
static void run_one(struct job *job, const char *name, each_document *each)
{
	if (read_file(job, name) != AC_OK) {
		job->code = ac_cli_failed(job->cli);
		return;
	}
	AC_AUTO(cap_document)
	struct ac_cap_document *document = ac_cap_read(ac_buf_str(&job->bytes), job->profile);
	bool yes = each(job, name, document);
	if (!yes && job->code == AC_EXIT_GOOD)
		job->code = AC_EXIT_NO;
}

static int run_all(struct ac_cli *cli, const struct ac_args *args, each_document *each)
{
	AC_AUTO(json) struct ac_json *array = ac_json_new_array();
	const char *profile = ac_arg(args, "profile"), *name;
	struct job job = { .cli = cli, .array = cli->json ? array : NULL };
	if (profile && !(job.profile = ac_cap_profile_named(ac_str(profile))))
		return ac_cli_usage("--profile: there is no \"%s\"; choose from "
				    "ipaws, cap-cp, meteoalarm, australia",
			profile);
	/* One document after another: keep the memory in between, its pages cost more than the work. */
	(void)mallopt(M_MMAP_THRESHOLD, 32 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 128 << 20);
	ac_buf_init(&job.bytes, bytes_max);
	for (int i = 0; (name = ac_operand(args, i)); i++)
		run_one(&job, name, each);
	ac_buf_done(&job.bytes);
	(void)ac_cli_print_json(cli, array);
	return job.code;
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

static bool validate_one(struct job *job, const char *name, struct ac_cap_document *document)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	bool valid = ac_cap_document_valid(document);
	if (job->array) {
		struct ac_json *json = ac_json_add_object(job->array);
		ac_json_set_text(json, "file", name);
		ac_json_set_bool(json, "valid", valid);
		findings_json(json, findings);
		return valid;
	}
	for (size_t i = 0; i < findings->count; i++) {
		const struct ac_cap_finding *f = &findings->at[i];
		const struct ac_cap_rule *rule = ac_cap_rule(f->rule);
		printf("%s:%u: %s %s %s; %s\n", name, f->line, ac_cap_severity_word(f->rule),
			rule->id, f->message, rule->fix);
	}
	printf("%s: %s\n", name, valid ? "valid" : "invalid");
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

static void show_json(struct job *job, const char *name, struct ac_cap_document *document)
{
	const struct ac_cap_alert *alert = ac_cap_document_alert(document);
	struct ac_json *json = ac_json_add_object(job->array);
	ac_json_set_text(json, "file", name);
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

static bool show_one(struct job *job, const char *name, struct ac_cap_document *document)
{
	if (job->array)
		show_json(job, name, document);
	else
		ac_cap_print(name, document);
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
