/* Who answers for the level of a place: every case that set it, in any scheme,
 * since it was last at its mildest there. What one of them
 * still waits for, no other can give away by taking the place over. */
#include "service/desk/ledger.h"
#include "service/desk/level_p.h"
#include "store/cases.h"
#include "store/criteria.h"

struct owner {
	int64_t case_id, warning; /* warning 0: of none */
	bool closed, goes_on; /* goes_on: has a successor */
};

struct owners {
	const struct ac_level_of *of; /* in any scheme */
	struct ac_buf key; /* place and scheme of the history that is read */
	size_t first; /* its first owner */
	AC_VEC(struct owner) all;
	size_t at; /* the one that is looked at */
	bool mistaken; /* it had the place by a warning that was taken back */
};

static void owners_done(struct owners *owners)
{
	ac_vec_done(&owners->all);
	ac_buf_done(&owners->key);
}
AC_AUTO_DEFINE_VALUE(owners, struct owners, owners_done)

static void add_owner(struct owners *owners, int64_t case_id, int64_t warning)
{
	for (size_t i = owners->first; i < owners->all.n; i++)
		if (owners->all.at[i].case_id == case_id && owners->all.at[i].warning == warning)
			return;
	ac_vec_push(&owners->all, ((struct owner){ .case_id = case_id, .warning = warning }));
}

/* Each scheme has a history of its own, read one after the other. */
static void begin_history(struct owners *owners, const struct ac_place_level_row *row)
{
	AC_AUTO(buf) struct ac_buf key;
	ac_buf_init(&key, 1024);
	ac_buf_printf(&key, "%.*s\n%.*s", AC_STR_ARG(row->place), AC_STR_ARG(row->scheme));
	if (ac_str_eq(ac_buf_str(&key), ac_buf_str(&owners->key)))
		return;
	ac_buf_reset(&owners->key);
	ac_buf_add_str(&owners->key, ac_buf_str(&key));
	owners->first = owners->all.n;
}

static void take_level(void *ctx, const struct ac_place_level_row *row)
{
	struct owners *owners = ctx;
	const struct ac_scheme *scheme = ac_scheme_find(row->scheme);
	if (!scheme || row->exercise != owners->of->exercise ||
		!level_same_place(row->place, owners->of->place))
		return;
	begin_history(owners, row);
	if (row->none || ac_level_rank(scheme, row->level) <= 0)
		owners->all.n = owners->first;
	else
		add_owner(owners, row->case_id, row->warning);
}

/* A case whose warning was a mistake has nothing to wait for on its account. */
static void look_at_warning(void *ctx, const struct ac_warning_row *row)
{
	struct owners *owners = ctx;
	owners->mistaken = ac_str_eq(row->state, AC_STR("retracted")) &&
			   row->case_id == owners->all.at[owners->at].case_id;
}

static enum ac_status drop_mistaken(struct ac_db *db, struct owners *owners, struct ac_error *err)
{
	size_t kept = 0;
	for (owners->at = 0; owners->at < owners->all.n; owners->at++) {
		struct owner owner = owners->all.at[owners->at];
		owners->mistaken = false;
		if (owner.warning)
			AC_TRY(ac_warning_get(db, owner.warning, look_at_warning, owners, err));
		if (!owners->mistaken)
			owners->all.at[kept++] = owner;
	}
	owners->all.n = kept;
	return AC_OK;
}

/* A closed case is never edited: what it waited for, its successors wait for. */
static void look_at_case(void *ctx, const struct ac_case_row *row)
{
	struct owners *owners = ctx;
	struct owner *owner = &owners->all.at[owners->at];
	if (row->id == owner->case_id)
		owner->closed = ac_str_eq(row->state, AC_STR("closed"));
	if (row->successor_of != owner->case_id || !owner->closed)
		return;
	owner->goes_on = true;
	add_owner(owners, row->id, 0);
}

/* Look at the case at `at`: itself, then, oldest first, those that go on from it. */
static enum ac_status look(struct ac_db *db, struct owners *owners, struct ac_error *err)
{
	AC_TRY(ac_case_each(db, look_at_case, owners, err));
	const struct owner *owner = &owners->all.at[owners->at];
	if (!owner->closed || owner->goes_on)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"case %lld set the level too and is closed: its criteria go on in a successor of "
		"it",
		(long long)owner->case_id);
}

/* A case stands here once for each of its warnings. */
static bool seen_before(const struct owners *owners)
{
	for (size_t i = 0; i < owners->at; i++)
		if (owners->all.at[i].case_id == owners->all.at[owners->at].case_id)
			return true;
	return false;
}

static enum ac_status each(struct ac_db *db, const struct ac_level_of *of,
	enum ac_status (*visit)(
		struct ac_db *db, int64_t case_id, const void *ctx, struct ac_error *err),
	const void *ctx, struct ac_error *err)
{
	AC_AUTO(owners) struct owners owners = { .of = of };
	ac_buf_init(&owners.key, 1024);
	AC_TRY(ac_place_level_all(db, take_level, &owners, err));
	owners.first = 0;
	AC_TRY(drop_mistaken(db, &owners, err));
	for (owners.at = 0; owners.at < owners.all.n; owners.at++) {
		AC_TRY(look(db, &owners, err));
		const struct owner *owner = &owners.all.at[owners.at];
		if (!owner->closed && !seen_before(&owners))
			AC_TRY(visit(db, owner->case_id, ctx, err));
	}
	return AC_OK;
}

static enum ac_status require(
	struct ac_db *db, int64_t case_id, const void *ctx, struct ac_error *err)
{
	return ledger_require(db, case_id, ctx, err);
}

enum ac_status level_owners_allow(struct ac_db *db, const struct ac_level_of *of,
	const struct ac_lowering *lowering, struct ac_error *err)
{
	return each(db, of, require, lowering, err);
}

static enum ac_status show(struct ac_db *db, int64_t case_id, const void *ctx, struct ac_error *err)
{
	return ledger_show(db, case_id, ctx, err);
}

enum ac_status level_owners_show(struct ac_db *db, const struct ac_level_of *of,
	const struct ac_by *by, struct ac_error *err)
{
	return by->officer.rehearsal ? each(db, of, show, by, err) : AC_OK;
}
