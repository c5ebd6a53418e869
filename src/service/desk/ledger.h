/* service/desk/ledger.h - the ledger of a case in memory, and the question that everything asks which lowers
 * a level or ends a warning: what is missing? Inside a transaction. */
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include "service/desk/decide.h"
#include "threat/criteria.h"

struct ledger {
	AC_VEC(struct ac_criterion) criteria; /* oldest first; their texts stand in the arena */
	struct ac_arena texts;
};

void ledger_done(struct ledger *ledger);
AC_AUTO_DEFINE_VALUE(ledger, struct ledger, ledger_done)

/** Read a case's criteria, each with what its history comes to. @param ledger  released by the caller */
AC_MUST_CHECK enum ac_status ledger_load(
	struct ac_db *db, int64_t case_id, struct ledger *ledger, struct ac_error *err);

/** AC_CONFLICT with what is missing, as far as it fits, when this case does not allow it now. */
AC_MUST_CHECK enum ac_status ledger_require(struct ac_db *db, int64_t case_id,
	const struct ac_lowering *lowering, struct ac_error *err);

/** In a rehearsal: add each criterion with what meets it to the document, and what to think twice about to the
 * checks (ledger_show.c). */
AC_MUST_CHECK enum ac_status ledger_show(
	struct ac_db *db, int64_t case_id, const struct ac_by *by, struct ac_error *err);

/** AC_CONFLICT for a closed case, AC_NOT_FOUND. */
AC_MUST_CHECK enum ac_status ledger_case_open(
	struct ac_db *db, int64_t case_id, struct ac_error *err);
