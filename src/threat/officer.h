/* threat/officer.h - who asks, and who agreed: the two names that stand behind a decision. */
#pragma once
#include "base/str.h"

struct ac_rehearsal;

/* Views are borrowed, as long as the request. */
struct ac_officer {
	struct ac_str name; /* as the transport vouched for it; never empty */
	unsigned roles; /* bits of enum ac_role (threat/rights.h) */
	int64_t decision; /* drafted by them and approved under this number; 0: asked alone */
	struct ac_str approver; /* by whom; empty: by nobody */
	struct ac_rehearsal *rehearsal; /* asked alone: see service/desk/decide.h; may be NULL */
	int64_t id; /* of their account */
	int64_t session; /* that they ask with */
	bool token; /* … which is a program's: it cannot change the account */
};
