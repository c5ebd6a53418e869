/* service/desk/campaigns.h - personal outreach for a warning, as officers order it.
 *
 * Everything an officer decides is audited before the engine hears of it. Texts and plan of a campaign
 * are rows of the store; who stands where is the engine's, asked by ac_service_query().
 */
#pragma once
#include "base/vec.h"
#include "service/desk/decide.h"
#include "json/json.h"

struct ac_progress_sink {
	void (*tell)(void *ctx, const struct ac_json *state); /* NULL: nobody listens */
	void *ctx;
};

/**
 * Who would be told what: people per tier and language, segments, time at the links' rates, who has no
 * way that works.
 * @param plan    YAML or JSON, see docs/plan.md
 * @param answer  filled
 */
AC_MUST_CHECK enum ac_status ac_campaigns_preview(struct ac_service *service, int64_t warning,
	struct ac_str plan, struct ac_json *answer, struct ac_error *err);

/** The same for a second person, in a rehearsal: figures, and a list of checks. */
AC_MUST_CHECK enum ac_status ac_campaigns_show(struct ac_service *service,
	const struct ac_officer *officer, int64_t warning, struct ac_str plan,
	struct ac_error *err);

/**
 * Begin: tasks are made in slices, then the engine takes over. What a start that was cut off has left is dropped
 * (service/run/cut_off.h), never taken up. If the warning ends or its case has an event meanwhile, nobody is told.
 * @return AC_CONFLICT for a warning that is not published, or has a live campaign already, or one that is being made; and
 *         when it was overtaken by its end, an event, an order to pause it
 */
AC_MUST_CHECK enum ac_status ac_campaigns_start(struct ac_service *service,
	struct ac_officer officer, int64_t warning, struct ac_str plan,
	const struct ac_progress_sink *progress, struct ac_json *answer, struct ac_error *err);

/** Pause, resume or finish: AC_ORDER_PAUSE, AC_ORDER_RESUME, AC_ORDER_FINISH. */
AC_MUST_CHECK enum ac_status ac_campaigns_order(struct ac_service *service,
	struct ac_officer officer, int64_t id, enum ac_order order, struct ac_error *err);

/**
 * Correct a tier's text: a new version; unsent messages are withdrawn, the others replaced.
 * @param texts    YAML or JSON
 * @param version  the new one
 */
AC_MUST_CHECK enum ac_status ac_campaigns_correct(struct ac_service *service,
	struct ac_officer officer, int64_t id, int tier, struct ac_str texts, int64_t *version,
	struct ac_error *err);

/**
 * Ask everyone inside whether they are safe or need help, in place of what every tier said so far; a paused campaign
 * goes on with it. Who was told something before gets the question as what replaces it.
 * @param texts  YAML or JSON, as for a correction; empty: those shipped
 */
AC_MUST_CHECK enum ac_status ac_campaigns_check(struct ac_service *service,
	struct ac_officer officer, int64_t id, struct ac_str texts, struct ac_error *err);

/**
 * A plan that does nothing but ask everyone inside: the shipped question in every language, three times, then the desk.
 * @param phone  for questions; empty: the plan lacks it
 * @param place  for the texts at its end; empty: the plan lacks it
 * @param plan   an empty object, filled (docs/plan.md)
 */
void ac_campaigns_question_plan(struct ac_str phone, struct ac_str place, struct ac_json *plan);

struct ac_quiet_ask {
	int tier;
	bool override; /* else its quiet hours are kept again */
	struct ac_str why;
};

/**
 * Override a tier's quiet hours, or keep them again; takes two. Who waits is reached at once.
 * @return AC_CONFLICT for a tier without quiet hours, or when it is so already
 */
AC_MUST_CHECK enum ac_status ac_campaigns_quiet(struct ac_service *service,
	struct ac_officer officer, int64_t id, const struct ac_quiet_ask *ask,
	struct ac_error *err);

/** Counts, tiers, standings, links. */
AC_MUST_CHECK enum ac_status ac_campaigns_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_campaigns_list(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err);

/** Before people change: AC_CONFLICT when a campaign is under way and no daemon to take it in. */
AC_MUST_CHECK enum ac_status ac_campaigns_take_changes(
	struct ac_service *service, struct ac_error *err);

/**
 * People changed (an import, a mark of risk): who belongs to a live campaign joins it or moves to
 * their tier, who does not any more leaves it.
 * @param travellers  rising  @param moved  how many left or moved; may be NULL
 */
AC_MUST_CHECK enum ac_status ac_campaigns_people_changed(struct ac_service *service,
	struct ac_officer officer, const int64_t *travellers, size_t n, int64_t *moved,
	struct ac_error *err);

/** The same in one campaign alone. @param moved  added to */
AC_MUST_CHECK enum ac_status ac_campaign_people_changed(struct ac_service *service,
	struct ac_officer officer, int64_t campaign, const int64_t *travellers, size_t n,
	int64_t *moved, struct ac_error *err);

/** The same for everybody whom a warning concerned or concerns now: its areas or times changed. */
AC_MUST_CHECK enum ac_status ac_campaigns_audience_changed(struct ac_service *service,
	struct ac_officer officer, int64_t warning, struct ac_error *err);
