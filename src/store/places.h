/* store/places.h - lodgings in lists, and the mark of particular risk. */
#pragma once
#include "base/buf.h"
#include "base/clock.h"
#include "store/db.h"

struct ac_lodging_row {
	int64_t id, cell;
	struct ac_str ref, name, district;
	int64_t beds, free_beds; /* -1: not known */
	bool at_risk;
	struct ac_str risk_why;
	struct ac_wall risk_until; /* 0: none */
};

typedef void ac_lodging_visit(void *ctx, const struct ac_lodging_row *row);

/** By their outside id. @param at_risk  only those  @param now  decides whether a mark still holds */
AC_MUST_CHECK enum ac_status ac_lodging_each(struct ac_db *db, bool at_risk, struct ac_wall now,
	ac_lodging_visit *visit, void *ctx, struct ac_error *err);

/* What a marked place's host is to be told, so that it can warn its other guests. */
struct ac_host_notice_row {
	int64_t id, lodging;
	struct ac_wall at, until, given_at;
	struct ac_str officer, given_by;
	int64_t report; /* that the mark rests on; 0: none */
	int64_t case_id; /* in which it was marked; 0: in none */
	struct ac_str evidence; /* sealed; empty: the reason given with the mark */
	/* of the lodging, when read */
	struct ac_str ref, name, why;
};

AC_MUST_CHECK enum ac_status ac_host_notice_insert(
	struct ac_db *db, const struct ac_host_notice_row *row, int64_t *id, struct ac_error *err);
/** Oldest first. @param all  also those that were given */
AC_MUST_CHECK enum ac_status ac_host_notice_each(struct ac_db *db, bool all,
	void (*visit)(void *ctx, const struct ac_host_notice_row *row), void *ctx,
	struct ac_error *err);
/** AC_NOT_FOUND: there is none, or it was given already */
AC_MUST_CHECK enum ac_status ac_host_notice_given(struct ac_db *db, int64_t id, struct ac_wall at,
	struct ac_str officer, struct ac_error *err);

/** Mark a lodging; an empty why takes the mark away. @param id, name  which; AC_NOT_FOUND names the ref */
AC_MUST_CHECK enum ac_status ac_lodging_mark(struct ac_db *db, struct ac_str ref, struct ac_str why,
	struct ac_wall until, int64_t *id, struct ac_buf *name, struct ac_error *err);
