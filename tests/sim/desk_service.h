/* tests/sim/desk_service.h - service.h as the simulation does it: the use-cases of service/desk and the route table
 * above them are the very code of the daemon, what they stand on is the simulation's clock, its store and its
 * crashes. The process may be killed between any two steps of a request. */
#pragma once
#include "service/run/publication.h"
#include "service/service.h"

#include <limits.h>

struct sim;

enum { never_killed = INT_MAX };

struct ac_service {
	struct sim *sim;
	struct ac_config *config;
	struct ac_zone *zone;
	struct ac_gate *gate;
	char dir[64];
	int steps_left; /* of the request, until the process is killed */
	bool killed;
	struct publication publication; /* what the public may fetch */
	bool public_waits; /* the store could not be read: the public does not see everything yet */
};

/** A data directory with configuration, an issuer's key and a source of people; sim_fail() otherwise. */
struct ac_service *desk_service_new(struct sim *sim);
void desk_service_free(struct ac_service *service);
/** The next life begins: nothing of what was in memory is left. */
void desk_service_restart(struct ac_service *service);
/** What waits to be shown to the public, as the publisher's thread tries again. */
void desk_service_publish(struct ac_service *service);
