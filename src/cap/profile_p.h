/* cap/profile_p.h - profiles against the elements of a document. */
#pragma once
#include "cap/profile.h"
#include "cap/tree_p.h"

/** Hold the document against the profile that c chose; nothing without one. */
void cap_check_profile(struct cap_check *c, const struct cap_element *alert);

/** Does the document say that it was written for this profile? */
bool cap_profile_claimed(const struct ac_cap_profile *profile, const struct cap_element *alert);
