#include "base/log.h"
#include "service/inbound_p.h"
#include "service/jobs.h"
#include "text/reply.h"

/* ---- the engine's part ---- */

void inbound_raised(struct ac_service *service, int64_t inbound)
{
	if (inbound > 0)
		ac_map_put(&service->inbox->raised, (uint64_t)inbound, 1);
}

/* Understood and taken in: nobody needs to read it. */
struct settling {
	struct ac_service *service;
	int64_t inbound;
};

static void visit_nothing(void *ctx, const struct ac_inbound_row *row)
{
	*(enum ac_word *)ctx = row->word;
}

static enum ac_status settle(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct settling *settling = ctx;
	enum ac_word word = AC_WORD_free_text;
	if (atomic_load(&settling->service->abandoned))
		return ac_fail(err, AC_IO, "abandoned");
	AC_TRY(ac_inbound_get(db, settling->inbound, visit_nothing, &word, err));
	return ac_inbound_settle(db, settling->inbound, word, 0, 0, err);
}

static void settle_done(void *ctx, enum ac_status status, const struct ac_error *err)
{
	if (status != AC_OK && status != AC_CLOSED)
		ac_log(AC_LOG_WARN, "inbound.not_settled", "why=\"%s\"", err->msg);
	ac_free(ctx);
}

static void settle_later(struct ac_service *service, int64_t inbound)
{
	struct settling *settling = ac_alloc(sizeof *settling);
	*settling = (struct settling){ service, inbound };
	struct ac_job job = {
		.priority = AC_PRIORITY_ENGINE, .fn = settle, .done = settle_done, .ctx = settling
	};
	job_send(service, &job);
}

bool inbound_acknowledged(
	struct ac_service *service, uint64_t token, bool durable, struct ac_ack_output *ack)
{
	struct inbox *inbox = service->inbox;
	struct slot slot = inbound_slot_release(inbox, (uint32_t)(token - 1));
	bool raised = ac_map_remove(&inbox->raised, (uint64_t)slot.inbound);
	if (!durable)
		inbound_know(inbox, slot.known_key, slot.inbound, false);
	else if (!raised && !slot.leave_open)
		settle_later(service, slot.inbound);
	if (!slot.link)
		return false;
	*ack = (struct ac_ack_output){ slot.token, slot.link->number, durable };
	return true;
}

/* ---- recovery ---- */

struct recovering {
	struct ac_service *service;
	int64_t taken;
};

static void feed_again(struct ac_service *service, const struct ac_inbound_row *row)
{
	struct ac_reply reply = ac_reply_understand(row->text);
	struct slot slot = { .inbound = row->id,
		.known_key = inbound_known_key(row->number_key, row->text),
		.leave_open = reply.more };
	struct message message = {
		.row = *row, .when = inbound_when(service, reply.minute), .stop = reply.stop
	};
	if (inbound_slot_take(service->inbox, &slot, &message.slot))
		inbound_tell_engine(service, &message);
}

static void visit_open(void *ctx, const struct ac_inbound_row *row)
{
	struct recovering *recovering = ctx;
	struct ac_service *service = recovering->service;
	inbound_know(service->inbox, inbound_known_key(row->number_key, row->text), row->id, true);
	if (row->id > recovering->taken && row->owner.n == 0)
		feed_again(service, row);
}

static void visit_recent(void *ctx, const struct ac_inbound_row *row)
{
	struct recovering *recovering = ctx;
	inbound_know(recovering->service->inbox, inbound_known_key(row->number_key, row->text),
		row->id, true);
}

enum ac_status inbound_recover(
	struct ac_service *service, struct ac_db *db, int64_t taken, struct ac_error *err)
{
	struct recovering recovering = { service, taken };
	int64_t after = taken > max_known / 2 ? taken - max_known / 2 : 0;
	AC_TRY(ac_inbound_list(
		db, AC_INBOUND_OPEN, after, max_known / 2, visit_open, &recovering, err));
	return ac_inbound_list(
		db, AC_INBOUND_SETTLED, after, max_known / 2, visit_recent, &recovering, err);
}
