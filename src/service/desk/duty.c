#include "service/desk/duty.h"

#include "roster/phone.h"
#include "service/desk/accounts.h"
#include "store/duty.h"

#include <stdio.h>

/* ---- views ---- */

struct listing {
	struct ac_wall now, since;
	int64_t only; /* 0: all of them */
	bool dropped;
	struct ac_json *array, *one;
};

/* Enough to see that it is the right one. */
static void put_phone(struct ac_json *json, struct ac_str phone)
{
	char shown[16];
	if (phone.n < 4)
		return;
	(void)snprintf(shown, sizeof shown, "+…%.2s", phone.p + phone.n - 2);
	ac_json_set_text(json, "phone", shown);
}

static void add(void *ctx, const struct ac_shift_row *row)
{
	struct listing *l = ctx;
	if (l->only && l->only != row->id)
		return;
	struct ac_json *json = l->one ? l->one : ac_json_add_object(l->array);
	bool on = !row->dropped_at.us && row->from.us <= l->now.us && l->now.us < row->to.us;
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "officer", row->officer);
	ac_json_set_i64(json, "rank", row->rank);
	put_phone(json, row->phone);
	ac_json_set_wall(json, "from", row->from);
	ac_json_set_wall(json, "to", row->to);
	ac_json_set_bool(json, "on_duty", on);
	ac_json_set_bool(json, "head", row->head);
	ac_json_set_wall_if(json, "dropped_at", row->dropped_at);
}

static enum ac_status list(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct listing *l = ctx;
	return ac_shift_each(db, l->since, l->dropped, add, l, err);
}

enum ac_status ac_duty_list(
	struct ac_service *service, bool all, struct ac_json *answer, struct ac_error *err)
{
	struct ac_wall now = ac_service_now(service);
	struct listing l = { .now = now,
		.since = { all ? INT64_MIN : now.us - ac_duty_roster_us },
		.dropped = all,
		.array = ac_json_set_array(answer, "shifts") };
	return ac_service_read(service, list, &l, err);
}

/* ---- changes ---- */

struct adding {
	struct ac_by by;
	struct ac_shift_row row;
	int64_t id;
	struct ac_holding account; /* of that name, at present */
};

static enum ac_status check(const struct ac_duty_entry *entry, struct ac_error *err)
{
	if (!entry->officer.n || entry->officer.n > ac_duty_officer_max)
		return ac_fail(err, AC_INVALID, "officer: write a name of 1 to %d bytes",
			ac_duty_officer_max);
	if (entry->rank < 1 || entry->rank > 99)
		return ac_fail(err, AC_INVALID, "rank: write 1 to 99, 1 is paged first");
	if (entry->from.us >= entry->to.us)
		return ac_fail(err, AC_INVALID, "to: the shift ends before it begins");
	return AC_OK;
}

static enum ac_status write_shift(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct adding *a = ctx;
	AC_TRY(ac_accounts_holds(db, a->row.officer, AC_RIGHT_duty_take, &a->account, err));
	AC_TRY(ac_shift_insert(db, &a->row, &a->id, err));
	AC_TRY(ac_page_reopen_own(db, a->row.officer, err)); /* there is somebody else now */
	return ac_decided(db, &a->by, "duty.add", "shift", a->id, NULL, err);
}

/* Not refused: better somebody is awake who cannot settle it than nobody. */
static void put_against(struct ac_json *json, const struct adding *a)
{
	AC_AUTO(buf) struct ac_buf why = { 0 };
	if (!a->account.against)
		return;
	ac_buf_init(&why, 300);
	ac_buf_printf(&why,
		"%.*s %s: they are paged only after all who may settle what waits. Names on the "
		"roster are those of accounts (`allclear user list`), to the letter",
		AC_STR_ARG(a->row.officer), a->account.against);
	ac_json_set_str(json, "against", ac_buf_str(&why));
}

enum ac_status ac_duty_add(struct ac_service *service, struct ac_officer officer,
	const struct ac_duty_entry *entry, struct ac_json *answer, struct ac_error *err)
{
	struct ac_str region = ac_str(ac_service_config(service)->region);
	struct ac_phone phone = ac_phone_parse(entry->phone, region);
	struct adding a = { .by = ac_by(service, officer) };
	AC_TRY(check(entry, err));
	if (phone.verdict == AC_PHONE_IMPOSSIBLE)
		return ac_fail(err, AC_INVALID, "phone: %s", phone.reason);
	if (entry->to.us <= a.by.at.us)
		return ac_fail(err, AC_INVALID, "to: the shift is over already");
	a.row = (struct ac_shift_row){ .officer = entry->officer,
		.rank = entry->rank,
		.phone = ac_str(phone.e164),
		.from = entry->from,
		.to = entry->to,
		.head = entry->head };
	AC_TRY(ac_service_write(service, write_shift, &a, err));
	struct listing l = { .now = a.by.at, .only = a.id, .one = answer };
	put_against(answer, &a);
	return ac_service_read(service, list, &l, err);
}

struct dropping {
	struct ac_by by;
	int64_t id;
};

static enum ac_status drop(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct dropping *d = ctx;
	AC_TRY(ac_shift_drop(db, d->id, d->by.at, err));
	return ac_decided(db, &d->by, "duty.drop", "shift", d->id, NULL, err);
}

enum ac_status ac_duty_drop(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_json *answer, struct ac_error *err)
{
	struct dropping d = { ac_by(service, officer), id };
	AC_TRY(ac_service_write(service, drop, &d, err));
	ac_json_set_i64(answer, "id", id);
	return AC_OK;
}
