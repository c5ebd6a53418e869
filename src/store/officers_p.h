/* store/officers_p.h - shared by the files of accounts and sessions. */
#pragma once
#include "base/str.h"

/* Copy a text whose length was bounded when it was written; cut at the end of the room. */
static inline void ac_text_into(struct ac_str text, char *room, size_t size)
{
	size_t n = text.n < size ? text.n : size - 1;
	if (n)
		memcpy(room, text.p, n);
	room[n] = '\0';
}
