#include "service/desk/successor_p.h"

#include "service/desk/ledger.h"
#include "store/cases.h"

void proposals_done(struct proposals *p)
{
	ac_vec_each(&p->all, proposal) {
		ac_json_free(proposal->areas);
		ac_json_free(proposal->plan);
	}
	ac_vec_done(&p->all);
	ac_arena_done(&p->texts);
}

/* ---- proposing ---- */

static void propose_criterion(void *ctx, const struct ac_criterion_row *row)
{
	struct proposals *p = ctx;
	struct proposal proposal = { .row = { .kind = AC_STR("criterion"), .ref = row->id } };
	ac_vec_push(&p->all, proposal);
}

static void propose_lesson(void *ctx, const struct ac_note_row *row)
{
	struct proposals *p = ctx;
	struct proposal proposal = { .row = { .kind = AC_STR("lesson"), .ref = row->id } };
	if (ac_str_eq(row->kind, AC_STR("lesson")))
		ac_vec_push(&p->all, proposal);
}

enum ac_status successor_propose(struct ac_db *db, const struct ac_by *by, int64_t case_id,
	int64_t before, struct ac_error *err)
{
	AC_AUTO(proposals) struct proposals p = { 0 };
	if (!before)
		return AC_OK;
	AC_TRY(ac_criterion_each(db, before, propose_criterion, &p, err));
	AC_TRY(ac_note_each(db, before, propose_lesson, &p, err));
	AC_TRY(successor_find_reach(db, before, &p, err));
	ac_vec_each(&p.all, proposal) {
		proposal->row.case_id = case_id;
		proposal->row.state = AC_STR("open");
		proposal->row.at = by->at;
		proposal->row.officer = by->officer.name;
		AC_TRY(ac_proposal_insert(db, &proposal->row, NULL, err));
	}
	return AC_OK;
}

/* ---- reading them ---- */

static void take_row(void *ctx, const struct ac_proposal_row *row)
{
	struct proposals *p = ctx;
	struct proposal proposal = { .row = *row };
	proposal.row.kind = ac_arena_str(&p->texts, row->kind);
	proposal.row.state = ac_arena_str(&p->texts, row->state);
	proposal.row.officer = ac_arena_str(&p->texts, row->officer);
	ac_vec_push(&p->all, proposal);
}

static bool is_about(const struct proposal *proposal, const char *kind, int64_t ref)
{
	return proposal->row.ref == ref && proposal_is(proposal, kind);
}

static void take_criterion(void *ctx, const struct ac_criterion_row *row)
{
	struct proposals *p = ctx;
	ac_vec_each(&p->all, proposal) {
		if (!is_about(proposal, "criterion", row->id))
			continue;
		proposal->text = ac_arena_str(&p->texts, row->text);
		proposal->mandatory = row->mandatory;
		proposal->hold_us = row->hold_us;
	}
}

static void take_lesson(void *ctx, const struct ac_note_row *row)
{
	struct proposals *p = ctx;
	ac_vec_each(&p->all, proposal)
		if (is_about(proposal, "lesson", row->id))
			proposal->text = ac_arena_str(&p->texts, row->text);
}

static void take_predecessor(void *ctx, const struct ac_case_row *row)
{
	*(int64_t *)ctx = row->successor_of;
}

enum ac_status successor_load(
	struct ac_db *db, int64_t case_id, struct proposals *p, struct ac_error *err)
{
	int64_t before = 0;
	ac_arena_init(&p->texts, 16u << 20);
	AC_TRY(ac_case_get(db, case_id, take_predecessor, &before, err));
	AC_TRY(ac_proposal_each(db, case_id, take_row, p, err));
	if (!before)
		return AC_OK;
	AC_TRY(ac_criterion_each(db, before, take_criterion, p, err));
	AC_TRY(ac_note_each(db, before, take_lesson, p, err));
	return successor_load_reach(db, p, err);
}

static void put(struct ac_json *json, const struct proposal *proposal)
{
	bool accepted = ac_str_eq(proposal->row.state, AC_STR("accepted"));
	ac_json_set_i64(json, "id", proposal->row.id);
	ac_json_set_str(json, "kind", proposal->row.kind);
	ac_json_set_str(json, "state", proposal->row.state);
	ac_json_set_str(json, "text", proposal->text);
	ac_json_set_wall(json, "at", proposal->row.at);
	if (proposal_is(proposal, "criterion")) {
		ac_json_set_bool(json, "mandatory", proposal->mandatory);
		ac_json_set_i64(json, "hold_s", proposal->hold_us / AC_SECOND);
	}
	if (proposal->areas)
		ac_json_set_i64(json, "warning", proposal->row.ref);
	if (proposal->plan)
		ac_json_set_i64(json, "campaign", proposal->row.ref);
	if (proposal->plan && accepted)
		ac_json_set(json, "plan", ac_json_copy(proposal->plan));
}

struct listing {
	int64_t case_id;
	struct ac_json *array;
};

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct listing *l = ctx;
	AC_AUTO(proposals) struct proposals p = { 0 };
	AC_TRY(successor_load(db, l->case_id, &p, err));
	ac_vec_each(&p.all, proposal)
		put(ac_json_add_object(l->array), proposal);
	return AC_OK;
}

enum ac_status ac_proposals_list(
	struct ac_service *service, int64_t case_id, struct ac_json *answer, struct ac_error *err)
{
	struct listing l = { case_id, ac_json_set_array(answer, "proposals") };
	return ac_service_read(service, list, &l, err);
}

/* ---- deciding ---- */

struct deciding {
	struct ac_by by;
	int64_t case_id, proposal;
	bool accept;
};

static enum ac_status take_over(struct ac_db *db, const struct deciding *d,
	const struct proposal *proposal, struct ac_error *err)
{
	if (proposal_is(proposal, "areas") || proposal_is(proposal, "audience"))
		return AC_OK; /* to be used: nothing is drafted or sent by taking them */
	if (proposal_is(proposal, "criterion")) {
		struct ac_criterion_row row = { .case_id = d->case_id,
			.text = proposal->text,
			.mandatory = proposal->mandatory,
			.hold_us = proposal->hold_us,
			.at = d->by.at,
			.officer = d->by.officer.name };
		return ac_criterion_insert(db, &row, NULL, err);
	}
	struct ac_note_row note = { .case_id = d->case_id,
		.at = d->by.at,
		.officer = d->by.officer.name,
		.kind = AC_STR("lesson"),
		.text = proposal->text };
	return ac_note_insert(db, &note, NULL, err);
}

static enum ac_status decide(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct deciding *d = ctx;
	AC_AUTO(proposals) struct proposals p = { 0 };
	const struct proposal *found = NULL;
	AC_TRY(ledger_case_open(db, d->case_id, err));
	AC_TRY(successor_load(db, d->case_id, &p, err));
	ac_vec_each(&p.all, proposal)
		if (proposal->row.id == d->proposal)
			found = proposal;
	if (!found)
		return ac_fail(err, AC_NOT_FOUND, "case %lld has no proposal %lld",
			(long long)d->case_id, (long long)d->proposal);
	struct ac_proposal_row row = { .id = d->proposal,
		.state = d->accept ? AC_STR("accepted") : AC_STR("dismissed"),
		.at = d->by.at,
		.officer = d->by.officer.name };
	AC_TRY(ac_proposal_decide(db, &row, err));
	if (d->accept)
		AC_TRY(take_over(db, d, found, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("proposal", d->proposal);
	return ac_decided(db, &d->by, d->accept ? "proposal.accept" : "proposal.dismiss", "case",
		d->case_id, detail, err);
}

enum ac_status ac_proposals_decide(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, int64_t proposal, bool accept, struct ac_error *err)
{
	struct deciding d = { ac_by(service, officer), case_id, proposal, accept };
	return ac_service_write(service, decide, &d, err);
}
