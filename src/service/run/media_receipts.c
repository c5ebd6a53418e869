#include "service/run/media_receipts.h"

#include "base/log.h"
#include "base/map.h"
#include "service/run/links.h"
#include "store/media.h"

enum { awaited_most = 100000 }; /* the newest */

struct came {
	struct service_link *link;
	uint64_t token;
	int64_t delivery;
	bool delivered;
};

struct media_receipts {
	pthread_mutex_t lock;
	struct ac_map awaited; /* receipt key → place of its delivery */
	AC_VEC(int64_t) deliveries;
	AC_VEC(struct came) came;
};

struct media_receipts *media_receipts_new(void)
{
	struct media_receipts *made = ac_alloc(sizeof *made);
	pthread_mutex_init(&made->lock, NULL);
	return made;
}

void media_receipts_free(struct media_receipts *receipts)
{
	if (!receipts)
		return;
	ac_map_done(&receipts->awaited);
	ac_vec_done(&receipts->deliveries);
	ac_vec_done(&receipts->came);
	pthread_mutex_destroy(&receipts->lock);
	ac_free(receipts);
}

/* ---- what is awaited ---- */

static void put_awaited(void *ctx, int64_t delivery, uint64_t key)
{
	struct ac_service *service = ctx;
	media_receipts_expect(service, key, delivery);
}

static enum ac_status read_awaited(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_media_delivery_awaited(db, awaited_most, put_awaited, ctx, err);
}

enum ac_status media_receipts_load(struct ac_service *service, struct ac_error *err)
{
	return ac_service_read(service, read_awaited, service, err);
}

void media_receipts_expect(struct ac_service *service, uint64_t key, int64_t delivery)
{
	struct media_receipts *receipts = service->media_receipts;
	if (!key)
		return;
	pthread_mutex_lock(&receipts->lock);
	ac_map_put(&receipts->awaited, key, (uint32_t)receipts->deliveries.n);
	ac_vec_push(&receipts->deliveries, delivery);
	pthread_mutex_unlock(&receipts->lock);
}

/* ---- what came ---- */

bool media_receipts_take(struct ac_service *service, struct service_link *link, uint64_t token,
	uint64_t key, enum ac_receipt_state state)
{
	struct media_receipts *receipts = service->media_receipts;
	struct came came = {
		.link = link, .token = token, .delivered = state == AC_RECEIPT_DELIVERED
	};
	pthread_mutex_lock(&receipts->lock);
	uint32_t at = key ? ac_map_get(&receipts->awaited, key) : ac_map_none;
	bool ours = at != ac_map_none;
	if (ours && state != AC_RECEIPT_ENROUTE) {
		came.delivery = receipts->deliveries.at[at];
		ac_vec_push(&receipts->came, came);
	}
	pthread_mutex_unlock(&receipts->lock);
	if (ours && state == AC_RECEIPT_ENROUTE)
		link_ack(link, token, true); /* nothing to keep */
	return ours;
}

/* ---- writing ---- */

static enum ac_status write_one(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct ac_media_delivery_row *row = ctx;
	return ac_media_delivery_receipt(db, row, err);
}

/* Acknowledgements belong on the channel thread. */
static void acknowledge(const struct came *came, bool durable)
{
	struct handover *handover = handover_new(came->link);
	struct ac_ack_output ack = { .token = came->token, .durable = durable };
	ac_vec_push(&handover->acks, ack);
	if (ac_channel_loop_call(came->link->service->loop, handover_run, handover) != AC_OK)
		handover_free(handover); /* the carrier gives it again */
}

static void settle(struct ac_service *service, const struct came *came)
{
	struct ac_media_delivery_row row = { .id = came->delivery,
		.state = ac_str(came->delivered ? "delivered" : "failed"),
		.why = ac_str(came->delivered ? "" : "the carrier could not deliver it"),
		.ended_at = ac_service_now(service) };
	struct ac_error err = { 0 };
	enum ac_status status = ac_service_write(service, write_one, &row, &err);
	if (status != AC_OK)
		ac_log(AC_LOG_ERROR, "media.store", "delivery=%lld why=\"%s\"",
			(long long)came->delivery, err.msg);
	acknowledge(came, status == AC_OK);
}

/* @return false when there is none */
static bool next(struct media_receipts *receipts, struct came *came)
{
	pthread_mutex_lock(&receipts->lock);
	bool any = receipts->came.n > 0;
	if (any) {
		*came = receipts->came.at[0];
		receipts->came.n--;
		for (size_t i = 0; i < receipts->came.n; i++)
			receipts->came.at[i] = receipts->came.at[i + 1];
	}
	pthread_mutex_unlock(&receipts->lock);
	return any;
}

void media_receipts_write(struct ac_service *service)
{
	struct came came;
	while (!atomic_load(&service->abandoned) && next(service->media_receipts, &came))
		settle(service, &came);
}
