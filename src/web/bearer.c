#include "web/bearer.h"

struct ac_str ac_bearer(const char *header)
{
	struct ac_str rest = ac_str_trim(ac_str(header)), scheme;
	if (!ac_str_cut(&rest, ' ', &scheme) || !ac_str_eq_nocase(scheme, AC_STR("Bearer")) ||
		!rest.p)
		return AC_STR("");
	return ac_str_trim(rest);
}
