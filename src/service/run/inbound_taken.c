#include "base/log.h"
#include "service/run/inbound_p.h"
#include "service/run/jobs.h"
#include "text/reply.h"

/* ---- the engine's part ---- */

void inbound_raised(struct ac_service *service, int64_t inbound)
{
	if (inbound > 0)
		ac_map_put(&service->inbox->raised, (uint64_t)inbound, 1);
}

/* What was understood, nobody needs to read; the rest stays with the desk, marked as taken in. */
struct settling {
	struct ac_service *service;
	int64_t inbound;
	bool stays_open;
};

struct said {
	enum ac_word word;
	bool owned;
};

static void take_said(void *ctx, const struct ac_inbound_row *row)
{
	*(struct said *)ctx = (struct said){ row->word, row->state == AC_INBOUND_TAKEN };
}

static enum ac_status settle(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct settling *settling = ctx;
	struct said said = { AC_WORD_free_text, false };
	if (atomic_load(&settling->service->abandoned))
		return ac_fail(err, AC_IO, "abandoned");
	AC_TRY(ac_inbound_get(db, settling->inbound, take_said, &said, err));
	if (settling->stays_open || said.owned)
		return ac_inbound_taken_in(db, settling->inbound, said.word, 0, 0, err);
	return ac_inbound_settle(db, settling->inbound, said.word, 0, 0, err);
}

static void settle_done(void *ctx, enum ac_status status, const struct ac_error *err)
{
	if (status != AC_OK && status != AC_CLOSED)
		ac_log(AC_LOG_WARN, "inbound.not_settled", "why=\"%s\"", err->msg);
	ac_free(ctx);
}

static void settle_later(struct ac_service *service, int64_t inbound, bool stays_open)
{
	struct settling *settling = ac_alloc(sizeof *settling);
	*settling = (struct settling){ service, inbound, stays_open };
	struct ac_job job = {
		.priority = AC_PRIORITY_ENGINE, .fn = settle, .done = settle_done, .ctx = settling
	};
	job_send(service, &job);
}

/* The store was behind: whoever has the text gives it to the engine again. */
static void refused(struct inbox *inbox, const struct slot *slot)
{
	if (slot->link) {
		inbound_know(inbox, slot->known_key, slot->inbound, false);
		return;
	}
	pthread_mutex_lock(&inbox->lock);
	(void)ac_map_remove(&inbox->fed, (uint64_t)slot->inbound);
	pthread_mutex_unlock(&inbox->lock);
}

bool inbound_acknowledged(
	struct ac_service *service, uint64_t token, bool durable, struct ac_ack_output *ack)
{
	struct inbox *inbox = service->inbox;
	struct slot slot = inbound_slot_release(inbox, (uint32_t)(token - 1));
	bool raised = ac_map_remove(&inbox->raised, (uint64_t)slot.inbound);
	if (durable)
		settle_later(service, slot.inbound, raised || slot.leave_open);
	else
		refused(inbox, &slot);
	if (!slot.link)
		return false;
	*ack = (struct ac_ack_output){ slot.token, slot.link->number, durable };
	return true;
}

/* ---- recovery ---- */

struct feeding {
	struct ac_service *service;
	int64_t last;
	size_t seen, fed;
	bool full;
};

/* Once, unless the engine refuses it. @return whether it is this one's turn */
static bool note_fed(struct inbox *inbox, int64_t inbound)
{
	pthread_mutex_lock(&inbox->lock);
	bool turn = ac_map_get(&inbox->fed, (uint64_t)inbound) == (uint32_t)ac_map_none;
	if (turn)
		ac_map_put(&inbox->fed, (uint64_t)inbound, 1);
	pthread_mutex_unlock(&inbox->lock);
	return turn;
}

static void visit_new(void *ctx, const struct ac_inbound_row *row)
{
	struct feeding *feeding = ctx;
	struct ac_service *service = feeding->service;
	struct ac_reply reply = ac_reply_understand(row->text);
	struct slot slot = { .inbound = row->id, .leave_open = reply.more };
	struct message message = {
		.row = *row, .when = inbound_when(service, reply.minute), .stop = reply.stop
	};
	feeding->last = row->id;
	feeding->seen++;
	if (feeding->full || !note_fed(service->inbox, row->id))
		return;
	feeding->full = !inbound_slot_take(service->inbox, &slot, &message.slot);
	if (feeding->full) {
		refused(service->inbox, &slot);
		return;
	}
	inbound_tell_engine(service, &message);
	feeding->fed++;
}

static enum ac_status feed(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct feeding *feeding = ctx;
	struct inbox *inbox = feeding->service->inbox;
	do {
		feeding->seen = 0;
		AC_TRY(ac_inbound_new(
			db, feeding->last, inbox->feed_upto, feed_page, visit_new, feeding, err));
	} while (feeding->seen == feed_page && !feeding->full && feeding->fed < feed_most);
	if (feeding->last == 0)
		inbox->feed_upto = 0; /* all are taken in */
	return AC_OK;
}

void inbound_feed(struct ac_service *service)
{
	struct feeding feeding = { .service = service };
	struct ac_error err;
	if (service->inbox->feed_upto &&
		ac_readers_look(service->readers, feed, &feeding, &err) != AC_OK)
		ac_log(AC_LOG_WARN, "inbound.not_fed", "why=\"%s\"", err.msg);
}

static void visit_recent(void *ctx, const struct ac_inbound_row *row)
{
	struct inbox *inbox = ctx;
	inbound_know(inbox, inbound_known_key(row->number_key, row->text), row->id, true);
	if (row->id > inbox->feed_upto)
		inbox->feed_upto = row->id;
}

enum ac_status inbound_recover(struct ac_service *service, struct ac_db *db, struct ac_error *err)
{
	struct feeding feeding = { .service = service };
	AC_TRY(ac_inbound_recent(db, max_known / 2, visit_recent, service->inbox, err));
	return feed(db, &feeding, err);
}
