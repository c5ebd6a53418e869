/* The message texts in Hebrew. See shipped.h; an apostrophe before a brace would quote (template.h). */
#include "text/shipped_p.h"

/* clang-format off */
#define MENU \
	"השיבו 1 עוזבים, 2 עברנו מלון, 3 נשארים, 4 בטוחים, 5 צריכים עזרה."
#define MENU_ARRIVING \
	"השיבו 4 לא באים (בטוחים), 3 באים בכל זאת, 5 צריכים עזרה."
#define QUESTIONS "שאלות: {phone}. "

static const struct ac_shipped_text texts[] = {
	{ AC_TEXT_INSTRUCTION, 1,
		"{office}: עברו היום למלון אחר. "
		"ייתכן שהמלון שלכם הוא יעד. בחרו מלון באזור אחר וספרו עליו רק למשפחה."
		" " QUESTIONS MENU,
		"עברו היום למלון אחר" },
	{ AC_TEXT_INSTRUCTION, 2,
		"{office}: עזבו היום את {place}. "
		"קיים שם איום ממשי ומיידי על אזרחינו. צאו בטיסה הראשונה או בדרך היבשה; עד אז הישארו "
		"בפנים."
		" " QUESTIONS MENU,
		"עזבו היום את {place}" },
	{ AC_TEXT_INSTRUCTION, 3,
		"{office}: הישארו במלון ואל תצאו לרחוב. "
		"{place}: האיום על אזרחינו ממשי. אל תפתחו את הדלת למי שאינכם מכירים, ועזבו ברגע "
		"שהדבר בטוח."
		" " QUESTIONS MENU,
		"הישארו במלון ואל תצאו לרחוב" },
	{ AC_TEXT_INSTRUCTION, 4,
		"{office}: אל תיסעו אל {place}. "
		"קיים שם איום ממשי על אזרחינו. אם אתם כבר בדרך, הישארו בשדה התעופה וחזרו בטיסה הבאה."
		" " QUESTIONS MENU_ARRIVING,
		"אל תיסעו אל {place}" },
	{ AC_TEXT_REMINDER, 1,
		"תזכורת. {office}: עברו היום למלון אחר. "
		"עדיין לא קיבלנו מכם תשובה. " QUESTIONS MENU,
		"עברו היום למלון אחר" },
	{ AC_TEXT_REMINDER, 2,
		"תזכורת. {office}: עזבו היום את {place}. "
		"עדיין לא קיבלנו מכם תשובה. " QUESTIONS MENU,
		"עזבו היום את {place}" },
	{ AC_TEXT_REMINDER, 3,
		"תזכורת. {office}: הישארו במלון ואל תצאו לרחוב. "
		"עדיין לא קיבלנו מכם תשובה. " QUESTIONS MENU,
		"הישארו במלון ואל תצאו לרחוב" },
	{ AC_TEXT_REMINDER, 4,
		"תזכורת. {office}: אל תיסעו אל {place}. "
		"עדיין לא קיבלנו מכם תשובה. " QUESTIONS MENU_ARRIVING,
		"אל תיסעו אל {place}" },
	{ AC_TEXT_ASK_AGAIN, ac_text_tier_any,
		"{office}: האם כבר עזבתם? אמרתם לנו שתעזבו. השיבו 4 מחוץ לסכנה, 1 עדיין בדרך, 2 "
		"עברנו מלון, 3 נשארים, 5 צריכים עזרה. שאלות: {phone}.",
		"" },
	{ AC_TEXT_REPLACEMENT, ac_text_tier_any,
		"חדש: {message} (הודעה זו מחליפה את הודעתנו הקודמת.)",
		"" },
	{ AC_TEXT_ALL_CLEAR, ac_text_tier_any,
		"{office}: {place}: הסכנה המיוחדת חלפה וההנחיות שקיבלתם מאתנו בטלות. מה שעדיין נכון: "
		"{residual} אם אתם צריכים עזרה השיבו 5 או התקשרו {phone}.",
		"" },
	{ AC_TEXT_RETRACTION, ac_text_tier_any,
		"{office}: האזהרה על {place} מבוטלת ואין לפעול לפיה. לעזרה: 5",
		"" },
	{ AC_TEXT_CORRECTION, ac_text_tier_any,
		"תיקון: {message} (בהודעתנו מ-{sent, date, ::dMMMM} נפלה טעות. רק ההודעה הזאת קובעת.)",
		"" },
	{ AC_TEXT_WELFARE, ac_text_tier_any,
		"{office}: האם אתם בסדר? חשוב לנו לדעת שאתם בטוחים. השיבו 4 בטוחים, 5 צריכים עזרה, 1 "
		"עוזבים, 3 נשארים. שאלות: {phone}.",
		"האם אתם בסדר?" },
};
/* clang-format on */

const struct ac_shipped_language ac_shipped_he = SHIPPED("he", "Hebrew", "משרד החוץ", texts);
