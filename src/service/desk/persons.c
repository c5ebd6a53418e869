/* What an officer heard from a person, and a person's rights. */
#include "service/desk/persons.h"

#include "service/desk/campaign_row.h"
#include "store/erase.h"
#include "store/outreach.h"
#include "store/people.h"
#include "text/reply_word.h"

/* ---- what was heard ---- */

struct saying {
	struct ac_by by;
	int64_t id, officer;
	const struct ac_person_said *said;
	enum ac_refusal_reason reason;
};

static void nothing(void *ctx, const struct ac_person_row *row)
{
	(void)ctx, (void)row;
}

static enum ac_status note_saying(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct saying *s = ctx;
	AC_TRY(ac_person_get(db, s->id, nothing, NULL, err));
	AC_TRY(ac_officer_id(db, s->by.officer.name, &s->officer, err));
	if (s->reason != AC_REFUSAL_NONE)
		AC_TRY(ac_refusal_put(db, s->id, (uint8_t)s->reason, err));
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	ac_json_set_text(detail, "word", ac_word_name(s->said->word));
	ac_json_set_str_if(detail, "reason", s->said->reason);
	ac_json_set_wall_if(detail, "when", s->said->when);
	return ac_decided(db, &s->by, "person.said", "person", s->id, detail, err);
}

struct standing_of {
	int64_t id;
	ac_campaign_ids campaigns;
	enum ac_standing standing;
	bool known;
};

static enum ac_status list_live(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaigns_live(db, 0, &((struct standing_of *)ctx)->campaigns, err);
}

static void look_at_standing(const struct ac_engine *engine, void *ctx)
{
	struct standing_of *s = ctx;
	ac_vec_each(&s->campaigns, campaign) {
		struct ac_person_view view;
		if (ac_engine_person(engine, *campaign, s->id, &view) != AC_OK)
			continue;
		s->standing = (enum ac_standing)view.image.standing;
		s->known = true;
	}
}

static enum ac_status read_reason(
	const struct ac_person_said *said, enum ac_refusal_reason *reason, struct ac_error *err)
{
	if (said->reason.n == 0)
		return AC_OK;
	if (said->word != AC_WORD_staying)
		return ac_fail(err, AC_INVALID, "reason: only who is staying has one");
	if (ac_refusal_reason_from(said->reason, reason) && *reason != AC_REFUSAL_NONE)
		return AC_OK;
	return ac_fail(err, AC_INVALID,
		"reason: money, work, does_not_believe, cannot_travel, family or other");
}

enum ac_status ac_persons_said(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_person_said *said, struct ac_json *answer, struct ac_error *err)
{
	struct saying s = { .by = ac_by(service, officer), .id = id, .said = said };
	struct standing_of now = { .id = id };
	AC_TRY(read_reason(said, &s.reason, err));
	AC_TRY(ac_service_write(service, note_saying, &s, err));
	struct ac_heard heard = { id, said->word, s.officer, said->when };
	AC_TRY(ac_service_respond(service, &heard, err));
	enum ac_status status = ac_service_read(service, list_live, &now, err);
	if (status == AC_OK)
		status = ac_service_query(service, look_at_standing, &now, err);
	ac_vec_done(&now.campaigns);
	if (status == AC_OK && now.known)
		ac_json_set_text(answer, "standing", ac_standing_name(now.standing));
	return status;
}

/* ---- exclude ---- */

enum ac_status ac_persons_exclude(struct ac_service *service, struct ac_officer officer,
	int64_t campaign, int64_t id, struct ac_str why, struct ac_error *err)
{
	if (!ac_str_trim(why).n)
		return ac_fail(err, AC_INVALID, "why: the reason stands in the audit chain");
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("campaign", campaign);
	ac_json_set_str(detail, "why", why);
	AC_TRY(ac_decide(service, officer, "person.exclude", "person", id, detail, err));
	struct ac_order_input order = {
		.order = AC_ORDER_EXCLUDE, .campaign = campaign, .traveller = id
	};
	return ac_service_order(service, order, err);
}

/* ---- erase ---- */

struct erasing {
	struct ac_by by;
	int64_t id;
	struct ac_str why;
	const char *register_path;
};

static enum ac_status erase(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct erasing *e = ctx;
	AC_TRY(ac_erase_traveller(db, e->register_path, e->id, e->by.at, err));
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	ac_json_set_str(detail, "why", e->why);
	return ac_decided(db, &e->by, "person.erase", "person", e->id, detail, err);
}

enum ac_status ac_persons_erase(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_str why, struct ac_error *err)
{
	char key_path[4096];
	if (!ac_str_trim(why).n)
		return ac_fail(err, AC_INVALID, "why: on whose request, or on what ground?");
	ac_key_path(ac_service_config(service), ac_service_dir(service), key_path);
	AC_AUTO(free) char *register_path = ac_erase_register_path(key_path);
	struct erasing e = { ac_by(service, officer), id, why, register_path };
	return ac_service_write(service, erase, &e, err);
}
