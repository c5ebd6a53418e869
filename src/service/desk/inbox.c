#include "service/desk/inbox.h"

#include "service/desk/pages.h"
#include "service/desk/persons.h"
#include "store/cases.h"
#include "store/outreach.h"

enum { list_max = 1000 };

static const char *const states[] = { "open", "taken", "settled" };

/* ---- list ---- */

struct listing {
	bool all;
	struct ac_json *messages;
	struct ac_json *people; /* ids, for the audit row */
};

static void add(void *ctx, const struct ac_inbound_row *row)
{
	struct listing *l = ctx;
	struct ac_json *json = ac_json_add_object(l->messages);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_wall(json, "at", row->at);
	ac_json_set_text(json, "state", states[row->state]);
	ac_json_set_text(json, "word", ac_word_name(row->word));
	ac_json_set_str(json, "text", row->text);
	ac_json_set_str_if(json, "owner", row->owner);
	if (row->campaign)
		ac_json_set_i64(json, "campaign", row->campaign);
	if (row->traveller) {
		ac_json_set_i64(json, "traveller", row->traveller);
		ac_json_add_i64(l->people, row->traveller);
	}
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct listing *l = ctx;
	AC_TRY(ac_inbound_list(db, AC_INBOUND_OPEN, 0, list_max, add, l, err));
	AC_TRY(ac_inbound_list(db, AC_INBOUND_TAKEN, 0, list_max, add, l, err));
	if (!l->all)
		return AC_OK;
	return ac_inbound_list(db, AC_INBOUND_SETTLED, 0, list_max, add, l, err);
}

enum ac_status ac_inbox_list(struct ac_service *service, struct ac_officer officer, bool all,
	struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	struct listing l = { all, ac_json_set_array(answer, "messages"),
		ac_json_set_array(detail, "people") };
	AC_TRY(ac_service_read(service, look, &l, err));
	if (!ac_json_count(l.messages))
		return AC_OK;
	return ac_decide(service, officer, "inbox.read", "inbox", 0, detail, err);
}

/* ---- settle ---- */

struct settling {
	struct ac_by by;
	int64_t id;
	const struct ac_inbox_answer *how;
	int64_t traveller, campaign;
	enum ac_word word;
	bool theirs; /* another officer has it */
};

static void take_row(void *ctx, const struct ac_inbound_row *row)
{
	struct settling *s = ctx;
	s->traveller = s->how->traveller ? s->how->traveller : row->traveller;
	s->campaign = row->campaign;
	s->word = s->how->has_word ? s->how->word : row->word;
	s->theirs = row->owner.n && !ac_str_eq(row->owner, s->by.officer.name);
}

static enum ac_status settle(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct settling *s = ctx;
	AC_TRY(ac_inbound_get(db, s->id, take_row, s, err));
	if (s->how->take) {
		AC_TRY(ac_inbound_own(db, s->id, s->by.officer.name, s->by.at, err));
		return ac_decided(db, &s->by, "inbox.take", "inbound", s->id, NULL, err);
	}
	if (s->theirs)
		return ac_fail(
			err, AC_CONFLICT, "another officer has message %lld", (long long)s->id);
	if (s->how->has_word && !s->traveller)
		return ac_fail(err, AC_INVALID,
			"message %lld: nobody knows who wrote it: say which person",
			(long long)s->id);
	AC_TRY(ac_inbound_settle(db, s->id, s->word, s->traveller, s->campaign, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("traveller", s->traveller);
	ac_json_set_text(detail, "word", ac_word_name(s->word));
	return ac_decided(db, &s->by, "inbox.settle", "inbound", s->id, detail, err);
}

enum ac_status ac_inbox_settle(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_inbox_answer *how, struct ac_json *answer, struct ac_error *err)
{
	struct settling s = { .by = ac_by(service, officer), .id = id, .how = how };
	if (how->has_word && ac_service_mode(service) != AC_SERVICE_SERVE)
		return ac_fail(
			err, AC_CONFLICT, "an answer goes to the campaigns: start the daemon");
	AC_TRY(ac_service_write(service, settle, &s, err));
	ac_json_set_i64(answer, "id", id);
	ac_json_set_text(answer, "state", how->take ? "taken" : "settled");
	if (!how->has_word || how->take)
		return AC_OK;
	struct ac_person_said said = { .word = how->word, .when = { INT64_MAX } };
	return ac_persons_said(service, officer, s.traveller, &said, answer, err);
}

/* ---- calls for help ---- */

struct calls {
	bool all;
	struct ac_json *array;
};

static void add_call(void *ctx, const struct ac_help_row *row)
{
	struct calls *c = ctx;
	if (row->owner.n && !c->all)
		return;
	struct ac_json *json = ac_json_add_object(c->array);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_i64(json, "campaign", row->campaign);
	ac_json_set_i64(json, "traveller", row->traveller);
	ac_json_set_wall(json, "at", row->at);
	ac_json_set_str_if(json, "owner", row->owner);
	ac_json_set_wall_if(json, "owned_at", row->owned_at);
}

static enum ac_status look_at_calls(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_help_open(db, 0, add_call, ctx, err);
}

enum ac_status ac_help_calls(
	struct ac_service *service, bool all, struct ac_json *answer, struct ac_error *err)
{
	struct calls c = { all, ac_json_set_array(answer, "calls") };
	return ac_service_read(service, look_at_calls, &c, err);
}

struct taking {
	struct ac_by by;
	int64_t id; /* 0: the open call of campaign and traveller */
	int64_t campaign, traveller, officer;
	bool owned; /* by somebody */
};

static void find_call(void *ctx, const struct ac_help_row *row)
{
	struct taking *t = ctx;
	if (t->id ? row->id != t->id
		  : row->campaign != t->campaign || row->traveller != t->traveller)
		return;
	t->id = row->id;
	t->campaign = row->campaign;
	t->traveller = row->traveller;
	t->owned = row->owner.n > 0;
}

static enum ac_status take_call(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct taking *t = ctx;
	AC_TRY(ac_help_own(db, t->id, t->by.officer.name, t->by.at, err));
	AC_TRY(ac_page_over(db, AC_PAGE_help_call, t->id, t->by.at, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("traveller", t->traveller);
	ac_json_set_i64(detail, "campaign", t->campaign);
	return ac_decided(db, &t->by, "help.own", "help", t->id, detail, err);
}

static enum ac_status look_for_call(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct taking *t = ctx;
	AC_TRY(ac_help_open(db, 0, find_call, t, err));
	if (!t->id || !t->traveller)
		return ac_fail(err, AC_NOT_FOUND, "there is no such open call for help");
	return ac_officer_id(db, t->by.officer.name, &t->officer, err);
}

/* The engine first: what it raises of this person from then on is another call, and no officer must take that for this
 * one. It knows of none when a crash came between the two, or the campaign is over: the call is owned all the same. */
static enum ac_status take(
	struct ac_service *service, struct taking *t, struct ac_json *answer, struct ac_error *err)
{
	AC_TRY(ac_service_write(service, look_for_call, t, err)); /* an officer may get a number */
	const struct ac_order_input order = { .order = AC_ORDER_OWN_HELP,
		.campaign = t->campaign,
		.traveller = t->traveller,
		.officer = t->officer };
	enum ac_status status = t->owned ? AC_OK : ac_service_order(service, order, err);
	if (status != AC_OK && status != AC_CONFLICT && status != AC_NOT_FOUND)
		return status;
	AC_TRY(ac_service_write(service, take_call, t, err));
	ac_json_set_i64(answer, "id", t->id);
	ac_json_set_i64(answer, "campaign", t->campaign);
	ac_json_set_i64(answer, "traveller", t->traveller);
	return AC_OK;
}

enum ac_status ac_help_take(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_json *answer, struct ac_error *err)
{
	struct taking t = { .by = ac_by(service, officer), .id = id };
	return take(service, &t, answer, err);
}

enum ac_status ac_help_take_of(struct ac_service *service, struct ac_officer officer,
	int64_t campaign, int64_t traveller, struct ac_json *answer, struct ac_error *err)
{
	struct taking t = {
		.by = ac_by(service, officer), .campaign = campaign, .traveller = traveller
	};
	return take(service, &t, answer, err);
}
