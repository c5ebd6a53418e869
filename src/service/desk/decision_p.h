/* service/desk/decision_p.h - what the files about decisions share. */
#pragma once
#include "service/desk/decisions.h"
#include "service/desk/report_out.h"
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

/**
 * Is whoever acts here another person than `other`, as far as accounts tell (accounts.h)? AC_DENIED if not.
 * @param did  what the other did to decision `id`, static: "drafted decision"
 */
AC_MUST_CHECK enum ac_status decision_another(struct ac_db *db, const struct ac_by *by,
	struct ac_str other, const char *did, int64_t id, struct ac_error *err);

/** The case that a request is about; 0: it is about none (a mark on a hotel), or opens one. */
AC_MUST_CHECK enum ac_status decision_case(struct ac_db *db, struct ac_str target,
	struct ac_str body, int64_t *case_id, struct ac_error *err);

/** A request's body as JSON, owned by the caller; without one an empty object. */
AC_MUST_CHECK enum ac_status decision_request(
	struct ac_str body, struct ac_json **request, struct ac_error *err);

/** May they have what the request says of the report, or the evidence, that it rests on? */
AC_MUST_CHECK enum ac_status decision_may_have(struct ac_db *db, const struct ac_json *request,
	const struct ac_readers *readers, bool *may, struct ac_error *err);
/** The request without that; owned by the caller. */
struct ac_json *decision_without_resting(const struct ac_json *request);
/** AC_DENIED, saying why, for who may not have it and so cannot agree to it. */
AC_MUST_CHECK enum ac_status decision_must_see(struct ac_db *db, int64_t id,
	const struct ac_json *request, const struct ac_officer *officer, struct ac_error *err);
