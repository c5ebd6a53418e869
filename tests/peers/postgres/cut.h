/* tests/peers/postgres/cut.h - a wire that breaks: it stands between a client and a server on 127.0.0.1, hands bytes
 * on, and cuts when it was told to. It has a thread of its own. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct cut;

enum cut_mode {
	CUT_BEFORE, /* what the client sends never arrives */
	CUT_AFTER, /* it arrives, the server answers, the answer is lost */
	CUT_AT_ONCE, /* it arrives, and the server finds nobody to answer */
	cut_modes
};

struct cut *cut_new(int server_port);
void cut_free(struct cut *cut);
/* Where clients connect. */
int cut_port(const struct cut *cut);

/* Cut all there is at the n-th piece from now that a client sends (0: the next one); negative: never. @param dead
 * nobody is let in afterwards, until cut_let_in(true) */
void cut_at(struct cut *cut, int64_t n, enum cut_mode mode, bool dead);
/* Now. */
void cut_now(struct cut *cut);
void cut_let_in(struct cut *cut, bool let);
/* Is nobody let in, because cut_at(dead) came true? */
bool cut_is_dead(struct cut *cut);
/* How often a wire was cut at a piece. */
int64_t cut_count(struct cut *cut);
