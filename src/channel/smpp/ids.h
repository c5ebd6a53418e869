/* channel/smpp/ids.h - the message ids of a carrier, made comparable.
 *
 * A carrier may answer submit_sm with "0000F3A1" and write "62369" in the receipt. The key of a message
 * is made of its id as the response has it: blanks cut, leading zeros cut, lower case, hashed with the
 * account. The id of a receipt is first put into the response's form:
 *
 *   response   receipt    the receipt's id is
 *   same       same       taken as it is
 *   hex        decimal    rewritten in hex
 *   decimal    hex        rewritten in decimal
 *   text       any        taken as it is
 *
 * With `auto` on either side the form is learned. The last 4,096 responses are remembered with the number
 * that each message went to. A receipt is tried as it is, then rewritten in hex, then in decimal; the
 * first form that names a remembered response *to the same number* gets a vote (none if another form reads
 * the same: "7"), and three votes more than the others have together settle it for the life of the link.
 * Until then each receipt goes by the form that fitted it, or as it is. What was learned is logged, so that
 * it can be written into the configuration: after a restart the first receipts are of messages that nobody
 * remembers here. A receipt that came before its response names nothing yet: while a response from its
 * number is outstanding, the session keeps it and reads it again.
 * An id in the TLV receipted_message_id is learned apart from one in the text.
 */
#pragma once
#include "channel/settings.h"

enum ac_smpp_id_form {
	AC_SMPP_ID_SAME,
	AC_SMPP_ID_TO_HEX,
	AC_SMPP_ID_TO_DECIMAL,
	AC_SMPP_ID_FORMS
};

enum ac_smpp_id_place { AC_SMPP_ID_IN_TEXT, AC_SMPP_ID_IN_TLV, AC_SMPP_ID_PLACES };

struct ac_smpp_id_learning {
	bool settled;
	enum ac_smpp_id_form form;
	uint32_t votes[AC_SMPP_ID_FORMS];
};

struct ac_smpp_ids {
	uint64_t seed; /* of the account */
	struct ac_smpp_id_learning learning[AC_SMPP_ID_PLACES];
	struct ac_smpp_id_sent
		*sent; /* ring of what was answered; NULL when nothing is to be learned */
	uint32_t next;
};

void ac_smpp_ids_init(struct ac_smpp_ids *ids, const struct ac_channel_settings *settings);
void ac_smpp_ids_done(struct ac_smpp_ids *ids);

/**
 * The key of an id in a response; never 0.
 * @param to  where the message went; only compared
 */
uint64_t ac_smpp_ids_response(struct ac_smpp_ids *ids, struct ac_str id, uint64_t to_hash);

enum ac_smpp_id_reading {
	AC_SMPP_ID_UNNAMED, /* taken by the settled form, or as it is: whose response it is was not seen */
	AC_SMPP_ID_NAMED, /* a remembered response to that number */
	AC_SMPP_ID_SETTLED, /* the same, and this receipt settled the form */
};

/** The key of an id in a receipt; never 0. */
uint64_t ac_smpp_ids_receipt(struct ac_smpp_ids *ids, enum ac_smpp_id_place place, struct ac_str id,
	uint64_t from_hash, enum ac_smpp_id_reading *reading);

/** Is the form still to be learned? Carriers write ids into one place: one that is settled is enough. */
bool ac_smpp_ids_learning(const struct ac_smpp_ids *ids);

/** The digits of a number, hashed: "+90 532" and "0090532" agree in their last nine digits. */
uint64_t ac_smpp_number_hash(struct ac_str number);
