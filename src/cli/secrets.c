#include "cli/secrets.h"

#include "vault/totp.h"
#include "vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

enum { secret_max = 2000 };

void ac_cli_secret_done(struct ac_buf *secret)
{
	if (secret->p)
		ac_vault_wipe(secret->p, secret->n);
	ac_buf_done(secret);
}

static void cut_line(struct ac_buf *text)
{
	if (!text->p)
		return;
	size_t n = strcspn(text->p, "\r\n");
	text->p[n] = '\0';
	text->n = n;
}

static enum ac_status say(struct ac_cli *cli, int tty, const char *text)
{
	size_t n = strlen(text);
	return write(tty, text, n) == (ssize_t)n
		       ? AC_OK
		       : ac_fail_os(&cli->err, errno, "writing to the terminal");
}

/* A line from the terminal; `hidden` does not show it. */
static enum ac_status ask_line(
	struct ac_cli *cli, int tty, const char *prompt, bool hidden, struct ac_buf *line)
{
	struct termios shown, quiet;
	char piece[256];
	if (tcgetattr(tty, &shown) != 0)
		return ac_fail_os(&cli->err, errno, "asking the terminal");
	quiet = shown;
	if (hidden)
		quiet.c_lflag &= ~(tcflag_t)ECHO;
	AC_TRY(say(cli, tty, prompt));
	AC_TRY(say(cli, tty, ": "));
	(void)tcsetattr(tty, TCSAFLUSH, &quiet);
	ssize_t n;
	do {
		n = read(tty, piece, sizeof piece);
		if (n > 0)
			ac_buf_add(line, piece, (size_t)n);
	} while (n > 0 && piece[n - 1] != '\n');
	ac_vault_wipe(piece, sizeof piece);
	(void)tcsetattr(tty, TCSAFLUSH, &shown);
	cut_line(line);
	return hidden ? say(cli, tty, "\n") : AC_OK;
}

static enum ac_status open_terminal(struct ac_cli *cli, const char *prompt, int *tty)
{
	*tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (*tty < 0)
		return ac_fail(&cli->err, AC_INVALID,
			"%s: there is no terminal to ask on: give it in a file", prompt);
	return AC_OK;
}

static enum ac_status ask_twice(
	struct ac_cli *cli, int tty, const char *prompt, struct ac_buf *secret)
{
	AC_AUTO(secret) struct ac_buf again;
	ac_buf_init(&again, secret_max);
	AC_TRY(ask_line(cli, tty, prompt, true, secret));
	AC_TRY(ask_line(cli, tty, "once more", true, &again));
	if (!ac_str_eq(ac_buf_str(secret), ac_buf_str(&again)))
		return ac_fail(&cli->err, AC_INVALID, "the two are not the same");
	return AC_OK;
}

enum ac_status ac_cli_secret(
	struct ac_cli *cli, const char *file, const char *prompt, bool twice, struct ac_buf *secret)
{
	int tty;
	if (file) {
		AC_TRY(ac_cli_read_file(cli, file, secret_max, secret));
		cut_line(secret);
		return AC_OK;
	}
	ac_buf_init(secret, secret_max);
	AC_TRY(open_terminal(cli, prompt, &tty));
	enum ac_status status = twice ? ask_twice(cli, tty, prompt, secret)
				      : ask_line(cli, tty, prompt, true, secret);
	(void)close(tty);
	return status;
}

/* "otpauth://…?secret=ABC&…" or "ABC" */
static struct ac_str secret_in(struct ac_str text)
{
	static const char before[] = "secret=";
	const char *at = memmem(text.p, text.n, before, sizeof before - 1);
	if (!at)
		return text;
	struct ac_str rest = { at + sizeof before - 1,
		(size_t)(text.p + text.n - at) - (sizeof before - 1) };
	struct ac_str secret = { 0 };
	(void)ac_str_cut(&rest, '&', &secret);
	return secret;
}

static enum ac_status make_code(struct ac_cli *cli, const char *file, struct ac_buf *out)
{
	AC_AUTO(secret) struct ac_buf text = { 0 };
	unsigned char secret[ac_totp_secret_size];
	char code[ac_totp_digits + 1];
	AC_TRY(ac_cli_read_file(cli, file, secret_max, &text));
	enum ac_status status =
		ac_totp_read_secret(secret_in(ac_str_trim(ac_buf_str(&text))), secret, &cli->err);
	if (status != AC_OK)
		return ac_fail_in(&cli->err, status, "%s", file);
	status = ac_totp_code(secret, ac_wall_now(), code, &cli->err);
	ac_vault_wipe(secret, sizeof secret);
	AC_TRY(status);
	ac_buf_add_str(out, ac_str(code));
	return AC_OK;
}

enum ac_status ac_cli_code(
	struct ac_cli *cli, const char *code, const char *secret_file, struct ac_buf *out)
{
	int tty;
	ac_buf_init(out, 100);
	if (code) {
		ac_buf_add_str(out, ac_str(code));
		return ac_buf_check(out, "--code", &cli->err);
	}
	if (secret_file)
		return make_code(cli, secret_file, out);
	AC_TRY(open_terminal(cli, "Code of the authenticator (or give --code)", &tty));
	enum ac_status status = ask_line(cli, tty, "Code of the authenticator", false, out);
	(void)close(tty);
	return status;
}

enum ac_status ac_cli_password_and_code(struct ac_cli *cli, const struct ac_args *args,
	struct ac_buf *password, struct ac_buf *code)
{
	AC_TRY(ac_cli_secret(cli, ac_arg(args, "password-file"), "Password", false, password));
	return ac_cli_code(cli, ac_arg(args, "code"), ac_arg(args, "totp-secret-file"), code);
}

enum ac_status ac_cli_voucher(
	struct ac_cli *cli, const struct ac_args *args, struct ac_cli_voucher *voucher)
{
	const char *officer = ac_arg(args, "officer");
	*voucher = (struct ac_cli_voucher){ .named = officer != NULL };
	if (!officer)
		return AC_OK;
	AC_TRY(ac_cli_password_and_code(cli, args, &voucher->password, &voucher->code));
	voucher->given = (struct ac_credentials){ ac_str(officer), ac_buf_str(&voucher->password),
		ac_buf_str(&voucher->code) };
	return AC_OK;
}

void ac_cli_voucher_done(struct ac_cli_voucher *voucher)
{
	ac_cli_secret_done(&voucher->password);
	ac_buf_done(&voucher->code);
}
