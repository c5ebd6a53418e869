/* text/reply_glyph_p.h - code points as people mean them, whatever their script and form. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum glyph {
	GLYPH_DROP, /* marks, joiners, direction signs */
	GLYPH_JOIN, /* apostrophes: don't = dont */
	GLYPH_LETTER,
	GLYPH_DIGIT,
	GLYPH_SPACE, /* parts words only */
	GLYPH_BREAK, /* ends a clause */
	GLYPH_QUESTION,
	GLYPH_SOS, /* the emblem U+1F198 */
};

enum glyph reply_glyph(uint32_t point);

/* 0…9 for a digit of any script, circled or raised; -1 for anything else. */
int reply_digit(uint32_t point);

/* A letter without case, accents and look-alikes. */
uint32_t reply_letter(uint32_t point);
