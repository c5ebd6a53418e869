/* Other issuers' feeds. */
#include "feed/follow.h"
#include "service/desk/feeds.h"
#include "web/api.h"

enum { usual_min = 5 };

enum ac_status api_feeds_list(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)request;
	return ac_feeds_list(service, ac_response_object(response), err);
}

enum ac_status api_feeds_follow(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const known[] = { "url", "name", "every_min", NULL };
	struct ac_feed_new feed;
	int64_t id;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_get_str(request->body, "url", &feed.url, err));
	AC_TRY(ac_json_opt_str(request->body, "name", AC_STR(""), &feed.name, err));
	AC_TRY(ac_json_opt_i64(request->body, "every_min", ac_follow_least_min, ac_follow_most_min,
		usual_min, &feed.every_min, err));
	AC_TRY(ac_feeds_follow(service, request->officer, &feed, &id, err));
	return ac_feeds_view(service, id, ac_response_object(response), err);
}

enum ac_status api_feeds_view(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	return ac_feeds_view(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_feeds_look(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	AC_TRY(ac_json_empty(request->body, err));
	return ac_feeds_look(service, request->ids[0], ac_response_object(response), err);
}

enum ac_status api_feeds_drop(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)response;
	AC_TRY(ac_json_empty(request->body, err));
	return ac_feeds_drop(service, request->officer, request->ids[0], err);
}

enum ac_status api_feed_messages_cap(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	response->type = "application/cap+xml";
	return ac_feeds_message(service, request->ids[0], request->ids[1], &response->text, err);
}
