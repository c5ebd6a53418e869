/* service/desk/upkeep.h - audit, backup, restore, purge. */
#pragma once
#include "service/desk/campaigns.h"
#include "service/desk/credentials.h"
#include "json/json.h"

/**
 * {"verified","rows","first_broken","head","messages","messages_unhashed","first_broken_message","restores"}: the
 * chain, and the published messages against it; what is broken is an answer, not an error.
 * "restores": [{"row","at","officer","replaced","seq","head","common"}]: each restore and, when "replaced" is
 * "database", what it took the place of: a chain of "seq" rows with that head, of which those after "common" are in
 * this one no more.
 */
AC_MUST_CHECK enum ac_status ac_upkeep_audit_verify(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err);

/** {"rows":[…]}. @param object  only about it, as in "campaign/7"; empty: all */
AC_MUST_CHECK enum ac_status ac_upkeep_audit_list(struct ac_service *service, struct ac_str object,
	int64_t from, int64_t limit, struct ac_json *answer, struct ac_error *err);

/**
 * Write a consistent copy of the database to a new file while everything goes on. The key is not in it.
 * @param path  absolute; AC_EXISTS when there is a file
 */
AC_MUST_CHECK enum ac_status ac_upkeep_backup(struct ac_service *service, struct ac_officer officer,
	const char *path, struct ac_json *answer, struct ac_error *err);

struct ac_restore_options {
	const char *dir; /* data directory with allclear.yaml and key */
	const char *backup;
	const struct ac_credentials *given; /* an administrator's; NULL: nobody says who they are */
	const char *login; /* the Unix user: who it was where no officer can be asked */
	bool verify; /* only check that it could be restored: pages, key, audit chain; nothing is changed */
};

/**
 * Put a backup in place (store/backup.h): checked whole first, vouched for by an administrator of the database that
 * it replaces, or, where there is none that can be opened or it has no officers, of the backup itself
 * (service/desk/vouch.h); erasures of the register applied, all sessions ended, an audit row written that says
 * what was replaced; the database that was there stays as allclear.db.replaced.
 * @return AC_BUSY when a daemon has the directory, AC_DENIED when the key does not fit or nobody vouches,
 *         AC_NO_SESSION when they are not who they say, AC_CORRUPT; then all is as it was
 */
AC_MUST_CHECK enum ac_status ac_upkeep_restore(
	const struct ac_restore_options *options, struct ac_json *answer, struct ac_error *err);

/**
 * Forget people whose last stay ended purge_after_days ago; never one whom a campaign that is not
 * closed has. @param answer  {"people","dry_run"}
 */
AC_MUST_CHECK enum ac_status ac_upkeep_purge(struct ac_service *service, struct ac_officer officer,
	bool dry, const struct ac_progress_sink *progress, struct ac_json *answer,
	struct ac_error *err);
