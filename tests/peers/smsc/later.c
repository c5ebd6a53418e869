#include "later.h"

static bool before(const struct later *a, const struct later *b)
{
	return a->due_us != b->due_us ? a->due_us < b->due_us : a->order < b->order;
}

static void swap(struct later *a, struct later *b)
{
	struct later c = *a;
	*a = *b;
	*b = c;
}

void later_push(struct later_heap *heap, struct later item)
{
	item.order = heap->order++;
	ac_vec_push(&heap->at, item);
	for (size_t i = heap->at.n - 1; i && before(&heap->at.at[i], &heap->at.at[(i - 1) / 2]);
		i = (i - 1) / 2)
		swap(&heap->at.at[i], &heap->at.at[(i - 1) / 2]);
}

bool later_pop(struct later_heap *heap, int64_t now_us, struct later *item)
{
	if (heap->at.n == 0 || heap->at.at[0].due_us > now_us)
		return false;
	*item = heap->at.at[0];
	heap->at.at[0] = heap->at.at[--heap->at.n];
	for (size_t i = 0;;) {
		size_t least = i;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < heap->at.n; child++)
			if (before(&heap->at.at[child], &heap->at.at[least]))
				least = child;
		if (least == i)
			return true;
		swap(&heap->at.at[i], &heap->at.at[least]);
		i = least;
	}
}

void later_done(struct later_heap *heap)
{
	ac_vec_each(&heap->at, it)
		ac_free(it->pdu);
	ac_vec_done(&heap->at);
}
