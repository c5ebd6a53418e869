#include "channel/settings.h"

struct ac_channel_settings ac_channel_settings_default(void)
{
	return (struct ac_channel_settings){
		.source_ton = -1,
		.source_npi = -1,
		.window = 10,
		.rate_per_s = 10,
		.enquire_ms = 30000,
		.response_ms = 30000,
		.connect_ms = 10000,
		.backoff_min_ms = 1000,
		.backoff_max_ms = 60000,
	};
}

static enum ac_status check_text(const struct ac_channel_settings *settings, const char *field,
	struct ac_str text, size_t max, struct ac_error *err)
{
	if (text.n <= max && !(text.n && memchr(text.p, 0, text.n)))
		return AC_OK;
	return ac_fail(err, AC_INVALID, "link %.*s: %s has %zu bytes, at most %zu are possible",
		AC_STR_ARG(settings->name), field, text.n, max);
}

static enum ac_status check_number(const struct ac_channel_settings *settings, const char *field,
	int64_t value, int64_t lo, int64_t hi, struct ac_error *err)
{
	if (value >= lo && value <= hi)
		return AC_OK;
	return ac_fail(err, AC_INVALID, "link %.*s: %s is %lld, it has to be from %lld to %lld",
		AC_STR_ARG(settings->name), field, (long long)value, (long long)lo, (long long)hi);
}

enum ac_status ac_channel_settings_check(const struct ac_channel_settings *s, struct ac_error *err)
{
	enum { second_ms = 1000, hour_ms = 3600 * second_ms };
	if (s->name.n == 0 || s->account.n == 0)
		return ac_fail(err, AC_INVALID, "a link needs a name and an account");
	AC_TRY(check_text(s, "system_id", s->system_id, 15, err));
	AC_TRY(check_text(s, "password", s->password, 64, err));
	AC_TRY(check_text(s, "system_type", s->system_type, 12, err));
	AC_TRY(check_text(s, "source", s->source, 20, err));
	AC_TRY(check_number(s, "window", s->window, 1, 100000, err));
	AC_TRY(check_number(s, "rate per second", s->rate_per_s > 0 ? 1 : 0, 1, 1, err));
	AC_TRY(check_number(s, "enquire interval in ms", s->enquire_ms, 10, hour_ms, err));
	AC_TRY(check_number(s, "response time-out in ms", s->response_ms, 10, hour_ms, err));
	AC_TRY(check_number(s, "connect time-out in ms", s->connect_ms, 10, hour_ms, err));
	AC_TRY(check_number(s, "least back-off in ms", s->backoff_min_ms, 1, hour_ms, err));
	return check_number(
		s, "longest back-off in ms", s->backoff_max_ms, s->backoff_min_ms, hour_ms, err);
}
