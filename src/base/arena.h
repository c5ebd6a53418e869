/* base/arena.h - memory that is released all at once: one arena per request or parsed document.
 * Blocks double up to 1 MiB; past `max` bytes an allocation gives NULL (untrusted input is bounded). */
#pragma once
#include "base/mem.h"
#include "base/str.h"

struct ac_arena {
	struct ac_arena_block *blocks;
	size_t used; /* bytes handed out */
	size_t max;
};

void ac_arena_init(struct ac_arena *arena, size_t max);
void ac_arena_done(struct ac_arena *arena);
AC_AUTO_DEFINE_VALUE(arena, struct ac_arena, ac_arena_done)

/** n zeroed bytes aligned to 16; NULL past the arena's maximum. */
AC_MUST_CHECK void *ac_arena_alloc(struct ac_arena *arena, size_t n);

/** A terminated copy; p is NULL past the maximum. */
struct ac_str ac_arena_str(struct ac_arena *arena, struct ac_str s);
