#include "cli/permissions.h"

#include "web/route.h"

static void write_roles(struct ac_buf *out)
{
	ac_buf_add_str(out, AC_STR("## Roles\n\n| role | what it is for |\n| --- | --- |\n"));
	for (int role = 0; role < ac_role_count; role++)
		ac_buf_printf(out, "| %s | %s |\n", ac_role_name((enum ac_role)role),
			ac_role_what((enum ac_role)role));
}

/* A heading, or a line, with a column a role. */
static void write_columns(struct ac_buf *out, const unsigned *roles)
{
	for (int role = 0; role < ac_role_count; role++)
		ac_buf_printf(out, " %s |",
			!roles                ? ac_role_name((enum ac_role)role)
			: *roles & 1u << role ? "✓"
					      : " ");
	ac_buf_add_char(out, '\n');
}

static void write_rules(struct ac_buf *out, int columns)
{
	ac_buf_add_char(out, '|');
	for (int i = 0; i < columns + ac_role_count; i++)
		ac_buf_add_str(out, AC_STR(" --- |"));
	ac_buf_add_char(out, '\n');
}

static void write_rights(struct ac_buf *out)
{
	ac_buf_add_str(out, AC_STR("\n## Rights\n\n| right | allows to |"));
	write_columns(out, NULL);
	write_rules(out, 2);
	for (int i = 0; i < ac_right_count; i++) {
		enum ac_right right = (enum ac_right)i;
		unsigned roles = ac_right_roles(right);
		ac_buf_printf(out, "| `%s` | %s |", ac_right_name(right), ac_right_what(right));
		write_columns(out, &roles);
	}
}

static void write_route(struct ac_buf *out, const struct ac_route *route)
{
	const char *method = ac_method_name(route->method);
	if (route->flags & (AC_ROUTE_OPEN | AC_ROUTE_NO_SESSION)) {
		ac_buf_printf(out, "| %s %s | %s | no session needed | |\n", method, route->pattern,
			route->summary);
		return;
	}
	ac_buf_printf(out, "| %s %s | %s | `%s` | ", method, route->pattern, route->summary,
		ac_right_name(route->right));
	ac_roles_write(ac_right_roles(route->right), out);
	ac_buf_printf(out, "%s |\n", route->flags & AC_ROUTE_TWO ? "; takes two" : "");
}

void ac_permissions_write(struct ac_buf *out)
{
	ac_buf_add_str(out,
		AC_STR("# Permissions\n\nWhat an officer may do follows from their roles. Every "
		       "request names one right; whoever has a role that holds\nit may ask. "
		       "Without a "
		       "session the answer is 401, without the right 403 and a row `denied` in the "
		       "audit chain. What\ntakes two is drafted by one officer and done when "
		       "another, "
		       "with the right `approve`, agrees (decisions.md).\n\nThis page is printed "
		       "by "
		       "`allclear help --permissions` from the tables that are enforced; a test "
		       "asks "
		       "every route as\nevery role.\n\n"));
	write_roles(out);
	write_rights(out);
	ac_buf_add_str(out, AC_STR("\n## Routes\n\n| route | what it does | right | roles |\n| "
				   "--- | --- | --- | --- |\n"));
	for (const struct ac_route *route = ac_routes; route->pattern; route++)
		write_route(out, route);
}
