/* text/gsm7_p.h - the tables behind alphabet.c. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum {
	ac_gsm7_none = 0xff, /* no septet for this character */
	ac_gsm7_extended = 0x80, /* set: an escape goes before the septet */
	ac_gsm7_escape = 0x1b,
};

/* From U+0000…U+00FF to a septet (perhaps | ac_gsm7_extended) or ac_gsm7_none. */
extern const uint8_t ac_gsm7_of[256];

/* The same for what lies beyond Latin-1: Greek capitals and the euro. */
uint8_t ac_gsm7_beyond(uint32_t point);

/* From a septet to its code point. */
extern const uint16_t ac_gsm7_point[128];

/* From the septet after an escape to its code point, 0 when the table has none. */
uint16_t ac_gsm7_extension(uint8_t septet);
