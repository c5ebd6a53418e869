#include "web/metrics.h"

#include "service/desk/campaigns.h"
#include "service/service.h"

#include <stdio.h>

enum { max_links = 64 };

static void head(struct ac_buf *out, const char *name, const char *type, const char *help)
{
	ac_buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(
	struct ac_buf *out, const char *name, const char *type, const char *help, double value)
{
	head(out, name, type, help);
	ac_buf_printf(out, "%s %.17g\n", name, value);
}

/* ---- people ---- */

static int64_t number(const struct ac_json *object, const char *name)
{
	int64_t value;
	return ac_json_opt_i64(object, name, INT64_MIN, INT64_MAX, 0, &value, NULL) == AC_OK ? value
											     : 0;
}

/* A family with one label whose values are the members of an object of the counts. */
static void by_member(struct ac_buf *out, const struct ac_json *campaigns, const char *metric,
	const char *label, const char *member)
{
	ac_json_each(campaigns, campaign)
	{
		const struct ac_json *counts = ac_json_find(campaign, "counts");
		ac_json_each(ac_json_find(counts, member), value)
		{
			int64_t n;
			if (ac_json_as_i64(value, &n, NULL) == AC_OK)
				ac_buf_printf(out, "%s{campaign=\"%lld\",%s=\"%s\"} %lld\n", metric,
					(long long)number(campaign, "id"), label,
					ac_json_name(value).p, (long long)n);
		}
	}
}

static void people(struct ac_buf *out, const struct ac_json *campaigns)
{
	static const char *const states[] = { "told", "pending", "explained" };
	static const char *const others[] = { "recipients", "unaccounted", "help_open", "on_desk",
		"unknown", "ready", "in_flight" };
	head(out, "allclear_people", "gauge", "People of a campaign: told + pending + explained");
	ac_json_each(campaigns, campaign) for (size_t i = 0; i < sizeof states / sizeof *states;
					       i++)
		ac_buf_printf(out, "allclear_people{campaign=\"%lld\",state=\"%s\"} %lld\n",
			(long long)number(campaign, "id"), states[i],
			(long long)number(ac_json_find(campaign, "counts"), states[i]));
	head(out, "allclear_people_by_standing", "gauge", "People of a campaign by standing");
	by_member(out, campaigns, "allclear_people_by_standing", "standing", "standings");
	head(out, "allclear_people_explained", "gauge", "People not told, by reason");
	by_member(out, campaigns, "allclear_people_explained", "reason", "explained_by");
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		char name[64];
		(void)snprintf(name, sizeof name, "allclear_campaign_%s", others[i]);
		head(out, name, "gauge", "A figure of a campaign, see campaign show");
		ac_json_each(campaigns, campaign) ac_buf_printf(out, "%s{campaign=\"%lld\"} %lld\n",
			name, (long long)number(campaign, "id"),
			(long long)number(ac_json_find(campaign, "counts"), others[i]));
	}
}

/* ---- links ---- */

static void links(struct ac_service *service, struct ac_buf *out)
{
	struct ac_link_health health[max_links];
	size_t n = ac_service_links(service, health, max_links);
	if (n > max_links)
		n = max_links;
	head(out, "allclear_link_up", "gauge", "Is the link to the carrier up?");
	for (size_t i = 0; i < n; i++)
		ac_buf_printf(
			out, "allclear_link_up{link=\"%s\"} %d\n", health[i].name, health[i].up);
	head(out, "allclear_link_rate", "gauge",
		"Segments a second that the link may carry at present");
	for (size_t i = 0; i < n; i++)
		ac_buf_printf(out, "allclear_link_rate{link=\"%s\"} %g\n", health[i].name,
			health[i].allowed_per_s);
	head(out, "allclear_link_outstanding", "gauge", "Segments submitted and unanswered");
	for (size_t i = 0; i < n; i++)
		ac_buf_printf(out, "allclear_link_outstanding{link=\"%s\"} %d\n", health[i].name,
			health[i].outstanding);
}

/* ---- the program ---- */

static void messages(struct ac_buf *out, const struct ac_service_metrics *m)
{
	const struct {
		const char *state;
		uint64_t n;
	} states[] = { { "recorded", m->recorded }, { "rendered", m->rendered },
		{ "submitted", m->submitted }, { "accepted", m->accepted },
		{ "throttled", m->throttled }, { "temporary", m->temporary },
		{ "rejected", m->rejected }, { "unknown", m->unknown },
		{ "withdrawn", m->withdrawn }, { "delivered", m->delivered } };
	head(out, "allclear_messages_total", "counter",
		"Messages that came to a state since the start");
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		ac_buf_printf(out, "allclear_messages_total{state=\"%s\"} %llu\n", states[i].state,
			(unsigned long long)states[i].n);
}

static double resident_bytes(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	char line[128];
	struct ac_str rest = { 0 }, size, resident;
	int64_t n;
	if (file && fgets(line, sizeof line, file)) {
		rest = ac_str(line);
		if (ac_str_cut(&rest, ' ', &size) && ac_str_cut(&rest, ' ', &resident) &&
			ac_str_to_i64(resident, 0, INT64_MAX, &n))
			pages = (long)n;
	}
	if (file)
		(void)fclose(file);
	return (double)pages * 4096;
}

static void program(struct ac_service *service, struct ac_buf *out)
{
	struct ac_service_metrics m;
	struct ac_health health;
	ac_service_get_metrics(service, &m);
	ac_service_health(service, &health);
	messages(out, &m);
	one(out, "allclear_receipts_total", "counter", "Receipts taken in", (double)m.receipts);
	one(out, "allclear_inbound_total", "counter", "Messages from people", (double)m.inbound);
	one(out, "allclear_turned_away_total", "counter", "Left with the carrier for now",
		(double)m.turned_away);
	one(out, "allclear_journal_rows_total", "counter", "Journal rows", (double)m.journal_rows);
	one(out, "allclear_journal_bytes_total", "counter", "Journal bytes",
		(double)m.journal_bytes);
	one(out, "allclear_journal_kept_rows", "gauge", "Journal rows kept",
		(double)m.journal_kept);
	one(out, "allclear_journal_uncommitted_rows", "gauge", "Journal rows not yet durable",
		(double)health.uncommitted);
	one(out, "allclear_engine_steps_total", "counter", "Steps of the engine", (double)m.steps);
	one(out, "allclear_engine_inputs_total", "counter", "Inputs of the engine",
		(double)m.inputs);
	one(out, "allclear_engine_queue", "gauge", "Inputs waiting for the engine",
		(double)m.queue_length);
	one(out, "allclear_engine_lag_seconds", "gauge", "Age of the oldest waiting input",
		(double)health.engine_lag_us / 1e6);
	one(out, "allclear_engine_step_max_seconds", "gauge", "Longest step since the last look",
		(double)m.step_us_max / 1e6);
	one(out, "allclear_engine_bytes", "gauge", "Memory of the engine", (double)m.engine_bytes);
	one(out, "allclear_strangers_total", "counter", "Requests without a session that holds",
		(double)m.strangers);
	one(out, "allclear_log_ins_refused_total", "counter", "Wrong name, password or code",
		(double)m.log_ins_refused);
	one(out, "allclear_denied_total", "counter", "Requests of officers without the right",
		(double)m.denied);
	one(out, "allclear_raises_total", "counter", "Times officers were asked to look",
		(double)m.raises);
	one(out, "allclear_checkpoints_total", "counter", "Checkpoints", (double)m.checkpoints);
	one(out, "allclear_store_stalled", "gauge",
		"1 while commits fail (full disk, lost database server)",
		health.store_stalled ? 1 : 0);
	one(out, "allclear_ready", "gauge", "1 when recovered and serving", health.ready ? 1 : 0);
	one(out, "process_resident_memory_bytes", "gauge", "Resident memory", resident_bytes());
}

enum ac_status ac_metrics_write(
	struct ac_service *service, struct ac_buf *out, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *campaigns = ac_json_new_object();
	/* a store that cannot be read is what the other figures are asked about */
	if (ac_campaigns_list(service, campaigns, NULL) == AC_OK)
		people(out, ac_json_find(campaigns, "campaigns"));
	links(service, out);
	program(service, out);
	return ac_buf_check(out, "the metrics", err);
}
