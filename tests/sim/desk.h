/* tests/sim/desk.h - the threat desk in the simulation: officers, careless ones and bad ones among them, who
 * report, grade, draft, approve and publish through the route table, on a store that fails and under a process
 * that is killed.
 *
 *	desk.c            the desk, one request to it, and what became of it
 *	desk_orders.c     what officers want that takes two
 *	desk_two.c        … and what a second one makes of it
 *	desk_ledger.c     criteria and evidence
 *	desk_reports.c    reports, and who asks for what
 *	desk_mutate.c     what the checker must catch
 *	check_desk*.c     looks on: after every request, after every crash, at the end
 *
 * What is written down here is what officers were answered, never what the store says. A request over which
 * the process was killed, or the store failed, is *unsure*: it was done or it was not, but as a whole.
 */
#pragma once
#include "sim.h"

#include "sim/desk_service.h"
#include "web/dispatch.h"

enum { desk_officers = 5, desk_cases = 2, desk_places = 2, desk_hotels = 3, desk_list_max = 3 };

struct desk_officer {
	const char *name;
	unsigned roles;
};
extern const struct desk_officer desk_officer[desk_officers];

/* ---- what officers know ---- */

enum desk_act {
	ACT_publish,
	ACT_republish,
	ACT_clear,
	ACT_retract,
	ACT_level,
	ACT_posture,
	ACT_mark,
	desk_acts_count
};
/** "warning.publish": the action of its audit row, static. */
const char *desk_action(enum desk_act act);

struct desk_decision {
	int64_t id;
	size_t drafter,
		approver; /* approver: who was answered that it is done, or kept as a template */
	enum desk_act act;
	int64_t subject; /* warning, case, 1 + place, 1 + hotel */
	int words; /* that would go out; 0: none of ours */
	int64_t posture; /* index of the word */
	int64_t level; /* that an all-clear leaves */
	char digest[68];
	char state[12]; /* as it was told last */
	int64_t acted; /* request that carried it out; 0 */
};

struct desk_warning {
	int64_t id, case_id;
	int words; /* its present ones; no two texts have the same number */
	bool published; /* of a draft one officer changes the words alone */
};

struct desk_entry {
	struct ac_wall at, valid_until;
	bool holds, waived;
};

struct desk_criterion {
	int64_t id, case_id;
	bool mandatory;
	int64_t hold_us;
	AC_VEC(struct desk_entry) entries;
};

/* A change of a place's level. */
struct desk_level {
	bool none;
	int64_t level;
};
enum { desk_worst_level = 4 }; /* of IL-NSC-2022, whose codes rise */

/* Who says that it may not be lower. */
struct desk_hold {
	int64_t case_id, warning; /* warning 0: officers of the case */
	int64_t level;
};

struct desk_place {
	AC_VEC(struct desk_level) levels; /* oldest first */
	AC_VEC(struct desk_hold) holds;
	struct ac_wall lowered; /* the last step down; 0 */
};

struct desk_report {
	int64_t id;
	size_t by;
	int tlp; /* 0 RED … 4 CLEAR */
	int n;
	const char *list[desk_list_max];
	char text[32], source[32], claim[32]; /* words that stand nowhere else */
};

/* ---- a request ---- */

enum desk_asked {
	ASKED_nothing,
	ASKED_look, /* or anything that must change nothing */
	ASKED_warning, /* a new draft */
	ASKED_words, /* … gets other words */
	ASKED_act, /* draft a decision */
	ASKED_approve,
	ASKED_template,
	ASKED_use,
	ASKED_refuse,
	ASKED_withdraw,
	ASKED_criterion,
	ASKED_entry,
	ASKED_report,
};

struct desk_request {
	int64_t number;
	enum desk_asked asked;
	size_t who;
	struct ac_wall at;
	size_t subject; /* index: decision, warning, criterion */
	bool digest; /* approve: the one that was seen */
	enum ac_status status;
	bool lost; /* the process was killed over it */
	/* what it would add */
	struct desk_decision decision;
	struct desk_warning warning;
	struct desk_criterion criterion;
	struct desk_entry entry;
	struct desk_report report;
	const char *audience; /* look: on whose behalf; NULL: their own */
};

struct sim_desk {
	struct ac_random random;
	struct ac_service *service;
	struct ac_response response; /* of the last request */
	struct ac_error err;
	struct desk_request request;
	int64_t requests;
	int words; /* last number given to a text */
	int after_calm; /* requests since */
	AC_VEC(struct desk_decision) decisions;
	AC_VEC(struct desk_warning) warnings;
	AC_VEC(struct desk_criterion) criteria;
	AC_VEC(struct desk_report) reports;
	struct desk_place places[desk_places];
	int64_t postures[desk_cases]; /* indexes of the words */
	bool marked[desk_hotels];
	bool attacked; /* case 1: it has happened */
	/* checked so far */
	int64_t audit_seq, message, level;
	int64_t messages;
};

static inline int64_t desk_below(struct sim_desk *desk, int64_t n)
{
	return (int64_t)ac_random_below(&desk->random, (uint64_t)n);
}
static inline bool desk_chance(struct sim_desk *desk, double p)
{
	return ac_random_chance(&desk->random, p);
}
static inline int64_t desk_between(struct sim_desk *desk, int64_t lo, int64_t hi)
{
	return lo + desk_below(desk, hi - lo + 1);
}

extern const char *const desk_posture[4];

/* ---- desk.c ---- */
/** A request that desk->request describes; its status, and whether the process died over it, stand there after it. */
void desk_send(struct sim *sim, enum ac_method method, const char *target, const char *body);
/** It was done, or not, or only in part: as far as the officer knows. */
bool desk_unsure(const struct desk_request *request);

/* ---- desk_orders.c, desk_two.c, desk_ledger.c, desk_reports.c ---- */
void desk_draft_warning(struct sim *sim);
void desk_draft_act(struct sim *sim);
void desk_approve(struct sim *sim);
void desk_use_template(struct sim *sim);
void desk_end_one(struct sim *sim);
void desk_add_criterion(struct sim *sim);
void desk_say(struct sim *sim);
void desk_enter_report(struct sim *sim);
void desk_look(struct sim *sim);

/* ---- check_desk*.c ---- */
/** After a request that was answered, and after a crash: what is new in the store, and why. */
void check_desk(struct sim *sim);
/** Everything: the chain of decisions, the archive, what the public sees. */
void check_desk_whole(struct sim *sim);
void check_desk_answer(struct sim *sim, struct ac_str answer);

/* ---- desk_mutate.c ---- */
void desk_mutate_before(struct sim *sim);
void desk_mutate_after(struct sim *sim);
void desk_mutate_crash(struct sim *sim);
