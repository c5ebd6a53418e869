/* Which messages end which others, in whichever order they came. */
#include "service/run/intake_look_p.h"
#include "service/run/intake_message.h"

/* Messages that refer to others, with their numbers. */
struct reference_list {
	struct ac_arena *arena;
	AC_VEC(struct ac_feed_message_row) rows;
};

static void take_reference(void *ctx, const struct ac_feed_message_row *row)
{
	struct reference_list *list = ctx;
	bool ends = ac_str_eq(row->msg_type, AC_STR("Update")) ||
		    ac_str_eq(row->msg_type, AC_STR("Cancel"));
	if (!ends || !row->valid || intake_refused(row) || !row->references_text.n)
		return;
	struct ac_feed_message_row kept = { .id = row->id,
		.feed = row->feed,
		.sender = ac_arena_str(list->arena, row->sender),
		.references_text = ac_arena_str(list->arena, row->references_text) };
	if (kept.sender.p && kept.references_text.p)
		ac_vec_push(&list->rows, kept);
}

/* A sender ends its own messages, nobody else's. */
static enum ac_status end_those(
	struct ac_db *db, const struct ac_feed_message_row *by, struct ac_error *err)
{
	struct ac_str rest = by->references_text, sender, identifier;
	while (intake_next_reference(&rest, &sender, &identifier))
		if (ac_str_eq(sender, by->sender))
			AC_TRY(ac_feed_message_ended(
				db, by->feed, sender, identifier, by->id, err));
	return AC_OK;
}

enum ac_status intake_ends_find(struct intake_look *look, struct ac_db *db, struct ac_error *err)
{
	struct reference_list list = { .arena = &look->arena };
	enum ac_status status = ac_feed_message_each(db, look->feed.id, take_reference, &list, err);
	for (size_t i = list.rows.n; i-- > 0 && status == AC_OK;) /* the oldest ends it */
		status = end_those(db, &list.rows.at[i], err);
	ac_vec_done(&list.rows);
	return status;
}
