#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *p)
{
	if (!p) {
		fputs("level=fatal event=out_of_memory\n", stderr);
		abort();
	}
	return p;
}

void *ac_alloc(size_t n)
{
	return must(calloc(1, n ? n : 1));
}

void *ac_alloc_array(size_t count, size_t size)
{
	return must(calloc(count ? count : 1, size ? size : 1));
}

void *ac_realloc_array(void *p, size_t count, size_t size)
{
	return must(reallocarray(p, count ? count : 1, size ? size : 1));
}

char *ac_strndup(const char *p, size_t n)
{
	char *copy = ac_alloc(n + 1);
	if (n)
		memcpy(copy, p, n);
	return copy;
}

void ac_free(void *p)
{
	free(p);
}
