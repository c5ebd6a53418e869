#include "service/desk/issuer_p.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { path_max = 4096 };

static enum ac_status read_all(int fd, const char *path, struct ac_buf *pem, struct ac_error *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return ac_fail_os(err, errno, "%s", path);
	if (st.st_mode & 077)
		return ac_fail(err, AC_DENIED,
			"%s: others may read it: chmod 600, and rotate if they may have", path);
	size_t n = st.st_size >= 0 && st.st_size <= issuer_file_max ? (size_t)st.st_size : 0;
	char *room = n ? ac_buf_room(pem, n) : NULL;
	if (!room || read(fd, room, n) != (ssize_t)n)
		return ac_fail(err, AC_CORRUPT, "%s cannot be read as a key file", path);
	return AC_OK;
}

enum ac_status issuer_file_read(const char *path, struct ac_buf *pem, struct ac_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return ac_fail(err, AC_NOT_FOUND,
			"%s: the issuer's private key is missing: put it back, or make a new one "
			"with `allclear issuer rotate`",
			path);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	enum ac_status status = read_all(fd, path, pem, err);
	(void)close(fd);
	return status;
}

static enum ac_status write_new(const char *path, struct ac_str pem, struct ac_error *err)
{
	(void)unlink(path); /* of a crash */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	bool good = write(fd, pem.p, pem.n) == (ssize_t)pem.n && fsync(fd) == 0;
	int why = errno;
	(void)close(fd);
	return good ? AC_OK : ac_fail_os(err, why, "%s", path);
}

/* The name is durable when its folder is. */
static enum ac_status sync_folder(const char *path, struct ac_error *err)
{
	char folder[path_max];
	(void)snprintf(folder, sizeof folder, "%s", path);
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;
	int why = errno;
	if (fd >= 0)
		(void)close(fd);
	return good ? AC_OK : ac_fail_os(err, why, "%s", folder);
}

enum ac_status issuer_file_replace(const char *path, struct ac_str pem, struct ac_error *err)
{
	char next[path_max];
	(void)snprintf(next, sizeof next, "%s.new", path);
	AC_TRY(write_new(next, pem, err));
	if (rename(next, path) != 0)
		return ac_fail_os(err, errno, "%s", path);
	return sync_folder(path, err);
}
