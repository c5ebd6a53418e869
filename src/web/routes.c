/* The route table, a line a route. docs/openapi.yaml describes it; tests hold the two together. */
#include "web/api.h"

/* clang-format off */
#define ENGINE AC_ROUTE_ENGINE
#define TWO AC_ROUTE_TWO
#define MAY(right) AC_RIGHT_##right

const struct ac_route ac_routes[] = {
	{ AC_GET, "/healthz", api_healthz, AC_ROUTE_OPEN, MAY(self), NULL, "Is the program alive?" },
	{ AC_GET, "/readyz", api_readyz, AC_ROUTE_OPEN, MAY(self), NULL, "Is it recovered, with a store that takes changes?" },
	{ AC_GET, "/metrics", api_metrics, AC_ROUTE_OPEN, MAY(self), NULL, "Figures for Prometheus" },

	{ AC_POST, "/v1/sessions", api_sessions_log_in, AC_ROUTE_BODY | AC_ROUTE_NO_SESSION, MAY(self), NULL, "Log in" },
	{ AC_GET, "/v1/session", api_session_view, 0, MAY(self), NULL, "Who am I?" },
	{ AC_POST, "/v1/session/end", api_session_end, AC_ROUTE_BODY, MAY(self), NULL, "Log out" },
	{ AC_POST, "/v1/session/password", api_session_password, AC_ROUTE_BODY, MAY(self), NULL, "Change one's own password" },
	{ AC_GET, "/v1/tokens", api_tokens_list, 0, MAY(self), NULL, "List one's own sessions and tokens" },
	{ AC_POST, "/v1/tokens", api_tokens_make, AC_ROUTE_BODY, MAY(self), NULL, "Make a token for a program" },
	{ AC_POST, "/v1/tokens/{token}/revoke", api_tokens_revoke, AC_ROUTE_BODY, MAY(self), NULL, "End one of one's own sessions or tokens" },

	{ AC_POST, "/v1/officers/first", api_officers_first, AC_ROUTE_BODY | AC_ROUTE_NO_SESSION, MAY(self), NULL, "Add the first officer" },
	{ AC_GET, "/v1/officers", api_officers_list, 0, MAY(officer_manage), NULL, "List the officers" },
	{ AC_POST, "/v1/officers", api_officers_add, AC_ROUTE_BODY, MAY(officer_manage), NULL, "Add an officer" },
	{ AC_POST, "/v1/officers/{officer}/roles", api_officers_roles, AC_ROUTE_BODY, MAY(officer_manage), NULL, "Change an officer's roles" },
	{ AC_POST, "/v1/officers/{officer}/password", api_officers_password, AC_ROUTE_BODY, MAY(officer_manage), NULL, "Give an officer another password" },
	{ AC_POST, "/v1/officers/{officer}/authenticator", api_officers_authenticator, AC_ROUTE_BODY, MAY(officer_manage), NULL, "Give an officer another authenticator" },
	{ AC_POST, "/v1/officers/{officer}/disable", api_officers_disable, AC_ROUTE_BODY, MAY(officer_manage), NULL, "Shut an officer out" },
	{ AC_POST, "/v1/officers/{officer}/enable", api_officers_enable, AC_ROUTE_BODY, MAY(officer_manage), NULL, "Let an officer in again" },

	{ AC_GET, "/v1/sources", api_sources_list, 0, MAY(campaign_read), NULL, "List the sources of people" },
	{ AC_POST, "/v1/sources", api_sources_put, AC_ROUTE_BODY, MAY(roster_write), NULL, "Register a source of people, or renew it" },
	{ AC_POST, "/v1/imports", api_imports_run, AC_ROUTE_FILE | AC_ROUTE_SLOW, MAY(roster_write), "kind columns source dry_run", "Take in a CSV file of hotels, sites or travellers" },
	{ AC_POST, "/v1/matches", api_matches_view, AC_ROUTE_FILE, MAY(campaign_read), "from to by", "Count who is in an area on some days" },

	{ AC_GET, "/v1/cases", api_cases_list, 0, MAY(case_read), "state", "List the cases" },
	{ AC_POST, "/v1/cases", api_cases_open, AC_ROUTE_BODY | TWO, MAY(case_write), NULL, "Open a case" },
	{ AC_GET, "/v1/cases/{case}", api_cases_view, 0, MAY(case_read), NULL, "Show a case with its warnings and notes" },
	{ AC_POST, "/v1/cases/{case}/notes", api_cases_note, AC_ROUTE_BODY, MAY(case_write), NULL, "Write a note" },
	{ AC_POST, "/v1/cases/{case}/close", api_cases_close, AC_ROUTE_BODY, MAY(case_write), NULL, "Close a case" },
	{ AC_GET, "/v1/cases/{case}/criteria", api_criteria_list, 0, MAY(case_read), NULL, "The ledger: what must hold before it is over" },
	{ AC_POST, "/v1/cases/{case}/criteria", api_criteria_add, AC_ROUTE_BODY, MAY(case_write), NULL, "Add a criterion" },
	{ AC_POST, "/v1/cases/{case}/criteria/{criterion}", api_criteria_set, AC_ROUTE_BODY, MAY(case_write), NULL, "Say what is known about a criterion" },
	{ AC_GET, "/v1/cases/{case}/clear", api_criteria_check, 0, MAY(case_read), NULL, "What is missing before its level may be lowered" },
	{ AC_POST, "/v1/cases/{case}/review", api_review_set, AC_ROUTE_BODY, MAY(case_write), NULL, "Set the next date of review" },
	{ AC_GET, "/v1/cases/{case}/proposals", api_proposals_list, 0, MAY(case_read), NULL, "What a successor may take over" },
	{ AC_POST, "/v1/cases/{case}/proposals/{proposal}/accept", api_proposals_accept, AC_ROUTE_BODY, MAY(case_write), NULL, "Take a proposal over" },
	{ AC_POST, "/v1/cases/{case}/proposals/{proposal}/dismiss", api_proposals_dismiss, AC_ROUTE_BODY, MAY(case_write), NULL, "Leave a proposal behind" },
	{ AC_GET, "/v1/cases/{case}/hypotheses", api_hypotheses_view, 0, MAY(case_read), NULL, "The table of competing hypotheses" },
	{ AC_POST, "/v1/cases/{case}/hypotheses", api_hypotheses_add, AC_ROUTE_BODY, MAY(case_write), NULL, "Add a hypothesis" },
	{ AC_POST, "/v1/cases/{case}/evidence", api_hypotheses_weigh, AC_ROUTE_BODY, MAY(case_write), NULL, "Hold evidence against the hypotheses" },

	{ AC_GET, "/v1/levels", api_levels_list, 0, MAY(warning_read), "place", "List the travel-advice levels" },
	{ AC_POST, "/v1/levels", api_levels_set, AC_ROUTE_BODY | AC_ROUTE_TWO, MAY(warning_draft), NULL, "Set the level of a place" },

	{ AC_POST, "/v1/cases/{case}/posture", api_cases_posture, AC_ROUTE_BODY | TWO, MAY(case_write), NULL, "Change how loudly a case is answered" },
	{ AC_POST, "/v1/cases/{case}/officials", api_cases_officials, AC_ROUTE_BODY | TWO, MAY(case_write), NULL, "Say why only officials are told, and until when" },
	{ AC_POST, "/v1/cases/{case}/events", api_cases_event, AC_ROUTE_BODY | ENGINE, MAY(campaign_run), NULL, "It has happened: freeze what is unsent" },
	{ AC_POST, "/v1/cases/{case}/assign", api_cases_assign, AC_ROUTE_BODY, MAY(case_write), NULL, "Give a case a priority and an owner" },
	{ AC_POST, "/v1/cases/{case}/items", api_cases_await, AC_ROUTE_BODY, MAY(case_write), NULL, "Ask somebody for something, or watch for it" },
	{ AC_POST, "/v1/cases/{case}/items/{item}/done", api_cases_item_done, AC_ROUTE_BODY, MAY(case_write), NULL, "Settle what was awaited" },
	{ AC_POST, "/v1/cases/{case}/facts", api_cases_fact, AC_ROUTE_BODY, MAY(case_write), NULL, "State a fact about the threat" },
	{ AC_GET, "/v1/cases/{case}/timeline", api_cases_timeline, 0, MAY(case_read), NULL, "Everything of a case in the order of time" },
	{ AC_GET, "/v1/cases/{case}/export", api_cases_export, 0, MAY(case_write), "for", "A case as a document for an audience" },
	{ AC_GET, "/v1/overdue", api_cases_overdue, 0, MAY(case_read), NULL, "List what is overdue in all cases" },

	{ AC_GET, "/v1/reports", api_reports_list, 0, MAY(case_read), "case", "List the reports; what a mark forbids is withheld" },
	{ AC_POST, "/v1/reports", api_reports_add, AC_ROUTE_BODY, MAY(case_write), NULL, "Enter a report" },
	{ AC_GET, "/v1/reports/{report}", api_reports_view, 0, MAY(case_read), NULL, "Show a report with its claims and attachments" },
	{ AC_POST, "/v1/reports/{report}/cases", api_reports_link, AC_ROUTE_BODY, MAY(case_write), NULL, "Tie a report to a case" },
	{ AC_GET, "/v1/reports/{report}/attachments/{attachment}", api_attachments_read, 0, MAY(case_read), NULL, "The bytes of an attachment" },
	{ AC_POST, "/v1/reports/{report}/attachments/{attachment}", api_attachments_keep, AC_ROUTE_FILE, MAY(case_write), NULL, "Hand in the bytes of an announced attachment" },

	{ AC_GET, "/v1/warnings", api_warnings_list, 0, MAY(warning_read), "case", "List the warnings" },
	{ AC_POST, "/v1/warnings", api_warnings_draft, AC_ROUTE_BODY | AC_ROUTE_LARGE, MAY(warning_draft), NULL, "Draft a warning" },
	{ AC_GET, "/v1/warnings/{warning}", api_warnings_view, 0, MAY(warning_read), NULL, "Show a warning and its messages" },
	{ AC_GET, "/v1/warnings/{warning}/cap", api_warnings_cap, 0, MAY(warning_read), NULL, "The last published CAP document" },
	{ AC_POST, "/v1/warnings/{warning}/publish", api_warnings_publish, AC_ROUTE_BODY | TWO, MAY(warning_draft), NULL, "Publish a draft" },
	{ AC_POST, "/v1/warnings/{warning}/update", api_warnings_update, AC_ROUTE_BODY | AC_ROUTE_LARGE | TWO, MAY(warning_draft), NULL, "Change a draft, or publish an Update" },
	{ AC_POST, "/v1/warnings/{warning}/clear", api_warnings_clear, AC_ROUTE_BODY | TWO, MAY(warning_draft), NULL, "End a warning and tell everyone who was told" },
	{ AC_POST, "/v1/warnings/{warning}/retract", api_warnings_retract, AC_ROUTE_BODY | TWO, MAY(warning_draft), NULL, "Take back a mistaken warning" },

	{ AC_GET, "/v1/decisions", api_decisions_list, 0, MAY(decision_read), "all", "List what waits for a second person" },
	{ AC_GET, "/v1/decisions/{decision}", api_decisions_view, 0, MAY(decision_read), NULL, "Show what was drafted and what it would send out" },
	{ AC_POST, "/v1/decisions/{decision}/approve", api_decisions_approve, AC_ROUTE_BODY | AC_ROUTE_SLOW, MAY(approve), NULL, "Agree to what another has drafted: it is done" },
	{ AC_POST, "/v1/decisions/{decision}/use", api_decisions_use, AC_ROUTE_BODY | AC_ROUTE_SLOW, MAY(self), NULL, "Use a template alone while an attack is under way" },
	{ AC_POST, "/v1/decisions/{decision}/review", api_decisions_review, AC_ROUTE_BODY, MAY(approve), NULL, "Review what somebody did alone with a template" },
	{ AC_POST, "/v1/decisions/{decision}/refuse", api_decisions_refuse, AC_ROUTE_BODY, MAY(approve), NULL, "Refuse what another has drafted" },
	{ AC_POST, "/v1/decisions/{decision}/withdraw", api_decisions_withdraw, AC_ROUTE_BODY, MAY(self), NULL, "Take back what one drafted oneself" },

	{ AC_GET, "/v1/duty", api_duty_list, 0, MAY(duty_read), "all", "List who is on duty, and who is paged first" },
	{ AC_POST, "/v1/duty", api_duty_add, AC_ROUTE_BODY, MAY(duty_write), NULL, "Put an officer on the duty roster" },
	{ AC_POST, "/v1/duty/{shift}/drop", api_duty_drop, AC_ROUTE_BODY, MAY(duty_write), NULL, "Take a shift off the duty roster" },
	{ AC_GET, "/v1/pages", api_pages_list, 0, MAY(duty_read), "all", "List what officers are paged for" },
	{ AC_GET, "/v1/pages/{page}", api_pages_view, 0, MAY(duty_read), NULL, "Show who was paged when, and what came of it" },
	{ AC_POST, "/v1/pages/{page}/take", api_pages_take, AC_ROUTE_BODY, MAY(duty_take), NULL, "Take what is paged for: nobody else is asked" },

	{ AC_GET, "/v1/feeds", api_feeds_list, 0, MAY(warning_read), NULL, "List the feeds that are followed, and what is in force, ours and theirs" },
	{ AC_POST, "/v1/feeds", api_feeds_follow, AC_ROUTE_BODY, MAY(system), NULL, "Follow another issuer's feed" },
	{ AC_GET, "/v1/feeds/{feed}", api_feeds_view, 0, MAY(warning_read), NULL, "Show a feed and what came in it" },
	{ AC_POST, "/v1/feeds/{feed}/look", api_feeds_look, AC_ROUTE_BODY, MAY(case_write), NULL, "Look at a feed now" },
	{ AC_POST, "/v1/feeds/{feed}/drop", api_feeds_drop, AC_ROUTE_BODY, MAY(system), NULL, "Follow a feed no longer and forget its messages" },
	{ AC_GET, "/v1/feeds/{feed}/messages/{entry}/cap", api_feed_messages_cap, 0, MAY(warning_read), NULL, "A message of a feed as it came" },

	{ AC_GET, "/v1/issuer", api_issuer_view, 0, MAY(warning_read), NULL, "The keys that sign what is published" },
	{ AC_POST, "/v1/issuer/rotate", api_issuer_rotate, AC_ROUTE_BODY, MAY(system), NULL, "End the key that signs and make the next" },

	{ AC_GET, "/v1/places", api_places_list, 0, MAY(campaign_read), "at_risk", "List the hotels" },
	{ AC_POST, "/v1/places/at-risk", api_places_mark, AC_ROUTE_BODY | TWO, MAY(campaign_run), NULL, "Mark hotels at particular risk" },
	{ AC_GET, "/v1/places/notices", api_notices_list, 0, MAY(campaign_read), "all", "List what the hosts of marked hotels are to be told" },
	{ AC_POST, "/v1/places/notices/{notice}/given", api_notices_given, AC_ROUTE_BODY, MAY(campaign_run), NULL, "Say that a host was told" },

	{ AC_GET, "/v1/campaigns", api_campaigns_list, 0, MAY(campaign_read), NULL, "List the campaigns" },
	{ AC_POST, "/v1/campaigns", api_campaigns_start, AC_ROUTE_BODY | AC_ROUTE_SLOW | ENGINE | TWO, MAY(campaign_run), NULL, "Start a campaign" },
	{ AC_POST, "/v1/campaigns/preview", api_campaigns_preview, AC_ROUTE_BODY, MAY(campaign_read), NULL, "Who would be told what, and how long it takes" },
	{ AC_GET, "/v1/campaigns/{campaign}", api_campaigns_view, 0, MAY(campaign_read), NULL, "Where everybody of a campaign is" },
	{ AC_GET, "/v1/campaigns/{campaign}/people", api_people_list, 0, MAY(person_read), "standing tier after limit", "A page of its people, with names" },
	{ AC_POST, "/v1/campaigns/{campaign}/pause", api_campaigns_pause, AC_ROUTE_BODY | ENGINE, MAY(campaign_run), NULL, "Submit nothing more until resumed" },
	{ AC_POST, "/v1/campaigns/{campaign}/resume", api_campaigns_resume, AC_ROUTE_BODY | ENGINE, MAY(campaign_run), NULL, "Go on" },
	{ AC_POST, "/v1/campaigns/{campaign}/finish", api_campaigns_finish, AC_ROUTE_BODY | ENGINE, MAY(campaign_run), NULL, "Close for good; refused while anyone is pending" },
	{ AC_POST, "/v1/campaigns/{campaign}/texts", api_campaigns_correct, AC_ROUTE_BODY | ENGINE | TWO, MAY(campaign_run), NULL, "Correct what a tier is told" },
	{ AC_POST, "/v1/campaigns/{campaign}/check", api_campaigns_check, AC_ROUTE_BODY | TWO | ENGINE, MAY(campaign_run), NULL, "Ask everyone inside whether they are safe, and go on" },

	{ AC_GET, "/v1/people/{person}", api_people_view, 0, MAY(person_read), NULL, "Everything tried with a person and answered" },
	{ AC_GET, "/v1/people/{person}/export", api_people_export, 0, MAY(person_rights), NULL, "Everything held about a person, for the person" },
	{ AC_POST, "/v1/people/{person}/erase", api_people_erase, AC_ROUTE_BODY, MAY(person_rights), NULL, "Erase a person's data" },
	{ AC_POST, "/v1/people/{person}/exclude", api_people_exclude, AC_ROUTE_BODY | ENGINE, MAY(person_write), NULL, "Leave a person out of a campaign" },
	{ AC_POST, "/v1/people/{person}/own-help", api_people_own_help, AC_ROUTE_BODY | ENGINE, MAY(person_write), NULL, "Take a person's call for help" },
	{ AC_POST, "/v1/people/{person}/responses", api_people_said, AC_ROUTE_BODY | ENGINE, MAY(person_write), NULL, "Enter what was heard from a person" },

	{ AC_GET, "/v1/help-calls", api_help_list, 0, MAY(person_read), "all", "List the calls for help" },
	{ AC_POST, "/v1/help-calls/{call}/own", api_help_own, AC_ROUTE_BODY | ENGINE, MAY(person_write), NULL, "Take a call for help" },
	{ AC_GET, "/v1/inbox", api_inbox_list, 0, MAY(person_read), "all", "List what an officer has to read" },
	{ AC_POST, "/v1/inbox/{message}/answer", api_inbox_answer, AC_ROUTE_BODY, MAY(person_write), NULL, "Take or settle a message" },

	{ AC_GET, "/v1/links", api_links_list, ENGINE, MAY(campaign_read), NULL, "List the links and how they are" },
	{ AC_POST, "/v1/links/test", api_links_test, AC_ROUTE_BODY | ENGINE, MAY(system), NULL, "Send one test message" },

	{ AC_GET, "/v1/audit", api_audit_list, 0, MAY(audit_read), "object from limit", "List the decisions" },
	{ AC_GET, "/v1/audit/verify", api_audit_verify, 0, MAY(audit_read), NULL, "Check the chain of decisions" },
	{ AC_POST, "/v1/backups", api_backups_write, AC_ROUTE_BODY, MAY(system), NULL, "Write a copy of the database" },
	{ AC_POST, "/v1/purge", api_purge, AC_ROUTE_BODY | AC_ROUTE_SLOW, MAY(system), NULL, "Forget people past their time" },
	{ 0 },
};
