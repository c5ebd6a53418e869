#include "cap/prose_p.h"

#include "cap/value_p.h"

static void check_id(struct cap_check *c, const struct cap_element *e, enum ac_cap_rule_id empty,
	enum ac_cap_rule_id chars)
{
	if (!e)
		return;
	if (cap_is_blank(e->text))
		cap_find(c, empty, e, 0, NULL);
	else if (cap_has_forbidden(e->text))
		cap_find(c, chars, e, 0, "\"%.*s\"", (int)(e->text.n < 80 ? e->text.n : 80),
			e->text.p);
}

/* ---- scope ---- */

static void check_list(struct cap_check *c, const struct cap_element *e)
{
	if (!e)
		return;
	struct ac_str rest = e->text, item;
	bool bad;
	while (cap_next_item(&rest, &item, &bad)) {
		if (bad) {
			cap_find(c, AC_CAP_LIST_QUOTE, e, 0, "<%s>", e->local);
			return;
		}
		if (cap_is_blank(item))
			cap_find(c, AC_CAP_TEXT_EMPTY, e, 0, "an item of <%s>", e->local);
	}
}

static void check_scope(struct cap_check *c, const struct cap_element *alert)
{
	struct ac_str scope = cap_child_text(alert, CAP_scope);
	const struct cap_element *at = cap_child(alert, CAP_scope);
	const struct cap_element *restriction = cap_leaf(alert, CAP_restriction);
	const struct cap_element *addresses = cap_leaf(alert, CAP_addresses);
	bool restricted = ac_str_eq(scope, AC_STR("Restricted"));
	bool blank = !restriction || cap_is_blank(restriction->text);
	if (ac_str_eq(scope, AC_STR("Private")) && (!addresses || cap_is_blank(addresses->text)))
		cap_find(c, AC_CAP_ADDRESSES_MISSING, addresses ? addresses : at, 0, NULL);
	if (restricted && blank)
		cap_find(c, AC_CAP_RESTRICTION_MISSING, restriction ? restriction : at, 0, NULL);
	if (!restricted && !blank)
		cap_find(c, AC_CAP_RESTRICTION_UNUSED, restriction, 0, NULL);
	check_list(c, addresses);
	check_list(c, cap_leaf(alert, CAP_incidents));
}

/* ---- references ---- */

static bool acts_on_earlier(struct ac_str type)
{
	return ac_str_eq(type, AC_STR("Update")) || ac_str_eq(type, AC_STR("Cancel")) ||
	       ac_str_eq(type, AC_STR("Ack")) || ac_str_eq(type, AC_STR("Error"));
}

/* What a reference is held against. */
struct own {
	struct ac_str sender, identifier;
	struct ac_wall sent;
	bool has_sent;
	bool answers; /* an Ack or an Error is about another's message */
};

/* The practice of a reference that can be read. */
static void check_reference(struct cap_check *c, const struct own *own,
	const struct cap_element *at, const struct ac_cap_reference *ref)
{
	bool ours = ac_str_eq(ref->sender, own->sender);
	if (ours && ac_str_eq(ref->identifier, own->identifier))
		cap_find(c, AC_CAP_REF_SELF, at, 0, NULL);
	else if (own->has_sent && ref->sent.us > own->sent.us)
		cap_find(c, AC_CAP_REF_LATER, at, 0, "%.*s", AC_STR_ARG(ref->identifier));
	if (!ours && !own->answers)
		cap_find(c, AC_CAP_REF_SENDER, at, 0, "%.*s", AC_STR_ARG(ref->sender));
}

static void check_references(struct cap_check *c, const struct cap_element *alert)
{
	const struct cap_element *e = cap_leaf(alert, CAP_references);
	struct ac_str type = cap_child_text(alert, CAP_msgType);
	struct own own = { .sender = cap_child_text(alert, CAP_sender),
		.identifier = cap_child_text(alert, CAP_identifier),
		.answers = ac_str_eq(type, AC_STR("Ack")) || ac_str_eq(type, AC_STR("Error")) };
	struct ac_str rest = e ? e->text : AC_STR(""), word;
	bool plus;
	own.has_sent = cap_read_time(cap_child_text(alert, CAP_sent), &own.sent, &plus);
	while (cap_next_word(&rest, &word)) {
		struct ac_cap_reference reference;
		if (cap_read_reference(word, &reference))
			check_reference(c, &own, e, &reference);
		else
			cap_find(c, AC_CAP_REF_FORMAT, e, 0, "\"%.*s\"",
				(int)(word.n < 120 ? word.n : 120), word.p);
	}
}

static void check_has_references(struct cap_check *c, const struct cap_element *alert)
{
	const struct cap_element *e = cap_child(alert, CAP_references);
	if (e && (e->first || !cap_is_blank(e->text)))
		return;
	if (acts_on_earlier(cap_child_text(alert, CAP_msgType)))
		cap_find(c, AC_CAP_REF_MISSING, e ? e : cap_child(alert, CAP_msgType), 0, NULL);
	else if (e)
		cap_find(c, AC_CAP_REF_EMPTY_ELEMENT, e, 0, NULL);
}

/* ---- the rest of the head ---- */

static void check_note(struct cap_check *c, const struct cap_element *alert)
{
	bool exercise = ac_str_eq(cap_child_text(alert, CAP_status), AC_STR("Exercise"));
	bool error = ac_str_eq(cap_child_text(alert, CAP_msgType), AC_STR("Error"));
	if ((exercise || error) && !cap_child_text(alert, CAP_note).n)
		cap_find(c, AC_CAP_NOTE_MISSING, alert, 0, NULL);
}

void cap_check_head(struct cap_check *c, const struct cap_element *alert)
{
	struct ac_str type = cap_child_text(alert, CAP_msgType);
	bool tells = ac_str_eq(type, AC_STR("Alert")) || ac_str_eq(type, AC_STR("Update"));
	const struct cap_element *sent = cap_leaf(alert, CAP_sent);
	struct ac_wall wall;
	bool plus;
	check_id(c, cap_leaf(alert, CAP_identifier), AC_CAP_ID_EMPTY, AC_CAP_ID_CHARS);
	check_id(c, cap_leaf(alert, CAP_sender), AC_CAP_SENDER_EMPTY, AC_CAP_SENDER_CHARS);
	if (sent && cap_read_time(sent->text, &wall, &plus) && plus)
		cap_find(c, AC_CAP_TIME_UTC_PLUS, sent, 0, "<sent>");
	check_scope(c, alert);
	check_has_references(c, alert);
	check_references(c, alert);
	check_note(c, alert);
	if (tells && !cap_child(alert, CAP_info))
		cap_find(c, AC_CAP_INFO_MISSING, alert, 0, NULL);
}
