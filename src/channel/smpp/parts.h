/* channel/smpp/parts.h - long answers that come in several deliver_sm, put together.
 *
 * Parts are known by the sender's number, their reference and their count, whether they come with a user
 * data header or sar_* TLVs. A text is handed on when it is whole, or after ten seconds with "…" for what
 * is missing: half a cry for help is better than none, and the carrier waits for its answers.
 */
#pragma once
#include "base/buf.h"
#include "base/clock.h"

enum {
	AC_SMPP_PARTS_MAX = 16, /* of one text; what claims more is taken part by part */
	AC_SMPP_TEXTS_MAX = 256, /* incomplete texts at a time */
};

struct ac_smpp_text {
	struct ac_smpp_text *next;
	uint64_t who; /* hash of sender, receiver, reference, count */
	int64_t until_us;
	uint32_t slot; /* of the inbox: the first part's */
	uint8_t parts;
	uint32_t have; /* bit per part */
	char from[24], to[24];
	uint8_t from_n, to_n;
	struct ac_buf part[AC_SMPP_PARTS_MAX]; /* UTF-8 */
};

struct ac_smpp_parts {
	struct ac_smpp_text *first; /* in order of their first part */
	size_t n;
};

void ac_smpp_parts_done(struct ac_smpp_parts *parts);

/** The incomplete text of that name, or a new one (slot = UINT32_MAX); NULL when there are too many. */
struct ac_smpp_text *ac_smpp_parts_of(
	struct ac_smpp_parts *parts, uint64_t who, uint8_t count, struct ac_mono now);

bool ac_smpp_text_whole(const struct ac_smpp_text *text);

/** Append the text, "…" for missing parts. */
void ac_smpp_text_join(const struct ac_smpp_text *text, struct ac_buf *out);

/** The first one whose time is up, or NULL. */
struct ac_smpp_text *ac_smpp_parts_due(struct ac_smpp_parts *parts, struct ac_mono now);

/** Take it out and release it. */
void ac_smpp_parts_drop(struct ac_smpp_parts *parts, struct ac_smpp_text *text);
