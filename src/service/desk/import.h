/* service/desk/import.h - a file of hotels, sites or travellers into the store.
 *
 * The file is read twice. First whole, as a check: a broken file (an open quote, a row too short, no
 * UTF-8) or a header that cannot serve is refused before anything is written. Then row by row on a
 * thread of its own, which also parses numbers and dates, well ahead of the writer: the writer's
 * slices only compare and write. What is wrong with single rows is in the findings, and the other
 * rows go on. Every slice is durable; because putting never doubles (store/roster.h), an import that
 * was cut off is taken up by importing the file again.
 *
 * The rows of a file about a person are that person's stays: a stay of an earlier import that the file
 * does not name any more is dropped when the file has come to its end.
 */
#pragma once
#include "roster/columns.h"
#include "roster/findings.h"
#include "roster/zone.h"
#include "store/writer.h"
#include "threat/officer.h"
#include "vault/vault.h"

struct ac_json;
struct ac_service;
struct ac_import;

struct ac_import_progress {
	int64_t rows; /* put so far, refused ones included */
	int64_t bytes, bytes_total; /* of the file */
};

/* Views are borrowed until ac_import_open() returns. */
struct ac_import_options {
	enum ac_import_kind kind;
	const char *path; /* a regular file */
	const char *name; /* for messages; NULL: the path */
	struct ac_str columns; /* "theirs=ours,…"; empty */
	struct ac_str source; /* for rows that name none; empty */
	struct ac_str
		region; /* for numbers without country code, where the nationality is missing */
	const struct ac_zone
		*zone; /* of places that name none; borrowed until the import is freed */
	struct ac_wall now;
	bool dry; /* everything but write */
	size_t max_findings; /* kept at most; 0: 100,000 */
	/** Called on the writer's thread after some rows; must not block. NULL. */
	void (*progress)(void *ctx, const struct ac_import_progress *progress);
	void *progress_ctx;
};

/**
 * Check the whole file and begin to read it.
 * @param import  owned by the caller, ac_import_free()
 * @return AC_INVALID with "file:line: …"; AC_NOT_FOUND, AC_IO
 */
AC_MUST_CHECK enum ac_status ac_import_open(
	const struct ac_import_options *options, struct ac_import **import, struct ac_error *err);
void ac_import_free(struct ac_import *import);
AC_AUTO_DEFINE(import, struct ac_import *, ac_import_free)

/** Put rows until the moment given: bulk work for the writer (ac_slice_fn; ctx is the import). */
AC_MUST_CHECK enum ac_status ac_import_slice(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err);

/* What came of it, once the last slice is durable. Borrowed from the import. */
struct ac_import_result {
	enum ac_import_kind kind;
	bool dry;
	const struct ac_findings *findings;
	char *const *left_out; /* columns that nobody knows */
	size_t n_left_out;
	const int64_t *
		changed; /* travellers added or changed, rising, each once: who may join or leave */
	size_t n_changed;
};
void ac_import_result(struct ac_import *import, struct ac_import_result *result);

/**
 * The whole of it through a service: put the file, write the audit row, and let the people it brought
 * or changed join or leave the live campaigns. What an import that fails midway had made durable stays,
 * and is handed to the campaigns all the same.
 * @param options  zone, region and now are filled in from the service where they are empty
 * @param answer   filled: {"kind","dry_run","rows","added","updated","unchanged","refused",
 *                 "doubtful","moved","columns_left_out":[…],"findings":[{"line","column",
 *                 "severity","message"}],"findings_left_out"}
 * @return as ac_import_open(); AC_CONFLICT when a campaign is under way and no daemon takes it in
 */
AC_MUST_CHECK enum ac_status ac_imports_run(struct ac_service *service, struct ac_officer officer,
	const struct ac_import_options *options, struct ac_json *answer, struct ac_error *err);
