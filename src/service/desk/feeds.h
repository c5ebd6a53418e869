/* service/desk/feeds.h - other issuers' feeds: follow, look, show beside ours, drop. See service/intake.h for what
 * a look does. Nothing of theirs is published, matched or sent by us. */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

struct ac_feed_new {
	struct ac_str url; /* http://…, https://…, file:///…; Atom, RSS or a CAP message */
	struct ac_str name; /* empty: the url */
	int64_t every_min; /* ac_follow_least_min…ac_follow_most_min */
};

/** @return AC_INVALID for what is no address, AC_EXISTS for a name that is taken, AC_FULL past 100 feeds */
AC_MUST_CHECK enum ac_status ac_feeds_follow(struct ac_service *service, struct ac_officer officer,
	const struct ac_feed_new *feed, int64_t *id, struct ac_error *err);

/** With its messages. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_feeds_drop(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);

/** Look now. @param answer  what was found: entries, fetched, added, invalid, gone, left, why */
AC_MUST_CHECK enum ac_status ac_feeds_look(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err);

/** {"feeds":[…],"in_force":[…]}: the latter holds our own warnings, then theirs feed by feed. */
AC_MUST_CHECK enum ac_status ac_feeds_list(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err);
/** A feed with its messages, the latest first. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_feeds_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err);
/** A message's bytes as they came, whether it keeps the rules or not. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_feeds_message(struct ac_service *service, int64_t feed,
	int64_t message, struct ac_buf *xml, struct ac_error *err);
