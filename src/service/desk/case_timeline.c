/* Everything of a case in the order of time, for the desk or as a document for somebody else. */
#include "service/desk/case_p.h"
#include "service/desk/report_out.h"

#include "store/audit.h"

#include <stdio.h>
#include <stdlib.h>

struct entry {
	struct ac_wall at;
	size_t place; /* what happened at one moment stays in the order of gathering */
	const char *kind;
	struct ac_json *json; /* owned until it is put into the answer */
};

struct gathering {
	struct ac_readers readers;
	int64_t id;
	bool desk; /* what the desk wrote may be had */
	bool leave_out; /* what may not be had is counted, not shown as withheld */
	AC_VEC(struct entry) entries;
	AC_VEC(int64_t) warnings;
	struct ac_json *left_out; /* counts by kind */
};

static void gathering_done(struct gathering *g)
{
	ac_vec_each(&g->entries, entry)
		ac_json_free(entry->json);
	ac_vec_done(&g->entries);
	ac_vec_done(&g->warnings);
}
AC_AUTO_DEFINE_VALUE(gathering, struct gathering, gathering_done)

static void count_left_out(struct gathering *g, const char *kind)
{
	int64_t n = 0;
	(void)!ac_json_opt_i64(g->left_out, kind, 0, INT64_MAX, 0, &n, NULL);
	ac_json_set_i64(g->left_out, kind, n + 1);
}

/* An entry to be filled, or NULL. */
static struct ac_json *add(struct gathering *g, struct ac_wall at, const char *kind, bool may)
{
	if (!may) {
		count_left_out(g, kind);
		return NULL;
	}
	struct ac_json *json = ac_json_new_object();
	ac_vec_push(&g->entries, ((struct entry){ at, g->entries.n, kind, json }));
	return json;
}

/* ---- under marks of their own ---- */

/* Outside the desk nobody learns who said it, and who wrote it down. */
static struct ac_json *copy_for(const struct gathering *g, const struct ac_json *one)
{
	static const char *const inside[] = { "source", "entered_by", "releasable_to", "cases" };
	struct ac_json *copy = ac_json_new_object();
	ac_json_each(one, member)
	{
		bool leave_out = false;
		for (size_t i = 0; i < sizeof inside / sizeof *inside && !g->desk; i++)
			leave_out |= ac_str_eq(ac_json_name(member), ac_str(inside[i]));
		if (!leave_out)
			ac_json_set(copy, ac_json_name(member).p, ac_json_copy(member));
	}
	return copy;
}

static enum ac_status add_marked(struct gathering *g, const struct ac_json *array, const char *kind,
	const char *time, struct ac_error *err)
{
	ac_json_each(array, one)
	{
		struct ac_wall at;
		bool withheld;
		AC_TRY(ac_json_get_wall(one, time, &at, err));
		AC_TRY(ac_json_opt_bool(one, "withheld", false, &withheld, err));
		struct ac_json *json = add(g, at, kind, !(withheld && g->leave_out));
		if (json)
			ac_json_set(json, kind, copy_for(g, one));
	}
	return AC_OK;
}

static enum ac_status gather_marked(struct ac_db *db, struct gathering *g, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *reports = ac_json_new_array(), *facts = ac_json_new_array();
	AC_TRY(ac_reports_put(db, g->id, &g->readers, reports, err));
	AC_TRY(ac_facts_put(db, g->id, &g->readers, facts, err));
	AC_TRY(add_marked(g, reports, "report", "received_at", err));
	return add_marked(g, facts, "fact", "at", err);
}

/* ---- what the desk wrote and decided ---- */

static void add_note(void *ctx, const struct ac_note_row *row)
{
	struct gathering *g = ctx;
	struct ac_json *json = add(g, row->at, "note", g->desk);
	if (!json)
		return;
	ac_json_set_str(json, "officer", row->officer);
	ac_json_set_str(json, "kind", row->kind);
	ac_json_set_str_if(json, "value", row->value);
	ac_json_set_str(json, "text", row->text);
}

static void add_item(void *ctx, const struct ac_case_item_row *row)
{
	struct gathering *g = ctx;
	struct ac_json *json = add(g, row->entered_at, "item", g->desk);
	if (!json)
		return;
	ac_json_set_str(json, "officer", row->entered_by);
	ac_json_set_str(json, "kind", row->kind);
	ac_json_set_str(json, "text", row->text);
	ac_json_set_str_if(json, "whom", row->whom);
	ac_json_set_wall(json, "due", row->due);
	ac_json_set_wall_if(json, "done_at", row->done_at);
}

/* What stands in the timeline by itself already. */
static bool is_told_elsewhere(struct ac_str action)
{
	static const char *const actions[] = { "case.note", "case.fact", "case.request",
		"case.watch" };
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (ac_str_eq(action, ac_str(actions[i])))
			return true;
	return false;
}

/* Its ids and figures; who agreed stands beside who did it. */
static void put_detail(struct ac_json *json, struct ac_str text)
{
	AC_AUTO(json) struct ac_json *detail = NULL;
	struct ac_json *rest = ac_json_set_object(json, "detail");
	if (ac_json_parse(text, NULL, &detail, NULL) != AC_OK)
		return;
	ac_json_each(detail, member)
	{
		struct ac_str name = ac_json_name(member);
		bool two =
			ac_str_eq(name, AC_STR("approver")) || ac_str_eq(name, AC_STR("decision"));
		enum ac_json_type type = ac_json_type(member);
		if (type != AC_JSON_ARRAY && type != AC_JSON_OBJECT)
			ac_json_set(two ? json : rest, name.p, ac_json_copy(member));
	}
}

static bool add_act(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	struct gathering *g = ctx;
	if (is_told_elsewhere(entry->action))
		return true;
	struct ac_json *json = add(g, entry->at, "decision", g->desk);
	if (!json)
		return true;
	ac_json_set_i64(json, "audit", seq);
	ac_json_set_str(json, "officer", entry->officer);
	ac_json_set_str(json, "action", entry->action);
	ac_json_set_str(json, "object", entry->object);
	put_detail(json, entry->detail_json);
	return true;
}

static enum ac_status gather_acts(struct ac_db *db, struct gathering *g, struct ac_error *err)
{
	size_t first = g->entries.n;
	AC_TRY(ac_audit_of_case(db, g->id, add_act, g, err));
	for (size_t i = first; i < g->entries.n; i++)
		AC_TRY(timeline_act_put(db, &g->readers, g->entries.at[i].json, err));
	return AC_OK;
}

static enum ac_status gather_desk(struct ac_db *db, struct gathering *g, struct ac_error *err)
{
	AC_TRY(ac_note_each(db, g->id, add_note, g, err));
	AC_TRY(ac_case_item_each(db, g->id, add_item, g, err));
	return gather_acts(db, g, err);
}

/* ---- what is public ---- */

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	struct gathering *g = ctx;
	ac_vec_push(&g->warnings, row->id);
}

static void add_message(void *ctx, const struct ac_cap_row *row)
{
	struct ac_json *json = add(ctx, row->sent_at, "message", true);
	ac_json_set_i64(json, "warning", row->warning);
	ac_json_set_str(json, "type", row->msg_type);
	ac_json_set_str(json, "identifier", row->identifier);
	ac_json_set_str_if(json, "references", row->references_text);
}

static enum ac_status gather_public(struct ac_db *db, struct gathering *g, struct ac_error *err)
{
	AC_TRY(ac_warning_each(db, g->id, take_warning, g, err));
	ac_vec_each(&g->warnings, warning)
		AC_TRY(ac_cap_each(db, *warning, add_message, g, err));
	return AC_OK;
}

/* ---- in order ---- */

static int by_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->at.us != y->at.us)
		return x->at.us > y->at.us ? 1 : -1;
	return (x->place > y->place) - (x->place < y->place);
}

static void put_entries(struct gathering *g, struct ac_json *array)
{
	if (g->entries.n)
		qsort(g->entries.at, g->entries.n, sizeof *g->entries.at, by_time);
	ac_vec_each(&g->entries, entry) {
		ac_json_set_wall(entry->json, "at", entry->at);
		ac_json_set_text(entry->json, "entry", entry->kind);
		ac_json_add(array, AC_TAKE(entry->json));
	}
}

static enum ac_status gather(
	struct ac_db *db, struct gathering *g, struct ac_json *array, struct ac_error *err)
{
	const struct ac_mark of_the_desk = AC_MARK_OF_THE_DESK;
	g->desk = ac_readers_may(&g->readers, &of_the_desk);
	AC_TRY(gather_public(db, g, err));
	AC_TRY(gather_marked(db, g, err));
	AC_TRY(gather_desk(db, g, err));
	put_entries(g, array);
	return AC_OK;
}

struct viewing {
	struct ac_readers readers;
	int64_t id;
	struct ac_json *answer;
};

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_AUTO(json) struct ac_json *left_out = ac_json_new_object();
	AC_AUTO(gathering)
	struct gathering g = { .readers = v->readers, .id = v->id, .left_out = left_out };
	AC_TRY(ac_case_get(db, v->id, NULL, NULL, err));
	return gather(db, &g, ac_json_set_array(v->answer, "timeline"), err);
}

enum ac_status ac_cases_timeline(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { ac_readers_of(&officer), id, answer };
	return ac_service_read(service, view, &v, err);
}

/* ---- as a document ---- */

/* Its title and how it is answered are the desk's. */
static void put_head(void *ctx, const struct ac_case_row *row)
{
	struct viewing *v = ctx;
	const struct ac_mark of_the_desk = AC_MARK_OF_THE_DESK;
	struct ac_json *json = ac_json_set_object(v->answer, "case");
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_bool(json, "exercise", row->exercise);
	if (!ac_readers_may(&v->readers, &of_the_desk))
		return;
	ac_json_set_str(json, "title", row->title);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_str(json, "posture", row->posture);
	ac_json_set_str_if(json, "outcome", row->outcome);
	ac_json_set_wall(json, "opened_at", row->opened_at);
	ac_json_set_wall_if(json, "closed_at", row->closed_at);
}

static enum ac_status make_document(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_AUTO(gathering)
	struct gathering g = { .readers = v->readers, .id = v->id, .leave_out = true };
	AC_TRY(ac_audience_known(db, &v->readers.who[v->readers.n - 1], err));
	AC_TRY(ac_case_get(db, v->id, put_head, v, err));
	g.left_out = ac_json_set_object(v->answer, "left_out");
	return gather(db, &g, ac_json_set_array(v->answer, "timeline"), err);
}

enum ac_status ac_cases_export(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_str audience, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { ac_readers_of(&officer), id, answer };
	AC_TRY(ac_audience_from(audience, &v.readers.who[v.readers.n++], err));
	AC_TRY(ac_service_read(service, make_document, &v, err));
	ac_json_set_str(answer, "for", audience);
	ac_json_set_wall(answer, "exported_at", ac_service_now(service));
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	ac_json_set_str(detail, "for", audience);
	return ac_decide(service, officer, "case.export", "case", id, detail, err);
}
