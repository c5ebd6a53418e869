/* threat/officer.h - who asks, and who agreed: the two names that stand behind a decision. */
#pragma once
#include "base/str.h"

struct ac_rehearsal;

/* What a second person agreed to, while it is carried out: by one call, once (service/desk/decide.h). */
struct ac_agreed {
	int64_t decision;
	struct ac_str approver;
	int64_t seen; /* number of the last audit row when it was looked at: nothing was decided since */
	bool begun; /* its first step stands in the store */
};

/* Views are borrowed, as long as the request. */
struct ac_officer {
	struct ac_str name; /* as the transport vouched for it; never empty */
	unsigned roles; /* bits of enum ac_role (threat/rights.h) */
	struct ac_agreed *agreed; /* they drafted it and another agreed; NULL: asked alone */
	struct ac_rehearsal *rehearsal; /* asked alone: see service/desk/decide.h; may be NULL */
	int64_t id; /* of their account */
	int64_t session; /* that they ask with */
	bool token; /* … which is a program's: it cannot change the account */
};
