/* base/mem.h - allocation that cannot fail, and locals that clean up after themselves.
 *
 * Running out of memory aborts. That is honest because every untrusted size is bounded before it is
 * allocated, and because the program is crash-only: it can be killed at any instant and loses nothing.
 */
#pragma once
#include <stddef.h>

/** n zeroed bytes (n = 0 gives one). Owned by the caller, release with ac_free(). Never NULL. */
void *ac_alloc(size_t n) __attribute__((malloc, returns_nonnull));

/** Zeroed room for count items of size bytes; aborts when the product overflows. */
void *ac_alloc_array(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/** Grow or shrink to count × size bytes; what is added is not zeroed. p may be NULL. */
void *ac_realloc_array(void *p, size_t count, size_t size) __attribute__((returns_nonnull));

/** A terminated copy of n bytes. */
char *ac_strndup(const char *p, size_t n) __attribute__((malloc, returns_nonnull));

/** Release; p may be NULL. */
void ac_free(void *p);

/* AC_AUTO(free) char *p = …;  — the local is released at the end of its scope by ac_auto_free().
 * A type takes part by AC_AUTO_DEFINE(name, struct x *, x_free). */
#define AC_AUTO(name) __attribute__((cleanup(ac_auto_##name)))
#define AC_AUTO_DEFINE(name, type, release)                                \
	static inline __attribute__((unused)) void ac_auto_##name(type *p) \
	{                                                                  \
		release(*p);                                               \
	}
/* The same for types embedded by value, released through their address. */
#define AC_AUTO_DEFINE_VALUE(name, type, release)                          \
	static inline __attribute__((unused)) void ac_auto_##name(type *p) \
	{                                                                  \
		release(p);                                                \
	}

static inline __attribute__((unused)) void ac_auto_free(void *p)
{
	ac_free(*(void **)p);
}

/* Hand the pointer on: the local becomes NULL, so that its clean-up releases nothing. */
#define AC_TAKE(p)                            \
	({                                    \
		__typeof__(p) ac_taken = (p); \
		(p) = NULL;                   \
		ac_taken;                     \
	})
