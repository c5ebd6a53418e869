/* text/country.h - the countries there are. */
#pragma once
#include "base/str.h"

/**
 * The code of a country in capitals, whatever case it is written in; static.
 * @return NULL when ICU lists no such country (ISO 3166-1 alpha-2 and a few more that are in use, as XK)
 */
const char *ac_country(struct ac_str code);
