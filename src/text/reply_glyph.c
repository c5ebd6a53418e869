/* What each code point is to an answer: a letter, a digit, a pause, or nothing. */
#include "text/reply_glyph_p.h"

#include <stddef.h>

struct range {
	uint32_t from, to;
};

static bool within(uint32_t point, const struct range ranges[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (point >= ranges[i].from && point <= ranges[i].to)
			return true;
	return false;
}

#define WITHIN(point, ranges) within(point, ranges, sizeof(ranges) / sizeof *(ranges))

static const struct range dropped[] = {
	{ 0x00ad, 0x00ad },
	{ 0x0300, 0x036f },
	{ 0x0591, 0x05bd },
	{ 0x05bf, 0x05bf },
	{ 0x05c1, 0x05c2 },
	{ 0x05c4, 0x05c7 },
	{ 0x0610, 0x061a },
	{ 0x061c, 0x061c },
	{ 0x0640, 0x0640 },
	{ 0x064b, 0x065f },
	{ 0x0670, 0x0670 },
	{ 0x06d6, 0x06ed },
	{ 0x200b, 0x200f },
	{ 0x202a, 0x202e },
	{ 0x2060, 0x2069 },
	{ 0x20d0, 0x20ff },
	{ 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },
	{ 0x1f3fb, 0x1f3ff },
	{ 0xe0000, 0xe0fff },
};

static const struct range joining[] = {
	{ '\'', '\'' },
	{ '`', '`' },
	{ 0x00b4, 0x00b4 },
	{ 0x02b9, 0x02bf },
	{ 0x05f3, 0x05f4 },
	{ 0x2018, 0x201b },
	{ 0x2032, 0x2032 },
	{ 0xff07, 0xff07 },
};

static const struct range breaking[] = {
	{ '!', '!' },
	{ '(', ')' },
	{ ',', ',' },
	{ '.', '.' },
	{ ':', ';' },
	{ '[', '[' },
	{ ']', ']' },
	{ '{', '{' },
	{ '}', '}' },
	{ '\n', '\r' },
	{ 0x00a1, 0x00a1 },
	{ 0x0589, 0x0589 },
	{ 0x05c3, 0x05c3 },
	{ 0x060c, 0x060d },
	{ 0x061b, 0x061b },
	{ 0x06d4, 0x06d4 },
	{ 0x2012, 0x2015 },
	{ 0x2024, 0x2026 },
	{ 0x2028, 0x2029 },
	{ 0x203c, 0x203c },
	{ 0x3001, 0x3002 },
	{ 0xff01, 0xff01 },
	{ 0xff08, 0xff09 },
	{ 0xff0c, 0xff0c },
	{ 0xff0e, 0xff0e },
	{ 0xff1a, 0xff1b },
};

static const struct range questions[] = {
	{ '?', '?' },
	{ 0x00bf, 0x00bf },
	{ 0x037e, 0x037e },
	{ 0x061f, 0x061f },
	{ 0x203d, 0x203d },
	{ 0x2047, 0x2049 },
	{ 0x2753, 0x2754 },
	{ 0xff1f, 0xff1f },
};

/* Signs and symbols; whatever else lies above ASCII is a letter of some script. */
static const struct range spaces[] = {
	{ 0x0080, 0x00a9 },
	{ 0x00ab, 0x00b1 },
	{ 0x00b6, 0x00b8 },
	{ 0x00bb, 0x00be },
	{ 0x00d7, 0x00d7 },
	{ 0x00f7, 0x00f7 },
	{ 0x05be, 0x05be },
	{ 0x05c0, 0x05c0 },
	{ 0x066a, 0x066d },
	{ 0x2000, 0x206f },
	{ 0x20a0, 0x2bff },
	{ 0x3000, 0x3030 },
	{ 0xd800, 0xf8ff },
	{ 0xfff0, 0xffff },
	{ 0x1f000, 0x1faff },
};

/* First code points of runs that begin with zero (Unicode category Nd). */
static const uint32_t zeros[] = {
	0x0030,
	0x0660,
	0x06f0,
	0x07c0,
	0x0966,
	0x09e6,
	0x0a66,
	0x0ae6,
	0x0b66,
	0x0be6,
	0x0c66,
	0x0ce6,
	0x0d66,
	0x0e50,
	0x0ed0,
	0x0f20,
	0x1040,
	0x17e0,
	0x1810,
	0xff10,
	0x1d7ce,
	0x1d7d8,
	0x1d7e2,
	0x1d7ec,
	0x1d7f6,
};

/* First code points of runs that begin with one: circled, in brackets, with a full stop. */
static const uint32_t ones[] = { 0x2460, 0x2474, 0x2488, 0x2776, 0x2780, 0x278a };

int reply_digit(uint32_t point)
{
	for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
		if (point - zeros[i] < 10)
			return (int)(point - zeros[i]);
	for (size_t i = 0; i < sizeof ones / sizeof *ones; i++)
		if (point - ones[i] < 9)
			return (int)(point - ones[i]) + 1;
	switch (point) {
	case 0xb9: return 1;
	case 0xb2: return 2;
	case 0xb3: return 3;
	default: return point >= 0x2074 && point <= 0x2079 ? (int)(point - 0x2070) : -1;
	}
}

/* Most of what people write, without walking the ranges. */
static bool is_common_letter(uint32_t point)
{
	return (point | 0x20) - 'a' < 26 || point - 0x0410 < 0x40 || point - 0x05d0 < 27 ||
	       point - 0x0621 < 26 || point - 0x0641 < 10;
}

enum glyph reply_glyph(uint32_t point)
{
	if (is_common_letter(point))
		return GLYPH_LETTER;
	if (point == ' ')
		return GLYPH_SPACE;
	if (reply_digit(point) >= 0)
		return GLYPH_DIGIT;
	if (WITHIN(point, dropped))
		return GLYPH_DROP;
	if (WITHIN(point, joining))
		return GLYPH_JOIN;
	if (WITHIN(point, questions))
		return GLYPH_QUESTION;
	if (WITHIN(point, breaking))
		return GLYPH_BREAK;
	if (point == 0x1f198)
		return GLYPH_SOS;
	if (point < 0x80)
		return GLYPH_SPACE;
	return WITHIN(point, spaces) ? GLYPH_SPACE : GLYPH_LETTER;
}

/* U+00C0…U+017F without their accents; '-' stays itself. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo-ouuuuyts"
			    "aaaaaaaceeeeiiiidnooooo-ouuuuyty"
			    "aaaaaaccccccccddddeeeeeeeeeegggg"
			    "gggghhhhiiiiiiiiiiiijjkkklllllll"
			    "lllnnnnnnnnnoooooooorrrrrrssssss"
			    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static uint32_t fold_arabic(uint32_t point)
{
	switch (point) {
	case 0x0622:
	case 0x0623:
	case 0x0625:
	case 0x0671: return 0x0627; /* alef with madda, hamza, wasla */
	case 0x0624: return 0x0648; /* waw with hamza */
	case 0x0626:
	case 0x0649:
	case 0x06cc: return 0x064a; /* yeh with hamza, alef maksura, Persian yeh */
	case 0x0629: return 0x0647; /* teh marbuta */
	case 0x06a9: return 0x0643; /* Persian kaf */
	default: return point;
	}
}

static uint32_t fold_cyrillic(uint32_t point)
{
	if (point < 0x0410)
		point += 0x50;
	else if (point < 0x0430)
		point += 0x20;
	if (point == 0x0451)
		return 0x0435; /* io */
	return point == 0x0439 ? 0x0438 : point; /* short i */
}

static uint32_t fold_hebrew(uint32_t point)
{
	/* Final forms: people type them at a word's end or not. */
	static const uint16_t finals[] = { 0x05da, 0x05dd, 0x05df, 0x05e3, 0x05e5 };
	for (size_t i = 0; i < sizeof finals / sizeof *finals; i++)
		if (point == finals[i])
			return point + 1;
	return point;
}

uint32_t reply_letter(uint32_t point)
{
	if (point < 0x80)
		return point | 0x20;
	if (point >= 0xc0 && point < 0x180 && latin[point - 0xc0] != '-')
		return (uint32_t)(unsigned char)latin[point - 0xc0];
	if (point >= 0xff21 && point <= 0xff5a)
		return (point - 0xff21 + 'A') | 0x20;
	if (point >= 0x0400 && point < 0x0460)
		return fold_cyrillic(point);
	if (point >= 0x05d0 && point < 0x05eb)
		return fold_hebrew(point);
	return point >= 0x0620 && point < 0x06d4 ? fold_arabic(point) : point;
}
