#include "cap/check_p.h"
#include "cap/tree_p.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { message_max = 400, path_max = 240 };

const char *ac_cap_severity_word(enum ac_cap_rule_id rule)
{
	return ac_cap_rule(rule)->severity == AC_CAP_ERROR ? "error" : "warning";
}

/* One line of printable UTF-8: documents are strangers' and messages go to a terminal. */
static void add_printable(struct ac_buf *out, struct ac_str s)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		int32_t point = ac_utf8_next(s, &at);
		bool control = point < 0x20 || (point >= 0x7f && point < 0xa0) ||
			       (point >= 0x200b && point <= 0x200f) ||
			       (point >= 0x2028 && point <= 0x202e) ||
			       (point >= 0x2066 && point <= 0x2069);
		if (control)
			ac_buf_add_char(out, point == '\n' || point == '\t' ? ' ' : '?');
		else
			ac_buf_add(out, s.p + from, at - from);
	}
}

static bool may_repeat(enum cap_name name)
{
	static const enum cap_name names[] = { CAP_code, CAP_info, CAP_category, CAP_responseType,
		CAP_eventCode, CAP_parameter, CAP_resource, CAP_area, CAP_polygon, CAP_circle,
		CAP_geocode };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i] == name)
			return true;
	return false;
}

/* From the root down; steps that do not fit any more are left out. */
static size_t write_path(const struct cap_element *e, char *out, size_t room)
{
	size_t n = e->parent ? write_path(e->parent, out, room) : 0;
	char step[80];
	bool numbered = e->nth > 1 || (e->nth && may_repeat(e->name));
	int m = numbered ? snprintf(step, sizeof step, "/%.60s[%u]", e->local, e->nth)
			 : snprintf(step, sizeof step, "/%.60s", e->local);
	if (m < 0 || n + (size_t)m >= room)
		return n;
	memcpy(out + n, step, (size_t)m + 1);
	return n + (size_t)m;
}

static const char *path_of(struct cap_check *c, const struct cap_element *element)
{
	char path[path_max] = "";
	if (!element)
		return "";
	struct ac_str copy = ac_arena_str(
		c->arena, (struct ac_str){ path, write_path(element, path, sizeof path) });
	return copy.p ? copy.p : "";
}

static bool count(struct ac_cap_findings *findings, enum ac_cap_rule_id rule)
{
	enum ac_cap_rule_severity severity = ac_cap_rule(rule)->severity;
	if (severity == AC_CAP_ERROR)
		findings->errors++;
	else
		findings->warnings++;
	findings->strict += severity == AC_CAP_STRICT_WARNING;
	/* a flood of warnings leaves room for the errors */
	size_t most = severity == AC_CAP_ERROR ? ac_cap_findings_max : ac_cap_findings_max * 4 / 5;
	return findings->count < most;
}

/* A long text is cut between two characters. */
static struct ac_str cut(struct ac_str s)
{
	if (s.n <= message_max)
		return s;
	s.n = message_max;
	while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return s;
}

void cap_find(struct cap_check *c, enum ac_cap_rule_id rule, const struct cap_element *element,
	uint32_t line, const char *detail, ...)
{
	struct ac_cap_findings *findings = c->findings;
	if (!count(findings, rule))
		return;
	if (!findings->at)
		findings->at = ac_alloc_array(ac_cap_findings_max, sizeof *findings->at);
	AC_AUTO(buf) struct ac_buf message;
	ac_buf_init(&message, 4096);
	ac_buf_add_str(&message, ac_str(ac_cap_rule(rule)->message));
	if (detail) {
		char text[1024];
		va_list args;
		va_start(args, detail);
		(void)vsnprintf(text, sizeof text, detail, args);
		va_end(args);
		ac_buf_add_str(&message, AC_STR(": "));
		add_printable(&message, ac_str(text));
	}
	struct ac_str copy = ac_arena_str(c->arena, cut(ac_buf_str(&message)));
	if (!line)
		line = element ? element->line : 1;
	findings->at[findings->count++] = (struct ac_cap_finding){ rule, line, path_of(c, element),
		copy.p ? copy.p : ac_cap_rule(rule)->message };
}

static int by_line(const void *a, const void *b)
{
	const struct ac_cap_finding *x = a, *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

void cap_findings_sort(struct ac_cap_findings *findings)
{
	if (findings->count)
		qsort(findings->at, findings->count, sizeof *findings->at, by_line);
}
