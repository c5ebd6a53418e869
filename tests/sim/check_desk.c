#include "sim/check_desk.h"

#include "cap/key.h"
#include "service/desk/archive.h"
#include "sim/sql_p.h"
#include "store/audit.h"
#include "store/cases.h"
#include "store/criteria.h"
#include "store/decisions.h"
#include "store/places.h"
#include "store/reports.h"
#include "threat/rights.h"
#include "json/json.h"

struct gathering {
	struct sim_desk *desk;
	struct desk_news *news;
};

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
	struct desk_news *news = ((struct gathering *)ctx)->news;
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
	struct desk_news *news = ((struct gathering *)ctx)->news;
	struct desk_message_row message = {
		.id = row->id, .warning = row->warning, .words = words_in(row->xml)
	};
	ac_cap_sha256(row->xml, message.sha256);
	ac_vec_push(&news->messages, message);
}

static void take_level(void *ctx, const struct ac_place_level_row *row)
{
	const struct gathering *g = ctx;
	if (row->id <= g->desk->level)
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
	ac_vec_push(&g->news->levels, level);
}

static void take_decision(void *ctx, const struct ac_decision_row *row)
{
	struct desk_news *news = ((struct gathering *)ctx)->news;
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
	struct desk_news *news = ((struct gathering *)ctx)->news;
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
	struct desk_news *news = ((struct gathering *)ctx)->news;
	struct desk_criterion_row criterion = {
		.id = row->id, .case_id = row->case_id, .hold_us = row->hold_us
	};
	ac_vec_push(&news->criteria, criterion);
}

static void take_entry(void *ctx, const struct ac_criterion_entry_row *row)
{
	struct desk_news *news = ((struct gathering *)ctx)->news;
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
	struct desk_news *news = ((struct gathering *)ctx)->news;
	struct desk_report_row report = { .id = row->id };
	copy(report.text, sizeof report.text, row->text);
	ac_vec_push(&news->reports, report);
}

static void take_case(void *ctx, const struct ac_case_row *row)
{
	struct desk_news *news = ((struct gathering *)ctx)->news;
	for (int i = 0; i < 4; i++)
		if (row->id <= desk_cases && ac_str_eq(row->posture, ac_str(desk_posture[i])))
			news->postures[row->id - 1] = i;
}

static void take_hotel(void *ctx, const struct ac_lodging_row *row)
{
	struct desk_news *news = ((struct gathering *)ctx)->news;
	if (row->ref.n == 2 && row->ref.p[1] > '0' && row->ref.p[1] <= '0' + desk_hotels)
		news->marked[row->ref.p[1] - '1'] = row->at_risk;
}

static void news_done(struct desk_news *news)
{
	ac_vec_done(&news->acts);
	ac_vec_done(&news->messages);
	ac_vec_done(&news->levels);
	ac_vec_done(&news->decisions);
	ac_vec_done(&news->warnings);
	ac_vec_done(&news->criteria);
	ac_vec_done(&news->reports);
}
AC_AUTO_DEFINE_VALUE(news, struct desk_news, news_done)

static enum ac_status gather(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct gathering *g = ctx;
	struct desk_news *news = g->news;
	news_done(news); /* of a look that was cut off */
	*news = (struct desk_news){ .audit_seq = g->desk->audit_seq };
	AC_TRY(ac_audit_each(db, g->desk->audit_seq + 1, AC_STR(""), take_audit, g, err));
	AC_TRY(ac_cap_since(db, g->desk->message, take_message, g, err));
	AC_TRY(ac_place_level_each(db, AC_STR(""), AC_STR(""), take_level, g, err));
	AC_TRY(ac_decision_each(db, true, take_decision, g, err));
	AC_TRY(ac_warning_each(db, 0, take_warning, g, err));
	ac_vec_each(&news->warnings, w)
		AC_TRY(ac_warning_text_each(db, w->id, take_words, &w->words, err));
	for (int64_t c = 1; c <= desk_cases; c++) {
		AC_TRY(ac_criterion_each(db, c, take_criterion, g, err));
		AC_TRY(ac_criterion_entry_each(db, c, take_entry, g, err));
	}
	AC_TRY(ac_report_each(db, 0, take_report, g, err));
	AC_TRY(ac_case_each(db, take_case, g, err));
	return ac_lodging_each(db, false, (struct ac_wall){ 0 }, take_hotel, g, err);
}

/* ---- holding it against what is known ---- */

/* What was looked at is known from now on. */
static void move_on(struct sim_desk *desk, const struct desk_news *news)
{
	desk->audit_seq = news->audit_seq;
	desk->messages += (int64_t)news->messages.n;
	ac_vec_each(&news->messages, message)
		desk->message = message->id;
	ac_vec_each(&news->levels, level)
		desk->level = level->id;
	memcpy(desk->postures, news->postures, sizeof desk->postures);
	memcpy(desk->marked, news->marked, sizeof desk->marked);
}

void check_desk(struct sim *sim)
{
	struct ac_error err = { 0 };
	AC_AUTO(news) struct desk_news news = { 0 };
	struct gathering g = { sim->desk, &news };
	if (sim->failed)
		return;
	if (sim_sql_look(sim, gather, &g, &err) != AC_OK) {
		sim_fail(sim, 3, "the desk cannot be looked at: %s", err.msg);
		return;
	}
	check_desk_record(sim, &news);
	check_desk_drafts(sim, &news);
	check_desk_acts(sim, &news);
	check_desk_effects(sim, &news);
	check_desk_states(sim, &news);
	check_desk_refused(sim);
	check_desk_public(sim, &news);
	move_on(sim->desk, &news);
	sim_sql_trouble(sim);
}

static enum ac_status look_whole(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct sim *sim = ctx;
	struct ac_audit_report audit;
	struct ac_archive_report archive;
	enum ac_status status = ac_audit_verify(db, &audit, err);
	if (status == AC_CORRUPT || (status == AC_OK && audit.rows != sim->desk->audit_seq)) {
		sim_fail(sim, 7, "the chain: %lld rows check, of %lld", (long long)audit.rows,
			(long long)sim->desk->audit_seq);
		return AC_OK;
	}
	AC_TRY(status);
	AC_TRY(ac_archive_check(db, &archive, err));
	if (archive.first_broken || archive.unhashed || archive.messages != sim->desk->messages)
		sim_fail(sim, 6, "the archive: %lld messages check, of %lld; broken is %lld",
			(long long)archive.messages, (long long)sim->desk->messages,
			(long long)archive.first_broken);
	return AC_OK;
}

void check_desk_whole(struct sim *sim)
{
	struct ac_error err = { 0 };
	if (!sim->failed && sim_sql_look(sim, look_whole, sim, &err) != AC_OK)
		sim_fail(sim, 3, "the desk cannot be looked at: %s", err.msg);
}
