/* service/publication.h - what the public may fetch, ready to be sent: made when something changes, not when
 * somebody asks.
 *
 * The messages are read from the store after each publication (and at the start), the feeds and the
 * page are written from them once, compressed once, and handed to whoever serves them. A request
 * never waits for the store, and a store that stands still takes nothing off the air. A thread makes
 * them anew when a message expires, and again and again after a failure.
 *
 * Documents never change and are shared: hold one to keep it, drop it when done. What is made again
 * with the same text is the same document, with its ETag and its time; after a start its ETag is the same.
 */
#pragma once
#include "service/service.h"

#include <stdatomic.h>

struct ac_document {
	atomic_int holders;
	char *path; /* "/feed/atom.xml", "/cap/IDENTIFIER.xml": as it is meant, not percent-encoded */
	char *language; /* the variant for ?lang=fr; "": the one without */
	const char *type; /* media type, static */
	bool constant; /* of a CAP message: it never changes */
	struct ac_str bytes;
	struct ac_str gzip; /* the same compressed; empty where that is no smaller */
	char etag[40]; /* hexadecimal, without quotes */
	/* Real time. Of a CAP message: when it was sent, at most now. Else: when these bytes were made; what is made anew
	 * is so in a later second than the bytes before, if need be one that is not over yet. */
	struct ac_wall modified;
};

struct ac_document *ac_document_hold(struct ac_document *document);
/** Let go; NULL is fine. Thread-safe. */
void ac_document_drop(struct ac_document *document);

/** The present documents, sorted by path, then language; borrowed for the call. */
typedef void ac_publication_fn(void *ctx, struct ac_document *const *documents, size_t n);

/**
 * Have them told: now, and after every change, on whichever thread made it. `show` must not call the
 * service. @param show  NULL: not any more; it is not running when this returns
 */
void ac_service_show(struct ac_service *service, ac_publication_fn *show, void *ctx);

/**
 * Something that the public sees is durable: make the documents before this returns. Nothing is lost when
 * that fails: it is tried again. Nothing happens where no `public` port is configured.
 */
void ac_service_published(struct ac_service *service);
