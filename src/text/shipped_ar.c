/* The message texts in Arabic. See shipped.h; an apostrophe before a brace would quote (template.h). */
#include "text/shipped_p.h"

/* clang-format off */
#define MENU \
	"أجيبوا: 1 مغادرون، 2 انتقلنا، 3 باقون، 4 بأمان، 5 نحتاج مساعدة."
#define MENU_ARRIVING \
	"أجيبوا: 4 لن نأتي (بأمان)، 3 سنأتي رغم ذلك، 5 نحتاج مساعدة."
#define QUESTIONS "للأسئلة: {phone}. "

static const struct ac_shipped_text texts[] = {
	{ AC_TEXT_INSTRUCTION, 1,
		"{office}: انتقلوا اليوم إلى فندق آخر. "
		"قد يكون فندقكم هدفا. اختاروا فندقا في منطقة أخرى ولا تخبروا بمكانكم سوى عائلتكم."
		" " QUESTIONS MENU,
		"انتقلوا اليوم إلى فندق آخر" },
	{ AC_TEXT_INSTRUCTION, 2,
		"{office}: غادروا {place} اليوم. "
		"ثمة خطر حقيقي ووشيك على مواطنينا هناك. سافروا بأول رحلة أو برا، وابقوا في الداخل "
		"حتى ذلك الحين."
		" " QUESTIONS MENU,
		"غادروا {place} اليوم" },
	{ AC_TEXT_INSTRUCTION, 3,
		"{office}: ابقوا في الداخل ولا تخرجوا إلى الشارع. "
		"الخطر على مواطنينا في {place} حقيقي. لا تفتحوا الباب لمن لا تعرفون، وغادروا حالما "
		"يصبح ذلك آمنا."
		" " QUESTIONS MENU,
		"ابقوا في الداخل ولا تخرجوا إلى الشارع" },
	{ AC_TEXT_INSTRUCTION, 4,
		"{office}: لا تسافروا إلى {place}. "
		"ثمة خطر حقيقي على مواطنينا هناك. إذا كنتم في الطريق فابقوا في المطار وعودوا بأول "
		"رحلة."
		" " QUESTIONS MENU_ARRIVING,
		"لا تسافروا إلى {place}" },
	{ AC_TEXT_REMINDER, 1,
		"تذكير. {office}: انتقلوا اليوم إلى فندق آخر. "
		"لم يصلنا منكم جواب بعد. " QUESTIONS MENU,
		"انتقلوا اليوم إلى فندق آخر" },
	{ AC_TEXT_REMINDER, 2,
		"تذكير. {office}: غادروا {place} اليوم. "
		"لم يصلنا منكم جواب بعد. " QUESTIONS MENU,
		"غادروا {place} اليوم" },
	{ AC_TEXT_REMINDER, 3,
		"تذكير. {office}: ابقوا في الداخل ولا تخرجوا إلى الشارع. "
		"لم يصلنا منكم جواب بعد. " QUESTIONS MENU,
		"ابقوا في الداخل ولا تخرجوا إلى الشارع" },
	{ AC_TEXT_REMINDER, 4,
		"تذكير. {office}: لا تسافروا إلى {place}. "
		"لم يصلنا منكم جواب بعد. " QUESTIONS MENU_ARRIVING,
		"لا تسافروا إلى {place}" },
	{ AC_TEXT_ASK_AGAIN, ac_text_tier_any,
		"{office}: هل غادرتم؟ لقد أبلغتمونا أنكم ستغادرون. أجيبوا: 4 غادرنا ونحن بأمان، 1 ما "
		"زلنا في الطريق، 2 انتقلنا إلى فندق آخر، 3 باقون، 5 نحتاج مساعدة. للأسئلة: {phone}.",
		"" },
	{ AC_TEXT_REPLACEMENT, ac_text_tier_any,
		"جديد: {message} (هذه الرسالة تحل محل رسالتنا السابقة.)",
		"" },
	{ AC_TEXT_ALL_CLEAR, ac_text_tier_any,
		"{office}: انتهى الخطر الخاص في {place} وانتهت تعليماتنا لكم. ما زال ساريا: "
		"{residual} إذا احتجتم إلى مساعدة فأجيبوا 5 أو اتصلوا: {phone}.",
		"" },
	{ AC_TEXT_RETRACTION, ac_text_tier_any,
		"{office}: ألغي تحذير {place}. لا تعملوا به. للمساعدة: 5",
		"" },
	{ AC_TEXT_CORRECTION, ac_text_tier_any,
		"تصحيح: {message} (كان في رسالتنا بتاريخ {sent, date, ::dMMMM} خطأ، والمعتمد هذه "
		"الرسالة وحدها.)",
		"" },
	{ AC_TEXT_WELFARE, ac_text_tier_any,
		"{office}: هل أنتم بخير؟ يهمنا أن نعرف أنكم بأمان. أجيبوا: 4 بأمان، 5 نحتاج مساعدة، "
		"1 مغادرون، 3 باقون. للأسئلة: {phone}.",
		"هل أنتم بخير؟" },
};
/* clang-format on */

const struct ac_shipped_language ac_shipped_ar = SHIPPED("ar", "Arabic", "وزارة الخارجية", texts);
