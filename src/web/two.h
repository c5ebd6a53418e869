/* web/two.h - requests that take two: what dispatch does with a route flagged AC_ROUTE_TWO. */
#pragma once
#include "service/desk/decisions.h"
#include "web/dispatch.h"

/**
 * Asked alone: rehearse the request, keep it as a decision, answer 202 with {"decision":{…}}. What turns
 * out not to take two (an update of a warning that is a draft) is simply done.
 * @return what the handler says against it
 */
AC_MUST_CHECK enum ac_status ac_two_ask(struct ac_service *service, const struct ac_route *route,
	struct ac_request *request, const struct ac_call *call, struct ac_response *response,
	struct ac_error *err);

/** Put document, figures, checks and reasons of a rehearsal into a decision's answer. */
void ac_two_show(const struct ac_rehearsal *rehearsal, struct ac_json *decision);
