#include "service/run/starts.h"

#include "service/service_p.h"

void starts_init(struct starts *starts)
{
	pthread_mutex_init(&starts->lock, NULL);
	pthread_cond_init(&starts->changed, NULL);
}

void starts_done(struct starts *starts)
{
	pthread_cond_destroy(&starts->changed);
	pthread_mutex_destroy(&starts->lock);
}

static struct ac_start *of_warning(const struct starts *starts, int64_t warning)
{
	struct ac_start *start = starts->first;
	while (start && start->warning != warning)
		start = start->next;
	return start;
}

/* Whose campaign is on its way to the engine. */
static struct ac_start *loading(const struct starts *starts, int64_t campaign)
{
	struct ac_start *start = starts->first;
	while (start && (!start->campaign || start->campaign != campaign))
		start = start->next;
	return start;
}

/* ---- who starts ---- */

enum ac_status ac_service_start_begins(
	struct ac_service *service, int64_t warning, struct ac_start *start, struct ac_error *err)
{
	struct starts *starts = &service->starts;
	pthread_mutex_lock(&starts->lock);
	bool taken = of_warning(starts, warning) != NULL;
	if (!taken) {
		*start = (struct ac_start){ .service = service,
			.number = ++starts->last,
			.warning = warning,
			.next = starts->first };
		starts->first = start;
	}
	pthread_mutex_unlock(&starts->lock);
	return taken ? ac_fail(err, AC_CONFLICT, "a campaign of warning %lld is being made already",
			       (long long)warning)
		     : AC_OK;
}

void ac_service_start_loads(struct ac_start *start, int64_t campaign)
{
	struct starts *starts = &start->service->starts;
	pthread_mutex_lock(&starts->lock);
	start->campaign = campaign;
	pthread_mutex_unlock(&starts->lock);
}

void ac_service_start_ends(struct ac_start *start)
{
	if (!start->service)
		return;
	struct starts *starts = &start->service->starts;
	pthread_mutex_lock(&starts->lock);
	struct ac_start **at = &starts->first;
	while (*at != start)
		at = &(*at)->next;
	*at = start->next;
	pthread_cond_broadcast(&starts->changed);
	pthread_mutex_unlock(&starts->lock);
	start->service = NULL;
}

bool starts_release(struct starts *starts, int64_t campaign, void (*let_run)(void *ctx), void *ctx)
{
	pthread_mutex_lock(&starts->lock);
	struct ac_start *start = loading(starts, campaign);
	bool stopped = start && start->stopped;
	if (!stopped)
		let_run(ctx); /* before any order that comes from now on */
	if (start)
		start->campaign = 0;
	pthread_cond_broadcast(&starts->changed);
	pthread_mutex_unlock(&starts->lock);
	return !stopped;
}

/* ---- who waits ---- */

bool starts_hold(struct starts *starts, const struct ac_order_input *order)
{
	bool pause = order->order == AC_ORDER_PAUSE;
	pthread_mutex_lock(&starts->lock);
	struct ac_start *start = loading(starts, order->campaign);
	bool held = start != NULL;
	if (start)
		start->stopped |= pause || order->order == AC_ORDER_CLOSE;
	while (loading(starts, order->campaign))
		pthread_cond_wait(&starts->changed, &starts->lock);
	pthread_mutex_unlock(&starts->lock);
	return held && pause;
}

bool starts_loading(struct starts *starts, int64_t campaign)
{
	pthread_mutex_lock(&starts->lock);
	bool is = loading(starts, campaign) != NULL;
	pthread_mutex_unlock(&starts->lock);
	return is;
}

bool ac_service_start_under_way(struct ac_service *service, int64_t warning)
{
	pthread_mutex_lock(&service->starts.lock);
	bool is = of_warning(&service->starts, warning) != NULL;
	pthread_mutex_unlock(&service->starts.lock);
	return is;
}

int64_t ac_service_starts(struct ac_service *service)
{
	pthread_mutex_lock(&service->starts.lock);
	int64_t newest = service->starts.first ? service->starts.first->number : 0;
	pthread_mutex_unlock(&service->starts.lock);
	return newest;
}

static bool any_upto(const struct starts *starts, int64_t number)
{
	for (const struct ac_start *start = starts->first; start; start = start->next)
		if (start->number <= number)
			return true;
	return false;
}

void ac_service_starts_wait(struct ac_service *service, int64_t number)
{
	pthread_mutex_lock(&service->starts.lock);
	while (any_upto(&service->starts, number))
		pthread_cond_wait(&service->starts.changed, &service->starts.lock);
	pthread_mutex_unlock(&service->starts.lock);
}
