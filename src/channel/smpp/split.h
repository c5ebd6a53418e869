/* channel/smpp/split.h - one message into the submit_sm PDUs that carry it. */
#pragma once
#include "base/buf.h"
#include "channel/driver.h"

enum { AC_SMPP_SEGMENTS_MAX = 32 }; /* of one message: over 2,000 characters in any alphabet */

/* What is the same in every message of a link, worked out once. */
struct ac_smpp_sender {
	uint8_t ton, npi;
	struct ac_str source; /* borrowed from the settings; without '+' */
};

struct ac_smpp_sender ac_smpp_sender(const struct ac_channel_settings *settings);

/**
 * Append the packed PDUs, with sequence number 0 (ac_smpp_patch_sequence()).
 *
 * The validity period is relative and always set, at most 30 days. user_message_reference is the
 * attempt's low 16 bits. The reference that joins segments is made of the attempt id too: a message
 * submitted again is joined once by the handset.
 * @return PDUs appended; 0 when it has more than AC_SMPP_SEGMENTS_MAX or out is full
 */
AC_MUST_CHECK size_t ac_smpp_split(struct ac_buf *out, const struct ac_channel_settings *settings,
	const struct ac_smpp_sender *sender, const struct ac_message *message);
