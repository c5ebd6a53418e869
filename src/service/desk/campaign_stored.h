/* service/desk/campaign_stored.h - a closed campaign, read from the store.
 *
 * The daemon's engine holds what is under way and what was closed lately; months later a ministry still wants
 * to know how many there were and who was never accounted for.
 */
#pragma once
#include "store/outreach.h"

/**
 * Its tasks with traveller > after.
 * @return AC_NOT_FOUND when there is no such campaign, or it is not closed: it is the engine's then
 */
AC_MUST_CHECK enum ac_status ac_campaign_stored_each(struct ac_db *db, int64_t campaign,
	int64_t after, ac_task_visit *visit, void *ctx, struct ac_error *err);

/** The same counts as the engine gave when it closed. @param counts  written on success */
AC_MUST_CHECK enum ac_status ac_campaign_stored_counts(
	struct ac_db *db, int64_t campaign, struct ac_counts *counts, struct ac_error *err);
