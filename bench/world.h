/* bench/world.h - the synthetic world that matching is measured in, and what its programs share.
 *
 * Lodgings in 400 towns all over the world, the largest of which holds one in forty; one lodging for every
 * 250 stays, so that ten million have 40,000. Stays begin on any of 115 days and last 1 to 14; one in a hundred lasts 30 to 200 days, one in a hundred is
 * open, one in fifty is at a position of its own instead of a lodging. The window of three days holds a
 * tenth of them. The areas lie around the largest town. The same number always gives the same world. */
#pragma once
#include "base/random.h"
#include "geo/area.h"
#include "store/store.h"

enum {
	world_rounds = 5,
	world_towns = 400,
	world_lodgings = 40000 /* at most */,
	world_vertices = 5000
};

/** End the program with the message of what failed. */
void world_must(enum ac_status status, const struct ac_error *err);

struct world_town {
	double lat, lon, weight; /* of it and all before it */
};

struct world {
	struct ac_random random;
	struct world_town towns[world_towns];
	int64_t n; /* stays */
	int64_t lodgings;
	int64_t cells[world_lodgings]; /* of lodging i + 1 */
	int64_t stays; /* made so far */
};

void world_start(struct world *world, int64_t stays);

struct world_stay {
	int64_t id; /* from 1, its traveller's too */
	int64_t lodging; /* 0: by position */
	int64_t cell;
	int64_t from_us, to_us; /* INT64_MAX: open */
};
void world_next_stay(struct world *world, struct world_stay *stay);

int64_t world_from_us(void);
int64_t world_to_us(void);

/* A wobbling ring around the largest town; coordinates in degrees, the first not repeated. */
struct world_ring {
	int n;
	double lon[world_vertices], lat[world_vertices];
};
struct world_area {
	const char *name;
	double radius_deg;
	int vertices;
};
enum { world_areas = 3 };
extern const struct world_area world_area[world_areas];

void world_make_ring(const struct world_area *area, struct world_ring *ring);
/** @return owned by the caller, ac_area_free() */
struct ac_area *world_make_area(const struct world_ring *ring);

/** Lodgings and all stays into our tables; the indexes for matching are built when the table is full. */
void world_fill(struct ac_db *db, struct world *world);
/** The parts of it, for who has a faster way to put the stays themselves. */
void world_fill_lodgings(struct ac_db *db, const struct world *world);
void world_drop_indexes(struct ac_db *db);
void world_add_stay(struct ac_db *db, const struct world_stay *stay);
void world_make_indexes(struct ac_db *db);

/** A new data directory in a new folder. @param database  a server's; NULL: a file */
struct ac_store *world_open(const char *dir, const char *database);

/** The middle one; sorts them. */
double world_median(double times[world_rounds]);
