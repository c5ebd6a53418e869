/* store/sql_text.h - reading portable SQL as far as the drivers need it. */
#pragma once
#include "base/str.h"

/** Where does the quoted text or comment that starts at p end? p itself when none starts there. */
const char *ac_sql_skip_opaque(const char *p);

/** Does a parameter ($1 …) start at p, which stands outside quotes and comments? */
bool ac_sql_is_parameter(const char *p);

/** The highest $N of a statement: how many values it takes. */
int ac_sql_parameters(const char *text);

struct ac_sql_word {
	struct ac_str portable, ours;
};

/**
 * Put an engine's own words in place of the portable ones, outside quotes and other comments.
 * @param words, n  each portable text begins and ends where a word, or a comment, does
 * @return owned by the caller, ac_free()
 */
char *ac_sql_replace(const char *text, const struct ac_sql_word *words, size_t n);
