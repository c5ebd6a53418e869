#include "service/run/query.h"

#include "service/run/recovery.h"

struct asking {
	void (*look)(const struct ac_engine *engine, void *ctx);
	void *ctx;
};

static void run_look(struct ac_service *service, void *arg)
{
	const struct asking *asking = arg;
	asking->look(service->engine, asking->ctx);
}

/* Everything that was ever started: who looks at a directory may want to see a closed campaign. */
static enum ac_status put_together(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_service *service = ctx;
	struct recovered recovered = { 0 };
	struct ac_engine_config config = engine_config(service->config);
	struct ac_engine *engine = ac_engine_new(&config);
	enum ac_status status = recovery_load(
		service, db, engine, NULL, (struct ac_wall){ INT64_MIN }, &recovered, err);
	if (status == AC_OK)
		service->looked = engine;
	else
		ac_engine_free(engine);
	return status;
}

static enum ac_status look_at_store(
	struct ac_service *service, const struct asking *asking, struct ac_error *err)
{
	pthread_mutex_lock(&service->look_lock);
	enum ac_status status = AC_OK;
	if (!service->looked)
		status = ac_readers_look(service->readers, put_together, service, err);
	if (status == AC_OK)
		asking->look(service->looked, asking->ctx);
	pthread_mutex_unlock(&service->look_lock);
	return status;
}

enum ac_status ac_service_query(struct ac_service *service,
	void (*look)(const struct ac_engine *engine, void *ctx), void *ctx, struct ac_error *err)
{
	struct asking asking = { look, ctx };
	return service->options.mode == AC_SERVICE_SERVE
		       ? mail_call_and_wait(service, run_look, &asking, err)
		       : look_at_store(service, &asking, err);
}

void query_free(struct ac_service *service)
{
	ac_engine_free(service->looked);
	service->looked = NULL;
}
