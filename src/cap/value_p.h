/* cap/value_p.h - the values that CAP writes as text: times, numbers, points, lists. */
#pragma once
#include "base/clock.h"
#include "cap/alert.h"

/** XML's white space; what "collapse" takes off at both ends. */
struct ac_str cap_trim(struct ac_str s);
/** Nothing but that? */
bool cap_is_blank(struct ac_str s);

/**
 * xs:dateTime as CAP restricts it: YYYY-MM-DDThh:mm:ss±hh:mm, white space around it allowed.
 * @param plus  whether UTC was written +00:00
 */
AC_MUST_CHECK bool cap_read_time(struct ac_str s, struct ac_wall *wall, bool *plus);

/** xs:integer of at most 24 digits, and xs:decimal likewise (what libxml2 takes). */
AC_MUST_CHECK bool cap_is_integer(struct ac_str s);
AC_MUST_CHECK bool cap_is_decimal(struct ac_str s);
/** The value of what cap_is_decimal() accepts. */
double cap_decimal(struct ac_str s);

/** xs:language, white space around it allowed: [a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})* */
AC_MUST_CHECK bool cap_is_language(struct ac_str s);

enum cap_uri { CAP_URI_BROKEN, CAP_URI_RELATIVE, CAP_URI_ABSOLUTE };
/** xs:anyURI, as leniently as the schema: other alphabets and <>"{}|\^` are taken. */
enum cap_uri cap_uri_kind(struct ac_str s);

/** Take the next word, parted by white space, off *rest. */
AC_MUST_CHECK bool cap_next_word(struct ac_str *rest, struct ac_str *word);

/**
 * Take the next item of a list like addresses off *rest: a word, or anything in double quotes.
 * @param bad  set when quotes do not enclose a whole item
 */
AC_MUST_CHECK bool cap_next_item(struct ac_str *rest, struct ac_str *item, bool *bad);

/** "latitude,longitude" in degrees, within range. */
AC_MUST_CHECK bool cap_read_point(struct ac_str word, struct ac_cap_point *point);

/** "latitude,longitude radius", one blank between them. */
AC_MUST_CHECK bool cap_read_circle(struct ac_str s, struct ac_cap_circle *circle);

/** "sender,identifier,sent" */
AC_MUST_CHECK bool cap_read_reference(struct ac_str word, struct ac_cap_reference *reference);

/** White space anywhere? */
bool cap_has_space(struct ac_str s);

/** Does it have what sender and identifier must not have: white space, comma, '<', '&'? */
bool cap_has_forbidden(struct ac_str s);

/** RFC 4648 with white space between; the bits that padding leaves over must be zero. */
bool cap_is_base64(struct ac_str s);
