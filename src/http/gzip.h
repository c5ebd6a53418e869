/* http/gzip.h - the content coding gzip (RFC 1952; RFC 9110 section 8.4.1.3), made once and sent often. */
#pragma once
#include "base/buf.h"

/** Append the text compressed as well as zlib can; the same text gives the same bytes. */
void ac_gzip(struct ac_str text, struct ac_buf *out);
