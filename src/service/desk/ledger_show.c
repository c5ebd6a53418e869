/* What a second person is shown of a ledger before a level goes down: each criterion with what meets it, and what
 * they should think twice about. Counts, states and grades; no text of any report. A reason that rests on a report has the
 * mark of that: the document, one and the same for everybody, names the entry, which never changes, and its words
 * stand beside it for whom the mark lets have them. */
#include "service/desk/evidence.h"
#include "service/desk/hypotheses.h"
#include "service/desk/ledger.h"
#include "service/desk/level_p.h"
#include "store/criteria.h"

#include <stdio.h>

struct showing {
	const struct ac_by *by;
	struct ledger ledger;
	struct ac_buf text;
	size_t i; /* the criterion that is written */
	size_t waived, short_holds, withheld;
	struct ac_buf evidence, why; /* of its last entry */
	int64_t entry, report; /* which that is; what it rests on, 0: no report */
	struct ac_evidence_words whys; /* for whom they are, whichever criterion */
};

static void showing_done(struct showing *s)
{
	ledger_done(&s->ledger);
	ac_buf_done(&s->text);
	ac_buf_done(&s->evidence);
	ac_buf_done(&s->why);
	ac_evidence_words_done(&s->whys);
}
AC_AUTO_DEFINE_VALUE(showing, struct showing, showing_done)

/* The last one counts: what was said before is written over. */
static void take_evidence(void *ctx, const struct ac_criterion_entry_row *row)
{
	struct showing *s = ctx;
	char until[32] = "without end";
	if (row->criterion != s->ledger.criteria.at[s->i].id)
		return;
	ac_buf_reset(&s->evidence);
	ac_buf_reset(&s->why);
	ac_buf_add_str(&s->why, row->why);
	s->entry = row->id;
	s->report = ac_str_eq(row->source.kind, AC_STR("report")) ? row->source.id : 0;
	if (row->entry.valid_until.us != INT64_MAX)
		ac_wall_format(row->entry.valid_until, until);
	if (row->source.kind.n)
		ac_buf_printf(&s->evidence, ", %.*s/%lld", AC_STR_ARG(row->source.kind),
			(long long)row->source.id);
	if (row->grade.n)
		ac_buf_printf(&s->evidence, ", grade %.*s", AC_STR_ARG(row->grade));
	ac_buf_printf(
		&s->evidence, ", valid until %s, said by %.*s", until, AC_STR_ARG(row->officer));
}

static void write_why(struct showing *s, const struct ac_criterion *c)
{
	const struct ac_evidence_source report = { AC_STR("report"), s->report };
	if (!s->why.n)
		return;
	if (!s->report) {
		ac_buf_printf(&s->text, ": %.*s", AC_STR_ARG(ac_buf_str(&s->why)));
		return;
	}
	ac_buf_printf(&s->text, ": a reason with the mark of report %lld, entry %lld",
		(long long)s->report, (long long)s->entry);
	struct ac_json *reason = ac_json_add_object(s->by->officer.rehearsal->reasons);
	ac_json_set_i64(reason, "criterion", c->id);
	ac_json_set_i64(reason, "report", s->report);
	ac_evidence_words_add(&s->whys, reason, "why", &report, ac_buf_str(&s->why));
}

/* Their words for whoever is shown this, as far as the marks go. */
static enum ac_status show_whys(struct ac_db *db, struct showing *s, struct ac_error *err)
{
	const struct ac_officer *drafter = &s->by->officer;
	const struct ac_officer reader = {
		.name = drafter->rehearsal->reader.n ? drafter->rehearsal->reader : drafter->name
	};
	const struct ac_readers readers = ac_readers_of(&reader);
	return ac_evidence_words_put(db, &s->whys, &readers, &s->withheld, err);
}

static void note_doubts(struct showing *s, const struct ac_criterion *c)
{
	bool waived = ac_criterion_now(c, s->by->at) == AC_CRITERION_waived;
	s->waived += c->mandatory && waived;
	s->short_holds += c->mandatory && c->hold_us < AC_HOLD_DEFAULT;
}

static enum ac_status write_criterion(
	struct ac_db *db, int64_t case_id, struct showing *s, struct ac_error *err)
{
	const struct ac_criterion *c = &s->ledger.criteria.at[s->i];
	char since[32];
	ac_buf_reset(&s->evidence);
	ac_buf_reset(&s->why);
	AC_TRY(ac_criterion_entry_each(db, case_id, take_evidence, s, err));
	ac_buf_printf(&s->text, "criterion %lld of case %lld, %s, hold %lld h: %.*s: %s",
		(long long)c->id, (long long)case_id, c->mandatory ? "mandatory" : "optional",
		(long long)(c->hold_us / AC_HOUR), AC_STR_ARG(c->text),
		ac_criterion_status_name(ac_criterion_now(c, s->by->at)));
	if (ac_criterion_holds(c, s->by->at)) {
		ac_wall_format(c->since, since);
		ac_buf_printf(&s->text, " since %s", since);
	}
	ac_buf_add_str(&s->text, ac_buf_str(&s->evidence));
	write_why(s, c);
	ac_buf_add_str(&s->text, AC_STR("\n"));
	note_doubts(s, c);
	return AC_OK;
}

static void check(
	const struct showing *s, int64_t case_id, const char *name, size_t n, const char *doubt)
{
	char says[160];
	(void)snprintf(says, sizeof says, "case %lld: %zu of %zu criteria %s", (long long)case_id,
		n, s->ledger.criteria.n, doubt);
	ac_rehearse_check(&s->by->officer, name, n == 0, ac_str(says));
}

enum ac_status ledger_show(
	struct ac_db *db, int64_t case_id, const struct ac_by *by, struct ac_error *err)
{
	bool fragile = false;
	if (!by->officer.rehearsal)
		return AC_OK;
	AC_AUTO(showing) struct showing s = { .by = by };
	ac_buf_init(&s.text, 4u << 20);
	ac_buf_init(&s.evidence, 64u << 10);
	ac_buf_init(&s.why, 64u << 10);
	AC_TRY(ledger_load(db, case_id, &s.ledger, err));
	for (s.i = 0; s.i < s.ledger.criteria.n; s.i++)
		AC_TRY(write_criterion(db, case_id, &s, err));
	AC_TRY(show_whys(db, &s, err));
	AC_TRY(ac_hypotheses_fragile(db, case_id, &fragile, err));
	ac_buf_printf(&s.text, "hypotheses of case %lld: %s\n", (long long)case_id,
		fragile ? "one item of evidence turns their ranking round"
			: "no single item turns their ranking round");
	ac_rehearse_more(&by->officer, ac_buf_str(&s.text));
	check(&s, case_id, "waivers", s.waived, "are waived");
	check(&s, case_id, "reasons", s.withheld, "have a reason that is withheld from you");
	check(&s, case_id, "hold times", s.short_holds, "need not hold for 72 hours");
	ac_rehearse_check(&by->officer, "hypotheses", !fragile,
		fragile ? AC_STR("one item of evidence turns the ranking round: case hypotheses")
			: AC_STR("no single item of evidence turns the ranking round"));
	return AC_OK;
}

void level_show(const struct ac_by *by, const struct ac_level_of *of, const int64_t *before,
	const int64_t *after)
{
	const struct ac_scheme *scheme = ac_scheme_find(of->scheme);
	if (!by->officer.rehearsal)
		return;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 4096);
	ac_buf_printf(&text, "%slevel of %.*s (%s): ", of->exercise ? "EXERCISE: " : "",
		AC_STR_ARG(of->place), scheme->id);
	if (before)
		ac_buf_printf(&text, "%lld %s", (long long)*before, ac_level_name(scheme, *before));
	else
		ac_buf_printf(&text, "none");
	ac_buf_printf(&text, " -> ");
	if (after)
		ac_buf_printf(&text, "%lld %s", (long long)*after, ac_level_name(scheme, *after));
	else
		ac_buf_printf(&text, "none");
	ac_rehearse_check(&by->officer, "level", true, ac_buf_str(&text));
	ac_buf_printf(&text, "\n");
	ac_rehearse_more(&by->officer, ac_buf_str(&text));
}
