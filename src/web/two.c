#include "web/two.h"

void ac_two_show(const struct ac_rehearsal *rehearsal, struct ac_json *decision)
{
	ac_json_set_str_if(decision, "document", ac_buf_str(&rehearsal->document));
	ac_json_set(decision, "shown", ac_json_copy(rehearsal->shown));
	ac_json_set(decision, "checks", ac_json_copy(rehearsal->checks));
	if (ac_json_count(rehearsal->reasons))
		ac_json_set(decision, "reasons", ac_json_copy(rehearsal->reasons));
}

enum ac_status ac_two_ask(struct ac_service *service, const struct ac_route *route,
	struct ac_request *request, const struct ac_call *call, struct ac_response *response,
	struct ac_error *err)
{
	AC_AUTO(rehearsal) struct ac_rehearsal rehearsal;
	ac_rehearsal_init(&rehearsal, ac_service_now(service));
	request->officer.rehearsal = &rehearsal;
	enum ac_status status = route->handler(service, request, response, err);
	if (!rehearsal.takes_two)
		return status;
	const struct ac_drafted drafted = { ac_str(ac_method_name(route->method)), call->target,
		call->body };
	ac_response_done(response);
	ac_response_init(response);
	struct ac_json *decision = ac_json_set_object(ac_response_object(response), "decision");
	AC_TRY(ac_decisions_draft(service, request->officer, &drafted, &rehearsal, decision, err));
	ac_two_show(&rehearsal, decision);
	response->code = 202;
	return AC_OK;
}
