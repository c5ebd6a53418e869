#include "cli/roles.h"

void ac_cli_set_roles(struct ac_json *body, const char *list)
{
	struct ac_json *roles = ac_json_set_array(body, "roles");
	struct ac_str rest = ac_str(list), word;
	while (ac_str_cut(&rest, ',', &word))
		ac_json_add_str(roles, ac_str_trim(word));
}

void ac_cli_roles_text(const struct ac_json *roles, struct ac_buf *out)
{
	const char *between = "";
	ac_json_each(roles, role)
	{
		struct ac_str word;
		if (ac_json_as_str(role, &word, NULL) != AC_OK)
			continue;
		ac_buf_printf(out, "%s%.*s", between, AC_STR_ARG(word));
		between = ",";
	}
}
