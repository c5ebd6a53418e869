#include "cli/campaign_print.h"

#include "outreach/types.h"

static const char *const green = "\033[32m", *const yellow = "\033[33m", *const dim = "\033[2m",
			 *const bold = "\033[1m", *const plain = "\033[0m";

struct drawing {
	struct ac_buf *out;
	int width;
	bool colour;
};

static void paint(const struct drawing *d, const char *colour)
{
	if (d->colour)
		ac_buf_add_str(d->out, ac_str(colour));
}

static void repeat(const struct drawing *d, const char *glyph, int n)
{
	for (int i = 0; i < n; i++)
		ac_buf_add_str(d->out, ac_str(glyph));
}

static int share_of(int64_t part, int64_t all, int width)
{
	int n = (int)(part * width / all);
	return part && !n ? 1 : n;
}

/* Told, pending, explained as one bar; what is there shows, however few they are. */
static void draw_bar(const struct drawing *d, const struct ac_json *counts, int width)
{
	int64_t all = ac_cli_i64(counts, "recipients");
	if (!all) {
		repeat(d, " ", width);
		return;
	}
	int n_told = share_of(ac_cli_i64(counts, "told"), all, width);
	int n_explained = share_of(ac_cli_i64(counts, "explained"), all, width);
	int n_pending = share_of(ac_cli_i64(counts, "pending"), all, width);
	int *largest = n_told >= n_explained && n_told >= n_pending ? &n_told
		       : n_explained >= n_pending                   ? &n_explained
								    : &n_pending;
	*largest += width - n_told - n_explained - n_pending; /* what rounding left, or took */
	paint(d, green);
	repeat(d, "█", n_told);
	paint(d, dim);
	repeat(d, "░", n_pending);
	paint(d, yellow);
	repeat(d, "▒", n_explained);
	paint(d, plain);
}

static void draw_tier(const struct drawing *d, const struct ac_json *tier)
{
	int bar = d->width - 66 < 10 ? 10 : d->width - 66 > 60 ? 60 : d->width - 66;
	ac_buf_printf(d->out, "  %lld %-14.14s ", (long long)ac_cli_i64(tier, "tier"),
		ac_cli_str(tier, "name"));
	draw_bar(d, tier, bar);
	ac_buf_printf(d->out, " %6lld told %6lld pending %6lld explained\n",
		(long long)ac_cli_i64(tier, "told"), (long long)ac_cli_i64(tier, "pending"),
		(long long)ac_cli_i64(tier, "explained"));
}

static void draw_standings(const struct drawing *d, const struct ac_json *counts)
{
	const struct ac_json *standings = ac_json_find(counts, "standings");
	int column = 0;
	for (int i = 0; i < ac_standing_count; i++) {
		const char *name = ac_standing_name((enum ac_standing)i);
		int64_t n = ac_cli_i64(standings, name);
		bool loud = n && (i == AC_STANDING_needs_help || i == AC_STANDING_refuses);
		paint(d, loud ? yellow : n ? plain : dim);
		ac_buf_printf(d->out, "  %-12s %6lld", name, (long long)n);
		paint(d, plain);
		if (++column % 4 == 0)
			ac_buf_add_char(d->out, '\n');
	}
	if (column % 4)
		ac_buf_add_char(d->out, '\n');
}

/* "  explained: exhausted 3, dead 1": only what there is. */
static void draw_reasons(const struct drawing *d, const char *title, const struct ac_json *reasons)
{
	bool any = false;
	ac_json_each(reasons, reason)
	{
		int64_t n;
		if (ac_json_as_i64(reason, &n, NULL) != AC_OK || !n)
			continue;
		ac_buf_printf(d->out, "%s%s %s %lld", any ? "," : "  ", any ? "" : title,
			ac_json_name(reason).p, (long long)n);
		any = true;
	}
	if (any)
		ac_buf_add_char(d->out, '\n');
}

static void draw_closing(const struct drawing *d, const struct ac_json *campaign)
{
	const struct ac_json *closing = ac_json_find(campaign, "closing_counts");
	if (!*ac_cli_str(campaign, "closing") || !closing)
		return;
	ac_buf_printf(d->out,
		"\n  %s: of %lld who were told, or perhaps: %lld told, %lld pending, "
		"%lld explained\n",
		ac_cli_str(campaign, "closing"), (long long)ac_cli_i64(closing, "recipients"),
		(long long)ac_cli_i64(closing, "told"), (long long)ac_cli_i64(closing, "pending"),
		(long long)ac_cli_i64(closing, "explained"));
}

static void draw_links(const struct drawing *d, const struct ac_json *campaign)
{
	ac_json_each(ac_json_find(campaign, "links"), link)
	{
		double rate = 0;
		(void)!ac_json_opt_double(link, "allowed_per_s", 0, &rate, NULL);
		bool up = ac_cli_bool(link, "up");
		paint(d, up ? plain : yellow);
		ac_buf_printf(d->out, "  link %-10s %s  %.1f segments/s, %lld unanswered %s\n",
			ac_cli_str(link, "name"), up ? "up  " : "down", rate,
			(long long)ac_cli_i64(link, "outstanding"), ac_cli_str(link, "why"));
		paint(d, plain);
	}
}

static void draw_pages(const struct drawing *d, const struct ac_json *campaign)
{
	const struct ac_json *pages = ac_json_find(campaign, "pages");
	const char *against = ac_cli_str(pages, "against");
	if (!ac_cli_i64(pages, "open"))
		return;
	paint(d, *against ? yellow : plain);
	ac_buf_printf(d->out, "  officers are paged for %lld and nobody has taken it%s%s\n",
		(long long)ac_cli_i64(pages, "open"), *against ? ": " : "", against);
	paint(d, plain);
}

static void draw_sum(const struct drawing *d, const struct ac_json *campaign)
{
	const struct ac_json *all = ac_json_find(campaign, "counts");
	int64_t told = ac_cli_i64(all, "told"), pending = ac_cli_i64(all, "pending");
	int64_t explained = ac_cli_i64(all, "explained"), sum = ac_cli_i64(all, "recipients");
	paint(d, bold);
	ac_buf_printf(d->out, "  told %lld + pending %lld + explained %lld = %lld recipients%s\n",
		(long long)told, (long long)pending, (long long)explained, (long long)sum,
		told + pending + explained == sum ? "" : "  (DOES NOT ADD UP: report this)");
	paint(d, plain);
	ac_buf_printf(d->out,
		"  unaccounted %lld; calls for help open %lld, on the call desk %lld, "
		"outcome unknown %lld\n",
		(long long)ac_cli_i64(all, "unaccounted"), (long long)ac_cli_i64(all, "help_open"),
		(long long)ac_cli_i64(all, "on_desk"), (long long)ac_cli_i64(all, "unknown"));
}

/* What its case says about it. */
static void draw_case(const struct drawing *d, const struct ac_json *campaign)
{
	int64_t overdue = ac_cli_i64(campaign, "case_overdue");
	paint(d, yellow);
	if (*ac_cli_str(campaign, "frozen_at"))
		ac_buf_printf(d->out,
			"  FROZEN since %s by the event of case %lld: what is unsent stays unsent "
			"until "
			"`campaign resume`\n",
			ac_cli_str(campaign, "frozen_at"), (long long)ac_cli_i64(campaign, "case"));
	if (overdue)
		ac_buf_printf(d->out, "  %lld overdue in case %lld: `case overdue`\n",
			(long long)overdue, (long long)ac_cli_i64(campaign, "case"));
	paint(d, plain);
}

static void draw_quiet_tier(const struct drawing *d, const struct ac_json *tier)
{
	const struct ac_json *quiet = ac_json_find(tier, "quiet");
	const struct ac_json *order = ac_json_find(quiet, "order");
	if (!quiet)
		return;
	ac_buf_printf(d->out, "  tier %lld %s them", (long long)ac_cli_i64(tier, "tier"),
		ac_cli_bool(quiet, "kept") ? "keeps" : "does not keep");
	if (ac_cli_i64(quiet, "waiting"))
		ac_buf_printf(d->out, ": %lld wait", (long long)ac_cli_i64(quiet, "waiting"));
	if (order)
		ac_buf_printf(d->out, ", since %s by %s, approved by %s: %s",
			ac_cli_str(order, "at"), ac_cli_str(order, "drafted_by"),
			ac_cli_str(order, "approved_by"), ac_cli_str(order, "why"));
	ac_buf_add_char(d->out, '\n');
}

static void draw_quiet(const struct drawing *d, const struct ac_json *campaign)
{
	const struct ac_json *hours = ac_json_find(campaign, "quiet_hours");
	const char *end = ac_cli_str(hours, "end_at");
	if (!hours)
		return;
	ac_buf_printf(d->out, "  quiet hours %s to %s %s", ac_cli_str(hours, "from"),
		ac_cli_str(hours, "until"), ac_cli_str(hours, "zone"));
	if (*end)
		ac_buf_printf(d->out, ", now, until %s: %lld people wait for it", end,
			(long long)ac_cli_i64(hours, "waiting"));
	ac_buf_add_char(d->out, '\n');
	ac_json_each(ac_json_find(campaign, "tiers"), tier) draw_quiet_tier(d, tier);
	ac_buf_add_char(d->out, '\n');
}

void ac_campaign_draw(struct ac_buf *out, const struct ac_json *campaign, int width, bool colour)
{
	struct drawing d = { out, width, colour };
	const char *closing = ac_cli_str(campaign, "closing");
	paint(&d, bold);
	ac_buf_printf(out, "campaign %lld for warning %lld: %s%s%s%s\n",
		(long long)ac_cli_i64(campaign, "id"), (long long)ac_cli_i64(campaign, "warning"),
		ac_cli_str(campaign, "state"), *closing ? " by " : "", closing,
		ac_cli_bool(campaign, "exercise") ? " (exercise)" : "");
	paint(&d, plain);
	ac_buf_printf(out, "  at %s\n", ac_cli_str(campaign, "now"));
	draw_case(&d, campaign);
	ac_buf_add_char(out, '\n');
	ac_json_each(ac_json_find(campaign, "tiers"), tier) draw_tier(&d, tier);
	ac_buf_add_char(out, '\n');
	draw_quiet(&d, campaign);
	draw_standings(&d, ac_json_find(campaign, "counts"));
	ac_buf_add_char(out, '\n');
	draw_sum(&d, campaign);
	draw_reasons(
		&d, "explained:", ac_json_find(ac_json_find(campaign, "counts"), "explained_by"));
	draw_reasons(&d, "why they stay:", ac_json_find(campaign, "refusal_reasons"));
	draw_closing(&d, campaign);
	draw_links(&d, campaign);
	draw_pages(&d, campaign);
}

static void line_pages(struct ac_buf *out, const struct ac_json *pages)
{
	const char *against = ac_cli_str(pages, "against");
	if (ac_cli_i64(pages, "open"))
		ac_buf_printf(out, " pages=%lld%s%s%s", (long long)ac_cli_i64(pages, "open"),
			*against ? " WARNING=\"" : "", against, *against ? "\"" : "");
}

void ac_campaign_line(struct ac_buf *out, const struct ac_json *campaign)
{
	const struct ac_json *all = ac_json_find(campaign, "counts");
	const struct ac_json *standings = ac_json_find(all, "standings");
	ac_buf_printf(out, "%s %s%s told=%lld pending=%lld explained=%lld recipients=%lld",
		ac_cli_str(campaign, "now"), ac_cli_str(campaign, "state"),
		*ac_cli_str(campaign, "frozen_at") ? " frozen" : "",
		(long long)ac_cli_i64(all, "told"), (long long)ac_cli_i64(all, "pending"),
		(long long)ac_cli_i64(all, "explained"), (long long)ac_cli_i64(all, "recipients"));
	for (int i = 0; i < ac_standing_count; i++) {
		const char *name = ac_standing_name((enum ac_standing)i);
		if (ac_cli_i64(standings, name))
			ac_buf_printf(
				out, " %s=%lld", name, (long long)ac_cli_i64(standings, name));
	}
	if (ac_cli_i64(campaign, "case_overdue"))
		ac_buf_printf(
			out, " overdue=%lld", (long long)ac_cli_i64(campaign, "case_overdue"));
	line_pages(out, ac_json_find(campaign, "pages"));
	ac_buf_add_char(out, '\n');
}
