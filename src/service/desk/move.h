/* service/desk/move.h - the data of an installation to a server, and back. */
#pragma once
#include "service/desk/campaigns.h"
#include "service/desk/credentials.h"
#include "json/json.h"

struct ac_db_move_options {
	const char *dir;
	const char *to; /* postgresql://…, or empty: the file allclear.db in dir */
	const struct ac_credentials *given; /* an administrator's; NULL: nobody says who they are */
	const char *login; /* the Unix user: who it was while there are no officers */
	const struct ac_progress_sink *progress; /* NULL */
};

/**
 * Have it vouched for by an administrator of the database (service/desk/vouch.h), copy and compare (store/move.h), note it in the audit chain of the new place, and change the line `database:` of
 * allclear.yaml; the database that was there stays as it was.
 * @param answer  {"tables":[{"table","rows","hash"}]}
 * @return AC_BUSY when a daemon runs, AC_EXISTS when the new place has data already, AC_DENIED when nobody
 *         vouches, AC_NO_SESSION when they are not who they say
 */
AC_MUST_CHECK enum ac_status ac_db_move_all(
	const struct ac_db_move_options *options, struct ac_json *answer, struct ac_error *err);
