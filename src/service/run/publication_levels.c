/* The levels that the public sees: those in force for places, whatever became of the messages that set them. Time
 * ends a message, and never a level. */
#include "service/run/publication.h"

#include "threat/level.h"

enum { texts_max = 4 << 20 };

void publication_levels_begin(struct publication *publication)
{
	ac_vec_clear(&publication->levels);
	ac_arena_done(&publication->level_texts);
	ac_arena_init(&publication->level_texts, texts_max);
	publication->levels_at = (struct ac_wall){ 0 };
}

/* What it means, where the scheme is one that we know. */
static void explain(const struct ac_scheme *scheme, struct ac_feed_level *level)
{
	if (!scheme || ac_level_rank(scheme, level->level) < 0)
		return;
	level->rank = ac_level_rank(scheme, level->level);
	level->name = ac_str(ac_level_name(scheme, level->level));
	level->mildest = scheme->levels[0].code;
	level->worst = scheme->levels[scheme->n - 1].code;
}

/* A place that is back at its mildest is nothing to tell, unless a warning that says so is published. */
void publication_level(void *ctx, const struct ac_place_level_row *row)
{
	struct publication *publication = ctx;
	const struct ac_scheme *scheme = ac_scheme_find(row->scheme);
	bool mildest = !scheme || ac_level_rank(scheme, row->level) <= 0;
	if (row->at.us > publication->levels_at.us)
		publication->levels_at = row->at; /* what is not shown any more was */
	if (row->none || (mildest && !row->ends.us))
		return;
	struct published_level level = { .chain = row->warning,
		.says = { .place = ac_arena_str(&publication->level_texts, row->place),
			.country = ac_arena_str(&publication->level_texts, row->country),
			.scheme = ac_arena_str(&publication->level_texts, row->scheme),
			.rank = -1,
			.level = row->level,
			.since = row->at,
			.until = row->ends,
			.review = row->review,
			.exercise = row->exercise } };
	explain(scheme, &level.says);
	ac_vec_push(&publication->levels, level);
}

void publication_levels_done(struct publication *publication)
{
	ac_vec_done(&publication->levels);
	ac_arena_done(&publication->level_texts);
}

/* The last message of its warning: it says so, or says what follows. */
static struct ac_str message_of(struct publication *publication, int64_t chain)
{
	for (size_t i = publication->messages.n; chain && i-- > 0;) {
		struct published *message = &publication->messages.at[i];
		if (message->chain == chain && !message->unread)
			return publication_alert(message)->identifier;
	}
	return (struct ac_str){ 0 };
}

struct ac_wall publication_levels_now(
	struct publication *publication, struct ac_wall now, feed_levels_vec *levels)
{
	ac_vec_each(&publication->levels, it) {
		struct ac_feed_level level = it->says;
		level.identifier = message_of(publication, it->chain);
		if (level.until.us <= now.us)
			level.until.us = 0; /* its message is over, it is not */
		ac_vec_push(levels, level);
	}
	return publication->levels_at;
}
