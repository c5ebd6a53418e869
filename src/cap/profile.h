/* cap/profile.h - profiles of CAP 1.2: what an association of issuers demands beyond the standard.
 *
 * A message shows by its codes which profile it was written for; it is held against one only when
 * somebody asks for it.
 */
#pragma once
#include "base/str.h"

struct ac_cap_profile;

/** By its name ("ipaws", "cap-cp", "meteoalarm", "australia"; case does not matter); NULL. */
const struct ac_cap_profile *ac_cap_profile_named(struct ac_str name);

/** The i-th profile; NULL past the last. */
const struct ac_cap_profile *ac_cap_profile_at(size_t i);

/** Its name, and what it is called in full. Static. */
const char *ac_cap_profile_name(const struct ac_cap_profile *profile);
const char *ac_cap_profile_title(const struct ac_cap_profile *profile);
