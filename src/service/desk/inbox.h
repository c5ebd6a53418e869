/* service/desk/inbox.h - what people wrote that an officer has to read, and calls for help. */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/** {"messages":[…]}, texts opened; audited. @param all  those that are settled as well */
AC_MUST_CHECK enum ac_status ac_inbox_list(struct ac_service *service, struct ac_officer officer,
	bool all, struct ac_json *answer, struct ac_error *err);

struct ac_inbox_answer {
	bool take; /* only take it */
	int64_t traveller; /* whose it is, where that is not known; 0 */
	bool has_word;
	enum ac_word word; /* what it means: goes to the engine as heard by the officer */
};

/** @param answer  {"id","state"}  @return AC_CONFLICT when another officer has it */
AC_MUST_CHECK enum ac_status ac_inbox_settle(struct ac_service *service, struct ac_officer officer,
	int64_t id, const struct ac_inbox_answer *how, struct ac_json *answer,
	struct ac_error *err);

/** {"calls":[…]}. @param all  those that somebody owns as well */
AC_MUST_CHECK enum ac_status ac_help_calls(
	struct ac_service *service, bool all, struct ac_json *answer, struct ac_error *err);

/** An officer takes a call for help. @param answer  {"id","campaign","traveller"} */
AC_MUST_CHECK enum ac_status ac_help_take(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_json *answer, struct ac_error *err);
/** The same by person. @return AC_NOT_FOUND when no call of theirs is open */
AC_MUST_CHECK enum ac_status ac_help_take_of(struct ac_service *service, struct ac_officer officer,
	int64_t campaign, int64_t traveller, struct ac_json *answer, struct ac_error *err);
