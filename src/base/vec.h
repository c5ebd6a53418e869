/* base/vec.h - a growable array of one type.
 *
 *	AC_VEC(struct point) points = { 0 };
 *	ac_vec_push(&points, p);
 *	ac_vec_each(&points, it) use(it->x);
 *	ac_vec_done(&points);
 */
#pragma once
#include "base/mem.h"

#define AC_VEC(type)        \
	struct {            \
		type *at;   \
		size_t n;   \
		size_t cap; \
	}

#define ac_vec_reserve(v, count)                                                        \
	do {                                                                            \
		size_t ac_need = (count);                                               \
		if (ac_need > (v)->cap) {                                               \
			size_t ac_cap = (v)->cap ? (v)->cap * 2 : 8;                    \
			(v)->cap = ac_cap < ac_need ? ac_need : ac_cap;                 \
			(v)->at = ac_realloc_array((v)->at, (v)->cap, sizeof *(v)->at); \
		}                                                                       \
	} while (0)

#define ac_vec_push(v, item)                   \
	do {                                   \
		ac_vec_reserve(v, (v)->n + 1); \
		(v)->at[(v)->n++] = (item);    \
	} while (0)

#define ac_vec_each(v, it)                                                                         \
	for (__typeof__((v)->at + 0) it = (v)->at, it##_end = (v)->n ? (v)->at + (v)->n : (v)->at; \
		it != it##_end; it++)

#define ac_vec_clear(v) ((v)->n = 0)

#define ac_vec_done(v)                 \
	do {                           \
		ac_free((v)->at);      \
		(v)->at = NULL;        \
		(v)->n = (v)->cap = 0; \
	} while (0)
