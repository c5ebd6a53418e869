/* text/shipped.h - the message texts that Allclear brings along, in six languages.
 *
 * A desk may replace any of them by its own (texts file of the plan); these are complete, pass every
 * check of template.h, and fit in four segments with the longest values. A row's tier is 1…4 (move to
 * another hotel, leave, stay off the streets, do not come) or 0 for a text that serves all tiers.
 * A retraction takes one segment: links carry segments, and it has to reach everybody within minutes.
 * Kinds that mark another text (replacement, correction) take it as {message}.
 */
#pragma once
#include "text/template.h"

/* number, constant, name; the numbers are stored: never renumber, only append */
#define AC_TEXT_KINDS(X)                                                                         \
	X(0, INSTRUCTION, "instruction")                                                         \
	X(1, REMINDER, "reminder") /* the instruction again, to whoever did not answer */        \
	X(2, ASK_AGAIN, "ask_again") /* said that they would go: have they? */                   \
	X(3, REPLACEMENT, "replacement") /* marks {message} as replacing what was told before */ \
	X(4, ALL_CLEAR, "all_clear") /* over; {residual} advice stands */                        \
	X(5, RETRACTION, "retraction") /* the warning of {sent} is withdrawn */                  \
	X(6, CORRECTION, "correction") /* a mistake in what was told; {message} is right */      \
	X(7, WELFARE, "welfare") /* are you all right? */

#define AC_X(number, constant, name) AC_TEXT_##constant = (number),
enum ac_text_kind { AC_TEXT_KINDS(AC_X) ac_text_kind_count };
#undef AC_X

const char *ac_text_kind_name(enum ac_text_kind kind);

enum {
	ac_text_tier_any = 0,
	ac_text_tier_max = 4,
	ac_text_segments_max =
		5, /* of one text with its longest values; those shipped take 4 at most */
};

struct ac_shipped_text {
	enum ac_text_kind kind;
	int tier; /* 1…4, or ac_text_tier_any */
	const char *pattern;
	const char *action; /* "" where nothing is to be done */
};

struct ac_shipped_language {
	const char *language; /* "he" */
	const char *name; /* in English */
	const char *office; /* a sender's name in that language, for samples and as default */
	const struct ac_shipped_text *texts;
	size_t count;
};

/** The languages' codes, for ac_text_language_pick(): he, en, tr, ar, ru, fr. */
const char *const *ac_shipped_language_codes(size_t *count);

/** The texts of the language with that index among the codes; NULL past the end. */
const struct ac_shipped_language *ac_shipped_language(size_t index);

/** The text for a kind and tier, one for all tiers if there is no special one; NULL for no such language. */
const struct ac_shipped_text *ac_shipped_find(
	struct ac_str language, enum ac_text_kind kind, int tier);

/**
 * The arguments that message texts may use, with long sample values: office, place, hotel, phone,
 * until (time), residual, sent (time), message.
 */
const struct ac_arg *ac_text_arguments(size_t *count);

/** The rules for a kind: these arguments, the most segments, an action where the kind needs one. What
 *  wraps another text is to be checked again around it: its sample for {message} is short. */
struct ac_template_rules ac_text_rules(enum ac_text_kind kind);
