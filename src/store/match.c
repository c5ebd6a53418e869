/* store/match.c - the stays that were found, counted. */
#include "store/match.h"

#include "base/vec.h"

#include <stdlib.h>

static const struct ac_sql sql_reach = { "reach",
	"SELECT t.party, MAX(CASE WHEN c.channel = 1 THEN 1 ELSE 0 END), "
	"MAX(CASE WHEN c.channel = 2 THEN 1 ELSE 0 END) FROM traveller t "
	"LEFT JOIN contact_point c ON c.traveller = t.id AND c.kind IN (1, 2) "
	"AND c.state IN (0, 1) WHERE t.id = $1 GROUP BY t.id, t.party" };
static const struct ac_sql sql_lodging_show = { "lodging_show",
	"SELECT ref, name, district, CASE WHEN risk_why IS NOT NULL AND "
	"(risk_until IS NULL OR risk_until > $2) THEN 1 ELSE 0 END FROM lodging WHERE id = $1" };

/* A stay that matched, with what its traveller's row says. */
struct found {
	int64_t lodging; /* 0 where lodgings do not matter, and for stays without one */
	int64_t traveller;
	int64_t party; /* the negated traveller for who travels alone */
	bool phone, email;
};
typedef AC_VEC(struct found) found_vec;

static void found_done(found_vec *found)
{
	ac_vec_done(found);
}

struct collecting {
	found_vec *found;
	bool lodgings; /* keep them apart */
};

static enum ac_status collect(void *ctx, const struct ac_match *match, struct ac_error *err)
{
	(void)err;
	const struct collecting *collecting = ctx;
	ac_vec_push(collecting->found,
		((struct found){ .lodging = collecting->lodgings ? match->lodging : 0,
			.traveller = match->traveller }));
	return AC_OK;
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_traveller(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int lodging = order(x->lodging, y->lodging);
	return lodging ? lodging : order(x->traveller, y->traveller);
}

static int by_party(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int lodging = order(x->lodging, y->lodging);
	return lodging ? lodging : order(x->party, y->party);
}

static enum ac_status look_up_reach(struct ac_db *db, struct found *it, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_reach, AC_VALUES(AC_I64(it->traveller)), &rows, err));
	bool row;
	AC_TRY(ac_rows_next(rows, &row, err));
	it->party = row && !ac_row_is_null(rows, 0) ? ac_row_i64(rows, 0) : -it->traveller;
	it->phone = row && ac_row_i64(rows, 1) != 0;
	it->email = row && ac_row_i64(rows, 2) != 0;
	return AC_OK;
}

/* In the order of the ids, each traveller once. `found` is sorted by traveller within lodgings. */
static enum ac_status look_up_people(struct ac_db *db, found_vec *found, struct ac_error *err)
{
	for (size_t i = 0; i < found->n; i++) {
		struct found *it = &found->at[i];
		if (i > 0 && it[-1].traveller == it->traveller) {
			it->party = it[-1].party;
			it->phone = it[-1].phone;
			it->email = it[-1].email;
		} else
			AC_TRY(look_up_reach(db, it, err));
	}
	return AC_OK;
}

/* One group of found stays, first sorted by traveller, then by party. */
static struct ac_match_count count_group(struct found *at, size_t n)
{
	struct ac_match_count count = { .stays = (int64_t)n };
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && at[i].traveller == at[i - 1].traveller)
			continue;
		count.travellers++;
		count.by_phone += at[i].phone;
		count.by_email += at[i].email;
		count.not_reachable += !at[i].phone && !at[i].email;
	}
	qsort(at, n, sizeof *at, by_party);
	for (size_t i = 0; i < n; i++)
		count.parties += i == 0 || at[i].party != at[i - 1].party;
	return count;
}

static enum ac_status find_all(struct ac_db *db, const struct ac_area *area, int64_t from_us,
	int64_t to_us, bool lodgings, found_vec *found, struct ac_error *err)
{
	struct collecting collecting = { found, lodgings };
	AC_TRY(ac_match_each(db, area, from_us, to_us, collect, &collecting, err));
	if (found->n > 0)
		qsort(found->at, found->n, sizeof *found->at, by_traveller);
	return look_up_people(db, found, err);
}

enum ac_status ac_match_counts(struct ac_db *db, const struct ac_area *area, int64_t from_us,
	int64_t to_us, struct ac_match_count *count, struct ac_error *err)
{
	__attribute__((cleanup(found_done))) found_vec found = { 0 };
	AC_TRY(find_all(db, area, from_us, to_us, false, &found, err));
	*count = found.n ? count_group(found.at, found.n) : (struct ac_match_count){ 0 };
	return AC_OK;
}

struct group {
	int64_t lodging;
	struct ac_match_count count;
};
typedef AC_VEC(struct group) group_vec;

static void groups_done(group_vec *groups)
{
	ac_vec_done(groups);
}

static int most_stays_first(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int stays = order(y->count.stays, x->count.stays);
	return stays ? stays : order(x->lodging, y->lodging);
}

static void group_by_lodging(found_vec *found, group_vec *groups)
{
	for (size_t from = 0, to; from < found->n; from = to) {
		for (to = from; to < found->n && found->at[to].lodging == found->at[from].lodging;)
			to++;
		int64_t lodging = found->at[from].lodging;
		ac_vec_push(groups,
			((struct group){ lodging, count_group(found->at + from, to - from) }));
	}
	if (groups->n > 0)
		qsort(groups->at, groups->n, sizeof *groups->at, most_stays_first);
}

static enum ac_status show_group(struct ac_db *db, const struct group *group, int64_t now_us,
	void (*each)(void *ctx, const struct ac_match_lodging *lodging), void *ctx,
	struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_lodging_show, AC_VALUES(AC_I64(group->lodging), AC_I64(now_us)),
		&rows, err));
	bool row;
	AC_TRY(ac_rows_next(rows, &row, err));
	struct ac_match_lodging lodging = { .id = group->lodging, .count = group->count };
	if (row) {
		lodging.ref = ac_row_text(rows, 0);
		lodging.name = ac_row_text(rows, 1);
		lodging.district = ac_row_text(rows, 2);
		lodging.at_risk = ac_row_i64(rows, 3) != 0;
	}
	each(ctx, &lodging);
	return AC_OK;
}

enum ac_status ac_match_by_lodging(struct ac_db *db, const struct ac_area *area, int64_t from_us,
	int64_t to_us, int64_t now_us,
	void (*each)(void *ctx, const struct ac_match_lodging *lodging), void *ctx,
	struct ac_error *err)
{
	__attribute__((cleanup(found_done))) found_vec found = { 0 };
	__attribute__((cleanup(groups_done))) group_vec groups = { 0 };
	AC_TRY(find_all(db, area, from_us, to_us, true, &found, err));
	group_by_lodging(&found, &groups);
	ac_vec_each(&groups, group)
		AC_TRY(show_group(db, group, now_us, each, ctx, err));
	return AC_OK;
}
