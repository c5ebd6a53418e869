/* Which case a request is about, as far as it is about one. */
#include "service/desk/decision_p.h"

#include "service/desk/report_out.h"
#include "store/cases.h"

/* "/v1/warnings/7/publish" behind "/v1/warnings/": 7 */
static bool number_behind(struct ac_str target, const char *start, int64_t *id)
{
	struct ac_str word, rest = target;
	size_t n = strlen(start);
	if (target.n < n || memcmp(target.p, start, n) != 0)
		return false;
	rest.p += n;
	rest.n -= n;
	return ac_str_cut(&rest, '/', &word) && ac_str_to_i64(word, 1, INT64_MAX, id);
}

/* A mark on a hotel is about the case that its report is tied to. */
static enum ac_status of_body(struct ac_db *db, struct ac_str text, int64_t *case_id,
	int64_t *warning, struct ac_error *err)
{
	const struct ac_json_limits limits = { 48 << 20, 32, 0 };
	AC_AUTO(json) struct ac_json *body = NULL;
	int64_t report;
	if (!text.n)
		return AC_OK;
	AC_TRY(ac_json_parse(text, &limits, &body, err));
	AC_TRY(ac_json_opt_i64(body, "case", 1, INT64_MAX, 0, case_id, err));
	AC_TRY(ac_json_opt_i64(body, "warning", 1, INT64_MAX, 0, warning, err));
	AC_TRY(ac_json_opt_i64(body, "report", 1, INT64_MAX, 0, &report, err));
	return report && !*case_id && !*warning ? ac_report_case(db, report, case_id, err) : AC_OK;
}

enum ac_status decision_case(struct ac_db *db, struct ac_str target, struct ac_str body,
	int64_t *case_id, struct ac_error *err)
{
	static const struct {
		const char *start, *what;
	} things[] = { { "/v1/cases/", "case" }, { "/v1/warnings/", "warning" },
		{ "/v1/campaigns/", "campaign" }, { "/v1/attributions/", "attribution" } };
	int64_t id = 0, warning = 0;
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		if (number_behind(target, things[i].start, &id))
			return ac_case_of(db, ac_str(things[i].what), id, case_id, err);
	*case_id = 0;
	AC_TRY(of_body(db, body, case_id, &warning, err));
	return warning ? ac_case_of(db, AC_STR("warning"), warning, case_id, err) : AC_OK;
}
