/* service/desk/history.h - what was tried with a person and what came of it, oldest first. */
#pragma once
#include "service/service.h"
#include "json/json.h"

/**
 * Fill an array: attempts and events, those of the store and those that still stand in the journal only.
 * @param db     inside a read transaction
 * @param texts  also what the person wrote (opened)
 */
AC_MUST_CHECK enum ac_status ac_history_put(const struct ac_service *service, struct ac_db *db,
	int64_t traveller, bool texts, struct ac_json *array, struct ac_error *err);
