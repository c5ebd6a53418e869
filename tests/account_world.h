/* account_world.h - accounts for officers whom a test vouches for itself. Needs service_world.h. */
#pragma once
#include "service_world.h"
#include "store/officers.h"

struct account_of {
	const char *name;
	unsigned roles;
	bool disabled;
};

static inline enum ac_status account_write(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct account_of *of = ctx;
	AC_AUTO(account) struct ac_account account = { 0 };
	enum ac_status status = ac_account_find(db, ac_str(of->name), &account, err);
	account.roles = of->roles;
	account.disabled = of->disabled;
	if (status != AC_NOT_FOUND)
		return status == AC_OK ? ac_account_update(db, &account, err) : status;
	AC_TRY(ac_officer_id(db, ac_str(of->name), &account.officer, err));
	return ac_account_insert(db, &account, err);
}

/* They have an account with these roles, which nobody can log in to. Made, or changed. */
static inline void account_is(
	struct ac_service *service, const char *name, unsigned roles, bool disabled)
{
	struct account_of of = { name, roles, disabled };
	WORLD_OK(ac_service_write(service, account_write, &of, err));
}
