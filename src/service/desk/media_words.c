#include "service/desk/media_words.h"

#include <stddef.h>

static const struct words {
	const char *language, *update, *all_clear, *retraction, *statement, *withdrawal;
} words[] = {
	{ "en", "Update: ", "All-clear: ", "Retracted, it was a mistake: ", "Statement: ",
		"Withdrawn: what we said in public about who is behind the threat no longer "
		"stands. "
		"Please do not use it." },
	{ "he", "עדכון: ", "הסרת אזהרה: ", "בוטל, הייתה טעות: ", "הצהרה: ",
		"חזרנו בנו: מה שפרסמנו על מי שעומד מאחורי האיום אינו תקף עוד. נא לא להשתמש בו." },
	{ "fr", "Mise à jour : ", "Fin d'alerte : ", "Annulé, c'était une erreur : ",
		"Déclaration : ",
		"Retrait : ce que nous avons dit publiquement des auteurs de la menace n'est plus "
		"valable. Merci de ne pas l'utiliser." },
	{ "ru", "Обновление: ", "Отбой: ", "Отозвано, это была ошибка: ", "Заявление: ",
		"Отозвано: сказанное нами публично о том, кто стоит за угрозой, больше не "
		"действует. "
		"Просим не использовать." },
	{ "ar", "تحديث: ", "زوال الخطر: ", "سُحب، كان خطأ: ", "بيان: ",
		"سُحب: ما قلناه علنًا عمّن يقف وراء التهديد لم يعد قائمًا. نرجو عدم استخدامه." },
	{ "tr", "Güncelleme: ", "Tehlike geçti: ", "Geri çekildi, hataydı: ", "Açıklama: ",
		"Geri çekildi: tehdidin arkasında kim olduğuna dair açıklamamız artık geçerli "
		"değil. "
		"Lütfen kullanmayın." },
};

/* English for a language without words here. */
static const struct words *words_of(struct ac_str language)
{
	struct ac_str rest = language, base = language;
	if (!ac_str_cut(&rest, '-', &base))
		return &words[0];
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (ac_str_eq_nocase(base, ac_str(words[i].language)))
			return &words[i];
	return &words[0];
}

const char *media_prefix(struct ac_str kind, struct ac_str language)
{
	const struct words *w = words_of(language);
	if (ac_str_eq(kind, AC_STR("update")))
		return w->update;
	if (ac_str_eq(kind, AC_STR("all_clear")))
		return w->all_clear;
	if (ac_str_eq(kind, AC_STR("retraction")))
		return w->retraction;
	return ac_str_eq(kind, AC_STR("statement")) ? w->statement : "";
}

const char *media_withdrawal(struct ac_str language)
{
	return words_of(language)->withdrawal;
}
