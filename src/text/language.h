/* text/language.h - which language a person is written to in.
 *
 * People's languages come as BCP 47 tags of all kinds ("he", "iw-IL", "en_GB", "AR"). A text exists in
 * a few. The choice always succeeds, and says openly when it fell back, so that a preview can show how
 * many people are written to in a language that is not theirs.
 */
#pragma once
#include "base/str.h"

enum ac_language_match {
	AC_LANGUAGE_SAME, /* the language asked for, perhaps another region's */
	AC_LANGUAGE_RELATED, /* one that its speakers are known to read */
	AC_LANGUAGE_FALLBACK, /* none of these: the default */
};

/**
 * Pick the best language that there is.
 * @param wanted  a BCP 47 or POSIX tag; may be empty
 * @param have    tags of the texts at hand; the default is "en" if it is among them, else the first
 * @param count   at least 1
 * @param picked  index into have
 */
enum ac_language_match ac_text_language_pick(
	struct ac_str wanted, const char *const have[], size_t count, size_t *picked);

/** "same", "related", "fallback". */
const char *ac_language_match_name(enum ac_language_match match);
