#include "service/service_p.h"

enum ac_status mail_send(struct ac_service *service, const struct ac_mail *mail)
{
	return ac_queue_push(service->mails, mail);
}

/* A call that somebody waits for. */
struct awaited {
	void (*call)(struct ac_service *service, void *arg);
	void *arg;
	uint64_t token;
};

static void run_awaited(struct ac_service *service, void *arg)
{
	struct awaited *awaited = arg;
	awaited->call(service, awaited->arg);
	ac_waiters_settle(&service->waiters, awaited->token, AC_OK, NULL);
}

enum ac_status mail_call_and_wait(struct ac_service *service,
	void (*call)(struct ac_service *service, void *arg), void *arg, struct ac_error *err)
{
	struct ac_waiter waiter;
	AC_TRY(ac_waiters_add(&service->waiters, &waiter, err));
	struct awaited awaited = { call, arg, waiter.token };
	struct ac_mail mail = { .call = run_awaited, .owned = &awaited };
	if (mail_send(service, &mail) != AC_OK) {
		ac_waiters_drop(&service->waiters, &waiter);
		return ac_fail(err, AC_CLOSED, "the daemon is stopping: try again later");
	}
	return ac_waiters_wait(&service->waiters, &waiter, err);
}

/* ---- orders, queries, what officers heard ---- */

enum ac_status needs_engine(struct ac_service *service, struct ac_error *err)
{
	if (service->options.mode != AC_SERVICE_SERVE)
		return ac_fail(err, AC_CONFLICT,
			"no daemon is running on %s: start one with `allclear serve`",
			service->dir);
	pthread_mutex_lock(&service->links_lock);
	bool stalled = service->store_stalled;
	pthread_mutex_unlock(&service->links_lock);
	return stalled ? ac_fail(err, AC_FULL,
				 "nothing can be stored at present (is the disk full?): try again "
				 "later")
		       : AC_OK;
}

/* Send and wait for the answer under the waiter's token. */
static enum ac_status ask(struct ac_service *service, struct ac_waiter *waiter,
	const struct ac_mail *mail, struct ac_error *err)
{
	if (mail_send(service, mail) != AC_OK) {
		ac_waiters_drop(&service->waiters, waiter);
		return ac_fail(err, AC_CLOSED, "the daemon is stopping: try again later");
	}
	return ac_waiters_wait(&service->waiters, waiter, err);
}

enum ac_status ac_service_order(
	struct ac_service *service, struct ac_order_input order, struct ac_error *err)
{
	AC_TRY(needs_engine(service, err));
	if (starts_hold(&service->starts, &order))
		return AC_OK;
	struct ac_waiter waiter;
	AC_TRY(ac_waiters_add(&service->waiters, &waiter, err));
	order.token = waiter.token;
	struct ac_mail mail = { .input = { .kind = AC_INPUT_ORDER, .order = order } };
	return ask(service, &waiter, &mail, err);
}

enum ac_status ac_service_respond(
	struct ac_service *service, const struct ac_heard *heard, struct ac_error *err)
{
	AC_TRY(needs_engine(service, err));
	struct ac_waiter waiter;
	AC_TRY(ac_waiters_add(&service->waiters, &waiter, err));
	struct ac_mail mail = { .input = { .kind = AC_INPUT_RESPONSE,
					.response = { .link = officer_link,
						.token = waiter.token,
						.traveller = heard->traveller,
						.word = heard->word,
						.by_officer = true,
						.officer = heard->officer,
						.when = heard->when } } };
	return ask(service, &waiter, &mail, err);
}
