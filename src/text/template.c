#include "text/template.h"

#include "text/message_format_p.h"
#include "text/splice_p.h"
#include "text/template_check_p.h"
#include "text/utf8_p.h"

struct ac_template {
	struct splice *splice;
	bool is_fixed;
	struct ac_template_fixed fixed; /* its bytes belong to the two buffers */
	struct ac_buf text, body;
};

void ac_template_free(struct ac_template *template_)
{
	if (!template_)
		return;
	splice_free(template_->splice);
	ac_buf_done(&template_->text);
	ac_buf_done(&template_->body);
	ac_free(template_);
}

/* ---- loading ---- */

/* One load: the text, its action, and ICU's own rendering of the whole to compare with. */
struct load {
	const struct ac_template_rules *rules;
	struct ac_template_report *report;
	struct splice *text, *action;
	struct message_format *whole;
	struct ac_text_size largest;
};

static void plain_spaces(struct ac_buf *buf)
{
	static const struct ac_str wide[] = { { "\u202f", 3 }, { "\u00a0", 2 } };
	for (size_t w = 0; w < 2; w++)
		for (char *at; buf->n && (at = memmem(buf->p, buf->n, wide[w].p, wide[w].n));) {
			size_t rest = buf->n - (size_t)(at - buf->p) - wide[w].n;
			*at = ' ';
			memmove(at + 1, at + wide[w].n, rest + 1);
			buf->n -= wide[w].n - 1;
		}
}

static enum ac_status same_as_icu(const struct load *load, const struct ac_arg args[],
	struct ac_str ours, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf a, b;
	ac_buf_init(&a, ac_template_text_max);
	ac_buf_init(&b, ac_template_text_max);
	ac_buf_add_str(&a, ours);
	plain_spaces(&a);
	AC_TRY(message_format_render(load->whole, args, load->text->arg_count, &b, err));
	if (ac_str_eq(ac_buf_str(&a), ac_buf_str(&b)))
		return AC_OK;
	return ac_fail(err, AC_INVALID,
		"the text's pieces do not give what MessageFormat gives for the whole; check its "
		"apostrophes");
}

static enum ac_status check_size(struct load *load, struct ac_str text, struct ac_error *err)
{
	struct ac_text_size size;
	AC_TRY(ac_text_measure(text, &size, err));
	if (size.segments >= load->largest.segments)
		load->largest = size;
	if (load->rules->max_segments && size.segments > load->rules->max_segments)
		return ac_fail(err, AC_INVALID,
			"the text takes %u segments with the longest values; at most %u are "
			"allowed",
			size.segments, load->rules->max_segments);
	if (load->rules->warn_segments && size.segments > load->rules->warn_segments)
		template_warn(load->report, "the text takes more than %u segments",
			load->rules->warn_segments);
	return AC_OK;
}

/* Render with one set of values and check all that can be checked. */
static enum ac_status check_with(
	struct load *load, const struct ac_arg args[], struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text, action;
	ac_buf_init(&text, ac_template_text_max);
	ac_buf_init(&action, ac_template_text_max);
	size_t n = load->text->arg_count;
	AC_TRY(splice_render(load->text, args, n, &text, err));
	AC_TRY(same_as_icu(load, args, ac_buf_str(&text), err));
	if (load->action) {
		AC_TRY(splice_render(load->action, args, n, &action, err));
		AC_TRY(template_check_action(ac_buf_str(&text), ac_buf_str(&action), err));
	}
	AC_TRY(template_check_content(ac_buf_str(&text), load->report, err));
	return check_size(load, ac_buf_str(&text), err);
}

/* With each keyword of each select, and each plural form's typical numbers, one at a time. */
static enum ac_status check_variations(struct load *load, struct ac_error *err)
{
	static const int64_t numbers[] = { 0, 1, 2, 3, 5, 11, 21, 100 };
	const struct splice *s = load->text;
	struct ac_arg args[splice_args_max];
	for (size_t k = 0; k < s->keyword_count; k++) {
		memcpy(args, s->args, sizeof args);
		args[s->keyword[k].arg].text = ac_str(s->keyword[k].value);
		AC_TRY(check_with(load, args, err));
	}
	for (size_t i = 0; i < s->arg_count; i++)
		for (size_t v = 0;
			s->args[i].type == AC_ARG_NUMBER && v < sizeof numbers / sizeof *numbers;
			v++) {
			memcpy(args, s->args, sizeof args);
			args[i].number = numbers[v];
			AC_TRY(check_with(load, args, err));
		}
	return AC_OK;
}

/* Values that MessageFormat could mistake for syntax if the pieces were put together wrongly. */
static enum ac_status check_odd_values(struct load *load, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, ac_template_text_max);
	struct ac_arg args[splice_args_max];
	memcpy(args, load->text->args, sizeof args);
	for (size_t i = 0; i < load->text->arg_count; i++)
		if (args[i].type == AC_ARG_TEXT)
			args[i].text = AC_STR("a{b}'c'#|''");
	AC_TRY(splice_render(load->text, args, load->text->arg_count, &text, err));
	return same_as_icu(load, args, ac_buf_str(&text), err);
}

static enum ac_status compile(struct load *load, const struct ac_template_source *source,
	const char *zone, struct ac_error *err)
{
	const struct ac_template_rules *rules = load->rules;
	AC_TRY(splice_new(source->pattern, source->language, zone, rules->samples,
		rules->sample_count, &load->text, err));
	AC_TRY(message_format_new(source->pattern, load->text->locale, zone, &load->whole, err));
	if (!source->action.n)
		return rules->need_action ? ac_fail(err, AC_INVALID,
						    "the text has no action: state the words "
						    "that say what to do")
					  : AC_OK;
	/* The action may use only what the text uses: its words are looked for in the text. */
	enum ac_status status = splice_new(source->action, source->language, zone, load->text->args,
		load->text->arg_count, &load->action, err);
	return status == AC_OK ? AC_OK : ac_fail_in(err, status, "action");
}

static enum ac_status check_all(struct load *load, struct ac_error *err)
{
	AC_TRY(check_with(load, load->text->args, err));
	AC_TRY(check_variations(load, err));
	return check_odd_values(load, err);
}

static enum ac_status load_text(
	struct load *load, const struct ac_template_source *source, struct ac_error *err)
{
	const char *zone = source->zone ? source->zone : "Etc/UTC";
	if (source->pattern.n == 0 || source->pattern.n > ac_template_text_max)
		return ac_fail(err, AC_INVALID, "a text has 1 to %d bytes", ac_template_text_max);
	if (!ac_str_is_utf8(source->pattern) || !ac_str_is_utf8(source->action))
		return ac_fail(err, AC_INVALID, "text is not UTF-8");
	AC_TRY(compile(load, source, zone, err));
	return check_all(load, err);
}

/* A text without arguments is rendered and encoded now. */
static enum ac_status fix(
	struct ac_template *t, const struct ac_text_size *size, struct ac_error *err)
{
	AC_TRY(splice_render(t->splice, NULL, 0, &t->text, err));
	AC_TRY(ac_text_encode(ac_buf_str(&t->text), size->coding, &t->body, err));
	t->fixed = (struct ac_template_fixed){ ac_buf_str(&t->text), ac_buf_str(&t->body), *size };
	t->is_fixed = true;
	return AC_OK;
}

enum ac_status ac_template_new(const struct ac_template_source *source,
	const struct ac_template_rules *rules, struct ac_template **template_,
	struct ac_template_report *report, struct ac_error *err)
{
	struct load load = { .rules = rules, .report = report };
	if (report)
		*report = (struct ac_template_report){ 0 };
	enum ac_status status = load_text(&load, source, err);
	message_format_free(load.whole);
	splice_free(load.action);
	AC_AUTO(template) struct ac_template *made = ac_alloc(sizeof *made);
	made->splice = load.text;
	ac_buf_init(&made->text, ac_template_text_max);
	ac_buf_init(&made->body, 2 * ac_template_text_max);
	if (report)
		report->largest = load.largest;
	if (status == AC_OK && load.text && load.text->arg_count == 0)
		status = fix(made, &load.largest, err);
	if (status == AC_OK)
		*template_ = AC_TAKE(made);
	return status;
}

/* ---- rendering ---- */

enum ac_status ac_template_render(const struct ac_template *template_, const struct ac_arg args[],
	size_t count, struct ac_buf *out, struct ac_error *err)
{
	return splice_render(template_->splice, args, count, out, err);
}

const struct ac_template_fixed *ac_template_fixed(const struct ac_template *template_)
{
	return template_->is_fixed ? &template_->fixed : NULL;
}

enum ac_status ac_template_render_body(const struct ac_template *template_,
	const struct ac_arg args[], size_t count, struct ac_buf *scratch, struct ac_buf *body,
	struct ac_text_size *size, struct ac_error *err)
{
	ac_buf_reset(body);
	if (template_->is_fixed) {
		ac_buf_add_str(body, template_->fixed.body);
		AC_TRY(ac_buf_check(body, "message body", err));
		*size = template_->fixed.size;
		return AC_OK;
	}
	struct ac_text_size measured;
	ac_buf_reset(scratch);
	AC_TRY(splice_render(template_->splice, args, count, scratch, err));
	AC_TRY(ac_text_measure(ac_buf_str(scratch), &measured, err));
	AC_TRY(ac_text_encode(ac_buf_str(scratch), measured.coding, body, err));
	*size = measured;
	return AC_OK;
}
