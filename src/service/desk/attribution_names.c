#include "service/desk/attribution_names.h"

#include "base/vec.h"
#include "store/attributions.h"
#include "threat/attribution.h"
#include "json/json.h"

enum { body_max = 1 << 20 };

/* A name that the text has. */
struct named {
	int64_t attribution;
	bool published, withdrawn;
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
			.withdrawn = ac_str_eq(row->state, AC_STR("withdrawn")) };
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

/* Does one that is published have the same name? */
static bool is_public(const struct looking *l, const struct named *named)
{
	for (size_t i = 0; i < l->found.n; i++) {
		const struct named *other = &l->found.at[i];
		if (other->published && ac_attribution_names(other->name, named->name) &&
			ac_attribution_names(named->name, other->name))
			return true;
	}
	return false;
}

enum ac_status ac_attributions_permit(
	struct ac_db *db, const char *field, struct ac_str text, struct ac_error *err)
{
	AC_AUTO(looking) struct looking l = { .text = text };
	AC_TRY(ac_attribution_each(db, 0, look_for_names, &l, err));
	ac_vec_each(&l.found, named) {
		if (is_public(&l, named))
			continue;
		return ac_fail(err, AC_INVALID,
			named->withdrawn
				? "%s: it names an organisation of attribution %lld, which was "
				  "withdrawn: leave the name out"
				: "%s: it names an organisation of attribution %lld, which is not "
				  "published: leave the name out, or publish that first",
			field, (long long)named->attribution);
	}
	return AC_OK;
}
