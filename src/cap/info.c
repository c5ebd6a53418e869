#include "cap/prose_p.h"

#include "cap/value_p.h"

/* Texts that the schema requires and that say nothing when empty. */
static void check_filled(struct cap_check *c, const struct cap_element *parent, enum cap_name name)
{
	const struct cap_element *e = cap_leaf(parent, name);
	if (e && cap_is_blank(e->text))
		cap_find(c, AC_CAP_TEXT_EMPTY, e, 0, "<%s>", e->local);
}

static void check_pairs(struct cap_check *c, const struct cap_element *parent, enum cap_name name)
{
	cap_each(parent, name, pair) check_filled(c, pair, CAP_valueName);
}

/* ---- times ---- */

static bool time_of(struct cap_check *c, const struct cap_element *info, enum cap_name name,
	struct ac_wall *wall)
{
	const struct cap_element *e = cap_leaf(info, name);
	bool plus;
	if (!e || !cap_read_time(e->text, wall, &plus))
		return false;
	if (plus)
		cap_find(c, AC_CAP_TIME_UTC_PLUS, e, 0, "<%s>", e->local);
	return true;
}

/* @param sent  of the message; NULL: it cannot be read */
static void check_times(
	struct cap_check *c, const struct cap_element *info, const struct ac_wall *sent)
{
	struct ac_wall effective, onset, expires;
	bool has_effective = time_of(c, info, CAP_effective, &effective);
	bool has_onset = time_of(c, info, CAP_onset, &onset);
	bool has_expires = time_of(c, info, CAP_expires, &expires);
	if (!cap_child(info, CAP_expires))
		cap_find(c, AC_CAP_EXPIRES_MISSING, info, 0, NULL);
	if (sent && has_effective && effective.us < sent->us)
		cap_find(c, AC_CAP_BEGINS_EARLY, cap_child(info, CAP_effective), 0, NULL);
	if (sent && has_onset && onset.us < sent->us)
		cap_find(c, AC_CAP_BEGINS_EARLY, cap_child(info, CAP_onset), 0, NULL);
	const struct ac_wall *begins = has_onset ? &onset : has_effective ? &effective : sent;
	if (has_expires && begins && expires.us <= begins->us)
		cap_find(c, AC_CAP_EXPIRES_EARLY, cap_child(info, CAP_expires), 0, NULL);
}

/* ---- texts ---- */

static void check_web(struct cap_check *c, const struct cap_element *info)
{
	const struct cap_element *web = cap_leaf(info, CAP_web);
	if (!web)
		return;
	struct ac_str s = cap_trim(web->text);
	enum cap_uri kind = cap_uri_kind(s);
	if (s.n == 0)
		cap_find(c, AC_CAP_WEB_EMPTY, web, 0, NULL);
	else if (kind == CAP_URI_RELATIVE || (kind == CAP_URI_ABSOLUTE && cap_has_space(s)))
		cap_find(c, AC_CAP_WEB_RELATIVE, web, 0, "\"%.*s\"", (int)(s.n < 100 ? s.n : 100),
			s.p);
}

static void check_headline(struct cap_check *c, const struct cap_element *info)
{
	const struct cap_element *e = cap_leaf(info, CAP_headline);
	size_t characters = 0;
	for (size_t at = 0; e && at < e->text.n; characters++)
		(void)ac_utf8_next(e->text, &at);
	if (characters > 160)
		cap_find(c, AC_CAP_HEADLINE_LONG, e, 0, "%zu", characters);
}

static void check_event(struct cap_check *c, const struct cap_element *info)
{
	const struct cap_element *e = cap_leaf(info, CAP_event);
	if (e && cap_is_blank(e->text))
		cap_find(c, AC_CAP_EVENT_EMPTY, e, 0, NULL);
}

/* ---- resources ---- */

static bool is_sha1_hex(struct ac_str s)
{
	s = cap_trim(s);
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789abcdefABCDEF", s.p[i]))
			return false;
	return s.n == 40;
}

static void check_resource(struct cap_check *c, const struct cap_element *resource)
{
	const struct cap_element *uri = cap_leaf(resource, CAP_uri),
				 *size = cap_leaf(resource, CAP_size);
	const struct cap_element *content = cap_leaf(resource, CAP_derefUri);
	const struct cap_element *digest = cap_leaf(resource, CAP_digest);
	check_filled(c, resource, CAP_resourceDesc);
	check_filled(c, resource, CAP_mimeType);
	if (uri && !content && cap_uri_kind(uri->text) == CAP_URI_RELATIVE)
		cap_find(c, AC_CAP_URI_RELATIVE, uri, 0, NULL);
	if (content) {
		cap_find(c, AC_CAP_DEREF_NET, content, 0, NULL);
		if (!cap_is_base64(content->text))
			cap_find(c, AC_CAP_DEREF_BASE64, content, 0, NULL);
	}
	if (digest && !cap_is_blank(digest->text) && !is_sha1_hex(digest->text))
		cap_find(c, AC_CAP_DIGEST_FORMAT, digest, 0, NULL);
	if (size && cap_is_integer(size->text) &&
		!(cap_decimal(size->text) >= 0 && cap_decimal(size->text) < 9e15))
		cap_find(c, AC_CAP_SIZE_RANGE, size, 0, NULL);
}

/* ---- languages ---- */

static size_t count_areas(const struct cap_element *info)
{
	size_t n = 0;
	cap_each(info, CAP_area, area) n++;
	return n;
}

static bool same_time(const struct cap_element *a, const struct cap_element *b, enum cap_name name)
{
	struct ac_wall x = { 0 }, y = { 0 };
	bool plus, has_x = cap_read_time(cap_child_text(a, name), &x, &plus);
	bool has_y = cap_read_time(cap_child_text(b, name), &y, &plus);
	return has_x == has_y && x.us == y.us;
}

enum { languages_compared = 32 };

/* Does each <info> have a language of its own? Then they are one message in several languages. */
static bool are_translations(const struct cap_element *alert)
{
	struct ac_str seen[languages_compared];
	size_t n = 0;
	cap_each(alert, CAP_info, info)
	{
		struct ac_str language = cap_child_text(info, CAP_language);
		if (!language.n)
			language = AC_STR("en-US");
		for (size_t i = 0; i < n; i++)
			if (ac_str_eq_nocase(seen[i], language))
				return false;
		if (n == languages_compared)
			return false;
		seen[n++] = language;
	}
	return n > 1;
}

static void check_languages(struct cap_check *c, const struct cap_element *alert)
{
	const struct cap_element *first = cap_child(alert, CAP_info);
	if (!are_translations(alert))
		return;
	size_t areas = count_areas(first);
	cap_each(alert, CAP_info, info)
	{
		if (count_areas(info) != areas)
			cap_find(c, AC_CAP_LANGUAGE_AREAS, info, 0, NULL);
		if (!same_time(first, info, CAP_effective) || !same_time(first, info, CAP_onset) ||
			!same_time(first, info, CAP_expires))
			cap_find(c, AC_CAP_LANGUAGE_TIMES, info, 0, NULL);
	}
}

/* ---- the whole ---- */

static void check_info(struct cap_check *c, const struct cap_element *info,
	const struct ac_wall *sent, const struct cap_countries *countries)
{
	check_event(c, info);
	check_times(c, info, sent);
	check_web(c, info);
	check_headline(c, info);
	check_pairs(c, info, CAP_eventCode);
	check_pairs(c, info, CAP_parameter);
	cap_each(info, CAP_resource, resource) check_resource(c, resource);
	if (!cap_child(info, CAP_area))
		cap_find(c, AC_CAP_AREA_MISSING, info, 0, NULL);
	cap_each(info, CAP_area, area)
	{
		check_filled(c, area, CAP_areaDesc);
		check_pairs(c, area, CAP_geocode);
		cap_check_area(c, area, countries);
	}
}

void cap_check_infos(struct cap_check *c, const struct cap_element *alert)
{
	struct cap_countries countries;
	struct ac_wall sent;
	bool plus, has_sent = cap_read_time(cap_child_text(alert, CAP_sent), &sent, &plus);
	cap_find_countries(alert, &countries);
	cap_each(alert, CAP_info, info) check_info(c, info, has_sent ? &sent : NULL, &countries);
	check_languages(c, alert);
}
