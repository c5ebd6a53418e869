/* Every route for every role, as the one table says (threat/rights.h, docs/permissions.md). What a user
 * loses if this breaks: somebody who only phones people warns the country, or a refused request leaves
 * something behind; or the officer on duty may not do what is theirs to do. */
#include "check.h"

#include "base/buf.h"
#include "officer_world.h"
#include "store/audit.h"
#include "store/copy.h"
#include "web/dispatch.h"

struct stored {
	int64_t audit_rows;
	struct ac_buf digests; /* of every table but the audit chain */
};

struct desk {
	struct world world;
	struct ac_service *service;
	struct hired by_role[ac_role_count];
	struct stored stored; /* as of the last look */
	int allowed, refused, strangers;
};

/* ---- all that is stored ---- */

static void note(void *ctx, const struct ac_table_digest *digest)
{
	struct stored *stored = ctx;
	if (ac_str_eq(digest->table, AC_STR("audit"))) {
		stored->audit_rows = digest->rows;
		return;
	}
	ac_buf_add_str(&stored->digests, digest->table);
	ac_buf_add(&stored->digests, digest->hash, sizeof digest->hash);
}

static struct stored stored_now(struct desk *desk)
{
	struct stored stored = { 0 };
	const char *database = ac_service_database(desk->service);
	AC_AUTO(copy) struct ac_copy *copy = ac_copy_new();
	AC_AUTO(db) struct ac_db *db = NULL; /* closed before its statements are freed */
	struct ac_db_options options = { .path = database, .read_only = true };
	ac_buf_init(&stored.digests, 1 << 16);
	WORLD_OK(ac_db_open(ac_db_driver_of(database), &options, &db, err));
	db->vault = ac_service_vault(desk->service);
	WORLD_OK(ac_db_control(db, AC_DB_BEGIN_READ, err));
	WORLD_OK(ac_copy_digest(copy, db, note, &stored, err));
	return stored;
}

/* Since the last look the audit chain has so many rows more, and nothing else has changed. */
static void look_again(struct desk *desk, int64_t rows, const struct ac_route *route)
{
	struct stored now = stored_now(desk);
	if (now.audit_rows != desk->stored.audit_rows + rows)
		fail_msg("%s %s: %lld audit rows for %lld refusals", ac_method_name(route->method),
			route->pattern, (long long)(now.audit_rows - desk->stored.audit_rows),
			(long long)rows);
	if (!ac_str_eq(ac_buf_str(&now.digests), ac_buf_str(&desk->stored.digests)))
		fail_msg("%s %s: it was refused, and something is stored that was not",
			ac_method_name(route->method), route->pattern);
	ac_buf_done(&desk->stored.digests);
	desk->stored = now;
}

/* ---- asking ---- */

/* A path of the pattern with ids that may exist, and a body that no route takes. */
static enum ac_status ask(
	struct desk *desk, const struct ac_route *route, const char *secret, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf path;
	AC_AUTO(response) struct ac_response response;
	struct ac_str rest = ac_str(route->pattern), part;
	ac_buf_init(&path, 256);
	ac_response_init(&response);
	for (bool first = true; ac_str_cut(&rest, '/', &part); first = false)
		ac_buf_printf(&path, "%s%.*s", first ? "" : "/",
			part.n && part.p[0] == '{' ? 1 : (int)part.n,
			part.n && part.p[0] == '{' ? "1" : part.p);
	struct ac_call call = { .method = route->method,
		.target = ac_buf_str(&path),
		.body = route->flags & AC_ROUTE_BODY ? AC_STR("{\"not_a_field\":1}") : AC_STR(""),
		.body_fd = -1,
		.bearer = ac_str(secret) };
	return ac_dispatch(desk->service, &call, &response, err);
}

static bool may(const struct ac_route *route, int role)
{
	return ac_right_roles(route->right) & 1u << role;
}

static void ask_as(struct desk *desk, const struct ac_route *route, int role)
{
	struct ac_error err = { .msg = "" };
	enum ac_status status = ask(desk, route, desk->by_role[role].secret, &err);
	bool good = may(route, role)
			    ? status != AC_DENIED && status != AC_NO_SESSION
			    : status == AC_DENIED && strstr(err.msg, ac_right_name(route->right));
	if (!good)
		fail_msg("%s %s by %s: the table says %s: %s", ac_method_name(route->method),
			route->pattern, ac_role_name((enum ac_role)role),
			may(route, role) ? "yes" : "no", err.msg);
}

static void ask_as_nobody(struct desk *desk, const struct ac_route *route)
{
	static const char *const secrets[] = { "", "dana",
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" };
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
		struct ac_error err = { .msg = "" };
		desk->strangers++;
		if (ask(desk, route, secrets[i], &err) != AC_NO_SESSION ||
			!strstr(err.msg, "allclear login"))
			fail_msg("%s %s by nobody: \"%s\"", ac_method_name(route->method),
				route->pattern, err.msg);
	}
}

/* Those who may not leave an audit row each, strangers nothing. */
static void ask_as_those_who_may_not(struct desk *desk, const struct ac_route *route)
{
	int refused = 0;
	ask_as_nobody(desk, route);
	for (int role = 0; role < ac_role_count; role++) {
		if (may(route, role))
			continue;
		ask_as(desk, route, role);
		refused++;
	}
	look_again(desk, refused, route);
	desk->refused += refused;
}

static void ask_as_those_who_may(struct desk *desk, const struct ac_route *route)
{
	for (int role = 0; role < ac_role_count; role++) {
		if (!may(route, role))
			continue;
		ask_as(desk, route, role);
		desk->allowed++;
	}
}

/* ---- the desk: an officer of each role ---- */

static void hire_all(struct desk *desk)
{
	struct ac_asker asker;
	struct ac_wall now = ac_wall_now(); /* dispatch asks the system's clock */
	struct hired *administrator = &desk->by_role[AC_ROLE_administrator];
	*administrator = hire(desk->service, NULL, "administrator", AC_ROLE_ADMINISTRATOR, now);
	WORLD_OK(hired_log_in(desk->service, administrator, now, err));
	struct ac_officer by = hired_officer(desk->service, administrator, now, &asker);
	for (int role = 0; role < ac_role_count; role++) {
		if (role == AC_ROLE_administrator)
			continue;
		desk->by_role[role] =
			hire(desk->service, &by, ac_role_name((enum ac_role)role), 1u << role, now);
		WORLD_OK(hired_log_in(desk->service, &desk->by_role[role], now, err));
	}
}

static int set_up(void **state)
{
	struct desk *desk = ac_alloc(sizeof *desk);
	ac_log_set_level(AC_LOG_ERROR);
	desk->world = officer_world_new();
	desk->service = officer_world_open(&desk->world);
	hire_all(desk);
	*state = desk;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *desk = *state;
	ac_service_close(desk->service);
	ac_buf_done(&desk->stored.digests);
	world_remove(&desk->world);
	ac_free(desk);
	return 0;
}

static bool needs_session(const struct ac_route *route)
{
	return !(route->flags & (AC_ROUTE_OPEN | AC_ROUTE_NO_SESSION));
}

static enum ac_status verify(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_audit_verify(db, ctx, err);
}

static void every_route_is_allowed_to_whom_the_table_says_and_to_nobody_else(void **state)
{
	struct desk *desk = *state;
	struct ac_audit_report report;
	desk->stored = stored_now(desk);
	for (const struct ac_route *route = ac_routes; route->pattern; route++)
		if (needs_session(route))
			ask_as_those_who_may_not(desk, route);
	for (const struct ac_route *route = ac_routes; route->pattern; route++)
		if (needs_session(route))
			ask_as_those_who_may(desk, route);
	WORLD_OK(ac_service_read(desk->service, verify, &report, err));
	assert_true(report.rows >= desk->refused);
	assert_true(desk->refused > 100 && desk->allowed > 100 && desk->strangers > 100);
}

static void without_a_session_there_are_probes_log_in_and_the_first_officer_only(void **state)
{
	(void)state;
	static const char *const open[] = { "/healthz", "/readyz", "/metrics", "/v1/sessions",
		"/v1/officers/first" };
	size_t found = 0;
	for (const struct ac_route *route = ac_routes; route->pattern; route++) {
		if (needs_session(route))
			continue;
		bool expected = false;
		for (size_t i = 0; i < sizeof open / sizeof *open; i++)
			expected |= strcmp(open[i], route->pattern) == 0;
		if (!expected)
			fail_msg("%s needs no session", route->pattern);
		found++;
	}
	assert_int_equal(found, sizeof open / sizeof *open);
}

static void the_first_officer_is_added_by_the_owner_only(void **state)
{
	struct desk *desk = *state;
	struct ac_error err;
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	struct ac_call call = { .method = AC_POST,
		.target = AC_STR("/v1/officers/first"),
		.body = AC_STR(
			"{\"name\":\"eve\",\"roles\":[\"administrator\"],\"password\":\"a long "
			"sentence\"}"),
		.body_fd = -1 };
	assert_int_equal(ac_dispatch(desk->service, &call, &response, &err), AC_DENIED);
	assert_non_null(strstr(err.msg, "Unix user"));
	call.owner = true;
	assert_int_equal(ac_dispatch(desk->service, &call, &response, &err), AC_CONFLICT);
}

#define AT_A_DESK(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_A_DESK(every_route_is_allowed_to_whom_the_table_says_and_to_nobody_else),
		CASE(without_a_session_there_are_probes_log_in_and_the_first_officer_only),
		AT_A_DESK(the_first_officer_is_added_by_the_owner_only),
	};
	return RUN(tests);
}
