/* Signatures: what they look like, not whether they hold (that takes the issuer's pinned key).
 * CAP 1.2 section 3.3.4.1 allows one kind only, an enveloped XML signature that is a child of
 * <alert>; a message is never refused because its signature cannot be verified. */
#include "cap/prose_p.h"

enum { parts_max = 400 }; /* elements that are looked at within one signature */

static bool is_dsig(const struct cap_element *e, const char *local)
{
	return e->space == SPACE_DSIG && strcmp(e->local, local) == 0;
}

static const char *attribute(const struct cap_element *e, const char *local)
{
	for (const struct cap_attribute *a = e->attributes; a; a = a->next)
		if (a->none && strcmp(a->local, local) == 0)
			return a->value;
	return "";
}

/* In document order, without recursion. */
static const struct cap_element *after(const struct cap_element *e, const struct cap_element *top)
{
	if (e->first)
		return e->first;
	while (e != top && !e->next)
		e = e->parent;
	return e == top ? NULL : e->next;
}

struct anatomy {
	size_t references, enveloped, objects;
	bool whole; /* a Reference URI="" */
	const char *odd; /* an algorithm that is weak or unusual; NULL */
};

static bool is_one_of(const char *text, const char *const list[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(text, list[i]) == 0)
			return true;
	return false;
}

#define ENVELOPED "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

static void look_at_algorithm(const struct cap_element *e, struct anatomy *found)
{
	static const char *const good[] = { ENVELOPED, "http://www.w3.org/2001/10/xml-exc-c14n#",
		"http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
		"http://www.w3.org/2006/12/xml-c14n11",
		"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
		"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
		"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
		"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
		"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
		"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
		"http://www.w3.org/2001/04/xmlenc#sha256",
		"http://www.w3.org/2001/04/xmldsig-more#sha384",
		"http://www.w3.org/2001/04/xmlenc#sha512" };
	bool names_one = is_dsig(e, "Transform") || is_dsig(e, "CanonicalizationMethod") ||
			 is_dsig(e, "SignatureMethod") || is_dsig(e, "DigestMethod");
	if (!names_one)
		return;
	const char *algorithm = attribute(e, "Algorithm");
	if (!is_one_of(algorithm, good, sizeof good / sizeof *good))
		found->odd = algorithm;
	found->enveloped += strcmp(algorithm, ENVELOPED) == 0;
}

static bool has_uri(const struct cap_element *reference)
{
	for (const struct cap_attribute *a = reference->attributes; a; a = a->next)
		if (a->none && strcmp(a->local, "URI") == 0)
			return true;
	return false;
}

static void take_apart(const struct cap_element *signature, struct anatomy *found)
{
	const struct cap_element *e = after(signature, signature);
	for (int i = 0; e && i < parts_max; i++, e = after(e, signature)) {
		if (is_dsig(e, "Reference")) {
			found->references++;
			found->whole |= has_uri(e) && !*attribute(e, "URI");
		}
		found->objects += strcmp(e->local, "Object") == 0;
		look_at_algorithm(e, found);
	}
}

/* A message inside a signature is what wrapping attacks are made of. */
static const struct cap_element *find_wrapped(const struct cap_element *signature)
{
	for (const struct cap_element *e = after(signature, signature); e; e = after(e, signature))
		if (e->space == SPACE_CAP_1_2 || e->space == SPACE_CAP_1_1 ||
			e->space == SPACE_CAP_1_0 || e->name == CAP_alert)
			return e;
	return NULL;
}

static void check_one(struct cap_check *c, const struct cap_element *signature)
{
	struct anatomy found = { 0 };
	take_apart(signature, &found);
	cap_find(c, AC_CAP_SIG_UNVERIFIED, signature, 0, NULL);
	if (signature->next)
		cap_find(c, AC_CAP_SIG_PLACE, signature, 0, NULL);
	if (found.references != 1 || !found.whole || found.enveloped != 1)
		cap_find(c, AC_CAP_SIG_ENVELOPED, signature, 0, NULL);
	if (found.odd)
		cap_find(c, AC_CAP_SIG_ALGORITHM, signature, 0, "%.100s", found.odd);
	if (found.objects)
		cap_find(c, AC_CAP_SIG_OBJECT, signature, 0, NULL);
}

void cap_check_signatures(struct cap_check *c, const struct cap_element *alert)
{
	size_t n = 0;
	for (const struct cap_element *e = alert->first; e; e = e->next) {
		if (e->space != SPACE_DSIG)
			continue;
		const struct cap_element *wrapped = find_wrapped(e);
		if (wrapped)
			cap_find(c, AC_CAP_SIG_WRAPPED, wrapped, 0, "<%s>", wrapped->local);
		if (!is_dsig(e, "Signature"))
			continue;
		if (n++ == 0)
			check_one(c, e);
		else
			cap_find(c, AC_CAP_SIG_SEVERAL, e, 0, NULL);
	}
}
