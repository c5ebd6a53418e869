/* service/run/links.h - what the runtime asks of its links beyond service_p.h. */
#pragma once
#include "service/service_p.h"

struct handover;

/** Is every link marked for exercises? @param name  the first that is not */
bool links_all_exercise(const struct ac_service *service, const char **name);

/** The engine's view of a link. */
struct ac_link_input link_input(const struct service_link *link, bool up);

/** Fill in the present pace, from the engine. */
void links_add_pace(struct ac_service *service, struct ac_link_health *links, size_t n);

/** Channel thread: answer what the carrier handed over. A link that closes still hands over and takes no answer
 *  any more: the carrier keeps it and delivers it again. */
void link_ack(struct service_link *link, uint64_t token, bool durable);

struct handover *handover_new(struct service_link *link);
void handover_free(struct handover *handover);
