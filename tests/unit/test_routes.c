/* What a user loses if this breaks: a document that promises what the daemon does not do, so that the
 * partner who wrote a client by it finds out in the crisis. */
#include "check.h"

#include "base/buf.h"
#include "cli/commands.h"
#include "cli/permissions.h"
#include "web/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_file(const char *name, struct ac_buf *text)
{
	char path[1024], piece[65536];
	snprintf(path, sizeof path, "%s/%s", AC_SOURCE_ROOT, name);
	FILE *file = fopen(path, "r");
	if (!file)
		fail_msg("%s cannot be read", path);
	ac_buf_init(text, 4u << 20);
	for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
		ac_buf_add(text, piece, n);
	fclose(file);
}

/* The lines of one operation: from "  PATH:" and "    METHOD:" to the next of either. */
static bool find_operation(
	struct ac_str text, const char *path, const char *method, struct ac_str *operation)
{
	char wanted_path[256], wanted_method[32];
	snprintf(wanted_path, sizeof wanted_path, "  %s:", path);
	snprintf(wanted_method, sizeof wanted_method, "    %s:", method);
	struct ac_str line, rest = text;
	bool in_path = false, in_method = false;
	*operation = (struct ac_str){ 0 };
	while (ac_str_cut(&rest, '\n', &line)) {
		if (in_method && line.n > 4 && strncmp(line.p, "     ", 5) != 0)
			break;
		if (in_method) {
			operation->n = (size_t)(line.p + line.n - operation->p);
			continue;
		}
		if (line.n > 2 && line.p[2] == '/')
			in_path = ac_str_eq(line, ac_str(wanted_path));
		else if (in_path && ac_str_eq(line, ac_str(wanted_method))) {
			in_method = true;
			operation->p = line.p;
		}
	}
	return in_method;
}

static bool holds(struct ac_str text, const char *words)
{
	return memmem(text.p, text.n, words, strlen(words)) != NULL;
}

static void every_route_is_described_with_its_summary_and_query(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf text = { 0 };
	read_file("docs/openapi.yaml", &text);
	for (const struct ac_route *route = ac_routes; route->pattern; route++) {
		struct ac_str operation, rest = ac_str(route->query), name;
		char method[16], words[300];
		snprintf(method, sizeof method, "%s", ac_method_name(route->method));
		for (char *c = method; *c; c++)
			*c = (char)(*c | 0x20);
		if (!find_operation(ac_buf_str(&text), route->pattern, method, &operation))
			fail_msg("openapi.yaml lacks %s %s", method, route->pattern);
		snprintf(words, sizeof words, "summary: \"%s\"", route->summary);
		if (!holds(operation, words))
			fail_msg("%s %s: %s", method, route->pattern, words);
		while (route->query && ac_str_cut(&rest, ' ', &name)) {
			snprintf(words, sizeof words, "name: %.*s, in: query", AC_STR_ARG(name));
			if (!holds(operation, words))
				fail_msg("%s %s: lacks query %.*s", method, route->pattern,
					AC_STR_ARG(name));
		}
		bool body = route->flags & (AC_ROUTE_BODY | AC_ROUTE_FILE);
		if (body != holds(operation, "requestBody:"))
			fail_msg("%s %s: a body in one of the two only", method, route->pattern);
		bool open = route->flags & (AC_ROUTE_OPEN | AC_ROUTE_NO_SESSION);
		if (open != holds(operation, "security: []"))
			fail_msg("%s %s: a session is needed in one of the two only", method,
				route->pattern);
		bool two = route->flags & AC_ROUTE_TWO;
		if (two != holds(operation, "components/responses/Waits"))
			fail_msg("%s %s: it takes two in one of the two only", method,
				route->pattern);
		if ((route->flags & AC_ROUTE_ENGINE) &&
			!holds(operation, "Needs a running daemon."))
			fail_msg("%s %s: does not say that it needs a daemon", method,
				route->pattern);
	}
}

static bool is_route(struct ac_str path, struct ac_str method)
{
	for (const struct ac_route *route = ac_routes; route->pattern; route++)
		if (ac_str_eq(path, ac_str(route->pattern)) &&
			ac_str_eq_nocase(method, ac_str(ac_method_name(route->method))))
			return true;
	return false;
}

static void nothing_is_described_that_is_not_there(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf text = { 0 };
	read_file("docs/openapi.yaml", &text);
	struct ac_str rest = ac_buf_str(&text), line, path = { 0 };
	int operations = 0, routes = 0;
	while (ac_str_cut(&rest, '\n', &line)) {
		if (line.n > 3 && strncmp(line.p, "  /", 3) == 0)
			path = (struct ac_str){ line.p + 2, line.n - 3 };
		else if (line.n && line.p[0] != ' ')
			path = (struct ac_str){ 0 }; /* what follows the paths */
		bool method = path.p && line.n > 5 && strncmp(line.p, "    ", 4) == 0 &&
			      line.p[4] != ' ' && ac_str_ends(line, AC_STR(":"));
		if (!method)
			continue;
		operations++;
		struct ac_str name = { line.p + 4, line.n - 5 };
		if (!is_route(path, name))
			fail_msg("%.*s %.*s is no route", AC_STR_ARG(name), AC_STR_ARG(path));
	}
	for (const struct ac_route *route = ac_routes; route->pattern; route++)
		routes++;
	assert_int_equal(operations, routes);
}

static void no_two_routes_answer_the_same_request(void **state)
{
	(void)state;
	for (const struct ac_route *route = ac_routes; route->pattern; route++) {
		const struct ac_route *found;
		AC_AUTO(buf) struct ac_buf path;
		int64_t ids[2];
		ac_buf_init(&path, 256);
		struct ac_str rest = ac_str(route->pattern), part;
		for (bool first = true; ac_str_cut(&rest, '/', &part); first = false)
			ac_buf_printf(&path, "%s%.*s", first ? "" : "/",
				part.n && part.p[0] == '{' ? 1 : (int)part.n,
				part.n && part.p[0] == '{' ? "7" : part.p);
		assert_int_equal(
			ac_route_find(route->method, ac_buf_str(&path), &found, ids, NULL), AC_OK);
		assert_ptr_equal(found, route);
	}
}

static void every_command_stands_in_the_manual_and_is_found_by_its_words(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf text = { 0 };
	read_file("docs/cli.md", &text);
	for (const struct ac_command *const *c = ac_commands; *c; c++) {
		char heading[300], name[64], *words[3] = { 0 };
		int n = 0, used;
		snprintf(heading, sizeof heading, "## %s\n\n%s.\n", (*c)->name, (*c)->summary);
		if (!holds(ac_buf_str(&text), heading))
			fail_msg("docs/cli.md lacks \"%s\": allclear help --markdown > docs/cli.md",
				(*c)->name);
		for (const struct ac_option *o = (*c)->options; o && o->name; o++) {
			snprintf(heading, sizeof heading, "- `--%s%s%s` %s\n", o->name,
				o->arg ? "=" : "", o->arg ? o->arg : "", o->help);
			if (!holds(ac_buf_str(&text), heading))
				fail_msg("docs/cli.md lacks --%s of %s", o->name, (*c)->name);
		}
		snprintf(name, sizeof name, "%s", (*c)->name);
		for (char *word = name; word; n++) {
			words[n] = word;
			word = strchr(word, ' ');
			if (word)
				*word++ = '\0';
		}
		assert_ptr_equal(ac_command_find(n, words, &used), *c);
		assert_int_equal(used, n);
	}
}

static void the_page_of_permissions_is_what_the_tables_say(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf page = { 0 }, printed;
	ac_buf_init(&printed, 1 << 20);
	ac_permissions_write(&printed);
	read_file("docs/permissions.md", &page);
	if (!ac_str_eq(ac_buf_str(&page), ac_buf_str(&printed)))
		fail_msg("print it again: allclear help --permissions > docs/permissions.md");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_route_is_described_with_its_summary_and_query),
		CASE(nothing_is_described_that_is_not_there),
		CASE(no_two_routes_answer_the_same_request),
		CASE(the_page_of_permissions_is_what_the_tables_say),
		CASE(every_command_stands_in_the_manual_and_is_found_by_its_words),
	};
	return RUN(tests);
}
