#include "base/log.h"
#include "service/run/inbound.h"
#include "service/run/links.h"
#include "service/run/raise.h"

#include <assert.h>

static struct handover *gathering(struct service_link *link)
{
	if (!link->gathering)
		link->gathering = handover_new(link);
	return link->gathering;
}

static void render(struct ac_service *service, const struct ac_render_output *out)
{
	struct ac_parcel *parcel =
		ac_parcel_new(out->chunk, out->link, service->outputs.entries + out->first, out->n);
	COUNT(service, recorded, out->n);
	ac_parcels_put(&service->parcels, parcel);
	/* The engine has at most chunks_ahead chunks a link underway: there is room. */
	enum ac_status status = ac_queue_try_push(service->renders, &parcel);
	assert(status == AC_OK);
	(void)status;
}

/* A message whose text or link is gone (a link taken out of the configuration) never left. */
static void unsent(struct ac_service *service, const struct ac_submit_output *out)
{
	struct ac_mail mail = { .input = { .kind = AC_INPUT_SUBMITTED,
					.submitted = { .attempt = out->attempt,
						.link = out->link,
						.result = AC_RESULT_UNSENT } } };
	(void)!ac_queue_try_push(service->mails, &mail);
}

static void submit(struct ac_service *service, const struct ac_submit_output *out)
{
	struct service_link *link = link_by_number(service, out->link);
	const struct ac_parcel *parcel = ac_parcels_get(&service->parcels, out->attempt);
	if (!link || !parcel) {
		ac_log(AC_LOG_ERROR, "submit.impossible", "attempt=%llu link=%u",
			(unsigned long long)out->attempt, out->link);
		unsent(service, out);
		return;
	}
	struct handover_item item = { out->attempt, parcel };
	ac_vec_push(&gathering(link)->submits, item);
	COUNT(service, submitted, 1);
}

static void ack(struct ac_service *service, const struct ac_ack_output *out)
{
	struct ac_ack_output ack = *out;
	if (!out->durable)
		COUNT(service, turned_away, 1);
	if (out->link == inbound_link &&
		!inbound_acknowledged(service, out->token, out->durable, &ack))
		return;
	struct service_link *link = link_by_number(service, ack.link);
	if (link)
		ac_vec_push(&gathering(link)->acks, ack);
}

static void carry_out(struct ac_service *service, const struct ac_output *out)
{
	switch (out->kind) {
	case AC_OUTPUT_RENDER: render(service, &out->render); break;
	case AC_OUTPUT_SUBMIT: submit(service, &out->submit); break;
	case AC_OUTPUT_WITHDRAW:
		COUNT(service, withdrawn, 1);
		ac_parcels_settle(&service->parcels, out->withdraw);
		break;
	case AC_OUTPUT_ACK: ack(service, &out->ack); break;
	case AC_OUTPUT_ANSWER:
		ac_waiters_settle(
			&service->waiters, out->answer.token, out->answer.status, out->answer.why);
		break;
	case AC_OUTPUT_RAISE:
		COUNT(service, raises, 1);
		raise_carry_out(service, &out->raise);
		break;
	}
}

/* What was gathered for the links joins the queue to the channel thread. */
static void queue_handovers(struct ac_service *service)
{
	struct handover **last = &service->waiting;
	while (*last)
		last = &(*last)->next;
	for (int i = 0; i < service->n_links; i++) {
		struct service_link *link = &service->links[i];
		if (!link->gathering)
			continue;
		*last = AC_TAKE(link->gathering);
		last = &(*last)->next;
	}
}

void handovers_flush(struct ac_service *service)
{
	while (service->waiting) {
		struct handover *first = service->waiting;
		struct handover *next = first->next;
		if (ac_channel_loop_call(service->loop, handover_run, first) != AC_OK)
			return; /* no room: again in a moment */
		service->waiting = next;
	}
}

void outputs_carry_out(struct ac_service *service)
{
	struct ac_outputs *outputs = &service->outputs;
	if (outputs->journal.n)
		journal_append(service, outputs->seq, ac_buf_str(&outputs->journal));
	for (size_t i = 0; i < outputs->n; i++)
		carry_out(service, &outputs->at[i]);
	queue_handovers(service);
	handovers_flush(service);
	atomic_store_explicit(&service->counters.engine_bytes, ac_engine_memory(service->engine),
		memory_order_relaxed);
}
