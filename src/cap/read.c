#include "cap/read.h"

#include "cap/model_p.h"
#include "cap/profile_p.h"
#include "cap/prose_p.h"
#include "cap/schema_p.h"

struct ac_cap_document {
	struct ac_arena arena; /* everything below */
	struct ac_buf texts; /* of its elements */
	struct ac_cap_findings findings;
	enum ac_cap_kind kind;
	const struct cap_element *root; /* NULL: nothing can be read */
	const struct ac_cap_alert *alert;
};

/* ---- what is it? ---- */

static enum ac_cap_kind kind_of(const struct cap_element *root)
{
	if (!root || root->name != CAP_alert)
		return AC_CAP_KIND_OTHER;
	switch (root->space) {
	case SPACE_CAP_1_2: return AC_CAP_KIND_1_2;
	case SPACE_CAP_1_1: return AC_CAP_KIND_1_1;
	case SPACE_CAP_1_0: return AC_CAP_KIND_1_0;
	case SPACE_NONE:
	case SPACE_DSIG:
	case SPACE_OTHER: break;
	}
	return AC_CAP_KIND_NO_NAMESPACE;
}

/* What people send instead, by the name of its root. */
static const char *what_instead(const struct cap_element *root)
{
	static const struct {
		const char *root, *what;
	} known[] = { { "feed", "it is an Atom feed; give the messages that its entries link to" },
		{ "rss", "it is an RSS feed; give the messages that its items link to" },
		{ "RDF", "it is an RSS 1.0 feed; give the messages that its items link to" },
		{ "EDXLDistribution", "it is an EDXL envelope; give the message inside" },
		{ "Envelope", "it is a SOAP envelope; give the message inside" },
		{ "html", "it is a web page" }, { "kml", "it is a KML map" },
		{ "info", "it is a piece of a message; the root is <alert>" } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(root->local, known[i].root) == 0)
			return known[i].what;
	return NULL;
}

static void name_other(struct cap_check *c, const struct cap_element *root)
{
	const char *what = what_instead(root);
	if (what)
		cap_find(c, AC_CAP_DOC_KIND, root, 0, "%s", what);
	else
		cap_find(c, AC_CAP_DOC_KIND, root, 0, "its root is <%.60s>, not <alert>",
			root->local);
}

static void check_kind(struct cap_check *c, const struct ac_cap_document *d)
{
	switch (d->kind) {
	case AC_CAP_KIND_1_2: break;
	case AC_CAP_KIND_1_1:
	case AC_CAP_KIND_1_0:
		cap_find(c, AC_CAP_DOC_VERSION, d->root, 0, "%s", ac_cap_kind_name(d->kind));
		break;
	case AC_CAP_KIND_NO_NAMESPACE: cap_find(c, AC_CAP_DOC_NAMESPACE, d->root, 0, NULL); break;
	case AC_CAP_KIND_OTHER: name_other(c, d->root); break;
	}
}

/* ---- the whole ---- */

static void check(struct cap_check *c, struct ac_cap_document *d)
{
	check_kind(c, d);
	if (d->kind == AC_CAP_KIND_OTHER)
		return;
	cap_check_schema(c, d->root);
	cap_check_head(c, d->root);
	cap_check_infos(c, d->root);
	cap_check_signatures(c, d->root);
	cap_check_profile(c, d->root);
}

struct ac_cap_document *ac_cap_read(struct ac_str bytes, const struct ac_cap_profile *profile)
{
	struct ac_cap_document *d = ac_alloc(sizeof *d);
	struct cap_check c = { .arena = &d->arena, .findings = &d->findings, .profile = profile };
	ac_arena_init(&d->arena, cap_arena_max);
	cap_sweep_init(&c.sweep);
	d->root = cap_parse(&c, bytes, &d->texts);
	d->kind = kind_of(d->root);
	if (d->root)
		check(&c, d);
	cap_findings_sort(&d->findings);
	cap_sweep_done(&c.sweep);
	ac_vec_done(&c.points);
	return d;
}

void ac_cap_document_free(struct ac_cap_document *d)
{
	if (!d)
		return;
	ac_free(d->findings.at);
	ac_arena_done(&d->arena);
	ac_buf_done(&d->texts);
	ac_free(d);
}

/* ---- looking ---- */

enum ac_cap_kind ac_cap_document_kind(const struct ac_cap_document *d)
{
	return d->kind;
}

const struct ac_cap_findings *ac_cap_document_findings(const struct ac_cap_document *d)
{
	return &d->findings;
}

bool ac_cap_document_valid(const struct ac_cap_document *d)
{
	return d->findings.errors == 0;
}

bool ac_cap_document_claims(const struct ac_cap_document *d, const struct ac_cap_profile *profile)
{
	return d->kind != AC_CAP_KIND_OTHER && cap_profile_claimed(profile, d->root);
}

const struct ac_cap_alert *ac_cap_document_alert(struct ac_cap_document *d)
{
	if (!d->alert && d->kind != AC_CAP_KIND_OTHER)
		d->alert = cap_model(&d->arena, d->root);
	return d->alert;
}

const char *ac_cap_kind_name(enum ac_cap_kind kind)
{
	static const char *const names[] = { [AC_CAP_KIND_1_2] = "CAP 1.2",
		[AC_CAP_KIND_1_1] = "CAP 1.1",
		[AC_CAP_KIND_1_0] = "CAP 1.0",
		[AC_CAP_KIND_NO_NAMESPACE] = "an alert without CAP's namespace",
		[AC_CAP_KIND_OTHER] = "no CAP message" };
	return names[kind];
}

enum ac_status ac_cap_document_fail(const struct ac_cap_document *d, struct ac_error *err)
{
	enum ac_cap_rule_severity worst = d->findings.errors ? AC_CAP_ERROR : AC_CAP_STRICT_WARNING;
	for (size_t i = 0; i < d->findings.count; i++) {
		const struct ac_cap_finding *f = &d->findings.at[i];
		const struct ac_cap_rule *rule = ac_cap_rule(f->rule);
		if (rule->severity == worst)
			return ac_fail(err, AC_INVALID, "%s at %s, line %u: %s; %s", rule->id,
				f->path, f->line, f->message, rule->fix);
	}
	return ac_fail(err, AC_INVALID, "the message breaks %zu rules",
		d->findings.errors + d->findings.strict);
}
