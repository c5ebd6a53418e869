#include "cli/session_file.h"

#include "base/map.h"
#include "vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { path_max = 4096, secret_max = 200 };

/* ---- where ---- */

/* Each folder of the path that is missing, for us alone. */
static void make_folders(char *path)
{
	for (char *c = path + 1; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		(void)mkdir(path, 0700); /* what is wrong with it shows when the file is opened */
		*c = '/';
	}
}

static const char *usual_folder(char room[path_max])
{
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *home = getenv("HOME");
	struct stat info;
	if (runtime && stat(runtime, &info) == 0 && S_ISDIR(info.st_mode))
		(void)snprintf(room, path_max, "%s/allclear", runtime);
	else if (home && *home)
		(void)snprintf(room, path_max, "%s/.local/state/allclear", home);
	else
		return NULL;
	return room;
}

static enum ac_status find_path(struct ac_cli *cli, char path[path_max])
{
	char folder[path_max], real[path_max];
	const char *dir, *named = cli->session ? cli->session : getenv("ALLCLEAR_SESSION");
	int n = 0;
	if (named && *named) {
		n = snprintf(path, path_max, "%s", named);
	} else {
		AC_TRY(ac_cli_dir(cli, &dir));
		if (!usual_folder(folder))
			return ac_fail(&cli->err, AC_INVALID,
				"no place for the session: give --session FILE or set HOME");
		const char *whole = realpath(dir, real) ? real : dir;
		n = snprintf(path, path_max, "%s/%016llx.session", folder,
			(unsigned long long)ac_hash_bytes(whole, strlen(whole), 1));
	}
	if (n < 0 || n >= path_max)
		return ac_fail(&cli->err, AC_INVALID, "the path of the session is too long");
	return AC_OK;
}

/* ---- what ---- */

static enum ac_status write_new(struct ac_cli *cli, const char *path, const char *secret)
{
	char text[secret_max + 2];
	int n = snprintf(text, sizeof text, "%s\n", secret);
	(void)unlink(path); /* its mode may be another */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return ac_fail_os(&cli->err, errno, "%s", path);
	ssize_t wrote = write(fd, text, (size_t)n);
	int why = errno;
	(void)close(fd);
	ac_vault_wipe(text, sizeof text);
	return wrote == n ? AC_OK : ac_fail_os(&cli->err, wrote < 0 ? why : ENOSPC, "%s", path);
}

enum ac_status ac_cli_session_write(struct ac_cli *cli, const char *secret)
{
	char path[path_max] = "";
	AC_TRY(find_path(cli, path));
	make_folders(path);
	return write_new(cli, path, secret);
}

static enum ac_status read_secret(struct ac_cli *cli, int fd, const char *path)
{
	char text[secret_max];
	struct stat info;
	if (fstat(fd, &info) != 0)
		return ac_fail_os(&cli->err, errno, "%s", path);
	if (info.st_mode & 077)
		return ac_fail(&cli->err, AC_DENIED,
			"%s may be read by others (mode %03o): chmod 600 it", path,
			info.st_mode & 0777);
	ssize_t n = read(fd, text, sizeof text);
	if (n < 0)
		return ac_fail_os(&cli->err, errno, "%s", path);
	struct ac_str secret = ac_str_trim((struct ac_str){ text, (size_t)n });
	cli->secret = ac_strndup(secret.p, secret.n);
	ac_vault_wipe(text, sizeof text);
	return AC_OK;
}

enum ac_status ac_cli_session_read(struct ac_cli *cli)
{
	char path[path_max];
	if (cli->secret)
		return AC_OK;
	AC_TRY(find_path(cli, path));
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return AC_OK;
	if (fd < 0)
		return ac_fail_os(&cli->err, errno, "%s", path);
	enum ac_status status = read_secret(cli, fd, path);
	(void)close(fd);
	return status;
}

void ac_cli_session_remove(struct ac_cli *cli)
{
	char path[path_max];
	if (find_path(cli, path) == AC_OK)
		(void)unlink(path);
}
