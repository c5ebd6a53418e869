#include "service/run/lone.h"

#include "text/alphabet.h"

/* The message as the engine would hand it over: a parcel of one, on its own. */
struct lone_call {
	struct service_link *link;
	struct ac_parcel *parcel;
	uint64_t attempt;
};

static void submit(void *arg)
{
	struct lone_call *call = arg;
	struct handover *handover = ac_alloc(sizeof *handover);
	handover->link = call->link;
	struct handover_item item = { call->attempt, call->parcel };
	ac_vec_push(&handover->submits, item);
	handover_run(handover);
	ac_parcel_free(call->parcel);
	ac_free(call);
}

static enum ac_status fill(
	struct ac_parcel *parcel, const struct lone_message *message, struct ac_error *err)
{
	struct ac_text_size size;
	AC_TRY(ac_text_measure(message->text, &size, err));
	struct ac_parcel_item *item = &parcel->items[0];
	ac_buf_add_str(&parcel->bytes, message->number);
	item->to_n = (uint8_t)message->number.n;
	item->body = (uint32_t)parcel->bytes.n;
	AC_TRY(ac_text_encode(message->text, size.coding, &parcel->bytes, err));
	item->body_n = (uint16_t)(parcel->bytes.n - item->body);
	item->coding = (uint8_t)size.coding;
	item->validity_s = message->validity_s;
	item->exercise = message->exercise;
	parcel->segments[0] = (uint8_t)size.segments;
	return AC_OK;
}

enum ac_status lone_send(struct ac_service *service, struct service_link *link,
	const struct lone_message *message, struct ac_error *err)
{
	const struct ac_attempt_entry none = { 0 };
	AC_AUTO(parcel) struct ac_parcel *parcel = ac_parcel_new(0, link->number, &none, 1);
	AC_TRY(fill(parcel, message, err));
	struct lone_call *call = ac_alloc(sizeof *call);
	*call = (struct lone_call){ link, parcel, message->attempt };
	enum ac_status status = ac_channel_loop_call(service->loop, submit, call);
	if (status != AC_OK) {
		ac_free(call);
		return ac_fail(err, status, "the links are busy: try again");
	}
	(void)AC_TAKE(parcel);
	return AC_OK;
}
