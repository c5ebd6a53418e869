/* web/bearer.h - the secret that a request carries (RFC 6750 section 2.1). */
#pragma once
#include "base/str.h"

/** The secret in "Bearer SECRET", a view of the header's value; empty for anything else. @param header  may be NULL */
struct ac_str ac_bearer(const char *header);
