#include "web/roles.h"

enum ac_status ac_json_get_roles(const struct ac_json *body, unsigned *roles, struct ac_error *err)
{
	const struct ac_json *list;
	unsigned found = 0;
	AC_TRY(ac_json_get_array(body, "roles", &list, err));
	ac_json_each(list, item)
	{
		struct ac_str word;
		unsigned role = 0;
		AC_TRY(ac_json_as_str(item, &word, err));
		AC_TRY(ac_roles_from(word, &role, err));
		found |= role;
	}
	*roles = found;
	return AC_OK;
}
