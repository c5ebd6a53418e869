/* store/restore_server.c - a backup in place of what a server's database holds.
 *
 * What is there goes to DIR/allclear.db.replaced first, as a backup. Then one transaction empties the tables
 * and fills them: all or nothing.
 */
#include "store/copy.h"
#include "store/migrate.h"
#include "store/store_p.h"

#include <stdio.h>

enum { path_max = 4096 };

static enum ac_status open_server(
	const struct ac_store_options *options, struct ac_db **db, struct ac_error *err)
{
	struct ac_db_options with = { .path = options->database, .sync = options->sync };
	AC_AUTO(db) struct ac_db *opened = NULL;
	AC_TRY(ac_db_open(ac_db_driver_of(options->database), &with, &opened, err));
	AC_TRY(ac_db_claim(opened, err));
	AC_TRY(ac_migrate(opened, err));
	*db = AC_TAKE(opened);
	return AC_OK;
}

static enum ac_status keep_present(
	struct ac_db *server, const struct ac_store_options *options, struct ac_error *err)
{
	char aside[path_max];
	(void)snprintf(aside, sizeof aside, "%s/allclear.db.replaced", options->dir);
	return ac_db_backup(server, aside, err);
}

static enum ac_status replace(
	struct ac_copy *copy, struct ac_db *from, struct ac_db *to, struct ac_error *err)
{
	const struct ac_copy_options in_one = { .commit_rows = 0 };
	AC_TRY(ac_copy_clear(copy, to, err));
	AC_TRY(ac_copy_rows(copy, from, to, &in_one, err));
	return ac_db_control(to, AC_DB_COMMIT, err);
}

enum ac_status ac_store_restore_to_server(
	const struct ac_store_options *options, const char *incoming, struct ac_error *err)
{
	AC_AUTO(copy) struct ac_copy *copy = ac_copy_new();
	AC_AUTO(db) struct ac_db *server = NULL, *from = NULL;
	const struct ac_db_options reading = { .path = incoming };
	AC_TRY(ac_db_open(ac_db_drivers[0], &reading, &from, err));
	AC_TRY(open_server(options, &server, err));
	AC_TRY(keep_present(server, options, err));
	AC_TRY(ac_db_control(from, AC_DB_BEGIN_READ, err));
	AC_TRY(ac_db_control(server, AC_DB_BEGIN_WRITE, err));
	enum ac_status status = replace(copy, from, server, err);
	if (status != AC_OK)
		ac_db_undo(server);
	return status;
}
