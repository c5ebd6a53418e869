/* Whether a text says of whom it names that it is alleged: in every sentence that has a name, and not so that it is
 * taken back. "It is not merely alleged" says that it is a fact.
 *
 * This is a check of words. It does not understand a text: it refuses much that would be true ("allegedly" four words
 * behind a "not"), because the other mistake cannot be taken back, and a second person reads what it lets pass. */
#include "threat/attribution.h"

enum { folded_max = 1 << 20, near = 4 /* words */ };

/* clang-format off */
/* language; what says so, … for any ending; what takes it back shortly before that, and shortly behind it */
#define AC_ALLEGED(X) \
	X("en", "alleged, allegedly", \
		"not, no, never, nor, neither, isn, aren, wasn, weren, cannot, nothing, without, than, beyond, hardly", "") \
	X("he", "לכאורה, נטען…, הנטען…, על פי החשד, לפי החשד", \
		"לא, אינו, אינה, אינם, אינן, איננו, איננה, אין, ללא, בלי, מאשר", "") \
	X("fr", "présumé…, allégué…, allégation…", "pas, non, ni, jamais, sans, plus, nullement, aucunement", "") \
	X("ru", "предполагаем…, предположительно, якобы", "не, нет, ни, без, никогда, отнюдь, чем", "") \
	X("ar", "مزعوم…, المزعوم…, يزعم…, يشتبه…, مشتبه…, المشتبه…", \
		"ليس, ليست, ليسوا, وليس, وليست, لم, لن, لا, غير, دون, بلا", "") \
	X("tr", "iddia edil…, iddia olun…, iddiaya göre, iddialara göre, iddiasına göre, şüpheli…", \
		"", "değil, değildir, değiller, olmaktan, olmayan, ötesinde")
/* clang-format on */

struct language {
	const char *tag, *words, *before, *behind;
};
#define LANGUAGE(tag, words, before, behind) { tag, words, before, behind },
static const struct language languages[] = { AC_ALLEGED(LANGUAGE) };

static const struct language *find_language(struct ac_str tag)
{
	struct ac_str rest = tag, base;
	if (!ac_str_cut(&rest, '-', &base))
		return NULL;
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (ac_str_eq_nocase(base, ac_str(languages[i].tag)))
			return &languages[i];
	return NULL;
}

/* ---- sentences ---- */

static bool ends_sentence(int32_t point)
{
	static const int32_t ends[] = { '.', '!', '?', ';', 0x61B, 0x61F, 0x6D4, 0x2026, 0x3002 };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (point == ends[i])
			return true;
	return false;
}

static bool closes(int32_t point)
{
	return point == '"' || point == '\'' || point == ')' || point == ']' || point == 0xBB ||
	       point == 0x2019 || point == 0x201D;
}

static bool is_blank(int32_t point)
{
	return point == ' ' || point == '\t' || point == '\r' || point == '\n' || point == 0xA0;
}

/* A full stop inside "3.5" ends nothing. */
static bool blank_follows(struct ac_str text, size_t at)
{
	while (at < text.n) {
		int32_t point = ac_utf8_next(text, &at);
		if (!closes(point) && !ends_sentence(point))
			return is_blank(point);
	}
	return true;
}

static bool empty_line_follows(struct ac_str text, size_t at)
{
	while (at < text.n && is_blank(text.p[at]))
		if (text.p[at++] == '\n')
			return true;
	return false;
}

/* Take the first one off *rest. @return false at the end */
static bool next_sentence(struct ac_str *rest, struct ac_str *sentence)
{
	size_t at = 0;
	if (!rest->n)
		return false;
	while (at < rest->n) {
		int32_t point = ac_utf8_next(*rest, &at);
		if ((ends_sentence(point) && blank_follows(*rest, at)) ||
			(point == '\n' && empty_line_follows(*rest, at)))
			break;
	}
	*sentence = (struct ac_str){ rest->p, at };
	*rest = (struct ac_str){ rest->p + at, rest->n - at };
	return true;
}

/* ---- words of folded text: a blank before and behind each ---- */

/* Is the folded word one of the list? */
static bool is_listed(struct ac_str word, const char *list)
{
	struct ac_str rest = ac_str(list), one;
	while (ac_str_cut(&rest, ',', &one)) {
		AC_AUTO(buf) struct ac_buf folded;
		ac_buf_init(&folded, 200);
		ac_attribution_fold(one, &folded);
		if (folded.n > 2 && ac_str_eq(ac_str_trim(ac_buf_str(&folded)), word))
			return true;
	}
	return false;
}

/* @param at  of the blank before what says so */
static bool taken_back_before(struct ac_str folded, size_t at, const char *list)
{
	for (int i = 0; i < near && at > 0; i++) {
		size_t end = at--;
		while (folded.p[at] != ' ')
			at--;
		if (is_listed((struct ac_str){ folded.p + at + 1, end - at - 1 }, list))
			return true;
	}
	return false;
}

/* @param at  behind what says so */
static bool taken_back_behind(struct ac_str folded, size_t at, const char *list)
{
	while (at < folded.n && folded.p[at] != ' ')
		at++; /* its ending */
	for (int i = 0; i < near && at + 1 < folded.n; i++) {
		size_t from = ++at;
		while (folded.p[at] != ' ')
			at++;
		if (is_listed((struct ac_str){ folded.p + from, at - from }, list))
			return true;
	}
	return false;
}

enum saying { SILENT, SAID, TAKEN_BACK };

/* @param phrase  as in the table */
static enum saying look_for(
	struct ac_str sentence, struct ac_str phrase, const struct language *language)
{
	AC_AUTO(buf) struct ac_buf folded;
	enum saying saying = SILENT;
	bool any_ending = ac_str_ends(phrase, AC_STR("…"));
	ac_buf_init(&folded, 200);
	ac_attribution_fold(phrase, &folded);
	struct ac_str wanted = { folded.p, folded.n - any_ending };
	for (const char *from = sentence.p, *found;
		(found = memmem(
			 from, sentence.n - (size_t)(from - sentence.p), wanted.p, wanted.n));
		from = found + 1) {
		size_t at = (size_t)(found - sentence.p), end = at + wanted.n - !any_ending;
		if (taken_back_before(sentence, at, language->before) ||
			taken_back_behind(sentence, end, language->behind))
			return TAKEN_BACK;
		saying = SAID;
	}
	return saying;
}

static enum saying says(struct ac_str sentence, const struct language *language)
{
	AC_AUTO(buf) struct ac_buf folded;
	enum saying saying = SILENT;
	struct ac_str rest = ac_str(language->words), phrase;
	ac_buf_init(&folded, folded_max);
	ac_attribution_fold(sentence, &folded);
	while (saying != TAKEN_BACK && ac_str_cut(&rest, ',', &phrase)) {
		enum saying one = look_for(ac_buf_str(&folded), ac_str_trim(phrase), language);
		saying = one > saying ? one : saying;
	}
	return saying;
}

/* ---- the text ---- */

static enum ac_status check_sentence(
	struct ac_str sentence, int number, const struct language *language, struct ac_error *err)
{
	switch (says(sentence, language)) {
	case SAID: return AC_OK;
	case SILENT:
		return ac_fail(err, AC_INVALID,
			"text in %s, sentence %d: it names an organisation, and nobody is "
			"convicted, so it says that it is alleged: %s",
			language->tag, number, language->words);
	case TAKEN_BACK: break;
	}
	return ac_fail(err, AC_INVALID,
		"text in %s, sentence %d: it takes back that it is alleged: one of these stands "
		"within %d words: %s",
		language->tag, number, near,
		language->before[0] ? language->before : language->behind);
}

/* A name that no sentence has whole would be said without being looked at. */
static enum ac_status check_name(struct ac_str text, struct ac_str name, struct ac_error *err)
{
	struct ac_str rest = text, sentence;
	if (!ac_attribution_names(text, name))
		return AC_OK;
	while (next_sentence(&rest, &sentence))
		if (ac_attribution_names(sentence, name))
			return AC_OK;
	return ac_fail(err, AC_INVALID,
		"text: a name in organisations goes across the end of a sentence: write it "
		"without a full stop inside");
}

enum ac_status ac_attribution_check(struct ac_str language, struct ac_str text,
	const struct ac_str names[], size_t n, struct ac_error *err)
{
	const struct language *known = find_language(language);
	struct ac_str rest = text, sentence;
	if (!known)
		return ac_fail(err, AC_INVALID,
			"text in %.*s: no word for \"alleged\" is known in that language, so it "
			"cannot be checked; known are en, he, fr, ru, ar, tr",
			AC_STR_ARG(language));
	for (size_t i = 0; i < n; i++)
		AC_TRY(check_name(text, names[i], err));
	for (int number = 1; next_sentence(&rest, &sentence); number++) {
		size_t named = 0;
		while (named < n && !ac_attribution_names(sentence, names[named]))
			named++;
		if (named < n)
			AC_TRY(check_sentence(sentence, number, known, err));
	}
	return AC_OK;
}
