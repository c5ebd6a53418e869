/* service/desk/warning_p.h - what the files about warnings share: a warning in memory. */
#pragma once
#include "base/vec.h"
#include "cap/key.h"
#include "service/desk/audience.h"
#include "service/desk/warnings.h"
#include "store/cases.h"
#include "store/criteria.h"

struct warning {
	int64_t id, case_id, level;
	char state[16], scheme[64];
	struct ac_wall valid_from, valid_to, created_at, published_at, ended_at;
	struct ac_json *areas; /* owned; {"areas":[{"name","geojson"},…]} */
	struct ac_json *details; /* owned; event, urgency, severity, certainty, response */
	struct ac_json *texts; /* owned; [{"language","headline","description","instruction"},…] */
	bool exercise;
};

void warning_done(struct warning *warning);
AC_AUTO_DEFINE_VALUE(warning, struct warning, warning_done)

/** Read one with its texts. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status warning_load(
	struct ac_db *db, int64_t id, struct warning *warning, struct ac_error *err);

/** Take over what content gives (see warnings.h). */
AC_MUST_CHECK enum ac_status warning_apply(
	struct warning *warning, const struct ac_json *content, struct ac_error *err);

/** Is it fit to be stored, to be published? */
AC_MUST_CHECK enum ac_status warning_check(const struct warning *warning, struct ac_error *err);

/** Write the row (id 0: insert) and its texts. */
AC_MUST_CHECK enum ac_status warning_save(
	struct ac_db *db, struct warning *warning, struct ac_error *err);

/** Areas of a request as [{"name","geojson"},…] in a new object, owned by the caller. */
AC_MUST_CHECK enum ac_status warning_areas_read(
	const struct ac_json *content, struct ac_json **areas, struct ac_error *err);

/** Texts per language from YAML or JSON as an array, owned by the caller. */
AC_MUST_CHECK enum ac_status warning_texts_read(
	struct ac_str text, struct ac_json **texts, struct ac_error *err);

/** Does each language stand once and say as much as the others? Times and areas are the warning's. */
AC_MUST_CHECK enum ac_status warning_texts_check(const struct ac_json *texts, struct ac_error *err);

/** Does it name no organisation but of a published attribution (attribution_names.h)? @return AC_INVALID naming the field */
AC_MUST_CHECK enum ac_status warning_texts_permit(
	struct ac_db *db, const struct warning *warning, struct ac_error *err);

/** Areas of a case's last warning that was published, else drafted, as warning_areas_read() gives them.
 * AC_NOT_FOUND when it has none. */
AC_MUST_CHECK enum ac_status warning_areas_of_case(
	struct ac_db *db, int64_t case_id, struct ac_json **areas, struct ac_error *err);

/* ---- what a warning does to the level of its place (warning_levels.c) ---- */

/** Its place gets its level. @return AC_CONFLICT when a worse one stands there: that takes a step down */
AC_MUST_CHECK enum ac_status warning_raises(
	struct ac_db *db, struct warning *warning, const struct ac_by *by, struct ac_error *err);

/** Whose level it is; borrowed, empty for one without. */
struct ac_str warning_place(const struct warning *warning);
/** Which history of levels it is in; borrowed. */
struct ac_level_of warning_level_of(const struct warning *warning);
/** In which country that lies; borrowed, empty where nobody said. */
struct ac_str warning_country(const struct warning *warning);

/** May a published one become this? @return AC_CONFLICT with what is missing when it ends sooner, begins later or
 * leaves part of its area and the criteria do not allow it (warning_loosen.c) */
AC_MUST_CHECK enum ac_status warning_may_loosen(struct ac_db *db, const struct warning *before,
	const struct warning *after, const struct ac_by *by, struct ac_error *err);

struct warning_end {
	bool keeps_level; /* else the level becomes the mildest */
	int64_t level; /* that it leaves: the one that stays, or the mildest */
	bool residual_advice;
	struct ac_wall review;
};

/** May its all-clear be given now? @return AC_CONFLICT with what is missing */
AC_MUST_CHECK enum ac_status warning_may_end(struct ac_db *db, const struct warning *warning,
	const struct ac_by *by, const struct warning_end *end, struct ac_error *err);
/** Its place steps down; the case is to be looked at again. */
AC_MUST_CHECK enum ac_status warning_lowers(struct ac_db *db, const struct warning *warning,
	const struct ac_by *by, const struct warning_end *end, struct ac_error *err);
/** It was a mistake, and is saved as retracted: what others still hold stands again (threat/level_hold.h). */
AC_MUST_CHECK enum ac_status warning_gives_back(struct ac_db *db, const struct warning *warning,
	const struct ac_by *by, struct ac_error *err);

enum warning_message { WARNING_ALERT, WARNING_UPDATE, WARNING_ALL_CLEAR, WARNING_CANCEL };

struct warning_publication {
	enum warning_message message;
	bool keeps_level; /* an all-clear by Update */
	struct ac_str note; /* empty */
	struct ac_wall sent; /* whole seconds */
	const char *instance, *sender;
	const struct ac_officer *officer; /* who is shown the document when it is rehearsed */
	char issuer_key[4096]; /* file of the key that signs */
};

/* What the audit chain keeps of a message. */
struct warning_published {
	int64_t message;
	char sha256[ac_cap_sha256_size], key[ac_cap_key_name_size];
};

/** {"message","sha256","key"}, owned by the caller. */
struct ac_json *warning_published_detail(const struct warning_published *published);

/** Make the CAP document with the chain so far, sign it, verify what was signed, and insert it. */
AC_MUST_CHECK enum ac_status warning_publish(struct ac_db *db, const struct warning *warning,
	const struct warning_publication *publication, struct warning_published *published,
	struct ac_error *err);

/** In a rehearsal, once the warning is saved: figures and checks for the second person. */
AC_MUST_CHECK enum ac_status warning_show(struct ac_db *db, const struct warning *warning,
	const struct warning_publication *publication, const struct ac_officer *officer,
	struct ac_error *err);

/* How many it reaches, counted when its transaction is undone: the writer is not kept waiting. */
struct warning_reach {
	struct ac_audience audience; /* ac_audience_done(); without area: nothing to count */
	size_t people;
};
void warning_reach_of(
	const struct warning *warning, struct ac_wall now, struct warning_reach *reach);
void warning_show_reach(
	struct ac_service *service, struct warning_reach *reach, const struct ac_officer *officer);
