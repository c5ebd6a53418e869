/* service/desk/campaign_texts_p.h - a new version of a campaign's texts, as its orders and its end write them. */
#pragma once
#include "outreach/plan.h"
#include "service/desk/decide.h"

struct texting {
	struct ac_by by;
	int64_t id;
	int tier; /* 0: the closing text */
	struct ac_str text, advice;
	const struct ac_json *said; /* in public at the same time, per language; NULL: nothing */
	enum ac_kind kind;
	const char *zone;
	const char *action; /* of the audit row */
	int64_t version;
	bool dry; /* only: would it do? */
};

/**
 * Make the texts, each checked, and write them with the audit row of `action`: takes two.
 * @param t  gets the version; a rehearsal is shown a corrected tier
 * @return AC_INVALID for a text that cannot be told; AC_NOT_FOUND for a tier that the campaign does not have
 */
AC_MUST_CHECK enum ac_status campaign_texts_write(
	struct ac_db *db, struct texting *t, struct ac_error *err);

/** The two steps of it, for who writes several in one transaction: texts, … */
AC_MUST_CHECK enum ac_status campaign_texts_put(
	struct ac_db *db, struct texting *t, struct ac_error *err);
/** … then audit row. */
AC_MUST_CHECK enum ac_status campaign_texts_decided(
	struct ac_db *db, const struct texting *t, struct ac_error *err);

/** Of a rehearsal: the same texts behind the document; nothing is written. */
AC_MUST_CHECK enum ac_status campaign_texts_show(
	struct ac_db *db, struct texting *t, struct ac_error *err);

/** A new text of one tier. @param texts  borrowed  @return without its zone */
struct texting campaign_texts_of_tier(
	const struct ac_by *by, int64_t id, int tier, struct ac_str texts, const char *action);

/** Its order: the text is durable, and the engine's texts were loaded anew (ac_service_texts_changed()). */
AC_MUST_CHECK enum ac_status campaign_texts_order(
	struct ac_service *service, const struct texting *t, struct ac_error *err);

/** In a rehearsal: how many people of these tiers it would reach, by the engine. */
AC_MUST_CHECK enum ac_status campaign_texts_reach(struct ac_service *service,
	const struct ac_officer *officer, int64_t id, const bool tiers[ac_plan_max_tiers + 1],
	struct ac_error *err);

/**
 * Settle what an all-clear says still holds: the officer's advice, else the plan's, else what the public text of each
 * language tells people to do.
 * @param plan  its arguments are changed  @return AC_INVALID: there is none
 */
AC_MUST_CHECK enum ac_status campaign_advice_settle(
	const struct texting *t, struct ac_json *plan, struct ac_error *err);
