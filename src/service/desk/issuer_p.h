/* service/desk/issuer_p.h - the file with the issuer's private key, and its generations in memory. */
#pragma once
#include "base/vec.h"
#include "cap/issuers.h"
#include "cap/key.h"
#include "service/desk/issuer.h"
#include "store/issuer.h"

struct issuer_key {
	int64_t id;
	char name[ac_cap_key_name_size];
	char *pem; /* owned; of the public half */
	struct ac_wall not_before, not_after; /* 0: open */
};

struct issuer_keys {
	AC_VEC(struct issuer_key) list; /* oldest first */
};

void issuer_keys_done(struct issuer_keys *keys);
AC_AUTO_DEFINE_VALUE(issuer_keys, struct issuer_keys, issuer_keys_done)

AC_MUST_CHECK enum ac_status issuer_keys_load(
	struct ac_db *db, struct issuer_keys *keys, struct ac_error *err);
/** The one that signs now; NULL: there is none. */
const struct issuer_key *issuer_keys_current(const struct issuer_keys *keys);
/** Append all public halves with their times, as cap/issuers.h reads them. */
void issuer_keys_export(const struct issuer_keys *keys, struct ac_buf *pem);

/** The longest file that is read. */
enum { issuer_file_max = 64 << 10 };

/** Read the file. AC_NOT_FOUND; AC_DENIED when others may read it. @param pem  wipe it */
AC_MUST_CHECK enum ac_status issuer_file_read(
	const char *path, struct ac_buf *pem, struct ac_error *err);
/** Put a file of mode 0600 in its place at once: either the old or the new one is there. */
AC_MUST_CHECK enum ac_status issuer_file_replace(
	const char *path, struct ac_str pem, struct ac_error *err);
