/* service/desk/issuer.h - this installation as an issuer: the key that signs what it publishes.
 *
 * The private key is in a file of its own (`issuer_key_file`, mode 0600), which no backup holds; the public
 * halves of all generations are in the database, with the times between which each signs, and can be
 * given to whoever verifies. A rotation ends the current key and makes the next: what was signed before
 * still verifies. The file holds both keys while the database changes from one to the other, so that a
 * crash at any instant leaves the current one in it; then the old private key is gone.
 */
#pragma once
#include "cap/key.h"
#include "service/service.h"
#include "json/json.h"

/** The first key of a new data directory; its times are open. @param path  of the new file */
AC_MUST_CHECK enum ac_status ac_issuer_create(
	struct ac_db *db, const char *path, struct ac_error *err);

/**
 * {"sender","pem","keys":[{"generation","name","not_before","not_after","current"},…]}, oldest first;
 * "pem" is what others pin (cap/issuers.h).
 */
AC_MUST_CHECK enum ac_status ac_issuer_view(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err);

/**
 * End the current key and make the next.
 * @param answer  {"generation","name"}
 * @return AC_CONFLICT when the clock stands before what the current key has signed
 */
AC_MUST_CHECK enum ac_status ac_issuer_rotate(struct ac_service *service, struct ac_officer officer,
	struct ac_json *answer, struct ac_error *err);

/**
 * Sign a message with the current key and verify the very bytes against what was given out.
 * @param path    of the key file
 * @param sender  as in the message
 * @param out     appended
 * @param name    of the key that signed
 * @return AC_CONFLICT without a key, AC_NOT_FOUND or AC_DENIED for the file, AC_CORRUPT when the result
 *         does not verify; out is as before then
 */
AC_MUST_CHECK enum ac_status ac_issuer_sign(struct ac_db *db, const char *path,
	struct ac_str sender, struct ac_str xml, struct ac_buf *out,
	char name[ac_cap_key_name_size], struct ac_error *err);
