#include "service/desk/ledger.h"

#include "store/cases.h"
#include "store/criteria.h"

#include <stdio.h>

enum { texts_max = 4 << 20, shown_max = 170 };

void ledger_done(struct ledger *ledger)
{
	ac_vec_done(&ledger->criteria);
	ac_arena_done(&ledger->texts);
}

static void take_criterion(void *ctx, const struct ac_criterion_row *row)
{
	struct ledger *ledger = ctx;
	struct ac_criterion criterion = { .id = row->id,
		.text = ac_arena_str(&ledger->texts, row->text),
		.mandatory = row->mandatory,
		.hold_us = row->hold_us };
	ac_vec_push(&ledger->criteria, criterion);
}

static void take_entry(void *ctx, const struct ac_criterion_entry_row *row)
{
	struct ledger *ledger = ctx;
	ac_vec_each(&ledger->criteria, criterion)
		if (criterion->id == row->criterion)
			ac_criterion_take(criterion, &row->entry);
}

enum ac_status ledger_load(
	struct ac_db *db, int64_t case_id, struct ledger *ledger, struct ac_error *err)
{
	*ledger = (struct ledger){ 0 };
	ac_arena_init(&ledger->texts, texts_max);
	AC_TRY(ac_criterion_each(db, case_id, take_criterion, ledger, err));
	return ac_criterion_entry_each(db, case_id, take_entry, ledger, err);
}

/* ---- refusing ---- */

struct refusing {
	struct ac_buf text;
	size_t shown;
};

/* What does not fit is counted. */
static void add_lack(void *ctx, const struct ac_lack *lack)
{
	struct refusing *r = ctx;
	if (r->shown && r->text.n + strlen(lack->text) > shown_max)
		return;
	ac_buf_printf(&r->text, "%s%.*s", r->shown ? "; " : "", shown_max, lack->text);
	r->shown++;
}

enum ac_status ledger_require(
	struct ac_db *db, int64_t case_id, const struct ac_lowering *lowering, struct ac_error *err)
{
	AC_AUTO(ledger) struct ledger ledger = { 0 };
	AC_TRY(ledger_load(db, case_id, &ledger, err));
	struct refusing r = { .shown = 0 };
	ac_buf_init(&r.text, 1024);
	size_t lacks =
		ac_lowering_lacks(ledger.criteria.at, ledger.criteria.n, lowering, add_lack, &r);
	char more[40] = "";
	if (lacks > r.shown)
		(void)snprintf(more, sizeof more, "; and %zu more", lacks - r.shown);
	enum ac_status status = AC_OK;
	if (lacks)
		status = ac_fail(err, AC_CONFLICT, "missing: %s%s (case clear %lld --check)",
			r.text.p, more, (long long)case_id);
	ac_buf_done(&r.text);
	return status;
}

static void is_closed(void *ctx, const struct ac_case_row *row)
{
	*(bool *)ctx = ac_str_eq(row->state, AC_STR("closed"));
}

enum ac_status ledger_case_open(struct ac_db *db, int64_t case_id, struct ac_error *err)
{
	bool closed = false;
	AC_TRY(ac_case_get(db, case_id, is_closed, &closed, err));
	if (!closed)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"case %lld is closed: a closed case is never edited, open a successor",
		(long long)case_id);
}
