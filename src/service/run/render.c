#include "service/run/render.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/service_p.h"
#include "store/outreach.h"

#include <time.h>

enum {
	texts_max = 64 << 20,
	body_max = 8192,
	max_args = 32,
	least_validity_s = 60,
	most_validity_s =
		86400, /* also of an all-clear: it must not be lost to a phone that is off */
	again_ms = 200,
};

struct renderer {
	struct ac_db *db;
	struct phrasebooks *books;
	const struct ac_clock *clock;
	struct ac_buf texts, scratch, body, hotel;
	struct ac_render_ask *asks; /* ac_chunk_max */
	struct ac_render_answer *answers; /* … */
	/* of the chunk under way */
	struct phrasebook *book; /* of the campaign looked at last */
	int64_t campaign;
	const struct phrase *same; /* a text without arguments that stands in the parcel … */
	uint32_t same_at; /* … there */
};

struct renderer *renderer_new(
	struct ac_db *db, struct phrasebooks *books, const struct ac_clock *clock)
{
	struct renderer *renderer = ac_alloc(sizeof *renderer);
	renderer->db = db;
	renderer->books = books;
	renderer->clock = clock;
	ac_buf_init(&renderer->texts, texts_max);
	ac_buf_init(&renderer->scratch, body_max);
	ac_buf_init(&renderer->body, body_max);
	ac_buf_init(&renderer->hotel, 1024);
	renderer->asks = ac_alloc_array(ac_chunk_max, sizeof *renderer->asks);
	renderer->answers = ac_alloc_array(ac_chunk_max, sizeof *renderer->answers);
	return renderer;
}

void renderer_free(struct renderer *renderer)
{
	if (!renderer)
		return;
	ac_buf_done(&renderer->texts);
	ac_buf_done(&renderer->scratch);
	ac_buf_done(&renderer->body);
	ac_buf_done(&renderer->hotel);
	ac_free(renderer->asks);
	ac_free(renderer->answers);
	ac_free(renderer);
}

/* ---- one message ---- */

/* Until the next step is due, so that no instruction comes after what replaces it. */
static int32_t validity_s(const struct renderer *renderer, const struct ac_attempt_entry *entry)
{
	if (entry->kind == AC_KIND_all_clear || entry->kind == AC_KIND_retraction)
		return most_validity_s;
	const struct ac_tier *tier = &phrasebook_plan(renderer->book)->tiers[entry->tier];
	int rung = entry->rung < tier->n_rungs ? entry->rung : tier->n_rungs - 1;
	double rate = renderer->clock->exercise ? renderer->clock->rate : 1;
	double wait_s = rung < 0 ? 0 : (double)tier->rungs[rung].wait_us / 1e6 / rate;
	if (wait_s < least_validity_s)
		return least_validity_s;
	return wait_s > most_validity_s ? most_validity_s : (int32_t)wait_s;
}

static enum ac_status render_personal(struct renderer *renderer, const struct phrase *phrase,
	const struct ac_render_answer *person, int64_t traveller, struct ac_text_size *size,
	struct ac_error *err)
{
	struct ac_arg args[max_args];
	size_t n;
	const struct ac_arg *common = phrasebook_args(renderer->book, &n);
	memcpy(args, common, n * sizeof *args);
	if (phrase->uses_hotel)
		AC_TRY(ac_render_hotel(renderer->db, traveller, ac_clock_wall(renderer->clock),
			&renderer->hotel, err));
	args[n++] = AC_ARG_OF_TEXT("name", person->name);
	args[n++] = AC_ARG_OF_TEXT("hotel", ac_buf_str(&renderer->hotel));
	return ac_template_render_body(
		phrase->template_, args, n, &renderer->scratch, &renderer->body, size, err);
}

static void put_body(struct ac_parcel *parcel, struct ac_parcel_item *item, struct ac_str body)
{
	item->body = (uint32_t)parcel->bytes.n;
	item->body_n = (uint16_t)body.n;
	ac_buf_add_str(&parcel->bytes, body);
}

/* Texts without arguments stand in the parcel once. */
static void put_fixed(struct renderer *renderer, struct ac_parcel *parcel,
	struct ac_parcel_item *item, const struct phrase *phrase)
{
	if (renderer->same != phrase) {
		renderer->same = phrase;
		renderer->same_at = (uint32_t)parcel->bytes.n;
		ac_buf_add_str(&parcel->bytes, phrase->fixed->body);
	}
	item->body = renderer->same_at;
	item->body_n = (uint16_t)phrase->fixed->body.n;
}

static enum ac_status fill_one(struct renderer *renderer, struct ac_parcel *parcel, unsigned i,
	const struct phrase *phrase, struct ac_error *err)
{
	const struct ac_render_answer *person = &renderer->answers[i];
	struct ac_parcel_item *item = &parcel->items[i];
	struct ac_text_size size;
	if (phrase->fixed) {
		size = phrase->fixed->size;
		put_fixed(renderer, parcel, item, phrase);
	} else {
		AC_TRY(render_personal(
			renderer, phrase, person, parcel->entries[i].traveller, &size, err));
		put_body(parcel, item, ac_buf_str(&renderer->body));
	}
	item->to = (uint32_t)parcel->bytes.n;
	item->to_n = (uint8_t)person->address.n;
	ac_buf_add_str(&parcel->bytes, person->address);
	item->coding = (uint8_t)size.coding;
	item->exercise = phrasebook_exercise(renderer->book);
	item->validity_s = validity_s(renderer, &parcel->entries[i]);
	if (!parcel->bytes.over && size.segments <= UINT8_MAX)
		parcel->segments[i] = (uint8_t)size.segments;
	return AC_OK;
}

static void use_book(struct renderer *renderer, int64_t campaign)
{
	if (renderer->book && renderer->campaign == campaign)
		return;
	phrasebook_drop(renderer->book);
	renderer->book = phrasebooks_get(renderer->books, campaign);
	renderer->campaign = campaign;
	renderer->same = NULL;
}

static void fill(struct renderer *renderer, struct ac_parcel *parcel, unsigned i)
{
	const struct ac_attempt_entry *entry = &parcel->entries[i];
	const struct ac_render_answer *person = &renderer->answers[i];
	use_book(renderer, entry->campaign);
	const struct phrase *phrase =
		renderer->book ? phrasebook_find(renderer->book, entry) : NULL;
	struct ac_error err;
	enum ac_status status = AC_OK;
	if (phrase && person->found && person->address.n > 1 && person->address.n <= UINT8_MAX)
		status = fill_one(renderer, parcel, i, phrase, &err);
	if (status != AC_OK)
		ac_log(AC_LOG_ERROR, "render.failed", "campaign=%lld traveller=%lld why=\"%s\"",
			(long long)entry->campaign, (long long)entry->traveller, err.msg);
	else if (!parcel->segments[i])
		ac_log(AC_LOG_WARN, "render.nothing",
			"campaign=%lld traveller=%lld contact=%lld text=%d",
			(long long)entry->campaign, (long long)entry->traveller,
			(long long)entry->contact, phrase != NULL);
}

/* ---- a chunk ---- */

/* One field does not open: that person's message cannot be made, the others' can. */
static enum ac_status look_up_singly(
	struct renderer *renderer, struct ac_parcel *parcel, struct ac_error *err)
{
	for (unsigned i = 0; i < parcel->n; i++) {
		struct ac_render_answer *answer = &renderer->answers[i];
		enum ac_status status = ac_render_lookup(
			renderer->db, &renderer->asks[i], 1, answer, &renderer->texts, err);
		if (status == AC_CORRUPT || status == AC_DENIED)
			answer->found = false;
		else if (status != AC_OK)
			return status;
		fill(renderer, parcel, i);
	}
	return AC_OK;
}

static enum ac_status look_up(
	struct renderer *renderer, struct ac_parcel *parcel, struct ac_error *err)
{
	for (unsigned i = 0; i < parcel->n; i++) {
		const struct ac_attempt_entry *entry = &parcel->entries[i];
		use_book(renderer, entry->campaign);
		const struct phrase *phrase =
			renderer->book ? phrasebook_find(renderer->book, entry) : NULL;
		renderer->asks[i] = (struct ac_render_ask){ entry->traveller, entry->contact,
			phrase && phrase->uses_name };
	}
	enum ac_status status = ac_render_lookup(
		renderer->db, renderer->asks, parcel->n, renderer->answers, &renderer->texts, err);
	if (status == AC_CORRUPT || status == AC_DENIED)
		return look_up_singly(renderer, parcel, err);
	AC_TRY(status);
	for (unsigned i = 0; i < parcel->n; i++)
		fill(renderer, parcel, i);
	return AC_OK;
}

enum ac_status renderer_fill(
	struct renderer *renderer, struct ac_parcel *parcel, struct ac_error *err)
{
	ac_buf_reset(&parcel->bytes);
	memset(parcel->segments, 0, parcel->n);
	renderer->same = NULL;
	enum ac_status status = look_up(renderer, parcel, err);
	phrasebook_drop(AC_TAKE(renderer->book));
	if (renderer->texts.p)
		ac_vault_wipe(renderer->texts.p, renderer->texts.n);
	return status;
}

/* ---- the thread ---- */

static void deliver(struct ac_service *service, struct ac_parcel *parcel)
{
	COUNT(service, rendered, parcel->n);
	struct ac_mail mail = {
		.input = { .kind = AC_INPUT_RENDERED,
			.rendered = { parcel->chunk, parcel->segments, parcel->n } },
		.owned = parcel
	};
	(void)!mail_send(service, &mail); /* closed: the parcel goes with the others */
}

static void render(struct ac_service *service, struct renderer *renderer, struct ac_parcel *parcel)
{
	struct ac_error err;
	while (renderer_fill(renderer, parcel, &err) != AC_OK) {
		ac_log(AC_LOG_ERROR, "render.stalled", "chunk=%lld why=\"%s\"",
			(long long)parcel->chunk, err.msg);
		(void)nanosleep(&(struct timespec){ 0, again_ms * 1000000L }, NULL);
		if (ac_queue_closed(service->renders))
			return;
	}
	deliver(service, parcel);
}

static void *render_main(void *arg)
{
	struct ac_service *service = arg;
	struct ac_db *db;
	struct ac_error err;
	(void)pthread_setname_np(pthread_self(), "render");
	while (ac_readers_take(service->readers, &db, &err) != AC_OK) {
		ac_log(AC_LOG_ERROR, "render.no_reader", "why=\"%s\"", err.msg);
		(void)nanosleep(&(struct timespec){ 0, again_ms * 1000000L }, NULL);
		if (ac_queue_closed(service->renders))
			return NULL;
	}
	struct renderer *renderer = renderer_new(db, service->phrasebooks, &service->clock);
	for (struct ac_parcel *parcel; ac_queue_take(service->renders, &parcel, 1, -1) == 1;)
		render(service, renderer, parcel);
	renderer_free(renderer);
	ac_readers_give(service->readers, db);
	return NULL;
}

enum ac_status render_start(struct ac_service *service, struct ac_error *err)
{
	int rc = pthread_create(&service->render_thread, NULL, render_main, service);
	if (rc != 0)
		return ac_fail_os(err, rc, "the render thread does not start");
	service->render_started = true;
	return AC_OK;
}

void render_stop(struct ac_service *service)
{
	if (service->renders)
		ac_queue_close(service->renders);
	if (!service->render_started)
		return;
	pthread_join(service->render_thread, NULL);
	service->render_started = false;
}
