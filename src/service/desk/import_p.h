/* service/desk/import_p.h - batches of rows between the reading thread and the writer's slices. */
#pragma once
#include "base/arena.h"
#include "base/queue.h"
#include "roster/intake.h"
#include "service/desk/import.h"

#include "base/vec.h"
#include "store/roster.h"

#include <pthread.h>
#include <time.h>

/* The reader goes on while the writer commits: 16,000 rows ahead, about 25 MB. */
enum { import_batch_rows = 500, import_batches = 32 };

struct import_row {
	int64_t line;
	union {
		struct ac_traveller_row traveller;
		struct ac_place_row place;
	};
};

/* Owned by whoever holds the pointer. */
struct import_batch {
	struct import_row *rows;
	size_t n, at; /* at: the next to be put */
	struct ac_arena texts;
	struct ac_findings findings; /* of the rows refused or doubted while reading */
	int64_t read_rows; /* refused ones included */
	int64_t offset;
	bool last;
	enum ac_status status; /* why reading stopped, when it failed */
	struct ac_error error;
};

void import_batch_free(struct import_batch *batch);

/* The reading side; immutable but for its own thread once that runs. */
struct import_reader {
	enum ac_import_kind kind;
	char *name;
	char *renamed;
	char region[4];
	int fd;
	int64_t size;
	struct timespec changed_at; /* a file that changes under our hands is refused */
	struct ac_columns columns;
	struct ac_queue *batches; /* of struct import_batch * */
	pthread_t thread;
	bool started;
};

/** Open and check the whole file, understand its header. Undo with import_reader_close(). */
AC_MUST_CHECK enum ac_status import_reader_open(struct import_reader *reader,
	const struct ac_import_options *options, struct ac_error *err);
AC_MUST_CHECK enum ac_status import_reader_start(
	struct import_reader *reader, struct ac_error *err);
void import_reader_close(struct import_reader *reader);

/* ---- what rows refer to ---- */

/* A source as it was when the file first named it. */
struct import_source {
	int64_t id;
	const char *refusal; /* static; NULL: rows of it are taken */
	bool empty; /* nobody of it was stored before this file */
};

struct import_known_source {
	char *name;
	struct import_source source;
};

struct import_known_lodging {
	char *ref;
	struct ac_lodging_at at;
};

/* Each source, zone and lodging is looked up once a file: while an import runs nothing else changes them,
 * for bulk work comes one after the other. Zeroed but for now and zone it is ready. */
struct import_refs {
	struct ac_wall now;
	const struct ac_zone *zone; /* borrowed: of places that name none */
	AC_VEC(struct import_known_source) sources;
	AC_VEC(struct ac_zone *) zones;
	AC_VEC(struct import_known_lodging) lodgings;
	struct ac_map lodging_index; /* by hash of the ref */
};

void import_refs_done(struct import_refs *refs);

/** A source that is not known or has expired is AC_OK with a refusal. */
AC_MUST_CHECK enum ac_status import_refs_source(struct import_refs *refs, struct ac_db *db,
	struct ac_str name, struct import_source *source, struct ac_error *err);
/** AC_OK with id 0 for one that is not known. */
AC_MUST_CHECK enum ac_status import_refs_lodging(struct import_refs *refs, struct ac_db *db,
	struct ac_str ref, struct ac_lodging_at *lodging, struct ac_error *err);
/** @param name  empty: the default  @return NULL: there is no such zone */
const struct ac_zone *import_refs_zone(struct import_refs *refs, struct ac_str name);
