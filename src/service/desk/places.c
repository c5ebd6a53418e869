#include "service/desk/places.h"

#include "service/desk/campaigns.h"
#include "service/desk/case_p.h"
#include "service/desk/report_out.h"
#include "store/places.h"
#include "store/roster.h"
#include "threat/rights.h"

#include <stdio.h>

enum { evidence_max = 8000 };

struct marking {
	struct ac_by by;
	const struct ac_place_mark *mark;
	int64_t case_id; /* 0: in none */
	ac_id_vec places, guests;
};

/* For whoever has to agree: which places, whose guests. */
static void show(const struct marking *m)
{
	struct ac_json *shown = ac_rehearsed(&m->by.officer);
	if (!shown)
		return;
	ac_json_set_i64(shown, "places", (int64_t)m->places.n);
	ac_json_set_i64(shown, "guests", (int64_t)m->guests.n);
	if (m->mark->why.n)
		ac_rehearse_check(&m->by.officer, "evidence", true,
			m->mark->report ? AC_STR("it rests on a report: see the request")
					: AC_STR("as the request says it; no report"));
	ac_rehearse_check(&m->by.officer, "guests", m->guests.n > 0 || !m->mark->why.n,
		m->guests.n ? AC_STR("they are told to move, if a campaign has a tier for them")
			    : AC_STR("nobody registered sleeps there"));
}

/* The host may warn its other guests: that it is told is awaited from now on. */
static enum ac_status note_host(
	struct ac_db *db, const struct marking *m, int64_t lodging, struct ac_error *err)
{
	struct ac_host_notice_row row = { .lodging = lodging,
		.at = m->by.at,
		.officer = m->by.officer.name,
		.until = m->mark->until,
		.report = m->mark->report,
		.case_id = m->case_id,
		.evidence = m->mark->evidence };
	return ac_host_notice_insert(db, &row, NULL, err);
}

/* As the second person reads it: which hotel, by its name. */
static void show_place(const struct marking *m, struct ac_str ref, struct ac_str name)
{
	char until[32], line[600];
	if (!m->by.officer.rehearsal)
		return;
	ac_wall_format(m->mark->until, until);
	(void)snprintf(line, sizeof line, "%.*s, %.*s: %s%s\n", AC_STR_ARG(ref), AC_STR_ARG(name),
		m->mark->why.n ? "at particular risk until " : "no longer at particular risk",
		m->mark->why.n ? until : "");
	ac_rehearse_more(&m->by.officer, ac_str(line));
}

static enum ac_status mark_one(
	struct ac_db *db, struct marking *m, struct ac_str ref, struct ac_error *err)
{
	const struct ac_place_mark *mark = m->mark;
	AC_AUTO(buf) struct ac_buf name;
	int64_t id;
	ac_buf_init(&name, 4096);
	AC_TRY(ac_lodging_mark(db, ref, mark->why, mark->until, &id, &name, err));
	AC_TRY(ac_lodging_guests(db, id, &m->guests, err));
	ac_vec_push(&m->places, id);
	show_place(m, ref, ac_buf_str(&name));
	return mark->why.n ? note_host(db, m, id, err) : AC_OK;
}

static enum ac_status decided(struct ac_db *db, const struct marking *m, struct ac_error *err)
{
	const struct ac_place_mark *mark = m->mark;
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	if (mark->report)
		ac_json_set_i64(detail, "report", mark->report);
	if (m->case_id)
		ac_json_set_i64(detail, "case", m->case_id);
	ac_vec_each(&m->places, place)
		AC_TRY(ac_decided(db, &m->by, mark->why.n ? "place.mark_at_risk" : "place.unmark",
			"lodging", *place, detail, err));
	return AC_OK;
}

static enum ac_status find_case(struct ac_db *db, struct marking *m, struct ac_error *err)
{
	struct case_taken taken;
	m->case_id = m->mark->case_id;
	if (m->case_id)
		return case_take_live(db, m->case_id, &taken, err);
	return m->mark->report ? ac_report_case(db, m->mark->report, &m->case_id, err) : AC_OK;
}

static enum ac_status mark(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct marking *m = ctx;
	const struct ac_officer drafter = { .name = m->by.officer.name }; /* whose evidence it is */
	struct ac_readers readers = ac_readers_of(&drafter);
	if (m->mark->report)
		AC_TRY(ac_report_may_read(db, m->mark->report, &readers, err));
	AC_TRY(find_case(db, m, err));
	ac_json_each(m->mark->refs, item)
	{
		struct ac_str ref;
		AC_TRY(ac_json_as_str(item, &ref, err));
		AC_TRY(mark_one(db, m, ref, err));
	}
	show(m);
	return decided(db, m, err);
}

enum ac_status ac_places_mark(struct ac_service *service, struct ac_officer officer,
	const struct ac_place_mark *made, struct ac_json *answer, struct ac_error *err)
{
	struct marking m = { .by = ac_by(service, officer), .mark = made };
	int64_t moved = 0;
	if (!ac_json_count(made->refs))
		return ac_fail(err, AC_INVALID, "places: which?");
	if (made->why.n && made->until.us <= m.by.at.us)
		return ac_fail(err, AC_INVALID, "until: that time is past");
	if (made->why.n && !made->report && !ac_str_trim(made->evidence).n)
		return ac_fail(err, AC_INVALID,
			"report, evidence: what does the mark rest on? Give one of the two");
	if (made->evidence.n > evidence_max)
		return ac_fail(err, AC_INVALID, "evidence: at most %d bytes", evidence_max);
	AC_TRY(ac_campaigns_take_changes(service, err));
	enum ac_status status = ac_service_write(service, mark, &m, err);
	ac_ids_sort(&m.guests);
	if (status == AC_OK)
		status = ac_campaigns_people_changed(
			service, officer, m.guests.at, m.guests.n, &moved, err);
	ac_vec_done(&m.guests);
	ac_vec_done(&m.places);
	if (status != AC_OK)
		return status;
	ac_json_set_i64(answer, "marked", (int64_t)ac_json_count(made->refs));
	ac_json_set_i64(answer, "moved", moved);
	return AC_OK;
}

/* ---- list ---- */

struct listing {
	bool at_risk;
	struct ac_wall now;
	struct ac_json *places;
};

static void add(void *ctx, const struct ac_lodging_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "ref", row->ref);
	ac_json_set_str(json, "name", row->name);
	ac_json_set_str_if(json, "district", row->district);
	if (row->beds >= 0)
		ac_json_set_i64(json, "beds", row->beds);
	if (row->free_beds >= 0)
		ac_json_set_i64(json, "free_beds", row->free_beds);
	ac_json_set_bool(json, "at_risk", row->at_risk);
	if (row->at_risk) {
		ac_json_set_str(json, "risk_why", row->risk_why);
		ac_json_set_wall_if(json, "risk_until", row->risk_until);
	}
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct listing *l = ctx;
	return ac_lodging_each(db, l->at_risk, l->now, add, l->places, err);
}

enum ac_status ac_places_list(
	struct ac_service *service, bool at_risk, struct ac_json *answer, struct ac_error *err)
{
	struct listing l = { at_risk, ac_service_now(service),
		ac_json_set_array(answer, "places") };
	return ac_service_read(service, look, &l, err);
}

/* ---- notices to hosts ---- */

/* What a notice rests on, until its query has ended and its mark can be asked. */
struct resting {
	struct ac_json *json; /* lent: of the notice */
	int64_t report;
	struct ac_json *members; /* owned: of the notice, if it may have them */
};

struct noticing {
	struct ac_by by;
	int64_t id;
	bool all;
	struct ac_json *notices;
	AC_VEC(struct resting) resting;
};

static void noticing_done(struct noticing *n)
{
	ac_vec_each(&n->resting, resting)
		ac_json_free(resting->members);
	ac_vec_done(&n->resting);
}
AC_AUTO_DEFINE_VALUE(noticing, struct noticing, noticing_done)

static void add_notice(void *ctx, const struct ac_host_notice_row *row)
{
	struct noticing *n = ctx;
	struct ac_json *json = ac_json_add_object(n->notices);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "ref", row->ref);
	ac_json_set_str(json, "name", row->name);
	ac_json_set_str_if(json, "why", row->why);
	ac_json_set_wall_if(json, "until", row->until);
	ac_json_set_wall(json, "at", row->at);
	ac_json_set_str(json, "officer", row->officer);
	if (row->case_id)
		ac_json_set_i64(json, "case", row->case_id);
	ac_json_set_wall_if(json, "given_at", row->given_at);
	ac_json_set_str_if(json, "given_by", row->given_by);
	if (!row->report && !row->evidence.n)
		return;
	struct ac_json *members = ac_json_new_object();
	if (row->report)
		ac_json_set_i64(members, "report", row->report);
	ac_json_set_str_if(members, "evidence", row->evidence);
	ac_vec_push(&n->resting, ((struct resting){ json, row->report, members }));
}

/* The evidence has the mark of the report that it came with; alone it is the desk's. */
static enum ac_status may_see(
	struct ac_db *db, const struct noticing *n, int64_t report, bool *may, struct ac_error *err)
{
	struct ac_readers readers = ac_readers_of(&n->by.officer);
	AC_TRY(ac_readers_may_rest(db, &readers, report, may, err));
	*may &= ac_right_check(AC_RIGHT_case_read, &n->by.officer, NULL) == AC_OK;
	return AC_OK;
}

static enum ac_status put_resting(struct ac_db *db, const struct noticing *n,
	const struct resting *resting, struct ac_error *err)
{
	bool may = false;
	AC_TRY(may_see(db, n, resting->report, &may, err));
	if (!may) {
		ac_json_set_bool(resting->json, "withheld", true);
		return AC_OK;
	}
	ac_json_each(resting->members, member)
		ac_json_set(resting->json, ac_json_name(member).p, ac_json_copy(member));
	return AC_OK;
}

static enum ac_status look_notices(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct noticing *n = ctx;
	AC_TRY(ac_host_notice_each(db, n->all, add_notice, n, err));
	ac_vec_each(&n->resting, resting)
		AC_TRY(put_resting(db, n, resting, err));
	return AC_OK;
}

enum ac_status ac_notices_list(struct ac_service *service, struct ac_officer officer, bool all,
	struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(noticing)
	struct noticing n = { .by = ac_by(service, officer),
		.all = all,
		.notices = ac_json_set_array(answer, "notices") };
	return ac_service_read(service, look_notices, &n, err);
}

static enum ac_status give(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct noticing *n = ctx;
	AC_TRY(ac_host_notice_given(db, n->id, n->by.at, n->by.officer.name, err));
	return ac_decided(db, &n->by, "place.notice_given", "notice", n->id, NULL, err);
}

enum ac_status ac_notices_given(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct noticing n = { .by = ac_by(service, officer), .id = id };
	return ac_service_write(service, give, &n, err);
}
