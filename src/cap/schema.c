#include "cap/schema_p.h"

#include "cap/value_p.h"

#include <strings.h>

enum type {
	TYPE_TEXT,
	TYPE_TIME,
	TYPE_LANGUAGE,
	TYPE_URI,
	TYPE_INTEGER,
	TYPE_DECIMAL,
	TYPE_LIST,
	TYPE_PARTS
};

/* One place in an element's sequence of children. */
struct part {
	enum cap_name name;
	bool required, repeats;
};

struct shape {
	enum type type;
	const struct part *parts; /* TYPE_PARTS: in the order of the schema */
	size_t count;
	const char *const *words; /* TYPE_LIST, ended by NULL */
};

/* ---- the table ---- */

#define ONE(name)                       \
	{                               \
		CAP_##name, true, false \
	}
#define MANY(name)                     \
	{                              \
		CAP_##name, true, true \
	} /* one or more */
#define MAYBE(name)                      \
	{                                \
		CAP_##name, false, false \
	}
#define ANY(name)                       \
	{                               \
		CAP_##name, false, true \
	}

static const struct part alert_parts[] = { ONE(identifier), ONE(sender), ONE(sent), ONE(status),
	ONE(msgType), MAYBE(source), ONE(scope), MAYBE(restriction), MAYBE(addresses), ANY(code),
	MAYBE(note), MAYBE(references), MAYBE(incidents), ANY(info) };
static const struct part info_parts[] = { MAYBE(language), MANY(category), ONE(event),
	ANY(responseType), ONE(urgency), ONE(severity), ONE(certainty), MAYBE(audience),
	ANY(eventCode), MAYBE(effective), MAYBE(onset), MAYBE(expires), MAYBE(senderName),
	MAYBE(headline), MAYBE(description), MAYBE(instruction), MAYBE(web), MAYBE(contact),
	ANY(parameter), ANY(resource), ANY(area) };
static const struct part resource_parts[] = { ONE(resourceDesc), ONE(mimeType), MAYBE(size),
	MAYBE(uri), MAYBE(derefUri), MAYBE(digest) };
static const struct part area_parts[] = { ONE(areaDesc), ANY(polygon), ANY(circle), ANY(geocode),
	MAYBE(altitude), MAYBE(ceiling) };
static const struct part pair_parts[] = { ONE(valueName), ONE(value) };

#define WORD(constant, name) name,
static const char *const status_words[] = { AC_CAP_STATUSES(WORD) NULL };
static const char *const msg_type_words[] = { AC_CAP_MSG_TYPES(WORD) NULL };
static const char *const scope_words[] = { AC_CAP_SCOPES(WORD) NULL };
static const char *const category_words[] = { AC_CAP_CATEGORIES(WORD) NULL };
static const char *const response_words[] = { AC_CAP_RESPONSES(WORD) NULL };
static const char *const urgency_words[] = { AC_CAP_URGENCIES(WORD) NULL };
static const char *const severity_words[] = { AC_CAP_SEVERITIES(WORD) NULL };
static const char *const certainty_words[] = { AC_CAP_CERTAINTIES(WORD) NULL };

#define PARTS(list)                                                                    \
	{                                                                              \
		.type = TYPE_PARTS, .parts = list, .count = sizeof list / sizeof *list \
	}
#define LIST(list)                               \
	{                                        \
		.type = TYPE_LIST, .words = list \
	}

/* What is not named here holds any text. */
static const struct shape shapes[cap_name_count] = {
	[CAP_alert] = PARTS(alert_parts),
	[CAP_info] = PARTS(info_parts),
	[CAP_resource] = PARTS(resource_parts),
	[CAP_area] = PARTS(area_parts),
	[CAP_eventCode] = PARTS(pair_parts),
	[CAP_parameter] = PARTS(pair_parts),
	[CAP_geocode] = PARTS(pair_parts),
	[CAP_sent] = { .type = TYPE_TIME },
	[CAP_effective] = { .type = TYPE_TIME },
	[CAP_onset] = { .type = TYPE_TIME },
	[CAP_expires] = { .type = TYPE_TIME },
	[CAP_status] = LIST(status_words),
	[CAP_msgType] = LIST(msg_type_words),
	[CAP_scope] = LIST(scope_words),
	[CAP_category] = LIST(category_words),
	[CAP_responseType] = LIST(response_words),
	[CAP_urgency] = LIST(urgency_words),
	[CAP_severity] = LIST(severity_words),
	[CAP_certainty] = LIST(certainty_words),
	[CAP_language] = { .type = TYPE_LANGUAGE },
	[CAP_web] = { .type = TYPE_URI },
	[CAP_uri] = { .type = TYPE_URI },
	[CAP_size] = { .type = TYPE_INTEGER },
	[CAP_altitude] = { .type = TYPE_DECIMAL },
	[CAP_ceiling] = { .type = TYPE_DECIMAL },
};

/* ---- children in their order ---- */

struct walk {
	const struct shape *shape;
	size_t at; /* the part that the last child in order belongs to */
	bool seen[24]; /* which parts had a child already */
	bool blamed[24]; /* which were reported as missing at their place */
};

static size_t find_part(const struct shape *shape, enum cap_name name)
{
	size_t i = 0;
	while (i < shape->count && shape->parts[i].name != name)
		i++;
	return i;
}

static bool follows(const struct cap_element *child, enum cap_name name)
{
	for (const struct cap_element *e = child; e; e = e->next)
		if (e->name == name && e->space == child->space)
			return true;
	return false;
}

static const char *name_of(const struct part *part)
{
	return cap_name_text(part->name);
}

/* The required parts between the last child in order and this one that are not there. */
static void blame_skipped(
	struct cap_check *c, struct walk *w, const struct cap_element *child, size_t part)
{
	for (size_t i = w->at; i < part; i++) {
		const struct part *skipped = &w->shape->parts[i];
		if (!skipped->required || w->seen[i] || w->blamed[i])
			continue;
		w->blamed[i] = true;
		if (follows(child, skipped->name))
			cap_find(c, AC_CAP_SCHEMA_ORDER, child, 0, "<%s> stands before <%s>",
				child->local, name_of(skipped));
		else
			cap_find(c, AC_CAP_SCHEMA_MISSING, child, 0, "<%s> must stand before <%s>",
				name_of(skipped), child->local);
	}
}

static void place_known(
	struct cap_check *c, struct walk *w, const struct cap_element *child, size_t part)
{
	bool twice = w->seen[part] && !w->shape->parts[part].repeats;
	if (twice) {
		cap_find(c, AC_CAP_SCHEMA_DUPLICATE, child, 0, "<%s>", child->local);
	} else if (part < w->at) {
		if (!w->blamed[part])
			cap_find(c, AC_CAP_SCHEMA_ORDER, child, 0, "<%s> stands behind <%s>",
				child->local, name_of(&w->shape->parts[w->at]));
	} else {
		blame_skipped(c, w, child, part);
		w->at = part;
	}
	w->seen[part] = true;
}

static void place_foreign(
	struct cap_check *c, const struct cap_element *parent, const struct cap_element *child)
{
	if (child->space != parent->space && child->name != CAP_other)
		cap_find(c, AC_CAP_SCHEMA_NAMESPACE, child, 0, "<%s>", child->local);
	else
		cap_find(c, AC_CAP_SCHEMA_UNKNOWN, child, 0, "<%s> in <%s>", child->local,
			parent->local);
}

/* By the letter signatures stand behind everything. libxml2 takes an <info> behind them as well, and
 * so do we: a warning (SIG-PLACE) says so. */
static void check_children(
	struct cap_check *c, const struct shape *shape, const struct cap_element *parent)
{
	struct walk w = { .shape = shape };
	bool signed_already = false;
	for (const struct cap_element *child = parent->first; child; child = child->next) {
		size_t part = find_part(shape, child->name);
		if (child->space == SPACE_DSIG && parent->name == CAP_alert && !parent->parent) {
			if (!signed_already)
				blame_skipped(c, &w, child, shape->count);
			signed_already = true;
		} else if (child->space != parent->space || part == shape->count) {
			place_foreign(c, parent, child);
		} else if (signed_already && child->name != CAP_info) {
			cap_find(c, AC_CAP_SCHEMA_ORDER, child, 0,
				"<%s> stands behind the signature", child->local);
			w.seen[part] = true;
		} else {
			place_known(c, &w, child, part);
		}
	}
	for (size_t i = 0; i < shape->count; i++)
		if (shape->parts[i].required && !w.seen[i] && !w.blamed[i])
			cap_find(c, AC_CAP_SCHEMA_MISSING, parent, 0, "<%s> in <%s>",
				name_of(&shape->parts[i]), parent->local);
	/* the schema's processors take a CDATA section for text even when it is blank */
	uint32_t line = parent->stray_line ? parent->stray_line : parent->cdata_line;
	if (line)
		cap_find(c, AC_CAP_SCHEMA_TEXT, parent, line, "in <%s>", parent->local);
}

/* ---- texts ---- */

static bool is_word(struct ac_str s, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (ac_str_eq(s, ac_str(words[i])))
			return true;
	return false;
}

/* Words that differ in case, blanks or version only are what people write. */
static const char *near_word(struct ac_str s, const char *const words[])
{
	s = cap_trim(s);
	if (words == certainty_words && ac_str_eq_nocase(s, AC_STR("Very Likely")))
		return "Likely";
	for (size_t i = 0; words[i]; i++)
		if (ac_str_eq_nocase(s, ac_str(words[i])))
			return words[i];
	return NULL;
}

static void check_word(struct cap_check *c, const struct cap_element *e, const char *const words[])
{
	if (is_word(e->text, words))
		return;
	const char *near = near_word(e->text, words);
	cap_find(c, AC_CAP_SCHEMA_ENUM, e, 0, "<%s> is \"%.*s\"%s%s", e->local,
		(int)(e->text.n < 60 ? e->text.n : 60), e->text.p, near ? ", write " : "",
		near ? near : "");
}

static void check_value(struct cap_check *c, const struct cap_element *e, enum type type)
{
	static const enum ac_cap_rule_id rules[] = { [TYPE_TIME] = AC_CAP_TIME_FORMAT,
		[TYPE_LANGUAGE] = AC_CAP_LANGUAGE_FORMAT,
		[TYPE_URI] = AC_CAP_URI_FORMAT,
		[TYPE_INTEGER] = AC_CAP_NUMBER_FORMAT,
		[TYPE_DECIMAL] = AC_CAP_NUMBER_FORMAT };
	struct ac_wall wall;
	bool plus, good = true;
	switch (type) {
	case TYPE_TIME: good = cap_read_time(e->text, &wall, &plus); break;
	case TYPE_LANGUAGE: /* empty stands for its default, en-US */
		good = e->text.n == 0 || cap_is_language(e->text);
		break;
	case TYPE_URI: good = cap_uri_kind(e->text) != CAP_URI_BROKEN; break;
	case TYPE_INTEGER: good = cap_is_integer(e->text); break;
	case TYPE_DECIMAL: good = cap_is_decimal(e->text); break;
	case TYPE_TEXT:
	case TYPE_LIST:
	case TYPE_PARTS: return;
	}
	if (!good)
		cap_find(c, rules[type], e, 0, "<%s> is \"%.*s\"", e->local,
			(int)(e->text.n < 60 ? e->text.n : 60), e->text.p);
}

static void check_attributes(struct cap_check *c, const struct cap_element *e)
{
	for (const struct cap_attribute *a = e->attributes; a; a = a->next) {
		bool hint = a->xsi && (strcmp(a->local, "schemaLocation") == 0 ||
					      strcmp(a->local, "noNamespaceSchemaLocation") == 0);
		if (!hint)
			cap_find(c, AC_CAP_SCHEMA_ATTRIBUTE, e, 0, "\"%.60s\" of <%s>", a->local,
				e->local);
	}
}

/* ---- the whole ---- */

static void check_element(struct cap_check *c, const struct cap_element *e)
{
	const struct shape *shape = &shapes[e->name];
	check_attributes(c, e);
	if (shape->type == TYPE_PARTS) {
		check_children(c, shape, e);
	} else if (e->first) {
		cap_find(c, AC_CAP_SCHEMA_CHILD, e->first, 0, "<%s> in <%s>", e->first->local,
			e->local);
	} else if (shape->type == TYPE_LIST) {
		check_word(c, e, shape->words);
	} else {
		check_value(c, e, shape->type);
	}
}

/* Depth is bounded by the parser. What is foreign, or stands where it has no place, is reported
 * there and not looked into. */
static void check_tree(struct cap_check *c, const struct cap_element *e)
{
	const struct shape *shape = &shapes[e->name];
	check_element(c, e);
	if (shape->type != TYPE_PARTS)
		return;
	for (const struct cap_element *child = e->first; child; child = child->next)
		if (child->space == e->space && find_part(shape, child->name) < shape->count)
			check_tree(c, child);
}

void cap_check_schema(struct cap_check *c, const struct cap_element *root)
{
	check_tree(c, root);
}
