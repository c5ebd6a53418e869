/* What an act in a case's timeline was about: more than the ids of its audit row, as far as the marks allow. */
#include "service/desk/case_p.h"
#include "service/desk/decision_p.h"
#include "service/desk/report_out.h"

#include "store/criteria.h"
#include "store/headcounts.h"
#include "store/statements.h"

/* ---- a decision by two ---- */

struct deciding {
	struct ac_json *act;
	struct ac_json *request,
		*why; /* owned; until the query has ended and the marks can be asked */
};

static void deciding_done(struct deciding *d)
{
	ac_json_free(d->request);
	ac_json_free(d->why);
}
AC_AUTO_DEFINE_VALUE(deciding, struct deciding, deciding_done)

static void take_decision(void *ctx, const struct ac_decision_row *row)
{
	struct deciding *d = ctx;
	if (decision_request(row->body, &d->request, NULL) != AC_OK)
		d->request = ac_json_new_object();
	ac_json_set_str(d->act, "request", row->target);
	d->why = ac_json_new_object();
	ac_json_set_str_if(d->why, "why", row->why);
}

/* Why it was refused may say what the request rests on. */
static enum ac_status put_decision(struct ac_db *db, int64_t id, const struct ac_readers *readers,
	struct ac_json *act, struct ac_error *err)
{
	AC_AUTO(deciding) struct deciding d = { .act = act };
	struct ac_str action, why;
	bool may;
	AC_TRY(ac_decision_get(db, id, take_decision, &d, err));
	AC_TRY(ac_json_get_str(act, "action", &action, err));
	if (!ac_str_eq(action, AC_STR("decision.refuse")) &&
		!ac_str_eq(action, AC_STR("decision.void")))
		return AC_OK;
	AC_TRY(decision_may_have(db, d.request, readers, &may, err));
	AC_TRY(ac_json_opt_str(d.why, "why", AC_STR(""), &why, err));
	if (may)
		ac_json_set_str_if(act, "why", why);
	else
		ac_json_set_bool(act, "withheld", true);
	return AC_OK;
}

/* ---- a level, a statement, a head-count ---- */

static void take_level(void *ctx, const struct ac_place_level_row *row)
{
	struct ac_json *act = ctx;
	ac_json_set_str(act, "place", row->place);
	ac_json_set_str(act, "scheme", row->scheme);
	if (!row->none)
		ac_json_set_i64(act, "level", row->level);
}

static enum ac_status put_level(struct ac_db *db, int64_t id, const struct ac_readers *readers,
	struct ac_json *act, struct ac_error *err)
{
	(void)readers;
	return ac_place_level_get(db, id, take_level, act, err);
}

static void take_statement(void *ctx, const struct ac_statement_row *row)
{
	ac_json_set_str(ctx, "office", row->office);
	ac_json_set_str(ctx, "language", row->language);
}

/* A draft may have been dropped. */
static enum ac_status put_statement(struct ac_db *db, int64_t id, const struct ac_readers *readers,
	struct ac_json *act, struct ac_error *err)
{
	(void)readers;
	enum ac_status status = ac_statement_get(db, id, take_statement, act, err);
	return status == AC_NOT_FOUND ? AC_OK : status;
}

static void take_headcount(void *ctx, const struct ac_headcount_row *row)
{
	ac_json_set_str(ctx, "to", row->recipient);
	ac_json_set_str(ctx, "by", row->by_what);
}

static enum ac_status put_headcount(struct ac_db *db, int64_t id, const struct ac_readers *readers,
	struct ac_json *act, struct ac_error *err)
{
	(void)readers;
	return ac_headcount_get(db, id, take_headcount, act, err);
}

/* ---- which of them ---- */

enum ac_status timeline_act_put(struct ac_db *db, const struct ac_readers *readers,
	struct ac_json *act, struct ac_error *err)
{
	static const struct {
		const char *what;
		enum ac_status (*put)(struct ac_db *db, int64_t id,
			const struct ac_readers *readers, struct ac_json *act,
			struct ac_error *err);
	} objects[] = { { "decision", put_decision }, { "level", put_level },
		{ "statement", put_statement }, { "headcount", put_headcount } };
	struct ac_str object, what;
	int64_t id;
	AC_TRY(ac_json_get_str(act, "object", &object, err));
	if (!ac_str_cut(&object, '/', &what) || !object.p ||
		!ac_str_to_i64(object, 1, INT64_MAX, &id))
		return AC_OK;
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
		if (ac_str_eq(what, ac_str(objects[i].what)))
			return objects[i].put(db, id, readers, act, err);
	return AC_OK;
}
