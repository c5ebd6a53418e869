/* service/desk/decisions.h - what takes two: one officer drafts a request, another approves exactly that.
 *
 *	open → approved → done, failed
 *	open, approved → refused (by another), withdrawn (by the one who drafted it)
 *	open → template (approved ahead of need, and not done) → refused, withdrawn
 *
 * A decision is the request itself, kept until a second person has seen what it would do (web/two.c runs
 * it as a rehearsal, see service/desk/decide.h). Its digest covers the request and the document that would
 * go out; whoever approves names the digest of what they saw, and both must still be the same. It is done with
 * the transaction of its act (service/desk/decide.h). An approval that a crash cut off before that stays
 * `approved`: it is approved again, refused or withdrawn. One that was cut off later is done, and never carried
 * out twice.
 *
 * A template is used by one person alone, unchanged, while an attack is under way: each use is a decision of
 * its own, with the name of the one who uses it and of the one who approved the template, and is reviewed by
 * somebody else within an hour.
 */
#pragma once
#include "service/desk/decide.h"
#include "threat/rights.h"

#define AC_REVIEW_WITHIN (60 * AC_MINUTE)
#define AC_ATTACK_LASTS \
	AC_DAY /* after its event stands in the case's file, templates may be used */
#define AC_TEMPLATE_LASTS (30 * AC_DAY) /* after its approval */
enum { ac_digest_size = 32, ac_digest_hex = 2 * ac_digest_size + 1 };

/* A request as it came. Views are borrowed. */
struct ac_drafted {
	struct ac_str method, target, body;
};

/** BLAKE2b over the request and the document that it would send out. */
void ac_decisions_digest(const struct ac_drafted *drafted, struct ac_str document,
	unsigned char digest[ac_digest_size]);

/** Keep a draft. @param rehearsal  of it @param answer  the decision, as ac_decisions_view() */
AC_MUST_CHECK enum ac_status ac_decisions_draft(struct ac_service *service,
	struct ac_officer officer, const struct ac_drafted *drafted,
	const struct ac_rehearsal *rehearsal, struct ac_json *answer, struct ac_error *err);

/* A decision in memory, for whoever rehearses or carries it out. */
struct ac_decision {
	int64_t id;
	char state[12];
	struct ac_buf method, target, body, drafted_by, decided_by;
	struct ac_wall drafted_at, decided_at, review_due, reviewed_at;
	unsigned char digest[ac_digest_size];
};

void ac_decision_done(struct ac_decision *decision);
AC_AUTO_DEFINE_VALUE(decision, struct ac_decision, ac_decision_done)

/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_decisions_load(
	struct ac_service *service, int64_t id, struct ac_decision *decision, struct ac_error *err);
struct ac_drafted ac_decision_drafted(const struct ac_decision *decision);

/** AC_CONFLICT when whoever drafted it is disabled by now, or without the right that it takes. */
AC_MUST_CHECK enum ac_status ac_decisions_stands(struct ac_service *service,
	const struct ac_decision *decision, enum ac_right right, struct ac_error *err);

/* What a second person agrees to. */
struct ac_approval {
	int64_t id;
	bool template; /* keep it as one, for later; nothing is to be done now */
	struct ac_str seen; /* digest of what the officer saw, in hexadecimal */
	const unsigned char *fresh; /* digest of what it would do now, ac_digest_size bytes */
	int64_t last; /* the last audit row before that was looked at (ac_decisions_last) */
	enum ac_right right; /* that the request takes: its drafter must still hold it */
};

/**
 * Write down that a second person agrees; what follows is up to the caller, who ends it. When its drafter
 * is disabled by now or has lost the right, it is `refused` instead, with an audit row `decision.void`.
 * @param roles  of the drafter, at present
 * @param seen   for struct ac_agreed: the last audit row now, or 0 when it must be looked at again
 * @return AC_DENIED for the one who drafted it; AC_CONFLICT when it does not wait any more,
 *         when what would go out is not what was drafted or not what was seen, or when it was refused
 */
AC_MUST_CHECK enum ac_status ac_decisions_approve(struct ac_service *service,
	struct ac_officer officer, const struct ac_approval *approval, unsigned *roles,
	int64_t *seen, struct ac_error *err);
/** Number of the last audit row. */
AC_MUST_CHECK enum ac_status ac_decisions_last(
	struct ac_service *service, int64_t *row, struct ac_error *err);
/** Done, or failed with what stood against it (NULL: done). Failed after its first step, it is done and says so;
 *  what another call carries out or has carried out is left alone. */
AC_MUST_CHECK enum ac_status ac_decisions_end(struct ac_service *service, struct ac_officer officer,
	const struct ac_agreed *agreed, const struct ac_error *failed, struct ac_error *err);

/**
 * Write down that one person uses a template for a case; what follows is up to the caller, who ends it.
 * @param what   the template, digest and last row of the look at it
 * @param agreed its decision and `seen` are set: the decision stands for this use
 * @return AC_CONFLICT when it is no template, when it would send out something else than was approved, when
 *         whoever approved it could not do so now, or while no attack on the case is under way
 */
AC_MUST_CHECK enum ac_status ac_decisions_use(struct ac_service *service, struct ac_officer officer,
	const struct ac_approval *what, int64_t case_id, struct ac_agreed *agreed,
	struct ac_error *err);

/** Somebody else has looked at a use. @return AC_DENIED for the one who used it; AC_CONFLICT: none is due */
AC_MUST_CHECK enum ac_status ac_decisions_review(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);

/** By another: AC_DENIED for the one who drafted it. @param why  not empty */
AC_MUST_CHECK enum ac_status ac_decisions_refuse(struct ac_service *service,
	struct ac_officer officer, int64_t id, struct ac_str why, struct ac_error *err);
/** By the one who drafted it: AC_DENIED for others. */
AC_MUST_CHECK enum ac_status ac_decisions_withdraw(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);

/**
 * {"id","state","method","target","drafted_by",…,"request":{…},"digest"}. What rests on a report has its mark: who may
 * not have it gets the request without it, no "why", and "withheld", which says so.
 */
AC_MUST_CHECK enum ac_status ac_decisions_view(struct ac_service *service,
	struct ac_officer officer, int64_t id, struct ac_json *answer, struct ac_error *err);
/** {"decisions":[…]} without requests and reasons. @param all  also those that do not wait any more */
AC_MUST_CHECK enum ac_status ac_decisions_list(
	struct ac_service *service, bool all, struct ac_json *answer, struct ac_error *err);
