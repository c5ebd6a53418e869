/* store/store_p.h - private to store/. */
#pragma once
#include "store/store.h"

/** Lock a data directory. @param lock  close it to unlock  @return AC_NOT_FOUND, AC_BUSY */
AC_MUST_CHECK enum ac_status ac_store_lock(const char *dir, int *lock, struct ac_error *err);

/** Copy a file's bytes to another, on the disk when this returns. */
AC_MUST_CHECK enum ac_status ac_store_copy_file(
	const char *from_path, const char *to_path, struct ac_error *err);

/** What was renamed in it is so after a power cut too. */
AC_MUST_CHECK enum ac_status ac_store_sync_dir(const char *dir, struct ac_error *err);

/** Remove a database file with what lies beside it; what is not there is no failure. */
void ac_store_remove_file(const char *path);

/** Put a finished copy of a backup in place of a server's data; the directory is locked. */
AC_MUST_CHECK enum ac_status ac_store_restore_to_server(
	const struct ac_store_options *options, const char *incoming, struct ac_error *err);
