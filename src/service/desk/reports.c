#include "service/desk/reports.h"
#include "service/desk/pages.h"

#include "service/desk/report_out.h"
#include "service/desk/report_pages.h"
#include "store/cases.h"
#include "store/duty.h"
#include "vault/vault.h"

#include <stdio.h>

enum {
	text_max = 64000,
	source_max = 1000,
	claims_max = 64,
	claim_max = 8000,
	attachments_max = 32,
	list_max = 1000,
	name_max = 255,
};

/* ---- checks ---- */

static bool is_word(struct ac_str word)
{
	for (size_t i = 0; i < word.n; i++)
		if ((word.p[i] < 'a' || word.p[i] > 'z') && word.p[i] != '-')
			return false;
	return word.n > 0 && word.n <= 40;
}

static enum ac_status check_grade(struct ac_str text, const char *where, struct ac_error *err)
{
	struct ac_grade grade;
	if (!text.n || ac_grade_from(text, &grade))
		return AC_OK;
	return ac_fail(err, AC_INVALID,
		"%s: a letter A to F for the source and a figure 1 to 6 for what it says, as in A2",
		where);
}

static enum ac_status read_probability(
	struct ac_str word, enum ac_probability *probability, struct ac_error *err)
{
	*probability = AC_PROBABILITY_NONE;
	return word.n ? ac_probability_from(word, probability, err) : AC_OK;
}

static enum ac_status read_claim(
	const struct ac_json *item, struct ac_claim_row *row, struct ac_error *err)
{
	static const char *const known[] = { "text", "grade", "probability", NULL };
	struct ac_str probability;
	AC_TRY(ac_json_only(item, known, err));
	AC_TRY(ac_json_get_str(item, "text", &row->text, err));
	AC_TRY(ac_json_opt_str(item, "grade", AC_STR(""), &row->grade, err));
	AC_TRY(ac_json_opt_str(item, "probability", AC_STR(""), &probability, err));
	if (!ac_str_trim(row->text).n || row->text.n > claim_max)
		return ac_json_fail(item, err, "text: 1 to %d bytes", claim_max);
	AC_TRY(check_grade(row->grade, "grade", err));
	return read_probability(probability, &row->probability, err);
}

static bool is_sha256(struct ac_str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!memchr("0123456789abcdef", text.p[i], 16))
			return false;
	return text.n == ac_vault_sha256_text - 1;
}

static enum ac_status read_attachment(
	const struct ac_json *item, struct ac_attachment_row *row, struct ac_error *err)
{
	static const char *const known[] = { "name", "media_type", "size", "sha256", NULL };
	AC_TRY(ac_json_only(item, known, err));
	AC_TRY(ac_json_get_str(item, "name", &row->name, err));
	AC_TRY(ac_json_opt_str(
		item, "media_type", AC_STR("application/octet-stream"), &row->media_type, err));
	AC_TRY(ac_json_get_i64_in(item, "size", 0, ac_attachment_max, &row->size, err));
	AC_TRY(ac_json_get_str(item, "sha256", &row->sha256, err));
	if (!row->name.n || row->name.n > name_max || row->media_type.n > name_max)
		return ac_json_fail(item, err, "name, media_type: 1 to %d bytes", name_max);
	if (!is_sha256(row->sha256))
		return ac_json_fail(item, err, "sha256: 64 digits 0-9, a-f");
	return AC_OK;
}

static enum ac_status check_attachments(const struct ac_json *attachments, struct ac_error *err)
{
	struct ac_attachment_row row;
	if (ac_json_count(attachments) > attachments_max)
		return ac_fail(err, AC_INVALID, "attachments: at most %d", attachments_max);
	ac_json_each(attachments, item) AC_TRY(read_attachment(item, &row, err));
	return AC_OK;
}

static enum ac_status check_claims(const struct ac_json *claims, struct ac_error *err)
{
	struct ac_claim_row row;
	if (ac_json_count(claims) > claims_max)
		return ac_fail(err, AC_INVALID, "claims: at most %d", claims_max);
	ac_json_each(claims, item) AC_TRY(read_claim(item, &row, err));
	return AC_OK;
}

static enum ac_status check_times(
	const struct ac_report_row *row, struct ac_wall now, struct ac_error *err)
{
	if (row->received_at.us > now.us)
		return ac_fail(err, AC_INVALID, "received: that time is yet to come");
	if (row->observed_at.us > row->received_at.us)
		return ac_fail(err, AC_INVALID, "observed: later than it was received");
	return AC_OK;
}

static enum ac_status read_new(const struct ac_report_new *made, const struct ac_by *by,
	struct ac_report_row *row, struct ac_error *err)
{
	*row = (struct ac_report_row){
		.kind = made->kind.n ? made->kind : AC_STR("other"),
		.mark = { .releasable_to = made->releasable_to, .entered_by = by->officer.name },
		.grade = made->grade,
		.observed_at = made->observed,
		.received_at = made->received.us ? made->received : by->at,
		.entered_at = by->at,
		.source = made->source,
		.text = made->text,
	};
	if (!is_word(row->kind))
		return ac_fail(err, AC_INVALID, "kind: one word in small letters, as in human");
	if (!ac_str_trim(row->text).n || row->text.n > text_max)
		return ac_fail(err, AC_INVALID, "text: 1 to %d bytes", text_max);
	if (row->source.n > source_max || row->mark.releasable_to.n > list_max)
		return ac_fail(
			err, AC_INVALID, "source, releasable_to: at most %d bytes", list_max);
	AC_TRY(ac_tlp_from(made->tlp, &row->mark.tlp, err));
	AC_TRY(ac_mark_check(&row->mark, err));
	AC_TRY(check_grade(row->grade, "grade", err));
	AC_TRY(read_probability(made->probability, &row->probability, err));
	AC_TRY(check_times(row, by->at, err));
	AC_TRY(check_claims(made->claims, err));
	return check_attachments(made->attachments, err);
}

/* ---- add, link ---- */

struct adding {
	struct ac_by by;
	const struct ac_report_new *made;
	struct ac_report_row row;
	int64_t id, case_id;
	struct ac_json *attachments; /* their numbers */
};

struct linked_case {
	bool closed, urgent;
};

static void take_case(void *ctx, const struct ac_case_row *row)
{
	struct linked_case *to = ctx;
	to->closed = ac_str_eq(row->state, AC_STR("closed"));
	to->urgent = row->priority == 1;
}

static enum ac_status link_to(struct ac_db *db, const struct adding *a, struct ac_error *err)
{
	struct linked_case to = { 0 };
	AC_TRY(ac_case_get(db, a->case_id, take_case, &to, err));
	if (to.closed)
		return ac_fail(err, AC_CONFLICT,
			"case %lld is closed: a closed case is never edited, open a successor",
			(long long)a->case_id);
	struct ac_report_link_row row = { a->id, a->case_id, a->by.at, a->by.officer.name };
	AC_TRY(ac_report_link(db, &row, err));
	if (to.urgent)
		AC_TRY(ac_report_page(db, a->id, &a->by, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("case", a->case_id);
	return ac_decided(db, &a->by, "report.link", "report", a->id, detail, err);
}

static enum ac_status add_claims(struct ac_db *db, const struct adding *a, struct ac_error *err)
{
	ac_json_each(a->made->claims, item)
	{
		struct ac_claim_row row = { .report = a->id };
		AC_TRY(read_claim(item, &row, err));
		AC_TRY(ac_claim_insert(db, &row, err));
	}
	return AC_OK;
}

static enum ac_status add_attachments(
	struct ac_db *db, const struct adding *a, struct ac_error *err)
{
	ac_json_each(a->made->attachments, item)
	{
		struct ac_attachment_row row = { .report = a->id };
		int64_t id;
		AC_TRY(read_attachment(item, &row, err));
		AC_TRY(ac_attachment_insert(db, &row, &id, err));
		ac_json_add_i64(a->attachments, id);
	}
	return AC_OK;
}

static enum ac_status add_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct adding *a = ctx;
	AC_TRY(ac_audiences_known(db, a->row.mark.releasable_to, err));
	AC_TRY(ac_report_insert(db, &a->row, &a->id, err));
	AC_TRY(add_claims(db, a, err));
	AC_TRY(add_attachments(db, a, err));
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	if (a->made->urgent)
		ac_json_set_bool(detail, "urgent", true);
	AC_TRY(ac_decided(db, &a->by, "report.add", "report", a->id, detail, err));
	if (a->made->urgent)
		AC_TRY(ac_report_page(db, a->id, &a->by, err));
	return a->case_id ? link_to(db, a, err) : AC_OK;
}

enum ac_status ac_reports_add(struct ac_service *service, struct ac_officer officer,
	const struct ac_report_new *made, struct ac_json *answer, struct ac_error *err)
{
	struct adding a = { .by = ac_by(service, officer),
		.made = made,
		.case_id = made->case_id,
		.attachments = ac_json_set_array(answer, "attachments") };
	AC_TRY(read_new(made, &a.by, &a.row, err));
	AC_TRY(ac_service_write(service, add_it, &a, err));
	ac_json_set_i64(answer, "id", a.id);
	return AC_OK;
}

static enum ac_status link_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct adding *a = ctx;
	struct ac_readers readers = ac_readers_of(&a->by.officer);
	AC_TRY(ac_report_may_read(db, a->id, &readers, err));
	return link_to(db, a, err);
}

enum ac_status ac_reports_link(struct ac_service *service, struct ac_officer officer, int64_t id,
	int64_t case_id, struct ac_error *err)
{
	struct adding a = { .by = ac_by(service, officer), .id = id, .case_id = case_id };
	return ac_service_write(service, link_it, &a, err);
}

/* ---- attachments ---- */

struct attaching {
	struct ac_by by;
	int64_t report, id;
	struct ac_str bytes;
};

static enum ac_status attach_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct attaching *a = ctx;
	struct ac_readers readers = ac_readers_of(&a->by.officer);
	AC_TRY(ac_report_may_read(db, a->report, &readers, err));
	AC_TRY(ac_attachment_keep(db, a->report, a->id, a->bytes, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("attachment", a->id);
	return ac_decided(db, &a->by, "report.attach", "report", a->report, detail, err);
}

enum ac_status ac_reports_attach(struct ac_service *service, struct ac_officer officer, int64_t id,
	int64_t attachment, struct ac_str bytes, struct ac_error *err)
{
	struct attaching a = { ac_by(service, officer), id, attachment, bytes };
	return ac_service_write(service, attach_it, &a, err);
}

struct fetching {
	struct ac_readers readers;
	int64_t id, attachment;
	struct ac_buf *bytes;
};

static enum ac_status fetch(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct fetching *f = ctx;
	AC_TRY(ac_report_may_read(db, f->id, &f->readers, err));
	return ac_attachment_bytes(db, f->id, f->attachment, f->bytes, err);
}

enum ac_status ac_reports_attachment(struct ac_service *service, struct ac_officer officer,
	int64_t id, int64_t attachment, struct ac_buf *bytes, struct ac_error *err)
{
	struct fetching f = { ac_readers_of(&officer), id, attachment, bytes };
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("attachment", attachment);
	AC_TRY(ac_service_read(service, fetch, &f, err));
	return ac_decide(service, officer, "report.read", "report", id, detail, err);
}

/* ---- views ---- */

struct viewing {
	struct ac_readers readers;
	int64_t id; /* of the report, of the case */
	struct ac_json *answer;
};

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(ac_report_may_read(db, v->id, &v->readers, err));
	return ac_report_put(db, v->id, v->answer, err);
}

struct reading {
	struct ac_by by;
	int64_t id;
	bool own; /* they entered it */
};

static void take_page(void *ctx, const struct ac_page_row *row)
{
	struct reading *r = ctx;
	if (row->subject == r->id && ac_str_eq(row->not_for, r->by.officer.name))
		r->own = true;
}

/* What officers are paged for is settled when another than who entered it has read it. */
static enum ac_status read_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct reading *r = ctx;
	r->own = false;
	AC_TRY(ac_page_unsettled(db, AC_PAGE_report, take_page, r, err));
	if (!r->own)
		AC_TRY(ac_page_over(db, AC_PAGE_report, r->id, r->by.at, err));
	return ac_decided(db, &r->by, "report.read", "report", r->id, NULL, err);
}

enum ac_status ac_reports_view(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { ac_readers_of(&officer), id, answer };
	struct reading r = { ac_by(service, officer), id };
	AC_TRY(ac_service_read(service, view, &v, err));
	return ac_service_write(service, read_it, &r, err);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	if (v->id)
		AC_TRY(ac_case_get(db, v->id, NULL, NULL, err));
	return ac_reports_put(db, v->id, &v->readers, ac_json_set_array(v->answer, "reports"), err);
}

enum ac_status ac_reports_list(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { ac_readers_of(&officer), case_id, answer };
	return ac_service_read(service, list, &v, err);
}
