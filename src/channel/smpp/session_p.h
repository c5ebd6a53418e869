/* channel/smpp/session_p.h - what the parts of the session share: session.c has the connection's life and the
 * requests outstanding, session_out.c the messages, session_in.c what comes in. */
#pragma once
#include "channel/smpp/session.h"

enum { ac_smpp_id_max = 64 };

/* A message from submit() to its submitted event. */
struct ac_smpp_pending {
	uint64_t attempt;
	uint64_t to_hash;
	uint64_t key; /* of the last segment, once answered */
	uint32_t ring; /* of its segments, or AC_SMPP_SEGMENT_NONE */
	uint32_t next_free;
	uint32_t status; /* that went with the gravest outcome */
	uint32_t expires_s; /* when no receipt can come any more */
	uint8_t segments, sent, settled;
	uint8_t gravest; /* enum ac_submit_outcome */
	bool counted; /* in account->joined */
	uint8_t id_n;
	char id[ac_smpp_id_max];
};

enum ac_smpp_request_kind {
	AC_SMPP_REQUEST_SUBMIT,
	AC_SMPP_REQUEST_BIND,
	AC_SMPP_REQUEST_ENQUIRE,
	AC_SMPP_REQUEST_UNBIND
};

struct ac_smpp_request {
	uint32_t sequence; /* 0: free */
	uint32_t message;
	int64_t deadline_us;
	uint8_t segment;
	uint8_t kind;
};

/** The connection cannot go on. The first reason stays. */
void ac_smpp_session_give_up(struct ac_smpp_session *session, const char *format, ...)
	AC_PRINTF(2, 3);

/** Put a request into the table. @return its sequence number */
uint32_t ac_smpp_request_new(struct ac_smpp_session *session, enum ac_smpp_request_kind kind,
	uint32_t message, uint8_t segment);

/** Take the request of that number out of the table; false when there is none. */
bool ac_smpp_request_take(
	struct ac_smpp_session *session, uint32_t sequence, struct ac_smpp_request *request);

/** One segment is answered, or will not be. @param id  of ACCEPTED */
void ac_smpp_segment_settled(struct ac_smpp_session *session, const struct ac_smpp_request *request,
	enum ac_submit_outcome outcome, uint32_t status, struct ac_str id);

/** Tell a receipt. */
void ac_smpp_receipt_tell(
	struct ac_smpp_session *session, const struct ac_smpp_early_receipt *receipt);

/** A receipt that was kept: tell it, or its message's, or keep it on. */
void ac_smpp_early_tell(
	struct ac_smpp_session *session, const struct ac_smpp_early_receipt *receipt);

/** Tell those whose time is up. @param all  regardless of it */
void ac_smpp_early_tell_all(struct ac_smpp_session *session, bool all);

/** If the first waiting message has begun to leave: give its rest up. */
void ac_smpp_turn_away_begun(struct ac_smpp_session *session);

/** A long text whose missing parts do not come: hand on what is there. */
void ac_smpp_text_tell(struct ac_smpp_session *session, struct ac_smpp_text *text);
