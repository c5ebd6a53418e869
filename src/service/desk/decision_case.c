/* Which case a request is about, as far as it is about one. */
#include "service/desk/decision_p.h"

#include "store/cases.h"

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	*(int64_t *)ctx = row->case_id;
}

static void take_campaign(void *ctx, const struct ac_campaign_row *row)
{
	*(int64_t *)ctx = row->warning;
}

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

static enum ac_status of_body(
	const struct ac_decision *d, int64_t *case_id, int64_t *warning, struct ac_error *err)
{
	const struct ac_json_limits limits = { 48 << 20, 32, 0 };
	AC_AUTO(json) struct ac_json *body = NULL;
	if (!d->body.n)
		return AC_OK;
	AC_TRY(ac_json_parse(ac_buf_str(&d->body), &limits, &body, err));
	AC_TRY(ac_json_opt_i64(body, "case", 1, INT64_MAX, 0, case_id, err));
	return ac_json_opt_i64(body, "warning", 1, INT64_MAX, 0, warning, err);
}

enum ac_status decision_case(
	struct ac_db *db, const struct ac_decision *d, int64_t *case_id, struct ac_error *err)
{
	int64_t campaign = 0, warning = 0;
	struct ac_str target = ac_buf_str(&d->target);
	*case_id = 0;
	if (number_behind(target, "/v1/cases/", case_id))
		return AC_OK;
	if (number_behind(target, "/v1/campaigns/", &campaign))
		AC_TRY(ac_campaign_get(db, campaign, take_campaign, &warning, err));
	else if (!number_behind(target, "/v1/warnings/", &warning))
		AC_TRY(of_body(d, case_id, &warning, err));
	return warning ? ac_warning_get(db, warning, take_warning, case_id, err) : AC_OK;
}
