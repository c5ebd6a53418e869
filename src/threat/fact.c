#include "threat/fact.h"

#include "base/buf.h"

#define NAME(kind, what) kind,
static const char *const counts[] = { AC_FACT_COUNTS(NAME) };
static const char *const kinds_of_state[] = { AC_FACT_STATES(NAME) };
#undef NAME
static const char *const states[] = { "yes", "no", "partly", "unknown" };

#define N(array) (sizeof(array) / sizeof *(array))
enum { number_max = 1000000 };

static bool is_one_of(struct ac_str word, const char *const words[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ac_str_eq(word, ac_str(words[i])))
			return true;
	return false;
}

static enum ac_status read_count(
	struct ac_str kind, struct ac_str value, struct ac_fact *fact, struct ac_error *err)
{
	struct ac_fact found = { .counted = true, .total = -1 };
	struct ac_str rest = value, number;
	bool good = ac_str_cut(&rest, '/', &number) &&
		    ac_str_to_i64(number, 0, number_max, &found.number) &&
		    (!rest.p || ac_str_to_i64(rest, 0, number_max, &found.total));
	if (!good)
		return ac_fail(err, AC_INVALID, "value: %.*s is a count, as in 7 or 7/8",
			AC_STR_ARG(kind));
	if (found.total >= 0 && found.number > found.total)
		return ac_fail(err, AC_INVALID, "value: more than there are");
	*fact = found;
	return AC_OK;
}

enum ac_status ac_fact_read(
	struct ac_str kind, struct ac_str value, struct ac_fact *fact, struct ac_error *err)
{
	if (is_one_of(kind, counts, N(counts)))
		return read_count(kind, value, fact, err);
	if (is_one_of(kind, kinds_of_state, N(kinds_of_state))) {
		if (!is_one_of(value, states, N(states)))
			return ac_fail(err, AC_INVALID,
				"value: %.*s is one of yes, no, partly, unknown", AC_STR_ARG(kind));
		*fact = (struct ac_fact){ .total = -1, .state = value };
		return AC_OK;
	}
	AC_AUTO(buf) struct ac_buf known;
	ac_buf_init(&known, 400);
	for (size_t i = 0; i < N(counts) + N(kinds_of_state); i++)
		ac_buf_printf(&known, "%s%s", i ? ", " : "",
			i < N(counts) ? counts[i] : kinds_of_state[i - N(counts)]);
	return ac_fail(err, AC_INVALID, "kind: one of %s", known.p);
}
