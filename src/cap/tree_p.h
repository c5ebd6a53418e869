/* cap/tree_p.h - a document as elements in an arena: names known, lines kept, nothing judged. */
#pragma once
#include "base/buf.h"
#include "cap/check_p.h"

/* clang-format off */
#define CAP_NAMES(X) \
	X(addresses) X(alert) X(altitude) X(area) X(areaDesc) X(audience) X(category) \
	X(ceiling) X(certainty) X(circle) X(code) X(contact) X(derefUri) X(description) X(digest) \
	X(effective) X(event) X(eventCode) X(expires) X(geocode) X(headline) X(identifier) \
	X(incidents) X(info) X(instruction) X(language) X(mimeType) X(msgType) X(note) X(onset) \
	X(parameter) X(polygon) X(references) X(resource) X(resourceDesc) X(responseType) \
	X(restriction) X(scope) X(sender) X(senderName) X(sent) X(severity) X(size) X(source) \
	X(status) X(urgency) X(uri) X(value) X(valueName) X(web)
/* clang-format on */

#define X(name) CAP_##name,
enum cap_name { CAP_NAMES(X) cap_name_count, CAP_other = cap_name_count };
#undef X

enum cap_space { SPACE_NONE, SPACE_CAP_1_0, SPACE_CAP_1_1, SPACE_CAP_1_2, SPACE_DSIG, SPACE_OTHER };

struct cap_attribute {
	const char *local, *value;
	bool xsi; /* of the namespace XMLSchema-instance */
	bool none; /* of no namespace */
	const struct cap_attribute *next;
};

struct cap_element {
	enum cap_name name; /* of the local name, whatever the namespace */
	enum cap_space space;
	uint32_t line;
	uint32_t nth; /* among its siblings of that name, from 1; 0: name unknown */
	uint32_t stray_line; /* of text beside its child elements; 0: there is none */
	uint32_t cdata_line; /* of a CDATA section right in it; 0: there is none */
	const char *local; /* terminated */
	struct ac_str text; /* of an element without child elements, in UTF-8 */
	const struct cap_attribute *attributes;
	struct cap_element *parent, *first, *last, *next;
};

enum {
	cap_bytes_max = 2 << 20, /* of a document */
	cap_depth_max = 32,
	cap_elements_max = 100000,
	cap_attributes_max = 10000,
	cap_arena_max = 64 << 20,
};

/**
 * Read a document; what is wrong with it as XML becomes findings.
 * @param bytes  borrowed during the call; UTF-8, UTF-16 or another encoding of the list in parse.c
 * @param texts  what the elements' texts point into: initialised here, released by the caller after
 *               the last look at them
 * @return the root, in c's arena; NULL when it cannot be read to its end
 */
struct cap_element *cap_parse(struct cap_check *c, struct ac_str bytes, struct ac_buf *texts);

/** The name as it is written in a document; not for CAP_other. Static. */
const char *cap_name_text(enum cap_name name);

/** The first child of that name in the parent's namespace; NULL. */
const struct cap_element *cap_child(const struct cap_element *parent, enum cap_name name);
/** The next sibling of the same name and namespace; NULL. */
const struct cap_element *cap_next(const struct cap_element *element);
/** The same if it holds text only; NULL. */
const struct cap_element *cap_leaf(const struct cap_element *parent, enum cap_name name);
/** The text of that child, without white space at its ends; empty if there is none. */
struct ac_str cap_child_text(const struct cap_element *parent, enum cap_name name);

#define cap_each(parent, name, it) \
	for (const struct cap_element *it = cap_child(parent, name); it; it = cap_next(it))
