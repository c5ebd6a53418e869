/* A case is closed: what ends with it, what is left, and who has to agree. */
#include "base/vec.h"
#include "service/desk/case_p.h"

enum { why_max = 8000 };

struct closing {
	struct ac_by by;
	int64_t id;
	const struct ac_case_end *end;
	int64_t live_warning, live_campaign;
	struct ac_json *left; /* owned; case_left() */
	AC_VEC(int64_t) warnings;
};

static void closing_done(struct closing *c)
{
	ac_json_free(c->left);
	ac_vec_done(&c->warnings);
}
AC_AUTO_DEFINE_VALUE(closing, struct closing, closing_done)

static void look_at_warning(void *ctx, const struct ac_warning_row *row)
{
	struct closing *c = ctx;
	if (ac_str_eq(row->state, AC_STR("published")))
		c->live_warning = row->id;
	ac_vec_push(&c->warnings, row->id);
}

/* One that is being made, or whose start was cut off, has told nobody and never begins: its warning is over. */
static void look_at_campaign(void *ctx, const struct ac_campaign_row *row)
{
	struct closing *c = ctx;
	bool over = ac_str_eq(row->state, AC_STR("closed")) ||
		    ac_str_eq(row->state, AC_STR("creating"));
	ac_vec_each(&c->warnings, warning)
		if (*warning == row->warning && !over)
			c->live_campaign = row->id;
}

static enum ac_status check_ended(const struct closing *c, struct ac_error *err)
{
	if (c->live_warning)
		return ac_fail(err, AC_CONFLICT,
			"warning %lld of this case is still published: clear or retract it first",
			(long long)c->live_warning);
	if (c->live_campaign)
		return ac_fail(err, AC_CONFLICT,
			"campaign %lld of this case is not closed: finish it first",
			(long long)c->live_campaign);
	return AC_OK;
}

static enum ac_status check_left(const struct closing *c, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf says;
	ac_buf_init(&says, 1u << 20);
	if (!ac_json_count(c->left) || ac_str_trim(c->end->why).n)
		return AC_OK;
	case_left_say(c->left, &says);
	AC_TRY(ac_buf_check(&says, "what is left", err));
	return ac_fail(err, AC_CONFLICT,
		"case %lld: %zu left: %.120s%s. Settle it, or say why it is closed all the same "
		"(--why)",
		(long long)c->id, ac_json_count(c->left), says.p, says.n > 120 ? " …" : "");
}

/* What ends with it, for whoever has to agree. */
static void show_closing(const struct closing *c, const struct case_taken *taken, bool eased)
{
	AC_AUTO(buf) struct ac_buf says;
	ac_buf_init(&says, 1u << 20);
	ac_buf_printf(&says, "the case is %s", taken->state);
	ac_rehearse_check(&c->by.officer, "all-clear", eased, ac_buf_str(&says));
	bool officials = ac_str_eq(taken->row.posture, AC_STR("officials"));
	ac_buf_reset(&says);
	ac_buf_printf(&says, "the posture is %s%s", taken->posture,
		officials ? ": the officials' clock ends with the case" : "");
	ac_rehearse_check(&c->by.officer, "posture", eased || !officials, ac_buf_str(&says));
	ac_buf_reset(&says);
	case_left_say(c->left, &says);
	size_t left = ac_json_count(c->left);
	ac_rehearse_check(&c->by.officer, "left", !left,
		left ? ac_buf_str(&says) : AC_STR("nothing is awaited, untold or unreviewed"));
	ac_buf_printf(&says, "%s%.*s", left ? "\n" : "", AC_STR_ARG(c->end->why));
	ac_rehearse_document(&c->by.officer, ac_buf_str(&says));
}

/* Once an all-clear by two has eased it and nothing is left, the rest is bookkeeping. Else it is what ends
 * the officials' clock and all that nags, and takes two. */
static enum ac_status close_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct closing *c = ctx;
	struct case_taken taken;
	AC_TRY(case_take(db, c->id, &taken, err));
	AC_TRY(ac_warning_each(db, c->id, look_at_warning, c, err));
	AC_TRY(ac_campaign_each(db, look_at_campaign, c, err));
	AC_TRY(check_ended(c, err));
	ac_json_free(c->left);
	c->left = ac_json_new_array();
	AC_TRY(case_left(db, c->id, c->by.at, c->left, err));
	AC_TRY(check_left(c, err));
	bool left = ac_json_count(c->left) > 0;
	bool eased = ac_str_eq(taken.row.state, AC_STR("easing"));
	show_closing(c, &taken, eased);
	if (left)
		AC_TRY(case_note_decision(
			db, &c->by, c->id, "close", AC_STR(""), c->end->why, err));
	AC_TRY(ac_case_happens(db, c->id, AC_CASE_CLOSED, &c->by, c->end->outcome, err));
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	ac_json_set_i64(detail, "left", (int64_t)ac_json_count(c->left));
	return ac_decided(db, &c->by, eased && !left ? "case.close_eased" : "case.close", "case",
		c->id, detail, err);
}

enum ac_status ac_cases_close(struct ac_service *service, struct ac_officer officer, int64_t id,
	const struct ac_case_end *end, struct ac_error *err)
{
	AC_AUTO(closing)
	struct closing c = { .by = ac_by(service, officer), .id = id, .end = end };
	if (!ac_str_trim(end->outcome).n)
		return ac_fail(err, AC_INVALID, "outcome: how did it end?");
	if (end->why.n > why_max)
		return ac_fail(err, AC_INVALID, "why: at most %d bytes", why_max);
	return ac_service_write(service, close_it, &c, err);
}
