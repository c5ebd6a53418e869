#include "service/desk/campaign_ground.h"

#include "store/cases.h"

#include <stdio.h>

struct looking {
	struct ac_campaign_ground ground;
	char state[16]; /* of the warning */
};

static void look_at_warning(void *ctx, const struct ac_warning_row *row)
{
	struct looking *l = ctx;
	l->ground.case_id = row->case_id;
	(void)snprintf(l->state, sizeof l->state, "%.*s", AC_STR_ARG(row->state));
}

static void count_event(void *ctx, const struct ac_note_row *row)
{
	struct looking *l = ctx;
	l->ground.events += ac_str_eq(row->kind, AC_STR("event"));
}

static enum ac_status look(struct ac_db *db, struct looking *l, struct ac_error *err)
{
	AC_TRY(ac_warning_get(db, l->ground.warning, look_at_warning, l, err));
	return ac_note_each(db, l->ground.case_id, count_event, l, err);
}

enum ac_status ac_campaign_ground_take(
	struct ac_db *db, struct ac_campaign_ground *ground, struct ac_error *err)
{
	struct looking now = { .ground = { .warning = ground->warning } };
	AC_TRY(look(db, &now, err));
	*ground = now.ground;
	return AC_OK;
}

enum ac_status ac_campaign_ground_holds(
	struct ac_db *db, const struct ac_campaign_ground *ground, struct ac_error *err)
{
	struct looking now = { .ground = { .warning = ground->warning } };
	AC_TRY(look(db, &now, err));
	if (strcmp(now.state, "published") != 0)
		return ac_fail(err, AC_CONFLICT,
			"warning %lld was %s while its campaign was being made: nobody was told",
			(long long)ground->warning, now.state);
	if (now.ground.events != ground->events)
		return ac_fail(err, AC_CONFLICT,
			"case %lld has had an event while a campaign was being made: nobody was "
			"told what is from before it",
			(long long)ground->case_id);
	return AC_OK;
}
