/* channel/smpp/session.h - one SMPP bind as a pure state machine.
 *
 * Bytes and the time go in, bytes and events come out; no socket, no clock, no thread: tests drive it by
 * hand, smpp.c puts it on libuv. States: DOWN → BINDING → UP → UNBINDING, and back to DOWN from all of
 * them when the connection is lost. What each of them does with what happens stands in the table
 * `allowed` of session.c.
 *
 * Window. Segments are numbered from 1 to 0x7fffffff, then from 1 again. The outstanding ones stand in a
 * table of at least twice the window, at their number modulo its size; a number whose place is still
 * taken by a straggler is skipped, so that a look-up is one comparison.
 *
 * Waiting. submit() packs at once, behind what waits already. A round moves PDUs into the output, in
 * order, while the window and the output have room.
 *
 * Receipts before responses. While a message of several segments to a number has responses outstanding, a
 * receipt from there with an unknown id may be one of its segments': it is kept (`early.h`) until the id
 * turns up or the response time has passed, then goes on. So it is with every message while the form of the
 * carrier's ids is being learned (`ids.h`): what was kept is read again by what is known then. The message may have gone over another link of
 * the account: what is kept is looked at again every half second.
 */
#pragma once
#include "base/buf.h"
#include "base/clock.h"
#include "channel/driver.h"
#include "channel/smpp/account.h"
#include "channel/smpp/early.h"
#include "channel/smpp/inbox.h"
#include "channel/smpp/parts.h"
#include "channel/smpp/split.h"

enum ac_smpp_state {
	AC_SMPP_DOWN,
	AC_SMPP_BINDING,
	AC_SMPP_UP,
	AC_SMPP_UNBINDING,
};

struct ac_smpp_session {
	const struct ac_channel_settings *settings; /* borrowed; as are events */
	const struct ac_channel_events *events;
	void *ctx;
	enum ac_smpp_state state;
	struct ac_smpp_sender sender;

	struct ac_buf out; /* to be written; the owner takes it whole and resets it */

	/* messages taken and not settled */
	AC_VEC(struct ac_smpp_pending) messages;
	uint32_t free_message;
	/* those of them with segments not yet in `out`: their PDUs, and a ring of their indices */
	struct ac_buf waiting;
	size_t waiting_head;
	uint32_t *queue;
	uint32_t queue_mask, queue_head, queue_n;

	/* requests outstanding */
	struct ac_smpp_request *requests;
	uint32_t request_mask, in_flight;
	uint32_t next_sequence, oldest_sequence;

	struct ac_smpp_account *account; /* borrowed */
	struct ac_smpp_early early;
	struct ac_smpp_inbox inbox;
	struct ac_smpp_parts parts;

	struct ac_mono now; /* of the call going on */
	struct ac_mono heard;
	struct ac_mono swept;
	bool enquiring;
	bool closing;
	char why[160]; /* why the connection has to be closed; "" while it has not */
};

/** settings, account, events: borrowed, outlive the session. Starts DOWN. */
void ac_smpp_session_init(struct ac_smpp_session *session,
	const struct ac_channel_settings *settings, struct ac_smpp_account *account,
	const struct ac_channel_events *events, void *ctx, struct ac_mono now);
void ac_smpp_session_done(struct ac_smpp_session *session);

/** The connection stands: asks for a transceiver bind. */
void ac_smpp_session_connected(struct ac_smpp_session *session, struct ac_mono now);

/**
 * Take in what was read. Parses all PDUs that are complete.
 * @return bytes used up; the owner keeps the rest in front of what it reads next
 */
AC_MUST_CHECK size_t ac_smpp_session_input(
	struct ac_smpp_session *session, struct ac_str bytes, struct ac_mono now);

/** Must the owner close the connection? session->why says why. */
bool ac_smpp_session_must_close(const struct ac_smpp_session *session);

/**
 * The connection is gone: everything outstanding becomes UNKNOWN. What waits becomes UNSENT in the next
 * round. Messages may be submitted at any time.
 */
void ac_smpp_session_lost(struct ac_smpp_session *session, struct ac_mono now);

/** See struct ac_channel_driver. */
AC_MUST_CHECK enum ac_status ac_smpp_session_submit(
	struct ac_smpp_session *session, const struct ac_message *message, struct ac_mono now);
void ac_smpp_session_ack(
	struct ac_smpp_session *session, uint64_t token, bool durable, struct ac_mono now);

/** Once a round: fill the output up to `out_max` bytes, or turn away what waits on a link that is down. */
void ac_smpp_session_round(struct ac_smpp_session *session, size_t out_max, struct ac_mono now);

/** Will the next round turn messages away? */
bool ac_smpp_session_turns_away(const struct ac_smpp_session *session);

/** Time-outs, enquire_link, house-keeping. Call it about every ac_smpp_session_tick_ms(). */
void ac_smpp_session_tick(struct ac_smpp_session *session, struct ac_mono now);
int64_t ac_smpp_session_tick_ms(const struct ac_smpp_session *session);

/** Take nothing more; the next rounds turn away what waits, and unbind once nothing is outstanding. */
void ac_smpp_session_close(struct ac_smpp_session *session);

/** Nothing outstanding and nothing waiting. */
bool ac_smpp_session_idle(const struct ac_smpp_session *session);
