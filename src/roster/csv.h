/* roster/csv.h - rows of a comma-separated file, as they stream by.
 *
 * RFC 4180: fields in quotes may hold commas, line ends and doubled quotes; lines end with LF, CRLF
 * or CR; a byte-order mark is skipped; empty lines are skipped. The text must be UTF-8. The first
 * row is the header and sets the number of fields of every other. Memory is bounded by the longest
 * row allowed: fields are unquoted in place in one buffer. A broken file gives an error that says
 * "file:line:", what is wrong and how to mend it; an unclosed quote names the line where it opened.
 *
 * Used by one thread at a time.
 */
#pragma once
#include "base/mem.h"
#include "base/str.h"

enum {
	ac_csv_max_fields = 256,
	ac_csv_max_field = 16 << 10, /* bytes */
	ac_csv_max_row = 256 << 10, /* bytes, as they stand in the file */
};

/* Where bytes come from. @return bytes read into `into` (1…n), 0 at the end, -1 with errno set */
struct ac_csv_source {
	int64_t (*read)(void *ctx, char *into, size_t n);
	void *ctx;
};

struct ac_csv_row {
	const struct ac_str *fields; /* good until the next call */
	size_t n; /* 0: the file is at its end */
	int64_t line; /* where the row begins, from 1 */
};

struct ac_csv;

/** @param name  for messages; copied  @param source  copied; its ctx is borrowed */
struct ac_csv *ac_csv_new(const char *name, struct ac_csv_source source);
void ac_csv_free(struct ac_csv *csv);
AC_AUTO_DEFINE(csv, struct ac_csv *, ac_csv_free)

/**
 * The next row; the header is the first.
 * @return AC_INVALID with file:line and remedy; AC_IO when reading fails. After a failure every
 *         further call fails alike.
 */
AC_MUST_CHECK enum ac_status ac_csv_next(
	struct ac_csv *csv, struct ac_csv_row *row, struct ac_error *err);

/** Bytes of the file behind the rows handed out so far, for progress. */
int64_t ac_csv_offset(const struct ac_csv *csv);

/** A source that reads a file descriptor from its present position; `fd` is borrowed. */
struct ac_csv_source ac_csv_from_fd(const int *fd);

/** A source that reads bytes in memory; `rest` is moved on as they are read. */
struct ac_csv_source ac_csv_from_str(struct ac_str *rest);
