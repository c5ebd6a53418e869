/* service/desk/decision_p.h - what the files about decisions share. */
#pragma once
#include "service/desk/decisions.h"
#include "store/decisions.h"

/** Read one, inside a transaction. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status decision_load(
	struct ac_db *db, int64_t id, struct ac_decision *decision, struct ac_error *err);

/** A digest as it is shown. */
void decision_hex(const unsigned char digest[ac_digest_size], char hex[ac_digest_hex]);

/** {"digest"}: of what was drafted and decided, for the audit row. Owned by the caller. */
struct ac_json *decision_detail(const unsigned char digest[ac_digest_size]);

/** For struct ac_agreed, behind an audit row of our own. @param last  before the look */
AC_MUST_CHECK enum ac_status decision_seen(
	struct ac_db *db, int64_t last, int64_t *seen, struct ac_error *err);

/** The case that its request is about; 0: it is about none (a mark on a hotel). */
AC_MUST_CHECK enum ac_status decision_case(struct ac_db *db, const struct ac_decision *decision,
	int64_t *case_id, struct ac_error *err);
