/* cap/rule.h - every rule that a CAP document is held to, each once: id, class, severity, what is
 * wrong, what to do.
 *
 * An error makes a document invalid: what is no document at all, what the schema refuses, what the
 * standard's prose demands, and what a chosen profile demands. A warning is good practice; a strict
 * warning is accepted when we read and refused when we write. docs/cap-conformance.md explains each.
 * Source: OASIS CAP 1.2, sections 3.2, 3.3 and 4; CAP-v1.2.xsd.
 */
#pragma once
#include "base/status.h"

enum ac_cap_rule_class {
	AC_CAP_CLASS_DOCUMENT, /* it is no XML, no CAP 1.2, or hostile */
	AC_CAP_CLASS_SCHEMA,
	AC_CAP_CLASS_PROSE, /* what the standard's text demands beyond the schema */
	AC_CAP_CLASS_PRACTICE,
	AC_CAP_CLASS_SIGNATURE,
	AC_CAP_CLASS_PROFILE,
};

enum ac_cap_rule_severity { AC_CAP_ERROR, AC_CAP_WARNING, AC_CAP_STRICT_WARNING };

/* constant, id, class, severity, what is wrong, what to do */
/* clang-format off */
#define AC_CAP_RULES(X) \
	X(XML_MALFORMED, "XML-MALFORMED", DOCUMENT, ERROR, \
		"this is not well-formed XML", \
		"mend the XML; nothing behind this place can be read") \
	X(XML_ENCODING, "XML-ENCODING", DOCUMENT, ERROR, \
		"the encoding is not supported", "write UTF-8") \
	X(XML_NAMESPACE, "XML-NAMESPACE", DOCUMENT, ERROR, \
		"a namespace prefix is not declared or declared wrongly", \
		"declare it with xmlns, or leave the prefix out") \
	X(TEXT_CHARS, "TEXT-CHARS", DOCUMENT, ERROR, \
		"a character that XML or the encoding does not have", \
		"write UTF-8 without control characters") \
	X(DOC_SIZE, "DOC-SIZE", DOCUMENT, ERROR, \
		"the document is larger than any warning needs", \
		"send fewer positions and put files behind a link") \
	X(DOC_DOCTYPE, "DOC-DOCTYPE", DOCUMENT, ERROR, \
		"a DOCTYPE, which no CAP message needs and attacks use", \
		"leave the DOCTYPE and its entities out") \
	X(DOC_KIND, "DOC-KIND", DOCUMENT, ERROR, \
		"this is no CAP message", "give the CAP message itself") \
	X(DOC_VERSION, "DOC-VERSION", DOCUMENT, ERROR, \
		"this is an older version of CAP", \
		"write CAP 1.2: urn:oasis:names:tc:emergency:cap:1.2") \
	X(DOC_NAMESPACE, "DOC-NAMESPACE", DOCUMENT, ERROR, \
		"<alert> is not in the namespace of CAP", \
		"write <alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">") \
	X(SIG_WRAPPED, "SIG-WRAPPED", DOCUMENT, ERROR, \
		"CAP elements hide inside a signature", \
		"put the message itself under <alert> and only its signature into <Signature>") \
	X(SCHEMA_MISSING, "SCHEMA-MISSING", SCHEMA, ERROR, \
		"a required element is missing", "add it at its place in the order of the schema") \
	X(SCHEMA_ORDER, "SCHEMA-ORDER", SCHEMA, ERROR, \
		"an element stands in the wrong order", \
		"put the elements in the order of the schema") \
	X(SCHEMA_DUPLICATE, "SCHEMA-DUPLICATE", SCHEMA, ERROR, \
		"an element stands twice that may stand once", "keep one of them") \
	X(SCHEMA_UNKNOWN, "SCHEMA-UNKNOWN", SCHEMA, ERROR, \
		"CAP has no such element here", "leave it out; own data belong into <parameter>") \
	X(SCHEMA_NAMESPACE, "SCHEMA-NAMESPACE", SCHEMA, ERROR, \
		"an element of another namespace bears a name of CAP", \
		"put it into the namespace of <alert>") \
	X(SCHEMA_TEXT, "SCHEMA-TEXT", SCHEMA, ERROR, \
		"text between elements", "leave it out or put it into an element") \
	X(SCHEMA_CHILD, "SCHEMA-CHILD", SCHEMA, ERROR, \
		"an element that holds text holds elements", \
		"write text only; markup must be escaped") \
	X(SCHEMA_ATTRIBUTE, "SCHEMA-ATTRIBUTE", SCHEMA, ERROR, \
		"CAP has no attributes", "leave it out") \
	X(SCHEMA_ENUM, "SCHEMA-ENUM", SCHEMA, ERROR, \
		"a word that the list does not have", \
		"write one of the words of the standard, exactly so") \
	X(TIME_FORMAT, "TIME-FORMAT", SCHEMA, ERROR, \
		"this is no date and time of CAP", \
		"write it like 2022-06-13T09:00:00-00:00, without fractions and without Z") \
	X(LANGUAGE_FORMAT, "LANGUAGE-FORMAT", SCHEMA, ERROR, \
		"this is no language tag", "write a tag like he or en-GB") \
	X(URI_FORMAT, "URI-FORMAT", SCHEMA, ERROR, \
		"this is no URI", "escape blanks and special characters with %") \
	X(NUMBER_FORMAT, "NUMBER-FORMAT", SCHEMA, ERROR, \
		"this is no number", "write digits with a point, without a unit") \
	X(ID_EMPTY, "ID-EMPTY", PROSE, ERROR, \
		"the identifier is empty", "give it a value that is unique for ever") \
	X(ID_CHARS, "ID-CHARS", PROSE, ERROR, \
		"the identifier has white space, a comma, < or &", "leave these characters out") \
	X(SENDER_EMPTY, "SENDER-EMPTY", PROSE, ERROR, \
		"the sender is empty", "name the issuer, best by a domain name") \
	X(SENDER_CHARS, "SENDER-CHARS", PROSE, ERROR, \
		"the sender has white space, a comma, < or &", "leave these characters out") \
	X(EVENT_EMPTY, "EVENT-EMPTY", PROSE, ERROR, \
		"the event is empty", "say in a few words what it is about") \
	X(REF_MISSING, "REF-MISSING", PROSE, ERROR, \
		"it acts on earlier messages and names none", \
		"name in <references> the messages that this one acts on") \
	X(REF_FORMAT, "REF-FORMAT", PROSE, ERROR, \
		"a reference is not sender,identifier,sent", \
		"give sender, identifier and sent of each message, parted by commas, the messages by blanks") \
	X(ADDRESSES_MISSING, "ADDRESSES-MISSING", PROSE, ERROR, \
		"the scope is Private and nobody is addressed", \
		"name the recipients in <addresses>") \
	X(RESTRICTION_MISSING, "RESTRICTION-MISSING", PROSE, ERROR, \
		"the scope is Restricted and no rule is given", \
		"say in <restriction> to whom it is restricted") \
	X(WEB_RELATIVE, "WEB-RELATIVE", PROSE, ERROR, \
		"the web address is not complete", "give a full URI such as https://…") \
	X(POLY_EMPTY, "POLY-EMPTY", PROSE, ERROR, \
		"the polygon is empty", "leave the polygon out or give it points") \
	X(POLY_FEW, "POLY-FEW", PROSE, ERROR, \
		"the polygon has fewer than four points", \
		"give at least four, the last like the first") \
	X(POLY_OPEN, "POLY-OPEN", PROSE, ERROR, \
		"the polygon is not closed", "repeat the first point at the end") \
	X(POLY_COORD, "POLY-COORD", PROSE, ERROR, \
		"a point is not latitude,longitude in degrees", \
		"write latitude (-90 to 90), a comma, longitude (-180 to 180), and a blank between points") \
	X(CIRCLE_FORMAT, "CIRCLE-FORMAT", PROSE, ERROR, \
		"the circle is not latitude,longitude radius", \
		"give a point, one blank, and a radius of 0 km or more") \
	X(CEILING_ALONE, "CEILING-ALONE", PROSE, ERROR, \
		"a ceiling without an altitude", "give the altitude as well") \
	X(TEXT_EMPTY, "TEXT-EMPTY", PRACTICE, STRICT_WARNING, \
		"a required text is empty", "fill it in") \
	X(LIST_QUOTE, "LIST-QUOTE", PRACTICE, STRICT_WARNING, \
		"double quotes that do not enclose an item", "put quotes around whole items only") \
	X(URI_RELATIVE, "URI-RELATIVE", PRACTICE, STRICT_WARNING, \
		"a relative URI, and no content that it names", \
		"give a full URI such as https://…") \
	X(TIME_UTC_PLUS, "TIME-UTC-PLUS", PRACTICE, STRICT_WARNING, \
		"UTC is written +00:00", "write -00:00, as the standard wants it") \
	X(REF_EMPTY_ELEMENT, "REF-EMPTY-ELEMENT", PRACTICE, WARNING, \
		"the references are empty", "leave the element out") \
	X(WEB_EMPTY, "WEB-EMPTY", PRACTICE, WARNING, \
		"the web address is empty", "leave the element out") \
	X(REF_SELF, "REF-SELF", PRACTICE, WARNING, \
		"a message refers to itself", "name earlier messages only") \
	X(REF_LATER, "REF-LATER", PRACTICE, WARNING, \
		"a reference is later than the message", "a chain leads back in time") \
	X(REF_SENDER, "REF-SENDER", PRACTICE, WARNING, \
		"a reference to a message of another sender", \
		"check that it may be updated on the other's behalf") \
	X(RESTRICTION_UNUSED, "RESTRICTION-UNUSED", PRACTICE, WARNING, \
		"a restriction, and the scope is not Restricted", \
		"leave it out or change the scope") \
	X(NOTE_MISSING, "NOTE-MISSING", PRACTICE, WARNING, \
		"an exercise or an error without a note", \
		"name the exercise, or explain the error, in <note>") \
	X(INFO_MISSING, "INFO-MISSING", PRACTICE, WARNING, \
		"no <info>", "say what is the matter") \
	X(AREA_MISSING, "AREA-MISSING", PRACTICE, WARNING, \
		"no <area>", "say where it holds") \
	X(EXPIRES_MISSING, "EXPIRES-MISSING", PRACTICE, WARNING, \
		"no <expires>", "say until when it holds") \
	X(EXPIRES_EARLY, "EXPIRES-EARLY", PRACTICE, WARNING, \
		"it ends before it begins", "let it end after it begins") \
	X(BEGINS_EARLY, "BEGINS-EARLY", PRACTICE, WARNING, \
		"it takes effect before it was sent", \
		"let <effective> and <onset> not lie before <sent>") \
	X(HEADLINE_LONG, "HEADLINE-LONG", PRACTICE, WARNING, \
		"the headline has more than 160 characters", "keep it within 160") \
	X(LANGUAGE_AREAS, "LANGUAGE-AREAS", PRACTICE, WARNING, \
		"the languages name different areas", "name the same areas in every language") \
	X(LANGUAGE_TIMES, "LANGUAGE-TIMES", PRACTICE, WARNING, \
		"the languages give different times", "give the same times in every language") \
	X(GEOCODE_ALONE, "GEOCODE-ALONE", PRACTICE, WARNING, \
		"geocodes, and neither polygon nor circle", \
		"add a polygon or a circle for everyone else") \
	X(CEILING_LOW, "CEILING-LOW", PRACTICE, WARNING, \
		"the ceiling lies below the altitude", "the ceiling is the upper height, in feet") \
	X(POLY_CROSSED, "POLY-CROSSED", PRACTICE, WARNING, \
		"the polygon crosses itself", "redraw it there") \
	X(POLY_ANTIMERIDIAN, "POLY-ANTIMERIDIAN", PRACTICE, WARNING, \
		"the polygon crosses longitude 180", "split it there into two polygons") \
	X(POLY_NODES, "POLY-NODES", PRACTICE, WARNING, \
		"the polygon has more than 1,000 points", \
		"simplify it outwards; many receivers give up") \
	X(POLY_SWAPPED, "POLY-SWAPPED", PRACTICE, WARNING, \
		"latitude and longitude seem to be swapped", "write latitude first") \
	X(DEREF_BASE64, "DEREF-BASE64", PRACTICE, WARNING, \
		"<derefUri> is not canonical base64", "encode the content again") \
	X(DEREF_NET, "DEREF-NET", PRACTICE, WARNING, \
		"a file lies in the message itself", \
		"on nets with a way back give <uri> and leave <derefUri> out") \
	X(DIGEST_FORMAT, "DIGEST-FORMAT", PRACTICE, WARNING, \
		"the digest is not 40 hexadecimal digits", \
		"give the SHA-1 of the file; publish SHA-256 elsewhere") \
	X(SIZE_RANGE, "SIZE-RANGE", PRACTICE, WARNING, \
		"the size is no number of bytes", "give the size of the file in bytes") \
	X(SIG_UNVERIFIED, "SIG-UNVERIFIED", SIGNATURE, WARNING, \
		"a signature, which is not verified here", \
		"verify it against the issuer's pinned key before trusting it") \
	X(SIG_SEVERAL, "SIG-SEVERAL", SIGNATURE, WARNING, \
		"more than one signature", "sign once") \
	X(SIG_PLACE, "SIG-PLACE", SIGNATURE, WARNING, \
		"the signature is not the last element", "put it at the end of <alert>") \
	X(SIG_ENVELOPED, "SIG-ENVELOPED", SIGNATURE, WARNING, \
		"the signature is not an enveloped one over the whole message", \
		"sign with one Reference URI=\"\" and the transform enveloped-signature") \
	X(SIG_ALGORITHM, "SIG-ALGORITHM", SIGNATURE, WARNING, \
		"the signature uses a weak or unusual algorithm", \
		"use RSA or ECDSA with SHA-256, and (exclusive) canonical XML") \
	X(SIG_OBJECT, "SIG-OBJECT", SIGNATURE, WARNING, \
		"the signature carries further objects", "sign the message and nothing else") \
	X(PROFILE_CODE, "PROFILE-CODE", PROFILE, ERROR, \
		"the profile's <code> is missing", "add it") \
	X(PROFILE_INFO, "PROFILE-INFO", PROFILE, ERROR, \
		"the profile wants an <info> in every message", "add it") \
	X(PROFILE_ELEMENT, "PROFILE-ELEMENT", PROFILE, ERROR, \
		"the profile wants an element that is missing", "add it") \
	X(PROFILE_EVENT_CODE, "PROFILE-EVENT-CODE", PROFILE, ERROR, \
		"the profile wants an <eventCode> of its list", "add it") \
	X(PROFILE_PARAMETER, "PROFILE-PARAMETER", PROFILE, ERROR, \
		"the profile wants a <parameter>", "add it") \
	X(PROFILE_GEOCODE, "PROFILE-GEOCODE", PROFILE, ERROR, \
		"the profile wants a <geocode> of its list", "add it") \
	X(PROFILE_VALUE, "PROFILE-VALUE", PROFILE, ERROR, \
		"a value that the profile does not allow", "write it as the profile wants it") \
	X(PROFILE_AGREE, "PROFILE-AGREE", PROFILE, ERROR, \
		"the profile wants the same in every <info>", "let all of them agree")
/* clang-format on */

#define AC_X(constant, ...) AC_CAP_##constant,
enum ac_cap_rule_id { AC_CAP_RULES(AC_X) ac_cap_rule_count };
#undef AC_X

struct ac_cap_rule {
	const char *id; /* "POLY-OPEN" */
	enum ac_cap_rule_class class;
	enum ac_cap_rule_severity severity;
	const char *message, *fix;
};

/** All texts are static. */
const struct ac_cap_rule *ac_cap_rule(enum ac_cap_rule_id id);
