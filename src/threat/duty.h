/* threat/duty.h - whom to page for something that waits, and when to look again.
 *
 * The escalation, of those who are on duty at that moment, by rank:
 *
 *	first      whoever has had fewer than two turns, the lowest rank first: the first officer, the same
 *	           again after the wait, then the next, who gets two as well …
 *	everybody  all who are on duty, at once
 *	anybody    all on the roster, on duty or not, again and again until somebody takes it
 *
 *
 * Only those are asked who may settle it: who hold the right that its kind takes, and did not ask for it
 * themselves (the officer who drafted a decision). The others come in once each of these has had their turns
 * and one more; whoever asked for it only when there is nobody else on the roster. What the head of the desk
 * answers for goes to the heads first, on duty or not: stage `head`, two turns each.
 * Nobody on duty: anybody at once. Between two turns lies the wait; after one that did not come through
 * (the carrier refused the number, the link fell) only a pause. It is worked out anew each time from the
 * roster and from what was tried, so that a restart or a change of shift needs nothing of its own.
 */
#pragma once
#include "base/clock.h"
#include "threat/rights.h"

/* clang-format off */
/* kind of what waits, what it is called in the text of a page, the right of whoever settles it */
#define AC_PAGE_KINDS(X) \
	X(help_call, "call for help", AC_RIGHT_person_write) \
	X(decision, "decision", AC_RIGHT_approve) \
	X(report, "report", AC_RIGHT_case_read) \
	X(review, "review of case", AC_RIGHT_case_write) \
	X(paused, "paused campaign", AC_RIGHT_campaign_run) \
	X(officials, "danger that only officials know, case", AC_RIGHT_case_write) \
	X(start, "start that was cut off, warning", AC_RIGHT_campaign_run) \
	X(other, "matter", AC_RIGHT_duty_take)

/* what became of a page to one officer, whether they count as paged, what it means */
#define AC_PAGE_STEPS(X) \
	X(sent, AC_DUTY_TURN, "handed to the link, no answer yet") \
	X(accepted, AC_DUTY_TURN, "the carrier took it") \
	X(delivered, AC_DUTY_TURN, "the phone has it") \
	X(unknown, AC_DUTY_TURN, "it may have gone out") \
	X(refused, AC_DUTY_REFUSED, "the carrier does not take it for this number") \
	X(failed, AC_DUTY_REFUSED, "the carrier could not deliver it") \
	X(unsent, AC_DUTY_UNSENT, "it did not leave: the link fell or was too busy")

#define AC_DUTY_STAGES(X) X(nobody) X(head) X(first) X(everybody) X(anybody)
/* clang-format on */

#define AC_PAGE_KIND(name, called, right) AC_PAGE_##name,
enum ac_page_kind { AC_PAGE_KINDS(AC_PAGE_KIND) ac_page_kind_count };
#undef AC_PAGE_KIND

#define AC_PAGE_STEP(name, fate, what) AC_PAGE_STEP_##name,
enum ac_page_step { AC_PAGE_STEPS(AC_PAGE_STEP) ac_page_step_count };
#undef AC_PAGE_STEP

#define AC_DUTY_STAGE(name) AC_DUTY_##name,
enum ac_duty_stage { AC_DUTY_STAGES(AC_DUTY_STAGE) ac_duty_stage_count };
#undef AC_DUTY_STAGE

enum ac_duty_fate {
	AC_DUTY_TURN, /* they had their turn: wait */
	AC_DUTY_REFUSED, /* they had it, and it is in vain: go on soon */
	AC_DUTY_UNSENT, /* it does not count: try again soon */
};

static const int64_t ac_duty_pause_us = 30 * AC_SECOND;

const char *ac_page_kind_name(enum ac_page_kind kind);
/** As in a text: "call for help". */
const char *ac_page_kind_called(enum ac_page_kind kind);
/** Of whoever settles it. */
enum ac_right ac_page_kind_right(enum ac_page_kind kind);
AC_MUST_CHECK bool ac_page_kind_from(struct ac_str name, enum ac_page_kind *kind);
const char *ac_page_step_name(enum ac_page_step step);
AC_MUST_CHECK bool ac_page_step_from(struct ac_str name, enum ac_page_step *step);
enum ac_duty_fate ac_page_step_fate(enum ac_page_step step);
const char *ac_duty_stage_name(enum ac_duty_stage stage);

/* Views are borrowed as long as the question. An officer may have many shifts. */
struct ac_duty_shift {
	struct ac_str officer;
	int64_t rank; /* the lowest is paged first */
	struct ac_wall from, to; /* on duty from ≤ now < to */
	bool unable; /* its officer does not hold the right that the matter takes */
	bool head; /* of the desk, and the matter is theirs */
};

struct ac_duty_try {
	struct ac_str officer;
	struct ac_wall at;
	enum ac_duty_fate fate;
};

struct ac_duty_question {
	const struct ac_duty_shift *shifts; /* the roster */
	size_t n_shifts;
	const struct ac_duty_try *tries; /* for this page, in any order */
	size_t n_tries;
	struct ac_str not_for; /* who asked for it; may be empty */
	int64_t wait_us; /* between turns, > 0 */
	struct ac_wall now;
};

struct ac_duty_answer {
	enum ac_duty_stage stage; /* nobody: it is too early, or the roster is empty */
	size_t n; /* whom to page now: so many entries of `whom` */
	struct ac_wall look; /* when to ask again; INT64_MAX: when the roster has changed */
};

/**
 * @param whom  room for n_shifts: indices into shifts, one an officer, the lowest rank first
 */
struct ac_duty_answer ac_duty_next(const struct ac_duty_question *question, size_t *whom);

/**
 * Does a text take a page? "OK" or "TAKE", in any case, alone or with the number of the page.
 * @param page  0 when it names none
 */
AC_MUST_CHECK bool ac_duty_reply(struct ac_str text, int64_t *page);
