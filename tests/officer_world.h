/* officer_world.h - officers of a data directory for tests: hired, logged in, asking. Needs service_world.h. */
#pragma once
#include "base/log.h"
#include "service/desk/officers.h"
#include "service/desk/sessions.h"
#include "service_world.h"
#include "threat/rights.h"
#include "vault/totp.h"
#include "json/json.h"

static const char hired_password[] = "correct horse battery staple";

struct hired {
	const char *name;
	int64_t id;
	unsigned char totp[ac_totp_secret_size];
	char secret[ac_secret_digits + 1]; /* of the session last begun */
};

/* "…?secret=ABC&…" */
static inline void hired_read_otpauth(struct hired *hired, const struct ac_json *answer)
{
	struct ac_str url, secret = { 0 };
	WORLD_OK(ac_json_get_str(answer, "otpauth", &url, err));
	const char *at = strstr(url.p, "secret=");
	if (!at)
		abort();
	struct ac_str rest = ac_str(at + strlen("secret="));
	(void)ac_str_cut(&rest, '&', &secret);
	WORLD_OK(ac_totp_read_secret(secret, hired->totp, err));
}

/* @param by  NULL: the first officer */
static inline struct hired hire(struct ac_service *service, const struct ac_officer *by,
	const char *name, unsigned roles, struct ac_wall now)
{
	struct hired hired = { .name = name };
	struct ac_officer_new officer = { ac_str(name), roles,
		AC_STR("correct horse battery staple") };
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	if (by)
		WORLD_OK(ac_officers_add(service, *by, &officer, now, answer, err));
	else
		WORLD_OK(ac_officers_first(service, &officer, now, answer, err));
	WORLD_OK(ac_json_get_i64(answer, "id", &hired.id, err));
	hired_read_otpauth(&hired, answer);
	return hired;
}

static inline enum ac_status hired_try(struct ac_service *service, struct hired *hired,
	const char *password, const char *code, struct ac_wall now, struct ac_error *err)
{
	struct ac_log_in log_in = { .given = {
					    ac_str(hired->name), ac_str(password), ac_str(code) } };
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_str secret;
	AC_TRY(ac_sessions_log_in(service, &log_in, now, answer, err));
	AC_TRY(ac_json_get_str(answer, "secret", &secret, err));
	(void)snprintf(hired->secret, sizeof hired->secret, "%s", secret.p);
	return AC_OK;
}

/* The right password, and a code that was not used yet; `now` must be a minute on each time. */
static inline enum ac_status hired_log_in(
	struct ac_service *service, struct hired *hired, struct ac_wall now, struct ac_error *err)
{
	char code[ac_totp_digits + 1];
	AC_TRY(ac_totp_code(hired->totp, now, code, err));
	return hired_try(service, hired, hired_password, code, now, err);
}

static inline enum ac_status hired_asker(
	struct ac_service *service, const char *secret, struct ac_wall now, struct ac_asker *asker)
{
	return ac_sessions_resolve(service, ac_str(secret), now, asker, NULL);
}

/* As they come in with their session. @param asker  lends the name */
static inline struct ac_officer hired_officer(struct ac_service *service, const struct hired *hired,
	struct ac_wall now, struct ac_asker *asker)
{
	WORLD_OK(ac_sessions_resolve(service, ac_str(hired->secret), now, asker, err));
	return ac_asker_officer(asker);
}

/* A data directory where passwords cost a millisecond. */
static inline struct world officer_world_new(void)
{
	struct world world = world_new();
	world_config(&world, "password_cost: exercise\n");
	return world;
}

static inline struct ac_service *officer_world_open(const struct world *world)
{
	struct ac_service *service = NULL;
	struct ac_service_options options = { .mode = AC_SERVICE_STORE };
	WORLD_OK(ac_service_open(world->dir, &options, &service, err));
	return service;
}
