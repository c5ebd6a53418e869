/* text/reply_word.h - what a person can answer, as plain numbers.
 *
 * Needs nothing but base: code that must not know texts mirrors these numbers. They are stored: never
 * renumber, only append. Meanings stand in docs/glossary.md under "response" and "refusal reason".
 */
#pragma once
#include "base/str.h"

/* number, constant, name; the numbers 1…5 are the digits of the menu in every message */
#define AC_REPLY_WORDS(X)                  \
	X(0, FREE_TEXT, "free_text")       \
	X(1, LEAVING, "leaving")           \
	X(2, MOVED, "moved")               \
	X(3, STAYING, "staying")           \
	X(4, SAFE, "safe")                 \
	X(5, NEED_HELP, "need_help")       \
	X(6, LEFT, "left")                 \
	X(7, NOT_HERE, "not_here")         \
	X(8, WRONG_PERSON, "wrong_person") \
	X(9, STOP, "stop")

#define AC_REFUSAL_REASONS(X)                      \
	X(0, NONE, "none")                         \
	X(1, MONEY, "money")                       \
	X(2, WORK, "work")                         \
	X(3, DOES_NOT_BELIEVE, "does_not_believe") \
	X(4, CANNOT_TRAVEL, "cannot_travel")       \
	X(5, FAMILY, "family")                     \
	X(6, OTHER, "other")

#define AC_X(number, constant, name) AC_REPLY_##constant = (number),
enum ac_reply_word { AC_REPLY_WORDS(AC_X) ac_reply_word_count };
#undef AC_X
#define AC_X(number, constant, name) AC_REFUSAL_##constant = (number),
enum ac_refusal_reason { AC_REFUSAL_REASONS(AC_X) ac_refusal_reason_count };
#undef AC_X

/** Its name ("need_help"), static; "?" for what is out of range. */
const char *ac_reply_word_name(enum ac_reply_word word);
const char *ac_refusal_reason_name(enum ac_refusal_reason reason);

/** Back from the name; false for another word. */
AC_MUST_CHECK bool ac_reply_word_from(struct ac_str name, enum ac_reply_word *word);
AC_MUST_CHECK bool ac_refusal_reason_from(struct ac_str name, enum ac_refusal_reason *reason);
