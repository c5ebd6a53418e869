/* service/run/intake_fetch.h - bytes of a feed and of its files, from a host or from a folder, within bounds. */
#pragma once
#include "base/buf.h"
#include "service/service.h"

/* Where a feed stands; its files come from the same host, or from the same folder. */
struct intake_source;

struct intake_fetched {
	bool unchanged; /* what is there already is the same */
	struct ac_buf bytes;
	char etag[256], modified[64];
};

/** Is it an address that can be followed: http://…, https://…, file:///…? AC_INVALID */
AC_MUST_CHECK enum ac_status intake_source_check(const char *url, struct ac_error *err);

/**
 * @param service  for its end; borrowed
 * @param until    no fetch goes on beyond it
 * @param source   owned by the caller
 */
AC_MUST_CHECK enum ac_status intake_source_open(const struct ac_service *service, const char *url,
	struct ac_mono until, struct intake_source **source, struct ac_error *err);
void intake_source_free(struct intake_source *source);
AC_AUTO_DEFINE(intake_source, struct intake_source *, intake_source_free)

/** The address of a link on the feed; AC_INVALID for one that leads elsewhere. */
AC_MUST_CHECK enum ac_status intake_source_resolve(const struct intake_source *source,
	const char *link, struct ac_buf *url, struct ac_error *err);

/**
 * Fetch a file of the source.
 * @param url      as intake_source_resolve() gives it, or the feed's own
 * @param etag, modified  what is there already; NULL or empty
 * @param most     bytes
 * @param fetched  its bytes initialised; emptied first
 * @return AC_FULL past `most`, AC_NOT_FOUND, AC_CLOSED, AC_IO (with the status that the host gave)
 */
AC_MUST_CHECK enum ac_status intake_fetch(struct intake_source *source, const char *url,
	const char *etag, const char *modified, size_t most, struct intake_fetched *fetched,
	struct ac_error *err);
