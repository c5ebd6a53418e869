/* How the service is: for /healthz, /readyz, /metrics and `link list`. */
#include "service/gate.h"
#include "service/run/links.h"

#include <stdio.h>

enum { max_views = ac_config_max_links };

struct pace_look {
	struct ac_link_view views[max_views];
	size_t n;
};

static void look_at_links(const struct ac_engine *engine, void *ctx)
{
	struct pace_look *look = ctx;
	look->n = ac_engine_links(engine, look->views, max_views);
}

void links_add_pace(struct ac_service *service, struct ac_link_health *links, size_t n)
{
	struct pace_look look = { .n = 0 };
	if (ac_service_query(service, look_at_links, &look, NULL) != AC_OK)
		return;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < look.n; k++) {
			const struct ac_link_view *view = &look.views[k];
			if (view->link != links[i].link)
				continue;
			links[i].allowed_per_s = view->allowed_per_s;
			links[i].outstanding = view->outstanding;
			links[i].prepared = view->prepared;
		}
}

/* How long the engine has left its mail alone. */
static int64_t lag_us(struct ac_service *service)
{
	if (!service->mails || ac_queue_length(service->mails) == 0)
		return 0;
	int64_t lag = ac_mono_now().us - atomic_load(&service->last_take_us);
	return lag < 0 ? 0 : lag;
}

void ac_service_health(struct ac_service *service, struct ac_health *health)
{
	*health = (struct ac_health){
		.ready = atomic_load(&service->ready) && !atomic_load(&service->stopping),
		.links = service->n_links,
		.engine_lag_us = lag_us(service),
		.uncommitted = atomic_load(&service->last_seq) - atomic_load(&service->durable_seq)
	};
	pthread_mutex_lock(&service->links_lock);
	health->store_stalled = service->store_stalled;
	(void)snprintf(health->store_why, sizeof health->store_why, "%s", service->store_why);
	for (int i = 0; i < service->n_links; i++)
		health->links_up += service->links[i].up;
	pthread_mutex_unlock(&service->links_lock);
}

static uint64_t get(_Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

void ac_service_get_metrics(struct ac_service *service, struct ac_service_metrics *metrics)
{
	struct counters *c = &service->counters;
	*metrics = (struct ac_service_metrics){
		.recorded = get(&c->recorded),
		.rendered = get(&c->rendered),
		.submitted = get(&c->submitted),
		.accepted = get(&c->accepted),
		.throttled = get(&c->throttled),
		.temporary = get(&c->temporary),
		.rejected = get(&c->rejected),
		.unknown = get(&c->unknown),
		.withdrawn = get(&c->withdrawn),
		.receipts = get(&c->receipts),
		.delivered = get(&c->delivered),
		.inbound = get(&c->inbound),
		.turned_away = get(&c->turned_away),
		.journal_rows = get(&c->journal_rows),
		.journal_bytes = get(&c->journal_bytes),
		.steps = get(&c->steps),
		.inputs = get(&c->inputs),
		.raises = get(&c->raises),
		.checkpoints = get(&c->checkpoints),
		.checkpoint_tasks = get(&c->checkpoint_tasks),
		.strangers = ac_gate_counted(service->gate, AC_TURNED_AWAY_STRANGER),
		.log_ins_refused = ac_gate_counted(service->gate, AC_TURNED_AWAY_LOG_IN),
		.denied = ac_gate_counted(service->gate, AC_TURNED_AWAY_DENIED),
		.journal_kept = atomic_load(&service->last_seq) - atomic_load(&service->cut_seq),
		.engine_bytes = atomic_load(&c->engine_bytes),
		.queue_length = service->mails ? ac_queue_length(service->mails) : 0,
		.step_us_max = atomic_exchange(&c->step_us_max, 0),
	};
}
