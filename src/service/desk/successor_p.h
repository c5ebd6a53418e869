/* service/desk/successor_p.h - proposals to a successor, with what each is about. */
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include "service/desk/successor.h"
#include "store/criteria.h"

struct proposal {
	struct ac_proposal_row row;
	struct ac_str text;
	bool mandatory; /* of a criterion, as hold_us */
	int64_t hold_us;
	struct ac_json *areas; /* owned; of areas: as a warning has them */
	struct ac_json *plan; /* owned; of an audience: as `campaign start` takes it */
};

struct proposals {
	AC_VEC(struct proposal) all;
	struct ac_arena texts; /* what the rows and texts point into */
};

void proposals_done(struct proposals *p);
AC_AUTO_DEFINE_VALUE(proposals, struct proposals, proposals_done)

static inline bool proposal_is(const struct proposal *proposal, const char *kind)
{
	return ac_str_eq(proposal->row.kind, ac_str(kind));
}

/** Areas and audience of the case before, to be proposed: its warnings that were published and not taken back, its
 *  campaigns. */
AC_MUST_CHECK enum ac_status successor_find_reach(
	struct ac_db *db, int64_t before, struct proposals *p, struct ac_error *err);
/** Fill in what those are about. */
AC_MUST_CHECK enum ac_status successor_load_reach(
	struct ac_db *db, struct proposals *p, struct ac_error *err);
/** A case's proposals with what they are about. */
AC_MUST_CHECK enum ac_status successor_load(
	struct ac_db *db, int64_t case_id, struct proposals *p, struct ac_error *err);
