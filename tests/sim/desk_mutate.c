/* What the checker must catch at the threat desk, done on purpose between officers, use-cases and store. Off in
 * ordinary runs. */
#include "sim/check_desk.h"

#include "service/desk/decisions.h"
#include "sim/sql_p.h"
#include "store/cases.h"

static const struct ac_sql sql_approve = { "mutate_approve",
	"UPDATE decision SET state = 'approved', decided_by = $2, decided_at = 1 WHERE id = $1" };
static const struct ac_sql sql_reopen = { "mutate_reopen",
	"UPDATE decision SET state = 'approved' WHERE id = $1" };
static const struct ac_sql sql_forget = { "mutate_forget",
	"UPDATE decision SET state = 'open', decided_by = NULL, decided_at = NULL "
	"WHERE state IN ('done', 'refused')" };
static const struct ac_sql sql_unwrite = { "mutate_unwrite", "DELETE FROM audit WHERE seq > $1" };
static const struct ac_sql sql_halve = { "mutate_halve", "DELETE FROM cap_message WHERE id > $1" };
static const struct ac_sql sql_break = { "mutate_break",
	"UPDATE audit SET officer = 'eve' WHERE seq = $1" };
static const struct ac_sql sql_change = { "mutate_change",
	"UPDATE cap_message SET xml = xml || ' ' WHERE id = $1" };
static const struct ac_sql sql_unmark = { "mutate_unmark",
	"UPDATE report SET tlp = 5, releasable_to = '' WHERE id > $1" };
static const struct ac_sql sql_no_hold = { "mutate_no_hold",
	"UPDATE criterion SET hold_us = 0 WHERE id > $1" };
static const struct ac_sql sql_hold = { "mutate_hold",
	"UPDATE criterion SET hold_us = $2 WHERE id = $1" };
/* Evidence never goes stale; and back. */
static const struct ac_sql sql_fresh = { "mutate_fresh",
	"UPDATE criterion_entry SET valid_until = valid_until + $1 WHERE valid_until < $1" };
static const struct ac_sql sql_stale = { "mutate_stale",
	"UPDATE criterion_entry SET valid_until = valid_until - $1 WHERE valid_until >= $1" };

#define AGES (INT64_C(100) * 365 * AC_DAY * 10)

static enum sim_mutation mutation(const struct sim *sim)
{
	return sim->options.mutation;
}

static void finish(struct sim *sim, enum ac_status status, const struct ac_error *err)
{
	struct ac_db *db = ac_store_db(sim->sql->store);
	if (status == AC_OK)
		status = ac_db_control(db, AC_DB_COMMIT, NULL);
	if (status != AC_OK) {
		sim_trace(sim, "the mutation fails: %s", err->msg);
		ac_db_undo(db);
	}
}

static void spoil(
	struct sim *sim, const struct ac_sql *sql, const struct ac_value *values, size_t n)
{
	struct ac_db *db = ac_store_db(sim->sql->store);
	struct ac_error err = { 0 };
	sim_sql_quiet(sim);
	enum ac_status status = ac_db_control(db, AC_DB_BEGIN_WRITE, &err);
	if (status == AC_OK)
		status = ac_db_run(db, sql, values, n, &err);
	finish(sim, status, &err);
}

static const struct desk_decision *subject(const struct sim *sim)
{
	const struct sim_desk *desk = sim->desk;
	bool approves = desk->request.asked == ASKED_approve;
	return approves ? &desk->decisions.at[desk->request.subject] : NULL;
}

/* ---- before a request ---- */

/* The words are changed behind the back of the one who agrees. */
static void change_words(struct sim *sim, int64_t warning)
{
	struct ac_db *db = ac_store_db(sim->sql->store);
	struct ac_error err = { 0 };
	struct ac_warning_text_row row = { .warning = warning,
		.language = AC_STR("en"),
		.headline = AC_STR("Words 999"),
		.description = AC_STR("A danger"),
		.instruction = AC_STR("Leave") };
	enum ac_status status = ac_db_control(db, AC_DB_BEGIN_WRITE, &err);
	if (status == AC_OK)
		status = ac_warning_text_put(db, &row, &err);
	finish(sim, status, &err);
}

/* Somebody's word is taken for an approval: the act follows without another look. */
static void carry_out(struct sim *sim, int64_t id, const char *target, const char *body, size_t who,
	size_t second)
{
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	struct ac_str name = ac_str(desk_officer[second].name);
	spoil(sim, &sql_approve, AC_VALUES(AC_I64(id), AC_TEXT(name)));
	struct ac_error err = { 0 };
	struct ac_agreed agreed = { .decision = id, .approver = name };
	if (ac_decisions_last(sim->desk->service, &agreed.seen, &err) != AC_OK)
		return;
	struct ac_call call = { .method = AC_POST,
		.target = ac_str(target),
		.body = ac_str(body),
		.body_fd = -1,
		.officer = { .name = ac_str(desk_officer[who].name),
			.roles = AC_ROLE_ALL,
			.agreed = &agreed } };
	if (ac_dispatch(sim->desk->service, &call, &response, &err) != AC_OK)
		sim_trace(sim, "the mutation fails: %s", err.msg);
}

static void approve_unseen(struct sim *sim)
{
	const struct desk_decision *d = subject(sim);
	char target[64];
	if (!d || d->act != ACT_publish || strcmp(d->state, "open") != 0 ||
		d->drafter == sim->desk->request.who || !sim->desk->request.digest)
		return;
	change_words(sim, d->subject);
	(void)snprintf(target, sizeof target, "/v1/warnings/%lld/publish", (long long)d->subject);
	carry_out(sim, d->id, target, "{}", d->drafter, sim->desk->request.who);
}

void desk_mutate_before(struct sim *sim)
{
	const struct desk_decision *d = subject(sim);
	switch (mutation(sim)) {
	case MUTATION_act_unseen: approve_unseen(sim); break;
	case MUTATION_act_twice:
		if (d && d->acted && d->act >= ACT_level && sim->desk->request.digest)
			spoil(sim, &sql_reopen, AC_VALUES(AC_I64(d->id)));
		break;
	case MUTATION_lower_early: spoil(sim, &sql_no_hold, AC_VALUES(AC_I64(0))); break;
	case MUTATION_trust_stale: spoil(sim, &sql_fresh, AC_VALUES(AC_I64(AGES))); break;
	default: break;
	}
}

/* ---- after it ---- */

static void put_back(struct sim *sim)
{
	if (mutation(sim) == MUTATION_trust_stale)
		spoil(sim, &sql_stale, AC_VALUES(AC_I64(AGES)));
	if (mutation(sim) != MUTATION_lower_early)
		return;
	if (sim->desk->request.asked == ASKED_criterion) /* it was asked for with its own */
		spoil(sim, &sql_hold,
			AC_VALUES(AC_I64((int64_t)sim->desk->criteria.n + 1),
				AC_I64(sim->desk->request.criterion.hold_us)));
	ac_vec_each(&sim->desk->criteria, c)
		spoil(sim, &sql_hold, AC_VALUES(AC_I64(c->id), AC_I64(c->hold_us)));
}

/* What was drafted is done at once, as if somebody had agreed. */
static void act_alone(struct sim *sim)
{
	const struct desk_request *request = &sim->desk->request;
	int64_t id = 0;
	char target[64], body[64];
	if (request->asked != ASKED_act || request->status != AC_OK ||
		request->decision.act != ACT_posture)
		return;
	const struct ac_json *decision =
		ac_json_find(ac_response_object(&sim->desk->response), "decision");
	(void)!ac_json_opt_i64(decision, "id", 1, INT64_MAX, 0, &id, NULL);
	(void)snprintf(target, sizeof target, "/v1/cases/%lld/posture",
		(long long)request->decision.subject);
	(void)snprintf(body, sizeof body, "{\"posture\":\"%s\",\"why\":\"so\"}",
		desk_posture[request->decision.posture]);
	carry_out(sim, id, target, body, request->who, request->who == 3 ? 2 : 3);
}

void desk_mutate_after(struct sim *sim)
{
	const struct sim_desk *desk = sim->desk;
	bool acted = subject(sim) && desk->request.status == AC_OK;
	put_back(sim);
	switch (mutation(sim)) {
	case MUTATION_act_alone: act_alone(sim); break;
	case MUTATION_act_unwritten:
		if (acted)
			spoil(sim, &sql_unwrite, AC_VALUES(AC_I64(desk->audit_seq)));
		break;
	case MUTATION_act_half:
		if (acted)
			spoil(sim, &sql_halve, AC_VALUES(AC_I64(desk->message)));
		break;
	case MUTATION_chain_broken:
		if (desk->audit_seq > 2)
			spoil(sim, &sql_break, AC_VALUES(AC_I64(desk->audit_seq - 1)));
		break;
	case MUTATION_archive_changed:
		if (desk->message)
			spoil(sim, &sql_change, AC_VALUES(AC_I64(desk->message)));
		break;
	case MUTATION_mark_lost: spoil(sim, &sql_unmark, AC_VALUES(AC_I64(0))); break;
	default: break;
	}
}

void desk_mutate_crash(struct sim *sim)
{
	put_back(sim);
	if (mutation(sim) == MUTATION_answer_undone)
		spoil(sim, &sql_forget, AC_NO_VALUES);
}
