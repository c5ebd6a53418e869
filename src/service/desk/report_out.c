#include "service/desk/report_out.h"

#include "store/officers.h"

#include <stdio.h>

struct ac_readers ac_readers_of(const struct ac_officer *officer)
{
	struct ac_readers readers = { { { AC_AUDIENCE_OFFICER, officer->name } }, 1 };
	if (officer->agreed)
		readers.who[readers.n++] =
			(struct ac_mark_audience){ AC_AUDIENCE_OFFICER, officer->agreed->approver };
	return readers;
}

bool ac_readers_may(const struct ac_readers *readers, const struct ac_mark *mark)
{
	for (int i = 0; i < readers->n; i++)
		if (!ac_mark_allows(mark, &readers->who[i]))
			return false;
	return true;
}

enum ac_status ac_audience_known(
	struct ac_db *db, const struct ac_mark_audience *audience, struct ac_error *err)
{
	AC_AUTO(account) struct ac_account account = { 0 };
	if (audience->kind != AC_AUDIENCE_OFFICER)
		return AC_OK;
	enum ac_status status = ac_account_find(db, audience->name, &account, err);
	if (status != AC_NOT_FOUND)
		return status;
	return ac_fail(err, AC_INVALID,
		"\"%.*s\" is no officer here: an audience is desk, community, public, partner:NAME "
		"or an officer's name",
		AC_STR_ARG(audience->name));
}

enum ac_status ac_audiences_known(struct ac_db *db, struct ac_str list, struct ac_error *err)
{
	struct ac_str word;
	struct ac_mark_audience audience;
	while (list.n && ac_str_cut(&list, ',', &word)) {
		AC_TRY(ac_audience_from(word, &audience, err));
		AC_TRY(ac_audience_known(db, &audience, err));
	}
	return AC_OK;
}

/* ---- the mark of one ---- */

static void keep_mark(void *ctx, const struct ac_report_row *row)
{
	struct ac_mark_kept *kept = ctx;
	(void)snprintf(kept->releasable_to, sizeof kept->releasable_to, "%.*s",
		AC_STR_ARG(row->mark.releasable_to));
	(void)snprintf(kept->entered_by, sizeof kept->entered_by, "%.*s",
		AC_STR_ARG(row->mark.entered_by));
	kept->mark = (struct ac_mark){ row->mark.tlp, ac_str(kept->releasable_to),
		ac_str(kept->entered_by) };
}

enum ac_status ac_mark_of_report(
	struct ac_db *db, int64_t report, struct ac_mark_kept *kept, struct ac_error *err)
{
	return ac_report_get(db, report, keep_mark, kept, err);
}

enum ac_status ac_readers_may_rest(struct ac_db *db, const struct ac_readers *readers,
	int64_t report, bool *may, struct ac_error *err)
{
	struct ac_mark_kept kept = { .mark = AC_MARK_OF_THE_DESK };
	if (report)
		AC_TRY(ac_mark_of_report(db, report, &kept, err));
	*may = ac_readers_may(readers, &kept.mark);
	return AC_OK;
}

enum ac_status ac_report_may_read(
	struct ac_db *db, int64_t report, const struct ac_readers *readers, struct ac_error *err)
{
	struct ac_mark_kept kept;
	AC_TRY(ac_mark_of_report(db, report, &kept, err));
	if (ac_readers_may(readers, &kept.mark))
		return AC_OK;
	return ac_fail(err, AC_DENIED,
		"report %lld is marked TLP:%s and not released to you: ask %s, who entered it",
		(long long)report, ac_tlp_word(kept.mark.tlp), kept.entered_by);
}

struct tied {
	int64_t case_id;
	int n;
};

static void count_case(void *ctx, const struct ac_report_link_row *row)
{
	struct tied *tied = ctx;
	tied->case_id = row->case_id;
	tied->n++;
}

enum ac_status ac_report_case(
	struct ac_db *db, int64_t report, int64_t *case_id, struct ac_error *err)
{
	struct tied tied = { 0 };
	AC_TRY(ac_report_links(db, report, count_case, &tied, err));
	*case_id = tied.n == 1 ? tied.case_id : 0;
	return AC_OK;
}

/* ---- as JSON ---- */

static void put_grade(struct ac_json *json, struct ac_str text)
{
	struct ac_grade grade;
	if (!ac_grade_from(text, &grade))
		return;
	ac_json_set_str(json, "grade", text);
	ac_json_set_text(json, "grade_source", ac_grade_source(grade));
	ac_json_set_text(json, "grade_information", ac_grade_information(grade));
}

static void put_probability(struct ac_json *json, enum ac_probability probability)
{
	int lo, hi;
	if (!probability)
		return;
	ac_probability_range(probability, &lo, &hi);
	ac_json_set_text(json, "probability", ac_probability_word(probability));
	ac_json_set_i64(json, "probability_from_pct", lo);
	ac_json_set_i64(json, "probability_to_pct", hi);
}

static void put_outside(struct ac_json *json, const struct ac_report_row *row)
{
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_text(json, "tlp", ac_tlp_word(row->mark.tlp));
	ac_json_set_str(json, "entered_by", row->mark.entered_by);
	ac_json_set_wall(json, "received_at", row->received_at);
}

static void put_inside(struct ac_json *json, const struct ac_report_row *row)
{
	put_outside(json, row);
	ac_json_set_str(json, "releasable_to", row->mark.releasable_to);
	ac_json_set_str(json, "kind", row->kind);
	ac_json_set_wall_if(json, "observed_at", row->observed_at);
	ac_json_set_wall(json, "entered_at", row->entered_at);
	ac_json_set_str_if(json, "source", row->source);
	ac_json_set_str(json, "text", row->text);
	put_grade(json, row->grade);
	put_probability(json, row->probability);
}

static void add_claim(void *ctx, const struct ac_claim_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_str(json, "text", row->text);
	put_grade(json, row->grade);
	put_probability(json, row->probability);
}

static void add_attachment(void *ctx, const struct ac_attachment_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "name", row->name);
	ac_json_set_str(json, "media_type", row->media_type);
	ac_json_set_i64(json, "size", row->size);
	ac_json_set_str(json, "sha256", row->sha256);
	ac_json_set_bool(json, "kept", row->kept);
}

static void add_link(void *ctx, const struct ac_report_link_row *row)
{
	ac_json_add_i64(ctx, row->case_id);
}

static enum ac_status put_parts(
	struct ac_db *db, int64_t id, struct ac_json *json, struct ac_error *err)
{
	AC_TRY(ac_claim_each(db, id, add_claim, ac_json_set_array(json, "claims"), err));
	AC_TRY(ac_attachment_each(
		db, id, add_attachment, ac_json_set_array(json, "attachments"), err));
	return ac_report_links(db, id, add_link, ac_json_set_array(json, "cases"), err);
}

static void put_one(void *ctx, const struct ac_report_row *row)
{
	put_inside(ctx, row);
}

enum ac_status ac_report_put(
	struct ac_db *db, int64_t report, struct ac_json *json, struct ac_error *err)
{
	AC_TRY(ac_report_get(db, report, put_one, json, err));
	return put_parts(db, report, json, err);
}

/* One query is ended before the next begins: what lies inside is fetched afterwards. */
struct putting {
	const struct ac_readers *readers;
	struct ac_json *array;
	AC_VEC(struct readable {
		int64_t id;
		struct ac_json *json;
	})
	readable;
};

static void add_report(void *ctx, const struct ac_report_row *row)
{
	struct putting *p = ctx;
	struct ac_json *json = ac_json_add_object(p->array);
	if (!ac_readers_may(p->readers, &row->mark)) {
		put_outside(json, row);
		ac_json_set_bool(json, "withheld", true);
		return;
	}
	put_inside(json, row);
	ac_vec_push(&p->readable, ((struct readable){ row->id, json }));
}

enum ac_status ac_reports_put(struct ac_db *db, int64_t case_id, const struct ac_readers *readers,
	struct ac_json *array, struct ac_error *err)
{
	struct putting p = { .readers = readers, .array = array };
	enum ac_status status = ac_report_each(db, case_id, add_report, &p, err);
	for (size_t i = 0; i < p.readable.n && status == AC_OK; i++)
		status = put_parts(db, p.readable.at[i].id, p.readable.at[i].json, err);
	ac_vec_done(&p.readable);
	return status;
}
