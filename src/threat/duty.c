#include "threat/duty.h"

enum { turns_each = 2 }; /* before it goes to the next one */

/* clang-format off */
#define KIND(name, called, right) { #name, called, right },
static const struct { const char *name, *called; enum ac_right right; } kinds[] = { AC_PAGE_KINDS(KIND) };
#define STEP(name, fate, what) { #name, fate },
static const struct { const char *name; enum ac_duty_fate fate; } steps[] = { AC_PAGE_STEPS(STEP) };
#define STAGE(name) #name,
static const char *const stages[] = { AC_DUTY_STAGES(STAGE) };
/* clang-format on */

const char *ac_page_kind_name(enum ac_page_kind kind)
{
	return kinds[kind].name;
}

const char *ac_page_kind_called(enum ac_page_kind kind)
{
	return kinds[kind].called;
}

enum ac_right ac_page_kind_right(enum ac_page_kind kind)
{
	return kinds[kind].right;
}

bool ac_page_kind_from(struct ac_str name, enum ac_page_kind *kind)
{
	for (int i = 0; i < ac_page_kind_count; i++)
		if (ac_str_eq(name, ac_str(kinds[i].name))) {
			*kind = (enum ac_page_kind)i;
			return true;
		}
	return false;
}

const char *ac_page_step_name(enum ac_page_step step)
{
	return steps[step].name;
}

bool ac_page_step_from(struct ac_str name, enum ac_page_step *step)
{
	for (int i = 0; i < ac_page_step_count; i++)
		if (ac_str_eq(name, ac_str(steps[i].name))) {
			*step = (enum ac_page_step)i;
			return true;
		}
	return false;
}

enum ac_duty_fate ac_page_step_fate(enum ac_page_step step)
{
	return steps[step].fate;
}

const char *ac_duty_stage_name(enum ac_duty_stage stage)
{
	return stages[stage];
}

/* ---- when ---- */

/* A clock that was set back must not silence anybody: what lies ahead of it asks for no wait. */
static struct ac_wall due(const struct ac_duty_question *q)
{
	struct ac_wall due = { INT64_MIN };
	for (size_t i = 0; i < q->n_tries; i++) {
		const struct ac_duty_try *try = &q->tries[i];
		int64_t rest_us = try->fate == AC_DUTY_TURN ? q->wait_us : ac_duty_pause_us;
		if (rest_us > q->wait_us)
			rest_us = q->wait_us;
		if (try->at.us <= q->now.us && try->at.us + rest_us > due.us)
			due.us = try->at.us + rest_us;
	}
	return due;
}

/* ---- who ---- */

static bool on_duty(const struct ac_duty_question *q, const struct ac_duty_shift *shift)
{
	return shift->from.us <= q->now.us && q->now.us < shift->to.us;
}

static int turns(const struct ac_duty_question *q, struct ac_str officer)
{
	int n = 0;
	for (size_t i = 0; i < q->n_tries; i++)
		n += q->tries[i].fate != AC_DUTY_UNSENT && ac_str_eq(q->tries[i].officer, officer);
	return n;
}

/* Put a shift where its rank belongs, unless its officer stands before it already. */
static size_t insert(const struct ac_duty_question *q, size_t shift, size_t *whom, size_t n)
{
	size_t place = n;
	for (size_t i = 0; i < n; i++) {
		if (ac_str_eq(q->shifts[whom[i]].officer, q->shifts[shift].officer))
			return n;
		if (place == n && q->shifts[shift].rank < q->shifts[whom[i]].rank)
			place = i;
	}
	for (size_t i = n; i > place; i--)
		whom[i] = whom[i - 1];
	whom[place] = shift;
	return n + 1;
}

/* Who is left out; each the one before as well. */
enum leave { LEAVE_NOBODY, LEAVE_OWN, LEAVE_UNABLE };

/* Who counts. */
struct group {
	bool on_duty; /* only those */
	bool heads; /* only those */
	enum leave leave;
};

static bool counts(const struct ac_duty_question *q, const struct ac_duty_shift *shift,
	const struct group *group)
{
	if (group->on_duty && !on_duty(q, shift))
		return false;
	if (group->heads && !shift->head)
		return false;
	if (group->leave == LEAVE_UNABLE && shift->unable)
		return false;
	return group->leave == LEAVE_NOBODY || !ac_str_eq(shift->officer, q->not_for);
}

/* The lowest rank that a shift of its officer has among those that count. */
static bool is_lowest(const struct ac_duty_question *q, size_t shift, const struct group *group)
{
	for (size_t i = 0; i < q->n_shifts; i++)
		if (counts(q, &q->shifts[i], group) &&
			ac_str_eq(q->shifts[i].officer, q->shifts[shift].officer) &&
			q->shifts[i].rank < q->shifts[shift].rank)
			return false;
	return true;
}

static size_t gather(const struct ac_duty_question *q, struct group group, size_t *whom)
{
	size_t n = 0;
	for (size_t i = 0; i < q->n_shifts; i++)
		if (counts(q, &q->shifts[i], &group) && is_lowest(q, i, &group))
			n = insert(q, i, whom, n);
	return n;
}

/* Leave only the first of them who has had fewer than two turns, if there is one. */
static bool has_a_turn(const struct ac_duty_question *q, size_t *whom, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		if (turns(q, q->shifts[whom[i]].officer) < turns_each) {
			whom[0] = whom[i];
			*n = 1;
			return true;
		}
	return false;
}

static bool each_had_one_more(const struct ac_duty_question *q, const size_t *whom, size_t n)
{
	bool each = true;
	for (size_t i = 0; i < n; i++)
		each &= turns(q, q->shifts[whom[i]].officer) > turns_each;
	return each;
}

/* As many as can be with somebody left. */
static enum leave strictest(const struct ac_duty_question *q, size_t *whom)
{
	if (gather(q, (struct group){ .leave = LEAVE_UNABLE }, whom))
		return LEAVE_UNABLE;
	return gather(q, (struct group){ .leave = LEAVE_OWN }, whom) ? LEAVE_OWN : LEAVE_NOBODY;
}

static enum ac_duty_stage choose(const struct ac_duty_question *q, size_t *whom, size_t *n)
{
	enum leave leave = strictest(q, whom);
	*n = gather(q, (struct group){ .heads = true, .leave = leave }, whom);
	if (has_a_turn(q, whom, n))
		return AC_DUTY_head;
	*n = gather(q, (struct group){ .on_duty = true, .leave = leave }, whom);
	if (has_a_turn(q, whom, n))
		return AC_DUTY_first;
	if (*n && !each_had_one_more(q, whom, *n))
		return AC_DUTY_everybody;
	*n = gather(q, (struct group){ .leave = leave }, whom);
	if (leave == LEAVE_UNABLE && each_had_one_more(q, whom, *n))
		*n = gather(q, (struct group){ .leave = LEAVE_OWN }, whom);
	return *n ? AC_DUTY_anybody : AC_DUTY_nobody;
}

struct ac_duty_answer ac_duty_next(const struct ac_duty_question *question, size_t *whom)
{
	struct ac_duty_answer answer = { .look = due(question) };
	if (answer.look.us > question->now.us)
		return answer;
	answer.stage = choose(question, whom, &answer.n);
	answer.look.us = answer.n ? question->now.us + question->wait_us : INT64_MAX;
	return answer;
}

/* ---- an answer ---- */

bool ac_duty_reply(struct ac_str text, int64_t *page)
{
	struct ac_str rest = ac_str_trim(text), word;
	int64_t number = 0;
	(void)ac_str_cut(&rest, ' ', &word);
	rest = ac_str_trim(rest);
	if (!ac_str_eq_nocase(word, AC_STR("ok")) && !ac_str_eq_nocase(word, AC_STR("take")))
		return false;
	if (rest.n && !ac_str_to_i64(rest, 1, INT64_MAX, &number))
		return false;
	*page = number;
	return true;
}
