/* What the simulation's service has none of: links of its own, campaigns of the desk (those of the simulation
 * are given to the engine as they are), followed feeds. Use-cases meet it as they do where no daemon runs. */
#include "service/intake.h"
#include "service/publication.h"
#include "service/run/links.h"

static enum ac_status no_daemon(struct ac_error *err)
{
	return ac_fail(err, AC_CONFLICT, "this needs a running daemon");
}

enum ac_service_mode ac_service_mode(const struct ac_service *service)
{
	(void)service;
	return AC_SERVICE_STORE;
}

const char *ac_service_database(const struct ac_service *service)
{
	(void)service;
	return "";
}

bool ac_service_stopping(const struct ac_service *service)
{
	(void)service;
	return false;
}

/* The virtual clock is no exercise's. */
enum ac_status ac_service_takes_case(
	const struct ac_service *service, bool exercise, struct ac_error *err)
{
	(void)service, (void)exercise, (void)err;
	return AC_OK;
}

enum ac_status ac_service_order(
	struct ac_service *service, struct ac_order_input order, struct ac_error *err)
{
	(void)service, (void)order;
	return no_daemon(err);
}

enum ac_status ac_service_respond(
	struct ac_service *service, const struct ac_heard *heard, struct ac_error *err)
{
	(void)service, (void)heard;
	return no_daemon(err);
}

enum ac_status ac_service_start_begins(
	struct ac_service *service, int64_t warning, struct ac_start *start, struct ac_error *err)
{
	(void)service, (void)warning, (void)start;
	return no_daemon(err);
}

void ac_service_start_loads(struct ac_start *start, int64_t campaign)
{
	(void)start, (void)campaign;
}

void ac_service_start_ends(struct ac_start *start)
{
	(void)start;
}

bool ac_service_start_under_way(struct ac_service *service, int64_t warning)
{
	(void)service, (void)warning;
	return false;
}

int64_t ac_service_starts(struct ac_service *service)
{
	(void)service;
	return 0;
}

void ac_service_starts_wait(struct ac_service *service, int64_t number)
{
	(void)service, (void)number;
}

enum ac_status ac_service_start_campaign(struct ac_service *service, int64_t campaign,
	ac_service_change *may, void *ctx, struct ac_error *err)
{
	(void)service, (void)campaign, (void)may, (void)ctx;
	return no_daemon(err);
}

enum ac_status ac_service_texts_changed(
	struct ac_service *service, int64_t campaign, struct ac_error *err)
{
	(void)service, (void)campaign;
	return no_daemon(err);
}

enum ac_status ac_service_tasks_changed(struct ac_service *service, int64_t campaign,
	const int64_t *travellers, size_t n, struct ac_error *err)
{
	(void)service, (void)campaign, (void)travellers, (void)n;
	return no_daemon(err);
}

size_t ac_service_links(struct ac_service *service, struct ac_link_health *links, size_t max)
{
	(void)service, (void)links, (void)max;
	return 0;
}

bool links_all_exercise(const struct ac_service *service, const char **name)
{
	(void)service, (void)name;
	return true;
}

enum ac_status ac_service_link_number(
	struct ac_service *service, struct ac_str name, uint16_t *link, struct ac_error *err)
{
	(void)service, (void)name, (void)link;
	return ac_fail(err, AC_NOT_FOUND, "there is no link");
}

const char *ac_service_link_name(const struct ac_service *service, uint16_t link)
{
	(void)service, (void)link;
	return "?";
}

enum ac_status ac_service_link_test(struct ac_service *service, uint16_t link, struct ac_str number,
	struct ac_str text, int64_t wait_us, struct ac_link_test *result, struct ac_error *err)
{
	(void)service, (void)link, (void)number, (void)text, (void)wait_us, (void)result;
	return no_daemon(err);
}

void ac_service_health(struct ac_service *service, struct ac_health *health)
{
	(void)service;
	*health = (struct ac_health){ .ready = true };
}

void ac_service_get_metrics(struct ac_service *service, struct ac_service_metrics *metrics)
{
	(void)service;
	*metrics = (struct ac_service_metrics){ 0 };
}

void ac_service_show(struct ac_service *service, ac_publication_fn *show, void *ctx)
{
	(void)service, (void)show, (void)ctx;
}

enum ac_status ac_service_look_at_feed(struct ac_service *service, int64_t feed,
	struct ac_intake_report *report, struct ac_error *err)
{
	(void)service, (void)feed, (void)report;
	return no_daemon(err);
}

void ac_service_feeds_changed(struct ac_service *service)
{
	(void)service;
}
