/* What was judged by other keys than are pinned now is judged again, from its bytes as they came: a forgery that came
 * before the key loses its word, and what was refused by a wrong key gets it. Only senders whose keys changed cost
 * anything. Where the answer is a refusal, or other bytes came under that name once, what stands at its link is asked
 * for again: it may be the true one, left alone until now. */
#include "cap/index.h"
#include "service/run/intake_look_p.h"
#include "service/run/intake_message.h"
#include "service/service_p.h"

bool intake_again_due(const struct ac_cap_issuers *issuers, const struct ac_feed_message_row *row)
{
	char pins[ac_cap_pins_size];
	ac_cap_issuers_pins(issuers, row->claims, pins);
	return !ac_str_eq(row->pins, ac_str(pins));
}

/* ---- judging ---- */

struct reading {
	int64_t feed, id;
	struct ac_buf *xml;
};

static enum ac_status read_bytes(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct reading *r = ctx;
	return ac_feed_message_bytes(db, r->feed, r->id, r->xml, err);
}

static enum ac_status judge_one(struct intake_look *look, struct intake_known *known,
	struct ac_buf *xml, struct ac_error *err)
{
	struct reading r = { look->feed.id, known->id, xml };
	ac_buf_reset(xml);
	AC_TRY(ac_service_read(look->service, read_bytes, &r, err));
	struct ac_feed_message_row *verdict = &known->verdict;
	*verdict = (struct ac_feed_message_row){ .id = known->id, .feed = look->feed.id };
	intake_message_read(ac_buf_str(xml), look->issuers, &look->arena, verdict);
	verdict->xml = AC_STR("");
	known->judged = true;
	known->ask = intake_refused(verdict) || known->altered;
	look->report->judged++;
	return AC_OK;
}

enum ac_status intake_again_judge(struct intake_look *look, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf xml;
	ac_buf_init(&xml, ac_cap_index_bytes_max);
	ac_vec_each(&look->known, known) {
		if (!known->due)
			continue;
		if (ac_service_stopping(look->service))
			return ac_fail(err, AC_CLOSED, "the service stops");
		AC_TRY(judge_one(look, known, &xml, err));
	}
	return AC_OK;
}

/* ---- keeping ---- */

static void ignore(void *ctx, const struct ac_feed_message_row *row)
{
	(void)ctx, (void)row;
}

/* A name that it had lost may be another's by now: one message bears it. */
static enum ac_status give_way(
	struct ac_db *db, struct ac_feed_message_row *verdict, struct ac_error *err)
{
	bool taken;
	AC_TRY(ac_feed_message_find(db, verdict, ignore, NULL, &taken, err));
	if (!taken)
		return AC_OK;
	verdict->sender = verdict->identifier = AC_STR("");
	verdict->signature = AC_STR("refused");
	verdict->finding = AC_STR("another message stands under its identifier");
	return AC_OK;
}

static enum ac_status keep_one(struct ac_db *db, struct intake_known *known, struct ac_error *err)
{
	struct ac_feed_message_row *verdict = &known->verdict;
	if (!known->named && verdict->identifier.n)
		AC_TRY(give_way(db, verdict, err));
	if (known->ask)
		verdict->pins = AC_STR(ac_feed_pins_unsettled);
	return ac_feed_message_judged(db, verdict, err);
}

/* Oldest first. */
static enum ac_status keep_those(
	struct intake_look *look, struct ac_db *db, bool named, struct ac_error *err)
{
	for (size_t i = look->known.n; i-- > 0;) {
		struct intake_known *known = &look->known.at[i];
		if (known->judged && !known->replaced && known->named == named)
			AC_TRY(keep_one(db, known, err));
	}
	return AC_OK;
}

/* What it ended before is no more ended by it until its references are read anew. */
static enum ac_status release(struct intake_look *look, struct ac_db *db, struct ac_error *err)
{
	ac_vec_each(&look->known, known) {
		if (!known->ended_by)
			continue;
		const struct intake_known *by = intake_known_of(look, known->ended_by);
		if (by && (by->judged || by->replaced))
			AC_TRY(ac_feed_message_not_ended(db, known->id, err));
	}
	return AC_OK;
}

enum ac_status intake_again_keep(struct intake_look *look, struct ac_db *db, struct ac_error *err)
{
	if (!look->report->judged && !look->report->replaced)
		return AC_OK;
	AC_TRY(keep_those(look, db, true, err)); /* who bears a name keeps it */
	AC_TRY(keep_those(look, db, false, err));
	return release(look, db, err);
}
