/* What an officer was answered is there, now and after every crash; what is there, an officer asked for. A request
 * that nobody was answered is there whole, or not at all. */
#include "sim/check_desk.h"

#include "json/json.h"

enum { answered_holds = 18 };

static int64_t answered_id(struct sim_desk *desk)
{
	int64_t id = 0;
	(void)!ac_json_opt_i64(
		ac_response_object(&desk->response), "id", 1, INT64_MAX, 0, &id, NULL);
	return id;
}

/* One more than is known, or as many: was it asked for? @param n, known  in the store, on record */
static bool one_more(
	struct sim *sim, enum desk_asked asked, size_t n, size_t known, const char *what)
{
	const struct desk_request *request = &sim->desk->request;
	if (n < known) {
		sim_fail(sim, answered_holds, "%zu of %zu %s are there", n, known, what);
		return false;
	}
	bool answered = request->asked == asked && request->status == AC_OK && !request->lost;
	if (n == known + 1 && request->asked == asked && (answered || desk_unsure(request)))
		return true;
	if (n != known || answered)
		sim_fail(sim, answered_holds, "%zu %s are there, %zu were asked for", n, what,
			known + answered);
	return false;
}

static void same_id(struct sim *sim, int64_t is, int64_t known, const char *what)
{
	if (is != known)
		sim_fail(sim, answered_holds, "%s %lld was answered, %lld is there", what,
			(long long)known, (long long)is);
}

/* A new row has the number that was answered, if it was. */
static void new_id(struct sim *sim, int64_t id, const char *what)
{
	if (!desk_unsure(&sim->desk->request))
		same_id(sim, id, answered_id(sim->desk), what);
}

static void check_warnings(struct sim *sim, const struct desk_news *news)
{
	struct sim_desk *desk = sim->desk;
	size_t known = desk->warnings.n;
	if (one_more(sim, ASKED_warning, news->warnings.n, known, "warnings")) {
		struct desk_warning warning = desk->request.warning;
		warning.id = news->warnings.at[known].id;
		new_id(sim, warning.id, "warning");
		ac_vec_push(&desk->warnings, warning);
	}
	bool asked = desk->request.asked == ASKED_words;
	bool answered = asked && desk->request.status == AC_OK && !desk->request.lost;
	bool maybe = asked && desk_unsure(&desk->request);
	for (size_t i = 0; i < desk->warnings.n && !sim->failed; i++) {
		struct desk_warning *warning = &desk->warnings.at[i];
		int words = news->warnings.at[i].words, wanted = warning->words;
		bool this = i == desk->request.subject;
		if (this && (answered || (maybe && words == desk->request.decision.words)))
			wanted = desk->request.decision.words;
		same_id(sim, news->warnings.at[i].id, warning->id, "warning");
		/* what is published says what its messages say (check_desk_effects.c) */
		if (!warning->published && news->warnings.at[i].draft && words != wanted)
			sim_fail(sim, answered_holds, "warning %lld has the words %d, not %d",
				(long long)warning->id, words, wanted);
		if (this && asked)
			warning->words = wanted;
	}
}

static void check_entries(
	struct sim *sim, size_t i, const struct desk_criterion_row *row, struct desk_criterion *c)
{
	const struct desk_request *request = &sim->desk->request;
	bool this = request->asked == ASKED_entry && request->subject == i;
	if (this && one_more(sim, ASKED_entry, row->entries, c->entries.n, "entries")) {
		struct desk_entry entry = request->entry;
		entry.at = request->at;
		ac_vec_push(&c->entries, entry);
	}
	const struct desk_entry *last = c->entries.n ? &c->entries.at[c->entries.n - 1] : NULL;
	bool same = row->entries == c->entries.n &&
		    (!last || (last->at.us == row->last.at.us && last->holds == row->last.holds &&
				      last->valid_until.us == row->last.valid_until.us));
	if (!same || row->hold_us != c->hold_us)
		sim_fail(sim, answered_holds, "criterion %lld is not as it was entered",
			(long long)c->id);
}

static void check_criteria(struct sim *sim, const struct desk_news *news)
{
	struct sim_desk *desk = sim->desk;
	if (one_more(sim, ASKED_criterion, news->criteria.n, desk->criteria.n, "criteria")) {
		struct desk_criterion criterion = desk->request.criterion;
		ac_vec_each(&news->criteria, row)
			if (row->id > criterion.id)
				criterion.id = row->id;
		new_id(sim, criterion.id, "criterion");
		ac_vec_push(&desk->criteria, criterion);
	}
	for (size_t i = 0; i < desk->criteria.n && !sim->failed; i++)
		ac_vec_each(&news->criteria, row)
			if (row->id == desk->criteria.at[i].id)
				check_entries(sim, i, row, &desk->criteria.at[i]);
}

static void check_reports(struct sim *sim, const struct desk_news *news)
{
	struct sim_desk *desk = sim->desk;
	size_t known = desk->reports.n;
	if (one_more(sim, ASKED_report, news->reports.n, known, "reports")) {
		struct desk_report report = desk->request.report;
		report.id = news->reports.at[known].id;
		new_id(sim, report.id, "report");
		ac_vec_push(&desk->reports, report);
		sim->hits[SIM_report_entered]++;
	}
	for (size_t i = 0; i < desk->reports.n && !sim->failed; i++)
		if (strcmp(news->reports.at[i].text, desk->reports.at[i].text) != 0)
			sim_fail(sim, answered_holds, "report %lld does not say what was entered",
				(long long)desk->reports.at[i].id);
}

void check_desk_record(struct sim *sim, const struct desk_news *news)
{
	check_warnings(sim, news);
	if (!sim->failed)
		check_criteria(sim, news);
	if (!sim->failed)
		check_reports(sim, news);
}
