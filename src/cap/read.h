/* cap/read.h - a document of a stranger: what it is, what is wrong with it, and its message.
 *
 * Tolerant: whatever can be read is read, and every broken rule is a finding; nothing is an error of
 * the call. A document is valid when no finding is an error. At most 2 MiB, 32 levels and 100,000
 * elements are read, in time that grows with the size alone; nothing is ever fetched.
 */
#pragma once
#include "base/mem.h"
#include "cap/alert.h"
#include "cap/finding.h"
#include "cap/profile.h"

enum ac_cap_kind {
	AC_CAP_KIND_1_2,
	AC_CAP_KIND_1_1,
	AC_CAP_KIND_1_0,
	AC_CAP_KIND_NO_NAMESPACE, /* an <alert> of no version */
	AC_CAP_KIND_OTHER, /* another XML document, or none */
};

struct ac_cap_document;

/**
 * Read a document and hold it against every rule.
 * @param bytes    borrowed during the call
 * @param profile  to hold it against as well; NULL: none
 * @return owned by the caller, release with ac_cap_document_free()
 */
struct ac_cap_document *ac_cap_read(struct ac_str bytes, const struct ac_cap_profile *profile);

void ac_cap_document_free(struct ac_cap_document *document);
AC_AUTO_DEFINE(cap_document, struct ac_cap_document *, ac_cap_document_free)

/* All of these are borrowed from the document. */
enum ac_cap_kind ac_cap_document_kind(const struct ac_cap_document *document);
const struct ac_cap_findings *ac_cap_document_findings(const struct ac_cap_document *document);
bool ac_cap_document_valid(const struct ac_cap_document *document);
/** Does it say that it was written for this profile? */
bool ac_cap_document_claims(
	const struct ac_cap_document *document, const struct ac_cap_profile *profile);
/** Its message, older versions' too; made at the first call. NULL when nothing can be read. */
const struct ac_cap_alert *ac_cap_document_alert(struct ac_cap_document *document);

/** "CAP 1.2", static. */
const char *ac_cap_kind_name(enum ac_cap_kind kind);

/** AC_INVALID with the first error, else the first strict warning: "POLY-OPEN at /alert/…, line 12: …" */
enum ac_status ac_cap_document_fail(const struct ac_cap_document *document, struct ac_error *err);
