/* The levels that the public sees. A message says one as a parameter: the scheme and a number; what `level set` and
 * an all-clear leave standing says no message, or none that is still in force. */
#include "service/run/publication.h"

#include "threat/level.h"

#include <stdlib.h>

void publication_clear_levels(struct publication *publication)
{
	ac_vec_each(&publication->levels, level) {
		ac_free(level->place);
		ac_free(level->scheme);
	}
	ac_vec_clear(&publication->levels);
}

void publication_add_level(struct publication *publication, const struct ac_place_level_row *row)
{
	struct standing_level level = { .place = ac_strndup(row->place.p, row->place.n),
		.scheme = ac_strndup(row->scheme.p, row->scheme.n),
		.level = row->level,
		.warning = row->warning,
		.at = row->at,
		.review = row->review,
		.exercise = row->exercise };
	ac_vec_push(&publication->levels, level);
}

/* What it means, where the scheme is one that we know. */
static void explain(struct ac_feed_level *level)
{
	const struct ac_scheme *scheme = ac_scheme_find(level->scheme);
	if (!scheme || ac_level_rank(scheme, level->level) < 0)
		return;
	level->name = ac_str(ac_level_name(scheme, level->level));
	level->mildest = scheme->levels[0].code;
	level->worst = scheme->levels[scheme->n - 1].code;
}

static void add(struct feed_levels *levels, struct ac_feed_level level)
{
	explain(&level);
	ac_vec_push(&levels->list, level);
}

static void add_message(struct feed_levels *levels, const struct ac_feed_message *message)
{
	const struct ac_cap_alert *alert = message->alert;
	const struct ac_cap_info *info = &alert->infos[0];
	for (size_t i = 0; i < info->parameter_count; i++) {
		struct ac_feed_level level = { .scheme = info->parameters[i].name,
			.since = message->sent,
			.until = message->expires,
			.identifier = alert->identifier,
			.exercise = alert->status != AC_CAP_STATUS_ACTUAL };
		if (!ac_str_to_i64(info->parameters[i].value, 0, 100, &level.level))
			continue;
		for (size_t k = 0; k < info->area_count; k++) {
			level.place = info->areas[k].desc;
			add(levels, level);
		}
	}
}

static bool says_so(const struct ac_feed *feed, int64_t warning)
{
	for (size_t i = 0; warning && i < feed->n; i++)
		if (feed->messages[i].chain == warning &&
			ac_feed_in_force(&feed->messages[i], feed->now))
			return true;
	return false;
}

static int by_place(const void *a, const void *b)
{
	const struct ac_feed_level *x = a, *y = b;
	size_t n = x->place.n < y->place.n ? x->place.n : y->place.n;
	int order = n ? memcmp(x->place.p, y->place.p, n) : 0;
	if (order || x->place.n != y->place.n)
		return order ? order : x->place.n < y->place.n ? -1 : 1;
	return x->since.us < y->since.us ? -1 : x->since.us > y->since.us;
}

void publication_levels(const struct publication *publication, const struct ac_feed *feed,
	struct feed_levels *levels)
{
	for (size_t i = 0; i < feed->n; i++)
		if (ac_feed_in_force(&feed->messages[i], feed->now) &&
			feed->messages[i].alert->info_count)
			add_message(levels, &feed->messages[i]);
	ac_vec_each(&publication->levels, standing) {
		if (says_so(feed, standing->warning))
			continue;
		add(levels, (struct ac_feed_level){ .place = ac_str(standing->place),
				    .scheme = ac_str(standing->scheme),
				    .level = standing->level,
				    .since = standing->at,
				    .review = standing->review,
				    .exercise = standing->exercise });
	}
	if (levels->list.n)
		qsort(levels->list.at, levels->list.n, sizeof *levels->list.at, by_place);
}
