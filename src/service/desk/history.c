#include "service/desk/history.h"

#include "base/vec.h"
#include "service/desk/decide.h"
#include "service/run/facts.h"
#include "store/cases.h"
#include "store/outreach.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct entry {
	struct ac_wall at;
	size_t place; /* what happened in one step of the engine stays in order, events first */
	struct ac_json *json; /* owned until it is put into the answer */
};

struct gathering {
	const struct ac_service *service;
	struct ac_db *db;
	int64_t traveller;
	bool texts;
	AC_VEC(struct ac_attempt_row) attempts;
	AC_VEC(struct ac_event_row) events;
};

static void gathering_done(struct gathering *g)
{
	ac_vec_done(&g->attempts);
	ac_vec_done(&g->events);
}
AC_AUTO_DEFINE_VALUE(gathering, struct gathering, gathering_done)

/* ---- from the store ---- */

static void take_attempt(void *ctx, const struct ac_attempt_row *row)
{
	struct gathering *g = ctx;
	ac_vec_push(&g->attempts, *row);
	g->attempts.at[g->attempts.n - 1].carrier_id = (struct ac_str){ 0 };
}

static void take_event(void *ctx, const struct ac_event_row *row)
{
	struct gathering *g = ctx;
	ac_vec_push(&g->events, *row);
	g->events.at[g->events.n - 1].text = (struct ac_str){ 0 };
}

/* ---- from the journal's tail ---- */

static void take_chunk(struct gathering *g, const struct ac_chunk_record *chunk)
{
	struct ac_cursor entries = ac_cursor(chunk->entries);
	struct ac_attempt_row row = {
		.link = chunk->link, .state = AC_ATTEMPT_recorded, .recorded_at = chunk->at
	};
	for (uint64_t i = 0; ac_attempt_entry_next(&entries, &row.entry); i++) {
		row.id = (uint64_t)chunk->chunk << ac_chunk_bits | i;
		if (row.entry.traveller == g->traveller)
			ac_vec_push(&g->attempts, row);
	}
}

static void take_outcome(struct gathering *g, const struct ac_outcome_record *outcome)
{
	if (outcome->traveller != g->traveller)
		return;
	ac_vec_each(&g->attempts, attempt) {
		if (attempt->id != outcome->attempt)
			continue;
		attempt->state = outcome->state;
		attempt->ended_at = outcome->at;
		attempt->carrier_status = outcome->carrier_status;
	}
}

static enum ac_status take_row(
	void *ctx, int64_t seq, struct ac_wall at, struct ac_str body, struct ac_error *err)
{
	struct gathering *g = ctx;
	struct ac_cursor cursor = ac_cursor(body);
	struct ac_record record;
	(void)at, (void)err;
	for (unsigned place = 0; ac_record_next(&cursor, &record); place++) {
		if (record.kind == AC_RECORD_CHUNK)
			take_chunk(g, &record.chunk);
		else if (record.kind == AC_RECORD_OUTCOME)
			take_outcome(g, &record.outcome);
		else if (record.kind == AC_RECORD_EVENT && record.event.traveller == g->traveller)
			ac_vec_push(
				&g->events, ((struct ac_event_row){ .id = ac_event_id(seq, place),
						    .record = record.event }));
	}
	return AC_OK;
}

/* ---- as sentences ---- */

static void say(struct ac_json *json, const char *name, const char *format, ...) AC_PRINTF(3, 4);
static void say(struct ac_json *json, const char *name, const char *format, ...)
{
	char text[200];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	ac_json_set_text(json, name, text);
}

static struct ac_json *attempt_json(const struct gathering *g, const struct ac_attempt_row *row)
{
	struct ac_json *json = ac_json_new_object();
	const char *link = ac_service_link_name(g->service, row->link);
	const char *kind = ac_kind_name((enum ac_kind)row->entry.kind);
	const char *state = ac_attempt_state_name((enum ac_attempt_state)row->state);
	ac_json_set_wall(json, "at", row->recorded_at);
	ac_json_set_text(json, "entry", "attempt");
	ac_json_set_i64(json, "attempt", (int64_t)row->id);
	ac_json_set_i64(json, "campaign", row->entry.campaign);
	ac_json_set_text(json, "message", kind);
	ac_json_set_text(json, "state", state);
	ac_json_set_i64(json, "tier", row->entry.tier);
	ac_json_set_i64(json, "version", row->entry.version);
	ac_json_set_i64(json, "contact", row->entry.contact);
	ac_json_set_text(json, "by", link);
	ac_json_set_wall_if(json, "ended_at", row->ended_at);
	if (row->carrier_status)
		ac_json_set_i64(json, "carrier_status", row->carrier_status);
	char language[3] = { (char)(row->entry.language >> 8), (char)(row->entry.language & 0xff),
		0 };
	ac_json_set_text(json, "language", row->entry.language ? language : "");
	say(json, "what", "%s of tier %d, text version %d: %s", kind, row->entry.tier,
		row->entry.version, state);
	return json;
}

static void put_officer(
	const struct gathering *g, const struct ac_event_record *event, struct ac_json *json)
{
	AC_AUTO(buf) struct ac_buf name;
	ac_buf_init(&name, 128);
	int64_t officer = event->event == AC_EVENT_help_owned ? event->subject
			  : event->subject < 0                ? -event->subject
							      : 0;
	if (officer && ac_officer_name(g->db, officer, &name, NULL) == AC_OK)
		ac_json_set_str(json, "by", ac_buf_str(&name));
	else if (event->event == AC_EVENT_responded)
		ac_json_set_text(json, "by", "themselves");
}

static void put_text(void *ctx, const struct ac_inbound_row *row)
{
	ac_json_set_str_if(ctx, "text", row->text);
}

static void say_event(struct ac_json *json, const struct ac_event_record *event)
{
	int detail = event->detail;
	switch (event->event) {
	case AC_EVENT_responded:
		say(json, "what", "answered: %s", ac_word_name((enum ac_word)detail));
		break;
	case AC_EVENT_standing:
		say(json, "what", "standing: %s", ac_standing_name((enum ac_standing)detail));
		break;
	case AC_EVENT_told:
		say(json, "what", "told: %s", ac_told_name((enum ac_told)detail));
		break;
	case AC_EVENT_explained:
		say(json, "what", "not told: %s", ac_explained_name((enum ac_explained)detail));
		break;
	case AC_EVENT_help_raised: say(json, "what", "calls for help"); break;
	case AC_EVENT_help_owned: say(json, "what", "an officer owns the call for help"); break;
	case AC_EVENT_desk_asked: say(json, "what", "the call desk is asked to phone"); break;
	case AC_EVENT_tier_changed: say(json, "what", "moves to tier %d", detail); break;
	case AC_EVENT_vouched:
		say(json, "what", "person %lld spoke for them", (long long)event->subject);
		break;
	case AC_EVENT_joined: say(json, "what", "joined the campaign in tier %d", detail); break;
	case AC_EVENT_left_audience: say(json, "what", "no longer concerned"); break;
	case AC_EVENT_held: say(json, "what", "an unknown outcome is held, not sent again"); break;
	case AC_EVENT_closing_told: say(json, "what", "told that it is over"); break;
	case AC_EVENT_closing_explained:
		say(json, "what", "could not be told that it is over");
		break;
	default:
		say(json, "what", "%s %d", ac_event_name((enum ac_event)event->event), detail);
		break;
	}
}

static struct ac_json *event_json(const struct gathering *g, const struct ac_event_row *row)
{
	const struct ac_event_record *event = &row->record;
	struct ac_json *json = ac_json_new_object();
	ac_json_set_wall(json, "at", event->at);
	ac_json_set_text(json, "entry", ac_event_name((enum ac_event)event->event));
	ac_json_set_i64(json, "campaign", event->campaign);
	say_event(json, event);
	put_officer(g, event, json);
	if (g->texts && event->event == AC_EVENT_responded && event->subject > 0)
		(void)!ac_inbound_get(g->db, event->subject, put_text, json, NULL);
	return json;
}

/* ---- in order ---- */

static int by_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->at.us != y->at.us)
		return x->at.us > y->at.us ? 1 : -1;
	return (x->place > y->place) - (x->place < y->place);
}

enum ac_status ac_history_put(const struct ac_service *service, struct ac_db *db, int64_t traveller,
	bool texts, struct ac_json *array, struct ac_error *err)
{
	AC_AUTO(gathering)
	struct gathering g = {
		.service = service, .db = db, .traveller = traveller, .texts = texts
	};
	struct facts facts;
	AC_TRY(ac_attempts_of(db, traveller, take_attempt, &g, err));
	AC_TRY(ac_events_of(db, traveller, take_event, &g, err));
	AC_TRY(facts_get(db, &facts, err));
	AC_TRY(ac_journal_each(db, facts.expanded, take_row, &g, err));
	size_t n = 0;
	struct entry *entries = ac_alloc_array(g.attempts.n + g.events.n + 1, sizeof *entries);
	ac_vec_each(&g.events, event) {
		entries[n] = (struct entry){ event->record.at, n, event_json(&g, event) };
		n++;
	}
	ac_vec_each(&g.attempts, attempt) {
		entries[n] = (struct entry){ attempt->recorded_at, n, attempt_json(&g, attempt) };
		n++;
	}
	qsort(entries, n, sizeof *entries, by_time);
	for (size_t i = 0; i < n; i++)
		ac_json_add(array, entries[i].json);
	ac_free(entries);
	return AC_OK;
}
