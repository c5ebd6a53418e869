/* The engine thread. It sleeps until there is mail or the engine wants to be woken, gives the batch to
 * one step, and carries the outputs out; none of that waits for anybody. */
#include "base/log.h"
#include "service/run/jobs.h"

#include <string.h>
#include <time.h>

enum {
	few_mails = 2048, /* below, a moment's wait gathers more: fewer, larger steps */
	gather_us = 500, /* … that moment */
	retry_handover_us = 1000,
};

struct ac_engine_config engine_config(const struct ac_config *config)
{
	struct ac_engine_config c = ac_engine_config_default();
	c.unknown_wait_us = config->unknown_wait_s * AC_SECOND;
	c.receipt_wait_us = config->receipt_wait_h * AC_HOUR;
	c.retry_wait_us = config->retry_wait_s * AC_SECOND;
	c.max_retries = config->max_retries;
	return c;
}

static void count_submitted(struct ac_service *service, const struct ac_submitted_input *in)
{
	switch (in->result) {
	case AC_RESULT_ACCEPTED: COUNT(service, accepted, 1); break;
	case AC_RESULT_THROTTLED: COUNT(service, throttled, 1); break;
	case AC_RESULT_TEMPORARY:
	case AC_RESULT_UNSENT: COUNT(service, temporary, 1); break;
	case AC_RESULT_REJECTED:
	case AC_RESULT_DEAD: COUNT(service, rejected, 1); break;
	case AC_RESULT_UNKNOWN: COUNT(service, unknown, 1); break;
	}
}

/* Will the engine send it again from the same text? It gives up after max_retries. */
static bool goes_again(struct ac_service *service, const struct ac_submitted_input *in)
{
	struct ac_parcel *parcel = ac_parcels_get(&service->parcels, in->attempt);
	if (in->result == AC_RESULT_THROTTLED)
		return true;
	return in->result == AC_RESULT_TEMPORARY && parcel &&
	       parcel->items[ac_attempt_index(in->attempt)].refusals++ <
		       service->config->max_retries;
}

/* A message whose fate is known does not go again: its text is forgotten. */
static void settle_submitted(struct ac_service *service, const struct ac_submitted_input *in)
{
	count_submitted(service, in);
	if (!goes_again(service, in))
		ac_parcels_settle(&service->parcels, in->attempt);
}

static void count_receipt(struct ac_service *service, const struct ac_receipt_input *in)
{
	COUNT(service, receipts, 1);
	if (in->result == AC_RECEIPT_RESULT_DELIVERED)
		COUNT(service, delivered, 1);
}

/* What the step has taken in, and its owner may let go of. */
static void after_step(struct ac_service *service, struct ac_mail *mail)
{
	switch (mail->input.kind) {
	case AC_INPUT_RENDERED: ac_parcels_rendered(&service->parcels, AC_TAKE(mail->owned)); break;
	case AC_INPUT_SUBMITTED: settle_submitted(service, &mail->input.submitted); break;
	case AC_INPUT_RECEIPT: count_receipt(service, &mail->input.receipt); break;
	default: break;
	}
	ac_free(mail->owned);
}

/* What became durable since, as the first input. @return inputs */
static size_t add_durable(struct ac_service *service)
{
	atomic_store(&service->durable_news, false);
	int64_t durable = atomic_load(&service->durable_seq);
	if (durable <= service->told_seq)
		return 0;
	service->told_seq = durable;
	service->inputs[0] = (struct ac_input){ .kind = AC_INPUT_COMMITTED, .committed = durable };
	return 1;
}

static struct ac_now now(const struct ac_service *service)
{
	return (struct ac_now){ ac_mono_now(), ac_clock_wall(&service->clock) };
}

static void measure_step(struct ac_service *service, struct ac_mono start, size_t n)
{
	int64_t took_us = ac_mono_now().us - start.us;
	if (took_us > atomic_load_explicit(&service->counters.step_us_max, memory_order_relaxed))
		atomic_store(&service->counters.step_us_max, took_us);
	COUNT(service, steps, 1);
	COUNT(service, inputs, n);
}

/* One step with the inputs among the mails, then their calls. */
static void step(struct ac_service *service, struct ac_mail *mails, size_t n_mails)
{
	size_t n = add_durable(service);
	for (size_t i = 0; i < n_mails; i++)
		if (!mails[i].call)
			service->inputs[n++] = mails[i].input;
	struct ac_now at = now(service);
	ac_engine_step(service->engine, at, service->inputs, n, &service->outputs);
	measure_step(service, at.mono, n);
	outputs_carry_out(service);
	for (size_t i = 0; i < n_mails; i++)
		if (mails[i].call)
			mails[i].call(service, mails[i].owned);
		else
			after_step(service, &mails[i]);
}

/* Until the engine wants to be called again. */
static int64_t wait_us(const struct ac_service *service)
{
	int64_t wait = -1;
	if (service->outputs.wake.us != INT64_MAX) {
		wait = service->outputs.wake.us - ac_mono_now().us;
		wait = wait < 0 ? 0 : wait;
	}
	if (service->outputs.wake_wall.us != INT64_MAX) {
		int64_t real = ac_clock_real_us_until(&service->clock, service->outputs.wake_wall);
		wait = wait < 0 || real < wait ? real : wait;
	}
	if (service->waiting || service->jobs_first)
		wait = wait < 0 || wait > retry_handover_us ? retry_handover_us : wait;
	return wait;
}

/* Little came at once after the last step: let more gather. */
static size_t gather(struct ac_service *service, size_t n)
{
	int64_t since = ac_mono_now().us - atomic_load(&service->last_take_us);
	if (n >= few_mails || since >= gather_us)
		return n;
	struct timespec moment = { 0, (gather_us - since) * 1000 };
	(void)nanosleep(&moment, NULL);
	return n + ac_queue_take(service->mails, service->taken + n, mails_per_step - n, 0);
}

static void *engine_main(void *arg)
{
	struct ac_service *service = arg;
	(void)pthread_setname_np(pthread_self(), "engine");
	while (!atomic_load(&service->engine_stop)) {
		size_t n = ac_queue_take(
			service->mails, service->taken, mails_per_step, wait_us(service));
		n = gather(service, n);
		atomic_store(&service->last_take_us, ac_mono_now().us);
		step(service, service->taken, n);
		handovers_flush(service);
		jobs_flush(service);
	}
	return NULL;
}

enum ac_status engine_start(struct ac_service *service, struct ac_error *err)
{
	service->inputs = ac_alloc_array(mails_per_step + 1, sizeof *service->inputs);
	service->taken = ac_alloc_array(mails_per_step, sizeof *service->taken);
	int rc = pthread_create(&service->engine_thread, NULL, engine_main, service);
	if (rc != 0)
		return ac_fail_os(err, rc, "the engine's thread does not start");
	service->engine_started = true;
	return AC_OK;
}

static void drop(struct ac_mail *mail)
{
	if (mail->call)
		return; /* whoever waits for it is told that the service ends */
	if (mail->input.kind != AC_INPUT_RENDERED) /* a parcel goes with the others */
		ac_free(mail->owned);
}

static void wake_up(struct ac_service *service, void *arg)
{
	(void)service, (void)arg;
}

void engine_stop(struct ac_service *service)
{
	if (!service->engine_started)
		return;
	atomic_store(&service->engine_stop, true);
	struct ac_mail nudge = { .call = wake_up };
	(void)!ac_queue_try_push(service->mails, &nudge);
	pthread_join(service->engine_thread, NULL);
	service->engine_started = false;
	ac_queue_close(service->mails);
	for (size_t n; (n = ac_queue_take(service->mails, service->taken, mails_per_step, 0)) > 0;)
		for (size_t i = 0; i < n; i++)
			drop(&service->taken[i]);
}
