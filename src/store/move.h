/* store/move.h - a data directory's database from a file to a server, from a server to a file, or to another
 * server. The source is only read, once it has today's schema and the move is allowed; the copy is one transaction, or a file that gets its name at the end; then
 * both are read again and compared, table by table. Interrupted at any point the source is what it was.
 */
#pragma once
#include "store/audit.h"
#include "store/copy.h"

struct ac_move_options {
	const char *dir, *key_path;
	const char *from, *to; /* postgresql://…, or empty: the file allclear.db in dir */
	/** May it be done? What is written to the source stays whatever is answered. */
	enum ac_status (*allow)(void *ctx, struct ac_db *source, struct ac_error *err);
	/** Append to the audit chain in the new place, in a transaction. @param seq, head  last row of the source's */
	enum ac_status (*sign)(void *ctx, struct ac_db *to, int64_t seq,
		const unsigned char head[32], struct ac_error *err);
	/** @param phase  "copying", "comparing" */
	void (*progress)(void *ctx, const char *phase, struct ac_str table, int64_t rows);
	/** Once for each table, after it was found to be the same on both sides. */
	ac_digest_visit *same;
	/** All is there: make it the database of the directory, which is still locked. */
	enum ac_status (*settle)(void *ctx, struct ac_error *err);
	void *ctx;
};

/**
 * @return AC_BUSY: a daemon has the directory or one of the databases; AC_EXISTS: there is data in the new
 *         place already; AC_DENIED: the key does not fit; AC_VERSION: a newer program wrote it; AC_CORRUPT: the copy is not the same
 */
AC_MUST_CHECK enum ac_status ac_store_move(
	const struct ac_move_options *options, struct ac_error *err);
