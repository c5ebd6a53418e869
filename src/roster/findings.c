#include "roster/findings.h"

void ac_findings_init(struct ac_findings *findings, size_t max_kept)
{
	*findings = (struct ac_findings){ .max_kept = max_kept };
}

void ac_findings_done(struct ac_findings *findings)
{
	ac_vec_done(&findings->notes);
}

void ac_findings_add(struct ac_findings *findings, struct ac_finding note)
{
	if (note.severity == AC_FINDING_REFUSED)
		findings->refused++;
	else
		findings->doubtful++;
	if (findings->notes.n < findings->max_kept)
		ac_vec_push(&findings->notes, note);
	else
		findings->dropped++;
}
