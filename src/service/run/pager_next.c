#include "base/log.h"
#include "service/desk/accounts.h"
#include "service/desk/duty.h"
#include "service/run/lone.h"
#include "service/run/pager.h"
#include "store/duty.h"
#include "vault/vault.h"

#include <stdio.h>

enum { text_validity_s = 3600 };

struct on_roster {
	int64_t id;
	char officer[ac_duty_officer_max + 1];
	char phone[24];
	bool head;
	unsigned roles; /* at present; none: no account of that name, or disabled */
};

struct waiting {
	int64_t id, subject;
	enum ac_page_kind kind;
	char not_for[ac_duty_officer_max + 1];
};

/* One officer is to be paged for one page. */
struct turn {
	const struct waiting *page;
	const struct on_roster *whom;
	struct service_link *link;
	enum ac_duty_stage stage;
	int64_t try; /* 0: not recorded, it must not leave */
};

struct round {
	struct ac_service *service;
	struct ac_wall now, look;
	AC_VEC(struct on_roster) roster;
	AC_VEC(struct ac_duty_shift) shifts; /* the same, as the question wants them */
	AC_VEC(struct waiting) pages;
	AC_VEC(struct ac_duty_try) tries; /* of one page */
	AC_VEC(int64_t) try_ids;
	AC_VEC(struct turn) turns;
	size_t idle; /* taken, and not settled in time */
	struct service_link *up[ac_config_max_links];
	size_t n_up;
};

static void round_done(struct round *round)
{
	if (round->roster.n)
		ac_vault_wipe(round->roster.at, round->roster.n * sizeof *round->roster.at);
	ac_vec_done(&round->roster);
	ac_vec_done(&round->shifts);
	ac_vec_done(&round->pages);
	ac_vec_done(&round->tries);
	ac_vec_done(&round->try_ids);
	ac_vec_done(&round->turns);
}
AC_AUTO_DEFINE_VALUE(round, struct round, round_done)

static void find_links(struct round *round)
{
	struct ac_service *service = round->service;
	pthread_mutex_lock(&service->links_lock);
	for (int i = 0; i < service->n_links; i++)
		if (service->links[i].up)
			round->up[round->n_up++] = &service->links[i];
	pthread_mutex_unlock(&service->links_lock);
}

/* ---- what there is ---- */

static void take_shift(void *ctx, const struct ac_shift_row *row)
{
	struct round *round = ctx;
	struct on_roster one = { .id = row->id, .head = row->head };
	struct ac_duty_shift shift = { .rank = row->rank, .from = row->from, .to = row->to };
	if (!row->phone.n) /* forgotten */
		return;
	(void)snprintf(one.officer, sizeof one.officer, "%.*s", AC_STR_ARG(row->officer));
	(void)snprintf(one.phone, sizeof one.phone, "%.*s", AC_STR_ARG(row->phone));
	ac_vec_push(&round->roster, one);
	ac_vec_push(&round->shifts, shift);
}

static void take_page(void *ctx, const struct ac_page_row *row)
{
	struct round *round = ctx;
	struct waiting page = { .id = row->id, .subject = row->subject, .kind = row->kind };
	(void)snprintf(page.not_for, sizeof page.not_for, "%.*s", AC_STR_ARG(row->not_for));
	ac_vec_push(&round->pages, page);
}

/* Whoever is not on the roster any more has no turns left to count, but the wait holds. */
static struct ac_str officer_of(const struct round *round, struct ac_str name)
{
	for (size_t i = 0; i < round->shifts.n; i++)
		if (ac_str_eq(round->shifts.at[i].officer, name))
			return round->shifts.at[i].officer;
	return AC_STR("");
}

static void take_step(void *ctx, const struct ac_page_step_row *row)
{
	struct round *round = ctx;
	enum ac_duty_fate fate = ac_page_step_fate(row->step);
	for (size_t i = 0; i < round->tries.n; i++)
		if (round->try_ids.at[i] == row->try) {
			round->tries.at[i].fate = fate;
			return;
		}
	struct ac_duty_try try = { officer_of(round, row->officer), row->at, fate };
	ac_vec_push(&round->tries, try);
	ac_vec_push(&round->try_ids, row->try);
}

/* ---- whom ---- */

/* Texts to one officer go over one link after the other: one of them may swallow everything. */
static void add_turns(struct round *round, const struct waiting *page,
	const struct ac_duty_answer *answer, const size_t *whom)
{
	for (size_t i = 0; i < answer->n && round->n_up; i++) {
		size_t link = (round->tries.n + i) % round->n_up;
		struct turn turn = { page, &round->roster.at[whom[i]], round->up[link],
			answer->stage, 0 };
		ac_vec_push(&round->turns, turn);
	}
}

/* Who may settle it, and whether it is for the head of the desk. */
static void mark_shifts(struct round *round, enum ac_page_kind kind)
{
	unsigned roles = ac_right_roles(ac_page_kind_right(kind));
	for (size_t i = 0; i < round->shifts.n; i++) {
		const struct on_roster *one = &round->roster.at[i];
		round->shifts.at[i].unable = !(roles & one->roles);
		round->shifts.at[i].head = one->head && kind == AC_PAGE_officials;
	}
}

static enum ac_status ask(
	struct round *round, struct ac_db *db, const struct waiting *page, struct ac_error *err)
{
	AC_AUTO(free) size_t *whom = ac_alloc_array(round->shifts.n + 1, sizeof *whom);
	ac_vec_clear(&round->tries);
	ac_vec_clear(&round->try_ids);
	mark_shifts(round, page->kind);
	AC_TRY(ac_page_step_each(db, page->id, take_step, round, err));
	struct ac_duty_question question = { .shifts = round->shifts.at,
		.n_shifts = round->shifts.n,
		.tries = round->tries.at,
		.n_tries = round->tries.n,
		.not_for = ac_str(page->not_for),
		.wait_us = round->service->config->page_wait_s * AC_SECOND,
		.now = round->now };
	struct ac_duty_answer answer = ac_duty_next(&question, whom);
	if (answer.look.us < round->look.us)
		round->look = answer.look;
	add_turns(round, page, &answer, whom);
	return AC_OK;
}

static struct ac_wall idle_since(const struct round *round)
{
	return (struct ac_wall){ round->now.us -
				 round->service->config->page_settle_s * AC_SECOND };
}

static void count_idle(void *ctx, const struct ac_page_row *row)
{
	++*(size_t *)ctx;
	ac_log(AC_LOG_WARN, "page.again", "page=%lld", (long long)row->id);
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct round *round = ctx;
	struct ac_wall since = { round->now.us - ac_duty_roster_us };
	AC_TRY(ac_page_idle(db, idle_since(round), count_idle, &round->idle, err));
	AC_TRY(ac_page_each(db, false, take_page, round, err));
	if (!round->pages.n)
		return AC_OK;
	AC_TRY(ac_shift_each(db, since, false, take_shift, round, err));
	for (size_t i = 0; i < round->shifts.n; i++) {
		struct on_roster *one = &round->roster.at[i];
		struct ac_holding now;
		round->shifts.at[i].officer = ac_str(one->officer);
		AC_TRY(ac_accounts_holds(db, ac_str(one->officer), AC_RIGHT_duty_read, &now, err));
		one->roles = now.roles;
	}
	ac_vec_each(&round->pages, page)
		AC_TRY(ask(round, db, page, err));
	return AC_OK;
}

/* ---- recorded, then sent ---- */

static void see_state(void *ctx, const struct ac_page_row *row)
{
	*(bool *)ctx = ac_str_eq(row->state, AC_STR("open"));
}

/* Somebody may have taken it since. */
static enum ac_status record(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct round *round = ctx;
	if (atomic_load(&round->service->abandoned))
		return ac_fail(err, AC_CLOSED, "abandoned");
	if (round->idle)
		AC_TRY(ac_page_reopen(db, idle_since(round), err));
	ac_vec_each(&round->turns, turn) {
		bool open = false;
		struct ac_page_step_row row = { .page = turn->page->id,
			.at = round->now,
			.shift = turn->whom->id,
			.link = turn->link->number,
			.step = AC_PAGE_STEP_sent };
		turn->try = 0;
		AC_TRY(ac_page_get(db, turn->page->id, see_state, &open, err));
		if (open)
			AC_TRY(ac_page_step_insert(db, &row, &turn->try, err));
	}
	return AC_OK;
}

static void send(const struct round *round, const struct turn *turn)
{
	char text[200];
	struct ac_error err;
	struct ac_service *service = round->service;
	uint64_t attempt = PAGE_ATTEMPT | (uint64_t)turn->try << ac_chunk_bits;
	(void)snprintf(text, sizeof text,
		"%sAllclear: %s %lld waits for you. Reply OK %lld to take it, or: "
		"allclear page take %lld",
		service->options.exercise ? "EXERCISE. " : "",
		ac_page_kind_called(turn->page->kind), (long long)turn->page->subject,
		(long long)turn->page->id, (long long)turn->page->id);
	struct lone_message message = { attempt, ac_str(turn->whom->phone), ac_str(text),
		text_validity_s };
	ac_log(AC_LOG_INFO, "page.sent", "page=%lld shift=%lld link=%s stage=%s",
		(long long)turn->page->id, (long long)turn->whom->id, turn->link->config->name,
		ac_duty_stage_name(turn->stage));
	if (lone_send(service, turn->link, &message, &err) == AC_OK)
		return;
	struct ac_submitted_input unsent = { .attempt = attempt, .result = AC_RESULT_UNSENT };
	pager_submitted(service, &unsent);
}

static const char *why_silent(const struct round *round)
{
	if (!round->pages.n)
		return NULL;
	if (!round->n_up)
		return "no link is up";
	return round->shifts.n ? NULL : "nobody is on the roster";
}

static void tell(const struct round *round, bool *silent)
{
	const char *why = why_silent(round);
	if (why && !*silent)
		ac_log(AC_LOG_ERROR, "page.silent", "pages=%zu why=\"%s\"", round->pages.n, why);
	*silent = why != NULL;
}

struct ac_wall pager_page(struct ac_service *service, bool *silent)
{
	AC_AUTO(round)
	struct round round = {
		.service = service, .now = ac_service_now(service), .look = { INT64_MAX }
	};
	struct ac_error err;
	find_links(&round);
	enum ac_status status = ac_readers_look(service->readers, look, &round, &err);
	if (status == AC_OK && (round.turns.n || round.idle))
		status = ac_writer_run(service->writer, record, &round, &err);
	if (status != AC_OK) {
		if (status != AC_CLOSED)
			ac_log(AC_LOG_ERROR, "page.not_recorded", "why=\"%s\"", err.msg);
		return (struct ac_wall){ INT64_MAX };
	}
	ac_vec_each(&round.turns, turn)
		if (turn->try)
			send(&round, turn);
	tell(&round, silent);
	return round.idle ? round.now : round.look; /* what is open again is paged for at once */
}
