/* person list: whom of a campaign the desk works down, with names. The engine says who, or the store when the
 * campaign is closed and the engine has forgotten it; the store says how they are called, the audit chain
 * says who looked. */
#include "base/vec.h"
#include "service/desk/campaign_stored.h"
#include "service/desk/persons.h"

#include "store/people.h"
#include "vault/vault.h"

struct found {
	int64_t traveller;
	uint8_t tier, standing, told, explained;
};

struct listing {
	int64_t campaign;
	const struct ac_people_filter *filter;
	int64_t passed; /* people looked at so far */
	int64_t next; /* where the next page begins; 0: nowhere */
	bool known;
	AC_VEC(struct found) found;
	struct ac_json *people;
	struct ac_json *ids; /* for the audit row */
};

static bool wanted(const struct ac_people_filter *filter, const struct ac_task_image *image)
{
	enum ac_standing standing = (enum ac_standing)image->standing;
	if (filter->tier && filter->tier != image->tier)
		return false;
	if (filter->unaccounted && ac_standing_accounted(standing))
		return false;
	return !filter->has_standing || filter->standing == standing;
}

/* @return whether there was room on the page */
static bool take(struct listing *l, int64_t traveller, const struct ac_task_image *image)
{
	if ((int64_t)l->found.n == l->filter->limit)
		return false;
	ac_vec_push(&l->found, ((struct found){ traveller, image->tier, image->standing,
				       image->told, image->explained }));
	return true;
}

static bool visit(void *ctx, const struct ac_person_view *view)
{
	struct listing *l = ctx;
	if (++l->passed <= l->filter->after || !wanted(l->filter, &view->image) ||
		take(l, view->spec.traveller, &view->image))
		return true;
	l->next = l->passed - 1;
	return false;
}

/* The same from the store, where the place is the last person's number. */
static bool visit_stored(
	void *ctx, const struct ac_task_spec *spec, const struct ac_task_image *image)
{
	struct listing *l = ctx;
	if (!wanted(l->filter, image) || take(l, spec->traveller, image)) {
		l->passed = spec->traveller;
		return true;
	}
	l->next = l->passed;
	return false;
}

static enum ac_status look_at_stored(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct listing *l = ctx;
	return ac_campaign_stored_each(db, l->campaign, l->filter->after, visit_stored, l, err);
}

static void look(const struct ac_engine *engine, void *ctx)
{
	struct listing *l = ctx;
	struct ac_counts counts;
	l->known = ac_engine_counts(engine, l->campaign, &counts) == AC_OK;
	if (l->known)
		ac_engine_each(engine, l->campaign, visit, l);
}

static void put(
	struct ac_json *people, const struct found *found, const struct ac_person_line *line)
{
	struct ac_json *json = ac_json_add_object(people);
	ac_json_set_i64(json, "id", found->traveller);
	ac_json_set_str(json, "name", line->name);
	ac_json_set_str_if(json, "phone", line->phone);
	ac_json_set_str_if(json, "email", line->email);
	ac_json_set_str_if(json, "place", line->place);
	ac_json_set_i64(json, "tier", found->tier);
	ac_json_set_text(json, "standing", ac_standing_name((enum ac_standing)found->standing));
	if (found->told)
		ac_json_set_text(json, "told", ac_told_name((enum ac_told)found->told));
	if (found->explained)
		ac_json_set_text(
			json, "explained", ac_explained_name((enum ac_explained)found->explained));
}

static enum ac_status name_them(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct listing *l = ctx;
	AC_AUTO(buf) struct ac_buf texts;
	ac_buf_init(&texts, 16384);
	ac_vec_each(&l->found, found) {
		struct ac_person_line line = { .id = found->traveller };
		enum ac_status status = ac_person_line(db, found->traveller, &texts, &line, err);
		if (status != AC_OK && status != AC_NOT_FOUND) /* purged since: the task stays */
			return status;
		put(l->people, found, &line);
		ac_json_add_i64(l->ids, found->traveller);
	}
	if (texts.p)
		ac_vault_wipe(texts.p, texts.n);
	return AC_OK;
}

enum ac_status ac_persons_list(struct ac_service *service, struct ac_officer officer,
	int64_t campaign, const struct ac_people_filter *filter, struct ac_json *answer,
	struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	struct listing l = { .campaign = campaign, .filter = filter };
	l.people = ac_json_set_array(answer, "people");
	l.ids = ac_json_set_array(detail, "people");
	enum ac_status status = ac_service_query(service, look, &l, err);
	if (status == AC_OK && !l.known)
		status = ac_service_read(service, look_at_stored, &l, err);
	if (status == AC_OK)
		status = ac_service_read(service, name_them, &l, err);
	ac_vec_done(&l.found);
	if (status != AC_OK)
		return status;
	ac_json_set_i64(answer, "next", l.next);
	if (!ac_json_count(l.ids))
		return AC_OK;
	return ac_decide(service, officer, "person.read", "campaign", campaign, detail, err);
}
