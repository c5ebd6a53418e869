/* cli/cap_print.h - a CAP message as a text for people. */
#pragma once
#include "base/buf.h"
#include "cap/read.h"

/** Append the text. Control characters of the message come out as '?'. */
void ac_cap_print(struct ac_buf *out, const char *name, struct ac_cap_document *document);
