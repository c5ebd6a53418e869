/* What the store says that is new, in one snapshot. */
#include "sim/check_desk.h"

#include "cap/key.h"
#include "store/audit.h"
#include "store/cases.h"
#include "store/criteria.h"
#include "store/decisions.h"
#include "store/places.h"
#include "store/reports.h"
#include "threat/rights.h"
#include "json/json.h"

static void copy(char *to, size_t size, struct ac_str text)
{
	(void)snprintf(to, size, "%.*s", AC_STR_ARG(text));
}

/* ---- the chain ---- */

static enum desk_act act_of(struct ac_str action)
{
	for (int act = 0; act < desk_acts_count; act++)
		if (ac_str_eq(action, ac_str(desk_action((enum desk_act)act))))
			return (enum desk_act)act;
	return desk_acts_count;
}

static int64_t number_behind(struct ac_str object)
{
	struct ac_str word;
	int64_t id = 0;
	if (ac_str_cut(&object, '/', &word) && object.p)
		(void)!ac_str_to_i64(object, 0, INT64_MAX, &id);
	return id;
}

static bool take_audit(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	struct desk_news *news = ctx;
	struct desk_act_row row = { .act = act_of(entry->action) };
	AC_AUTO(json) struct ac_json *detail = NULL;
	struct ac_str text;
	news->audit_seq = seq;
	if (!ac_action_takes_two(entry->action))
		return true;
	copy(row.officer, sizeof row.officer, entry->officer);
	row.object = number_behind(entry->object);
	if (ac_json_parse(entry->detail_json, NULL, &detail, NULL) != AC_OK)
		return true;
	(void)!ac_json_opt_i64(detail, "decision", 1, INT64_MAX, 0, &row.decision, NULL);
	(void)!ac_json_opt_i64(detail, "message", 1, INT64_MAX, 0, &row.message, NULL);
	if (ac_json_opt_str(detail, "approver", AC_STR(""), &text, NULL) == AC_OK)
		copy(row.approver, sizeof row.approver, text);
	if (ac_json_opt_str(detail, "sha256", AC_STR(""), &text, NULL) == AC_OK)
		copy(row.sha256, sizeof row.sha256, text);
	ac_vec_push(&news->acts, row);
	return true;
}

/* ---- rows ---- */

/* The number of "Words 12" in it; 0: none. */
static int words_in(struct ac_str text)
{
	const char *at = memmem(text.p, text.n, "Words ", 6);
	int words = 0;
	for (at = at ? at + 6 : NULL; at && at < text.p + text.n && *at >= '0' && *at <= '9'; at++)
		words = words * 10 + (*at - '0');
	return words;
}

static void take_message(void *ctx, const struct ac_cap_row *row)
{
	struct desk_news *news = ctx;
	struct desk_message_row message = {
		.id = row->id, .warning = row->warning, .words = words_in(row->xml)
	};
	ac_cap_sha256(row->xml, message.sha256);
	ac_vec_push(&news->messages, message);
}

static void take_level(void *ctx, const struct ac_place_level_row *row)
{
	struct desk_news *news = ctx;
	if (row->id <= news->desk->level)
		return;
	struct desk_level_row level = { .id = row->id,
		.level = row->level,
		.case_id = row->case_id,
		.warning = row->warning,
		.at = row->at.us,
		.review = row->review.us,
		.place = row->place.n == 2 ? row->place.p[1] - '0' : -1,
		.none = row->none,
		.lowered = row->lowered };
	ac_vec_push(&news->levels, level);
}

static void take_decision(void *ctx, const struct ac_decision_row *row)
{
	struct desk_news *news = ctx;
	struct desk_decision_row d = { .id = row->id, .template_id = row->template_id };
	copy(d.state, sizeof d.state, row->state);
	copy(d.drafted_by, sizeof d.drafted_by, row->drafted_by);
	copy(d.decided_by, sizeof d.decided_by, row->decided_by);
	for (size_t i = 0; i < sizeof row->digest; i++)
		(void)snprintf(d.digest + 2 * i, 3, "%02x", row->digest[i]);
	ac_vec_push(&news->decisions, d);
}

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	struct desk_news *news = ctx;
	struct desk_warning_row warning = { .id = row->id,
		.draft = ac_str_eq(row->state, AC_STR("draft")) };
	ac_vec_push(&news->warnings, warning);
}

static void take_words(void *ctx, const struct ac_warning_text_row *row)
{
	*(int *)ctx = words_in(row->headline);
}

static void take_criterion(void *ctx, const struct ac_criterion_row *row)
{
	struct desk_news *news = ctx;
	struct desk_criterion_row criterion = {
		.id = row->id, .case_id = row->case_id, .hold_us = row->hold_us
	};
	ac_vec_push(&news->criteria, criterion);
}

static void take_entry(void *ctx, const struct ac_criterion_entry_row *row)
{
	struct desk_news *news = ctx;
	enum ac_criterion_status status = row->entry.status;
	ac_vec_each(&news->criteria, criterion) {
		if (criterion->id != row->criterion)
			continue;
		criterion->entries++;
		criterion->last = (struct desk_entry){ .at = row->entry.at,
			.valid_until = row->entry.valid_until,
			.holds = status == AC_CRITERION_met || status == AC_CRITERION_waived,
			.waived = status == AC_CRITERION_waived };
	}
}

static void take_report(void *ctx, const struct ac_report_row *row)
{
	struct desk_news *news = ctx;
	struct desk_report_row report = { .id = row->id };
	copy(report.text, sizeof report.text, row->text);
	ac_vec_push(&news->reports, report);
}

static void take_case(void *ctx, const struct ac_case_row *row)
{
	struct desk_news *news = ctx;
	for (int i = 0; i < 4; i++)
		if (row->id <= desk_cases && ac_str_eq(row->posture, ac_str(desk_posture[i])))
			news->postures[row->id - 1] = i;
}

static void take_hotel(void *ctx, const struct ac_lodging_row *row)
{
	struct desk_news *news = ctx;
	if (row->ref.n == 2 && row->ref.p[1] > '0' && row->ref.p[1] <= '0' + desk_hotels)
		news->marked[row->ref.p[1] - '1'] = row->at_risk;
}

void check_desk_forget(struct desk_news *news)
{
	ac_vec_done(&news->acts);
	ac_vec_done(&news->messages);
	ac_vec_done(&news->levels);
	ac_vec_done(&news->decisions);
	ac_vec_done(&news->warnings);
	ac_vec_done(&news->criteria);
	ac_vec_done(&news->reports);
}

enum ac_status check_desk_read(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct desk_news *news = ctx;
	const struct sim_desk *desk = news->desk;
	check_desk_forget(news); /* a look that was cut off */
	*news = (struct desk_news){ .desk = desk, .audit_seq = desk->audit_seq };
	AC_TRY(ac_audit_each(db, desk->audit_seq + 1, AC_STR(""), take_audit, news, err));
	AC_TRY(ac_cap_since(db, desk->message, take_message, news, err));
	AC_TRY(ac_place_level_all(db, take_level, news, err));
	AC_TRY(ac_decision_each(db, true, take_decision, news, err));
	AC_TRY(ac_warning_each(db, 0, take_warning, news, err));
	ac_vec_each(&news->warnings, w)
		AC_TRY(ac_warning_text_each(db, w->id, take_words, &w->words, err));
	for (int64_t c = 1; c <= desk_cases; c++) {
		AC_TRY(ac_criterion_each(db, c, take_criterion, news, err));
		AC_TRY(ac_criterion_entry_each(db, c, take_entry, news, err));
	}
	AC_TRY(ac_report_each(db, 0, take_report, news, err));
	AC_TRY(ac_case_each(db, take_case, news, err));
	return ac_lodging_each(db, false, (struct ac_wall){ 0 }, take_hotel, news, err);
}
