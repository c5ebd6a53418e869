/* The base library declares C functions. */
extern "C" {
#include "base/str.h"
}
#include "roster/phone.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include <string>

using i18n::phonenumbers::Logger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace
{
/* The library writes numbers that it cannot read into its log: personal data. */
class SilentLogger : public Logger
{
      public:
	void WriteMessage(const std::string &) override {}
};
} // namespace

static const PhoneNumberUtil &library()
{
	static const PhoneNumberUtil *const made = [] {
		PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
		util->SetLogger(new SilentLogger); /* taken */
		return util;
	}();
	return *made;
}

static const char *why_unparsed(PhoneNumberUtil::ErrorType error)
{
	switch (error) {
	case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
		return "the number's country is not known: write it as +COUNTRY NUMBER";
	case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
	case PhoneNumberUtil::TOO_SHORT_NSN: return "too short for a phone number";
	case PhoneNumberUtil::TOO_LONG_NSN: return "too long for a phone number";
	default: return "not a phone number: write it as +COUNTRY NUMBER";
	}
}

/* The sentence for what cannot be dialled; NULL when it can. */
static const char *why_impossible(PhoneNumberUtil::ValidationResult result)
{
	switch (result) {
	case PhoneNumberUtil::IS_POSSIBLE: return nullptr;
	case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
		return "works only within its own area: write it with its area code";
	case PhoneNumberUtil::TOO_SHORT: return "too short for a number of its country";
	case PhoneNumberUtil::TOO_LONG: return "too long for a number of its country";
	case PhoneNumberUtil::INVALID_COUNTRY_CODE:
		return "the number's country is not known: write it as +COUNTRY NUMBER";
	default: return "no number of its country has this length";
	}
}

static ac_phone impossible(const char *reason)
{
	ac_phone phone = {};
	phone.verdict = AC_PHONE_IMPOSSIBLE;
	phone.reason = reason;
	return phone;
}

/* Does the text read as the number it was written from? With zeros too many in front it does not. */
static bool reads_back(const std::string &e164)
{
	PhoneNumber number;
	std::string again;
	if (library().Parse(e164, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR)
		return false;
	library().Format(number, PhoneNumberUtil::E164, &again);
	return again == e164;
}

/* @param written  what it was read from: where that is E.164 already, it has just been read back */
static ac_phone judge(const PhoneNumber &number, const std::string &written)
{
	if (const char *reason = why_impossible(library().IsPossibleNumberWithReason(number)))
		return impossible(reason);
	std::string text;
	library().Format(number, PhoneNumberUtil::E164, &text);
	if (text.size() > 16) /* E.164: fifteen digits; the metadata of some countries allow more */
		return impossible("too long for a phone number");
	bool valid = library().IsValidNumber(number);
	if (text != written && !reads_back(text))
		return impossible("not a phone number: write it as +COUNTRY NUMBER");
	ac_phone phone = {};
	text.copy(phone.e164, text.size()); /* zeroed before: terminated */
	phone.verdict = valid ? AC_PHONE_VALID : AC_PHONE_POSSIBLE;
	phone.reason =
		valid ? nullptr : "the length is right, but no such range of numbers is known";
	return phone;
}

struct ac_phone ac_phone_parse(struct ac_str text, struct ac_str region)
{
	if (text.n == 0 || text.n > 64)
		return impossible(text.n ? "too long for a phone number" : "empty");
	if (!ac_str_is_utf8(text))
		return impossible("not a phone number: write it as +COUNTRY NUMBER");
	PhoneNumber number;
	const std::string written(text.p, text.n);
	PhoneNumberUtil::ErrorType error = library().Parse(written,
		region.n == 2 ? std::string(region.p, region.n) : std::string("ZZ"), &number);
	if (error != PhoneNumberUtil::NO_PARSING_ERROR)
		return impossible(why_unparsed(error));
	return judge(number, written);
}
