/* What a user loses if this breaks: somebody is called guilty in public before a court said so, or a message
 * that should say what to do names an organisation and endangers whoever carries it. */
#include "check.h"

#include "threat/attribution.h"

#include <string.h>

#define NAMES                                                                           \
	{                                                                               \
		AC_STR("Quds Force"), AC_STR("כוח קודס"), AC_STR("force Qods"),         \
			AC_STR("Силы Кудс"), AC_STR("فيلق القدس"), AC_STR("Kudüs Gücü") \
	}
enum { n_names = 6 };

static enum ac_status check(const char *language, const char *text)
{
	const struct ac_str names[n_names] = NAMES;
	return ac_attribution_check(ac_str(language), ac_str(text), names, n_names, NULL);
}

static void every_sentence_that_names_somebody_says_that_it_is_alleged(void **state)
{
	(void)state;
	static const struct {
		const char *language, *text;
		bool good;
	} cases[] = {
		{ "en", "An alleged cell of the Quds Force.", true },
		{ "en-GB", "It was ALLEGEDLY run by the quds-force", true },
		{ "en", "A cell of the Quds Force.", false },
		{ "en", "The Quds Force is alleging a plot.", false },
		{ "he", "חוליה של כוח קודס, לכאורה.", true },
		{ "he", "חוליה, עַל־פִּי הַחֲשָׁד, של כוח קודס.", true }, /* with vowel points */
		{ "he", "חוליה של כוח קודס.", false },
		{ "fr", "Une cellule présumée de la force Qods.", true },
		{ "fr", "Une cellule PRE\xCC\x81SUMEE, force Qods.",
			true }, /* decomposed, capitals */
		{ "fr", "Une cellule de la force Qods.", false },
		{ "ru", "Предполагаемая ячейка: Силы Кудс.", true },
		{ "ru", "Силы Кудс.", false },
		{ "ar", "الخلية المزعومة من فيلق القدس", true },
		{ "ar", "خليّة يُزعم أنها من فيلق القدس", true },
		{ "ar", "خلية من فيلق القدس", false },
		{ "tr", "İddia edilen Kudüs Gücü hücresi.", true },
		{ "tr", "Kudüs Gücü hücresi.", false },
		{ "tr", "İddialı Kudüs Gücü hücresi.", false }, /* ambitious */
		{ "de", "Eine mutmaßliche Zelle, alleged, Quds Force.",
			false }, /* no words are known */
		{ "", "alleged Quds Force", false },
		/* said of one sentence, not of the next */
		{ "en", "They are alleged plotters. The Quds Force sent them.", false },
		{ "en", "The Quds Force sent them! It is alleged.", false },
		{ "en", "Alleged plotters; the Quds Force sent them.", false },
		{ "en", "Alleged plotters\n\nThe Quds Force sent them", false },
		{ "en", "Alleged plotters of\nthe Quds Force", true }, /* a line that goes on */
		{ "en", "\"It is alleged.\" The Quds Force sent them.", false },
		{ "en", "Go home. An alleged cell of the Quds Force was found. Stay there.", true },
		{ "en", "At 3.5 km an alleged cell of the Quds Force was found.", true },
		{ "ar", "يزعم ذلك؟ فيلق القدس أرسلهم.", false },
		/* a name across the end of a sentence is in none */
		{ "en", "It was the Quds. Force of habit, allegedly.", false },
		/* said, and taken back */
		{ "en", "It was not merely alleged to be the Quds Force.", false },
		{ "en", "The Quds Force is no longer alleged to have sent them.", false },
		{ "en", "The Quds Force isn't just allegedly behind it.", false },
		{ "en", "It is more than alleged: the Quds Force sent them.", false },
		{ "en", "Alleged once, and not merely alleged now: the Quds Force.", false },
		{ "en", "The Quds Force allegedly did not act alone.", true },
		{ "en",
			"We do not know where the other members of the alleged Quds Force cell "
			"are.",
			true },
		{ "he", "כוח קודס, לא רק לכאורה.", false },
		{ "he", "כוח קודס, וזה אינו לכאורה.", false },
		{ "fr", "La force Qods n'est pas seulement présumée.", false },
		{ "fr", "La force Qods n'est plus présumée.", false },
		{ "ru", "Силы Кудс: не предположительно, а точно.", false },
		{ "ar", "فيلق القدس ليس مزعومًا", false },
		{ "tr", "Kudüs Gücü: iddia edilen değil, kesin.", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (check(cases[i].language, cases[i].text) != (cases[i].good ? AC_OK : AC_INVALID))
			fail_msg("%s: %s", cases[i].language, cases[i].text);
}

/* What one sentence may be made of: each language with what says it, what takes that back on one side, and a name. */
static const struct phrases {
	const char *language, *alleged, *before, *behind, *filler, *name;
} phrases[] = {
	{ "en", "allegedly", "not", "", "today", "Quds Force" },
	{ "he", "לכאורה", "לא", "", "היום", "כוח קודס" },
	{ "fr", "présumée", "pas", "", "demain", "force Qods" },
	{ "ru", "якобы", "не", "", "сегодня", "Силы Кудс" },
	{ "ar", "يزعم", "ليس", "", "اليوم", "فيلق القدس" },
	{ "tr", "şüpheli", "", "değil", "bugün", "Kudüs Gücü" },
};

/* @param bits  1: it names; 2: it says that it is alleged; 4: that is taken back @param apart  words between */
static bool add_sentence(const struct phrases *p, unsigned bits, int apart, struct ac_buf *text)
{
	AC_AUTO(buf) struct ac_buf between;
	ac_buf_init(&between, 200);
	for (int i = 0; i < apart; i++)
		ac_buf_printf(&between, " %s", p->filler);
	ac_buf_printf(text, "%s%s %s%s %s, %s.\n", bits & 4 ? p->before : p->filler,
		ac_buf_str(&between).n ? between.p : "", bits & 2 ? p->alleged : p->filler,
		ac_buf_str(&between).n ? between.p : "", bits & 4 ? p->behind : p->filler,
		bits & 1 ? p->name : p->filler);
	bool taken_back = bits & 4 && apart < 4;
	return !(bits & 1) || ((bits & 2) && !taken_back);
}

static void a_text_is_as_good_as_the_worst_sentence_that_names_somebody(void **state)
{
	(void)state;
	for (size_t l = 0; l < sizeof phrases / sizeof *phrases; l++)
		for (unsigned bits = 0; bits < 512; bits++)
			for (int apart = 0; apart < 6; apart++) {
				AC_AUTO(buf) struct ac_buf text;
				bool good = true;
				ac_buf_init(&text, 4000);
				for (unsigned i = 0; i < 3; i++)
					good &= add_sentence(
						&phrases[l], bits >> 3 * i & 7, apart, &text);
				if (check(phrases[l].language, text.p) !=
					(good ? AC_OK : AC_INVALID))
					fail_msg("%s, %s: %s", phrases[l].language,
						good ? "good" : "bad", text.p);
			}
}

static void a_name_is_found_however_it_is_written_and_nothing_else_is(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		bool found;
	} cases[] = {
		{ "Al-Qaida", "Stay away from al qaida.", true },
		{ "Al-Qaida", "AL\xE2\x80\x90QAIDA is active.", true },
		{ "Quds Force", "The Quds  Force's cell", true },
		{ "Quds Force", "Quds has a force", false },
		{ "IS", "This is an island.",
			true }, /* the verb: written so, it cannot be told apart */
		{ "IS", "This island lists them.", false }, { "PKK", "PKK'nın hücresi", true },
		{ "PKK", "apkk pkkx", false }, { "Талибан", "от ТАЛИБАНА", true },
		{ "חמאס", "ולחמאס", true }, { "כוח קודס", "כֹּחַ קוּדְס", false }, /* spelt otherwise */
		{ "כוח קודס", "מכוח קודס יצאו", true }, { "داعش", "وداعش", true },
		{ "فيلق القدس", "فَيلق القُدس", true }, { "İran", "iran", true },
		{ "Quds Force", "Leave Istanbul now.", false }, { "", "anything", false },
		{ "-", "any - thing", false }, { "Quds Force", "", false },
		{ "Quds Force",
			"Quds\xFF"
			"Force",
			true }, /* broken UTF-8 separates */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (ac_attribution_names(ac_str(cases[i].text), ac_str(cases[i].name)) !=
			cases[i].found)
			fail_msg("\"%s\" in \"%s\"", cases[i].name, cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_sentence_that_names_somebody_says_that_it_is_alleged),
		CASE(a_text_is_as_good_as_the_worst_sentence_that_names_somebody),
		CASE(a_name_is_found_however_it_is_written_and_nothing_else_is),
	};
	return RUN(tests);
}
