/* What was approved ahead: used by one person alone while an attack is under way, then reviewed. */
#include "service/desk/accounts.h"
#include "service/desk/decision_p.h"
#include "service/desk/pages.h"

#include "store/cases.h"
#include "vault/vault.h"

struct use_of {
	struct ac_by by;
	int64_t template, case_id, used;
	const unsigned char *fresh;
	bool open, attacked; /* the case; it has happened */
};

static void see_event(void *ctx, const struct ac_note_row *row)
{
	struct use_of *u = ctx;
	u->attacked |= ac_str_eq(row->kind, AC_STR("event"));
}

static void see_case(void *ctx, const struct ac_case_row *row)
{
	((struct use_of *)ctx)->open = !ac_str_eq(row->state, AC_STR("closed"));
}

/* It has happened, and it is not over. */
static enum ac_status under_attack(struct ac_db *db, struct use_of *u, struct ac_error *err)
{
	AC_TRY(ac_case_get(db, u->case_id, see_case, u, err));
	AC_TRY(ac_note_each(db, u->case_id, see_event, u, err));
	if (u->open && u->attacked)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"no attack is under way in case %lld: draft it and have it approved",
		(long long)u->case_id);
}

static enum ac_status check_template(
	const struct use_of *u, const struct ac_decision *kept, struct ac_error *err)
{
	if (strcmp(kept->state, "template") != 0)
		return ac_fail(err, AC_CONFLICT, "decision %lld is %s, no template",
			(long long)u->template, kept->state);
	if (!ac_vault_equal(u->fresh, kept->digest, sizeof kept->digest))
		return ac_fail(err, AC_CONFLICT,
			"what template %lld would send out has changed since it was approved: "
			"draft it anew",
			(long long)u->template);
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
				 (long long)u->template, approver.against)
		       : AC_OK;
}

static enum ac_status use(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct use_of *u = ctx;
	AC_AUTO(decision) struct ac_decision kept = { 0 };
	AC_TRY(decision_load(db, u->template, &kept, err));
	AC_TRY(check_template(u, &kept, err));
	AC_TRY(approver_stands(db, u, &kept, err));
	AC_TRY(under_attack(db, u, err));
	struct ac_decision_row row = {
		.state = AC_STR("approved"),
		.method = ac_buf_str(&kept.method),
		.target = ac_buf_str(&kept.target),
		.body = ac_buf_str(&kept.body),
		.drafted_by = u->by.officer.name,
		.drafted_at = u->by.at,
		.decided_by = ac_buf_str(&kept.decided_by),
		.decided_at = u->by.at,
		.template_id = u->template,
		.review_due = { u->by.at.us + AC_REVIEW_WITHIN },
	};
	memcpy(row.digest, kept.digest, sizeof row.digest);
	AC_TRY(ac_decision_insert(db, &row, &u->used, err));
	struct ac_paged paged = { AC_PAGE_decision, u->used, u->by.officer.name, u->by.at };
	AC_TRY(ac_page(db, &paged, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("template", u->template);
	ac_json_set_i64(detail, "case", u->case_id);
	return ac_decided(db, &u->by, "decision.use", "decision", u->used, detail, err);
}

enum ac_status ac_decisions_use(struct ac_service *service, struct ac_officer officer, int64_t id,
	int64_t case_id, const unsigned char fresh[ac_digest_size], int64_t *used,
	struct ac_error *err)
{
	struct use_of u = {
		.by = ac_by(service, officer), .template = id, .case_id = case_id, .fresh = fresh
	};
	AC_TRY(ac_service_write(service, use, &u, err));
	*used = u.used;
	return AC_OK;
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
