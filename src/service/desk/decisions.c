#include "service/desk/decision_p.h"

#include "service/desk/accounts.h"
#include "service/desk/pages.h"
#include "vault/vault.h"

#include <assert.h>
#include <stdio.h>

static_assert((int)ac_digest_size == (int)ac_decision_digest, "one digest");

enum { body_max = 48 << 20, word_max = 4096 };

void ac_decisions_digest(const struct ac_drafted *drafted, struct ac_str document,
	unsigned char digest[ac_digest_size])
{
	const struct ac_str parts[] = { drafted->method, drafted->target, drafted->body, document };
	ac_vault_digest(parts, sizeof parts / sizeof *parts, digest);
}

void decision_hex(const unsigned char digest[ac_digest_size], char hex[ac_digest_hex])
{
	for (int i = 0; i < ac_digest_size; i++)
		(void)snprintf(hex + (size_t)(2 * i), 3, "%02x", digest[i]);
}

/* What the chain says of it: a decision that was rewritten afterwards does not fit any more. */
struct ac_json *decision_detail(const unsigned char digest[ac_digest_size])
{
	char hex[ac_digest_hex];
	struct ac_json *detail = ac_json_new_object();
	decision_hex(digest, hex);
	ac_json_set_text(detail, "digest", hex);
	return detail;
}

/* ---- a decision in memory ---- */

static void take(void *ctx, const struct ac_decision_row *row)
{
	struct ac_decision *d = ctx;
	d->id = row->id;
	(void)snprintf(d->state, sizeof d->state, "%.*s", AC_STR_ARG(row->state));
	ac_buf_add_str(&d->method, row->method);
	ac_buf_add_str(&d->target, row->target);
	ac_buf_add_str(&d->body, row->body);
	ac_buf_add_str(&d->drafted_by, row->drafted_by);
	ac_buf_add_str(&d->decided_by, row->decided_by);
	d->drafted_at = row->drafted_at;
	d->decided_at = row->decided_at;
	d->review_due = row->review_due;
	d->reviewed_at = row->reviewed_at;
	memcpy(d->digest, row->digest, sizeof d->digest);
}

enum ac_status decision_load(
	struct ac_db *db, int64_t id, struct ac_decision *d, struct ac_error *err)
{
	*d = (struct ac_decision){ 0 };
	ac_buf_init(&d->method, word_max);
	ac_buf_init(&d->target, word_max);
	ac_buf_init(&d->drafted_by, word_max);
	ac_buf_init(&d->decided_by, word_max);
	ac_buf_init(&d->body, body_max);
	return ac_decision_get(db, id, take, d, err);
}

void ac_decision_done(struct ac_decision *d)
{
	ac_buf_done(&d->method);
	ac_buf_done(&d->target);
	ac_buf_done(&d->drafted_by);
	ac_buf_done(&d->decided_by);
	ac_buf_done(&d->body);
}

struct loading {
	int64_t id;
	struct ac_decision *decision;
};

static enum ac_status load_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct loading *l = ctx;
	return decision_load(db, l->id, l->decision, err);
}

enum ac_status ac_decisions_load(
	struct ac_service *service, int64_t id, struct ac_decision *decision, struct ac_error *err)
{
	struct loading l = { id, decision };
	return ac_service_read(service, load_it, &l, err);
}

struct ac_drafted ac_decision_drafted(const struct ac_decision *d)
{
	return (struct ac_drafted){ ac_buf_str(&d->method), ac_buf_str(&d->target),
		ac_buf_str(&d->body) };
}

/* ---- draft ---- */

struct drafting {
	struct ac_by by;
	const struct ac_drafted *drafted;
	const struct ac_rehearsal *rehearsal;
	int64_t id;
};

static enum ac_status draft(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct drafting *d = ctx;
	struct ac_decision_row row = {
		.state = AC_STR("open"),
		.method = d->drafted->method,
		.target = d->drafted->target,
		.body = d->drafted->body,
		.drafted_by = d->by.officer.name,
		.drafted_at = d->by.at,
	};
	ac_decisions_digest(d->drafted, ac_buf_str(&d->rehearsal->document), row.digest);
	AC_TRY(decision_case(db, row.target, row.body, &row.case_id, err));
	AC_TRY(ac_decision_insert(db, &row, &d->id, err));
	struct ac_paged paged = { AC_PAGE_decision, d->id, d->by.officer.name, d->by.at };
	AC_TRY(ac_page(db, &paged, err));
	AC_AUTO(json) struct ac_json *detail = decision_detail(row.digest);
	return ac_decided(db, &d->by, "decision.draft", "decision", d->id, detail, err);
}

enum ac_status ac_decisions_draft(struct ac_service *service, struct ac_officer officer,
	const struct ac_drafted *drafted, const struct ac_rehearsal *rehearsal,
	struct ac_json *answer, struct ac_error *err)
{
	struct drafting d = { ac_by(service, officer), drafted, rehearsal, 0 };
	AC_TRY(ac_service_write(service, draft, &d, err));
	return ac_decisions_view(service, officer, d.id, answer, err);
}

/* ---- what becomes of it ---- */

struct stands {
	const struct ac_decision *decision;
	enum ac_right right;
	struct ac_holding drafter;
};

static enum ac_status look_at_drafter(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct stands *s = ctx;
	return ac_accounts_holds(
		db, ac_buf_str(&s->decision->drafted_by), s->right, &s->drafter, err);
}

enum ac_status ac_decisions_stands(struct ac_service *service, const struct ac_decision *decision,
	enum ac_right right, struct ac_error *err)
{
	struct stands s = { .decision = decision, .right = right };
	AC_TRY(ac_service_read(service, look_at_drafter, &s, err));
	return s.drafter.against
		       ? ac_fail(err, AC_CONFLICT, "whoever drafted it %s", s.drafter.against)
		       : AC_OK;
}

struct deciding {
	struct ac_by by;
	int64_t id;
	const char *state, *action;
	bool own; /* only by the one who drafted it, else only by another; at the end: this call has begun it */
	struct ac_str seen; /* approval: what the officer saw */
	const unsigned char *fresh; /* … and what it would do now */
	int64_t last,
		now; /* the last audit row before that look; ours, or 0: there was another between */
	enum ac_right right; /* … and what the drafter must still hold */
	struct ac_holding drafter;
	struct ac_str why, outcome;
};

static enum ac_status may(
	const struct deciding *d, const struct ac_decision *kept, struct ac_error *err)
{
	bool own = ac_str_eq(d->by.officer.name, ac_buf_str(&kept->drafted_by));
	if (own && !d->own)
		return ac_fail(err, AC_DENIED,
			"you drafted decision %lld yourself: somebody else approves or refuses it",
			(long long)d->id);
	if (!own && d->own)
		return ac_fail(err, AC_DENIED,
			"decision %lld is not yours to withdraw: refuse it instead",
			(long long)d->id);
	bool cut_off = strcmp(kept->state, "approved") == 0; /* its act would have ended it */
	bool unwanted = !d->fresh && strcmp(kept->state, "template") == 0;
	if (strcmp(kept->state, "open") != 0 && !cut_off && !unwanted)
		return ac_fail(err, AC_CONFLICT, "decision %lld is %s already", (long long)d->id,
			kept->state);
	return AC_OK;
}

static enum ac_status same(
	const struct deciding *d, const struct ac_decision *kept, struct ac_error *err)
{
	char hex[ac_digest_hex];
	if (!d->fresh)
		return AC_OK;
	if (!ac_vault_equal(d->fresh, kept->digest, sizeof kept->digest))
		return ac_fail(err, AC_CONFLICT,
			"what decision %lld would send out has changed since it was drafted: "
			"refuse it and have it drafted again",
			(long long)d->id);
	decision_hex(kept->digest, hex);
	if (!ac_str_eq(d->seen, ac_str(hex)))
		return ac_fail(err, AC_CONFLICT,
			"the digest is not that of decision %lld: look at it again",
			(long long)d->id);
	return AC_OK;
}

static void void_words(const struct ac_holding *drafter, struct ac_error *words)
{
	(void)ac_fail(words, AC_CONFLICT,
		"whoever drafted it %s: it is refused, have it drafted by somebody who holds the "
		"right",
		drafter->against);
}

/* Written as decided, whatever it is then: an approval of what nobody stands behind any more refuses it. */
static enum ac_status write_decided(struct ac_db *db, const struct deciding *d,
	const unsigned char digest[ac_digest_size], struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *detail = decision_detail(digest);
	struct ac_error words = { .msg = "" };
	bool no_drafter = d->drafter.against != NULL;
	if (no_drafter)
		void_words(&d->drafter, &words);
	struct ac_decision_row row = { .id = d->id,
		.state = no_drafter ? AC_STR("refused") : ac_str(d->state),
		.decided_by = d->by.officer.name,
		.decided_at = d->by.at,
		.why = no_drafter ? ac_str(words.msg) : d->why };
	AC_TRY(ac_decision_decide(db, &row, err));
	AC_TRY(ac_page_over(db, AC_PAGE_decision, d->id, d->by.at, err));
	return ac_decided(db, &d->by, no_drafter ? "decision.void" : d->action, "decision", d->id,
		detail, err);
}

/* A row of our own follows the last one that was there at the look, or the look was too early. */
enum ac_status decision_seen(struct ac_db *db, int64_t last, int64_t *seen, struct ac_error *err)
{
	int64_t now;
	AC_TRY(ac_last_decided(db, &now, err));
	*seen = now == last + 1 ? now : 0;
	return AC_OK;
}

/* Whoever holds the keys to the second account is not a second person. */
enum ac_status decision_another(struct ac_db *db, const struct ac_by *by, struct ac_str other,
	const char *did, int64_t id, struct ac_error *err)
{
	bool two;
	if (ac_str_eq(by->officer.name, other))
		return ac_fail(err, AC_DENIED, "you %s %lld yourself: let another officer do this",
			did, (long long)id);
	AC_TRY(ac_accounts_two_persons(db, by->officer.name, other, by->at, &two, err));
	return two ? AC_OK
		   : ac_fail(err, AC_DENIED,
			     "you and whoever %s %lld are not two persons yet: within the last 24 "
			     "hours one of you made or changed the other's account, or that of "
			     "somebody who did; let another officer do this",
			     did, (long long)id);
}

/* Nobody agrees to what they were not shown. */
static enum ac_status must_see(struct ac_db *db, const struct deciding *d,
	const struct ac_decision *kept, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *request = NULL;
	AC_TRY(decision_request(ac_buf_str(&kept->body), &request, err));
	return decision_must_see(db, d->id, request, &d->by.officer, err);
}

static enum ac_status decide(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct deciding *d = ctx;
	AC_AUTO(decision) struct ac_decision kept = { 0 };
	AC_TRY(decision_load(db, d->id, &kept, err));
	AC_TRY(may(d, &kept, err));
	AC_TRY(same(d, &kept, err));
	if (d->fresh) {
		AC_TRY(must_see(db, d, &kept, err));
		AC_TRY(decision_another(
			db, &d->by, ac_buf_str(&kept.drafted_by), "drafted decision", d->id, err));
		AC_TRY(ac_accounts_holds(
			db, ac_buf_str(&kept.drafted_by), d->right, &d->drafter, err));
	}
	AC_TRY(write_decided(db, d, kept.digest, err));
	return decision_seen(db, d->last, &d->now, err);
}

static enum ac_status read_last(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_last_decided(db, ctx, err);
}

enum ac_status ac_decisions_last(struct ac_service *service, int64_t *row, struct ac_error *err)
{
	return ac_service_read(service, read_last, row, err);
}

enum ac_status ac_decisions_approve(struct ac_service *service, struct ac_officer officer,
	const struct ac_approval *approval, unsigned *roles, int64_t *seen, struct ac_error *err)
{
	struct deciding d = { .by = ac_by(service, officer),
		.id = approval->id,
		.state = approval->template ? "template" : "approved",
		.action = approval->template ? "decision.approve_template" : "decision.approve",
		.seen = approval->seen,
		.fresh = approval->fresh,
		.last = approval->last,
		.right = approval->right };
	AC_TRY(ac_service_write(service, decide, &d, err));
	if (d.drafter.against) {
		void_words(&d.drafter, err);
		return AC_CONFLICT;
	}
	*roles = d.drafter.roles;
	*seen = d.now;
	return AC_OK;
}

enum ac_status ac_decisions_refuse(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_str why, struct ac_error *err)
{
	struct deciding d = { .by = ac_by(service, officer),
		.id = id,
		.state = "refused",
		.action = "decision.refuse",
		.why = why };
	if (!ac_str_trim(why).n || why.n > 4000)
		return ac_fail(err, AC_INVALID, "why: 1 to 4,000 bytes, so that it can be mended");
	return ac_service_write(service, decide, &d, err);
}

enum ac_status ac_decisions_withdraw(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct deciding d = { .by = ac_by(service, officer),
		.id = id,
		.state = "withdrawn",
		.action = "decision.withdraw",
		.own = true };
	return ac_service_write(service, decide, &d, err);
}

/* Does it still end as this call wanted? Meanwhile another may have refused it, approved it anew, or done it. */
static bool is_theirs(const struct deciding *d, const struct ac_decision *kept)
{
	if (strcmp(kept->state, "done") == 0)
		return d->own;
	return strcmp(kept->state, "approved") == 0 &&
	       (ac_str_eq(d->by.officer.name, ac_buf_str(&kept->decided_by)) ||
		       ac_str_eq(d->by.officer.name, ac_buf_str(&kept->drafted_by)));
}

static enum ac_status end(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct deciding *d = ctx;
	AC_AUTO(decision) struct ac_decision kept = { 0 };
	AC_TRY(decision_load(db, d->id, &kept, err));
	if (!is_theirs(d, &kept))
		return AC_OK;
	bool acted = strcmp(kept.state, "done") == 0;
	AC_TRY(ac_decision_end(db, d->id, ac_str(acted ? "done" : d->state), d->outcome, err));
	return ac_decided(db, &d->by, d->action, "decision", d->id, NULL, err);
}

enum ac_status ac_decisions_end(struct ac_service *service, struct ac_officer officer,
	const struct ac_agreed *agreed, const struct ac_error *failed, struct ac_error *err)
{
	struct deciding d = { .by = ac_by(service, officer),
		.id = agreed->decision,
		.own = agreed->begun,
		.state = failed ? "failed" : "done",
		.action = failed ? "decision.fail" : "decision.done",
		.outcome = ac_str(failed ? failed->msg : "") };
	return ac_service_write(service, end, &d, err);
}
