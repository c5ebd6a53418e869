/* service/run/inbound_p.h - what inbound.c (coming in) and inbound_taken.c (taken in, recovery) share. */
#pragma once
#include "service/run/inbound.h"
#include "store/outreach.h"

enum {
	max_open = 65536, /* messages between the carrier and the engine's journal */
	max_known = 10000, /* messages of before the crash that carriers may repeat */
	known_us = 600000000, /* … for so long */
	feed_page = 1024, /* messages read at once after a crash */
	feed_most = 16384, /* … given to the engine in a go: well below mail_capacity */
	text_max = 2000, /* bytes of an answer that are kept */
	number_max = 24,
};

/* A message on its way. */
struct slot {
	struct service_link *link; /* NULL: no carrier waits */
	uint64_t token;
	int64_t inbound;
	uint64_t known_key;
	bool leave_open; /* the desk should read it, whatever the engine says */
};

/* A message that may be repeated by its carrier. */
struct known {
	uint64_t key; /* of number and text */
	int64_t inbound;
	bool taken;
};

struct message {
	struct ac_inbound_row row; /* text points into bytes */
	struct ac_wall when;
	bool stop;
	uint32_t slot;
	bool stored; /* a row of before: nothing to insert */
	int64_t page; /* an officer took it with this: the engine never sees it; 0 */
	char bytes[text_max];
};

struct batch {
	struct ac_service *service;
	size_t n;
	struct message at[];
};

struct inbox {
	pthread_mutex_t lock;
	AC_VEC(struct slot) slots;
	AC_VEC(uint32_t) vacant;
	AC_VEC(struct known) known;
	struct ac_mono known_until;
	AC_VEC(struct message) gathered; /* channel thread */
	struct ac_map raised; /* engine thread: ids that stay open */
	int64_t feed_upto; /* messages of before the crash; 0: all of them are taken in */
	struct ac_map fed; /* … that the engine was given and has not refused */
};

/* A place for a message on its way; false when too many are. */
AC_MUST_CHECK bool inbound_slot_take(
	struct inbox *inbox, const struct slot *filled, uint32_t *slot);
struct slot inbound_slot_release(struct inbox *inbox, uint32_t slot);

uint64_t inbound_known_key(uint64_t number_key, struct ac_str text);
/* Remember a message that its carrier may repeat. @param taken  else it goes to the engine then */
void inbound_know(struct inbox *inbox, uint64_t key, int64_t inbound, bool taken);

/* "1 18:00": the next time that the clock of the place shows it. */
struct ac_wall inbound_when(const struct ac_service *service, int minute);

/* Hand a stored message to the engine. */
void inbound_tell_engine(struct ac_service *service, const struct message *message);
