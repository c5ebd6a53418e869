/* service/desk/persons.h - one person: what is known, what was tried, and their rights.
 *
 * Every look at personal data is in the audit chain, by ids. Live standings come from the engine,
 * history from the store and from the journal rows that no checkpoint has expanded yet.
 */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/** Everything about a person: contact points, stays, party, where each campaign has them and why they
 *  come when they come, and all that was tried and answered. @return AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_persons_view(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_json *answer, struct ac_error *err);

/** The same for the person themselves (subject access). */
AC_MUST_CHECK enum ac_status ac_persons_export(struct ac_service *service,
	struct ac_officer officer, int64_t id, struct ac_json *answer, struct ac_error *err);

struct ac_people_filter {
	bool unaccounted;
	bool has_standing;
	enum ac_standing standing;
	int tier; /* 0: all */
	int64_t after; /* 0, or `next` of the page before, as long as the same daemon runs */
	int64_t limit; /* people on this page, 1…2,000 */
};

/** A page of a campaign's people with names: {"people":[…],"next"}; next 0 on the last page. A campaign
 *  that was closed long ago is read from the store. */
AC_MUST_CHECK enum ac_status ac_persons_list(struct ac_service *service, struct ac_officer officer,
	int64_t campaign, const struct ac_people_filter *filter, struct ac_json *answer,
	struct ac_error *err);

struct ac_person_said {
	enum ac_word word;
	struct ac_wall when; /* a time they said; INT64_MAX: none */
	struct ac_str reason; /* why they stay; empty */
};

/** What an officer heard. @param answer  "standing" in the newest campaign */
AC_MUST_CHECK enum ac_status ac_persons_said(struct ac_service *service, struct ac_officer officer,
	int64_t id, const struct ac_person_said *said, struct ac_json *answer,
	struct ac_error *err);

/** Leave a person out of a campaign. @param why  for the audit chain */
AC_MUST_CHECK enum ac_status ac_persons_exclude(struct ac_service *service,
	struct ac_officer officer, int64_t campaign, int64_t id, struct ac_str why,
	struct ac_error *err);

/**
 * Erase on request: entered in the erasure register beside the key, then emptied.
 * @return AC_CONFLICT while one of their campaigns is not closed: exclude them there until then
 */
AC_MUST_CHECK enum ac_status ac_persons_erase(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_str why, struct ac_error *err);
