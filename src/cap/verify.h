/* cap/verify.h - is a message signed by whom it says? Only what was verified is used.
 *
 * One form of signature is accepted (docs/cap-conformance.md): enveloped, over the whole message, with
 * SHA-256 or better, by a key that was pinned for the sender beforehand (cap/issuers.h). The form is
 * checked before any cryptography. What the verdict gives is the message read again from exactly the
 * bytes that were digested: what an attacker may have hidden from the signature is not in it.
 * Source: CAP 1.2 section 3.3.4.1; W3C XML Signature 1.1, section 8 (Security Considerations).
 */
#pragma once
#include "cap/issuers.h"
#include "cap/key.h"
#include "cap/read.h"

enum ac_cap_trust {
	AC_CAP_VERIFIED,
	AC_CAP_UNSIGNED,
	AC_CAP_UNKNOWN_ISSUER, /* signed, and no key is pinned for the sender: cannot be verified */
	AC_CAP_REFUSED, /* the signature is broken or of a kind that proves nothing */
};

/* constant, id, what is wrong */
/* clang-format off */
#define AC_CAP_REFUSALS(X) \
	X(NOT, "", "") \
	X(DOCUMENT, "VERIFY-DOCUMENT", "the document cannot be read as a message") \
	X(COUNT, "VERIFY-COUNT", "there is not exactly one signature") \
	X(PLACE, "VERIFY-PLACE", "the signature is not the last thing in <alert>") \
	X(FORM, "VERIFY-FORM", "the signature has a part that is not allowed") \
	X(REFERENCE, "VERIFY-REFERENCE", "the signature is not over exactly the whole message") \
	X(TRANSFORM, "VERIFY-TRANSFORM", "a transform that may change what is signed") \
	X(ALGORITHM, "VERIFY-ALGORITHM", "an algorithm that proves nothing") \
	X(KEYINFO, "VERIFY-KEYINFO", "a key that is to be fetched or unwrapped") \
	X(WRAPPED, "VERIFY-WRAPPED", "a message hides inside the signature") \
	X(ID, "VERIFY-ID", "two elements bear the same id") \
	X(BASE64, "VERIFY-BASE64", "a value is not canonical base64") \
	X(DIGEST, "VERIFY-DIGEST", "the message was changed after it was signed") \
	X(VALUE, "VERIFY-VALUE", "the signature is by none of the keys pinned for the sender") \
	X(TIME, "VERIFY-TIME", "the key was not in use when the message says that it was sent")
/* clang-format on */

#define AC_X(constant, id, wrong) AC_CAP_REFUSED_##constant,
enum ac_cap_refusal { AC_CAP_REFUSALS(AC_X) ac_cap_refusal_count };
#undef AC_X

struct ac_cap_verdict {
	enum ac_cap_trust trust;
	enum ac_cap_refusal refusal; /* of AC_CAP_REFUSED */
	char why[240]; /* one line of printable text; empty when verified */
	char key[ac_cap_key_name_size]; /* that signed it; empty unless verified */
	struct ac_cap_document *document; /* verified: what was digested, read again; owned */
};

/**
 * Verify a message.
 * @param bytes    borrowed during the call
 * @param issuers  borrowed; may be shared by threads
 * @param verdict  filled; release with ac_cap_verdict_done()
 */
void ac_cap_verify(
	struct ac_str bytes, const struct ac_cap_issuers *issuers, struct ac_cap_verdict *verdict);

void ac_cap_verdict_done(struct ac_cap_verdict *verdict);
AC_AUTO_DEFINE_VALUE(cap_verdict, struct ac_cap_verdict, ac_cap_verdict_done)

/** "verified", "unsigned", "unknown issuer", "refused"; static. */
const char *ac_cap_trust_word(enum ac_cap_trust trust);
/** "VERIFY-DIGEST"; static. */
const char *ac_cap_refusal_id(enum ac_cap_refusal refusal);
