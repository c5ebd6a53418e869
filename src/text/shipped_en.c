/* The message texts in English. See shipped.h; an apostrophe before a brace would quote (template.h). */
#include "text/shipped_p.h"

/* clang-format off */
#define MENU \
	"Reply 1 leaving, 2 moved, 3 staying, 4 safe, 5 need help."
#define MENU_ARRIVING \
	"Reply 4 not coming (safe), 3 coming anyway, 5 need help."
#define QUESTIONS "Questions: {phone}. "

static const struct ac_shipped_text texts[] = {
	{ AC_TEXT_INSTRUCTION, 1,
		"{office}: Move to another hotel today. "
		"Your hotel may be a target. Choose one in another area and tell only your family "
		"where you are."
		" " QUESTIONS MENU,
		"Move to another hotel today" },
	{ AC_TEXT_INSTRUCTION, 2,
		"{office}: Leave {place} today. "
		"There is a real and immediate threat to our citizens there. Take the first flight "
		"or go by road; until then stay indoors."
		" " QUESTIONS MENU,
		"Leave {place} today" },
	{ AC_TEXT_INSTRUCTION, 3,
		"{office}: Stay indoors, off the streets. "
		"The threat to our citizens in {place} is real. Open the door to nobody you do not "
		"know and leave as soon as it is safe."
		" " QUESTIONS MENU,
		"Stay indoors, off the streets" },
	{ AC_TEXT_INSTRUCTION, 4,
		"{office}: Do not travel to {place}. "
		"There is a real threat to our citizens there. If you are on the way, stay at the "
		"airport and take the next flight back."
		" " QUESTIONS MENU_ARRIVING,
		"Do not travel to {place}" },
	{ AC_TEXT_REMINDER, 1,
		"REMINDER. {office}: Move to another hotel today. "
		"We have had no answer from you yet. " QUESTIONS MENU,
		"Move to another hotel today" },
	{ AC_TEXT_REMINDER, 2,
		"REMINDER. {office}: Leave {place} today. "
		"We have had no answer from you yet. " QUESTIONS MENU,
		"Leave {place} today" },
	{ AC_TEXT_REMINDER, 3,
		"REMINDER. {office}: Stay indoors, off the streets. "
		"We have had no answer from you yet. " QUESTIONS MENU,
		"Stay indoors, off the streets" },
	{ AC_TEXT_REMINDER, 4,
		"REMINDER. {office}: Do not travel to {place}. "
		"We have had no answer from you yet. " QUESTIONS MENU_ARRIVING,
		"Do not travel to {place}" },
	{ AC_TEXT_ASK_AGAIN, ac_text_tier_any,
		"{office}: Have you left? You told us that you would go. Reply 4 left and safe, 1 "
		"still leaving, 2 moved, 3 staying, 5 need help. Questions: {phone}.",
		"" },
	{ AC_TEXT_REPLACEMENT, ac_text_tier_any,
		"NEW: {message} (This replaces our earlier message.)",
		"" },
	{ AC_TEXT_ALL_CLEAR, ac_text_tier_any,
		"{office}: The special danger in {place} is over and our instructions to you end. "
		"Still true: {residual} If you need help reply 5 or call {phone}.",
		"" },
	{ AC_TEXT_RETRACTION, ac_text_tier_any,
		"{office}: Our warning for {place} is withdrawn. You need not follow it. We are "
		"sorry for the alarm. If you need help reply 5.",
		"" },
	{ AC_TEXT_CORRECTION, ac_text_tier_any,
		"CORRECTION: {message} (Our message of {sent, date, ::dMMMM} was wrong. Only this "
		"one counts.)",
		"" },
	{ AC_TEXT_WELFARE, ac_text_tier_any,
		"{office}: Are you all right? We want to know that you are safe. Reply 4 safe, 5 "
		"need help, 1 leaving, 3 staying. Questions: {phone}.",
		"Are you all right?" },
};
/* clang-format on */

const struct ac_shipped_language ac_shipped_en =
	SHIPPED("en", "English", "Foreign Ministry", texts);
