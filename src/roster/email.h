/* roster/email.h - is this an address that mail can be sent to? RFC 5321 section 4.1.2 without
 * quoted local parts and address literals, which no registry of travellers holds on purpose. */
#pragma once
#include "base/str.h"

enum { ac_email_max = 254 }; /* bytes; RFC 5321 section 4.5.3.1.3 less the brackets */

/**
 * @param out  the address with its domain in lower case, terminated; written only on success
 * @return NULL when good, else why not: a static sentence
 */
const char *ac_email_read(struct ac_str text, char out[ac_email_max + 1]);
