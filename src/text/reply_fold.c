/* Folding: what differs in writing but not in meaning becomes the same bytes. */
#include "text/reply_glyph_p.h"
#include "text/reply_p.h"
#include "text/utf8_p.h"

struct reader {
	struct ac_str text;
	size_t at;
	struct folded *out;
	bool open; /* the last token still grows */
	size_t digits;
};

static struct token *last(struct reader *r)
{
	return &r->out->token[r->out->count - 1];
}

static void append(struct reader *r, uint32_t point)
{
	char bytes[4];
	size_t n = ac_utf8_put(bytes, point);
	if (r->out->n + n > reply_text_max) {
		r->out->cut = true;
		return;
	}
	memcpy(r->out->text + r->out->n, bytes, n);
	r->out->n += n;
	last(r)->n = (uint16_t)(last(r)->n + n);
}

static void begin(struct reader *r, enum token_kind kind)
{
	struct folded *out = r->out;
	if (out->count == reply_token_max || out->n >= reply_text_max) {
		out->cut = true;
		return;
	}
	if (out->count)
		out->text[out->n++] = ' ';
	out->token[out->count++] = (struct token){ kind, (uint16_t)out->n, 0, 0 };
	r->open = true;
	r->digits = 0;
}

static bool in(const struct reader *r, enum token_kind kind)
{
	return r->open && r->out->token[r->out->count - 1].kind == kind;
}

static void add_break(struct reader *r)
{
	r->open = false;
	if (r->out->count == 0 || last(r)->kind == TOKEN_BREAK)
		return;
	begin(r, TOKEN_BREAK);
	if (!r->out->cut)
		append(r, '.');
	r->open = false;
}

/* Look ahead: the digit at *at, moving on; -1 when there is none. */
static int peek_digit(const struct reader *r, size_t *at)
{
	size_t next = *at;
	int32_t point = next < r->text.n ? utf8_next(r->text, &next) : -1;
	int digit = point < 0 ? -1 : reply_digit((uint32_t)point);
	if (digit >= 0)
		*at = next;
	return digit;
}

static bool peek_word(const struct reader *r, size_t at)
{
	int32_t point = at < r->text.n ? utf8_next(r->text, &at) : -1;
	enum glyph glyph = point < 0 ? GLYPH_SPACE : reply_glyph((uint32_t)point);
	return glyph == GLYPH_LETTER || glyph == GLYPH_DIGIT;
}

/* After an hour and its sign (18: 18. 18h): turn the number into a time if minutes follow. */
static bool take_minutes(struct reader *r, bool may_be_bare)
{
	size_t at = r->at;
	if (!in(r, TOKEN_NUMBER) || r->digits > 2 || last(r)->value > 23)
		return false;
	int tens = peek_digit(r, &at), ones_ = tens < 0 ? -1 : peek_digit(r, &at);
	bool full = ones_ >= 0 && tens < 6 && !peek_word(r, at);
	if (!full && !(may_be_bare && tens < 0 && !peek_word(r, r->at)))
		return false;
	last(r)->kind = TOKEN_TIME;
	last(r)->value = last(r)->value * 60 + (full ? tens * 10 + ones_ : 0);
	if (full)
		r->at = at;
	r->open = false;
	return true;
}

static void take_digit(struct reader *r, int digit)
{
	if (!r->open)
		begin(r, TOKEN_NUMBER);
	if (r->out->cut)
		return;
	append(r, (uint32_t)('0' + digit));
	if (in(r, TOKEN_NUMBER)) {
		r->digits++;
		last(r)->value = r->digits > 4 ? -1 : last(r)->value * 10 + digit;
	}
}

static void take_letter(struct reader *r, uint32_t point)
{
	point = reply_letter(point);
	if (point == 'h' && take_minutes(r, true))
		return;
	if (!in(r, TOKEN_WORD))
		begin(r, TOKEN_WORD);
	if (!r->out->cut)
		append(r, point);
}

static void take_sos(struct reader *r)
{
	r->open = false;
	begin(r, TOKEN_WORD);
	for (const char *c = "sos"; *c && !r->out->cut; c++)
		append(r, (uint32_t)*c);
	r->open = false;
}

static void take(struct reader *r, uint32_t point)
{
	switch (reply_glyph(point)) {
	case GLYPH_DROP: return;
	case GLYPH_JOIN: r->open = in(r, TOKEN_WORD); return;
	case GLYPH_LETTER: take_letter(r, point); return;
	case GLYPH_DIGIT: take_digit(r, reply_digit(point)); return;
	case GLYPH_SOS: take_sos(r); return;
	case GLYPH_QUESTION:
		r->out->question = true;
		add_break(r);
		return;
	case GLYPH_BREAK:
		if (!((point == ':' || point == '.') && take_minutes(r, false)))
			add_break(r);
		return;
	case GLYPH_SPACE:
		/* A dash between blanks parts clauses, one inside a word does not. */
		if (point == '-' && !(r->open && peek_word(r, r->at)))
			add_break(r);
		r->open = false;
		return;
	}
}

void reply_fold(struct ac_str text, struct folded *folded)
{
	*folded = (struct folded){ 0 };
	struct reader r = { .text = text, .out = folded };
	while (r.at < text.n && !folded->cut) {
		int32_t point = utf8_next(text, &r.at);
		if (point < 0)
			point = 0xfffd;
		take(&r, (uint32_t)point);
	}
	if (folded->cut && folded->count && last(&r)->kind == TOKEN_WORD && r.open)
		last(&r)->kind = TOKEN_BREAK; /* half a word is no word */
	folded->text[folded->n] = '\0';
}
