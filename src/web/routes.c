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

	{ AC_GET, "/v1/sources", api_sources_list, 0, MAY(campaign_read), NULL, "List the sources of people" },
	{ AC_POST, "/v1/sources", api_sources_put, AC_ROUTE_BODY, MAY(roster_write), NULL, "Register a source of people, or renew it" },
	{ AC_POST, "/v1/imports", api_imports_run, AC_ROUTE_FILE | AC_ROUTE_SLOW, MAY(roster_write), "kind columns source dry_run", "Take in a CSV file of hotels, sites or travellers" },
	{ AC_POST, "/v1/matches", api_matches_view, AC_ROUTE_FILE, MAY(campaign_read), "from to by", "Count who is in an area on some days" },

	{ AC_GET, "/v1/cases", api_cases_list, 0, MAY(case_read), "state", "List the cases" },
	{ AC_POST, "/v1/cases", api_cases_open, AC_ROUTE_BODY, MAY(case_write), NULL, "Open a case" },
	{ AC_GET, "/v1/cases/{case}", api_cases_view, 0, MAY(case_read), NULL, "Show a case with its warnings and notes" },
	{ AC_POST, "/v1/cases/{case}/notes", api_cases_note, AC_ROUTE_BODY, MAY(case_write), NULL, "Write a note" },
	{ AC_POST, "/v1/cases/{case}/close", api_cases_close, AC_ROUTE_BODY, MAY(case_write), NULL, "Close a case" },

	{ AC_GET, "/v1/warnings", api_warnings_list, 0, MAY(warning_read), "case", "List the warnings" },
	{ AC_POST, "/v1/warnings", api_warnings_draft, AC_ROUTE_BODY | AC_ROUTE_LARGE, MAY(warning_draft), NULL, "Draft a warning" },
	{ AC_GET, "/v1/warnings/{warning}", api_warnings_view, 0, MAY(warning_read), NULL, "Show a warning and its messages" },
	{ AC_GET, "/v1/warnings/{warning}/cap", api_warnings_cap, 0, MAY(warning_read), NULL, "The last published CAP document" },
	{ AC_POST, "/v1/warnings/{warning}/publish", api_warnings_publish, AC_ROUTE_BODY | TWO, MAY(warning_draft), NULL, "Publish a draft" },
	{ AC_POST, "/v1/warnings/{warning}/update", api_warnings_update, AC_ROUTE_BODY | AC_ROUTE_LARGE | TWO, MAY(warning_draft), NULL, "Change a draft, or publish an Update" },
	{ AC_POST, "/v1/warnings/{warning}/clear", api_warnings_clear, AC_ROUTE_BODY | TWO, MAY(warning_draft), NULL, "End a warning and tell everyone who was told" },
	{ AC_POST, "/v1/warnings/{warning}/retract", api_warnings_retract, AC_ROUTE_BODY | TWO, MAY(warning_draft), NULL, "Take back a mistaken warning" },

	{ AC_GET, "/v1/warnings/{warning}/statements", api_statements_list, 0, MAY(warning_read), NULL, "List what offices say beside a warning" },
	{ AC_POST, "/v1/warnings/{warning}/statements", api_statements_add, AC_ROUTE_BODY, MAY(warning_draft), NULL, "Draft an office's statement in one language" },
	{ AC_POST, "/v1/warnings/{warning}/statements/publish", api_statements_publish, AC_ROUTE_BODY | TWO, MAY(warning_draft), NULL, "Publish the statements drafted since the warning" },
	{ AC_GET, "/v1/statements/{statement}", api_statements_view, 0, MAY(warning_read), NULL, "Show a statement" },
	{ AC_POST, "/v1/statements/{statement}/drop", api_statements_drop, AC_ROUTE_BODY, MAY(warning_draft), NULL, "Drop a statement that is a draft" },

	{ AC_GET, "/v1/attributions", api_attributions_list, 0, MAY(case_read), "case", "List the attributions in public" },
	{ AC_POST, "/v1/cases/{case}/attributions", api_attributions_draft, AC_ROUTE_BODY, MAY(attribute), NULL, "Draft an attribution in public" },
	{ AC_GET, "/v1/attributions/{attribution}", api_attributions_view, 0, MAY(case_read), NULL, "Show an attribution" },
	{ AC_POST, "/v1/attributions/{attribution}/publish", api_attributions_publish, AC_ROUTE_BODY | TWO, MAY(attribute), NULL, "Publish an attribution" },
	{ AC_POST, "/v1/attributions/{attribution}/withdraw", api_attributions_withdraw, AC_ROUTE_BODY | TWO, MAY(attribute), NULL, "Withdraw an attribution" },

	{ AC_GET, "/v1/media", api_media_list, 0, MAY(person_read), NULL, "List the media contacts" },
	{ AC_POST, "/v1/media", api_media_add, AC_ROUTE_BODY, MAY(roster_write), NULL, "Add a media contact" },
	{ AC_POST, "/v1/media/{contact}/drop", api_media_drop, AC_ROUTE_BODY, MAY(roster_write), NULL, "Forget a media contact" },
	{ AC_GET, "/v1/warnings/{warning}/media", api_media_of_warning, 0, MAY(campaign_read), NULL, "Which outlets got what of a warning, and which did not" },
	{ AC_GET, "/v1/attributions/{attribution}/media", api_media_of_attribution, 0, MAY(campaign_read), NULL, "Which outlets got an attribution, and its withdrawal" },

	{ AC_GET, "/v1/decisions", api_decisions_list, 0, MAY(decision_read), "all", "List what waits for a second person" },
	{ AC_GET, "/v1/decisions/{decision}", api_decisions_view, 0, MAY(decision_read), NULL, "Show what was drafted and what it would send out" },
	{ AC_POST, "/v1/decisions/{decision}/approve", api_decisions_approve, AC_ROUTE_BODY | AC_ROUTE_SLOW, MAY(approve), NULL, "Agree to what another has drafted: it is done" },
	{ AC_POST, "/v1/decisions/{decision}/refuse", api_decisions_refuse, AC_ROUTE_BODY, MAY(approve), NULL, "Refuse what another has drafted" },
	{ AC_POST, "/v1/decisions/{decision}/withdraw", api_decisions_withdraw, AC_ROUTE_BODY, MAY(self), NULL, "Take back what one drafted oneself" },

	{ AC_GET, "/v1/places", api_places_list, 0, MAY(campaign_read), "at_risk", "List the hotels" },
	{ AC_POST, "/v1/places/at-risk", api_places_mark, AC_ROUTE_BODY | TWO, MAY(campaign_run), NULL, "Mark hotels at particular risk" },

	{ AC_GET, "/v1/campaigns", api_campaigns_list, 0, MAY(campaign_read), NULL, "List the campaigns" },
	{ AC_POST, "/v1/campaigns", api_campaigns_start, AC_ROUTE_BODY | AC_ROUTE_SLOW | ENGINE | TWO, MAY(campaign_run), NULL, "Start a campaign" },
	{ AC_POST, "/v1/campaigns/preview", api_campaigns_preview, AC_ROUTE_BODY, MAY(campaign_read), NULL, "Who would be told what, and how long it takes" },
	{ AC_GET, "/v1/campaigns/{campaign}", api_campaigns_view, 0, MAY(campaign_read), NULL, "Where everybody of a campaign is" },
	{ AC_GET, "/v1/campaigns/{campaign}/people", api_people_list, 0, MAY(person_read), "standing tier after limit", "A page of its people, with names" },
	{ AC_POST, "/v1/campaigns/{campaign}/pause", api_campaigns_pause, AC_ROUTE_BODY | ENGINE, MAY(campaign_run), NULL, "Submit nothing more until resumed" },
	{ AC_POST, "/v1/campaigns/{campaign}/resume", api_campaigns_resume, AC_ROUTE_BODY | ENGINE, MAY(campaign_run), NULL, "Go on" },
	{ AC_POST, "/v1/campaigns/{campaign}/finish", api_campaigns_finish, AC_ROUTE_BODY | ENGINE, MAY(campaign_run), NULL, "Close for good; refused while anyone is pending" },
	{ AC_POST, "/v1/campaigns/{campaign}/texts", api_campaigns_correct, AC_ROUTE_BODY | ENGINE | TWO, MAY(campaign_run), NULL, "Correct what a tier is told" },

	{ AC_GET, "/v1/campaigns/{campaign}/headcounts", api_headcounts_list, 0, MAY(campaign_read), NULL, "List who was given head-counts" },
	{ AC_POST, "/v1/campaigns/{campaign}/headcounts", api_headcounts_give, AC_ROUTE_BODY | TWO, MAY(campaign_run), NULL, "Give rescue services how many are where" },
	{ AC_GET, "/v1/headcounts/{headcount}", api_headcounts_view, 0, MAY(campaign_read), NULL, "Show a head-count as it was given out" },

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
