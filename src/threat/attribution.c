#include "threat/attribution.h"

enum { folded_max = 1 << 20, short_name = 4 };

/* clang-format off */
/* Letters that are written in more than one way, and the one that they fold to. */
static const struct { int32_t from, to; const char *folded; } ranges[] = {
	{ 0xC0, 0xC5, "a" }, { 0xC7, 0xC7, "c" }, { 0xC8, 0xCB, "e" }, { 0xCC, 0xCF, "i" },
	{ 0xD1, 0xD1, "n" }, { 0xD2, 0xD6, "o" }, { 0xD9, 0xDC, "u" }, { 0xE0, 0xE5, "a" },
	{ 0xE7, 0xE7, "c" }, { 0xE8, 0xEB, "e" }, { 0xEC, 0xEF, "i" }, { 0xF1, 0xF1, "n" },
	{ 0xF2, 0xF6, "o" }, { 0xF9, 0xFC, "u" }, { 0x11E, 0x11F, "g" }, { 0x130, 0x131, "i" },
	{ 0x15E, 0x15F, "s" }, { 0x401, 0x401, "е" }, { 0x451, 0x451, "е" }, { 0x419, 0x419, "и" },
	{ 0x439, 0x439, "и" }, { 0x622, 0x623, "ا" }, { 0x625, 0x625, "ا" }, { 0x649, 0x649, "ي" },
	{ 0x629, 0x629, "ه" },
};

/* What is no letter of its own: accents, vowel points, stretching, marks of direction. */
static const struct { int32_t from, to; } marks[] = {
	{ 0x300, 0x36F }, { 0x591, 0x5BD }, { 0x5BF, 0x5BF }, { 0x5C1, 0x5C2 }, { 0x5C4, 0x5C5 },
	{ 0x5C7, 0x5C7 }, { 0x610, 0x61A }, { 0x640, 0x640 }, { 0x64B, 0x65F }, { 0x670, 0x670 },
	{ 0xAD, 0xAD }, { 0x200B, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x2069 }, { 0xFEFF, 0xFEFF },
};

/* Beyond ASCII, what stands between words. */
static const struct { int32_t from, to; } between[] = {
	{ 0x80, 0xBF }, { 0xD7, 0xD7 }, { 0xF7, 0xF7 }, { 0x5BE, 0x5BE }, { 0x5C0, 0x5C0 },
	{ 0x5C3, 0x5C3 }, { 0x5F3, 0x5F4 }, { 0x60C, 0x60C }, { 0x61B, 0x61B }, { 0x61F, 0x61F },
	{ 0x2010, 0x2027 }, { 0x202F, 0x205F }, { 0x3000, 0x3003 },
};
/* clang-format on */

#define IN_TABLE(table, point)                                              \
	for (size_t i = 0; i < sizeof(table) / sizeof *(table); i++)        \
		if ((point) >= (table)[i].from && (point) <= (table)[i].to) \
			return true;                                        \
	return false

static bool is_mark(int32_t point)
{
	IN_TABLE(marks, point);
}

static bool is_between(int32_t point)
{
	if (point < 0)
		return true; /* broken UTF-8 */
	if (point < 0x80)
		return !((point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
			 (point >= 'A' && point <= 'Z'));
	IN_TABLE(between, point);
}

/* Capitals of ASCII, Greek and Cyrillic lie a fixed way before their small letters. */
static int32_t small(int32_t point)
{
	if ((point >= 'A' && point <= 'Z') || (point >= 0x391 && point <= 0x3A9) ||
		(point >= 0x410 && point <= 0x42F))
		return point + 0x20;
	return point >= 0x400 && point <= 0x40F ? point + 0x50 : point;
}

static void add_letter(int32_t point, struct ac_buf *folded)
{
	char bytes[4];
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (point >= ranges[i].from && point <= ranges[i].to) {
			ac_buf_add_str(folded, ac_str(ranges[i].folded));
			return;
		}
	ac_buf_add(folded, bytes, ac_utf8_put(bytes, (uint32_t)small(point)));
}

void ac_attribution_fold(struct ac_str text, struct ac_buf *folded)
{
	bool blank = true;
	ac_buf_add_char(folded, ' ');
	for (size_t at = 0; at < text.n;) {
		int32_t point = ac_utf8_next(text, &at);
		if (is_mark(point))
			continue;
		bool apart = is_between(point);
		if (apart && !blank)
			ac_buf_add_char(folded, ' ');
		else if (!apart)
			add_letter(point, folded);
		blank = apart;
	}
	if (!blank)
		ac_buf_add_char(folded, ' ');
}

/* ---- names ---- */

static size_t letters(struct ac_str folded)
{
	size_t n = 0;
	for (size_t at = 0; at < folded.n;)
		n += ac_utf8_next(folded, &at) != ' ';
	return n;
}

/* Hebrew and Arabic write "and", "to", "the" together with the word. */
static bool takes_prefixes(struct ac_str folded)
{
	size_t at = 1; /* behind the blank */
	int32_t first = ac_utf8_next(folded, &at);
	return first >= 0x590 && first <= 0x6FF;
}

static bool found(struct ac_str folded, struct ac_str name)
{
	if (name.n < 3 || name.n > folded.n) /* a blank, a letter, a blank */
		return false;
	bool whole = letters(name) <= short_name;
	if (takes_prefixes(name)) {
		name.p++;
		name.n--;
	}
	if (!whole)
		name.n--;
	return memmem(folded.p, folded.n, name.p, name.n) != NULL;
}

bool ac_attribution_names(struct ac_str text, struct ac_str organisation)
{
	AC_AUTO(buf) struct ac_buf folded, name;
	ac_buf_init(&folded, folded_max);
	ac_buf_init(&name, folded_max);
	ac_attribution_fold(text, &folded);
	ac_attribution_fold(organisation, &name);
	return found(ac_buf_str(&folded), ac_buf_str(&name));
}
