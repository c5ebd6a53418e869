/* desk_world.h - a desk with its officers, for tests of what takes two: every order goes through the route
 * table as it would from outside. */
#pragma once
#include "check.h"

#include "account_world.h"
#include "service_world.h"
#include "web/dispatch.h"

#include <sys/mman.h>

struct desk_officer {
	const char *name;
	unsigned roles;
};
static const struct desk_officer dana = { "dana", AC_ROLE_OFFICER | AC_ROLE_ANALYST };
static const struct desk_officer noa = { "noa", AC_ROLE_APPROVER };
static const struct desk_officer lea = { "lea", AC_ROLE_LEGAL };
static const struct desk_officer eli = { "eli", AC_ROLE_CALLER };

struct desk {
	struct world world;
	struct ac_service *service;
	struct ac_response response; /* of the last order */
	struct ac_error err; /* … if it failed */
	int code; /* … 202: it waits for a second person */
};

static inline enum ac_status ask(struct desk *desk, struct desk_officer who, enum ac_method method,
	const char *target, const char *body)
{
	struct ac_call call = { .method = method,
		.target = ac_str(target),
		.body = ac_str(body),
		.body_fd = -1,
		.officer = { .name = ac_str(who.name), .roles = who.roles } };
	ac_response_done(&desk->response);
	ac_response_init(&desk->response);
	desk->err = (struct ac_error){ 0 };
	enum ac_status status = ac_dispatch(desk->service, &call, &desk->response, &desk->err);
	desk->code = desk->response.code;
	return status;
}

/* The same, which must go well. */
static inline void must(struct desk *desk, struct desk_officer who, enum ac_method method,
	const char *target, const char *body)
{
	if (ask(desk, who, method, target, body) != AC_OK)
		fail_msg("%s: %s", target, desk->err.msg);
}

static inline struct ac_str member(const struct ac_json *object, const char *name)
{
	struct ac_str value;
	if (ac_json_get_str(object, name, &value, NULL) != AC_OK)
		fail_msg("no text %s in the answer", name);
	return value;
}

static inline int64_t figure(const struct ac_json *object, const char *name)
{
	int64_t value;
	if (ac_json_get_i64(object, name, &value, NULL) != AC_OK)
		fail_msg("no figure %s in the answer", name);
	return value;
}

static inline bool says(struct ac_str text, const char *words)
{
	return text.n && memmem(text.p, text.n, words, strlen(words)) != NULL;
}

/* What waits after the last order. Lent. */
static inline const struct ac_json *waiting(struct desk *desk)
{
	assert_int_equal(desk->code, 202);
	return ac_json_find(desk->response.json, "decision");
}

/* Another agrees to what waits after the last order. */
static inline enum ac_status agree(struct desk *desk, struct desk_officer who)
{
	char target[80], body[160];
	const struct ac_json *decision = waiting(desk);
	struct ac_str digest = member(decision, "digest");
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/approve",
		(long long)figure(decision, "id"));
	(void)snprintf(body, sizeof body, "{\"digest\":\"%.*s\"}", AC_STR_ARG(digest));
	return ask(desk, who, AC_POST, target, body);
}

static inline void must_agree(struct desk *desk, struct desk_officer who)
{
	if (agree(desk, who) != AC_OK)
		fail_msg("approving: %s", desk->err.msg);
}

/* Is there a check of that name among what waits, with this result, that says so? */
static inline bool checked(
	const struct ac_json *decision, const char *name, bool good, const char *words)
{
	ac_json_each(ac_json_find(decision, "checks"), check)
	{
		bool is_good;
		if (!ac_str_eq(member(check, "check"), ac_str(name)) ||
			ac_json_get_bool(check, "good", &is_good, NULL) != AC_OK)
			continue;
		if (is_good == good && says(member(check, "says"), words))
			return true;
	}
	return false;
}

static inline void desk_open(struct desk *desk, struct ac_memory_carrier *carrier)
{
	struct ac_service_options options = { .mode = carrier ? AC_SERVICE_SERVE : AC_SERVICE_STORE,
		.memory_carrier = carrier };
	WORLD_OK(ac_service_open(desk->world.dir, &options, &desk->service, err));
}

/* An account: those of both are looked at when another approves. */
static inline void desk_hire(struct desk *desk, struct desk_officer who)
{
	account_is(desk->service, who.name, who.roles, false);
}

/* Case 1 with warning 1, a draft in English and Hebrew. @param carrier  of the daemon; NULL: none runs */
static inline void desk_begin(struct desk *desk, struct ac_memory_carrier *carrier)
{
	*desk = (struct desk){ .world = world_new() };
	ac_response_init(&desk->response);
	desk_open(desk, carrier);
	desk_hire(desk, dana);
	desk_hire(desk, lea);
	desk_hire(desk, noa);
	desk_hire(desk, eli);
	must(desk, dana, AC_POST, "/v1/cases", "{\"title\":\"A cell\"}");
	must(desk, dana, AC_POST, "/v1/warnings",
		"{\"case\":1,\"circles\":[{\"lat\":41,\"lon\":29,\"radius_km\":5}],"
		"\"scheme\":\"IL-NSC-2022\",\"level\":4,\"valid_to\":\"2099-01-01T00:00:00Z\","
		"\"texts\":{\"texts\":[{\"language\":\"en\",\"headline\":\"Leave Istanbul\","
		"\"description\":\"A danger\",\"instruction\":\"Leave\"},"
		"{\"language\":\"he\",\"headline\":\"עזבו את איסטנבול\","
		"\"description\":\"סכנה\",\"instruction\":\"עזבו\"}]}}");
}

/* Take in a file, as `import` does. */
static inline void desk_import(struct desk *desk, const char *kind, const char *csv)
{
	char target[64];
	int fd = memfd_create("csv", MFD_CLOEXEC);
	if (fd < 0 || write(fd, csv, strlen(csv)) != (ssize_t)strlen(csv) ||
		lseek(fd, 0, SEEK_SET) != 0)
		fail_msg("no memory for a file");
	(void)snprintf(target, sizeof target, "/v1/imports?kind=%s", kind);
	struct ac_call call = { .method = AC_POST,
		.target = ac_str(target),
		.body_fd = fd,
		.officer = { .name = ac_str(dana.name), .roles = dana.roles } };
	ac_response_done(&desk->response);
	ac_response_init(&desk->response);
	if (ac_dispatch(desk->service, &call, &desk->response, &desk->err) != AC_OK)
		fail_msg("importing: %s", desk->err.msg);
	close(fd);
}

/* Four people at two hotels inside the area of warning 1. */
static inline void desk_people(struct desk *desk)
{
	desk_import(desk, "hotels",
		"hotel_id,name,latitude,longitude,district\n"
		"H1,Harbour House,41.0,29.0,Karaköy\nH2,Hill Inn,41.01,29.0,Pera\n");
	desk_import(desk, "travellers",
		"traveller_id,name,language,nationality,phone,hotel_id,arrival,departure,source\n"
		"T1,Ada,en,IL,+972501234561,H1,2020-01-01,,registered\n"
		"T2,Ben,en,IL,+972501234562,H1,2020-01-01,,registered\n"
		"T3,Cid,he,IL,+972501234563,H1,2020-01-01,,registered\n"
		"T4,Dov,he,IL,+972501234564,H2,2020-01-01,,registered\n");
}

/* The order that starts a campaign for warning 1: all inside are told the plan's argument `place`. */
static inline void desk_campaign_body(char body[800], const char *place)
{
	(void)snprintf(body, 800,
		"{\"warning\":1,\"plan\":\"arguments:\\n  - { name: phone, value: "
		"\\\"+97220000000\\\" }\\n"
		"  - { name: place, value: \\\"%s\\\" }\\n"
		"closing: { tries: 3, wait: 6h }\\nhelp_again: 30m\\ntiers:\\n"
		"  - tier: 2\\n    name: leave\\n    people: inside\\n    goal: left\\n    risk: "
		"100\\n"
		"    ask_again: 24h\\n    ladder:\\n      - { channel: sms, tries: 2, wait: 18h "
		"}\\n\"}",
		place);
}

static inline void desk_end(struct desk *desk)
{
	ac_response_done(&desk->response);
	ac_service_close(desk->service);
	world_remove(&desk->world);
}
