/* threat/attribution.h - what an attribution in public must say, and where its names must not stand.
 *
 * Who is behind a threat is said as an allegation until a court has convicted: in every language each sentence that
 * names them holds a word for it, from one table (AC_ALLEGED in alleged.c). And it never reaches people in their
 * personal messages, which say what to do: texts that contain an organisation's name are refused there.
 *
 * Both look at folded text: no case, accents, vowel points or marks of direction; whatever separates
 * words is one blank. So "Al-Qaida", "al qaida" and "AL‐QAIDA" are the same name.
 */
#pragma once
#include "base/buf.h"

/** Append the folded text, with a blank at both ends. */
void ac_attribution_fold(struct ac_str text, struct ac_buf *folded);

/**
 * Does the text name the organisation? A name begins at the beginning of a word, in Hebrew and Arabic also behind
 * the letters that are written together with it; a name of up to four letters ends with the word, a
 * longer one may have an ending.
 */
bool ac_attribution_names(struct ac_str text, struct ac_str organisation);

/**
 * May this be said in public while nobody is convicted? Each sentence that names one of the organisations says that it is
 * alleged, and has nothing within four words that takes it back ("not merely alleged").
 * @param language  BCP 47
 * @param names     n of them
 * @return AC_INVALID with the number of the sentence; also when the program knows no word for "alleged" in that language
 */
AC_MUST_CHECK enum ac_status ac_attribution_check(struct ac_str language, struct ac_str text,
	const struct ac_str names[], size_t n, struct ac_error *err);
