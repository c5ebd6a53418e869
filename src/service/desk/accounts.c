#include "service/desk/accounts.h"

#include "service/desk/decide.h"
#include "service/gate.h"

enum ac_status ac_accounts_write(
	struct ac_service *service, ac_service_change *change, void *ctx, struct ac_error *err)
{
	enum ac_status status = ac_service_write(service, change, ctx, err);
	ac_gate_forget(ac_service_gate(service));
	return status;
}

enum ac_status ac_accounts_by_session(const struct ac_officer *officer, struct ac_error *err)
{
	return officer->token ? ac_fail(err, AC_DENIED,
					"a token cannot change the account it belongs to: log in")
			      : AC_OK;
}

enum ac_status ac_accounts_holds(struct ac_db *db, struct ac_str name, enum ac_right right,
	struct ac_holding *holding, struct ac_error *err)
{
	AC_AUTO(account) struct ac_account account = { 0 };
	enum ac_status status = ac_account_find(db, name, &account, err);
	*holding = (struct ac_holding){ 0 };
	if (status == AC_NOT_FOUND) {
		holding->against = "has no account";
		return AC_OK;
	}
	AC_TRY(status);
	struct ac_officer officer = { .name = name, .roles = account.roles };
	if (account.disabled)
		holding->against = "is disabled";
	else if (ac_right_check(right, &officer, NULL) != AC_OK)
		holding->against = "has no longer the right";
	else
		holding->roles = account.roles;
	return AC_OK;
}

enum ac_password_cost ac_accounts_cost(const struct ac_service *service)
{
	return (enum ac_password_cost)ac_service_config(service)->password_cost;
}

void ac_json_set_roles(struct ac_json *object, unsigned roles)
{
	struct ac_json *list = ac_json_set_array(object, "roles");
	for (int role = 0; role < ac_role_count; role++)
		if (roles & 1u << role)
			ac_json_add_text(list, ac_role_name((enum ac_role)role));
}
