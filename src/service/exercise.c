/* The clock of an exercise decides about nothing real: whether a level may fall, evidence still holds, a page
 * is due. So a directory with a real case does not begin with it, and none is opened under it. */
#include "service/service_p.h"
#include "store/cases.h"

enum ac_status ac_service_takes_case(
	const struct ac_service *service, bool exercise, struct ac_error *err)
{
	if (exercise || !service->options.exercise)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"the clock is an exercise's, and no real case is opened under it: say that it is "
		"an "
		"exercise, or serve without --clock");
}

static void see_case(void *ctx, const struct ac_case_row *row)
{
	int64_t *real = ctx;
	if (!row->exercise && !*real)
		*real = row->id;
}

static enum ac_status find_real(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_case_each(db, see_case, ctx, err);
}

enum ac_status exercise_begins(struct ac_service *service, struct ac_error *err)
{
	int64_t real = 0;
	if (!service->options.exercise)
		return AC_OK;
	AC_TRY(ac_readers_look(service->readers, find_real, &real, err));
	return real ? ac_fail(err, AC_CONFLICT,
			      "case %lld is real: no exercise clock over it; make a data directory "
			      "of its own for exercises",
			      (long long)real)
		    : AC_OK;
}
