/* Whether two names mean one place, and how the desk spells it: whoever writes it otherwise does not begin another.
 * And in which country it lies. */
#include "service/desk/level_p.h"
#include "store/criteria.h"
#include "text/country.h"

#include <stdio.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct ac_str without_blanks(struct ac_str text)
{
	while (text.n && is_blank(text.p[0])) {
		text.p++;
		text.n--;
	}
	return text;
}

/* The next word; what is left in rest. */
static struct ac_str word(struct ac_str *rest)
{
	struct ac_str found = without_blanks(*rest);
	size_t n = 0;
	while (n < found.n && !is_blank(found.p[n]))
		n++;
	*rest = (struct ac_str){ found.p + n, found.n - n };
	found.n = n;
	return found;
}

bool level_same_place(struct ac_str a, struct ac_str b)
{
	while (without_blanks(a).n && without_blanks(b).n)
		if (!ac_str_eq_nocase(word(&a), word(&b)))
			return false;
	return !without_blanks(a).n && !without_blanks(b).n;
}

struct spelling {
	const struct ac_level_of *asked;
	struct ac_buf *spelled;
	bool exact; /* just as it was asked for */
};

static void take_spelling(void *ctx, const struct ac_place_level_row *row)
{
	struct spelling *s = ctx;
	if (s->exact || row->exercise != s->asked->exercise ||
		!level_same_place(row->place, s->asked->place))
		return;
	s->exact = ac_str_eq(row->place, s->asked->place);
	ac_buf_reset(s->spelled);
	ac_buf_add_str(s->spelled, row->place);
}

enum ac_status level_spelled(struct ac_db *db, const struct ac_level_of *of, struct ac_buf *spelled,
	struct ac_error *err)
{
	struct spelling s = { .asked = of, .spelled = spelled };
	ac_buf_add_str(spelled, ac_str_trim(of->place));
	return ac_place_level_in_force(db, take_spelling, &s, err);
}

/* ---- country ---- */

enum ac_status level_country_check(
	struct ac_str asked, char country[level_country_size], struct ac_error *err)
{
	const char *known = ac_country(asked);
	if (!known)
		return ac_fail(err, AC_INVALID,
			"country: there is no %.*s: two letters of ISO 3166, as in TR",
			AC_STR_ARG(ac_str_clip(asked, 40)));
	(void)snprintf(country, level_country_size, "%s", known);
	return AC_OK;
}

struct lying {
	const struct ac_level_of *of;
	char known[level_country_size]; /* as said last; "" */
	char firm[level_country_size]; /* where a level stands; "" */
};

static void take_country(void *ctx, const struct ac_place_level_row *row)
{
	struct lying *l = ctx;
	const struct ac_scheme *scheme = ac_scheme_find(row->scheme);
	if (!row->country.n || row->exercise != l->of->exercise ||
		!level_same_place(row->place, l->of->place))
		return;
	(void)snprintf(l->known, sizeof l->known, "%.*s", AC_STR_ARG(row->country));
	if (!row->none && (!scheme || ac_level_rank(scheme, row->level) > 0))
		(void)snprintf(l->firm, sizeof l->firm, "%.*s", AC_STR_ARG(row->country));
}

/* "TR" is a country, "As" a town. */
static const char *called_by_code(struct ac_str place)
{
	const char *code = ac_country(place);
	return code && ac_str_eq(place, ac_str(code)) ? code : "";
}

enum ac_status level_country(struct ac_db *db, const struct ac_level_of *of, struct ac_str asked,
	char country[level_country_size], struct ac_error *err)
{
	struct lying l = { .of = of };
	char wanted[level_country_size] = "";
	if (asked.n)
		AC_TRY(level_country_check(asked, wanted, err));
	AC_TRY(ac_place_level_in_force(db, take_country, &l, err));
	if (!wanted[0])
		(void)snprintf(wanted, sizeof wanted, "%s",
			l.known[0] ? l.known : called_by_code(of->place));
	if (l.firm[0] && strcmp(wanted, l.firm) != 0)
		return ac_fail(err, AC_CONFLICT,
			"country: that place has a level in %s, which would lose it unseen: bring "
			"it to its mildest there first, or set one for a place of another name",
			l.firm);
	(void)snprintf(country, level_country_size, "%s", wanted);
	return AC_OK;
}

void level_country_show(const struct ac_officer *officer, struct ac_str country)
{
	if (!country.n) {
		ac_rehearse_check(officer, "country", false,
			AC_STR("none is given: whoever asks for a country's level does not find "
			       "it"));
		return;
	}
	AC_AUTO(buf) struct ac_buf says;
	ac_buf_init(&says, 200);
	ac_buf_printf(&says, "counts in %.*s", AC_STR_ARG(country));
	ac_rehearse_check(officer, "country", true, ac_buf_str(&says));
	ac_buf_add_char(&says, '\n');
	ac_rehearse_more(officer, ac_buf_str(&says));
}
