/* Who made or re-set an account, and who made them: back through the audit chain. */
#include "base/arena.h"
#include "service/desk/accounts.h"
#include "store/audit.h"
#include "threat/two_persons.h"

#include <stdio.h>

enum { names_max = 64 << 10 };

struct makers {
	struct ac_making makings[ac_makings_max];
	size_t n;
	struct ac_str people[ac_makings_max + 2]; /* the two, and each who made one of these */
	size_t n_people;
	struct ac_str account; /* that is being looked at */
	bool too_many;
	struct ac_arena names;
};

static void makers_done(struct makers *m)
{
	ac_arena_done(&m->names);
}
AC_AUTO_DEFINE_VALUE(makers, struct makers, makers_done)

static bool gives_keys(struct ac_str action)
{
	static const char *const actions[] = { "officer.add", "officer.roles", "officer.password",
		"officer.authenticator", "officer.enable" };
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (ac_str_eq(action, ac_str(actions[i])))
			return true;
	return false;
}

/* The last one counts. */
static struct ac_making *making_of(struct makers *m, struct ac_str maker)
{
	for (size_t i = 0; i < m->n; i++)
		if (ac_str_eq(m->makings[i].maker, maker) &&
			ac_str_eq(m->makings[i].account, m->account))
			return &m->makings[i];
	if (m->n == ac_makings_max) {
		m->too_many = true;
		return NULL;
	}
	struct ac_making *made = &m->makings[m->n++];
	*made = (struct ac_making){ .maker = ac_arena_str(&m->names, maker),
		.account = m->account };
	return made;
}

static void meet(struct makers *m, struct ac_str name)
{
	for (size_t i = 0; i < m->n_people; i++)
		if (ac_str_eq(m->people[i], name))
			return;
	m->people[m->n_people++] = name; /* there is room: each but the two comes with a making */
}

static void take_making(void *ctx, const struct ac_audit_entry *entry)
{
	struct makers *m = ctx;
	if (!gives_keys(entry->action) || ac_str_eq(entry->officer, m->account))
		return;
	struct ac_making *made = making_of(m, entry->officer);
	if (!made)
		return;
	made->at = entry->at;
	meet(m, made->maker);
}

/* A name without an account (a Unix user at the set-up) was made by nobody. */
static enum ac_status look_at(
	struct ac_db *db, struct makers *m, struct ac_wall now, struct ac_error *err)
{
	AC_AUTO(account) struct ac_account account = { 0 };
	const struct ac_wall since = { now.us - ac_making_lasts_us };
	char object[40];
	enum ac_status status = ac_account_find(db, m->account, &account, err);
	if (status == AC_NOT_FOUND)
		return AC_OK;
	AC_TRY(status);
	(void)snprintf(object, sizeof object, "officer/%lld", (long long)account.officer);
	return ac_audit_since(db, ac_str(object), since, take_making, m, err);
}

enum ac_status ac_accounts_two_persons(struct ac_db *db, struct ac_str one, struct ac_str other,
	struct ac_wall now, bool *two, struct ac_error *err)
{
	AC_AUTO(makers) struct makers m = { .people = { one, other }, .n_people = 2 };
	ac_arena_init(&m.names, names_max);
	for (size_t i = 0; i < m.n_people && !m.too_many; i++) {
		m.account = m.people[i];
		AC_TRY(look_at(db, &m, now, err));
	}
	*two = !m.too_many && ac_two_persons(m.makings, m.n, one, other, now);
	return AC_OK;
}
