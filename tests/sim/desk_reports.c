/* Reports under marks, and who asks for what: officers for themselves, and documents for others. */
#include "sim/desk.h"

enum { reports_max = 12 };

static const char *const tlps[] = { "RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR" };

/* A list that the colour can have, with somebody of the desk in it. */
static void draw_list(struct sim_desk *desk, struct desk_report *report)
{
	if (report->tlp > 0 && desk_chance(desk, 0.5))
		return;
	report->list[report->n++] = desk_chance(desk, 0.5)
					    ? "desk"
					    : desk_officer[desk_below(desk, desk_officers)].name;
	if (report->tlp >= 2 && desk_chance(desk, 0.5))
		report->list[report->n++] = "partner:host";
	if (report->tlp == 4 && desk_chance(desk, 0.5))
		report->list[report->n++] = "public";
}

static void draw(struct sim *sim, struct desk_report *report)
{
	struct sim_desk *desk = sim->desk;
	int64_t n = desk->requests;
	*report = (struct desk_report){ .by = desk->request.who, .tlp = (int)desk_below(desk, 5) };
	draw_list(desk, report);
	(void)snprintf(report->text, sizeof report->text, "texttext%llde", (long long)n);
	(void)snprintf(report->source, sizeof report->source, "sourcesource%llde", (long long)n);
	(void)snprintf(report->claim, sizeof report->claim, "claimclaim%llde", (long long)n);
}

void desk_enter_report(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	struct desk_report report;
	char body[500], list[100] = "";
	if (desk->reports.n == reports_max)
		return;
	draw(sim, &report);
	for (int i = 0; i < report.n; i++)
		(void)snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s",
			i ? "," : "", report.list[i]);
	(void)snprintf(body, sizeof body,
		"{\"text\":\"%s\",\"source\":\"%s\",\"tlp\":\"%s\",\"releasable_to\":\"%s\","
		"\"claims\":[{\"text\":\"%s\",\"grade\":\"B3\"}],\"case\":1}",
		report.text, report.source, tlps[report.tlp], list, report.claim);
	desk->request.asked = ASKED_report;
	desk->request.report = report;
	desk_send(sim, AC_POST, "/v1/reports", body);
}

void desk_look(struct sim *sim)
{
	static const char *const places[] = { "/v1/reports", "/v1/cases/1", "/v1/cases/1/timeline",
		"/v1/decisions", "/v1/warnings", "/v1/overdue" };
	static const char *const audiences[] = { "desk", "community", "public", "partner:host",
		"partner:airline", "dana", "eli" };
	struct sim_desk *desk = sim->desk;
	char target[80];
	desk->request.asked = ASKED_look;
	if (desk_chance(desk, 0.4)) {
		desk->request.audience =
			audiences[desk_below(desk, sizeof audiences / sizeof *audiences)];
		(void)snprintf(
			target, sizeof target, "/v1/cases/1/export?for=%s", desk->request.audience);
	} else if (desk->reports.n && desk_chance(desk, 0.3)) {
		(void)snprintf(target, sizeof target, "/v1/reports/%lld",
			(long long)desk->reports.at[desk_below(desk, (int64_t)desk->reports.n)].id);
	} else if (desk->decisions.n && desk_chance(desk, 0.3)) {
		(void)snprintf(target, sizeof target, "/v1/decisions/%lld",
			(long long)desk->decisions.at[desk_below(desk, (int64_t)desk->decisions.n)]
				.id);
	} else {
		(void)snprintf(target, sizeof target, "%s",
			places[desk_below(desk, sizeof places / sizeof *places)]);
	}
	desk_send(sim, AC_GET, target, "");
}
