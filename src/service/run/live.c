/* Campaigns and people join the live engine: what is durable already is handed over in slices. */
#include "service/run/phrases.h"
#include "service/run/recovery.h"
#include "store/cases.h"
#include "store/outreach.h"

enum { batch_tasks = 4096, batches_ahead = 8 };

static void nothing(struct ac_service *service, void *arg)
{
	(void)service, (void)arg;
}

static enum ac_status needs_daemon(const struct ac_service *service, struct ac_error *err)
{
	if (service->options.mode == AC_SERVICE_SERVE)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"no daemon is running on %s: start one with `allclear serve`", service->dir);
}

/* ---- texts ---- */

struct text_load {
	struct ac_service *service;
	int64_t campaign;
	struct phrasebook *book;
};

static enum ac_status load_book(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct text_load *load = ctx;
	const struct ac_config *config = load->service->config;
	return phrasebook_load(
		db, load->campaign, config->zone, config->fallback_language, &load->book, err);
}

enum ac_status ac_service_texts_changed(
	struct ac_service *service, int64_t campaign, struct ac_error *err)
{
	AC_TRY(needs_daemon(service, err));
	struct text_load load = { service, campaign, NULL };
	AC_TRY(ac_readers_look(service->readers, load_book, &load, err));
	AC_AUTO(phrasebook) struct phrasebook *book = load.book;
	AC_TRY(campaign_may_run(service, book, campaign, err));
	phrasebooks_put(service->phrasebooks, campaign, AC_TAKE(book));
	return AC_OK;
}

/* ---- starting ---- */

struct is_live {
	int64_t campaign;
	bool live;
};

static void look_for_campaign(const struct ac_engine *engine, void *ctx)
{
	struct is_live *is = ctx;
	struct ac_counts counts;
	is->live = ac_engine_counts(engine, is->campaign, &counts) == AC_OK;
}

struct start {
	struct ac_service *service;
	int64_t campaign;
	struct ac_campaign_input *input; /* made by the visitor */
};

static void visit_campaign(void *ctx, const struct ac_campaign_row *row)
{
	struct start *start = ctx;
	struct phrasebook *book = phrasebooks_get(start->service->phrasebooks, row->id);
	bool begins =
		ac_str_eq(row->state, AC_STR("paused")) || ac_str_eq(row->state, AC_STR("running"));
	if (book && begins) {
		start->input = ac_alloc(sizeof *start->input);
		start->input->id = row->id;
		start->input->plan = *phrasebook_plan(book);
		start->input->state = AC_CAMPAIGN_paused; /* until everybody is there */
		memcpy(start->input->versions, row->versions, sizeof row->versions);
	}
	phrasebook_drop(book);
}

static enum ac_status send_campaign(struct ac_db *db, struct start *start, struct ac_error *err)
{
	AC_TRY(ac_campaign_get(db, start->campaign, visit_campaign, start, err));
	if (!start->input)
		return ac_fail(err, AC_CONFLICT, "campaign %lld is not in state `paused`",
			(long long)start->campaign);
	struct ac_mail mail = { .input = { .kind = AC_INPUT_CAMPAIGN, .campaign = start->input },
		.owned = start->input };
	return mail_send(start->service, &mail);
}

/* @param specs  taken */
static enum ac_status send_specs(
	struct ac_service *service, struct ac_task_spec *specs, size_t n, struct ac_error *err)
{
	struct ac_mail mail = { .input = { .kind = AC_INPUT_TASKS,
					.tasks = { .specs = specs, .n = n } },
		.owned = specs };
	if (mail_send(service, &mail) == AC_OK)
		return AC_OK;
	ac_free(specs);
	return ac_fail(err, AC_CLOSED, "the daemon is stopping");
}

static enum ac_status send_tasks(struct ac_db *db, struct start *start, struct ac_error *err)
{
	AC_AUTO(free) struct ac_task_image *images = ac_alloc_array(batch_tasks, sizeof *images);
	AC_AUTO(free) int64_t *as_of = ac_alloc_array(batch_tasks, sizeof *as_of);
	size_t n = batch_tasks;
	int64_t after = 0;
	for (int batch = 1; n == batch_tasks; batch++) {
		AC_AUTO(free)
		struct ac_task_spec *specs = ac_alloc_array(batch_tasks, sizeof *specs);
		AC_TRY(ac_tasks_load(
			db, start->campaign, after, specs, images, as_of, batch_tasks, &n, err));
		if (n == 0)
			break;
		after = specs[n - 1].traveller;
		AC_TRY(send_specs(start->service, AC_TAKE(specs), n, err));
		if (batch % batches_ahead == 0) /* the engine keeps up, or we wait */
			AC_TRY(mail_call_and_wait(start->service, nothing, NULL, err));
	}
	return mail_call_and_wait(start->service, nothing, NULL, err);
}

static enum ac_status send_all(struct ac_db *db, void *ctx, struct ac_error *err)
{
	AC_TRY(send_campaign(db, ctx, err));
	return send_tasks(db, ctx, err);
}

struct running {
	struct ac_service *service;
	struct ac_mail mail;
	enum ac_status sent;
};

static void send_running(void *ctx)
{
	struct running *running = ctx;
	running->sent = mail_send(running->service, &running->mail);
}

/* The first message leaves when everybody is in the queue: else whoever is loaded first goes first. */
static enum ac_status let_run(struct ac_service *service, int64_t campaign, struct ac_error *err)
{
	struct ac_waiter waiter;
	AC_TRY(ac_waiters_add(&service->waiters, &waiter, err));
	struct running running = { .service = service,
		.mail = { .input = { .kind = AC_INPUT_ORDER,
				  .order = { .token = waiter.token,
					  .order = AC_ORDER_RESUME,
					  .campaign = campaign } } } };
	bool released = starts_release(&service->starts, campaign, send_running, &running);
	if (released && running.sent == AC_OK)
		return ac_waiters_wait(&service->waiters, &waiter, err);
	ac_waiters_drop(&service->waiters, &waiter);
	return released ? ac_fail(err, AC_CLOSED, "the daemon is stopping")
			: ac_fail(err, AC_CONFLICT,
				  "campaign %lld was to be paused or ended before it began: it has "
				  "told nobody",
				  (long long)campaign);
}

enum ac_status ac_service_start_campaign(struct ac_service *service, int64_t campaign,
	ac_service_change *may, void *ctx, struct ac_error *err)
{
	AC_TRY(needs_engine(service, err));
	struct is_live is = { .campaign = campaign };
	AC_TRY(ac_service_query(service, look_for_campaign, &is, err));
	if (is.live)
		return ac_fail(err, AC_CONFLICT, "campaign %lld runs already", (long long)campaign);
	AC_TRY(ac_service_texts_changed(service, campaign, err));
	struct start start = { .service = service, .campaign = campaign };
	AC_TRY(ac_readers_look(service->readers, send_all, &start, err));
	if (may)
		AC_TRY(ac_service_read(service, may, ctx, err));
	return let_run(service, campaign, err);
}

/* ---- people who join or change ---- */

struct changes {
	struct ac_service *service;
	int64_t campaign;
	const int64_t *travellers;
	size_t n;
};

static enum ac_status send_changes(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct changes *changes = ctx;
	AC_AUTO(free) struct ac_task_spec *specs = ac_alloc_array(changes->n, sizeof *specs);
	size_t found = 0;
	for (size_t i = 0; i < changes->n; i++) {
		struct ac_task_image image;
		int64_t as_of;
		size_t n;
		AC_TRY(ac_tasks_load(db, changes->campaign, changes->travellers[i] - 1,
			&specs[found], &image, &as_of, 1, &n, err));
		if (n && specs[found].traveller == changes->travellers[i])
			found++;
	}
	return send_specs(changes->service, AC_TAKE(specs), found, err);
}

enum ac_status ac_service_tasks_changed(struct ac_service *service, int64_t campaign,
	const int64_t *travellers, size_t n, struct ac_error *err)
{
	AC_TRY(needs_daemon(service, err));
	for (size_t done = 0; done < n; done += batch_tasks) {
		struct changes changes = { service, campaign, travellers + done,
			n - done < batch_tasks ? n - done : batch_tasks };
		AC_TRY(ac_readers_look(service->readers, send_changes, &changes, err));
	}
	return mail_call_and_wait(service, nothing, NULL, err);
}
