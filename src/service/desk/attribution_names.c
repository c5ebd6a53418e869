#include "service/desk/attribution_names.h"

#include "base/vec.h"
#include "store/attributions.h"
#include "threat/attribution.h"

enum { body_max = 1 << 20 };

/* A name that the text has. */
struct named {
	int64_t attribution;
	bool published, withdrawn, exercise, convicted;
	struct ac_str name; /* stands in a body */
};

struct looking {
	struct ac_str text;
	AC_VEC(struct named) found;
	AC_VEC(struct ac_json *) bodies; /* owned */
};

static void looking_done(struct looking *l)
{
	ac_vec_each(&l->bodies, body)
		ac_json_free(*body);
	ac_vec_done(&l->bodies);
	ac_vec_done(&l->found);
}
AC_AUTO_DEFINE_VALUE(looking, struct looking, looking_done)

static bool is_convicted(const struct ac_json *body)
{
	struct ac_str source = AC_STR("");
	(void)!ac_json_opt_str(body, "convicted", AC_STR(""), &source, NULL);
	return ac_str_trim(source).n > 0;
}

bool ac_attribution_body_names(const struct ac_json *body, struct ac_str text)
{
	ac_json_each(ac_json_find(body, "organisations"), item)
	{
		struct ac_str name;
		if (ac_json_as_str(item, &name, NULL) == AC_OK && ac_attribution_names(text, name))
			return true;
	}
	return false;
}

static void look_for_names(void *ctx, const struct ac_attribution_row *row)
{
	struct looking *l = ctx;
	const struct ac_json_limits limits = { body_max, 8, 0 };
	struct ac_json *body = NULL;
	if (ac_json_parse(row->body, &limits, &body, NULL) != AC_OK)
		return;
	ac_vec_push(&l->bodies, body);
	ac_json_each(ac_json_find(body, "organisations"), name)
	{
		struct named named = { .attribution = row->id,
			.published = ac_str_eq(row->state, AC_STR("published")),
			.withdrawn = ac_str_eq(row->state, AC_STR("withdrawn")),
			.exercise = row->exercise,
			.convicted = is_convicted(body) };
		if (ac_json_as_str(name, &named.name, NULL) == AC_OK &&
			ac_attribution_names(l->text, named.name))
			ac_vec_push(&l->found, named);
	}
}

enum ac_status ac_attributions_spare(struct ac_db *db, struct ac_str text, struct ac_error *err)
{
	AC_AUTO(looking) struct looking l = { .text = text };
	AC_TRY(ac_attribution_each(db, 0, look_for_names, &l, err));
	if (!l.found.n)
		return AC_OK;
	return ac_fail(err, AC_INVALID,
		"a text names an organisation of attribution %lld: messages to people say what to "
		"do, never who is behind it",
		(long long)l.found.at[l.found.n - 1].attribution);
}

/* The published one that lets a text have this name; NULL: none. Best one that says who was convicted. */
static const struct named *behind(const struct looking *l, const struct named *named,
	const struct ac_attribution_field *field)
{
	const struct named *found = NULL;
	ac_vec_each(&l->found, other) {
		bool counts = other->published && (field->exercise || !other->exercise) &&
			      ac_attribution_names(other->name, named->name) &&
			      ac_attribution_names(named->name, other->name);
		if (counts && (!found || other->convicted))
			found = other;
	}
	return found;
}

static enum ac_status not_public(
	const struct named *named, const struct ac_attribution_field *field, struct ac_error *err)
{
	return ac_fail(err, AC_INVALID,
		named->withdrawn ? "%s: it names an organisation of attribution %lld, which was "
				   "withdrawn: leave the name out"
		: named->published
			? "%s: it names an organisation of attribution %lld, which is an "
			  "exercise: leave the name out"
			: "%s: it names an organisation of attribution %lld, which is not "
			  "published: leave the name out, or publish that first",
		field->name, (long long)named->attribution);
}

/* Until somebody is convicted each sentence with the name says that it is alleged. */
static enum ac_status must_allege(const struct named *named,
	const struct ac_attribution_field *field, struct ac_str text, struct ac_error *err)
{
	if (!field->language.n)
		return ac_fail(err, AC_INVALID,
			"%s: it names an organisation of attribution %lld, and has no language in "
			"which it could say that this is alleged: leave the name out",
			field->name, (long long)named->attribution);
	enum ac_status status = ac_attribution_check(field->language, text, &named->name, 1, err);
	return status == AC_OK ? AC_OK : ac_fail_in(err, status, "%s", field->name);
}

enum ac_status ac_attributions_permit(struct ac_db *db, const struct ac_attribution_field *field,
	struct ac_str text, struct ac_error *err)
{
	AC_AUTO(looking) struct looking l = { .text = text };
	AC_TRY(ac_attribution_each(db, 0, look_for_names, &l, err));
	ac_vec_each(&l.found, named) {
		const struct named *stands = behind(&l, named, field);
		if (!stands)
			return not_public(named, field, err);
		if (!stands->convicted)
			AC_TRY(must_allege(stands, field, text, err));
	}
	return AC_OK;
}
