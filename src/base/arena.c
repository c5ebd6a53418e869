#include "base/arena.h"

#include <stdalign.h>

struct ac_arena_block {
	struct ac_arena_block *next;
	size_t used;
	size_t cap;
	alignas(16) unsigned char bytes[];
};

enum { first_block = 4096, largest_block = 1 << 20 };

void ac_arena_init(struct ac_arena *arena, size_t max)
{
	*arena = (struct ac_arena){ .max = max };
}

void ac_arena_done(struct ac_arena *arena)
{
	for (struct ac_arena_block *block = arena->blocks, *next; block; block = next) {
		next = block->next;
		ac_free(block);
	}
	*arena = (struct ac_arena){ .max = arena->max };
}

static struct ac_arena_block *add_block(struct ac_arena *arena, size_t n)
{
	size_t cap = arena->blocks ? arena->blocks->cap * 2 : first_block;
	if (cap > largest_block)
		cap = largest_block;
	if (cap < n)
		cap = n;
	struct ac_arena_block *block = ac_alloc(sizeof *block + cap);
	block->cap = cap;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *ac_arena_alloc(struct ac_arena *arena, size_t n)
{
	if (n > arena->max || arena->used > arena->max - n)
		return NULL;
	size_t rounded = (n + 15) & ~(size_t)15;
	struct ac_arena_block *block = arena->blocks;
	if (!block || block->cap - block->used < rounded)
		block = add_block(arena, rounded);
	void *p = block->bytes + block->used;
	block->used += rounded;
	arena->used += n;
	return p;
}

struct ac_str ac_arena_str(struct ac_arena *arena, struct ac_str s)
{
	char *copy = ac_arena_alloc(arena, s.n + 1);
	if (!copy)
		return (struct ac_str){ NULL, 0 };
	if (s.n)
		memcpy(copy, s.p, s.n);
	return (struct ac_str){ copy, s.n };
}
