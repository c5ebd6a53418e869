#include "service/raise.h"

#include "base/log.h"
#include "service/inbound.h"
#include "service/jobs.h"
#include "store/outreach.h"

struct raising {
	struct ac_service *service;
	struct ac_raised raised;
	struct ac_wall at;
};

static const char *name_of(enum ac_raise raise)
{
	static const char *const names[] = {
		[AC_RAISE_HELP] = "raise.help",
		[AC_RAISE_DESK] = "raise.desk",
		[AC_RAISE_INBOX] = "raise.inbox",
		[AC_RAISE_DISAGREE] = "raise.disagree",
		[AC_RAISE_MINOR] = "raise.minor",
		[AC_RAISE_DONE] = "raise.done",
	};
	return names[raise];
}

/* Calls for help have a table; who is to be phoned and what is to be read stand in theirs already. */
static enum ac_status write_raise(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct raising *raising = ctx;
	struct ac_raised *raised = &raising->raised;
	if (atomic_load(&raising->service->abandoned))
		return ac_fail(err, AC_IO, "abandoned");
	if (raised->raise != AC_RAISE_HELP)
		return AC_OK;
	return ac_help_raise(
		db, raised->campaign, raised->traveller, raising->at, &raised->id, err);
}

static void raise_done(void *ctx, enum ac_status status, const struct ac_error *err)
{
	struct raising *raising = ctx;
	const struct ac_raised *raised = &raising->raised;
	const struct ac_service_options *options = &raising->service->options;
	if (status == AC_OK) {
		ac_log(raised->raise == AC_RAISE_HELP ? AC_LOG_WARN : AC_LOG_INFO,
			name_of(raised->raise), "campaign=%lld traveller=%lld inbound=%lld",
			(long long)raised->campaign, (long long)raised->traveller,
			(long long)raised->inbound);
		if (options->raised)
			options->raised(options->raised_ctx, raised);
	} else if (status != AC_CLOSED) {
		ac_log(AC_LOG_ERROR, "raise.not_stored", "campaign=%lld traveller=%lld why=\"%s\"",
			(long long)raised->campaign, (long long)raised->traveller, err->msg);
	}
	ac_free(raising);
}

void raise_make_durable(struct ac_service *service, const struct ac_raise_output *raise)
{
	if (raise->raise == AC_RAISE_INBOX || raise->raise == AC_RAISE_DISAGREE)
		inbound_raised(service, raise->inbound);
	struct raising *raising = ac_alloc(sizeof *raising);
	*raising = (struct raising){ .service = service,
		.raised = { .raise = raise->raise,
			.campaign = raise->campaign,
			.traveller = raise->traveller,
			.inbound = raise->inbound },
		.at = ac_clock_wall(&service->clock) };
	struct ac_job job = { .priority = AC_PRIORITY_ENGINE,
		.fn = write_raise,
		.done = raise_done,
		.ctx = raising };
	job_send(service, &job);
}
