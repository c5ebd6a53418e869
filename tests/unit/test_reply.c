/* What a user loses if this breaks: somebody who answered "not safe" is counted as safe and nobody
 * looks for them any more; a cry for help in another language waits in an inbox. */
#include "check.h"
#include "text/reply_p.h"

#include <stdio.h>
#include <string.h>

struct expected {
	const char *text;
	enum ac_reply_word word;
};

static void check_all(const struct expected cases[], size_t n)
{
	size_t wrong = 0;
	for (size_t i = 0; i < n; i++) {
		struct ac_reply reply = ac_reply_understand(ac_str(cases[i].text));
		if (reply.word == cases[i].word)
			continue;
		wrong++;
		print_error("\"%s\" understood as %s, not %s\n", cases[i].text,
			ac_reply_word_name(reply.word), ac_reply_word_name(cases[i].word));
	}
	assert_int_equal(wrong, 0);
}

#define CHECK_ALL(cases) check_all(cases, sizeof(cases) / sizeof *(cases))

static void digits_of_the_menu_are_understood_however_they_are_written(void **state)
{
	(void)state;
	static const struct expected cases[] = {
		{ "1", AC_REPLY_LEAVING },
		{ " 2 ", AC_REPLY_MOVED },
		{ "3.", AC_REPLY_STAYING },
		{ "4!!", AC_REPLY_SAFE },
		{ "5", AC_REPLY_NEED_HELP },
		{ "(1)", AC_REPLY_LEAVING },
		{ "\"1\"", AC_REPLY_LEAVING },
		{ "#2", AC_REPLY_MOVED },
		{ "1)", AC_REPLY_LEAVING },
		{ "١", AC_REPLY_LEAVING },
		{ "۳", AC_REPLY_STAYING },
		{ "४", AC_REPLY_SAFE },
		{ "５", AC_REPLY_NEED_HELP },
		{ "1️⃣", AC_REPLY_LEAVING },
		{ "④", AC_REPLY_SAFE },
		{ "❺", AC_REPLY_NEED_HELP },
		{ "²", AC_REPLY_MOVED },
		{ "𝟏", AC_REPLY_LEAVING },
		{ "\u200f1\u200e", AC_REPLY_LEAVING },
		{ "\ufeff4", AC_REPLY_SAFE },
		{ "1 please", AC_REPLY_LEAVING },
		{ "My answer is 1, thanks", AC_REPLY_LEAVING },
		{ "התשובה שלי: 4", AC_REPLY_SAFE },
		{ "1 leaving", AC_REPLY_LEAVING },
		{ "1 - leaving", AC_REPLY_LEAVING },
		{ "1 - I am leaving tomorrow", AC_REPLY_LEAVING },
		{ "4 safe 👍", AC_REPLY_SAFE },
		{ "1\n", AC_REPLY_LEAVING },
		{ "1 1", AC_REPLY_LEAVING },
		{ "4, we are with friends in Ankara", AC_REPLY_SAFE },
	};
	CHECK_ALL(cases);
}

static void words_are_understood_in_six_languages(void **state)
{
	(void)state;
	static const struct expected cases[] = {
		{ "Leaving", AC_REPLY_LEAVING },
		{ "we're leaving tomorrow morning", AC_REPLY_LEAVING },
		{ "MOVED TO ANOTHER HOTEL", AC_REPLY_MOVED },
		{ "I’m staying", AC_REPLY_STAYING },
		{ "yes, safe!", AC_REPLY_SAFE },
		{ "I am ok", AC_REPLY_SAFE },
		{ "hlep", AC_REPLY_NEED_HELP },
		{ "🆘", AC_REPLY_NEED_HELP },
		{ "Already left", AC_REPLY_LEFT },
		{ "we have left", AC_REPLY_LEFT },
		{ "I am not in Istanbul", AC_REPLY_NOT_HERE },
		{ "wrong number", AC_REPLY_WRONG_PERSON },
		{ "אני עוזב היום", AC_REPLY_LEAVING },
		{ "עברנו למלון אחר", AC_REPLY_MOVED },
		{ "נשארת", AC_REPLY_STAYING },
		{ "אנחנו בטוחים", AC_REPLY_SAFE },
		{ "בָּטוּחַ", AC_REPLY_SAFE },
		{ "הצילו!!", AC_REPLY_NEED_HELP },
		{ "צריכים עזרה", AC_REPLY_NEED_HELP },
		{ "כבר יצאנו", AC_REPLY_LEFT },
		{ "לא באיסטנבול", AC_REPLY_NOT_HERE },
		{ "טעות במספר", AC_REPLY_WRONG_PERSON },
		{ "Ayrılıyorum", AC_REPLY_LEAVING },
		{ "AYRILIYORUM", AC_REPLY_LEAVING },
		{ "ayriliyorum", AC_REPLY_LEAVING },
		{ "Gidiyoruz yarın", AC_REPLY_LEAVING },
		{ "Başka otele taşındık", AC_REPLY_MOVED },
		{ "KALIYORUM", AC_REPLY_STAYING },
		{ "Güvendeyim", AC_REPLY_SAFE },
		{ "GÜVENDEYİZ", AC_REPLY_SAFE },
		{ "İMDAT", AC_REPLY_NEED_HELP },
		{ "imdat", AC_REPLY_NEED_HELP },
		{ "Yardıma ihtiyacım var", AC_REPLY_NEED_HELP },
		{ "ayrıldık", AC_REPLY_LEFT },
		{ "İstanbul’da değilim", AC_REPLY_NOT_HERE },
		{ "yanlış numara", AC_REPLY_WRONG_PERSON },
		{ "سأغادر غداً", AC_REPLY_LEAVING },
		{ "انتقلتُ إلى فندقٍ آخر", AC_REPLY_MOVED },
		{ "باقي هنا", AC_REPLY_STAYING },
		{ "أنا بأمان", AC_REPLY_SAFE },
		{ "انا بخير الحمد لله", AC_REPLY_SAFE },
		{ "النجدة", AC_REPLY_NEED_HELP },
		{ "احتاج مساعدة", AC_REPLY_NEED_HELP },
		{ "غـادرت", AC_REPLY_LEFT },
		{ "لست في تركيا", AC_REPLY_NOT_HERE },
		{ "الرقم غلط", AC_REPLY_WRONG_PERSON },
		{ "Уезжаю завтра", AC_REPLY_LEAVING },
		{ "Переехали в другой отель", AC_REPLY_MOVED },
		{ "ОСТАЁМСЯ", AC_REPLY_STAYING },
		{ "мы в безопасности", AC_REPLY_SAFE },
		{ "Помогите!", AC_REPLY_NEED_HELP },
		{ "нам нужна помощь", AC_REPLY_NEED_HELP },
		{ "уже уехали", AC_REPLY_LEFT },
		{ "меня там нет", AC_REPLY_NOT_HERE },
		{ "вы ошиблись номером", AC_REPLY_WRONG_PERSON },
		{ "Je pars demain", AC_REPLY_LEAVING },
		{ "J’ai changé d’hôtel", AC_REPLY_MOVED },
		{ "on reste", AC_REPLY_STAYING },
		{ "Nous sommes en sécurité", AC_REPLY_SAFE },
		{ "AU SECOURS", AC_REPLY_NEED_HELP },
		{ "j'ai besoin d'aide", AC_REPLY_NEED_HELP },
		{ "nous sommes partis", AC_REPLY_LEFT },
		{ "Je ne suis pas à Istanbul", AC_REPLY_NOT_HERE },
		{ "mauvais numéro", AC_REPLY_WRONG_PERSON },
		{ "safe, leaving tomorrow", AC_REPLY_LEAVING },
		{ "left and safe", AC_REPLY_LEFT },
	};
	CHECK_ALL(cases);
}

static void a_denial_is_never_taken_for_its_opposite(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"not safe",
		"I am not safe",
		"I'm NOT leaving",
		"I am not leaving",
		"not staying",
		"no help needed",
		"don't need help",
		"I do not need any help",
		"no help",
		"I do not think that I need help",
		"help is not needed",
		"we don’t need medical help",
		"not in danger",
		"nobody injured",
		"no one is injured",
		"no longer safe",
		"unsafe",
		"haven't left",
		"have not moved",
		"never",
		"not 1",
		"1 not",
		"1, not 3",
		"I can't leave",
		"cannot leave",
		"לא בטוח",
		"אני לא בטוחה",
		"לא עוזב",
		"אני לא יוצא",
		"לא צריך עזרה",
		"אין צורך בעזרה",
		"לא זקוקים לעזרה",
		"עדיין לא עזבתי",
		"לא נשאר",
		"לא בסכנה",
		"güvende değilim",
		"güvende değiliz",
		"ayrılmıyorum",
		"ayrılmıyoruz",
		"kalmıyorum",
		"yardıma ihtiyacım yok",
		"yardım gerekmiyor",
		"yardım istemiyorum",
		"ayrılmadım",
		"tehlikede değilim",
		"güvenli değil",
		"gitmiyorum",
		"لست بأمان",
		"أنا لست بخير",
		"غير آمن",
		"لن أغادر",
		"لا أغادر",
		"لم أغادر",
		"مش آمن",
		"لا أحتاج مساعدة",
		"لا احتاج الى مساعدة",
		"لا حاجة للمساعدة",
		"لست في خطر",
		"لا أريد أي مساعدة",
		"не в безопасности",
		"я не уезжаю",
		"не остаюсь",
		"не уехал",
		"помощь не нужна",
		"не нужна помощь",
		"мне не нужна никакая помощь",
		"помощи не надо",
		"не в опасности",
		"я не ранен",
		"нет, не уезжаю",
		"pas en sécurité",
		"je ne suis pas en sécurité",
		"je ne pars pas",
		"je pars pas",
		"je ne reste pas",
		"pas besoin d'aide",
		"je n'ai pas besoin d'aide",
		"aucune aide",
		"nous ne sommes pas partis",
		"plus en sécurité",
		"pas en danger",
	};
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_reply reply = ac_reply_understand(ac_str(cases[i]));
		if (reply.word == AC_REPLY_FREE_TEXT && reply.more)
			continue;
		wrong++;
		print_error("\"%s\" understood as %s\n", cases[i], ac_reply_word_name(reply.word));
	}
	assert_int_equal(wrong, 0);
}

static void what_is_ambiguous_goes_to_the_inbox(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"1 or 3",
		"1/3",
		"1-3",
		"1,3",
		"1.3",
		"1 3",
		"1 4",
		"12",
		"6",
		"0",
		"1?",
		"safe?",
		"am I safe?",
		"should I leave?",
		"Is it safe?",
		"האם בטוח",
		"güvenli mi",
		"هل هو آمن؟",
		"безопасно ли",
		"3 people",
		"2 adults",
		"we are 2",
		"we are 3",
		"room 5",
		"at 5",
		"5 people",
		"5th floor",
		"there are 5 of us",
		"2 days left",
		"nothing left",
		"staying until Friday, then leaving",
		"maybe leaving",
		"leave me alone",
		"my wife is safe",
		"my son Dan is safe",
		"all my friends are safe",
		"I will be safe when I leave",
		"who is this",
		"yes",
		"no",
		"ok",
		"thanks",
		"👍",
		"...",
		"I think I am safe",
		"want to leave",
		"leaving for work",
		"staying safe",
		"1 at 5",
		"1, 5 people",
		"safe at work",
		"it is safe here",
		"end of the story",
		"the end",
		"no money",
		"x",
		"Danke",
		"我很安全",
	};
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_reply reply = ac_reply_understand(ac_str(cases[i]));
		if (reply.word == AC_REPLY_FREE_TEXT && reply.reason == AC_REFUSAL_NONE)
			continue;
		wrong++;
		print_error("\"%s\" understood as %s\n", cases[i], ac_reply_word_name(reply.word));
	}
	assert_int_equal(wrong, 0);
}

static void a_call_for_help_wins_in_doubt(void **state)
{
	(void)state;
	static const struct expected cases[] = {
		{ "safe but need help", AC_REPLY_NEED_HELP },
		{ "not safe need help", AC_REPLY_NEED_HELP },
		{ "I can not walk help me", AC_REPLY_NEED_HELP },
		{ "help I cannot walk", AC_REPLY_NEED_HELP },
		{ "no! help!", AC_REPLY_NEED_HELP },
		{ "No I need help", AC_REPLY_NEED_HELP },
		{ "1 or 5", AC_REPLY_NEED_HELP },
		{ "5?", AC_REPLY_NEED_HELP },
		{ "5, room 301", AC_REPLY_NEED_HELP },
		{ "5 - my wife fell", AC_REPLY_NEED_HELP },
		{ "can you help us?", AC_REPLY_NEED_HELP },
		{ "leaving, but my mother needs help", AC_REPLY_NEED_HELP },
		{ "shots outside we are trapped on floor two", AC_REPLY_NEED_HELP },
		{ "בטוח אבל צריך עזרה", AC_REPLY_NEED_HELP },
		{ "לא, אני צריך עזרה", AC_REPLY_NEED_HELP },
		{ "güvendeyim ama yardıma ihtiyacım var", AC_REPLY_NEED_HELP },
		{ "yardım edin çıkış yok", AC_REPLY_NEED_HELP },
		{ "أنا بأمان لكن أحتاج إلى مساعدة", AC_REPLY_NEED_HELP },
		{ "в безопасности, но нужна помощь", AC_REPLY_NEED_HELP },
		{ "en sécurité mais besoin d'aide", AC_REPLY_NEED_HELP },
		{ "STOP I need help", AC_REPLY_NEED_HELP },
		{ "thanks for your help, safe", AC_REPLY_SAFE },
	};
	CHECK_ALL(cases);
	assert_true(ac_reply_understand(AC_STR("STOP I need help")).stop);
	assert_true(ac_reply_understand(AC_STR("safe but need help")).more);
	assert_false(ac_reply_understand(AC_STR("need help")).more);
}

static void stop_is_always_honoured(void **state)
{
	(void)state;
	static const struct expected cases[] = {
		{ "STOP", AC_REPLY_STOP },
		{ "Stop.", AC_REPLY_STOP },
		{ "stop!!! leave me in peace", AC_REPLY_STOP },
		{ "please STOP", AC_REPLY_STOP },
		{ "STOP safe", AC_REPLY_STOP },
		{ "stop sending me messages", AC_REPLY_STOP },
		{ "UNSUBSCRIBE", AC_REPLY_STOP },
		{ "end", AC_REPLY_STOP },
		{ "Cancel", AC_REPLY_STOP },
		{ "הסר", AC_REPLY_STOP },
		{ "DUR", AC_REPLY_STOP },
		{ "iptal", AC_REPLY_STOP },
		{ "إيقاف", AC_REPLY_STOP },
		{ "СТОП", AC_REPLY_STOP },
		{ "не пишите мне", AC_REPLY_STOP },
		{ "ARRÊT", AC_REPLY_STOP },
		{ "désabonner", AC_REPLY_STOP },
		{ "we wait at the bus stop", AC_REPLY_FREE_TEXT },
		{ "don't stop", AC_REPLY_FREE_TEXT },
	};
	CHECK_ALL(cases);
}

static void reasons_for_staying_are_counted(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum ac_refusal_reason reason;
	} cases[] = {
		{ "3", AC_REFUSAL_NONE },
		{ "3 money", AC_REFUSAL_MONEY },
		{ "3 no money", AC_REFUSAL_MONEY },
		{ "3, can't afford it", AC_REFUSAL_MONEY },
		{ "staying because of work", AC_REFUSAL_WORK },
		{ "3 I don't believe you", AC_REFUSAL_DOES_NOT_BELIEVE },
		{ "3 cannot travel", AC_REFUSAL_CANNOT_TRAVEL },
		{ "3 because my mother is sick", AC_REFUSAL_FAMILY },
		{ "3 because of the cat", AC_REFUSAL_OTHER },
		{ "staying because I do not want to abandon my cat", AC_REFUSAL_OTHER },
		{ "3, the cat", AC_REFUSAL_OTHER },
		{ "נשאר כי אין לי כסף", AC_REFUSAL_MONEY },
		{ "3 לא מאמין", AC_REFUSAL_DOES_NOT_BELIEVE },
		{ "kalıyorum, param yok", AC_REFUSAL_MONEY },
		{ "باقي بسبب العمل", AC_REFUSAL_WORK },
		{ "٣ لا أستطيع السفر", AC_REFUSAL_CANNOT_TRAVEL },
		{ "остаюсь, не верю", AC_REFUSAL_DOES_NOT_BELIEVE },
		{ "3 из за работы", AC_REFUSAL_WORK },
		{ "je reste pour le moment", AC_REFUSAL_NONE },
		{ "je reste à cause de ma mère", AC_REFUSAL_FAMILY },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_reply reply = ac_reply_understand(ac_str(cases[i].text));
		if (i == 18) {
			assert_int_equal(reply.word, AC_REPLY_FREE_TEXT);
			continue;
		}
		if (reply.word != AC_REPLY_STAYING || reply.reason != cases[i].reason)
			fail_msg("\"%s\": %s, %s", cases[i].text, ac_reply_word_name(reply.word),
				ac_refusal_reason_name(reply.reason));
	}
}

static void stated_times_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int minute;
	} cases[] = {
		{ "1", -1 },
		{ "1 18:00", 1080 },
		{ "1, at 18.30", 1110 },
		{ "1 18h", 1080 },
		{ "1 18h05", 1085 },
		{ "1 1800", 1080 },
		{ "1 6pm", 1080 },
		{ "1 at 6 am", 360 },
		{ "leaving at 12 pm", 720 },
		{ "leaving 12:15 am", 15 },
		{ "1 6:30 pm", 1110 },
		{ "1 בשעה 18:00", 1080 },
		{ "1 saat 18:00'de", 1080 },
		{ "١ الساعة ١٨:٠٠", 1080 },
		{ "1 в 6 вечера", 1080 },
		{ "je pars à 18h30", 1110 },
		{ "1 at 7", -1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_reply reply = ac_reply_understand(ac_str(cases[i].text));
		if (reply.word != AC_REPLY_LEAVING || reply.minute != cases[i].minute)
			fail_msg("\"%s\": %s, minute %d", cases[i].text,
				ac_reply_word_name(reply.word), reply.minute);
	}
	assert_int_equal(ac_reply_understand(AC_STR("25:00")).minute, -1);
}

static void no_phrase_means_two_things(void **state)
{
	(void)state;
	char example[64];
	size_t conflicts = reply_table_conflicts(example);
	if (conflicts)
		fail_msg("%zu phrases stand under two senses, for one \"%s\"", conflicts, example);
}

static void any_bytes_of_any_length_are_taken(void **state)
{
	(void)state;
	static char big[100000];
	static const char *const fills[] = { "1", " 1", "help", "safe ", "\xff", "\xd7", "ש", ".",
		"1:" };
	for (size_t i = 0; i < sizeof fills / sizeof *fills; i++) {
		size_t n = strlen(fills[i]);
		for (size_t at = 0; at + n <= sizeof big; at += n)
			memcpy(big + at, fills[i], n);
		struct ac_reply reply = ac_reply_understand((struct ac_str){ big, sizeof big });
		assert_int_equal(reply.word, AC_REPLY_FREE_TEXT);
	}
	assert_int_equal(ac_reply_understand((struct ac_str){ "", 0 }).word, AC_REPLY_FREE_TEXT);
	memset(big, ' ', sizeof big);
	memcpy(big, "help me ", 8);
	for (size_t at = 8; at + 2 < sizeof big; at += 2)
		memcpy(big + at, "x ", 2);
	struct ac_str begs = { big, sizeof big };
	assert_int_equal(ac_reply_understand(begs).word, AC_REPLY_NEED_HELP);
}

static void names_lead_there_and_back(void **state)
{
	(void)state;
	for (int i = 0; i < ac_reply_word_count; i++) {
		enum ac_reply_word word;
		const char *name = ac_reply_word_name((enum ac_reply_word)i);
		assert_true(ac_reply_word_from(ac_str(name), &word));
		assert_int_equal(word, i);
	}
	enum ac_refusal_reason reason;
	assert_true(ac_refusal_reason_from(AC_STR("work"), &reason));
	assert_false(ac_refusal_reason_from(AC_STR("sloth"), &reason));
	assert_string_equal(ac_reply_word_name((enum ac_reply_word)99), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(digits_of_the_menu_are_understood_however_they_are_written),
		CASE(words_are_understood_in_six_languages),
		CASE(a_denial_is_never_taken_for_its_opposite),
		CASE(what_is_ambiguous_goes_to_the_inbox),
		CASE(a_call_for_help_wins_in_doubt),
		CASE(stop_is_always_honoured),
		CASE(reasons_for_staying_are_counted),
		CASE(stated_times_are_read),
		CASE(no_phrase_means_two_things),
		CASE(any_bytes_of_any_length_are_taken),
		CASE(names_lead_there_and_back),
	};
	return RUN(tests);
}
