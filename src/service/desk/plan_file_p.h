/* service/desk/plan_file_p.h - what the reader of plans and the maker of texts share. */
#pragma once
#include "service/desk/plan_file.h"
#include "text/template.h"

/* A text as written. Released by the YAML library. */
struct written_text {
	char *kind, *language, *text, *action;
};

/* Quiet hours as written. */
struct written_quiet {
	char *from, *until, *zone;
};

/**
 * Read them, and what their zone says.
 * @param zone   of the installation, where none is written
 * @param since  from when on
 */
AC_MUST_CHECK enum ac_status plan_quiet_hours(const struct written_quiet *written, const char *zone,
	struct ac_wall since, struct ac_quiet *quiet, struct ac_error *err);

/**
 * The texts of one tier: instruction, reminder, question and replacement, each in every language that
 * the file or the program has.
 * @param written  n texts of the file for this tier
 */
AC_MUST_CHECK enum ac_status plan_texts_of_tier(const struct ac_plan_file *file, int tier,
	const struct written_text *written, unsigned n, const char *zone, ac_plan_texts *texts,
	struct ac_error *err);

/** The texts of an all-clear or a retraction, the same for all tiers (tier 0). */
AC_MUST_CHECK enum ac_status plan_texts_closing(const struct ac_plan_file *file, enum ac_kind kind,
	const struct written_text *written, unsigned n, const char *zone, ac_plan_texts *texts,
	struct ac_error *err);

enum { plan_samples_max = 30 };

/**
 * Arguments to try a text with: the plan's own, and a name and a hotel as long as they come.
 * @param until, sent  where the plan does not set them
 * @param args         views of `arguments`
 * @return how many
 */
size_t plan_samples(const struct ac_json *arguments, struct ac_wall until, struct ac_wall sent,
	struct ac_arg args[plan_samples_max]);
