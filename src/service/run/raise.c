#include "service/run/raise.h"

#include "base/log.h"
#include "service/desk/pages.h"
#include "service/run/inbound.h"
#include "service/run/jobs.h"
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
		[AC_RAISE_REVIEW] = "raise.review",
	};
	return names[raise];
}

static enum ac_status write_help(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct raising *raising = ctx;
	struct ac_raised *raised = &raising->raised;
	if (atomic_load(&raising->service->abandoned))
		return ac_fail(err, AC_IO, "abandoned");
	AC_TRY(ac_help_raise(
		db, raised->campaign, raised->traveller, raising->at, &raised->id, err));
	struct ac_paged paged = {
		.kind = AC_PAGE_help_call, .subject = raised->id, .at = raising->at
	};
	return ac_page(db, &paged, err);
}

static void tell(const struct ac_service *service, const struct ac_raised *raised)
{
	enum ac_log_level level = raised->raise == AC_RAISE_HELP   ? AC_LOG_WARN
				  : raised->raise == AC_RAISE_DESK ? AC_LOG_DEBUG
								   : AC_LOG_INFO;
	ac_log(level, name_of(raised->raise), "campaign=%lld traveller=%lld inbound=%lld",
		(long long)raised->campaign, (long long)raised->traveller,
		(long long)raised->inbound);
	if (service->options.raised)
		service->options.raised(service->options.raised_ctx, raised);
}

static void help_written(void *ctx, enum ac_status status, const struct ac_error *err)
{
	struct raising *raising = ctx;
	const struct ac_raised *raised = &raising->raised;
	if (status == AC_OK)
		tell(raising->service, raised);
	else if (status != AC_CLOSED)
		ac_log(AC_LOG_ERROR, "raise.not_stored", "campaign=%lld traveller=%lld why=\"%s\"",
			(long long)raised->campaign, (long long)raised->traveller, err->msg);
	ac_free(raising);
}

/* Calls for help have a table; who is to be phoned and what is to be read stand in theirs already. */
void raise_carry_out(struct ac_service *service, const struct ac_raise_output *raise)
{
	struct ac_raised raised = { .raise = raise->raise,
		.campaign = raise->campaign,
		.traveller = raise->traveller,
		.inbound = raise->inbound };
	if (raise->raise == AC_RAISE_INBOX || raise->raise == AC_RAISE_DISAGREE)
		inbound_raised(service, raise->inbound);
	if (raise->raise != AC_RAISE_HELP) {
		tell(service, &raised);
		return;
	}
	struct raising *raising = ac_alloc(sizeof *raising);
	*raising = (struct raising){ service, raised, ac_clock_wall(&service->clock) };
	struct ac_job job = { .priority = AC_PRIORITY_ENGINE,
		.fn = write_help,
		.done = help_written,
		.ctx = raising };
	job_send(service, &job);
}
