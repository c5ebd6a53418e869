/* Orders to a campaign under way: pause, resume, finish. Each is audited before the engine hears of it; what the
 * engine makes of it comes back into the campaign's row with its journal. What a crash cuts off in between is given
 * when the daemon starts (desk/campaign_recover.h). */
#include "service/desk/campaign_orders_p.h"
#include "service/desk/campaign_row.h"
#include "service/desk/campaigns.h"

/* Who resumes a campaign that its case's event has stopped has decided that it goes on. */
static enum ac_status unfreeze(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaign_freeze(
		db, ((const struct ordering *)ctx)->id, (struct ac_wall){ 0 }, err);
}

/* What was to be said before the event goes on after it only by two. */
enum ac_status campaign_order_decided(
	struct ac_db *db, const struct ordering *o, struct ac_error *err)
{
	struct ac_wall frozen_at = { 0 };
	if (o->order == AC_ORDER_RESUME)
		AC_TRY(ac_campaign_frozen_at(db, o->id, &frozen_at, err));
	const char *action = o->order == AC_ORDER_PAUSE    ? "campaign.pause"
			     : o->order == AC_ORDER_FINISH ? "campaign.finish"
			     : o->asked                    ? "campaign.ask"
			     : frozen_at.us                ? "campaign.resume_frozen"
							   : "campaign.resume";
	ac_rehearse_check(&o->by.officer, "event", !frozen_at.us,
		AC_STR("its case has had an event since: what it goes on to say is from before"));
	return ac_decided(db, &o->by, action, "campaign", o->id, NULL, err);
}

enum ac_status campaign_order_give(
	struct ac_service *service, const struct ordering *given, struct ac_error *err)
{
	struct ordering o = *given;
	struct ac_order_input input = { .order = o.order, .campaign = o.id };
	enum ac_status status = ac_service_order(service, input, err);
	if (status != AC_OK) {
		AC_TRY(ac_decide(service, o.by.officer, "campaign.not_ordered", "campaign", o.id,
			NULL, NULL));
		return status;
	}
	return o.order == AC_ORDER_RESUME ? ac_service_write(service, unfreeze, &o, err) : AC_OK;
}

static enum ac_status decide_order(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return campaign_order_decided(db, ctx, err);
}

enum ac_status ac_campaigns_order(struct ac_service *service, struct ac_officer officer, int64_t id,
	enum ac_order order, struct ac_error *err)
{
	struct ordering o = { .by = ac_by(service, officer), .id = id, .order = order };
	AC_TRY(ac_service_write(service, decide_order, &o, err));
	return campaign_order_give(service, &o, err);
}
