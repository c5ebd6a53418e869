/* store/cases_of.c - which case a thing belongs to. */
#include "store/cases.h"

#define OF(table) "SELECT coalesce(max(case_id), 0) FROM " table " WHERE id = $1"
#define OF_WARNING(table)                                                             \
	"SELECT coalesce(max(w.case_id), 0) FROM " table " t JOIN warning w ON w.id " \
	"= t.warning WHERE t.id = $1"

static const struct {
	const char *what;
	struct ac_sql sql;
} things[] = {
	{ "case", { "case_of_case", "SELECT coalesce(max(id), 0) FROM case_file WHERE id = $1" } },
	{ "warning", { "case_of_warning", OF("warning") } },
	{ "campaign", { "case_of_campaign", OF_WARNING("campaign") } },
	{ "statement", { "case_of_statement", OF_WARNING("statement") } },
	{ "attribution", { "case_of_attribution", OF("attribution") } },
	{ "level", { "case_of_level", OF("place_level") } },
	{ "decision", { "case_of_decision", OF("decision") } },
	{ "notice", { "case_of_notice", OF("host_notice") } },
	{ "headcount",
		{ "case_of_headcount",
			"SELECT coalesce(max(w.case_id), 0) FROM headcount h JOIN campaign c "
			"ON c.id = h.campaign JOIN warning w ON w.id = c.warning "
			"WHERE h.id = $1" } },
	{ "page", { "case_of_page",
			  "SELECT coalesce(max(CASE WHEN p.kind IN ('officials', 'review') THEN "
			  "p.subject ELSE d.case_id END), 0) FROM page p LEFT JOIN decision d ON "
			  "d.id = p.subject AND p.kind = 'decision' WHERE p.id = $1" } },
};

enum ac_status ac_case_of(
	struct ac_db *db, struct ac_str what, int64_t id, int64_t *case_id, struct ac_error *err)
{
	*case_id = 0;
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		if (ac_str_eq(what, ac_str(things[i].what)))
			return ac_db_i64(db, &things[i].sql, AC_VALUES(AC_I64(id)), case_id, err);
	return AC_OK;
}
