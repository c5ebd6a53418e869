/* Whether two names mean one place, and how the desk spells it: whoever writes it otherwise does not begin another. */
#include "service/desk/level_p.h"
#include "store/criteria.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct ac_str without_blanks(struct ac_str text)
{
	while (text.n && is_blank(text.p[0])) {
		text.p++;
		text.n--;
	}
	return text;
}

/* The next word; what is left in rest. */
static struct ac_str word(struct ac_str *rest)
{
	struct ac_str found = without_blanks(*rest);
	size_t n = 0;
	while (n < found.n && !is_blank(found.p[n]))
		n++;
	*rest = (struct ac_str){ found.p + n, found.n - n };
	found.n = n;
	return found;
}

bool level_same_place(struct ac_str a, struct ac_str b)
{
	while (without_blanks(a).n && without_blanks(b).n)
		if (!ac_str_eq_nocase(word(&a), word(&b)))
			return false;
	return !without_blanks(a).n && !without_blanks(b).n;
}

struct spelling {
	struct ac_str asked;
	struct ac_buf *spelled;
	bool exact; /* just as it was asked for */
};

static void take_spelling(void *ctx, const struct ac_place_level_row *row)
{
	struct spelling *s = ctx;
	if (s->exact || !level_same_place(row->place, s->asked))
		return;
	s->exact = ac_str_eq(row->place, s->asked);
	ac_buf_reset(s->spelled);
	ac_buf_add_str(s->spelled, row->place);
}

enum ac_status level_spelled(
	struct ac_db *db, struct ac_str place, struct ac_buf *spelled, struct ac_error *err)
{
	struct spelling s = { .asked = place, .spelled = spelled };
	ac_buf_add_str(spelled, ac_str_trim(place));
	return ac_place_level_in_force(db, take_spelling, &s, err);
}
