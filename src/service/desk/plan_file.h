/* service/desk/plan_file.h - the plan of a campaign as an officer writes it (docs/plan.md), in YAML or JSON.
 *
 * From it come the engine's plan, who belongs to which tier, and the texts of every tier in every
 * language: those of the file, else those shipped with the program (text/shipped.h).
 */
#pragma once
#include "base/vec.h"
#include "outreach/plan.h"
#include "service/desk/decide.h"
#include "json/json.h"

/* Which people a tier holds. */
enum ac_tier_people {
	AC_PEOPLE_NOBODY, /* only who is moved there: refused_tier, arrived_tier, an officer */
	AC_PEOPLE_AT_RISK, /* in the area now, at a place at particular risk */
	AC_PEOPLE_INSIDE, /* in the area now */
	AC_PEOPLE_ARRIVING, /* arriving in the area before the warning ends */
};

struct ac_plan_text {
	enum ac_kind kind;
	int tier; /* 0: of all tiers */
	char *language, *text, *action; /* owned; ICU patterns, see text/template.h */
	bool written; /* by the desk; else shipped with the program */
};

typedef AC_VEC(struct ac_plan_text) ac_plan_texts;

struct ac_plan_file {
	struct ac_plan plan;
	char *names[ac_plan_max_tiers + 1]; /* owned */
	enum ac_tier_people people[ac_plan_max_tiers + 1];
	struct ac_json *arguments; /* owned; {"phone":"+972…"}: the same in every language */
	struct ac_json *localised; /* owned; {"he":{"place":"…"}}: filled into the texts */
	ac_plan_texts texts; /* complete: of every used tier, in every language */
};

void ac_plan_file_done(struct ac_plan_file *file);
AC_AUTO_DEFINE_VALUE(plan_file, struct ac_plan_file, ac_plan_file_done)

/**
 * Read a plan.
 * @param text  YAML or JSON
 * @param zone   of the installation, for dates in texts and for quiet hours
 * @param since  when the campaign begins
 * @param file  released by the caller
 * @return AC_INVALID naming tier, field and remedy; every text is checked (text/template.h)
 */
AC_MUST_CHECK enum ac_status ac_plan_file_read(struct ac_str text, const char *zone,
	struct ac_wall since, struct ac_plan_file *file, struct ac_error *err);

/** What the campaign table keeps: the engine's plan, names, people, arguments. Owned by the caller. */
struct ac_json *ac_plan_file_to_json(const struct ac_plan_file *file);

/**
 * What the campaign table keeps, as a plan again: who is in which tier and how they are reached. Without texts (those
 * shipped are used) and without what belonged to the old warning (`until`, `sent`).
 * @param written  owned by the caller
 */
AC_MUST_CHECK enum ac_status ac_plan_file_write(
	const struct ac_json *stored, struct ac_json **written, struct ac_error *err);

/** "at_risk", "inside", "arriving", "nobody". */
const char *ac_tier_people_name(enum ac_tier_people people);
AC_MUST_CHECK bool ac_tier_people_from(struct ac_str name, enum ac_tier_people *people);

/**
 * The texts of one kind for one tier from a file of corrected or closing texts: a list `texts` with
 * language, text, action. Languages that it leaves out get the shipped text.
 * @param text       the file; empty: only what is shipped
 * @param plan_json  the running campaign's: its arguments fill the texts
 * @param kind       instruction (then reminder and replacement come along), all_clear, retraction
 * @param texts      appended; released by ac_plan_texts_done()
 */
AC_MUST_CHECK enum ac_status ac_plan_texts_read(struct ac_str text, enum ac_kind kind, int tier,
	const struct ac_json *plan_json, const char *zone, ac_plan_texts *texts,
	struct ac_error *err);
void ac_plan_texts_done(ac_plan_texts *texts);
AC_AUTO_DEFINE_VALUE(plan_texts, ac_plan_texts, ac_plan_texts_done)

/**
 * Append texts as people read them, one line each, by tier and kind: everything is filled in but each person's own
 * {name} and {hotel}.
 * @param arguments  of the plan, with the warning's end and when it was sent
 */
AC_MUST_CHECK enum ac_status ac_plan_texts_show(const ac_plan_texts *texts,
	const struct ac_json *arguments, const char *zone, struct ac_buf *out,
	struct ac_error *err);

/**
 * For whoever has to agree, in a rehearsal: are there tiers that say the desk's own words in some languages, and in
 * the others still what is shipped with the program?
 */
void ac_plan_texts_check(const ac_plan_texts *texts, const struct ac_officer *officer);

/** The same about words that are filled into the texts of several languages and read the same in each. */
void ac_plan_words_check(const struct ac_json *plan_json, const ac_plan_texts *texts,
	const struct ac_officer *officer);
