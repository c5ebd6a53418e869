#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { bar_width = 32 };

void ac_progress_init(struct ac_progress *progress, const char *what)
{
	*progress = (struct ac_progress){ .what = what, .terminal = isatty(STDERR_FILENO) == 1 };
}

void ac_progress_done(struct ac_progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}

static void draw_bar(int64_t done, int64_t total)
{
	int filled = (int)(done * bar_width / total);
	fputc('[', stderr);
	for (int i = 0; i < bar_width; i++)
		fputc(i < filled ? '#' : '.', stderr);
	fprintf(stderr, "] %3d %%", (int)(done * 100 / total));
}

void ac_progress_count(struct ac_progress *progress, const char *phase, int64_t done, int64_t total)
{
	struct ac_mono now = ac_mono_now();
	if (!progress->what || !progress->terminal ||
		(progress->shown && now.us - progress->drawn.us < 100 * AC_MS))
		return;
	progress->drawn = now;
	progress->shown = true;
	fprintf(stderr, "\r\033[K%s: %s ", progress->what, phase);
	if (total > 0 && done <= total)
		draw_bar(done, total);
	else
		fprintf(stderr, "%lld", (long long)done);
	fflush(stderr);
}

void ac_progress_show(struct ac_progress *progress, const struct ac_json *state)
{
	struct ac_str phase;
	int64_t done, total;
	if (ac_json_opt_str(state, "phase", AC_STR("working"), &phase, NULL) != AC_OK ||
		ac_json_opt_i64(state, "done", 0, INT64_MAX, 0, &done, NULL) != AC_OK ||
		ac_json_opt_i64(state, "total", 0, INT64_MAX, 0, &total, NULL) != AC_OK)
		return;
	ac_progress_count(progress, phase.p, done, total);
}
