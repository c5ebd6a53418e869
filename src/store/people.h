/* store/people.h - people as a whole: one person's page, what a campaign needs of many, and forgetting
 * them after their time. Personal texts are opened here with the connection's vault; views are good until the
 * visitor returns.
 */
#pragma once
#include "base/clock.h"
#include "outreach/record.h"
#include "store/db.h"

/* ---- one person ---- */

struct ac_person_row {
	int64_t id, party; /* party 0: travels alone */
	struct ac_str source; /* name of the source */
	struct ac_str ref, name, native_name; /* opened; empty once erased */
	struct ac_str language, nationality, purpose;
	bool minor;
	struct ac_wall updated_at, erased_at; /* erased_at 0: not */
};

/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_person_get(struct ac_db *db, int64_t id,
	void (*visit)(void *ctx, const struct ac_person_row *row), void *ctx, struct ac_error *err);

struct ac_contact_row {
	int64_t id;
	int kind; /* enum ac_contact_kind */
	int channel; /* enum ac_contact_channel */
	enum ac_contact_state state;
	uint64_t number_key;
	struct ac_str address; /* opened */
};

/** A person's contact points in the order in which they are tried. */
AC_MUST_CHECK enum ac_status ac_person_contacts(struct ac_db *db, int64_t id,
	void (*visit)(void *ctx, const struct ac_contact_row *row), void *ctx,
	struct ac_error *err);

struct ac_stay_row {
	int64_t id, lodging; /* 0: by position */
	int64_t cell;
	struct ac_str ref, name, district; /* of the lodging */
	bool at_risk;
	struct ac_wall from, to; /* to INT64_MAX: open */
};

/** A person's stays by their beginning. @param now  decides whether a mark of risk still holds */
AC_MUST_CHECK enum ac_status ac_person_stays(struct ac_db *db, int64_t id, struct ac_wall now,
	void (*visit)(void *ctx, const struct ac_stay_row *row), void *ctx, struct ac_error *err);

/** Who travels together. */
AC_MUST_CHECK enum ac_status ac_party_members(struct ac_db *db, int64_t party,
	void (*visit)(void *ctx, int64_t traveller), void *ctx, struct ac_error *err);

/** The first number, address, name and lodging of a person, for lists: all opened. */
struct ac_person_line {
	int64_t id;
	struct ac_str name, phone, email, place;
};

/** @param texts  emptied; holds what the line points to. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_person_line(struct ac_db *db, int64_t id, struct ac_buf *texts,
	struct ac_person_line *line, struct ac_error *err);

/* ---- many ---- */

/**
 * Fill in what stands about people themselves: party, minor, language, contact points (those for the
 * ladder: own, second and e-mail, not the number for emergencies).
 * @param specs  n of them with `traveller` set, rising; someone who is not there gets no contacts
 */
AC_MUST_CHECK enum ac_status ac_people_specs(
	struct ac_db *db, struct ac_task_spec *specs, size_t n, struct ac_error *err);

/* ---- after their time ---- */

/**
 * Purging: forget a person whose stays are over for long (ac_purge_each()). Unlike one who was erased on
 * request (store/erase.h) they may come again with a later import, so nothing is left but the tasks of
 * closed campaigns, which count them.
 */
AC_MUST_CHECK enum ac_status ac_person_forget(struct ac_db *db, int64_t id, struct ac_error *err);
