/* What the engine thread has for one link: submissions and acknowledgements of one step, in one call. */
#include "base/log.h"
#include "service/run/links.h"

struct handover *handover_new(struct service_link *link)
{
	struct handover *handover = ac_alloc(sizeof *handover);
	handover->link = link;
	return handover;
}

void handover_free(struct handover *handover)
{
	ac_vec_done(&handover->submits);
	ac_vec_done(&handover->acks);
	ac_free(handover);
}

static void answer(struct service_link *link, uint64_t attempt, enum ac_submit_result result)
{
	struct ac_submitted_input submitted = {
		.attempt = attempt, .link = link->number, .result = result
	};
	events_submitted(link->service, &submitted);
}

static void submit(struct service_link *link, const struct handover_item *handed)
{
	const struct ac_parcel *parcel = handed->parcel;
	const struct ac_parcel_item *item = &parcel->items[ac_attempt_index(handed->attempt)];
	if (item->exercise && !link->config->exercise) {
		ac_log(AC_LOG_ERROR, "submit.exercise", "attempt=%llu link=%s",
			(unsigned long long)handed->attempt, link->config->name);
		answer(link, handed->attempt, AC_RESULT_REJECTED);
		return;
	}
	struct ac_message message = {
		.attempt = handed->attempt,
		.to = { parcel->bytes.p + item->to, item->to_n },
		.coding = item->coding,
		.segments = parcel->segments[ac_attempt_index(handed->attempt)],
		.body = { parcel->bytes.p + item->body, item->body_n },
		.validity_s = item->validity_s,
	};
	enum ac_status status =
		link->channel ? link->driver->submit(link->channel, &message) : AC_CLOSED;
	if (status != AC_OK)
		answer(link, handed->attempt,
			status == AC_INVALID ? AC_RESULT_REJECTED : AC_RESULT_UNSENT);
}

void handover_run(void *arg)
{
	struct handover *handover = arg;
	struct service_link *link = handover->link;
	ac_vec_each(&handover->acks, ack)
		link_ack(link, ack->token, ack->durable);
	ac_vec_each(&handover->submits, item)
		submit(link, item);
	handover_free(handover);
}
