/* service/desk/decision_p.h - what the files about decisions share. */
#pragma once
#include "service/desk/decisions.h"
#include "store/decisions.h"

/** Read one, inside a transaction. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status decision_load(
	struct ac_db *db, int64_t id, struct ac_decision *decision, struct ac_error *err);

/** A digest as it is shown. */
void decision_hex(const unsigned char digest[ac_digest_size], char hex[ac_digest_hex]);
