/* The quiet hours of a plan: from when, until when, by which clock. */
#include "service/desk/plan_file_p.h"
#include "service/plan_json.h"

#include <stdio.h>

/* "22:00", as minutes of the day. */
static enum ac_status read_minute(
	const char *written, const char *field, int *minute, struct ac_error *err)
{
	static const char shape[] = "00:00";
	bool fits = strlen(written) == sizeof shape - 1;
	for (size_t i = 0; fits && shape[i]; i++)
		fits = shape[i] == ':' ? written[i] == ':' : written[i] >= '0' && written[i] <= '9';
	int hour = fits ? (written[0] - '0') * 10 + written[1] - '0' : 24;
	int past = fits ? (written[3] - '0') * 10 + written[4] - '0' : 60;
	if (hour > 23 || past > 59)
		return ac_fail(err, AC_INVALID,
			"plan: quiet_hours: %s: \"00:00\" to \"23:59\", not \"%.20s\"", field,
			written);
	*minute = hour * 60 + past;
	return AC_OK;
}

enum ac_status plan_quiet_hours(const struct written_quiet *written, const char *zone,
	struct ac_wall since, struct ac_quiet *quiet, struct ac_error *err)
{
	AC_TRY(read_minute(written->from, "from", &quiet->from_min, err));
	AC_TRY(read_minute(written->until, "until", &quiet->until_min, err));
	if (!ac_quiet_any(quiet))
		return ac_fail(err, AC_INVALID,
			"plan: quiet_hours: from and until are the same: leave quiet_hours out "
			"when there are none");
	zone = written->zone ? written->zone : zone;
	if (strlen(zone) > ac_quiet_zone_max)
		return ac_fail(
			err, AC_INVALID, "plan: quiet_hours: zone: a name as in Europe/Istanbul");
	(void)snprintf(quiet->zone, sizeof quiet->zone, "%s", zone);
	enum ac_status status = ac_quiet_follow_zone(quiet, since, err);
	return status == AC_OK ? AC_OK : ac_fail_in(err, status, "plan: quiet_hours: zone");
}
