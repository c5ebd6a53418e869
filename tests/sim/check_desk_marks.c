/* What goes out under marks: every answer to an officer, every document for others, everything that the public may
 * fetch. The rules of docs/reports.md, said once more in the plainest way. */
#include "sim/check_desk.h"

#include "cap/key.h"

enum { out_under_marks = 17, archive_served = 6, public_at_once = 18 };

static bool lists(const struct desk_report *r, const char *word)
{
	for (int i = 0; i < r->n; i++)
		if (strcmp(r->list[i], word) == 0)
			return true;
	return false;
}

static bool officer_may(const struct desk_report *r, size_t officer)
{
	if (r->by == officer || lists(r, desk_officer[officer].name))
		return true;
	return r->n ? lists(r, "desk") || lists(r, "public") : r->tlp != 0;
}

/* Not the officer who asks: those on whose behalf. */
static bool audience_may(const struct desk_report *r, const char *audience)
{
	for (size_t i = 0; i < desk_officers; i++)
		if (strcmp(audience, desk_officer[i].name) == 0)
			return officer_may(r, i);
	bool partner = strncmp(audience, "partner:", 8) == 0;
	bool outside = partner || strcmp(audience, "community") == 0;
	if (strcmp(audience, "public") == 0)
		return r->tlp == 4 && (!r->n || lists(r, "public"));
	if (outside && r->tlp < (partner ? 2 : 3))
		return false;
	if (lists(r, audience) || lists(r, "public"))
		return true;
	return !r->n && r->tlp != 0 && !(partner && r->tlp == 2);
}

static bool stands_in(struct ac_str text, const char *word)
{
	return text.n && memmem(text.p, text.n, word, strlen(word)) != NULL;
}

static bool any_word(struct ac_str text, const struct desk_report *r)
{
	return stands_in(text, r->text) || stands_in(text, r->source) || stands_in(text, r->claim);
}

static void check_report(struct sim *sim, const struct desk_report *r, struct ac_str answer)
{
	const struct desk_request *request = &sim->desk->request;
	bool may = officer_may(r, request->who) &&
		   (!request->audience || audience_may(r, request->audience));
	bool here = any_word(answer, r);
	sim->hits[SIM_report_given] += here && request->asked == ASKED_look;
	sim->hits[SIM_report_withheld] += !may && request->asked == ASKED_look;
	if (here && !may)
		sim_fail(sim, out_under_marks, "%s, for %s, is given report %lld",
			desk_officer[request->who].name,
			request->audience ? request->audience : "themselves", (long long)r->id);
}

void check_desk_answer(struct sim *sim, struct ac_str answer)
{
	ac_vec_each(&sim->desk->reports, report)
		check_report(sim, report, answer);
}

/* ---- the public ---- */

static void check_document(struct sim *sim, const struct ac_document *document)
{
	ac_vec_each(&sim->desk->reports, report)
		if (!audience_may(report, "public") && any_word(document->bytes, report))
			sim_fail(sim, out_under_marks, "%s gives report %lld to everybody",
				document->path, (long long)report->id);
}

/* The very bytes of the archive, the last message among them. */
static void check_served(struct sim *sim, const struct desk_message_row *message)
{
	char sha256[ac_cap_sha256_size];
	ac_vec_each(&sim->desk->service->publication.messages, served) {
		if (served->id != message->id)
			continue;
		ac_cap_sha256(served->document->bytes, sha256);
		if (served->unread || strcmp(sha256, message->sha256) != 0)
			sim_fail(sim, archive_served, "message %lld is not served as it was signed",
				(long long)message->id);
		return;
	}
	sim_fail(sim, public_at_once, "message %lld is published, and the public does not see it",
		(long long)message->id);
}

/* What was published is there for everybody before the officer is told. */
void check_desk_public(struct sim *sim, const struct desk_news *news)
{
	const struct ac_service *service = sim->desk->service;
	if (sim->failed || service->public_waits)
		return;
	ac_vec_each(&service->publication.documents, document)
		check_document(sim, *document);
	ac_vec_each(&news->messages, message)
		check_served(sim, message);
}
