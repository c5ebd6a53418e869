#include "threat/grading.h"

/* clang-format off */
static const char *const sources[] = { "completely reliable", "usually reliable", "fairly reliable",
	"not usually reliable", "unreliable", "reliability cannot be judged" };
static const char *const informations[] = { "confirmed by other sources", "probably true",
	"possibly true", "doubtful", "improbable", "truth cannot be judged" };

#define ROW(name, word, other, lo, hi) { word, other, lo, hi },
static const struct { const char *word, *other; int lo, hi; } probabilities[] = {
	{ "", "", 0, 0 }, AC_PROBABILITIES(ROW) };
#undef ROW

#define WORD(name, word) word,
static const char *const tlps[] = { "", AC_TLPS(WORD) };
#undef WORD
/* clang-format on */

/* ---- grade ---- */

bool ac_grade_from(struct ac_str text, struct ac_grade *grade)
{
	if (text.n != 2)
		return false;
	char source = (char)(text.p[0] >= 'a' ? text.p[0] - 'a' + 'A' : text.p[0]);
	if (source < 'A' || source > 'F' || text.p[1] < '1' || text.p[1] > '6')
		return false;
	*grade = (struct ac_grade){ source, text.p[1] };
	return true;
}

const char *ac_grade_source(struct ac_grade grade)
{
	return sources[grade.source - 'A'];
}

const char *ac_grade_information(struct ac_grade grade)
{
	return informations[grade.information - '1'];
}

/* ---- probability ---- */

enum ac_status ac_probability_from(
	struct ac_str word, enum ac_probability *probability, struct ac_error *err)
{
	for (int i = 1; i < ac_probability_count; i++) {
		if (!ac_str_eq_nocase(word, ac_str(probabilities[i].word)) &&
			!ac_str_eq_nocase(word, ac_str(probabilities[i].other)))
			continue;
		*probability = (enum ac_probability)i;
		return AC_OK;
	}
	return ac_fail(err, AC_INVALID,
		"probability: one of almost no chance, very unlikely, unlikely, roughly even "
		"chance, likely, very likely, almost certain");
}

const char *ac_probability_word(enum ac_probability probability)
{
	return probabilities[probability].word;
}

void ac_probability_range(enum ac_probability probability, int *lo_pct, int *hi_pct)
{
	*lo_pct = probabilities[probability].lo;
	*hi_pct = probabilities[probability].hi;
}

/* ---- marks ---- */

enum ac_status ac_tlp_from(struct ac_str word, enum ac_tlp *tlp, struct ac_error *err)
{
	struct ac_str prefix = { word.p, 4 }, colour = word;
	if (word.n > 4 && ac_str_eq_nocase(prefix, AC_STR("TLP:")))
		colour = (struct ac_str){ word.p + 4, word.n - 4 };
	for (int i = 1; i < ac_tlp_count; i++) {
		if (!ac_str_eq_nocase(colour, ac_str(tlps[i])))
			continue;
		*tlp = (enum ac_tlp)i;
		return AC_OK;
	}
	return ac_fail(err, AC_INVALID, "tlp: one of RED, AMBER+STRICT, AMBER, GREEN, CLEAR");
}

const char *ac_tlp_word(enum ac_tlp tlp)
{
	return tlps[tlp];
}

static bool is_name(struct ac_str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == ',' || (unsigned char)name.p[i] < ' ')
			return false;
	return name.n > 0 && name.n <= 200;
}

/* The group that a word is, in whatever case it was typed; else an officer. */
static enum ac_audience_kind kind_of(struct ac_str word)
{
	static const char *const groups[] = { [AC_AUDIENCE_DESK] = "desk",
		[AC_AUDIENCE_COMMUNITY] = "community",
		[AC_AUDIENCE_PUBLIC] = "public" };
	for (int kind = 0; kind <= AC_AUDIENCE_PUBLIC; kind++)
		if (groups[kind] && ac_str_eq_nocase(word, ac_str(groups[kind])))
			return (enum ac_audience_kind)kind;
	return AC_AUDIENCE_OFFICER;
}

enum ac_status ac_audience_from(
	struct ac_str text, struct ac_mark_audience *audience, struct ac_error *err)
{
	struct ac_mark_audience found = { AC_AUDIENCE_OFFICER, ac_str_trim(text) };
	struct ac_str rest = found.name, before;
	bool colon = memchr(rest.p, ':', rest.n) && ac_str_cut(&rest, ':', &before);
	if (colon && ac_str_eq_nocase(ac_str_trim(before), AC_STR("partner")))
		found = (struct ac_mark_audience){ AC_AUDIENCE_PARTNER, ac_str_trim(rest) };
	else if (!colon)
		found.kind = kind_of(found.name);
	if (!is_name(found.name) || (colon && found.kind != AC_AUDIENCE_PARTNER))
		return ac_fail(err, AC_INVALID,
			"an audience is desk, community, public, partner:NAME or an officer's "
			"name");
	*audience = found;
	return AC_OK;
}

/* How far a colour reaches at all, in the order of enum ac_audience_kind: a desk of RED only officer by officer. */
static enum ac_audience_kind reach(enum ac_tlp tlp)
{
	static const enum ac_audience_kind widest[] = {
		[AC_TLP_NONE] = AC_AUDIENCE_OFFICER,
		[AC_TLP_RED] = AC_AUDIENCE_DESK,
		[AC_TLP_AMBER_STRICT] = AC_AUDIENCE_DESK,
		[AC_TLP_AMBER] = AC_AUDIENCE_PARTNER,
		[AC_TLP_GREEN] = AC_AUDIENCE_COMMUNITY,
		[AC_TLP_CLEAR] = AC_AUDIENCE_PUBLIC,
	};
	return widest[tlp];
}

enum ac_status ac_mark_check(const struct ac_mark *mark, struct ac_error *err)
{
	struct ac_str rest = mark->releasable_to, word;
	struct ac_mark_audience audience;
	bool desk = !rest.n;
	while (rest.n && ac_str_cut(&rest, ',', &word)) {
		AC_TRY(ac_audience_from(word, &audience, err));
		if (audience.kind > reach(mark->tlp))
			return ac_fail(err, AC_INVALID,
				"releasable_to: what is marked %s goes to nobody outside %s",
				ac_tlp_word(mark->tlp),
				reach(mark->tlp) == AC_AUDIENCE_DESK      ? "the desk"
				: reach(mark->tlp) == AC_AUDIENCE_PARTNER ? "the desk and partners"
									  : "the community");
		desk |= audience.kind != AC_AUDIENCE_PARTNER;
	}
	if (!desk)
		return ac_fail(err, AC_INVALID,
			"releasable_to: nobody of the desk stands in it: add desk, or officers by "
			"name");
	return AC_OK;
}

static bool is_listed(struct ac_str list, const struct ac_mark_audience *audience)
{
	struct ac_str word;
	struct ac_mark_audience one = { 0 };
	while (list.n && ac_str_cut(&list, ',', &word)) {
		if (ac_audience_from(word, &one, NULL) != AC_OK)
			continue;
		bool one_only = one.kind == AC_AUDIENCE_OFFICER || one.kind == AC_AUDIENCE_PARTNER;
		if (one_only ? one.kind == audience->kind && ac_str_eq(one.name, audience->name)
			     : audience->kind <= one.kind)
			return true;
	}
	return false;
}

bool ac_mark_allows(const struct ac_mark *mark, const struct ac_mark_audience *audience)
{
	if (audience->kind == AC_AUDIENCE_OFFICER && mark->entered_by.n &&
		ac_str_eq(audience->name, mark->entered_by))
		return true;
	if (audience->kind > reach(mark->tlp))
		return false;
	if (mark->releasable_to.n)
		return is_listed(mark->releasable_to, audience);
	bool must_be_named = mark->tlp == AC_TLP_RED || mark->tlp == AC_TLP_NONE ||
			     (mark->tlp == AC_TLP_AMBER && audience->kind == AC_AUDIENCE_PARTNER);
	return !must_be_named;
}
