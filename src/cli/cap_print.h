/* cli/cap_print.h - a CAP message as a text for people. */
#pragma once
#include "cap/read.h"

/** Print to standard output. Control characters of the message come out as '?'. */
void ac_cap_print(const char *name, struct ac_cap_document *document);
