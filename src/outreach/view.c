/* Looking in: the counts, kept up to date with every change of a person, and single persons. */
#include "outreach/engine_p.h"

#include <assert.h>

/* ---- counting ---- */

static void count_in_tier(
	struct ac_tier_counts *tier, const struct ac_task_image *image, int64_t by)
{
	tier->recipients += by;
	tier->standings[image->standing] += by;
	tier->unaccounted += ac_standing_accounted(image->standing) ? 0 : by;
	if (image->told != AC_TOLD_no) {
		tier->told += by;
		tier->told_by[image->told] += by;
	} else if (image->explained != AC_EXPLAINED_no) {
		tier->explained += by;
		tier->explained_by[image->explained] += by;
	} else {
		tier->pending += by;
	}
}

void ac_counts_add(struct ac_counts *counts, const struct ac_task_image *image, int64_t by)
{
	count_in_tier(&counts->tiers[image->tier], image, by);
	counts->closing_recipients += image->closing == AC_CLOSING_none ? 0 : by;
	counts->closing_told += image->closing == AC_CLOSING_told ? by : 0;
	counts->closing_explained += image->closing == AC_CLOSING_explained ? by : 0;
	counts->closing_pending +=
		image->closing == AC_CLOSING_due || image->closing == AC_CLOSING_sent ? by : 0;
	counts->help_open += image->flags & AC_TASK_HELP_OPEN ? by : 0;
	counts->on_desk += image->flags & AC_TASK_ON_DESK ? by : 0;
}

void task_count(struct ac_engine *e, const struct task *t, int64_t by)
{
	ac_counts_add(&campaign_of(e, t)->counts, &t->image, by);
}

struct task *task_open(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_at(e, i);
	task_count(e, t, -1);
	return t;
}

void task_close(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_at(e, i);
	task_count(e, t, 1);
	if (e->replaying) {
		if (!(t->bits & BIT_RECORD))
			ac_vec_push(&e->changed, i);
		t->bits |= BIT_RECORD;
		return;
	}
	t->changed_seq = e->next_seq;
	t->bits |= BIT_DIRTY;
}

static void add_tier(struct ac_tier_counts *sum, const struct ac_tier_counts *tier)
{
	sum->recipients += tier->recipients;
	sum->told += tier->told;
	sum->pending += tier->pending;
	sum->explained += tier->explained;
	sum->unaccounted += tier->unaccounted;
	for (int k = 0; k < ac_standing_count; k++)
		sum->standings[k] += tier->standings[k];
	for (int k = 0; k < ac_explained_count; k++)
		sum->explained_by[k] += tier->explained_by[k];
	for (int k = 0; k < ac_told_count; k++)
		sum->told_by[k] += tier->told_by[k];
}

void ac_counts_sum(struct ac_counts *counts)
{
	counts->all = (struct ac_tier_counts){ 0 };
	for (int tier = 0; tier <= ac_plan_max_tiers; tier++)
		add_tier(&counts->all, &counts->tiers[tier]);
}

enum ac_status ac_engine_counts(
	const struct ac_engine *engine, int64_t id, struct ac_counts *counts)
{
	const struct campaign *campaign = campaign_find((struct ac_engine *)engine, id);
	if (!campaign)
		return AC_NOT_FOUND;
	*counts = campaign->counts;
	counts->state = campaign->state;
	counts->closing = campaign->closing;
	counts->unknown = (int64_t)(engine->unknowns.items.n - engine->unknowns.head);
	counts->ready = engine->ready_n;
	counts->in_flight = engine->in_flight;
	memcpy(counts->versions, campaign->versions, sizeof counts->versions);
	ac_counts_sum(counts);
	return AC_OK;
}

/* ---- quiet hours ---- */

static bool any_quiet(const struct ac_engine *e, const struct campaign *campaign,
	struct ac_quiet_tier tiers[ac_plan_max_tiers + 1])
{
	const struct ac_plan *plan = &campaign->plan;
	struct ac_wall end = e->now.wall;
	bool any = false;
	if (ac_quiet_any(&plan->quiet))
		end = ac_quiet_end(&plan->quiet, e->now.wall);
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++) {
		bool kept = plan->tiers[tier].quiet;
		tiers[tier] = (struct ac_quiet_tier){ .kept = kept };
		if (end.us > e->now.wall.us)
			tiers[tier].until = end;
		any |= kept && tiers[tier].until.us;
	}
	return any;
}

enum ac_status ac_engine_quiet(const struct ac_engine *engine, int64_t id,
	struct ac_quiet_tier tiers[ac_plan_max_tiers + 1])
{
	struct ac_engine *e = (struct ac_engine *)engine; /* only read */
	const struct campaign *campaign = campaign_find(e, id);
	if (!campaign)
		return AC_NOT_FOUND;
	if (!any_quiet(e, campaign, tiers))
		return AC_OK;
	uint16_t index = (uint16_t)(campaign - e->campaigns.at);
	for (uint32_t i = 0; i < e->tasks.n; i++) {
		const struct task *t = task_at(e, i);
		if (t->campaign == index && tier_of(e, t)->quiet)
			tiers[t->image.tier].waiting += next_step(e, t).quiet;
	}
	return AC_OK;
}

/* ---- persons ---- */

static void view_spec(const struct ac_engine *e, const struct task *t, struct ac_task_spec *spec)
{
	*spec = (struct ac_task_spec){
		.campaign = e->campaigns.at[t->campaign].id,
		.traveller = t->traveller,
		.party = t->party,
		.tier = t->image.tier,
		.party_size = t->party_size,
		.minor = (t->bits & BIT_MINOR) != 0,
		.language = t->language,
		.arrives = { t->arrives_s * AC_SECOND },
		.departs = { t->departs_s == UINT32_MAX ? INT64_MAX : t->departs_s * AC_SECOND },
		.n_contacts = t->n_contacts,
	};
	for (int k = 0; k < t->n_contacts; k++) {
		const struct contact *contact = &e->contacts.at[t->contact_first + (uint32_t)k];
		spec->contacts[k] = (struct ac_contact_spec){ contact->id, contact->number_key,
			contact->channel, t->image.contact_states[k] };
	}
}

static void view_task(
	const struct ac_engine *engine, const struct task *t, struct ac_person_view *view)
{
	struct ac_engine *e = (struct ac_engine *)engine; /* only read */
	view_spec(e, t, &view->spec);
	view->image = t->image;
	view->in_flight = t->unsent || t->unanswered || t->unknown || t->open_attempt;
	struct step step = { .kind = STEP_REST };
	view->index = order_index(e, t, &step);
	view->ahead = 0;
}

enum ac_status ac_engine_person(const struct ac_engine *engine, int64_t campaign, int64_t traveller,
	struct ac_person_view *view)
{
	uint32_t i = task_find(engine, campaign, traveller);
	if (i == (uint32_t)no_index)
		return AC_NOT_FOUND;
	const struct task *t = &engine->tasks.at[i];
	view_task(engine, t, view);
	if (t->list == LIST_READY)
		view->ahead = ready_ahead((struct ac_engine *)engine, t);
	return AC_OK;
}

void ac_engine_each(const struct ac_engine *engine, int64_t campaign,
	bool (*visit)(void *ctx, const struct ac_person_view *view), void *ctx)
{
	const struct campaign *c = campaign_find((struct ac_engine *)engine, campaign);
	if (!c)
		return;
	uint16_t index = (uint16_t)(c - engine->campaigns.at);
	for (size_t i = 0; i < engine->tasks.n; i++) {
		struct ac_person_view view;
		if (engine->tasks.at[i].campaign != index)
			continue;
		view_task(engine, &engine->tasks.at[i], &view);
		if (!visit(ctx, &view))
			return;
	}
}

size_t ac_engine_links(const struct ac_engine *engine, struct ac_link_view *views, size_t max)
{
	size_t n = engine->links.n < max ? engine->links.n : max;
	for (size_t k = 0; k < n; k++) {
		const struct link *link = &engine->links.at[k];
		views[k] = (struct ac_link_view){ link->config.link, link->config.up,
			link->pace.allowed_per_s, link->outstanding, link->prepared };
	}
	return n;
}

static size_t map_bytes(const struct ac_map *map)
{
	return map->slots ? (map->mask + 1) * 12 : 0;
}

size_t ac_engine_memory(const struct ac_engine *engine)
{
	size_t bytes = sizeof *engine + engine->tasks.cap * sizeof *engine->tasks.at +
		       engine->contacts.cap * sizeof *engine->contacts.at +
		       map_bytes(&engine->by_traveller) + map_bytes(&engine->by_number) +
		       map_bytes(&engine->by_party) + map_bytes(&engine->by_receipt) +
		       map_bytes(&engine->by_early) + engine->row.cap + engine->entries.cap +
		       engine->chunks.cap * sizeof *engine->chunks.at;
	for (size_t k = engine->chunks_head; k < engine->chunks.n; k++) {
		const struct chunk *chunk = engine->chunks.at[k];
		if (chunk)
			bytes += sizeof *chunk + chunk->n * sizeof *chunk->at_;
	}
	return bytes;
}
