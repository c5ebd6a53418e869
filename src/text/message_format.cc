// Everything of ICU that Allclear uses. See message_format_p.h.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <unicode/calendar.h>
#include <unicode/datefmt.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/timezone.h>

extern "C" {
#include "text/message_format_p.h"
}

using icu::Formattable;
using icu::MessageFormat;
using icu::MessagePattern;
using icu::UnicodeString;

struct message_format {
	std::unique_ptr<MessageFormat> icu;
};

namespace
{

enum { max_args = 32 };

UnicodeString from_str(struct ac_str s)
{
	return UnicodeString::fromUTF8(icu::StringPiece(s.p, static_cast<int32_t>(s.n)));
}

std::string to_utf8(const UnicodeString &s)
{
	std::string out;
	s.toUTF8String(out);
	return out;
}

struct ac_str view(const std::string &s)
{
	return { s.data(), s.size() };
}

enum ac_status parse_failed(UErrorCode code, const UParseError &where, struct ac_error *err)
{
	return ac_fail(err, AC_INVALID, "text is no MessageFormat at character %d (%s)",
		static_cast<int>(where.offset), u_errorName(code));
}

enum message_use use_of(const MessagePattern &pattern, int32_t start)
{
	switch (pattern.getPart(start).getArgType()) {
	case UMSGPAT_ARG_TYPE_NONE: return MESSAGE_USE_PLAIN;
	case UMSGPAT_ARG_TYPE_PLURAL:
	case UMSGPAT_ARG_TYPE_SELECTORDINAL: return MESSAGE_USE_NUMBER;
	case UMSGPAT_ARG_TYPE_SELECT: return MESSAGE_USE_SELECT;
	case UMSGPAT_ARG_TYPE_SIMPLE: break;
	default: return MESSAGE_USE_OTHER;
	}
	UnicodeString type = pattern.getSubstring(pattern.getPart(start + 2));
	if (type == u"date" || type == u"time")
		return MESSAGE_USE_TIME;
	return type == u"number" ? MESSAGE_USE_NUMBER : MESSAGE_USE_OTHER;
}

// Arguments nest: every use is told with its depth, every keyword with the select it belongs to.
void walk_uses(const MessagePattern &pattern, const struct message_visitor *visitor)
{
	std::string names[max_args];
	bool select[max_args] = {};
	unsigned depth = 0;
	for (int32_t i = 0; i < pattern.countParts(); i++) {
		const MessagePattern::Part &part = pattern.getPart(i);
		if (part.getType() == UMSGPAT_PART_TYPE_ARG_START) {
			std::string name = to_utf8(pattern.getSubstring(pattern.getPart(i + 1)));
			enum message_use use = use_of(pattern, i);
			visitor->use(visitor->context, name.c_str(), use, depth);
			if (depth < max_args) {
				select[depth] = use == MESSAGE_USE_SELECT;
				names[depth] = name;
			}
			depth++;
		} else if (part.getType() == UMSGPAT_PART_TYPE_ARG_LIMIT) {
			depth--;
		} else if (part.getType() == UMSGPAT_PART_TYPE_ARG_SELECTOR && depth > 0 &&
			   depth <= max_args && select[depth - 1]) {
			std::string keyword = to_utf8(pattern.getSubstring(part));
			visitor->keyword(
				visitor->context, names[depth - 1].c_str(), keyword.c_str());
		}
	}
}

class Pieces
{
      public:
	Pieces(const MessagePattern &p, const struct message_visitor *v)
	    : pattern(p), text(p.getPatternString()), visitor(v)
	{
	}

	void walk()
	{
		int32_t from = 0;
		for (int32_t i = 1; i < pattern.countParts(); i++) {
			const MessagePattern::Part &part = pattern.getPart(i);
			literal.append(text, from, part.getIndex() - from);
			from = part.getLimit();
			if (part.getType() == UMSGPAT_PART_TYPE_ARG_START) {
				int32_t limit = pattern.getLimitPartIndex(i);
				from = pattern.getPart(limit).getLimit();
				argument(i, part.getIndex(), from);
				i = limit;
			}
		}
		flush();
	}

      private:
	void flush()
	{
		if (literal.isEmpty())
			return;
		std::string utf8 = to_utf8(literal);
		visitor->literal(visitor->context, view(utf8));
		literal.remove();
	}

	void argument(int32_t start, int32_t begin, int32_t end)
	{
		flush();
		std::string name = to_utf8(pattern.getSubstring(pattern.getPart(start + 1)));
		std::string whole = to_utf8(text.tempSubStringBetween(begin, end));
		bool plain = pattern.getPart(start).getArgType() == UMSGPAT_ARG_TYPE_NONE;
		visitor->argument(visitor->context, name.c_str(), plain, view(whole));
	}

	const MessagePattern &pattern;
	const UnicodeString &text;
	const struct message_visitor *visitor;
	UnicodeString literal;
};

// Dates at the top level show the clock of the place that the text is about.
void set_zone(MessageFormat *format, const char *zone)
{
	int32_t count = 0;
	const icu::Format **formats = format->getFormats(count);
	for (int32_t i = 0; i < count; i++) {
		auto *date = dynamic_cast<const icu::DateFormat *>(formats[i]);
		if (date)
			const_cast<icu::DateFormat *>(date)->adoptTimeZone(
				icu::TimeZone::createTimeZone(UnicodeString::fromUTF8(zone)));
	}
}

bool zone_exists(const char *zone)
{
	std::unique_ptr<icu::TimeZone> made(
		icu::TimeZone::createTimeZone(UnicodeString::fromUTF8(zone)));
	return made && *made != icu::TimeZone::getUnknown();
}

Formattable value_of(const struct ac_arg *arg)
{
	switch (arg->type) {
	case AC_ARG_NUMBER: return Formattable(arg->number);
	case AC_ARG_TIME:
		return Formattable(static_cast<UDate>(arg->time.us) / 1000.0, Formattable::kIsDate);
	case AC_ARG_TEXT: break;
	}
	return Formattable(from_str(arg->text));
}

} // namespace

extern "C" enum ac_status message_walk(
	struct ac_str pattern, const struct message_visitor *visitor, struct ac_error *err)
{
	UErrorCode code = U_ZERO_ERROR;
	UParseError where = {};
	MessagePattern parsed(from_str(pattern), &where, code);
	if (U_FAILURE(code))
		return parse_failed(code, where, err);
	walk_uses(parsed, visitor);
	Pieces(parsed, visitor).walk();
	return AC_OK;
}

extern "C" enum ac_status message_format_new(struct ac_str pattern, const char *locale,
	const char *zone, struct message_format **format, struct ac_error *err)
{
	UErrorCode code = U_ZERO_ERROR;
	UParseError where = {};
	if (!zone_exists(zone))
		return ac_fail(err, AC_INVALID, "time zone \"%s\" does not exist", zone);
	std::unique_ptr<MessageFormat> made(
		new MessageFormat(from_str(pattern), icu::Locale(locale), where, code));
	if (U_FAILURE(code))
		return parse_failed(code, where, err);
	set_zone(made.get(), zone);
	*format = new message_format{ std::move(made) };
	return AC_OK;
}

extern "C" void message_format_free(struct message_format *format)
{
	delete format;
}

extern "C" enum ac_status message_format_render(struct message_format *format,
	const struct ac_arg args[], size_t count, struct ac_buf *out, struct ac_error *err)
{
	UnicodeString names[max_args], text;
	Formattable values[max_args];
	if (count > max_args)
		return ac_fail(err, AC_INVALID, "a text takes at most %d arguments", max_args);
	for (size_t i = 0; i < count; i++) {
		names[i] = UnicodeString::fromUTF8(args[i].name);
		values[i] = value_of(&args[i]);
	}
	UErrorCode code = U_ZERO_ERROR;
	format->icu->format(names, values, static_cast<int32_t>(count), text, code);
	if (U_FAILURE(code))
		return ac_fail(err, AC_INVALID, "text cannot be rendered: %s", u_errorName(code));
	text.findAndReplace(u"\u202f", u" ").findAndReplace(u"\u00a0", u" ");
	std::string utf8 = to_utf8(text);
	ac_buf_add(out, utf8.data(), utf8.size());
	return ac_buf_check(out, "rendered text", err);
}
