/* A new data directory. */
#include "base/buf.h"
#include "service/desk/issuer.h"
#include "service/service.h"
#include "store/roster.h"
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { path_max = 4096, registered_days = 365 };

static enum ac_status make_directory(const char *dir, struct ac_error *err)
{
	if (mkdir(dir, 0700) == 0)
		return AC_OK;
	if (errno != EEXIST)
		return ac_fail_os(err, errno, "%s cannot be made", dir);
	DIR *there = opendir(dir);
	if (!there)
		return ac_fail_os(err, errno, "%s", dir);
	bool empty = true;
	for (const struct dirent *entry; empty && (entry = readdir(there));)
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	(void)closedir(there);
	return empty ? AC_OK
		     : ac_fail(err, AC_EXISTS, "%s is not empty: name a new directory", dir);
}

static enum ac_status write_all(int fd, const char *path, const char *text, struct ac_error *err)
{
	for (size_t left = strlen(text); left > 0;) {
		ssize_t n = write(fd, text, left);
		if (n < 0)
			return ac_fail_os(err, errno, "%s", path);
		text += n;
		left -= (size_t)n;
	}
	return fsync(fd) == 0 ? AC_OK : ac_fail_os(err, errno, "%s", path);
}

static enum ac_status write_file(const char *path, const char *text, struct ac_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	enum ac_status status = write_all(fd, path, text, err);
	(void)close(fd);
	return status;
}

/* People who registered themselves: the one source that every installation has. */
static enum ac_status add_registered(struct ac_db *db, struct ac_error *err)
{
	enum ac_change change;
	struct ac_clock clock;
	ac_clock_init(&clock);
	struct ac_source source = {
		.name = AC_STR("registered"),
		.controller = AC_STR("the operator of this installation"),
		.legal_basis = AC_STR("consent given with the registration"),
		.purpose = AC_STR("warning and assistance abroad"),
		.expires_us = ac_clock_wall(&clock).us + registered_days * AC_DAY,
	};
	return ac_source_put(db, &source, &change, err);
}

/* What a directory begins with. @param issuer  file of the key that signs */
static enum ac_status add_first(struct ac_db *db, const char *issuer, struct ac_error *err)
{
	AC_TRY(ac_db_control(db, AC_DB_BEGIN_WRITE, err));
	enum ac_status status = add_registered(db, err);
	if (status == AC_OK)
		status = ac_issuer_create(db, issuer, err);
	if (status == AC_OK)
		status = ac_db_control(db, AC_DB_COMMIT, err);
	if (status != AC_OK)
		ac_db_undo(db);
	return status;
}

/* The commented example, with the line of the database switched on. */
static enum ac_status write_config(const char *path, const char *database, struct ac_error *err)
{
	if (!database)
		return write_file(path, ac_config_example(), err);
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1 << 16);
	ac_config_set_database(ac_str(ac_config_example()), database, &text);
	AC_TRY(ac_buf_check(&text, "allclear.yaml", err));
	return write_file(path, text.p, err);
}

/* Nothing is in it yet: the next attempt finds it empty. */
static void remove_directory(const char *dir)
{
	static const char *const names[] = { "allclear.yaml", "key", "lock" };
	char path[path_max];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		(void)unlink(path);
	}
	(void)rmdir(dir);
}

static enum ac_status create_store(
	const char *dir, const char *key, const char *database, struct ac_error *err)
{
	char issuer[path_max];
	struct ac_store_options options = { .dir = dir, .key_path = key, .database = database };
	enum ac_status status = ac_store_create(&options, err);
	if (status != AC_OK) {
		remove_directory(dir);
		return status;
	}
	AC_AUTO(store) struct ac_store *store = NULL;
	AC_TRY(ac_store_open(&options, &store, err));
	(void)snprintf(issuer, sizeof issuer, "%s/issuer.key", dir);
	return add_first(ac_store_db(store), issuer, err);
}

enum ac_status ac_service_create(const char *dir, const char *database, struct ac_error *err)
{
	char key[path_max], yaml[path_max];
	(void)snprintf(key, sizeof key, "%s/key", dir);
	(void)snprintf(yaml, sizeof yaml, "%s/allclear.yaml", dir);
	if (database)
		AC_TRY(ac_config_check_database("init", database, err));
	AC_TRY(make_directory(dir, err));
	AC_TRY(ac_vault_create(key, err));
	AC_TRY(write_config(yaml, database, err));
	return create_store(dir, key, database, err);
}
