/* The message texts in Russian. See shipped.h; an apostrophe before a brace would quote (template.h). */
#include "text/shipped_p.h"

/* clang-format off */
#define MENU \
	"Ответ: 1 уезжаю, 2 в другом отеле, 3 остаюсь, 4 в безопасности, 5 нужна " \
	"помощь."
#define MENU_ARRIVING \
	"Ответ: 4 не приеду (в безопасности), 3 всё равно приеду, 5 нужна помощь."
#define QUESTIONS "Вопросы: {phone}. "

static const struct ac_shipped_text texts[] = {
	{ AC_TEXT_INSTRUCTION, 1,
		"{office}: Переезжайте сегодня в другой отель. "
		"Ваш отель может быть целью. Выберите отель в другом районе и скажите о нём только "
		"близким."
		" " QUESTIONS MENU,
		"Переезжайте сегодня в другой отель" },
	{ AC_TEXT_INSTRUCTION, 2,
		"{office}: Сегодня покиньте город {place}. "
		"Там реальная угроза нашим гражданам. Уезжайте первым рейсом или по земле, до этого "
		"будьте в отеле."
		" " QUESTIONS MENU,
		"Сегодня покиньте город {place}" },
	{ AC_TEXT_INSTRUCTION, 3,
		"{office}: Будьте в отеле, не выходите на улицу. "
		"{place}: угроза нашим гражданам реальна. Не открывайте чужим, уезжайте, когда это "
		"безопасно."
		" " QUESTIONS MENU,
		"Будьте в отеле, не выходите на улицу" },
	{ AC_TEXT_INSTRUCTION, 4,
		"{office}: Не приезжайте в город {place}. "
		"Там реальная угроза нашим гражданам. Если вы в пути, не покидайте аэропорт и "
		"возвращайтесь первым рейсом."
		" " QUESTIONS MENU_ARRIVING,
		"Не приезжайте в город {place}" },
	{ AC_TEXT_REMINDER, 1,
		"ПОВТОРНО. {office}: Переезжайте сегодня в другой отель. "
		"Мы ещё не получили вашего ответа. " QUESTIONS MENU,
		"Переезжайте сегодня в другой отель" },
	{ AC_TEXT_REMINDER, 2,
		"ПОВТОРНО. {office}: Сегодня покиньте город {place}. "
		"Мы ещё не получили вашего ответа. " QUESTIONS MENU,
		"Сегодня покиньте город {place}" },
	{ AC_TEXT_REMINDER, 3,
		"ПОВТОРНО. {office}: Будьте в отеле, не выходите на улицу. "
		"Мы ещё не получили вашего ответа. " QUESTIONS MENU,
		"Будьте в отеле, не выходите на улицу" },
	{ AC_TEXT_REMINDER, 4,
		"ПОВТОРНО. {office}: Не приезжайте в город {place}. "
		"Мы ещё не получили вашего ответа. " QUESTIONS MENU_ARRIVING,
		"Не приезжайте в город {place}" },
	{ AC_TEXT_ASK_AGAIN, ac_text_tier_any,
		"{office}: Вы уже уехали? Вы сообщили, что уедете. Ответ: 4 уже в безопасности, 1 "
		"ещё в пути, 2 в другом отеле, 3 остаюсь, 5 нужна помощь. Вопросы: {phone}.",
		"" },
	{ AC_TEXT_REPLACEMENT, ac_text_tier_any,
		"НОВОЕ: {message} (Это сообщение заменяет предыдущее.)",
		"" },
	{ AC_TEXT_ALL_CLEAR, ac_text_tier_any,
		"{office}: Особая опасность в городе {place} миновала, наши указания больше не "
		"действуют. По-прежнему важно: {residual} Если нужна помощь, ответьте 5 или звоните "
		"{phone}.",
		"" },
	{ AC_TEXT_RETRACTION, ac_text_tier_any,
		"{office}: {place}: предупреждение отменено. Нужна помощь: 5",
		"" },
	{ AC_TEXT_CORRECTION, ac_text_tier_any,
		"ИСПРАВЛЕНИЕ: {message} (В сообщении от {sent, date, ::dMMMM} была ошибка. Верно "
		"только это.)",
		"" },
	{ AC_TEXT_WELFARE, ac_text_tier_any,
		"{office}: У вас всё в порядке? Нам важно знать, что вы в безопасности. Ответ: 4 "
		"в безопасности, 5 нужна помощь, 1 уезжаю, 3 остаюсь. Вопросы: {phone}.",
		"У вас всё в порядке?" },
};
/* clang-format on */

const struct ac_shipped_language ac_shipped_ru = SHIPPED("ru", "Russian", "МИД", texts);
