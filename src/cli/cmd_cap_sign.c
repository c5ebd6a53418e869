/* cap sign, verify, key: signatures without a data directory. */
#include "cli/cap_files.h"
#include "cli/commands.h"

#include "cap/sign.h"
#include "cap/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { document_max = 2 << 20, key_max = 64 << 10 };

/* ---- output ---- */

static enum ac_status write_all(int fd, const char *path, struct ac_str text, struct ac_error *err)
{
	while (text.n) {
		ssize_t n = write(fd, text.p, text.n);
		if (n < 0 && errno != EINTR)
			return ac_fail_os(err, errno, "%s", path);
		size_t done = n > 0 ? (size_t)n : 0;
		text = (struct ac_str){ text.p + done, text.n - done };
	}
	return AC_OK;
}

/* A new file of that mode; what is there already is not overwritten. */
static enum ac_status write_new(
	const char *path, mode_t mode, struct ac_str text, struct ac_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	enum ac_status status = write_all(fd, path, text, err);
	if (status == AC_OK && fsync(fd) != 0)
		status = ac_fail_os(err, errno, "%s", path);
	(void)close(fd);
	return status;
}

static enum ac_status read_key(struct ac_cli *cli, const char *path, struct ac_cap_key **key)
{
	AC_AUTO(buf) struct ac_buf pem = { 0 };
	AC_TRY(ac_cli_read_file(cli, path, key_max, &pem));
	enum ac_status status = ac_cap_key_read(ac_buf_str(&pem), NULL, key, &cli->err);
	return status == AC_OK ? AC_OK : ac_fail_in(&cli->err, status, "%s", path);
}

/* ---- sign ---- */

static enum ac_status sign_file(struct ac_cli *cli, const struct ac_args *args, struct ac_buf *made)
{
	AC_AUTO(cap_key) struct ac_cap_key *key = NULL;
	AC_AUTO(buf) struct ac_buf bytes = { 0 };
	const char *name = ac_operand(args, 0);
	AC_TRY(read_key(cli, ac_arg(args, "key"), &key));
	AC_TRY(ac_cli_read_file(cli, name, document_max, &bytes));
	enum ac_status status = ac_cap_sign(ac_buf_str(&bytes), key, made, &cli->err);
	return status == AC_OK ? AC_OK : ac_fail_in(&cli->err, status, "%s", name);
}

static int sign(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(buf) struct ac_buf made;
	const char *output = ac_arg(args, "output");
	ac_buf_init(&made, document_max);
	if (sign_file(cli, args, &made) != AC_OK)
		return ac_cli_failed(cli);
	enum ac_status status =
		output ? write_new(output, 0644, ac_buf_str(&made), &cli->err)
		       : write_all(STDOUT_FILENO, "standard output", ac_buf_str(&made), &cli->err);
	return status == AC_OK ? AC_EXIT_GOOD : ac_cli_failed(cli);
}

static const struct ac_option sign_options[] = {
	{ "key", "KEY.pem", "the private key: ECDSA on P-256", true },
	{ "output", "FILE", "write a new file instead of to standard output", false },
	{ 0 },
};

const struct ac_command ac_cmd_cap_sign = {
	.name = "cap sign",
	.operands = "FILE",
	.summary = "Sign a CAP message",
	.options = sign_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = sign,
	.more = "The signature is put before </alert>; every other byte stays, and must stay: sign "
		"last. A message that breaks a rule, or is signed already, is not signed. What "
		"`allclear warning publish` publishes is signed by itself (docs/signing.md).",
};

/* ---- verify ---- */

static void verdict_json(const struct ac_cap_verdict *verdict, struct ac_json *json)
{
	ac_json_set_text(json, "verdict", ac_cap_trust_word(verdict->trust));
	ac_json_set_bool(json, "verified", verdict->trust == AC_CAP_VERIFIED);
	if (verdict->trust == AC_CAP_REFUSED)
		ac_json_set_text(json, "rule", ac_cap_refusal_id(verdict->refusal));
	if (*verdict->why)
		ac_json_set_text(json, "why", verdict->why);
	if (!verdict->document)
		return;
	const struct ac_cap_alert *alert = ac_cap_document_alert(verdict->document);
	ac_json_set_text(json, "key", verdict->key);
	ac_json_set_str(json, "sender", alert->sender);
	ac_json_set_str(json, "identifier", alert->identifier);
}

static bool verify_one(const void *issuers, struct ac_str bytes, struct ac_cap_file *file)
{
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	ac_cap_verify(bytes, issuers, &verdict);
	if (file->json)
		verdict_json(&verdict, file->json);
	else if (verdict.trust == AC_CAP_VERIFIED)
		ac_buf_printf(&file->text, "%s: verified, key %s\n", file->name, verdict.key);
	else if (verdict.trust == AC_CAP_REFUSED)
		ac_buf_printf(&file->text, "%s: refused: %s %s\n", file->name,
			ac_cap_refusal_id(verdict.refusal), verdict.why);
	else
		ac_buf_printf(&file->text, "%s: %s: %s\n", file->name,
			ac_cap_trust_word(verdict.trust), verdict.why);
	return verdict.trust == AC_CAP_VERIFIED;
}

static int verify(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(cap_issuers) struct ac_cap_issuers *issuers = NULL;
	if (ac_cap_issuers_read(ac_arg(args, "issuers"), &issuers, &cli->err) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cap_files(cli, args, verify_one, issuers);
}

static const struct ac_option verify_options[] = {
	{ "issuers", "DIR", "the pinned keys: SENDER.pem each, as `issuer export` prints it",
		true },
	{ 0 },
};

const struct ac_command ac_cmd_cap_verify = {
	.name = "cap verify",
	.operands = "FILE…",
	.summary = "Verify the signatures of CAP messages against pinned keys",
	.options = verify_options,
	.min_operands = 1,
	.max_operands = -1,
	.run = verify,
	.more = "A key that a message brings along is never used. `unsigned` and `unknown issuer` "
		"mean that nothing is known, `refused` that the signature proves nothing; the "
		"rules stand in docs/cap-conformance.md. The file `-` is standard input. Exit "
		"status: 0 all are verified, 1 one is not, 2 wrong use, 3 a file could not be "
		"read.",
};

/* ---- keys ---- */

static enum ac_status make(struct ac_cli *cli, const char *path, struct ac_cap_key **key)
{
	AC_AUTO(buf) struct ac_buf pem;
	ac_buf_init(&pem, key_max);
	AC_TRY(ac_cap_key_make(key, &cli->err));
	ac_cap_key_add_private(*key, &pem);
	return write_new(path, 0600, ac_buf_str(&pem), &cli->err);
}

static int tell_key(struct ac_cli *cli, const struct ac_cap_key *key)
{
	AC_AUTO(buf) struct ac_buf pem;
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	ac_buf_init(&pem, key_max);
	ac_cap_key_add_public(key, &pem);
	ac_json_set_text(answer, "name", ac_cap_key_name(key));
	ac_json_set_str(answer, "pem", ac_buf_str(&pem));
	if (!ac_cli_print_json(cli, answer))
		printf("name: %s\n%s", ac_cap_key_name(key), pem.p);
	return AC_EXIT_GOOD;
}

static int key_make(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(cap_key) struct ac_cap_key *key = NULL;
	if (make(cli, ac_operand(args, 0), &key) != AC_OK)
		return ac_cli_failed(cli);
	return tell_key(cli, key);
}

const struct ac_command ac_cmd_cap_key_make = {
	.name = "cap make-key",
	.operands = "KEY.pem",
	.summary = "Make a key that signs CAP messages: ECDSA on P-256",
	.min_operands = 1,
	.max_operands = 1,
	.run = key_make,
	.more = "The private key goes to a new file of mode 0600; its public half, with its name, "
		"is printed for those who verify.",
};

static int key_show(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(cap_key) struct ac_cap_key *key = NULL;
	if (read_key(cli, ac_operand(args, 0), &key) != AC_OK)
		return ac_cli_failed(cli);
	return tell_key(cli, key);
}

const struct ac_command ac_cmd_cap_key_show = {
	.name = "cap show-key",
	.operands = "KEY.pem",
	.summary = "Show the public half of a private key, and its name",
	.min_operands = 1,
	.max_operands = 1,
	.run = key_show,
};
