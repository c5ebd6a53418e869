/* Four profiles as tables. Sources: OASIS CAP 1.2 USA IPAWS Profile 1.0; CAP Canadian Profile, rule
 * set Beta 0.4A; Meteoalarm CAP profile 1.2; CAP Australia Profile 1.0 (EDXL-CAP1.2-AU). */
#include "cap/profile_p.h"

#include "cap/value_p.h"

enum need {
	NEED_CODE, /* a <code> that begins so */
	NEED_INFO, /* in every message but Ack and Error */
	NEED_CHILD, /* in every <info> */
	NEED_EVENT_CODE, /* in every <info>; a value of this shape */
	NEED_PARAMETER,
	NEED_GEOCODE, /* in every <area> */
	NEED_PLACE, /* such a geocode, or a polygon, or a circle, in every <area> */
	NEED_LANGUAGE, /* one <info> in it */
	NEED_AGREE, /* the same in every <info> */
};

struct requirement {
	enum need need;
	enum cap_name name; /* NEED_CHILD, NEED_AGREE */
	const char *text; /* what codes, names of values or languages begin with */
	const char *shape; /* of a value: 0 a digit, A a letter or digit, * anything; NULL: any */
};

struct ac_cap_profile {
	const char *name, *title;
	struct ac_str marks[3]; /* a code, or the name of a value, that begins so tells it */
	struct requirement requirements[12]; /* ended by one without text and name */
};

#define END                                     \
	{                                       \
		.need = NEED_CODE, .text = NULL \
	}

static const struct ac_cap_profile profiles[] = {
	{ "ipaws", "USA, IPAWS Profile 1.0", { { "IPAWSv1.0", 9 } },
		{ { .need = NEED_CODE, .text = "IPAWSv1.0" }, { .need = NEED_INFO, .text = "" },
			{ .need = NEED_CHILD, .name = CAP_expires, .text = "expires" },
			{ .need = NEED_CHILD, .name = CAP_area, .text = "area" },
			{ .need = NEED_EVENT_CODE, .text = "SAME", .shape = "AAA" },
			{ .need = NEED_GEOCODE, .text = "SAME", .shape = "000000" },
			{ .need = NEED_AGREE, .name = CAP_category, .text = "category" },
			{ .need = NEED_AGREE, .name = CAP_eventCode, .text = "eventCode" }, END } },
	{ "cap-cp", "Canada, CAP-CP 0.4", { { "profile:CAP-CP:", 15 } },
		{ { .need = NEED_CODE, .text = "profile:CAP-CP:" },
			{ .need = NEED_INFO, .text = "" },
			{ .need = NEED_CHILD, .name = CAP_language, .text = "language" },
			{ .need = NEED_CHILD, .name = CAP_area, .text = "area" },
			{ .need = NEED_EVENT_CODE, .text = "profile:CAP-CP:Event:" },
			{ .need = NEED_GEOCODE, .text = "profile:CAP-CP:Location:" },
			{ .need = NEED_AGREE, .name = CAP_eventCode, .text = "eventCode" }, END } },
	{ "meteoalarm", "Europe, Meteoalarm CAP Profile 1.2",
		{ { "awareness_level", 15 }, { "awareness_type", 14 } },
		{ { .need = NEED_INFO, .text = "" },
			{ .need = NEED_CHILD, .name = CAP_language, .text = "language" },
			{ .need = NEED_CHILD, .name = CAP_onset, .text = "onset" },
			{ .need = NEED_CHILD, .name = CAP_expires, .text = "expires" },
			{ .need = NEED_CHILD, .name = CAP_senderName, .text = "senderName" },
			{ .need = NEED_CHILD, .name = CAP_area, .text = "area" },
			{ .need = NEED_PARAMETER, .text = "awareness_level", .shape = "0;*;*" },
			{ .need = NEED_PARAMETER, .text = "awareness_type", .shape = "0*;*" },
			{ .need = NEED_PLACE, .text = "EMMA_ID" },
			{ .need = NEED_LANGUAGE, .text = "en" }, END } },
	{ "australia", "Australia, CAP-AU 1.0",
		{ { "urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:", 52 } },
		{ { .need = NEED_CODE,
			  .text = "urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:1.0" },
			{ .need = NEED_INFO, .text = "" },
			{ .need = NEED_CHILD, .name = CAP_area, .text = "area" },
			{ .need = NEED_EVENT_CODE,
				.text = "urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:"
					"1.0:AUeventLIST" },
			END } },
};

const struct ac_cap_profile *ac_cap_profile_at(size_t i)
{
	return i < sizeof profiles / sizeof *profiles ? &profiles[i] : NULL;
}

const struct ac_cap_profile *ac_cap_profile_named(struct ac_str name)
{
	for (size_t i = 0; ac_cap_profile_at(i); i++)
		if (ac_str_eq_nocase(name, ac_str(profiles[i].name)))
			return &profiles[i];
	return NULL;
}

const char *ac_cap_profile_name(const struct ac_cap_profile *profile)
{
	return profile->name;
}

const char *ac_cap_profile_title(const struct ac_cap_profile *profile)
{
	return profile->title;
}

/* ---- texts ---- */

static bool begins(struct ac_str s, struct ac_str prefix)
{
	return s.n >= prefix.n && ac_str_eq_nocase((struct ac_str){ s.p, prefix.n }, prefix);
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A '*' runs up to what follows it in the shape. */
static bool fits(struct ac_str s, const char *shape)
{
	size_t at = 0;
	for (; *shape; shape++) {
		if (*shape == '*') {
			while (at < s.n && s.p[at] != shape[1])
				at++;
			continue;
		}
		if (at == s.n || (*shape == '0' && !(s.p[at] >= '0' && s.p[at] <= '9')) ||
			(*shape == 'A' && !is_alnum(s.p[at])) ||
			(!is_alnum(*shape) && s.p[at] != *shape))
			return false;
		at++;
	}
	return at == s.n;
}

/* ---- requirements ---- */

static void need_code(
	struct cap_check *c, const struct cap_element *alert, const struct requirement *r)
{
	cap_each(alert, CAP_code, code) if (begins(cap_trim(code->text), ac_str(r->text))) return;
	cap_find(c, AC_CAP_PROFILE_CODE, alert, 0, "<code>%s</code>", r->text);
}

/* A pair of that name with a value of that shape. */
static void need_pair(struct cap_check *c, const struct cap_element *parent, enum cap_name name,
	enum ac_cap_rule_id rule, const struct requirement *r)
{
	const struct cap_element *odd = NULL;
	cap_each(parent, name, pair)
	{
		if (!begins(cap_child_text(pair, CAP_valueName), ac_str(r->text)))
			continue;
		if (!r->shape || fits(cap_child_text(pair, CAP_value), r->shape))
			return;
		odd = pair;
	}
	if (odd)
		cap_find(c, AC_CAP_PROFILE_VALUE, odd, 0, "<%s> %s is \"%.*s\"", odd->local,
			r->text, AC_STR_ARG(cap_child_text(odd, CAP_value)));
	else
		cap_find(c, rule, parent, 0, "%s", *r->text ? r->text : "of any list");
}

static void need_in_areas(
	struct cap_check *c, const struct cap_element *info, const struct requirement *r)
{
	cap_each(info, CAP_area, area)
	{
		bool drawn = cap_child(area, CAP_polygon) || cap_child(area, CAP_circle);
		if (r->need == NEED_GEOCODE || !drawn)
			need_pair(c, area, CAP_geocode, AC_CAP_PROFILE_GEOCODE, r);
	}
}

static void need_in_info(
	struct cap_check *c, const struct cap_element *info, const struct requirement *r)
{
	switch (r->need) {
	case NEED_CHILD:
		if (!cap_child(info, r->name))
			cap_find(c, AC_CAP_PROFILE_ELEMENT, info, 0, "<%s>", r->text);
		break;
	case NEED_EVENT_CODE:
		need_pair(c, info, CAP_eventCode, AC_CAP_PROFILE_EVENT_CODE, r);
		break;
	case NEED_PARAMETER: need_pair(c, info, CAP_parameter, AC_CAP_PROFILE_PARAMETER, r); break;
	case NEED_GEOCODE:
	case NEED_PLACE: need_in_areas(c, info, r); break;
	case NEED_CODE:
	case NEED_INFO:
	case NEED_LANGUAGE:
	case NEED_AGREE: break;
	}
}

/* Text of a child, or of the value in a pair. */
static struct ac_str said(const struct cap_element *info, enum cap_name name)
{
	const struct cap_element *child = cap_child(info, name);
	if (child && child->first)
		return cap_child_text(child, CAP_value);
	return cap_child_text(info, name);
}

static void need_agreement(
	struct cap_check *c, const struct cap_element *alert, const struct requirement *r)
{
	const struct cap_element *first = cap_child(alert, CAP_info);
	struct ac_str wanted = first ? said(first, r->name) : AC_STR("");
	cap_each(alert, CAP_info, info) if (!ac_str_eq(said(info, r->name), wanted))
		cap_find(c, AC_CAP_PROFILE_AGREE, info, 0, "<%s>", r->text);
}

static void need_language(
	struct cap_check *c, const struct cap_element *alert, const struct requirement *r)
{
	cap_each(alert, CAP_info, info)
	{
		struct ac_str language = cap_child_text(info, CAP_language);
		if (!language.n || begins(language, ac_str(r->text)))
			return;
	}
	if (cap_child(alert, CAP_info))
		cap_find(c, AC_CAP_PROFILE_ELEMENT, alert, 0, "an <info> in the language %s",
			r->text);
}

static void need_info(struct cap_check *c, const struct cap_element *alert)
{
	struct ac_str type = cap_child_text(alert, CAP_msgType);
	bool answer = ac_str_eq(type, AC_STR("Ack")) || ac_str_eq(type, AC_STR("Error"));
	if (!answer && !cap_child(alert, CAP_info))
		cap_find(c, AC_CAP_PROFILE_INFO, alert, 0, NULL);
}

static void check_one(
	struct cap_check *c, const struct cap_element *alert, const struct requirement *r)
{
	switch (r->need) {
	case NEED_CODE: need_code(c, alert, r); return;
	case NEED_INFO: need_info(c, alert); return;
	case NEED_LANGUAGE: need_language(c, alert, r); return;
	case NEED_AGREE: need_agreement(c, alert, r); return;
	case NEED_CHILD:
	case NEED_EVENT_CODE:
	case NEED_PARAMETER:
	case NEED_GEOCODE:
	case NEED_PLACE: break;
	}
	cap_each(alert, CAP_info, info) need_in_info(c, info, r);
}

void cap_check_profile(struct cap_check *c, const struct cap_element *alert)
{
	for (size_t i = 0; c->profile && c->profile->requirements[i].text; i++)
		check_one(c, alert, &c->profile->requirements[i]);
}

/* ---- whose is it? ---- */

static bool is_mark(const struct ac_cap_profile *profile, struct ac_str text)
{
	for (size_t i = 0; i < 3 && profile->marks[i].p; i++)
		if (begins(text, profile->marks[i]))
			return true;
	return false;
}

bool cap_profile_claimed(const struct ac_cap_profile *profile, const struct cap_element *alert)
{
	cap_each(alert, CAP_code, code) if (is_mark(profile, cap_trim(code->text))) return true;
	cap_each(alert, CAP_info, info)
	{
		cap_each(info, CAP_parameter,
			pair) if (is_mark(profile,
					  cap_child_text(pair, CAP_valueName))) return true;
		cap_each(info, CAP_eventCode,
			code) if (is_mark(profile,
					  cap_child_text(code, CAP_valueName))) return true;
	}
	return false;
}
