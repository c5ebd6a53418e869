/* It has happened: what was to be said before it must not be said any more. That it stops, why, and what it asks
 * instead is one transaction; the orders follow when that is durable, and after a crash in between when the daemon
 * starts. */
#include "service/desk/campaign_asking_p.h"
#include "service/desk/campaign_orders_p.h"
#include "service/desk/campaign_row.h"
#include "service/desk/case_p.h"
#include "service/desk/decisions.h"
#include "service/desk/pages.h"

#include "store/decisions.h"

#include <stdio.h>

enum { text_max = 8000 };

struct stopping {
	int64_t id;
	bool runs; /* else somebody had paused it: it is as much from before the event */
	bool begins; /* … runs as soon as the engine has its people */
	bool asks; /* everyone inside */
	struct campaign_asking asking;
};

struct happening {
	struct ac_service *service;
	struct ac_by by;
	int64_t id;
	struct ac_str text;
	struct ac_buf question;
	const char *zone;
	struct ac_json *frozen, *not_frozen, *asked,
		*not_asked; /* of the answer, which owns them */
	AC_VEC(struct stopping) stopping;
	size_t running; /* how many of them ran */
	int64_t review; /* the decision by which somebody else looks at it */
	AC_VEC(int64_t) warnings;
};

static void happening_done(struct happening *h)
{
	ac_buf_done(&h->question);
	ac_vec_done(&h->stopping);
	ac_vec_done(&h->warnings);
}
AC_AUTO_DEFINE_VALUE(happening, struct happening, happening_done)

/* ---- what there is ---- */

static void add_other(struct ac_json *others, int64_t campaign, const char *why)
{
	struct ac_json *other = ac_json_add_object(others);
	ac_json_set_i64(other, "campaign", campaign);
	ac_json_set_text(other, "why", why);
}

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	struct happening *h = ctx;
	ac_vec_push(&h->warnings, row->id);
}

/* One that cannot ask stays frozen. */
static enum ac_status find_question(
	struct ac_db *db, struct happening *h, struct stopping *s, struct ac_error *err)
{
	struct ac_error why = { .msg = "" };
	s->asking = (struct campaign_asking){ .by = h->by,
		.id = s->id,
		.question = ac_buf_str(&h->question),
		.zone = h->zone,
		.alone = true };
	AC_TRY(campaign_asking_find(db, &s->asking, err));
	s->asking.goes_on = true;
	s->asks = campaign_asking_check(db, &s->asking, &why) == AC_OK;
	if (!s->asks)
		add_other(h->not_asked, s->id, why.msg);
	return AC_OK;
}

/* The engine is being given its people: whoever stops it now keeps it from being let run. */
static bool begins(const struct happening *h, const struct ac_campaign_kept *kept)
{
	return strcmp(kept->state, "paused") == 0 &&
	       ac_service_start_under_way(h->service, kept->row.warning);
}

static enum ac_status find_campaign(
	struct ac_db *db, struct happening *h, int64_t id, struct ac_error *err)
{
	AC_AUTO(campaign_kept) struct ac_campaign_kept kept = { 0 };
	struct stopping s = { .id = id };
	AC_TRY(ac_campaign_keep(db, id, &kept, err));
	s.begins = begins(h, &kept);
	s.runs = s.begins || strcmp(kept.state, "running") == 0;
	if (!s.runs && strcmp(kept.state, "paused") != 0) {
		add_other(h->not_frozen, id, "it is ending");
		return AC_OK;
	}
	if (s.runs)
		AC_TRY(find_question(db, h, &s, err));
	h->running += s.runs;
	ac_vec_push(&h->stopping, s);
	return AC_OK;
}

static enum ac_status find_live(struct ac_db *db, struct happening *h, struct ac_error *err)
{
	struct case_taken taken;
	AC_AUTO(campaign_ids) ac_campaign_ids live = { 0 };
	AC_TRY(case_take_live(db, h->id, &taken, err));
	AC_TRY(ac_warning_each(db, h->id, take_warning, h, err));
	ac_vec_each(&h->warnings, warning)
		AC_TRY(ac_campaigns_live(db, *warning, &live, err));
	ac_vec_each(&live, id)
		AC_TRY(find_campaign(db, h, *id, err));
	if (h->stopping.n && ac_service_mode(h->service) != AC_SERVICE_SERVE)
		return ac_fail(err, AC_CONFLICT,
			"case %lld has a campaign under way, and no daemon runs that could stop "
			"it: "
			"`allclear -d %s serve`",
			(long long)h->id, ac_service_dir(h->service));
	return AC_OK;
}

/* ---- what is decided ---- */

/* What one does alone now, somebody else reviews within the hour, as the use of a template. */
static enum ac_status have_reviewed(struct ac_db *db, struct happening *h, struct ac_error *err)
{
	char target[64];
	(void)snprintf(target, sizeof target, "/v1/cases/%lld/events", (long long)h->id);
	AC_AUTO(json) struct ac_json *json = ac_json_new_object();
	ac_json_set_str(json, "text", h->text);
	AC_AUTO(buf) struct ac_buf body;
	ac_buf_init(&body, 8 * text_max);
	ac_json_write(json, &body);
	AC_TRY(ac_buf_check(&body, "the event", err));
	struct ac_decision_row row = { .state = AC_STR("done"),
		.method = AC_STR("POST"),
		.target = ac_str(target),
		.body = ac_buf_str(&body),
		.drafted_by = h->by.officer.name,
		.drafted_at = h->by.at,
		.review_due = { h->by.at.us + AC_REVIEW_WITHIN },
		.case_id = h->id };
	const struct ac_drafted drafted = { row.method, row.target, row.body };
	ac_decisions_digest(&drafted, AC_STR(""), row.digest);
	AC_TRY(ac_decision_insert(db, &row, &h->review, err));
	struct ac_paged paged = { AC_PAGE_decision, h->review, h->by.officer.name, h->by.at };
	return ac_page(db, &paged, err);
}

static struct ordering pause(const struct happening *h, int64_t id)
{
	return (struct ordering){ .by = h->by, .id = id, .order = AC_ORDER_PAUSE };
}

static enum ac_status write_stop(
	struct ac_db *db, const struct happening *h, struct stopping *s, struct ac_error *err)
{
	const struct ordering o = pause(h, s->id);
	if (s->runs)
		AC_TRY(campaign_order_decided(db, &o, err));
	AC_TRY(ac_campaign_freeze(db, s->id, h->by.at, err));
	return s->asks ? campaign_asking_write(db, &s->asking, err) : AC_OK;
}

/* They are found in the transaction that writes it down: what begins after it has seen the event. */
static enum ac_status write_event(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct happening *h = ctx;
	AC_TRY(find_live(db, h, err));
	AC_TRY(case_note_decision(db, &h->by, h->id, "event", AC_STR(""), h->text, err));
	ac_vec_each(&h->stopping, s)
		AC_TRY(write_stop(db, h, s, err));
	if (h->running)
		AC_TRY(have_reviewed(db, h, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("frozen", (int64_t)h->stopping.n);
	if (h->review)
		ac_json_set_i64(detail, "review", h->review);
	return ac_decided(db, &h->by, "case.event", "case", h->id, detail, err);
}

/* ---- what is ordered ---- */

/* From then on it submits nothing that was decided before. */
static void stop(struct ac_service *service, const struct happening *h, struct stopping *s)
{
	struct ac_error err = { .msg = "" };
	const struct ordering o = pause(h, s->id);
	if (!s->runs || campaign_order_give(service, &o, &err) == AC_OK || s->begins) {
		ac_json_add_i64(h->frozen, s->id);
		return;
	}
	s->asks = false;
	add_other(h->not_frozen, s->id, err.msg);
}

static void ask(struct ac_service *service, const struct happening *h, const struct stopping *s)
{
	struct ac_error err = { .msg = "" };
	if (campaign_asking_order(service, &s->asking, &err) == AC_OK)
		ac_json_add_i64(h->asked, s->id);
	else
		add_other(h->not_asked, s->id, err.msg);
}

enum ac_status ac_cases_event(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_str text, struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(happening)
	struct happening h = { .service = service,
		.by = ac_by(service, officer),
		.id = id,
		.text = text,
		.zone = ac_service_config(service)->zone,
		.frozen = ac_json_set_array(answer, "frozen"),
		.not_frozen = ac_json_set_array(answer, "not_frozen"),
		.asked = ac_json_set_array(answer, "asked"),
		.not_asked = ac_json_set_array(answer, "not_asked") };
	AC_TRY(case_check_text("text", text, text_max, err));
	AC_TRY(campaign_question(&h.question, err));
	AC_TRY(ac_service_write(service, write_event, &h, err));
	ac_vec_each(&h.stopping, s)
		stop(service, &h, s);
	ac_vec_each(&h.stopping, s)
		if (s->asks)
			ask(service, &h, s);
	if (h.review)
		ac_json_set_i64(answer, "review", h.review);
	return AC_OK;
}
