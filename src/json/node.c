#include "json/json_p.h"

#include <assert.h>

static bool is_container(const struct ac_json *node)
{
	return node && node->type >= AC_JSON_ARRAY;
}

struct ac_json *ac_json_new(enum ac_json_type type)
{
	struct ac_json *node = ac_alloc(sizeof *node);
	node->type = type;
	return node;
}

struct ac_json *ac_json_new_object(void)
{
	return ac_json_new(AC_JSON_OBJECT);
}

struct ac_json *ac_json_new_array(void)
{
	return ac_json_new(AC_JSON_ARRAY);
}

void ac_json_free(struct ac_json *root)
{
	if (!root)
		return;
	if (is_container(root)) {
		for (size_t i = 0; i < root->items.n; i++)
			ac_json_free(root->items.at[i]);
		ac_free(root->items.at);
	} else if (root->type == AC_JSON_STR) {
		ac_free(root->str.p);
	}
	ac_free(root->name);
	ac_free(root);
}

enum ac_json_type ac_json_type(const struct ac_json *node)
{
	return node ? node->type : AC_JSON_NULL;
}

size_t ac_json_count(const struct ac_json *node)
{
	return is_container(node) ? node->items.n : 0;
}

const struct ac_json *ac_json_at(const struct ac_json *node, size_t i)
{
	return i < ac_json_count(node) ? node->items.at[i] : NULL;
}

struct ac_str ac_json_name(const struct ac_json *node)
{
	return node && node->name ? (struct ac_str){ node->name, node->name_n } : ac_str(NULL);
}

bool ac_json_place(const struct ac_json *object, struct ac_str name, size_t *at)
{
	size_t lo = 0, hi = object->items.n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = ac_str_cmp(ac_json_name(object->items.at[mid]), name);
		if (order == 0) {
			*at = mid;
			return true;
		}
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*at = lo;
	return false;
}

const struct ac_json *ac_json_find(const struct ac_json *object, const char *name)
{
	size_t at;
	if (ac_json_type(object) != AC_JSON_OBJECT || !ac_json_place(object, ac_str(name), &at))
		return NULL;
	return object->items.at[at];
}

static void make_room(struct ac_json *container)
{
	if (container->items.n < container->items.cap)
		return;
	container->items.cap = container->items.cap ? container->items.cap * 2 : 4;
	container->items.at = ac_realloc_array(
		container->items.at, container->items.cap, sizeof(struct ac_json *));
}

void ac_json_put(struct ac_json *object, struct ac_str name, struct ac_json *child)
{
	assert(object->type == AC_JSON_OBJECT && !child->parent);
	size_t at;
	child->name = ac_strndup(name.p, name.n);
	child->name_n = name.n;
	child->parent = object;
	if (ac_json_place(object, name, &at)) {
		ac_json_free(object->items.at[at]);
	} else {
		make_room(object);
		memmove(object->items.at + at + 1, object->items.at + at,
			(object->items.n - at) * sizeof(struct ac_json *));
		object->items.n++;
	}
	object->items.at[at] = child;
}

void ac_json_add(struct ac_json *array, struct ac_json *child)
{
	assert(array->type == AC_JSON_ARRAY && !child->parent);
	make_room(array);
	child->parent = array;
	child->index = array->items.n;
	array->items.at[array->items.n++] = child;
}

struct ac_json *ac_json_copy(const struct ac_json *node)
{
	struct ac_json *copy = ac_json_new(ac_json_type(node));
	switch (copy->type) {
	case AC_JSON_NULL: break;
	case AC_JSON_BOOL: copy->boolean = node->boolean; break;
	case AC_JSON_INT: copy->integer = node->integer; break;
	case AC_JSON_REAL: copy->real = node->real; break;
	case AC_JSON_STR:
		copy->str.p = ac_strndup(node->str.p, node->str.n);
		copy->str.n = node->str.n;
		break;
	case AC_JSON_ARRAY: ac_json_each(node, item) ac_json_add(copy, ac_json_copy(item)); break;
	case AC_JSON_OBJECT:
		ac_json_each(node, item) ac_json_put(copy, ac_json_name(item), ac_json_copy(item));
		break;
	}
	return copy;
}
