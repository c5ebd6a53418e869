#include "text/template_check_p.h"

#include "text/utf8_p.h"

#include <stdarg.h>
#include <stdio.h>

void template_warn(struct ac_template_report *report, const char *format, ...)
{
	if (!report || report->warning_count == ac_template_warning_max)
		return;
	va_list args;
	va_start(args, format);
	char *text = report->warning[report->warning_count];
	vsnprintf(text, sizeof report->warning[0], format, args);
	va_end(args);
	for (size_t i = 0; i < report->warning_count; i++)
		if (strcmp(text, report->warning[i]) == 0)
			return;
	report->warning_count++;
}

static size_t utf16_units(struct ac_str s)
{
	size_t units = 0;
	for (size_t at = 0; at < s.n; units++)
		if (utf8_next(s, &at) >= 0x10000)
			units++;
	return units;
}

enum ac_status template_check_action(struct ac_str text, struct ac_str action, struct ac_error *err)
{
	const char *found = action.n ? memmem(text.p, text.n, action.p, action.n) : text.p;
	if (!found)
		return ac_fail(err, AC_INVALID, "the action \"%.*s\" is not in the text",
			AC_STR_ARG(action));
	size_t end = utf16_units((struct ac_str){ text.p, (size_t)(found - text.p) + action.n });
	if (action.n && end > ac_template_action_within)
		return ac_fail(err, AC_INVALID,
			"the action ends at character %zu with the longest values; it must stand "
			"within the first %d",
			end, ac_template_action_within);
	return AC_OK;
}

/* ---- links ---- */

static bool is_link(struct ac_str word)
{
	return memmem(word.p, word.n, "://", 3) || ac_str_starts(word, AC_STR("www."));
}

static bool next_word(struct ac_str *rest, struct ac_str *word)
{
	*rest = ac_str_trim(*rest);
	size_t n = 0;
	while (n < rest->n && !strchr(" \t\r\n", rest->p[n]))
		n++;
	*word = (struct ac_str){ rest->p, n };
	*rest = (struct ac_str){ rest->p + n, rest->n - n };
	return n > 0;
}

static enum ac_status check_links(
	struct ac_str text, struct ac_template_report *report, struct ac_error *err)
{
	size_t links = 0, said = 0;
	struct ac_str word;
	while (next_word(&text, &word)) {
		if (is_link(word))
			links++;
		else
			said += utf16_units(word);
	}
	if (links && said < 20)
		return ac_fail(err, AC_INVALID,
			"the text says nothing but a link; it must say what to do");
	if (links)
		template_warn(report, "the text has a link; nobody may need it to know what to do");
	return AC_OK;
}

/* ---- words ---- */

static bool is_ascii_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool has_word(struct ac_str text, struct ac_str word)
{
	for (size_t at = 0; at + word.n <= text.n; at++) {
		const char *found = memmem(text.p + at, text.n - at, word.p, word.n);
		if (!found)
			return false;
		at = (size_t)(found - text.p);
		if ((at == 0 || !is_ascii_letter(text.p[at - 1])) &&
			(at + word.n == text.n || !is_ascii_letter(text.p[at + word.n])))
			return true;
	}
	return false;
}

static enum ac_status check_reply_words(struct ac_str text, struct ac_error *err)
{
	static const char *const words[] = { "END", "CANCEL", "YES", "QUIT", "UNSUBSCRIBE" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (has_word(text, ac_str(words[i])))
			return ac_fail(err, AC_INVALID,
				"the text uses the word %s: carriers take such a reply for STOP or "
				"for consent; use the digits of the menu",
				words[i]);
	return AC_OK;
}

static void warn_of_fraud(struct ac_str text, struct ac_template_report *report)
{
	static const char *const words[] = { "bank account", "credit card", "IBAN", "password",
		"PIN code", "passport number", "copy of your passport", "photo of your passport",
		"send money", "transfer money", "חשבון בנק", "כרטיס אשראי", "סיסמה", "מספר דרכון",
		"צילום דרכון", "banka hesab", "kredi kart", "şifre", "pasaport numara", "حساب بنكي",
		"بطاقة ائتمان", "كلمة المرور", "كلمة السر", "رقم جواز", "صورة الجواز", "банковск",
		"кредитн", "пароль", "номер паспорта", "фото паспорта", "compte bancaire",
		"carte bancaire", "carte de crédit", "mot de passe", "numéro de passeport",
		"copie de votre passeport" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (memmem(text.p, text.n, words[i], strlen(words[i])))
			template_warn(report,
				"the text speaks of \"%s\": never ask for money or documents",
				words[i]);
}

enum ac_status template_check_content(
	struct ac_str text, struct ac_template_report *report, struct ac_error *err)
{
	AC_TRY(check_links(text, report, err));
	AC_TRY(check_reply_words(text, err));
	warn_of_fraud(text, report);
	return AC_OK;
}
