#include "threat/level.h"

#include "base/buf.h"

#include <assert.h>

static const struct ac_level us_state[] = {
	{ 1, "Exercise normal precautions" },
	{ 2, "Exercise increased caution" },
	{ 3, "Reconsider travel" },
	{ 4, "Do not travel" },
};
static const struct ac_level il_before_2022[] = {
	{ 4, "Potential threat: avoid non-essential" },
	{ 3, "Basic concrete threat: avoid visiting" },
	{ 2, "High concrete threat: leave as soon as possible" },
	{ 1, "Very high concrete threat: leave immediately" },
};
static const struct ac_level il_2022[] = {
	{ 1, "Basic precautions" },
	{ 2, "Potential threat: increased precautions" },
	{ 3, "Moderate: avoid non-essential travel" },
	{ 4, "High: do not go / leave" },
};
static const struct ac_level uk_fcdo[] = {
	{ 0, "See advice" },
	{ 1, "Advises against all but essential travel" },
	{ 2, "Advises against all travel" },
};
static const struct ac_level au_smart[] = {
	{ 1, "Exercise normal safety precautions" },
	{ 2, "Exercise a high degree of caution" },
	{ 3, "Reconsider your need to travel" },
	{ 4, "Do not travel" },
};
static const struct ac_level ca_gac[] = {
	{ 1, "Take normal security precautions" },
	{ 2, "Exercise a high degree of caution" },
	{ 3, "Avoid non-essential travel" },
	{ 4, "Avoid all travel" },
};

#define LEVELS(levels) levels, (int)(sizeof(levels) / sizeof *(levels))
const struct ac_scheme ac_schemes[] = {
	{ "IL-NSC-2022", "since 2022", LEVELS(il_2022) },
	{ "IL-NSC-pre2022", "until 2022", LEVELS(il_before_2022) },
	{ "US-STATE-2018", "since 2018", LEVELS(us_state) },
	{ "UK-FCDO", "", LEVELS(uk_fcdo) },
	{ "AU-SMART", "", LEVELS(au_smart) },
	{ "CA-GAC", "", LEVELS(ca_gac) },
	{ 0 },
};

const struct ac_scheme *ac_scheme_find(struct ac_str id)
{
	for (const struct ac_scheme *scheme = ac_schemes; scheme->id; scheme++)
		if (ac_str_eq(id, ac_str(scheme->id)))
			return scheme;
	return NULL;
}

enum ac_status ac_scheme_get(
	struct ac_str id, const struct ac_scheme **scheme, struct ac_error *err)
{
	const struct ac_scheme *found = ac_scheme_find(id);
	AC_AUTO(buf) struct ac_buf known = { 0 };
	if (found) {
		*scheme = found;
		return AC_OK;
	}
	ac_buf_init(&known, 200);
	for (const struct ac_scheme *one = ac_schemes; one->id; one++)
		ac_buf_printf(&known, "%s%s", known.n ? ", " : "", one->id);
	return ac_fail(err, AC_INVALID, "scheme: one of %s", known.p);
}

int ac_level_rank(const struct ac_scheme *scheme, int64_t code)
{
	for (int i = 0; i < scheme->n; i++)
		if (scheme->levels[i].code == code)
			return i;
	return -1;
}

enum ac_status ac_level_check(const struct ac_scheme *scheme, int64_t code, struct ac_error *err)
{
	if (ac_level_rank(scheme, code) >= 0)
		return AC_OK;
	return ac_fail(err, AC_INVALID, "level: %s goes from %lld, the mildest, to %lld",
		scheme->id, (long long)scheme->levels[0].code,
		(long long)scheme->levels[scheme->n - 1].code);
}

const char *ac_level_name(const struct ac_scheme *scheme, int64_t code)
{
	int rank = ac_level_rank(scheme, code);
	return rank < 0 ? "" : scheme->levels[rank].name;
}

bool ac_scheme_rises(const struct ac_scheme *scheme)
{
	return scheme->levels[0].code < scheme->levels[scheme->n - 1].code;
}

int ac_level_steps(const struct ac_scheme *scheme, int64_t from, int64_t to)
{
	int before = ac_level_rank(scheme, from), after = ac_level_rank(scheme, to);
	assert(before >= 0 && after >= 0);
	return after - before;
}

bool ac_level_one_down(const struct ac_scheme *scheme, int64_t from, int64_t *to)
{
	int rank = ac_level_rank(scheme, from);
	if (rank <= 0)
		return false;
	*to = scheme->levels[rank - 1].code;
	return true;
}
