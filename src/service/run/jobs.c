#include "service/run/jobs.h"

struct waiting_job {
	struct ac_job job;
	struct waiting_job *next;
};

void job_send(struct ac_service *service, const struct ac_job *job)
{
	if (!service->jobs_first && ac_writer_submit(service->writer, job) == AC_OK)
		return;
	struct waiting_job *waiting = ac_alloc(sizeof *waiting);
	waiting->job = *job;
	if (service->jobs_last)
		service->jobs_last->next = waiting;
	else
		service->jobs_first = waiting;
	service->jobs_last = waiting;
}

void jobs_flush(struct ac_service *service)
{
	while (service->jobs_first) {
		struct waiting_job *first = service->jobs_first;
		if (ac_writer_submit(service->writer, &first->job) != AC_OK)
			return;
		service->jobs_first = first->next;
		if (!service->jobs_first)
			service->jobs_last = NULL;
		ac_free(first);
	}
}

void jobs_drop(struct ac_service *service)
{
	struct ac_error err;
	(void)ac_fail(&err, AC_CLOSED, "stopped before it could be made durable");
	while (service->jobs_first) {
		struct waiting_job *first = service->jobs_first;
		service->jobs_first = first->next;
		first->job.done(first->job.ctx, AC_CLOSED, &err);
		ac_free(first);
	}
	service->jobs_last = NULL;
}
