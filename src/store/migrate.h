/* store/migrate.h - from whatever version the database has to this program's. */
#pragma once
#include "store/db.h"

/** The schema version that this program writes: the number of the last migration. */
int ac_migrate_target(void);

/** Version of the database; 0 for an empty one. */
AC_MUST_CHECK enum ac_status ac_migrate_version(
	struct ac_db *db, int *version, struct ac_error *err);

/** May this program open the database? AC_VERSION when it is newer, AC_CORRUPT when it is not ours. */
AC_MUST_CHECK enum ac_status ac_migrate_check(struct ac_db *db, struct ac_error *err);

/**
 * Run the migrations that are missing, each in its own transaction together with its record: a crash
 * in between leaves whole versions. @return AC_VERSION when the database is newer than the program
 */
AC_MUST_CHECK enum ac_status ac_migrate(struct ac_db *db, struct ac_error *err);
