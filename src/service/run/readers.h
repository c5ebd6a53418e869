/* service/run/readers.h - read-only connections, lent to whichever thread needs one for a moment. */
#pragma once
#include "store/db.h"

struct ac_readers;

/** Open one more connection. Called from any thread, from several at a time. */
typedef enum ac_status ac_reader_open(void *ctx, struct ac_db **db, struct ac_error *err);

struct ac_readers *ac_readers_new(ac_reader_open *open, void *ctx);
/** All connections must have been given back. NULL is fine. */
void ac_readers_free(struct ac_readers *readers);
AC_AUTO_DEFINE(readers, struct ac_readers *, ac_readers_free)

/** A connection of one's own; opens one when all are lent, waits when too many are. */
AC_MUST_CHECK enum ac_status ac_readers_take(
	struct ac_readers *readers, struct ac_db **db, struct ac_error *err);
/** Back again; an open transaction is undone. */
void ac_readers_give(struct ac_readers *readers, struct ac_db *db);

/** Take, look in one snapshot, give back. */
AC_MUST_CHECK enum ac_status ac_readers_look(struct ac_readers *readers,
	enum ac_status (*look)(struct ac_db *db, void *ctx, struct ac_error *err), void *ctx,
	struct ac_error *err);
