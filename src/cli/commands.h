/* cli/commands.h - the commands, each defined in the file of its family. */
#pragma once
#include "cli/command.h"

/* clang-format off */
#define AC_COMMANDS(X) \
	X(init) X(user_add) X(user_list) X(user_roles) X(user_password) X(user_totp) \
	X(user_disable) X(user_enable) X(login) X(logout) X(whoami) \
	X(token_make) X(token_list) X(token_revoke) X(import) X(match) X(source_add) X(source_list) X(serve) X(case_open) \
	X(case_show) X(case_note) X(case_list) X(case_close) X(warning_draft) X(report_add) X(report_list) X(report_show) X(report_link) X(case_posture) X(case_keep_officials) X(case_event) X(case_assign) X(case_fact) X(case_request) X(case_watch) X(case_request_done) X(case_overdue) X(case_timeline) X(case_export) X(case_clear) X(case_review) X(case_proposals) X(case_accept) X(case_dismiss) X(case_hypotheses) X(case_evidence) X(criterion_add) X(criterion_set) X(criterion_list) X(level_set) X(level_list) \
	X(warning_publish) X(warning_update) X(warning_clear) X(warning_retract) \
	X(warning_list) X(warning_show) X(decision_list) X(decision_show) X(decision_approve) X(decision_use) X(decision_review) \
	X(decision_refuse) \
	X(decision_withdraw) X(cap_validate) X(cap_show) X(place_mark) X(duty_add) X(duty_list) X(duty_drop) X(page_list) X(page_show) X(page_take) X(feed_follow) X(feed_list) X(feed_show) X(feed_look) X(feed_drop) X(cap_sign) X(cap_verify) X(cap_key_make) X(cap_key_show) X(issuer_show) X(issuer_export) X(issuer_rotate) X(statement_add) X(statement_list) X(statement_show) X(statement_drop) X(statement_publish) X(attribution_draft) X(attribution_list) X(attribution_show) X(attribution_publish) X(attribution_withdraw) X(headcount_give) X(headcount_list) X(headcount_show) X(media_add) X(media_list) X(media_drop) X(media_deliveries) \
	X(place_list) X(campaign_preview) X(campaign_start) X(campaign_show) X(campaign_watch) \
	X(campaign_pause) X(campaign_resume) X(campaign_text) X(campaign_list) X(place_notices) X(place_notice_given) X(campaign_check) X(campaign_quiet) \
	X(campaign_finish) X(person_show) X(person_list) X(person_erase) X(person_export) X(person_exclude) \
	X(person_own_help) X(inbox_list) X(inbox_answer) X(help_list) X(help_own) X(reply) \
	X(link_list) X(link_test) X(audit_verify) X(audit_list) X(backup) X(restore) \
	X(db_move) X(purge) X(version) X(help)
/* clang-format on */

#define AC_C(name) extern const struct ac_command ac_cmd_##name;
AC_COMMANDS(AC_C)
#undef AC_C
