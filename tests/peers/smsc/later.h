/* later.h - PDUs that leave at a time: a heap of packed bytes. */
#pragma once
#include "base/clock.h"
#include "base/vec.h"

struct later {
	int64_t due_us;
	uint64_t order; /* of those due at the same time */
	uint64_t connection; /* a response: only there; 0: a delivery */
	uint64_t account; /* of a delivery: hash of the system_id that it is for; 0: any */
	char *pdu; /* owned */
	uint32_t n;
	bool falls; /* no PDU: the connection falls */
};

struct later_heap {
	AC_VEC(struct later) at;
	uint64_t order;
};

/* Takes pdu. */
void later_push(struct later_heap *heap, struct later item);
/* The first one that is due; false when there is none. The caller owns its pdu. */
bool later_pop(struct later_heap *heap, int64_t now_us, struct later *item);
void later_done(struct later_heap *heap);
