/* Facts about the threat: counts and states with a source. */
#include "service/desk/case_p.h"
#include "service/desk/report_out.h"
#include "threat/fact.h"

enum { source_max = 1000 };

struct stating {
	struct ac_by by;
	struct ac_fact_row row;
	int64_t id;
};

static enum ac_status state_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct stating *s = ctx;
	struct case_taken taken;
	struct ac_readers readers = ac_readers_of(&s->by.officer);
	AC_TRY(case_take_live(db, s->row.case_id, &taken, err));
	if (s->row.report)
		AC_TRY(ac_report_may_read(db, s->row.report, &readers, err));
	AC_TRY(ac_fact_insert(db, &s->row, &s->id, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("fact", s->id);
	return ac_decided(db, &s->by, "case.fact", "case", s->row.case_id, detail, err);
}

enum ac_status ac_cases_fact(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_fact_new *made, int64_t *fact, struct ac_error *err)
{
	struct stating s = { .by = ac_by(service, officer) };
	struct ac_fact read;
	AC_TRY(ac_fact_read(made->kind, made->value, &read, err));
	if (!ac_str_trim(made->source).n && !made->report)
		return ac_fail(err, AC_INVALID, "source, report: where does it come from?");
	if (made->source.n > source_max)
		return ac_fail(err, AC_INVALID, "source: at most %d bytes", source_max);
	if (made->at.us > s.by.at.us)
		return ac_fail(err, AC_INVALID, "at: that time is yet to come");
	s.row = (struct ac_fact_row){ .case_id = id,
		.kind = made->kind,
		.counted = read.counted,
		.number = read.number,
		.total = read.total,
		.state = read.state,
		.at = made->at.us ? made->at : s.by.at,
		.entered_at = s.by.at,
		.entered_by = s.by.officer.name,
		.report = made->report,
		.source = made->source };
	AC_TRY(ac_service_write(service, state_it, &s, err));
	*fact = s.id;
	return AC_OK;
}

/* ---- on their way out ---- */

struct putting {
	struct ac_json *array; /* all of them, not for anybody's eyes yet */
	AC_VEC(int64_t) reports; /* … which each comes from */
};

static void add_fact(void *ctx, const struct ac_fact_row *row)
{
	struct putting *p = ctx;
	struct ac_json *json = ac_json_add_object(p->array);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "kind", row->kind);
	if (row->counted)
		ac_json_set_i64(json, "number", row->number);
	if (row->counted && row->total >= 0)
		ac_json_set_i64(json, "of", row->total);
	ac_json_set_str_if(json, "state", row->state);
	ac_json_set_wall(json, "at", row->at);
	ac_json_set_wall(json, "entered_at", row->entered_at);
	ac_json_set_str(json, "entered_by", row->entered_by);
	if (row->report)
		ac_json_set_i64(json, "report", row->report);
	ac_json_set_str_if(json, "source", row->source);
	ac_vec_push(&p->reports, row->report);
}

static void withhold(const struct ac_json *fact, struct ac_json *array)
{
	static const char *const shown[] = { "id", "at", "report" };
	struct ac_json *json = ac_json_add_object(array);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		if (ac_json_find(fact, shown[i]))
			ac_json_set(json, shown[i], ac_json_copy(ac_json_find(fact, shown[i])));
	ac_json_set_bool(json, "withheld", true);
}

enum ac_status ac_facts_put(struct ac_db *db, int64_t case_id, const struct ac_readers *readers,
	struct ac_json *array, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *all = ac_json_new_array();
	struct putting p = { .array = all };
	enum ac_status status = ac_fact_each(db, case_id, add_fact, &p, err);
	for (size_t i = 0; i < p.reports.n && status == AC_OK; i++) {
		const struct ac_json *fact = ac_json_at(all, i);
		bool may = false;
		status = ac_readers_may_rest(db, readers, p.reports.at[i], &may, err);
		if (may)
			ac_json_add(array, ac_json_copy(fact));
		else if (status == AC_OK)
			withhold(fact, array);
	}
	ac_vec_done(&p.reports);
	return status;
}
