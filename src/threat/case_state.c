#include "threat/case_state.h"

static const char *const states[] = { "open", "warned", "easing", "closed" };
enum { state_count = sizeof states / sizeof *states };

static const struct {
	const char *name, *verb;
} events[ac_case_event_count] = {
	[AC_CASE_WARNED] = { "a warning is published", "warned about" },
	[AC_CASE_CLEARED] = { "its last warning is cleared", "eased" },
	[AC_CASE_RETRACTED] = { "its last warning is retracted", "retracted" },
	[AC_CASE_CLOSED] = { "an officer closes it", "closed" },
};

/* state × event → next state */
static const char *const next_state[state_count][ac_case_event_count] = {
	{ [AC_CASE_WARNED] = "warned", [AC_CASE_CLOSED] = "closed" },
	{ [AC_CASE_WARNED] = "warned",
		[AC_CASE_CLEARED] = "easing",
		[AC_CASE_RETRACTED] = "warned",
		[AC_CASE_CLOSED] = "closed" },
	{ [AC_CASE_WARNED] = "warned",
		[AC_CASE_CLEARED] = "easing",
		[AC_CASE_RETRACTED] = "easing",
		[AC_CASE_CLOSED] = "closed" },
	{ 0 },
};

#define POSTURE(name, what) { name, what },
static const struct {
	const char *name, *what;
} postures[] = { AC_POSTURES(POSTURE) };
#undef POSTURE

const char *ac_case_next(struct ac_str state, enum ac_case_event event)
{
	for (int i = 0; i < state_count; i++)
		if (ac_str_eq(state, ac_str(states[i])))
			return next_state[i][event];
	return NULL;
}

const char *ac_case_event_verb(enum ac_case_event event)
{
	return events[event].verb;
}

enum ac_status ac_case_state_check(struct ac_str state, struct ac_error *err)
{
	for (int i = 0; i < state_count; i++)
		if (ac_str_eq(state, ac_str(states[i])))
			return AC_OK;
	return ac_fail(err, AC_INVALID, "state: one of open, warned, easing, closed");
}

enum ac_status ac_posture_check(struct ac_str posture, struct ac_error *err)
{
	for (size_t i = 0; i < sizeof postures / sizeof *postures; i++)
		if (ac_str_eq(posture, ac_str(postures[i].name)))
			return AC_OK;
	return ac_fail(err, AC_INVALID, "posture: one of watch, officials, public, all-alarms");
}

/* ---- the page ---- */

static void write_transitions(struct ac_buf *out)
{
	for (int s = 0; s < state_count; s++)
		for (int e = 0; e < ac_case_event_count; e++)
			if (next_state[s][e])
				ac_buf_printf(out, "    %s --> %s: %s\n", states[s],
					next_state[s][e], events[e].name);
}

void ac_case_states_write(struct ac_buf *out)
{
	ac_buf_printf(out,
		"# The states of a case\n\n"
		"Written from the tables of src/threat/case_state.c; a test holds the two "
		"together.\n\n```mermaid\nstateDiagram-v2\n    [*] --> open\n");
	write_transitions(out);
	ac_buf_printf(out,
		"    closed --> [*]\n```\n\nA case is closed once none of its warnings is "
		"published "
		"and all its campaigns are closed. A closed case is never\nedited: it is reopened "
		"as "
		"a successor.\n\n## Postures\n\nHow loudly a case is answered. Changing it takes "
		"two.\n\n| posture | what it means |\n| --- | --- |\n");
	for (size_t i = 0; i < sizeof postures / sizeof *postures; i++)
		ac_buf_printf(out, "| `%s` | %s |\n", postures[i].name, postures[i].what);
}

/* ---- officials only ---- */

struct ac_wall ac_officials_due(const struct ac_officials *officials)
{
	struct ac_wall due = { officials->since.us + officials->within_us };
	if (officials->kept_until.us > due.us)
		due = officials->kept_until;
	return officials->told_until.us > due.us ? officials->told_until : due;
}

bool ac_officials_raise(const struct ac_officials *officials, struct ac_wall now)
{
	int64_t due_us = ac_officials_due(officials).us;
	if (now.us < due_us)
		return false;
	int64_t since_us = now.us - officials->raised_at.us;
	return officials->raised_at.us < due_us || since_us < 0 || since_us >= AC_HOUR;
}
