/* json/json_p.h - the node, known to json/ only. */
#pragma once
#include "json/json.h"

struct ac_json {
	enum ac_json_type type;
	struct ac_json *parent; /* NULL: a root */
	char *name; /* in an object; owned */
	size_t name_n;
	size_t index; /* in an array */
	union {
		bool boolean;
		int64_t integer;
		double real;
		struct {
			char *p; /* terminated, owned */
			size_t n;
		} str;
		struct {
			struct ac_json **at; /* owned; an object's in byte order of names */
			size_t n, cap;
		} items;
	};
};

struct ac_json *ac_json_new(enum ac_json_type type);
/** A text node; broken UTF-8 becomes U+FFFD. */
struct ac_json *ac_json_new_str(struct ac_str value);
/** Put a child with its name into an object, in order. @param child  taken */
void ac_json_put(struct ac_json *object, struct ac_str name, struct ac_json *child);
/** Where a name stands or would stand. @return whether it is there */
bool ac_json_place(const struct ac_json *object, struct ac_str name, size_t *at);
