#include "service/desk/headcounts.h"

#include "base/map.h"
#include "base/vec.h"
#include "store/cases.h"
#include "store/headcounts.h"

#include <stdio.h>
#include <stdlib.h>

enum { to_max = 200, figures_max = 8 << 20, document_max = 4096 };

/* ---- counting ---- */

struct group {
	char *name, *ref, *district; /* owned */
	int64_t registered, away, safe, needs_help, no_word;
};

struct counting {
	int64_t campaign;
	struct ac_wall now;
	bool by_hotel;
	bool known; /* there is such a campaign */
	struct ac_map standings; /* traveller → standing, without who was left out */
	struct ac_map group_of; /* lodging → index */
	AC_VEC(struct group) groups;
	struct group all;
	int64_t last; /* traveller counted last: of several stays the first counts */
};

static void counting_done(struct counting *c)
{
	ac_vec_each(&c->groups, group) {
		ac_free(group->name);
		ac_free(group->ref);
		ac_free(group->district);
	}
	ac_vec_done(&c->groups);
	ac_map_done(&c->standings);
	ac_map_done(&c->group_of);
}
AC_AUTO_DEFINE_VALUE(counting, struct counting, counting_done)

static bool take_standing(void *ctx, const struct ac_person_view *view)
{
	struct counting *c = ctx;
	if (view->image.standing != AC_STANDING_excluded)
		ac_map_put(&c->standings, (uint64_t)view->spec.traveller, view->image.standing);
	return true;
}

static void look_at_engine(const struct ac_engine *engine, void *ctx)
{
	struct counting *c = ctx;
	struct ac_counts counts;
	c->known = ac_engine_counts(engine, c->campaign, &counts) == AC_OK;
	if (c->known)
		ac_engine_each(engine, c->campaign, take_standing, c);
}

static char *copy(struct ac_str text)
{
	return ac_strndup(text.n ? text.p : "", text.n);
}

/* Few: a city has dozens of districts, and hotels are asked for once each. */
static uint32_t district_index(struct counting *c, struct ac_str district)
{
	for (size_t i = 0; i < c->groups.n; i++)
		if (ac_str_eq(ac_str(c->groups.at[i].name), district))
			return (uint32_t)i;
	ac_vec_push(&c->groups, ((struct group){ .name = copy(district) }));
	return (uint32_t)(c->groups.n - 1);
}

static struct group *group_of(struct counting *c, const struct ac_present *present)
{
	uint64_t key = (uint64_t)present->lodging + 1;
	uint32_t index = ac_map_get(&c->group_of, key);
	if (index == ac_map_none) {
		if (c->by_hotel) {
			index = (uint32_t)c->groups.n;
			ac_vec_push(&c->groups, ((struct group){ .name = copy(present->name),
							.ref = copy(present->ref),
							.district = copy(present->district) }));
		} else {
			index = district_index(c, present->district);
		}
		ac_map_put(&c->group_of, key, index);
	}
	return &c->groups.at[index];
}

static void add(struct group *group, enum ac_standing standing)
{
	group->registered++;
	switch (standing) {
	case AC_STANDING_done:
	case AC_STANDING_elsewhere:
	case AC_STANDING_departed: group->away++; break;
	case AC_STANDING_safe: group->safe++; break;
	case AC_STANDING_needs_help: group->needs_help++; break;
	default: group->no_word++; break;
	}
}

static void count_present(void *ctx, const struct ac_present *present)
{
	struct counting *c = ctx;
	uint32_t standing = ac_map_get(&c->standings, (uint64_t)present->traveller);
	if (standing == ac_map_none || present->traveller == c->last)
		return;
	c->last = present->traveller;
	add(group_of(c, present), (enum ac_standing)standing);
}

static enum ac_status look_at_stays(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct counting *c = ctx;
	return ac_present_each(db, c->campaign, c->now, count_present, c, err);
}

static int more_people_first(const void *a, const void *b)
{
	const struct group *left = a, *right = b;
	if (left->registered != right->registered)
		return left->registered < right->registered ? 1 : -1;
	return ac_str_cmp(ac_str(left->name), ac_str(right->name));
}

/* What is kept back of a small group must not come out as a difference: it is not in the sum either. */
static void sum_up(struct counting *c)
{
	ac_vec_each(&c->groups, group) {
		c->all.registered += group->registered;
		c->all.needs_help += group->needs_help;
		if (group->registered < ac_headcount_small)
			continue;
		c->all.away += group->away;
		c->all.safe += group->safe;
		c->all.no_word += group->no_word;
	}
}

static enum ac_status count(struct ac_service *service, struct counting *c, struct ac_error *err)
{
	AC_TRY(ac_service_query(service, look_at_engine, c, err));
	if (!c->known)
		return ac_fail(
			err, AC_NOT_FOUND, "there is no campaign %lld", (long long)c->campaign);
	AC_TRY(ac_service_read(service, look_at_stays, c, err));
	if (c->groups.n)
		qsort(c->groups.at, c->groups.n, sizeof *c->groups.at, more_people_first);
	sum_up(c);
	return AC_OK;
}

/* ---- what is given ---- */

static void put_group(struct ac_json *json, const struct group *group)
{
	ac_json_set_i64(json, "registered", group->registered);
	ac_json_set_i64(json, "needs_help", group->needs_help);
	if (group->registered < ac_headcount_small)
		return;
	ac_json_set_i64(json, "away", group->away);
	ac_json_set_i64(json, "safe", group->safe);
	ac_json_set_i64(json, "no_word", group->no_word);
}

/* @return how many groups are small */
static int64_t put_figures(struct ac_json *figures, const struct counting *c)
{
	int64_t small = 0;
	struct ac_json *groups = ac_json_set_array(figures, "groups");
	put_group(figures, &c->all);
	ac_vec_each(&c->groups, group) {
		struct ac_json *json = ac_json_add_object(groups);
		ac_json_set_text(json, "name", *group->name ? group->name : "without a hotel");
		if (group->ref && *group->ref)
			ac_json_set_text(json, "hotel_id", group->ref);
		if (group->district && *group->district)
			ac_json_set_text(json, "district", group->district);
		put_group(json, group);
		small += group->registered < ac_headcount_small;
	}
	return small;
}

struct giving {
	struct ac_by by;
	int64_t campaign, id, registered, small;
	struct ac_str to, by_what;
	struct ac_json *figures; /* owned by the caller */
};

static void show(const struct giving *g)
{
	char document[document_max], says[160];
	struct ac_json *shown = ac_rehearsed(&g->by.officer);
	(void)snprintf(document, sizeof document,
		"To %.*s: of campaign %lld, per %.*s, how many are registered, away, safe, need "
		"help, "
		"have given no word. No names, no numbers.\n",
		AC_STR_ARG(g->to), (long long)g->campaign, AC_STR_ARG(g->by_what));
	ac_rehearse_document(&g->by.officer, ac_str(document));
	if (!shown)
		return;
	ac_json_set(shown, "figures", ac_json_copy(g->figures));
	(void)snprintf(
		says, sizeof says, "%lld are registered there now", (long long)g->registered);
	ac_rehearse_check(&g->by.officer, "people", g->registered > 0, ac_str(says));
	(void)snprintf(says, sizeof says,
		"of %lld groups of fewer than %d only registered and needs_help are given",
		(long long)g->small, ac_headcount_small);
	ac_rehearse_check(&g->by.officer, "small", true, ac_str(says));
}

static enum ac_status give(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct giving *g = ctx;
	AC_AUTO(buf) struct ac_buf figures;
	ac_buf_init(&figures, figures_max);
	ac_json_write(g->figures, &figures);
	AC_TRY(ac_buf_check(&figures, "the figures", err));
	struct ac_headcount_row row = { .campaign = g->campaign,
		.recipient = g->to,
		.by_what = g->by_what,
		.given_at = g->by.at,
		.figures = ac_buf_str(&figures) };
	AC_TRY(ac_headcount_insert(db, &row, &g->id, err));
	show(g);
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("campaign", g->campaign);
	ac_json_set_str(detail, "to", g->to);
	ac_json_set_i64(detail, "registered", g->registered);
	return ac_decided(db, &g->by, "headcount.give", "headcount", g->id, detail, err);
}

enum ac_status ac_headcounts_give(struct ac_service *service, struct ac_officer officer,
	int64_t campaign, struct ac_str to, struct ac_str by, int64_t *id, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *figures = ac_json_new_object();
	AC_AUTO(counting)
	struct counting c = { .campaign = campaign, .now = ac_service_now(service) };
	struct giving g = { .by = ac_by(service, officer),
		.campaign = campaign,
		.to = ac_str_trim(to),
		.by_what = by,
		.figures = figures };
	c.by_hotel = ac_str_eq(by, AC_STR("hotel"));
	if (!g.to.n || g.to.n > to_max)
		return ac_fail(
			err, AC_INVALID, "to: who gets it? An office, 1 to %d bytes", to_max);
	if (!c.by_hotel && !ac_str_eq(by, AC_STR("district")))
		return ac_fail(err, AC_INVALID, "by: hotel or district");
	AC_TRY(count(service, &c, err));
	g.registered = c.all.registered;
	g.small = put_figures(figures, &c);
	AC_TRY(ac_service_write(service, give, &g, err));
	*id = g.id;
	return AC_OK;
}

/* ---- views ---- */

static void put(struct ac_json *json, const struct ac_headcount_row *row)
{
	const struct ac_json_limits limits = { figures_max, 8, 0 };
	struct ac_json *figures = NULL;
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_i64(json, "campaign", row->campaign);
	ac_json_set_str(json, "to", row->recipient);
	ac_json_set_str(json, "by", row->by_what);
	ac_json_set_wall(json, "given_at", row->given_at);
	if (ac_json_parse(row->figures, &limits, &figures, NULL) == AC_OK)
		ac_json_set(json, "figures", figures);
}

struct viewing {
	int64_t id;
	struct ac_json *answer;
};

static void put_one(void *ctx, const struct ac_headcount_row *row)
{
	put(ctx, row);
}

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	return ac_headcount_get(db, v->id, put_one, v->answer, err);
}

enum ac_status ac_headcounts_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { id, answer };
	return ac_service_read(service, view, &v, err);
}

static void put_next(void *ctx, const struct ac_headcount_row *row)
{
	struct ac_json *json = ac_json_add_object(ctx);
	AC_AUTO(json) struct ac_json *whole = ac_json_new_object();
	int64_t registered = 0;
	put(whole, row);
	(void)!ac_json_opt_i64(
		ac_json_find(whole, "figures"), "registered", 0, INT64_MAX, 0, &registered, NULL);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "to", row->recipient);
	ac_json_set_str(json, "by", row->by_what);
	ac_json_set_wall(json, "given_at", row->given_at);
	ac_json_set_i64(json, "registered", registered);
}

static void nothing(void *ctx, const struct ac_campaign_row *row)
{
	(void)ctx, (void)row;
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct viewing *v = ctx;
	AC_TRY(ac_campaign_get(db, v->id, nothing, NULL, err));
	return ac_headcount_each(db, v->id, put_next, v->answer, err);
}

enum ac_status ac_headcounts_list(
	struct ac_service *service, int64_t campaign, struct ac_json *answer, struct ac_error *err)
{
	struct viewing v = { campaign, ac_json_set_array(answer, "headcounts") };
	return ac_service_read(service, list, &v, err);
}
