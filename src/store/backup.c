#include "store/backup.h"

#include "base/buf.h"
#include "store/audit.h"
#include "store/migrate.h"
#include "store/store_p.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum ac_status ac_store_backup(struct ac_store *store, const char *file, struct ac_error *err)
{
	AC_AUTO(db) struct ac_db *reader = NULL;
	AC_TRY(ac_store_reader(store, &reader, err));
	return ac_db_backup(reader, file, err);
}

static enum ac_status check_all(struct ac_db *db, const char *key_path,
	struct ac_backup_report *report, struct ac_error *err)
{
	unsigned char hash[ac_vault_hash_size];
	struct ac_audit_report audit;
	AC_TRY(ac_db_check(db, err));
	AC_TRY(ac_migrate_check(db, err));
	AC_TRY(ac_store_check_key(db, db->vault, key_path, err));
	AC_TRY(ac_audit_verify(db, &audit, err));
	AC_TRY(ac_audit_head(db, &report->audit_seq, hash, err));
	report->audit_rows = audit.rows;
	return ac_migrate_version(db, &report->version, err);
}

enum ac_status ac_backup_verify(const char *file, const char *key_path,
	struct ac_backup_report *report, struct ac_error *err)
{
	AC_AUTO(vault) struct ac_vault *vault = NULL;
	AC_AUTO(db) struct ac_db *db = NULL;
	struct ac_db_options options = { .path = file, .read_only = true };
	struct ac_backup_report found = { 0 };
	AC_TRY(ac_vault_open(key_path, &vault, err));
	AC_TRY(ac_db_open(ac_db_drivers[0], &options, &db, err));
	db->vault = vault;
	AC_TRY(check_all(db, key_path, &found, err));
	*report = found;
	return AC_OK;
}

static enum ac_status copy_bytes(int from, int to, const char *to_path, struct ac_error *err)
{
	AC_AUTO(free) char *part = ac_alloc(1 << 20);
	for (;;) {
		ssize_t n = read(from, part, 1 << 20);
		if (n < 0)
			return ac_fail_os(err, errno, "reading the backup");
		if (n == 0)
			break;
		ssize_t written = write(to, part, (size_t)n);
		if (written != n)
			return ac_fail_os(err, written < 0 ? errno : ENOSPC, "%s", to_path);
	}
	return fsync(to) == 0 ? AC_OK : ac_fail_os(err, errno, "%s", to_path);
}

enum ac_status ac_store_copy_file(const char *from_path, const char *to_path, struct ac_error *err)
{
	int from = open(from_path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return ac_fail_os(err, errno, "%s", from_path);
	int to = open(to_path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	enum ac_status status =
		to < 0 ? ac_fail_os(err, errno, "%s", to_path) : copy_bytes(from, to, to_path, err);
	if (to >= 0)
		close(to);
	close(from);
	return status;
}

enum ac_status ac_store_sync_dir(const char *dir, struct ac_error *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", dir);
	int rc = fsync(fd);
	int os_errno = errno;
	close(fd);
	return rc == 0 ? AC_OK : ac_fail_os(err, os_errno, "%s", dir);
}
