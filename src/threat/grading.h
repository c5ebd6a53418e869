/* threat/grading.h - what the letters and words of a report mean, and whom its mark lets it leave to.
 *
 * A claim is graded twice: its source by what it was worth before (A…F), what it says by what else is known
 * (1…6); the two are independent of each other (NATO AJP-2.1, the "Admiralty" grading). How likely
 * something is, is said in one of seven words, each a range of per cent, so that two readers understand
 * the same (ICD 203, 2 January 2015, D.6.e(2)(a)).
 *
 * A mark is a colour of the Traffic Light Protocol (TLP 2.0, FIRST, August 2022) and a list of those a
 * report may be released to. The colour is the outer bound, the list narrows it; where the colour asks for
 * individuals or a need to know, only who stands in the list. ac_mark_allows() is the one place where it is decided whether something
 * marked so may leave, and every way out asks it: answers, documents, pages.
 */
#pragma once
#include "base/buf.h"

/* ---- how much a claim is worth ---- */

struct ac_grade {
	char source; /* 'A' completely reliable … 'E' unreliable, 'F' cannot be judged */
	char information; /* '1' confirmed by others … '5' improbable, '6' cannot be judged */
};

/** "A2"; lower case is taken too. @return false for anything else, the half of one included */
AC_MUST_CHECK bool ac_grade_from(struct ac_str text, struct ac_grade *grade);
/** "completely reliable", "probably true": static. */
const char *ac_grade_source(struct ac_grade grade);
const char *ac_grade_information(struct ac_grade grade);

/* ---- how likely it is ---- */

/* word, the other word of the standard, from and to in per cent */
/* clang-format off */
#define AC_PROBABILITIES(X) \
	X(almost_no_chance, "almost no chance", "remote", 1, 5) \
	X(very_unlikely, "very unlikely", "highly improbable", 5, 20) \
	X(unlikely, "unlikely", "improbable", 20, 45) \
	X(even, "roughly even chance", "roughly even odds", 45, 55) \
	X(likely, "likely", "probable", 55, 80) \
	X(very_likely, "very likely", "highly probable", 80, 95) \
	X(almost_certain, "almost certain", "nearly certain", 95, 99)

#define AC_PROBABILITY(name, word, other, lo, hi) AC_PROBABILITY_##name,
enum ac_probability { AC_PROBABILITY_NONE, AC_PROBABILITIES(AC_PROBABILITY) ac_probability_count };
#undef AC_PROBABILITY
/* clang-format on */

/**
 * Either word of the standard. @return AC_INVALID listing the words: a probability in other words is none
 */
AC_MUST_CHECK enum ac_status ac_probability_from(
	struct ac_str word, enum ac_probability *probability, struct ac_error *err);
/** The word of the first row, whichever was written; "" for none. */
const char *ac_probability_word(enum ac_probability probability);
/** Its range in per cent; 0 and 0 for none. */
void ac_probability_range(enum ac_probability probability, int *lo_pct, int *hi_pct);

/* ---- whom it may leave to ---- */

/* clang-format off */
#define AC_TLPS(X) \
	X(RED, "RED") X(AMBER_STRICT, "AMBER+STRICT") X(AMBER, "AMBER") X(GREEN, "GREEN") X(CLEAR, "CLEAR")

/* In the database as they stand here: never renumber. */
#define AC_TLP(name, word) AC_TLP_##name,
enum ac_tlp { AC_TLP_NONE, AC_TLPS(AC_TLP) ac_tlp_count };
#undef AC_TLP
/* clang-format on */

/** "AMBER+STRICT", with "TLP:" in front or not, in any case. @return AC_INVALID listing the five */
AC_MUST_CHECK enum ac_status ac_tlp_from(
	struct ac_str word, enum ac_tlp *tlp, struct ac_error *err);
const char *ac_tlp_word(enum ac_tlp tlp);

enum ac_audience_kind {
	AC_AUDIENCE_OFFICER, /* one officer of this desk, by name */
	AC_AUDIENCE_DESK, /* the desk as a whole */
	AC_AUDIENCE_PARTNER, /* another organisation, by name */
	AC_AUDIENCE_COMMUNITY, /* all who work against the same threats; not the public */
	AC_AUDIENCE_PUBLIC,
};

struct ac_mark_audience {
	enum ac_audience_kind kind;
	struct ac_str name; /* of the officer, the partner; borrowed */
};

/**
 * "desk", "community", "public", "partner:host", in any case; anything else is an officer's name, and whether there
 * is such an officer is for the caller to look up.
 * @return AC_INVALID for an empty name or one with a comma or a control character, and for "radio:one": a colon
 *         makes no officer of what is no partner
 */
AC_MUST_CHECK enum ac_status ac_audience_from(
	struct ac_str text, struct ac_mark_audience *audience, struct ac_error *err);

struct ac_mark {
	enum ac_tlp tlp;
	struct ac_str releasable_to; /* "Dana Levi,desk,partner:host"; empty: as the colour says */
	struct ac_str entered_by; /* the officer who wrote it down, and may therefore read it */
};

/** What the desk writes itself and nobody marked: its notes, its decisions. It stays at the desk. */
#define AC_MARK_OF_THE_DESK ((struct ac_mark){ AC_TLP_AMBER_STRICT, { "", 0 }, { "", 0 } })

/**
 * Is this a list that its colour can have?
 * @param list  audiences, separated by commas
 * @return AC_INVALID for an audience beyond the colour ("partner:host" under RED), and for a list in which
 *         nobody of the desk stands
 */
AC_MUST_CHECK enum ac_status ac_mark_check(const struct ac_mark *mark, struct ac_error *err);

/**
 * May what is marked so leave to this audience?
 *
 *	RED           individuals: who entered it, and officers in the list; `desk` in it means each officer
 *	AMBER+STRICT  the desk; with a list, those of the desk in it
 *	AMBER         the same, and partners in the list
 *	GREEN         the desk, partners and the community; with a list, those in it
 *	CLEAR         everyone; with a list, those in it
 *
 * Whoever stands in the list may have it, and so may whoever belongs to a group in it: each officer to `desk`,
 * desk and partners to `community`, everyone to `public`.
 */
bool ac_mark_allows(const struct ac_mark *mark, const struct ac_mark_audience *audience);
