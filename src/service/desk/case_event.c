/* It has happened: what was to be said before it must not be said any more. */
#include "service/desk/campaign_row.h"
#include "service/desk/campaigns.h"
#include "service/desk/case_p.h"
#include "service/desk/decisions.h"
#include "service/desk/pages.h"

#include "store/decisions.h"

#include <stdio.h>

enum { text_max = 8000 };

struct happening {
	struct ac_by by;
	int64_t id;
	struct ac_str text;
	ac_campaign_ids found; /* live as of the last look */
	ac_campaign_ids live; /* … that were dealt with */
	ac_campaign_ids frozen; /* … and stopped */
	bool came; /* a campaign began meanwhile */
	ac_campaign_ids running; /* of the frozen: they ask everyone inside */
	int64_t review; /* the decision by which somebody else looks at it */
	AC_VEC(int64_t) warnings;
};

static void happening_done(struct happening *h)
{
	ac_vec_done(&h->found);
	ac_vec_done(&h->live);
	ac_vec_done(&h->frozen);
	ac_vec_done(&h->running);
	ac_vec_done(&h->warnings);
}
AC_AUTO_DEFINE_VALUE(happening, struct happening, happening_done)

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	struct happening *h = ctx;
	ac_vec_push(&h->warnings, row->id);
}

static enum ac_status find_live(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct happening *h = ctx;
	struct case_taken taken;
	AC_TRY(case_take_live(db, h->id, &taken, err));
	ac_vec_clear(&h->found);
	ac_vec_clear(&h->warnings);
	AC_TRY(ac_warning_each(db, h->id, take_warning, h, err));
	ac_vec_each(&h->warnings, warning)
		AC_TRY(ac_campaigns_live(db, *warning, &h->found, err));
	return AC_OK;
}

struct looking {
	int64_t id;
	bool paused;
};

static void see_state(void *ctx, const struct ac_campaign_row *row)
{
	struct looking *l = ctx;
	l->paused |= row->id == l->id && ac_str_eq(row->state, AC_STR("paused"));
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaign_each(db, see_state, ctx, err);
}

/* It submits nothing from now on. One that somebody had paused is as much from before the event as one that ran. */
static bool stop(struct ac_service *service, struct happening *h, int64_t id, struct ac_error *err)
{
	struct looking l = { .id = id };
	if (ac_campaigns_order(service, h->by.officer, id, AC_ORDER_PAUSE, err) == AC_OK) {
		ac_vec_push(&h->running, id);
		return true;
	}
	return ac_service_read(service, look, &l, NULL) == AC_OK && l.paused;
}

static void add_other(struct ac_json *others, int64_t campaign, const struct ac_error *why)
{
	struct ac_json *other = ac_json_add_object(others);
	ac_json_set_i64(other, "campaign", campaign);
	ac_json_set_text(other, "why", why->msg);
}

static bool dealt_with(const struct happening *h, int64_t id)
{
	ac_vec_each(&h->live, live)
		if (*live == id)
			return true;
	return false;
}

/* First they stop; that they did, and why, is written after it. What is cut off in between has stopped. */
static void stop_campaigns(struct ac_service *service, struct happening *h, struct ac_json *frozen,
	struct ac_json *others)
{
	ac_vec_each(&h->found, id) {
		struct ac_error err = { .msg = "" };
		if (dealt_with(h, *id))
			continue;
		ac_vec_push(&h->live, *id);
		if (stop(service, h, *id, &err)) {
			ac_vec_push(&h->frozen, *id);
			ac_json_add_i64(frozen, *id);
			continue;
		}
		add_other(others, *id, &err);
	}
}

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

/* A campaign that has begun since they were stopped has not seen the event: what begins after it does. */
static enum ac_status none_came(struct ac_db *db, struct happening *h, struct ac_error *err)
{
	AC_TRY(find_live(db, h, err));
	h->came = false;
	ac_vec_each(&h->found, id)
		h->came |= !dealt_with(h, *id);
	return h->came ? ac_fail(err, AC_BUSY, "a campaign of case %lld began meanwhile",
				 (long long)h->id)
		       : AC_OK;
}

static enum ac_status write_event(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct happening *h = ctx;
	AC_TRY(none_came(db, h, err));
	AC_TRY(case_note_decision(db, &h->by, h->id, "event", AC_STR(""), h->text, err));
	ac_vec_each(&h->frozen, id)
		AC_TRY(ac_campaign_freeze(db, *id, h->by.at, err));
	if (h->running.n)
		AC_TRY(have_reviewed(db, h, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("frozen", (int64_t)h->frozen.n);
	if (h->review)
		ac_json_set_i64(detail, "review", h->review);
	return ac_decided(db, &h->by, "case.event", "case", h->id, detail, err);
}

/* What ran asks everyone inside; one that cannot stays frozen. */
static void ask(struct ac_service *service, struct happening *h, struct ac_json *answer)
{
	struct ac_json *asked = ac_json_set_array(answer, "asked");
	struct ac_json *others = ac_json_set_array(answer, "not_asked");
	if (h->review)
		ac_json_set_i64(answer, "review", h->review);
	ac_vec_each(&h->running, id) {
		struct ac_error err = { .msg = "" };
		if (ac_campaigns_ask(service, h->by.officer, *id, &err) == AC_OK)
			ac_json_add_i64(asked, *id);
		else
			add_other(others, *id, &err);
	}
}

enum ac_status ac_cases_event(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_str text, struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(happening)
	struct happening h = { .by = ac_by(service, officer), .id = id, .text = text };
	AC_TRY(case_check_text("text", text, text_max, err));
	struct ac_json *frozen = ac_json_set_array(answer, "frozen");
	struct ac_json *others = ac_json_set_array(answer, "not_frozen");
	AC_TRY(ac_service_read(service, find_live, &h, err));
	if (h.found.n && ac_service_mode(service) != AC_SERVICE_SERVE)
		return ac_fail(err, AC_CONFLICT,
			"case %lld has a campaign under way, and no daemon runs that could stop "
			"it: "
			"`allclear -d %s serve`",
			(long long)id, ac_service_dir(service));
	enum ac_status status;
	do {
		stop_campaigns(service, &h, frozen, others);
		status = ac_service_write(service, write_event, &h, err);
	} while (status == AC_BUSY && h.came);
	if (status != AC_OK)
		return status;
	ask(service, &h, answer);
	return AC_OK;
}
