#include "service/desk/hypotheses.h"

#include "service/desk/evidence.h"
#include "service/desk/ledger.h"
#include "store/cases.h"
#include "store/criteria.h"

enum { name_max = 40, text_max = 64000 };

static const char *const standard[] = { "disrupted", "remnant-here", "remnant-elsewhere",
	"deception" };

/* A case's table in memory. */
struct table {
	int n;
	int64_t ids[ac_ach_hypotheses_max];
	struct ac_str names[ac_ach_hypotheses_max];
	struct ac_arena texts;
	AC_VEC(struct ac_ach_item) items;
	AC_VEC(int64_t) evidence; /* id of each item */
};

static void table_done(struct table *t)
{
	ac_vec_done(&t->items);
	ac_vec_done(&t->evidence);
	ac_arena_done(&t->texts);
}
AC_AUTO_DEFINE_VALUE(table, struct table, table_done)

static void take_hypothesis(void *ctx, const struct ac_hypothesis_row *row)
{
	struct table *t = ctx;
	if (t->n == ac_ach_hypotheses_max)
		return;
	t->ids[t->n] = row->id;
	t->names[t->n++] = ac_arena_str(&t->texts, row->name);
}

static void take_evidence(void *ctx, const struct ac_case_evidence_row *row)
{
	struct table *t = ctx;
	struct ac_ach_item item = { 0 };
	(void)!ac_grade_from(row->grade, &item.grade);
	ac_vec_push(&t->items, item);
	ac_vec_push(&t->evidence, row->id);
}

static void take_consistency(void *ctx, const struct ac_consistency_row *row)
{
	struct table *t = ctx;
	enum ac_consistency consistency;
	if (ac_consistency_from(row->word, &consistency, NULL) != AC_OK)
		return;
	for (size_t i = 0; i < t->evidence.n; i++)
		for (int h = 0; h < t->n; h++)
			if (t->evidence.at[i] == row->evidence && t->ids[h] == row->hypothesis)
				t->items.at[i].against[h] = consistency;
}

static enum ac_status load(struct ac_db *db, int64_t case_id, struct table *t, struct ac_error *err)
{
	ac_arena_init(&t->texts, 64u << 10);
	AC_TRY(ac_case_get(db, case_id, NULL, NULL, err));
	AC_TRY(ac_hypothesis_each(db, case_id, take_hypothesis, t, err));
	AC_TRY(ac_case_evidence_each(db, case_id, take_evidence, t, err));
	return ac_consistency_each(db, case_id, take_consistency, t, err);
}

static int find(const struct table *t, struct ac_str name)
{
	for (int h = 0; h < t->n; h++)
		if (ac_str_eq(t->names[h], name))
			return h;
	return -1;
}

/* ---- hypotheses ---- */

struct adding {
	struct ac_by by;
	int64_t case_id;
	struct ac_str name; /* empty: only those that every case has */
};

static enum ac_status insert(
	struct ac_db *db, const struct adding *a, struct ac_str name, struct ac_error *err)
{
	struct ac_hypothesis_row row = {
		.case_id = a->case_id, .name = name, .at = a->by.at, .officer = a->by.officer.name
	};
	int64_t id;
	AC_TRY(ac_hypothesis_insert(db, &row, &id, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("hypothesis", id);
	return ac_decided(db, &a->by, "hypothesis.add", "case", a->case_id, detail, err);
}

/* The table as it is, with the standard four if it had none. */
static enum ac_status begin(
	struct ac_db *db, const struct adding *a, struct table *t, struct ac_error *err)
{
	AC_TRY(ledger_case_open(db, a->case_id, err));
	AC_TRY(load(db, a->case_id, t, err));
	if (t->n)
		return AC_OK;
	for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
		AC_TRY(insert(db, a, ac_str(standard[i]), err));
	return ac_hypothesis_each(db, a->case_id, take_hypothesis, t, err);
}

static enum ac_status add(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct adding *a = ctx;
	AC_AUTO(table) struct table t = { 0 };
	AC_TRY(begin(db, a, &t, err));
	if (find(&t, a->name) >= 0)
		return ac_fail(err, AC_EXISTS, "case %lld has this hypothesis already",
			(long long)a->case_id);
	if (t.n == ac_ach_hypotheses_max)
		return ac_fail(
			err, AC_FULL, "a case has at most %d hypotheses", ac_ach_hypotheses_max);
	return insert(db, a, a->name, err);
}

enum ac_status ac_hypotheses_add(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, struct ac_str name, struct ac_error *err)
{
	struct adding a = { ac_by(service, officer), case_id, name };
	bool good = name.n > 0 && name.n <= name_max;
	for (size_t i = 0; good && i < name.n; i++)
		good = (name.p[i] >= 'a' && name.p[i] <= 'z') ||
		       (name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '-';
	if (!good)
		return ac_fail(
			err, AC_INVALID, "name: 1 to %d of a to z, 0 to 9 and '-'", name_max);
	return ac_service_write(service, add, &a, err);
}

/* ---- evidence ---- */

struct weighing {
	struct adding adding;
	const struct ac_evidence_new *made;
	struct ac_evidence_source source;
};

static enum ac_status rate(struct ac_db *db, const struct table *t, int64_t evidence,
	const struct ac_json *against, struct ac_error *err)
{
	ac_json_each(against, member)
	{
		struct ac_str word;
		enum ac_consistency consistency;
		int h = find(t, ac_json_name(member));
		if (h < 0)
			return ac_fail(err, AC_INVALID,
				"against: the case has no hypothesis \"%.40s\": add it first",
				ac_json_name(member).p);
		AC_TRY(ac_json_as_str(member, &word, err));
		AC_TRY(ac_consistency_from(word, &consistency, err));
		struct ac_consistency_row row = { evidence, t->ids[h],
			ac_str(ac_consistency_word(consistency)) };
		AC_TRY(ac_consistency_insert(db, &row, err));
	}
	return AC_OK;
}

static enum ac_status weigh(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct weighing *w = ctx;
	AC_AUTO(table) struct table t = { 0 };
	AC_TRY(begin(db, &w->adding, &t, err));
	AC_TRY(ac_evidence_source_check(
		db, w->adding.case_id, &w->source, &w->adding.by.officer, err));
	if (t.items.n == ac_ach_evidence_max)
		return ac_fail(err, AC_FULL, "a table holds at most %d items of evidence",
			ac_ach_evidence_max);
	struct ac_case_evidence_row row = { .case_id = w->adding.case_id,
		.at = w->adding.by.at,
		.officer = w->adding.by.officer.name,
		.grade = w->made->grade,
		.source = w->source,
		.text = w->made->text };
	int64_t id;
	AC_TRY(ac_case_evidence_insert(db, &row, &id, err));
	AC_TRY(rate(db, &t, id, w->made->against, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("evidence", id);
	return ac_decided(
		db, &w->adding.by, "evidence.add", "case", w->adding.case_id, detail, err);
}

enum ac_status ac_hypotheses_weigh(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, const struct ac_evidence_new *made, struct ac_error *err)
{
	struct weighing w = { .adding = { ac_by(service, officer), case_id, AC_STR("") },
		.made = made };
	struct ac_grade grade;
	if (!ac_str_trim(made->text).n || made->text.n > text_max)
		return ac_fail(err, AC_INVALID, "text: 1 to %d bytes", text_max);
	if (made->grade.n && !ac_grade_from(made->grade, &grade))
		return ac_fail(
			err, AC_INVALID, "grade: a letter A to F and a figure 1 to 6, as in B2");
	AC_TRY(ac_evidence_source_from(made->source, &w.source, err));
	return ac_service_write(service, weigh, &w, err);
}

/* ---- the table ---- */

struct viewing {
	int64_t case_id;
	struct ac_readers readers;
	struct ac_json *answer, *evidence;
	struct ac_evidence_words texts;
	struct table table;
	size_t at;
	bool fragile;
};

static struct ac_ach ach_of(const struct table *t)
{
	return (struct ac_ach){ t->n, t->items.at, t->items.n };
}

static void put_evidence(void *ctx, const struct ac_case_evidence_row *row)
{
	struct viewing *v = ctx;
	const struct table *t = &v->table;
	struct ac_ach ach = ach_of(t);
	const struct ac_ach_item *item = &t->items.at[v->at];
	bool flips = ac_ach_flips(&ach, v->at++);
	struct ac_json *json = ac_json_add_object(v->evidence);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_wall(json, "at", row->at);
	ac_json_set_str(json, "officer", row->officer);
	ac_json_set_str_if(json, "grade", row->grade);
	ac_evidence_words_add(&v->texts, json, "text", &row->source, row->text);
	ac_json_set_i64(json, "weight", ac_ach_weight(item->grade));
	if (row->source.kind.n)
		ac_json_set_i64(json,
			ac_str_eq(row->source.kind, AC_STR("note")) ? "note" : "report",
			row->source.id);
	struct ac_json *against = ac_json_set_object(json, "against");
	for (int h = 0; h < t->n; h++)
		ac_json_set_text(against, t->names[h].p, ac_consistency_word(item->against[h]));
	ac_json_set_bool(json, "flips", flips);
	v->fragile |= flips;
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	int order[ac_ach_hypotheses_max];
	AC_TRY(load(db, v->case_id, &v->table, err));
	struct ac_ach ach = ach_of(&v->table);
	ac_ach_rank(&ach, order);
	struct ac_json *hypotheses = ac_json_set_array(v->answer, "hypotheses");
	for (int i = 0; i < ach.hypotheses; i++) {
		struct ac_json *json = ac_json_add_object(hypotheses);
		ac_json_set_i64(json, "id", v->table.ids[order[i]]);
		ac_json_set_str(json, "name", v->table.names[order[i]]);
		ac_json_set_i64(json, "score", ac_ach_score(&ach, order[i]));
	}
	v->evidence = ac_json_set_array(v->answer, "evidence");
	AC_TRY(ac_case_evidence_each(db, v->case_id, put_evidence, v, err));
	ac_json_set_bool(v->answer, "fragile", v->fragile);
	return ac_evidence_words_put(db, &v->texts, &v->readers, NULL, err);
}

enum ac_status ac_hypotheses_view(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = {
		.case_id = case_id, .readers = ac_readers_of(&officer), .answer = answer
	};
	enum ac_status status = ac_service_read(service, view, &v, err);
	ac_evidence_words_done(&v.texts);
	table_done(&v.table);
	return status;
}

enum ac_status ac_hypotheses_fragile(
	struct ac_db *db, int64_t case_id, bool *fragile, struct ac_error *err)
{
	AC_AUTO(table) struct table t = { 0 };
	*fragile = false;
	AC_TRY(load(db, case_id, &t, err));
	struct ac_ach ach = ach_of(&t);
	for (size_t i = 0; i < t.items.n; i++)
		*fragile |= ac_ach_flips(&ach, i);
	return AC_OK;
}
