/* channel/settings.h - everything that one link needs to know, whatever its driver.
 *
 * One struct by value with views: the driver copies what it keeps before open() returns. Start from
 * ac_channel_settings_default(), so that a field added later keeps its meaning.
 */
#pragma once
#include "base/str.h"

/* How a long text travels (SMPP 3.4 sections 5.2.12, 5.3.2.22-24, 5.3.2.32). */
enum ac_segmentation {
	AC_SEGMENT_UDH, /* esm_class 0x40 and a six-byte header in front of each part */
	AC_SEGMENT_SAR, /* sar_msg_ref_num, sar_total_segments, sar_segment_seqnum */
	AC_SEGMENT_PAYLOAD, /* whole in message_payload: the carrier splits */
};

/* How a carrier writes a message id. `AUTO` learns it: see channel/smpp/ids.h. */
enum ac_id_format { AC_ID_AUTO, AC_ID_DECIMAL, AC_ID_HEX, AC_ID_TEXT };

enum ac_receipts {
	AC_RECEIPTS_ALL, /* of every segment: delivered means that all of them are */
	AC_RECEIPTS_LAST, /* of the last segment, which then speaks for the message */
	AC_RECEIPTS_NONE, /* the carrier sends none: accepted counts as told */
};

struct ac_channel_settings {
	uint32_t link; /* the caller's number of this link; comes back in every event */
	struct ac_str name; /* for the log and for people: letters, digits, '-', '_' */
	struct ac_str account; /* whose message ids these are; links of one account share them */
	bool exercise; /* may carry messages of status Exercise; the service's business */

	struct ac_str host; /* name or address */
	uint16_t port;
	struct ac_str system_id; /* at most 15 bytes */
	struct ac_str password; /* at most 8 bytes by the standard; up to 64 are sent */
	struct ac_str system_type; /* at most 12 bytes */
	struct ac_str source; /* sender: "+31…", "Allclear" or "4567" */
	int8_t source_ton; /* -1: by the look of it: +digits 1/1, letters 5/0, else 3/0 */
	int8_t source_npi;

	uint32_t window; /* segments without a response, 1…100,000; 10 */
	double rate_per_s; /* segments a second; the engine paces, the driver does not */
	int32_t enquire_ms; /* silence before enquire_link; 30,000 */
	int32_t response_ms; /* without an answer for so long it is unknown; 30,000 */
	int32_t connect_ms; /* for TCP and bind each; 10,000 */
	int32_t backoff_min_ms; /* after the first failure; 1,000 */
	int32_t backoff_max_ms; /* it doubles up to here; a random quarter is added; 60,000 */
	uint8_t data_coding; /* the label of GSM 7-bit text (its bytes stay GSM 03.38); 0 */
	bool latin1_inbound; /* this carrier's data_coding 0 is Latin-1 on the way in */
	enum ac_segmentation segmentation;
	enum ac_receipts receipts;
	enum ac_id_format id_response; /* in submit_sm_resp */
	enum ac_id_format id_receipt; /* in the text of a receipt */
	struct ac_str dead_errors; /* receipt errors that mean "number gone": "1 5 27"; empty */

	void *script; /* the memory driver's struct ac_memory_carrier *; NULL elsewhere */
};

/** Defaults for everything but number, name, account, host, port and identity. */
struct ac_channel_settings ac_channel_settings_default(void);

/**
 * Are they usable?
 * @return AC_INVALID naming link, field and what to write instead
 */
AC_MUST_CHECK enum ac_status ac_channel_settings_check(
	const struct ac_channel_settings *settings, struct ac_error *err);
