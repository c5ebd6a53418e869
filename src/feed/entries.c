/* Which entries a document has room for. */
#include "feed/feed_p.h"

#include "base/vec.h"

enum { head_room = 4096, all_max = 64 << 20 };

struct piece {
	size_t at, n;
	bool stays;
};

struct pieces {
	struct ac_buf text; /* of all, one behind the other */
	AC_VEC(struct piece) list; /* as the messages */
};

static void pieces_done(struct pieces *pieces)
{
	ac_buf_done(&pieces->text);
	ac_vec_done(&pieces->list);
}
AC_AUTO_DEFINE_VALUE(pieces, struct pieces, pieces_done)

/* Leave out what can be missed most. @return false when nothing is left that can */
static bool shorten(struct feed_words *words)
{
	struct ac_str *const order[] = { &words->description, &words->instruction, &words->headline,
		&words->event };
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (order[i]->n) {
			*order[i] = AC_STR("");
			return true;
		}
	return false;
}

static void related(const struct ac_feed *feed, const struct ac_feed_said *said, struct ac_buf *out)
{
	feed_said_link(feed, said, "atom:link", out);
}

/* Where else an entry leads takes none of its words' room. */
static size_t links(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct feed_words *words)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, ac_feed_bytes_max);
	feed_said_each(feed, message, &words->language, related, &text);
	return text.n;
}

static void write_piece(const struct ac_feed *feed, const struct feed_writer *writer,
	const struct ac_feed_message *message, struct pieces *pieces)
{
	AC_AUTO(buf) struct ac_buf one;
	struct feed_words words = feed_words(feed, message, feed->language);
	size_t most = writer->most ? writer->most + links(feed, message, &words) : SIZE_MAX;
	ac_buf_init(&one, ac_feed_bytes_max);
	do {
		ac_buf_reset(&one);
		writer->entry(feed, message, &words, &one);
	} while (writer->most && (one.over || one.n > most) && shorten(&words));
	struct piece piece = { .at = pieces->text.n, .n = one.over ? SIZE_MAX : one.n };
	if (!one.over)
		ac_buf_add_str(&pieces->text, ac_buf_str(&one));
	if (pieces->text.over)
		piece.n = SIZE_MAX;
	ac_vec_push(&pieces->list, piece);
}

/* Those of that rank, newest first. @return what is left of the room */
static size_t let_in(const struct ac_feed *feed, struct pieces *pieces, int room, size_t left)
{
	for (size_t i = 0; i < feed->n; i++) {
		struct piece *piece = &pieces->list.at[i];
		if (feed->messages[i].room != room || piece->stays || piece->n > left)
			continue;
		left -= piece->n;
		piece->stays = true;
	}
	return left;
}

/* What has ended may fill half of it before what holds: neither pushes out the other. */
static void give_room(const struct ac_feed *feed, struct pieces *pieces, size_t left)
{
	left = left - left / 2 + let_in(feed, pieces, 0, left / 2);
	left = let_in(feed, pieces, 1, left);
	left = let_in(feed, pieces, 0, left);
	(void)let_in(feed, pieces, 2, left);
}

size_t feed_entries(
	const struct ac_feed *feed, const struct feed_writer *writer, struct ac_buf *out)
{
	AC_AUTO(pieces) struct pieces pieces = { 0 };
	size_t taken = out->n + head_room;
	ac_buf_init(&pieces.text, all_max);
	for (size_t i = 0; i < feed->n; i++)
		write_piece(feed, writer, &feed->messages[i], &pieces);
	give_room(feed, &pieces, taken < ac_feed_bytes_max ? ac_feed_bytes_max - taken : 0);
	size_t stay = 0;
	ac_vec_each(&pieces.list, piece) {
		if (!piece->stays)
			continue;
		ac_buf_add(out, pieces.text.p + piece->at, piece->n);
		stay++;
	}
	return stay;
}

void feed_note_cut(const struct ac_feed *feed, size_t written, struct ac_buf *out)
{
	if (written < feed->n)
		ac_buf_printf(out,
			"%zu of %zu messages: there is no room for the others, which are not "
			"cancelled by that. All are in the pages of the feed.",
			written, feed->n);
}
