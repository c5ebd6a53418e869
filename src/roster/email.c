#include "roster/email.h"

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Dot-string of RFC 5321: atoms of atext with single dots between them. */
static bool local_is_good(struct ac_str local)
{
	if (local.n == 0 || local.n > 64 || local.p[0] == '.' || local.p[local.n - 1] == '.')
		return false;
	for (size_t i = 0; i < local.n; i++) {
		if (local.p[i] == '.' && local.p[i - 1] == '.')
			return false;
		if (local.p[i] != '.' && !is_alnum(local.p[i]) &&
			!memchr("!#$%&'*+-/=?^_`{|}~", local.p[i], 19))
			return false;
	}
	return true;
}

static bool label_is_good(struct ac_str label)
{
	if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
		return false;
	for (size_t i = 0; i < label.n; i++)
		if (!is_alnum(label.p[i]) && label.p[i] != '-')
			return false;
	return true;
}

static bool domain_is_good(struct ac_str domain)
{
	int labels = 0;
	for (struct ac_str rest = domain, label; ac_str_cut(&rest, '.', &label); labels++)
		if (!label_is_good(label))
			return false;
	return labels >= 2;
}

const char *ac_email_read(struct ac_str text, char out[ac_email_max + 1])
{
	if (text.n > ac_email_max)
		return "longer than an e-mail address may be";
	struct ac_str domain = text, local;
	if (!ac_str_cut(&domain, '@', &local) || !domain.p)
		return "no e-mail address: there is no @";
	if (!local_is_good(local))
		return "no e-mail address: what stands before the @ is not allowed there";
	if (!domain_is_good(domain))
		return "no e-mail address: what stands behind the @ is no domain";
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		out[i] = i > local.n && c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	out[text.n] = 0;
	return NULL;
}
