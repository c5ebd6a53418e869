/* web/shelf.h - documents as responses that are made once and sent again and again. */
#pragma once
#include "service/publication.h"

#include <microhttpd.h>

struct ac_shelf;

/** @param documents  n of them as ac_publication_fn gets them; held as long as a response needs them */
struct ac_shelf *ac_shelf_new(struct ac_document *const *documents, size_t n);
/** Responses that are being sent stay until they have left. NULL is fine. */
void ac_shelf_free(struct ac_shelf *shelf);

/* What a request says about the answer that it wants; NULL where it says nothing. */
struct ac_shelf_wish {
	const char *path; /* decoded */
	const char *language;
	const char *accept_encoding, *if_none_match, *if_modified_since;
};

struct ac_shelf_answer {
	struct MHD_Response
		*response; /* borrowed from the shelf; NULL: there is no such document */
	unsigned code; /* 200 or 304 */
	size_t bytes;
};

/** Choose the response (RFC 9110: sections 12.5.3, 13.1.2, 13.1.3). */
struct ac_shelf_answer ac_shelf_find(
	const struct ac_shelf *shelf, const struct ac_shelf_wish *wish);
