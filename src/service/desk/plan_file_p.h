/* service/desk/plan_file_p.h - what the reader of plans and the maker of texts share. */
#pragma once
#include "service/desk/plan_file.h"

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
