/* What is left of a case: awaited and not here, to be told and not told, done alone and not looked at. */
#include "service/desk/case_p.h"
#include "store/decisions.h"
#include "store/places.h"

#include <stdio.h>

struct leaving {
	int64_t id;
	struct ac_wall now;
	struct ac_json *left;
};

static struct ac_json *add(
	struct leaving *l, const char *what, int64_t id, const char *says, struct ac_wall due)
{
	struct ac_json *json = ac_json_add_object(l->left);
	ac_json_set_text(json, "what", what);
	ac_json_set_i64(json, "id", id);
	ac_json_set_text(json, "says", says);
	ac_json_set_wall_if(json, "due", due);
	return json;
}

static void see_item(void *ctx, const struct ac_case_item_row *row)
{
	bool watch = ac_str_eq(row->kind, AC_STR("watch"));
	if (!row->done_at.us)
		add(ctx, watch ? "watch item" : "request", row->id,
			watch ? "is still watched for" : "is not answered", row->due);
}

bool case_notice_open(const struct ac_host_notice_row *row, struct ac_wall now)
{
	return !row->given_at.us && row->why.n && row->until.us > now.us;
}

struct ac_wall case_notice_due(const struct ac_host_notice_row *row)
{
	return (struct ac_wall){ row->at.us + AC_NOTICE_WITHIN };
}

static void see_notice(void *ctx, const struct ac_host_notice_row *row)
{
	struct leaving *l = ctx;
	if (row->case_id == l->id && case_notice_open(row, l->now))
		ac_json_set_str(add(l, "notice", row->id, "was not given to the host",
					case_notice_due(row)),
			"place", row->ref);
}

/* The request to close it is not in its own way. */
static bool closes(const struct leaving *l, struct ac_str target)
{
	char own[64];
	(void)snprintf(own, sizeof own, "/v1/cases/%lld/close", (long long)l->id);
	return ac_str_eq(target, ac_str(own));
}

static void see_decision(void *ctx, const struct ac_decision_row *row)
{
	struct leaving *l = ctx;
	if (row->case_id != l->id || closes(l, row->target))
		return;
	if (row->review_due.us && !row->reviewed_at.us)
		add(l, "review", row->id, "of what one did alone is not done", row->review_due);
	else if (ac_str_eq(row->state, AC_STR("open")) || ac_str_eq(row->state, AC_STR("approved")))
		add(l, "decision", row->id, "waits for a second person", (struct ac_wall){ 0 });
}

enum ac_status case_left(struct ac_db *db, int64_t id, struct ac_wall now, struct ac_json *left,
	struct ac_error *err)
{
	struct leaving l = { id, now, left };
	AC_TRY(ac_case_item_each(db, id, see_item, &l, err));
	AC_TRY(ac_host_notice_each(db, false, see_notice, &l, err));
	return ac_decision_each(db, false, see_decision, &l, err);
}

void case_left_say(const struct ac_json *left, struct ac_buf *out)
{
	ac_json_each(left, one)
	{
		struct ac_str what, says;
		int64_t id;
		if (ac_json_get_str(one, "what", &what, NULL) != AC_OK ||
			ac_json_get_str(one, "says", &says, NULL) != AC_OK ||
			ac_json_get_i64(one, "id", &id, NULL) != AC_OK)
			continue;
		ac_buf_printf(out, "%s%.*s %lld %.*s", one_i ? "; " : "", AC_STR_ARG(what),
			(long long)id, AC_STR_ARG(says));
	}
}
