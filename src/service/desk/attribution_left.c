/* Where else in public the names of an attribution stand that is about to be withdrawn. */
#include "service/desk/attribution_names.h"

#include "base/vec.h"
#include "store/cases.h"
#include "store/statements.h"

struct searching {
	const struct ac_json *body;
	AC_VEC(int64_t) warnings; /* in force */
	int64_t warning; /* looked at */
	struct ac_buf statements, named; /* their numbers */
};

static void add_number(struct ac_buf *out, int64_t number)
{
	ac_buf_printf(out, "%s%lld", out->n ? ", " : "", (long long)number);
}

static void look_at_statement(void *ctx, const struct ac_statement_row *row)
{
	struct searching *s = ctx;
	if (ac_attribution_body_names(s->body, row->text))
		add_number(&s->statements, row->id);
}

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	struct searching *s = ctx;
	if (ac_str_eq(row->state, AC_STR("published")))
		ac_vec_push(&s->warnings, row->id);
}

static void look_at_text(void *ctx, const struct ac_warning_text_row *row)
{
	struct searching *s = ctx;
	if (s->warning && (ac_attribution_body_names(s->body, row->headline) ||
				  ac_attribution_body_names(s->body, row->description) ||
				  ac_attribution_body_names(s->body, row->instruction))) {
		add_number(&s->named, s->warning);
		s->warning = 0; /* once is enough */
	}
}

static enum ac_status search(struct ac_db *db, struct searching *s, struct ac_error *err)
{
	AC_TRY(ac_statement_published_each(db, look_at_statement, s, err));
	AC_TRY(ac_warning_each(db, 0, take_warning, s, err));
	ac_vec_each(&s->warnings, warning) {
		s->warning = *warning;
		AC_TRY(ac_warning_text_each(db, *warning, look_at_text, s, err));
	}
	return AC_OK;
}

static void say(const struct searching *s, const struct ac_officer *officer)
{
	AC_AUTO(buf) struct ac_buf says;
	ac_buf_init(&says, 64u << 10);
	if (s->statements.n)
		ac_buf_printf(&says, "%s: from now on their pages say only that they are withdrawn",
			s->statements.p);
	ac_rehearse_check(officer, "statements that name it", !says.n, ac_buf_str(&says));
	ac_buf_reset(&says);
	if (s->named.n)
		ac_buf_printf(&says, "%s: a message never changes, so update or retract them",
			s->named.p);
	ac_rehearse_check(officer, "warnings that name it", !says.n, ac_buf_str(&says));
}

enum ac_status ac_attribution_show_left(struct ac_db *db, const struct ac_json *body,
	const struct ac_officer *officer, struct ac_error *err)
{
	struct searching s = { .body = body };
	if (!officer->rehearsal)
		return AC_OK;
	ac_buf_init(&s.statements, 16u << 10);
	ac_buf_init(&s.named, 16u << 10);
	enum ac_status status = search(db, &s, err);
	if (status == AC_OK)
		say(&s, officer);
	ac_vec_done(&s.warnings);
	ac_buf_done(&s.statements);
	ac_buf_done(&s.named);
	return status;
}
