#include "text/country.h"

#include <unicode/uloc.h>

const char *ac_country(struct ac_str code)
{
	for (const char *const *country = uloc_getISOCountries(); *country; country++)
		if (ac_str_eq_nocase(code, ac_str(*country)))
			return *country;
	return NULL;
}
