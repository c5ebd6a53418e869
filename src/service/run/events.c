/* What drivers tell on the channel thread becomes the engine's input: gathered without a lock, handed
 * over in one go at the end of the loop's round. When the letter box is full the channel thread waits
 * here, and the carriers with it. */
#include "base/log.h"
#include "service/run/inbound.h"
#include "service/run/link_test.h"
#include "service/run/links.h"
#include "service/run/media_receipts.h"
#include "service/run/pager.h"

#include <assert.h>
#include <stdio.h>

static enum ac_submit_result result_of(enum ac_submit_outcome outcome)
{
	static const enum ac_submit_result results[] = {
		[AC_SUBMIT_ACCEPTED] = AC_RESULT_ACCEPTED,
		[AC_SUBMIT_THROTTLED] = AC_RESULT_THROTTLED,
		[AC_SUBMIT_TEMPORARY] = AC_RESULT_TEMPORARY,
		[AC_SUBMIT_REJECTED] = AC_RESULT_REJECTED,
		[AC_SUBMIT_DEAD] = AC_RESULT_DEAD,
		[AC_SUBMIT_UNKNOWN] = AC_RESULT_UNKNOWN,
		[AC_SUBMIT_UNSENT] = AC_RESULT_UNSENT,
	};
	return results[outcome];
}

static enum ac_receipt_result receipt_of(enum ac_receipt_state state)
{
	switch (state) {
	case AC_RECEIPT_DELIVERED: return AC_RECEIPT_RESULT_DELIVERED;
	case AC_RECEIPT_DEAD: return AC_RECEIPT_RESULT_DEAD;
	case AC_RECEIPT_ENROUTE: return AC_RECEIPT_RESULT_ENROUTE;
	case AC_RECEIPT_FAILED:
	case AC_RECEIPT_EXPIRED: break;
	}
	return AC_RECEIPT_RESULT_FAILED;
}

static void add(struct ac_service *service, const struct ac_mail *mail)
{
	ac_vec_push(&service->news, *mail);
}

void events_flush(void *ctx)
{
	struct ac_service *service = ctx;
	if (service->news.n) /* closed: the service ends, nobody wants news any more */
		(void)!ac_queue_push_all(service->mails, service->news.at, service->news.n);
	ac_vec_clear(&service->news);
	inbound_flush(service);
}

void events_submitted(struct ac_service *service, const struct ac_submitted_input *submitted)
{
	if (submitted->attempt & TEST_ATTEMPT) {
		link_test_submitted(service, submitted);
		return;
	}
	if (submitted->attempt & PAGE_ATTEMPT) {
		pager_submitted(service, submitted);
		return;
	}
	struct ac_mail mail = { .input = { .kind = AC_INPUT_SUBMITTED, .submitted = *submitted } };
	add(service, &mail);
}

static void set_health(struct service_link *link, bool up, const char *why)
{
	struct ac_service *service = link->service;
	pthread_mutex_lock(&service->links_lock);
	link->up = up;
	link->since = ac_clock_wall(&service->clock);
	(void)snprintf(link->why, sizeof link->why, "%s", why);
	pthread_mutex_unlock(&service->links_lock);
}

static void tell_engine(struct service_link *link, bool up)
{
	if (atomic_load(&link->service->stopping))
		up = false; /* nothing more leaves */
	struct ac_mail mail = { .input = { .kind = AC_INPUT_LINK, .link = link_input(link, up) } };
	add(link->service, &mail);
}

static void on_up(void *ctx, uint32_t number)
{
	struct service_link *link = ctx;
	(void)number;
	ac_log(AC_LOG_INFO, "link.up", "link=%s", link->config->name);
	set_health(link, true, "");
	tell_engine(link, true);
	pager_nudge(link->service);
}

static void on_down(void *ctx, uint32_t number, const char *why, int64_t retry_in_ms)
{
	struct service_link *link = ctx;
	(void)number;
	ac_log(AC_LOG_WARN, "link.down", "link=%s retry_in_ms=%lld why=\"%s\"", link->config->name,
		(long long)retry_in_ms, why);
	set_health(link, false, why);
	tell_engine(link, false);
}

static void on_submitted(void *ctx, uint32_t number, uint64_t attempt,
	enum ac_submit_outcome outcome, uint64_t receipt_key, struct ac_str carrier_id,
	uint32_t carrier_status, struct ac_segment_keys others)
{
	struct service_link *link = ctx;
	(void)number;
	struct ac_submitted_input submitted = {
		.attempt = attempt,
		.link = link->number,
		.result = result_of(outcome),
		.carrier_status = carrier_status,
		.receipt_key = receipt_key,
	};
	size_t n = carrier_id.n < ac_carrier_id_max ? carrier_id.n : ac_carrier_id_max;
	submitted.carrier_id_n = (uint8_t)n;
	if (n)
		memcpy(submitted.carrier_id, carrier_id.p, n);
	submitted.segment_keys_n = (uint8_t)others.n;
	for (size_t i = 0; i < others.n; i++)
		submitted.segment_keys[i] = others.at[i];
	events_submitted(link->service, &submitted);
}

static void on_receipt(void *ctx, uint32_t number, uint64_t token, uint64_t receipt_key,
	uint64_t attempt_ref, struct ac_str from_number, enum ac_receipt_state state,
	uint32_t carrier_error)
{
	struct service_link *link = ctx;
	struct ac_service *service = link->service;
	(void)number;
	if (media_receipts_take(service, link, token, receipt_key, state))
		return;
	if (link_test_receipt(service, receipt_key, state) ||
		pager_receipt(service, receipt_key, state)) {
		link_ack(link, token, true);
		return;
	}
	struct ac_mail mail = { .input = { .kind = AC_INPUT_RECEIPT } };
	mail.input.receipt = (struct ac_receipt_input){
		.link = link->number,
		.token = token,
		.receipt_key = receipt_key,
		.attempt = attempt_ref & (TEST_ATTEMPT | PAGE_ATTEMPT) ? 0 : attempt_ref,
		.number_key = from_number.n > 1
				      ? ac_vault_index(service->vault, AC_INDEX_PHONE, from_number)
				      : 0,
		.result = receipt_of(state),
		.carrier_error = carrier_error,
	};
	add(service, &mail);
}

static_assert((int)ac_segment_keys_max == (int)ac_segment_keys_most, "as many as drivers tell");
static_assert(AC_ATTEMPT_LOW16 == AC_REFERENCE_LOW16, "the engine reads what drivers tell");

static void on_inbound(void *ctx, uint32_t number, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text_utf8)
{
	(void)number, (void)to;
	inbound_take(ctx, token, from, text_utf8);
}

static void on_closed(void *ctx, uint32_t number)
{
	struct service_link *link = ctx;
	(void)number;
	atomic_store(&link->closed, true);
}

const struct ac_channel_events link_events = {
	.link_up = on_up,
	.link_down = on_down,
	.submitted = on_submitted,
	.receipt = on_receipt,
	.inbound = on_inbound,
	.closed = on_closed,
};
