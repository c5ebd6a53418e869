#include "service/run/inbound_p.h"

#include "base/log.h"
#include "roster/phone.h"
#include "service/desk/pages.h"
#include "service/run/links.h"
#include "text/reply.h"

void inbound_init(struct ac_service *service)
{
	service->inbox = ac_alloc(sizeof *service->inbox);
	pthread_mutex_init(&service->inbox->lock, NULL);
}

void inbound_done(struct ac_service *service)
{
	struct inbox *inbox = service->inbox;
	if (!inbox)
		return;
	pthread_mutex_destroy(&inbox->lock);
	ac_vec_done(&inbox->slots);
	ac_vec_done(&inbox->vacant);
	ac_vec_done(&inbox->known);
	ac_vec_done(&inbox->gathered);
	ac_map_done(&inbox->raised);
	ac_map_done(&inbox->fed);
	ac_free(inbox);
	service->inbox = NULL;
}

/* ---- slots ---- */

bool inbound_slot_take(struct inbox *inbox, const struct slot *filled, uint32_t *slot)
{
	pthread_mutex_lock(&inbox->lock);
	bool room = inbox->vacant.n || inbox->slots.n < max_open;
	if (inbox->vacant.n) {
		*slot = inbox->vacant.at[--inbox->vacant.n];
		inbox->slots.at[*slot] = *filled;
	} else if (room) {
		*slot = (uint32_t)inbox->slots.n;
		ac_vec_push(&inbox->slots, *filled);
	}
	pthread_mutex_unlock(&inbox->lock);
	return room;
}

struct slot inbound_slot_release(struct inbox *inbox, uint32_t slot)
{
	pthread_mutex_lock(&inbox->lock);
	struct slot held = inbox->slots.at[slot];
	ac_vec_push(&inbox->vacant, slot);
	pthread_mutex_unlock(&inbox->lock);
	return held;
}

static void slot_stored(struct inbox *inbox, uint32_t slot, int64_t inbound)
{
	pthread_mutex_lock(&inbox->lock);
	inbox->slots.at[slot].inbound = inbound;
	pthread_mutex_unlock(&inbox->lock);
}

/* ---- what may be repeated ---- */

uint64_t inbound_known_key(uint64_t number_key, struct ac_str text)
{
	return ac_hash_bytes(text.p, text.n, number_key);
}

void inbound_know(struct inbox *inbox, uint64_t key, int64_t inbound, bool taken)
{
	struct known known = { key, inbound, taken };
	pthread_mutex_lock(&inbox->lock);
	if (inbox->known.n < max_known)
		ac_vec_push(&inbox->known, known);
	inbox->known_until.us = ac_mono_now().us + known_us;
	pthread_mutex_unlock(&inbox->lock);
}

/* Nobody repeats that any more. What was refused stays: it would be stored twice. */
static void forget_taken(struct inbox *inbox)
{
	size_t kept = 0;
	for (size_t i = 0; i < inbox->known.n; i++)
		if (!inbox->known.at[i].taken)
			inbox->known.at[kept++] = inbox->known.at[i];
	inbox->known.n = kept;
}

/* Take a repeated message off the list. @return whether it was on it */
static bool recognise(struct inbox *inbox, uint64_t key, struct known *found)
{
	bool known = false;
	pthread_mutex_lock(&inbox->lock);
	if (inbox->known.n && ac_mono_now().us > inbox->known_until.us)
		forget_taken(inbox);
	for (size_t i = 0; i < inbox->known.n && !known; i++)
		if (inbox->known.at[i].key == key) {
			*found = inbox->known.at[i];
			inbox->known.at[i] = inbox->known.at[--inbox->known.n];
			known = true;
		}
	pthread_mutex_unlock(&inbox->lock);
	return known;
}

/* ---- coming in ---- */

/* "1 18:00": the next time that the clock of the place shows it. */
struct ac_wall inbound_when(const struct ac_service *service, int minute)
{
	if (minute < 0)
		return (struct ac_wall){ INT64_MAX };
	struct ac_wall now = ac_clock_wall(&service->clock);
	int32_t day = ac_zone_day(service->zone, now);
	struct ac_wall when = { ac_zone_day_start(service->zone, day).us + minute * AC_MINUTE };
	if (when.us <= now.us)
		when.us = ac_zone_day_start(service->zone, day + 1).us + minute * AC_MINUTE;
	return when;
}

/* As carriers write it, to E.164 with '+'. */
static struct ac_str e164(struct ac_str from, char plus[number_max], struct ac_phone *phone)
{
	if (from.n && from.p[0] == '+')
		return from;
	if (from.n + 2 > number_max)
		return from;
	plus[0] = '+';
	memcpy(plus + 1, from.p, from.n);
	*phone = ac_phone_parse((struct ac_str){ plus, from.n + 1 }, AC_STR(""));
	return phone->verdict == AC_PHONE_IMPOSSIBLE ? from : ac_str(phone->e164);
}

static void turn_away(struct service_link *link, uint64_t token)
{
	COUNT(link->service, turned_away, 1);
	link_ack(link, token, false);
}

static struct message understand(
	struct service_link *link, struct ac_str from, struct ac_str text, bool *more)
{
	struct ac_service *service = link->service;
	char plus[number_max];
	struct ac_phone phone;
	struct ac_reply reply = ac_reply_understand(text);
	*more = reply.more;
	struct ac_str kept = { text.p, text.n < text_max ? text.n : text_max };
	return (struct message){
		.row = { .link = link->number,
			.at = ac_clock_wall(&service->clock),
			.number_key = ac_vault_index(
				service->vault, AC_INDEX_PHONE, e164(from, plus, &phone)),
			.text = kept,
			.word = (enum ac_word)reply.word,
			.state = AC_INBOUND_OPEN,
			.reason = (uint8_t)reply.reason },
		.when = inbound_when(service, reply.minute),
		.stop = reply.stop,
	};
}

void inbound_take(struct service_link *link, uint64_t token, struct ac_str from, struct ac_str text)
{
	struct ac_service *service = link->service;
	struct inbox *inbox = service->inbox;
	bool more;
	COUNT(service, inbound, 1);
	struct message message = understand(link, from, text, &more);
	struct slot slot = { .link = link,
		.token = token,
		.known_key = inbound_known_key(message.row.number_key, message.row.text),
		.leave_open = more };
	struct known known;
	if (recognise(inbox, slot.known_key, &known)) {
		if (known.taken) {
			link_ack(link, token, true);
			return;
		}
		message.stored = true;
		message.row.id = slot.inbound = known.inbound;
	}
	if (!inbound_slot_take(inbox, &slot, &message.slot)) {
		if (message.stored)
			inbound_know(inbox, slot.known_key, slot.inbound, false);
		turn_away(link, token);
		return;
	}
	memcpy(message.bytes, message.row.text.p, message.row.text.n);
	ac_vec_push(&inbox->gathered, message);
}

/* ---- the writer's part ---- */

/* An officer's answer to a page is settled at once: it is no word of a person who was warned. */
static enum ac_status take_page(
	struct ac_db *db, struct message *message, struct ac_inbound_row *row, struct ac_error *err)
{
	AC_TRY(ac_pages_reply(db, row->number_key, row->text, row->at, &message->page, err));
	if (!message->page)
		return AC_OK;
	row->word = AC_WORD_free_text;
	row->state = AC_INBOUND_SETTLED;
	row->taken_in = true;
	return AC_OK;
}

static enum ac_status store_messages(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct batch *batch = ctx;
	if (atomic_load(&batch->service->abandoned))
		return ac_fail(err, AC_IO, "abandoned");
	for (size_t i = 0; i < batch->n; i++) {
		struct message *message = &batch->at[i];
		if (message->stored)
			continue;
		struct ac_inbound_row row = message->row;
		row.text.p = message->bytes;
		AC_TRY(take_page(db, message, &row, err));
		AC_TRY(ac_inbound_insert(db, &row, &message->row.id, err));
		if (message->stop && !message->page)
			AC_TRY(ac_contact_opt_out(
				db, row.number_key, AC_CONTACT_PHONE, row.at, err));
	}
	return AC_OK;
}

static struct ac_mail response_mail(const struct message *message, enum ac_word word, bool token)
{
	return (struct ac_mail){ .input = { .kind = AC_INPUT_RESPONSE,
					 .response = { .link = inbound_link,
						 .token = token ? message->slot + 1 : 0,
						 .number_key = message->row.number_key,
						 .inbound = message->row.id,
						 .word = word,
						 .when = message->when } } };
}

/* What asks for help and for silence is two responses; the second one is acknowledged for both. */
void inbound_tell_engine(struct ac_service *service, const struct message *message)
{
	if (message->stop && message->row.word != AC_WORD_stop) {
		struct ac_mail stop = response_mail(message, AC_WORD_stop, false);
		(void)!mail_send(service, &stop);
	}
	struct ac_mail mail = response_mail(message, message->row.word, true);
	(void)!mail_send(service, &mail);
}

static void tell_carrier(struct ac_service *service, const struct slot *slot, bool durable)
{
	struct handover *handover = handover_new(slot->link);
	struct ac_ack_output ack = { slot->token, slot->link->number, durable };
	ac_vec_push(&handover->acks, ack);
	if (ac_channel_loop_call(service->loop, handover_run, handover) != AC_OK)
		handover_free(handover); /* the connection will fall, and the carrier keeps it */
}

static void drop_message(struct ac_service *service, const struct message *message)
{
	struct slot slot = inbound_slot_release(service->inbox, message->slot);
	if (message->stored)
		inbound_know(service->inbox, slot.known_key, slot.inbound, false);
	COUNT(service, turned_away, 1);
	tell_carrier(service, &slot, false);
}

static void page_taken(struct ac_service *service, const struct message *message)
{
	struct slot slot = inbound_slot_release(service->inbox, message->slot);
	ac_log(AC_LOG_INFO, "page.taken", "page=%lld inbound=%lld", (long long)message->page,
		(long long)message->row.id);
	tell_carrier(service, &slot, true);
}

static void messages_done(void *ctx, enum ac_status status, const struct ac_error *err)
{
	struct batch *batch = ctx;
	struct ac_service *service = batch->service;
	if (status != AC_OK && status != AC_CLOSED)
		ac_log(AC_LOG_ERROR, "inbound.not_stored", "n=%zu why=\"%s\"", batch->n, err->msg);
	for (size_t i = 0; i < batch->n; i++) {
		if (status == AC_OK && batch->at[i].page) {
			page_taken(service, &batch->at[i]);
		} else if (status == AC_OK) {
			slot_stored(service->inbox, batch->at[i].slot, batch->at[i].row.id);
			inbound_tell_engine(service, &batch->at[i]);
		} else if (status != AC_CLOSED) {
			drop_message(service, &batch->at[i]);
		}
	}
	ac_vault_wipe(batch->at, batch->n * sizeof *batch->at);
	ac_free(batch);
}

void inbound_flush(struct ac_service *service)
{
	struct inbox *inbox = service->inbox;
	size_t n = inbox->gathered.n;
	if (n == 0)
		return;
	struct batch *batch = ac_alloc(sizeof *batch + n * sizeof *batch->at);
	batch->service = service;
	batch->n = n;
	memcpy(batch->at, inbox->gathered.at, n * sizeof *batch->at);
	ac_vault_wipe(inbox->gathered.at, n * sizeof *batch->at);
	ac_vec_clear(&inbox->gathered);
	struct ac_job job = { .priority = AC_PRIORITY_ENGINE,
		.fn = store_messages,
		.done = messages_done,
		.ctx = batch };
	struct ac_error err;
	enum ac_status status = ac_writer_submit(service->writer, &job);
	if (status != AC_OK)
		messages_done(batch, ac_fail(&err, AC_FULL, "the writer is behind"), &err);
}
