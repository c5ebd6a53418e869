/* A request that rests on something says what that says: the mark of it keeps both from the same people. */
#include "service/desk/decision_p.h"
#include "service/desk/report_out.h"

/* The members that say it, in the requests of this program (a mark on hotels). */
static const char *const resting[] = { "report", "evidence" };

static bool rests(const struct ac_json *request)
{
	for (size_t i = 0; i < sizeof resting / sizeof *resting; i++)
		if (ac_json_find(request, resting[i]))
			return true;
	return false;
}

enum ac_status decision_may_have(struct ac_db *db, const struct ac_json *request,
	const struct ac_readers *readers, bool *may, struct ac_error *err)
{
	int64_t report;
	*may = true;
	if (!rests(request))
		return AC_OK;
	AC_TRY(ac_json_opt_i64(request, "report", 1, INT64_MAX, 0, &report, err));
	return ac_readers_may_rest(db, readers, report, may, err);
}

struct ac_json *decision_without_resting(const struct ac_json *request)
{
	struct ac_json *copy = ac_json_new_object();
	ac_json_each(request, member)
	{
		bool leave_out = false;
		for (size_t i = 0; i < sizeof resting / sizeof *resting; i++)
			leave_out |= ac_str_eq(ac_json_name(member), ac_str(resting[i]));
		if (!leave_out)
			ac_json_set(copy, ac_json_name(member).p, ac_json_copy(member));
	}
	return copy;
}

enum ac_status decision_request(struct ac_str body, struct ac_json **request, struct ac_error *err)
{
	const struct ac_json_limits limits = { 48 << 20, 32, 0 };
	if (body.n)
		return ac_json_parse(body, &limits, request, err);
	*request = ac_json_new_object();
	return AC_OK;
}

enum ac_status decision_must_see(struct ac_db *db, int64_t id, const struct ac_json *request,
	const struct ac_officer *officer, struct ac_error *err)
{
	const struct ac_readers readers = ac_readers_of(officer);
	struct ac_mark_kept kept;
	int64_t report;
	bool may;
	AC_TRY(decision_may_have(db, request, &readers, &may, err));
	if (may)
		return AC_OK;
	AC_TRY(ac_json_opt_i64(request, "report", 1, INT64_MAX, 0, &report, err));
	if (!report)
		return ac_fail(err, AC_DENIED,
			"decision %lld rests on evidence that is not for you: you cannot approve "
			"it",
			(long long)id);
	AC_TRY(ac_mark_of_report(db, report, &kept, err));
	return ac_fail(err, AC_DENIED,
		"decision %lld rests on a report that is marked TLP:%s and not released to you: "
		"you "
		"cannot approve it; ask %s, who entered the report, or somebody who may read it",
		(long long)id, ac_tlp_word(kept.mark.tlp), kept.entered_by);
}
