/* What a user loses if this breaks: somebody is called guilty in public before a court said so, or a message
 * that should say what to do names an organisation and endangers whoever carries it. */
#include "check.h"

#include "threat/attribution.h"

#include <string.h>

static void until_there_is_a_conviction_every_language_says_that_it_is_alleged(void **state)
{
	(void)state;
	static const struct {
		const char *language, *text;
		bool good;
	} cases[] = {
		{ "en", "An alleged cell of the Quds Force.", true },
		{ "en-GB", "It was ALLEGEDLY run by them.", true },
		{ "en", "A cell of the Quds Force.", false },
		{ "he", "חוליה של כוח קודס, לכאורה.", true },
		{ "he", "חוליה, עַל־פִּי הַחֲשָׁד, של הכוח.", true }, /* with vowel points */
		{ "he", "חוליה של כוח קודס.", false },
		{ "fr", "Une cellule présumée.", true },
		{ "fr", "Une cellule PRE\xCC\x81SUMEE.", true }, /* decomposed, capitals */
		{ "fr", "Une cellule.", false },
		{ "ru", "Предполагаемая ячейка.", true },
		{ "ru", "Ячейка.", false },
		{ "ar", "الخلية المزعومة", true },
		{ "ar", "خليّة يُزعم أنها", true },
		{ "ar", "الخلية", false },
		{ "tr", "İddia edilen hücre.", true },
		{ "tr", "Hücre.", false },
		{ "de", "Eine mutmaßliche Zelle, alleged.", false }, /* no words are known */
		{ "", "alleged", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_str language = ac_str(cases[i].language), text = ac_str(cases[i].text);
		enum ac_status status = ac_attribution_check(language, text, false, NULL);
		if (status != (cases[i].good ? AC_OK : AC_INVALID))
			fail_msg("%s: %s", cases[i].language, cases[i].text);
		assert_int_equal(ac_attribution_check(language, text, true, NULL), AC_OK);
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
		CASE(until_there_is_a_conviction_every_language_says_that_it_is_alleged),
		CASE(a_name_is_found_however_it_is_written_and_nothing_else_is),
	};
	return RUN(tests);
}
