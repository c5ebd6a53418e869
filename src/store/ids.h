/* store/ids.h - numbers for new rows: assigned by the program, so that both engines agree.
 * The one writer keeps the highest number of each table in memory; a number whose transaction was undone
 * is not used again before the next start. */
#pragma once
#include "store/db.h"

/* clang-format off */
#define AC_ID_TABLES(X) \
	X(source) X(lodging) X(site) X(party) X(traveller) X(contact_point) X(stay) \
	X(case_file) X(case_note) X(warning) X(cap_message) X(campaign) X(inbound) \
	X(help_call) X(officer) X(link) X(decision) X(session) X(report) X(claim) X(attachment) X(fact) X(case_item) X(host_notice) X(duty_shift) X(page) X(page_step) X(feed) X(feed_message) X(criterion) X(criterion_entry) X(case_proposal) X(place_level) X(hypothesis) X(case_evidence) X(statement) X(attribution) X(headcount) X(media_contact) X(media_delivery) X(quiet_order)
/* clang-format on */

/* AC_ID_traveller … name the table. */
#define AC_ID(table) AC_ID_##table,
enum ac_id_kind { AC_ID_TABLES(AC_ID) ac_id_count };
#undef AC_ID

/** Read the highest numbers; give the connection its counters. @param ids  owned by the caller */
AC_MUST_CHECK enum ac_status ac_ids_load(
	struct ac_db *db, struct ac_ids **ids, struct ac_error *err);
void ac_ids_free(struct ac_ids *ids);

/** The next number of a table, from 1; only on the writer's connection (asserted). Thread-safe. */
int64_t ac_store_next_id(struct ac_db *db, enum ac_id_kind table);
/** The first of n numbers in a row. */
int64_t ac_store_next_ids(struct ac_db *db, enum ac_id_kind table, int64_t n);
