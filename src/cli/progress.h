/* cli/progress.h - one line on a terminal that says how far it is; nothing where there is none. */
#pragma once
#include "base/clock.h"
#include "json/json.h"

struct ac_progress {
	const char *what; /* NULL: never shown */
	bool terminal;
	bool shown;
	struct ac_mono drawn;
};

void ac_progress_init(struct ac_progress *progress, const char *what);
/** The line is taken away. */
void ac_progress_done(struct ac_progress *progress);

/** A route's state: {"phase":"reading","done":N,"total":M}; total 0 or absent when not known. */
void ac_progress_show(struct ac_progress *progress, const struct ac_json *state);
void ac_progress_count(
	struct ac_progress *progress, const char *phase, int64_t done, int64_t total);
