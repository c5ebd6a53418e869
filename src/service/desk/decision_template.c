/* What was approved ahead: used by one person alone while an attack is under way, then reviewed. */
#include "service/desk/accounts.h"
#include "service/desk/decision_p.h"
#include "service/desk/pages.h"

#include "store/cases.h"
#include "vault/vault.h"

struct use_of {
	struct ac_by by;
	const struct ac_approval *what;
	int64_t case_id;
	struct ac_agreed *agreed;
	bool open, attacked; /* the case; it has happened */
};

static void see_event(void *ctx, const struct ac_note_row *row)
{
	struct use_of *u = ctx;
	u->attacked |=
		ac_str_eq(row->kind, AC_STR("event")) && row->at.us + AC_ATTACK_LASTS > u->by.at.us;
}

static void see_case(void *ctx, const struct ac_case_row *row)
{
	((struct use_of *)ctx)->open = !ac_str_eq(row->state, AC_STR("closed"));
}

/* It has happened a short while ago, and the request is about it. */
static enum ac_status under_attack(
	struct ac_db *db, struct use_of *u, const struct ac_decision *kept, struct ac_error *err)
{
	int64_t about;
	AC_TRY(decision_case(db, ac_buf_str(&kept->target), ac_buf_str(&kept->body), &about, err));
	if (about && about != u->case_id)
		return ac_fail(err, AC_CONFLICT, "template %lld is about case %lld, not %lld",
			(long long)u->what->id, (long long)about, (long long)u->case_id);
	AC_TRY(ac_case_get(db, u->case_id, see_case, u, err));
	AC_TRY(ac_note_each(db, u->case_id, see_event, u, err));
	if (u->open && u->attacked)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"no attack is under way in case %lld: write it down with `case event`, or draft "
		"this and have it approved",
		(long long)u->case_id);
}

static enum ac_status check_template(
	const struct use_of *u, const struct ac_decision *kept, struct ac_error *err)
{
	if (strcmp(kept->state, "template") != 0)
		return ac_fail(err, AC_CONFLICT, "decision %lld is %s, no template",
			(long long)u->what->id, kept->state);
	if (!ac_vault_equal(u->what->fresh, kept->digest, sizeof kept->digest))
		return ac_fail(err, AC_CONFLICT,
			"what template %lld would send out has changed since it was approved: "
			"draft it anew",
			(long long)u->what->id);
	if (kept->decided_at.us + AC_TEMPLATE_LASTS <= u->by.at.us)
		return ac_fail(err, AC_CONFLICT,
			"template %lld was approved over 30 days ago: draft it anew",
			(long long)u->what->id);
	return AC_OK;
}

/* The second name must still be worth something. */
static enum ac_status approver_stands(struct ac_db *db, const struct use_of *u,
	const struct ac_decision *kept, struct ac_error *err)
{
	struct ac_holding approver;
	AC_TRY(ac_accounts_holds(
		db, ac_buf_str(&kept->decided_by), AC_RIGHT_approve, &approver, err));
	return approver.against
		       ? ac_fail(err, AC_CONFLICT,
				 "whoever approved template %lld %s: have it approved anew",
				 (long long)u->what->id, approver.against)
		       : AC_OK;
}

/* Alone they are now; two they were when it was drafted and approved. Its drafter may use it. */
static enum ac_status still_two(struct ac_db *db, const struct use_of *u,
	const struct ac_decision *kept, struct ac_error *err)
{
	const struct ac_str drafter = ac_buf_str(&kept->drafted_by);
	AC_TRY(decision_another(
		db, &u->by, ac_buf_str(&kept->decided_by), "approved template", u->what->id, err));
	return ac_str_eq(u->by.officer.name, drafter)
		       ? AC_OK
		       : decision_another(
				 db, &u->by, drafter, "drafted template", u->what->id, err);
}

static enum ac_status use(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct use_of *u = ctx;
	AC_AUTO(decision) struct ac_decision kept = { 0 };
	AC_TRY(decision_load(db, u->what->id, &kept, err));
	AC_TRY(check_template(u, &kept, err));
	AC_TRY(approver_stands(db, u, &kept, err));
	AC_TRY(still_two(db, u, &kept, err));
	AC_TRY(under_attack(db, u, &kept, err));
	struct ac_decision_row row = {
		.state = AC_STR("approved"),
		.method = ac_buf_str(&kept.method),
		.target = ac_buf_str(&kept.target),
		.body = ac_buf_str(&kept.body),
		.drafted_by = u->by.officer.name,
		.drafted_at = u->by.at,
		.decided_by = ac_buf_str(&kept.decided_by),
		.decided_at = u->by.at,
		.template_id = u->what->id,
		.review_due = { u->by.at.us + AC_REVIEW_WITHIN },
		.case_id = u->case_id,
	};
	memcpy(row.digest, kept.digest, sizeof row.digest);
	AC_TRY(ac_decision_insert(db, &row, &u->agreed->decision, err));
	struct ac_paged paged = { AC_PAGE_decision, u->agreed->decision, u->by.officer.name,
		u->by.at };
	AC_TRY(ac_page(db, &paged, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("template", u->what->id);
	ac_json_set_i64(detail, "case", u->case_id);
	AC_TRY(ac_decided(
		db, &u->by, "decision.use", "decision", u->agreed->decision, detail, err));
	return decision_seen(db, u->what->last, &u->agreed->seen, err);
}

enum ac_status ac_decisions_use(struct ac_service *service, struct ac_officer officer,
	const struct ac_approval *what, int64_t case_id, struct ac_agreed *agreed,
	struct ac_error *err)
{
	struct use_of u = {
		.by = ac_by(service, officer), .what = what, .case_id = case_id, .agreed = agreed
	};
	return ac_service_write(service, use, &u, err);
}

/* ---- somebody else looks at it ---- */

struct reviewing {
	struct ac_by by;
	int64_t id;
};

static enum ac_status review(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct reviewing *r = ctx;
	AC_AUTO(decision) struct ac_decision kept = { 0 };
	AC_TRY(decision_load(db, r->id, &kept, err));
	if (!kept.review_due.us || kept.reviewed_at.us)
		return ac_fail(
			err, AC_CONFLICT, "decision %lld waits for no review", (long long)r->id);
	if (ac_str_eq(r->by.officer.name, ac_buf_str(&kept.drafted_by)))
		return ac_fail(err, AC_DENIED,
			"you did decision %lld alone: somebody else reviews it", (long long)r->id);
	AC_TRY(decision_another(
		db, &r->by, ac_buf_str(&kept.drafted_by), "did decision", r->id, err));
	AC_TRY(ac_decision_review(db, r->id, r->by.officer.name, r->by.at, err));
	AC_TRY(ac_page_over(db, AC_PAGE_decision, r->id, r->by.at, err));
	return ac_decided(db, &r->by, "decision.review", "decision", r->id, NULL, err);
}

enum ac_status ac_decisions_review(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct reviewing r = { ac_by(service, officer), id };
	return ac_service_write(service, review, &r, err);
}
