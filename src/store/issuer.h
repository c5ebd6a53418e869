/* store/issuer.h - the generations of the key that signs what is published: their public halves. */
#pragma once
#include "base/clock.h"
#include "store/db.h"

struct ac_issuer_key_row {
	int64_t id; /* generation, from 1 */
	struct ac_str name, public_pem;
	struct ac_wall not_before, not_after; /* 0: open */
};

/** AC_EXISTS: that generation or that key is there already. */
AC_MUST_CHECK enum ac_status ac_issuer_key_insert(
	struct ac_db *db, const struct ac_issuer_key_row *row, struct ac_error *err);
/** It signs nothing that was sent after this. */
AC_MUST_CHECK enum ac_status ac_issuer_key_end(
	struct ac_db *db, int64_t id, struct ac_wall not_after, struct ac_error *err);
/** Oldest first; views are good during the visit. */
AC_MUST_CHECK enum ac_status ac_issuer_key_each(struct ac_db *db,
	void (*visit)(void *ctx, const struct ac_issuer_key_row *row), void *ctx,
	struct ac_error *err);
