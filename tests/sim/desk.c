#include "sim/desk.h"

#include "sim/sql_p.h"
#include "threat/rights.h"
#include "json/json.h"

#include <sys/mman.h>
#include <unistd.h>

enum { last_requests = 8, answer_max = 64 << 20 };

const struct desk_officer desk_officer[desk_officers] = {
	{ "dana", AC_ROLE_OFFICER | AC_ROLE_ANALYST },
	{ "amir", AC_ROLE_OFFICER },
	{ "uri", AC_ROLE_OFFICER | AC_ROLE_APPROVER },
	{ "noa", AC_ROLE_APPROVER },
	{ "eli", AC_ROLE_CALLER | AC_ROLE_AUDITOR },
};

const char *const desk_posture[4] = { "watch", "officials", "public", "all-alarms" };

/* ---- one request ---- */

/* The process may be killed between two of its steps, or in the middle of a commit. */
static void plan_kill(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	desk->service->steps_left = never_killed;
	if (sim->calm)
		return;
	bool long_way = desk->request.asked == ASKED_approve || desk->request.asked == ASKED_use;
	if (desk_chance(desk, long_way ? 0.08 : 0.01))
		desk->service->steps_left = (int)desk_below(desk, long_way ? 11 : 3);
	else if (desk_chance(desk, long_way ? 0.06 : 0.01))
		sim_sql_fuse(sim, desk_below(desk, 60));
}

static void count_kill(struct sim *sim, bool answered, int steps)
{
	if (sim_sql_is_off(sim))
		sim->hits[SIM_killed_in_commit]++;
	else if (answered)
		sim->hits[SIM_killed_after]++;
	else
		sim->hits[steps ? SIM_killed_between : SIM_killed_before]++;
}

/* @return did the process live to answer? */
static bool survives(struct sim *sim, int steps_planned)
{
	struct ac_service *service = sim->desk->service;
	bool off = sim_sql_is_off(sim);
	if (!service->killed && !off && steps_planned == never_killed)
		return true;
	count_kill(sim, !service->killed && !off, steps_planned);
	return false;
}

/* As it would leave over the wire, be it an answer or a refusal. */
static void look_at_answer(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, answer_max);
	if (desk->request.status != AC_OK) {
		AC_AUTO(json)
		struct ac_json *failure = ac_dispatch_failure(desk->request.status, &desk->err);
		ac_json_write(failure, &text);
	} else if (desk->response.type) {
		ac_buf_add_str(&text, ac_buf_str(&desk->response.text));
	} else {
		ac_json_write(ac_response_object(&desk->response), &text);
	}
	check_desk_answer(sim, ac_buf_str(&text));
}

static void dispatch(struct sim *sim, struct ac_call *call)
{
	struct sim_desk *desk = sim->desk;
	const struct desk_officer *who = &desk_officer[desk->request.who];
	call->officer = (struct ac_officer){ .name = ac_str(who->name), .roles = who->roles };
	ac_response_done(&desk->response);
	ac_response_init(&desk->response);
	desk->err = (struct ac_error){ 0 };
	desk->request.status = ac_dispatch(desk->service, call, &desk->response, &desk->err);
}

void desk_send(struct sim *sim, enum ac_method method, const char *target, const char *body)
{
	struct sim_desk *desk = sim->desk;
	struct desk_request *request = &desk->request;
	struct ac_call call = {
		.method = method, .target = ac_str(target), .body = ac_str(body), .body_fd = -1
	};
	request->number = ++desk->requests;
	request->at = sim->now.wall;
	plan_kill(sim);
	int steps = desk->service->steps_left;
	desk_mutate_before(sim);
	dispatch(sim, &call);
	request->lost = !survives(sim, steps);
	sim_trace(sim, "%s asks %s %s: %s%s %s", desk_officer[request->who].name, target, body,
		request->lost ? "killed, " : "", ac_status_name(request->status), desk->err.msg);
	if (request->lost) {
		sim_crash(sim);
		return;
	}
	look_at_answer(sim);
}

static bool from_outside(enum ac_status status)
{
	return status == AC_FULL || status == AC_IO || status == AC_BUSY || status == AC_CLOSED;
}

bool desk_unsure(const struct desk_request *request)
{
	return request->lost || from_outside(request->status);
}

/* ---- the desk ---- */

static bool import_hotels(struct sim *sim)
{
	static const char csv[] = "hotel_id,name,latitude,longitude,district\n"
				  "H1,Harbour House,41.0,29.0,One\nH2,Hill Inn,41.01,29.0,Two\n"
				  "H3,Garden,41.02,29.0,Two\n";
	int fd = memfd_create("csv", MFD_CLOEXEC);
	if (fd < 0 || write(fd, csv, sizeof csv - 1) != (ssize_t)(sizeof csv - 1) ||
		lseek(fd, 0, SEEK_SET) != 0)
		return false;
	struct ac_call call = {
		.method = AC_POST, .target = AC_STR("/v1/imports?kind=hotels"), .body_fd = fd
	};
	dispatch(sim, &call);
	close(fd);
	return sim->desk->request.status == AC_OK;
}

/* Each with a note, which is what their criteria rest on: note/N in case N. */
static bool open_cases(struct sim *sim)
{
	char target[64];
	struct ac_call call = { .method = AC_POST,
		.target = AC_STR("/v1/cases"),
		.body = AC_STR("{\"title\":\"A cell\"}"),
		.body_fd = -1 };
	for (int i = 1; i <= desk_cases; i++) {
		(void)snprintf(target, sizeof target, "/v1/cases/%d/notes", i);
		struct ac_call note = { .method = AC_POST,
			.target = ac_str(target),
			.body = AC_STR("{\"text\":\"The host says so\"}"),
			.body_fd = -1 };
		dispatch(sim, &call);
		if (sim->desk->request.status != AC_OK)
			return false;
		dispatch(sim, &note);
		if (sim->desk->request.status != AC_OK)
			return false;
	}
	return true;
}

static void next(struct sim *sim)
{
	sim_at(sim, desk_between(sim->desk, 10, 140) * AC_SECOND,
		(struct sim_event){ .kind = EV_THREAT_DESK });
}

void sim_desk_new(struct sim *sim)
{
	sim->desk = ac_alloc(sizeof *sim->desk);
	*sim->desk = (struct sim_desk){ 0 };
	ac_random_seed(&sim->desk->random, sim->options.seed ^ UINT64_C(0x6465736b));
	ac_response_init(&sim->desk->response);
	sim->calm = true; /* nothing fails before it begins */
	sim_sql_quiet(sim);
	sim->desk->service = desk_service_new(sim);
	if (!sim->failed && (!import_hotels(sim) || !open_cases(sim)))
		sim_fail(sim, 3, "the desk cannot begin: %s", sim->desk->err.msg);
	sim->calm = false;
	check_desk(sim);
	next(sim);
}

void sim_desk_done(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	if (!desk)
		return;
	desk_service_free(desk->service);
	ac_response_done(&desk->response);
	ac_vec_each(&desk->criteria, criterion)
		ac_vec_done(&criterion->entries);
	ac_vec_done(&desk->decisions);
	ac_vec_done(&desk->warnings);
	ac_vec_done(&desk->criteria);
	ac_vec_done(&desk->reports);
	for (int i = 0; i < desk_places; i++) {
		ac_vec_done(&desk->places[i].levels);
		ac_vec_done(&desk->places[i].holds);
	}
	ac_free(desk);
	sim->desk = NULL;
}

static void act(struct sim *sim)
{
	static void (*const what[])(struct sim *) = { desk_draft_warning, desk_draft_act,
		desk_draft_act, desk_draft_act, desk_draft_act, desk_approve, desk_approve,
		desk_approve, desk_approve, desk_approve, desk_use_template, desk_end_one,
		desk_add_criterion, desk_say, desk_say, desk_say, desk_enter_report, desk_look,
		desk_look };
	struct sim_desk *desk = sim->desk;
	size_t which = (size_t)desk_below(desk, sizeof what / sizeof *what);
	desk->request = (struct desk_request){ .who = (size_t)desk_below(desk, desk_officers) };
	what[which](sim);
	if (!desk->request.number || desk->request.lost || sim->failed)
		return;
	desk_mutate_after(sim);
	check_desk(sim);
	desk->request = (struct desk_request){ 0 };
}

void sim_desk_acts(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	if (sim->calm && ++desk->after_calm > last_requests)
		return;
	bool stands = ac_db_in_doubt(ac_store_db(sim->sql->store)) || sim_sql_is_off(sim);
	if (sim->alive && !stands) {
		if (desk->service->public_waits)
			desk_service_publish(desk->service);
		act(sim);
	}
	next(sim);
}

void sim_desk_recovered(struct sim *sim)
{
	if (!sim->desk)
		return;
	sim_sql_quiet(sim);
	desk_service_restart(sim->desk->service);
	desk_mutate_crash(sim);
	check_desk(sim);
	check_desk_whole(sim);
	sim->desk->request = (struct desk_request){ 0 };
	sim_sql_trouble(sim);
}

void sim_desk_end(struct sim *sim)
{
	if (!sim->desk || sim->failed)
		return;
	check_desk_whole(sim);
}
