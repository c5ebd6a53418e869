/* tests/sim/check_desk.h - what the store says that is new, and who holds it against what officers were told.
 *
 *	check_desk.c         when, and in which order; and now and then everything
 *	check_desk_read.c    reads it, in one snapshot
 *	check_desk_record.c  drafts, criteria, evidence, reports: what was answered is there, and nothing else
 *	check_desk_two.c     decisions and the acts in the chain: two names, what was seen, once
 *	check_desk_effects.c each act with its effect, each effect with its act
 *	check_desk_levels.c  no level is lowered early
 *	check_desk_marks.c   what goes out under marks
 */
#pragma once
#include "sim/desk.h"
#include "store/db.h"

/* An audit row of something that takes two. */
struct desk_act_row {
	enum desk_act act;
	char officer[24], approver[24];
	int64_t decision, object, message;
	char sha256[68];
};

struct desk_message_row {
	int64_t id, warning;
	char sha256[68]; /* of the bytes as they stand there */
	int words;
};

struct desk_level_row {
	int64_t id, level, case_id, warning, at, review;
	int place;
	bool none, lowered;
};

struct desk_decision_row {
	int64_t id, template_id;
	char state[12], drafted_by[24], decided_by[24], digest[68];
};

struct desk_warning_row {
	int64_t id;
	int words;
	bool draft;
};

struct desk_criterion_row {
	int64_t id, case_id, hold_us;
	size_t entries;
	struct desk_entry last;
};

struct desk_report_row {
	int64_t id;
	char text[32];
};

struct desk_news {
	const struct sim_desk *desk; /* what is known already */
	AC_VEC(struct desk_act_row) acts;
	AC_VEC(struct desk_message_row) messages;
	AC_VEC(struct desk_level_row) levels;
	AC_VEC(struct desk_decision_row) decisions; /* all, as below */
	AC_VEC(struct desk_warning_row) warnings;
	AC_VEC(struct desk_criterion_row) criteria;
	AC_VEC(struct desk_report_row) reports;
	int64_t postures[desk_cases];
	bool marked[desk_hotels];
	int64_t audit_seq; /* of the last row */
};

/** @param ctx  struct desk_news, .desk set; released with check_desk_forget() */
AC_MUST_CHECK enum ac_status check_desk_read(struct ac_db *db, void *ctx, struct ac_error *err);
void check_desk_forget(struct desk_news *news);

void check_desk_record(struct sim *sim, const struct desk_news *news);
void check_desk_drafts(struct sim *sim, const struct desk_news *news);
void check_desk_acts(struct sim *sim, const struct desk_news *news);
void check_desk_states(struct sim *sim, const struct desk_news *news);
void check_desk_effects(struct sim *sim, const struct desk_news *news);
/** A change of a level, with the act that made it. */
void check_desk_level(
	struct sim *sim, const struct desk_level_row *row, const struct desk_act_row *act);
/** An all-clear takes the criteria even if the level stays. */
void check_desk_clear(struct sim *sim, const struct desk_act_row *act);
/** What was a mistake holds no level any more. */
void check_desk_retract(struct sim *sim, const struct desk_act_row *act);
/** After the acts and their levels: does each place stand at the worst that somebody holds it at? */
void check_desk_held(struct sim *sim);
/** Was a refusal for want of evidence right, and did evidence go stale? Counted. */
void check_desk_refused(struct sim *sim);

/** After what was found in the store: is it what the public sees, and nothing else? */
void check_desk_public(struct sim *sim, const struct desk_news *news);

struct desk_decision *check_desk_decision(struct sim_desk *desk, int64_t id);
struct desk_warning *check_desk_warning(struct sim_desk *desk, int64_t id);
