/* cli/campaign_print.h - a campaign's counts, for `show` and `watch`. */
#pragma once
#include "cli/cli.h"

/**
 * Append the campaign as lines of text: state, a bar a tier, standings, the sum.
 * @param width   columns of the terminal
 * @param colour  with ANSI colours
 */
void ac_campaign_draw(struct ac_buf *out, const struct ac_json *campaign, int width, bool colour);

/** The same as one line: for a log of changes. */
void ac_campaign_line(struct ac_buf *out, const struct ac_json *campaign);
