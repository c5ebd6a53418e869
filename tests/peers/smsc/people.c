#include "people.h"

#include "base/buf.h"
#include "base/clock.h"
#include "text/alphabet.h"

#include <math.h>
#include <stdio.h>

enum language { EN, HE, TR, AR, RU, FR, LANGUAGES };

enum meaning {
	LEAVING,
	MOVED,
	STAYING,
	SAFE,
	NEED_HELP,
	LEFT,
	NOT_HERE,
	WRONG_PERSON,
	STOP,
	OTHER,
	THANKS,
	MEANINGS,
	NOTHING
};

enum temper {
	WILLING,
	SLOW,
	REFUSES,
	SILENT,
	HELPLESS,
	ELSEWHERE,
	STRANGER,
	ANNOYED,
	TALKER,
	OFF,
	GONE,
	TEMPERS
};

/* Of a thousand. Oroville and others: two thirds act, 5 to 20 % never do . */
static const int share[TEMPERS] = { [WILLING] = 520,
	[SLOW] = 180,
	[REFUSES] = 110,
	[SILENT] = 90,
	[HELPLESS] = 6,
	[ELSEWHERE] = 30,
	[STRANGER] = 6,
	[ANNOYED] = 4,
	[TALKER] = 24,
	[OFF] = 20,
	[GONE] = 10 };

static const char *const languages[LANGUAGES] = { "en", "he", "tr", "ar", "ru", "fr" };

enum { wordings = 4, minute_s = 60 };

static const char *const words[MEANINGS][LANGUAGES][wordings] = {
	[LEAVING] = { { "1", "leaving", "1 leaving tonight", "On my way to the airport" },
		{ "1", "עוזבים", "בדרך לשדה התעופה", "עוזב את העיר" },
		{ "1", "yola çıktık", "Havalimanına gidiyoruz", "gideceğiz" },
		{ "1", "سنغادر المدينة", "في طريقنا إلى المطار", "مسافرون" },
		{ "1", "едем в аэропорт", "выезжаем", "Летим домой" },
		{ "1", "nous partons", "en route pour l'aéroport", "je quitte la ville" } },
	[MOVED] = { { "2", "moved", "Moved to another hotel.", "changed hotel" },
		{ "2", "עברנו מלון", "עברתי למלון אחר", "במלון אחר" },
		{ "2", "taşındık", "otel değiştirdik", "Başka otele geçtik" },
		{ "2", "غيرنا الفندق", "انتقلنا إلى فندق آخر", "في فندق آخر" },
		{ "2", "переехали", "Сменили отель", "в другом отеле" },
		{ "2", "nous avons changé d'hôtel", "dans un autre hôtel",
			"j'ai changé d'hôtel" } },
	[STAYING] = { { "3", "staying, no money", "3 work", "I stay" },
		{ "3", "נשארים, אין כסף", "נשאר בגלל העבודה", "נשארים כאן" },
		{ "3", "kalıyorum", "burada kalıyoruz", "3 iş" },
		{ "3", "باقون هنا", "سأبقى", "٣" }, { "3", "остаемся", "остаюсь, работа", "3" },
		{ "3", "je reste", "nous restons ici", "3 travail" } },
	[SAFE] = { { "4", "safe", "we are ok", "4." },
		{ "4", "בטוחים", "אנחנו בסדר", "במקום בטוח" },
		{ "4", "güvendeyiz", "iyiyim", "güvendeyim" }, { "4", "بخير", "في مكان آمن", "٤" },
		{ "4", "в безопасности", "в порядке", "4" },
		{ "4", "en sécurité", "nous allons bien", "4" } },
	[NEED_HELP] = { { "5", "HELP", "we need help!", "5 my mother cannot walk" },
		{ "5", "עזרה", "צריכים עזרה!", "הצילו" },
		{ "5", "yardım edin", "imdat", "mahsur kaldık" },
		{ "5", "ساعدونا", "أحتاج مساعدة", "٥" }, { "5", "помогите", "нужна помощь", "5" },
		{ "5", "au secours", "besoin d'aide", "5" } },
	[LEFT] = { { "left", "already left", "we have left", "left already" },
		{ "עזבנו", "כבר יצאנו", "חזרנו הביתה", "נחתנו" },
		{ "ayrıldık", "şehirden ayrıldık", "eve döndük", "ayrıldım" },
		{ "غادرنا", "غادرنا المدينة", "وصلت البيت", "سافرنا" },
		{ "уехали", "улетели", "уже уехали", "вернулся домой" },
		{ "partis", "nous sommes partis", "déjà partis", "j'ai quitté la ville" } },
	[NOT_HERE] = { { "not there", "not in istanbul", "not here", "i am not in turkey" },
		{ "לא באיסטנבול", "כבר בארץ", "לא בטורקיה", "לא שם" },
		{ "orada değilim", "istanbul'da değilim", "burada değiliz", "orada değiliz" },
		{ "لست هناك", "لست في تركيا", "مش هناك", "لسنا هناك" },
		{ "не там", "не в стамбуле", "нас там нет", "меня там нет" },
		{ "pas là", "je ne suis pas là", "nous n'y sommes pas", "pas ici" } },
	[WRONG_PERSON] = { { "wrong number", "wrong person", "Wrong number!", "wrong number" },
		{ "טעות במספר", "מספר שגוי", "טעיתם במספר", "טעות במספר" },
		{ "yanlış numara", "yanlış kişi", "yanlış numara", "yanlış numara" },
		{ "رقم خاطئ", "الرقم غلط", "رقم غلط", "شخص خطأ" },
		{ "не тот номер", "вы ошиблись номером", "не тот номер", "ошиблись номером" },
		{ "mauvais numéro", "faux numéro", "erreur de numéro", "mauvais numéro" } },
	[STOP] = { { "STOP", "stop", "unsubscribe", "STOP" },
		{ "הסר", "הסירו אותי", "STOP", "הסר" }, { "STOP", "dur", "STOP", "iptal" },
		{ "STOP", "توقف", "STOP", "ايقاف" }, { "СТОП", "стоп", "STOP", "отписаться" },
		{ "STOP", "arrêt", "stop", "STOP" } },
	[OTHER] = { { "Is the airport open?", "Who is this? How do you know I am here?",
			    "My flight is on Thursday anyway",
			    "What about my brother, he is in Izmir" },
		{ "מה עם הטיסה של מחר?", "מי זה?", "הבן שלי לא עונה לטלפון", "כמה זמן יש לנו?" },
		{ "Havalimanı açık mı?", "Bu kim?", "Uçağımız perşembe", "Kardeşim de orada" },
		{ "هل المطار مفتوح؟", "من أنتم؟", "رحلتنا يوم الخميس", "أخي معي أيضا" },
		{ "Аэропорт работает?", "Кто это?", "У нас рейс в четверг", "А что с визой?" },
		{ "L'aéroport est-il ouvert ?", "Qui êtes-vous ?", "Mon vol est jeudi",
			"Et mon frère ?" } },
	[THANKS] = { { "Thank you", "Thanks!", "ok", "Thank you so much" },
		{ "תודה", "תודה רבה", "תודה!", "תודה לכם" },
		{ "Teşekkürler", "Sağ olun", "Teşekkür ederiz", "tamam" },
		{ "شكرا", "شكرا لكم", "شكرا جزيلا", "الحمد لله" },
		{ "Спасибо", "Спасибо большое", "Спасибо!", "ок" },
		{ "Merci", "Merci beaucoup", "Merci !", "ok" } },
};

struct person {
	struct ac_random random;
	uint8_t temper, language;
	bool listed; /* the language is from the list */
	bool through; /* has said the last word */
	uint8_t asked; /* messages with a menu so far */
	uint8_t menu; /* digits of a menu seen in the parts of the present message */
	uint32_t points[LANGUAGES]; /* letters that speak for a language */
};

/* ---- who they are ---- */

static enum temper temper_of(struct ac_random *random)
{
	int at = (int)ac_random_below(random, 1000);
	for (int i = 0; i < TEMPERS; i++)
		if ((at -= share[i]) < 0)
			return (enum temper)i;
	return WILLING;
}

static struct person *person_of(struct people *people, struct ac_str number)
{
	uint64_t key = ac_hash_bytes(number.p, number.n, 0);
	uint32_t i = ac_map_get(&people->by_number, key);
	if (i != (uint32_t)ac_map_none)
		return &people->persons.at[i];
	struct person person = { 0 };
	ac_random_seed(&person.random, people->seed ^ key);
	person.temper = (uint8_t)temper_of(&person.random);
	ac_map_put(&people->by_number, key, (uint32_t)people->persons.n);
	ac_vec_push(&people->persons, person);
	return &people->persons.at[people->persons.n - 1];
}

void people_init(struct people *people, uint64_t seed, double rate)
{
	*people = (struct people){ .seed = ac_mix64(seed + 1), .rate = rate };
}

void people_done(struct people *people)
{
	ac_map_done(&people->by_number);
	ac_vec_done(&people->persons);
}

static enum ac_status read_line(struct people *people, struct ac_str line, const char *path,
	int number, struct ac_error *err)
{
	struct ac_str phone;
	line = ac_str_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return AC_OK;
	(void)ac_str_cut(&line, ',', &phone);
	if (ac_str_starts(phone, AC_STR("+")))
		phone = (struct ac_str){ phone.p + 1, phone.n - 1 };
	for (int i = 0; i < LANGUAGES; i++)
		if (line.p && ac_str_eq(ac_str_trim(line), ac_str(languages[i]))) {
			struct person *person = person_of(people, phone);
			person->listed = true;
			person->language = (uint8_t)i;
			return AC_OK;
		}
	return ac_fail(err, AC_INVALID, "%s:%d: expected NUMBER,LANGUAGE (en he tr ar ru fr)", path,
		number);
}

enum ac_status people_read(struct people *people, const char *path, struct ac_error *err)
{
	char line[256];
	enum ac_status status = AC_OK;
	FILE *file = fopen(path, "r");
	if (!file)
		return ac_fail(err, AC_NOT_FOUND, "%s: cannot be opened", path);
	for (int number = 1; status == AC_OK && fgets(line, sizeof line, file); number++)
		status = read_line(people, ac_str(line), path, number, err);
	(void)fclose(file);
	return status;
}

/* ---- the handset ---- */

/* Log-normal with a median of so many simulated seconds; real milliseconds. */
static int64_t delay_ms(struct people *people, struct person *person, double median_s)
{
	double u = ac_random_unit(&person->random), v = ac_random_unit(&person->random);
	double normal = sqrt(-2 * log(1 - u)) * cos(2 * 3.141592653589793 * v);
	double s = median_s * exp(0.9 * normal);
	double most_s = 12 * 60.0 * minute_s;
	return (int64_t)((s < most_s ? s : most_s) / people->rate * 1000);
}

void people_receive(struct people *people, const struct smsc_submit *submit, struct smsc_plan *plan)
{
	enum { expired = 3, undeliverable = 5, absent = 27 };
	struct person *person = person_of(people, submit->to);
	plan->receipt_ms = (int32_t)delay_ms(people, person, 8);
	if (person->temper == GONE) {
		plan->state = undeliverable;
		plan->error = 1;
		plan->gone = true;
	} else if (person->temper == OFF && ac_random_chance(&person->random, 0.8)) {
		plan->state = expired;
		plan->error = absent;
		plan->receipt_ms = (int32_t)delay_ms(people, person, 60.0 * minute_s);
	}
}

/* ---- reading ---- */

static enum language script_of(int32_t c)
{
	if (c >= 0x0590 && c <= 0x05ff)
		return HE;
	if (c >= 0x0600 && c <= 0x06ff)
		return AR;
	if (c >= 0x0400 && c <= 0x04ff)
		return RU;
	if (c == 0x131 || c == 0x15f || c == 0x11f || c == 0x130 || c == 0x15e)
		return TR;
	if (c == 0xe9 || c == 0xe8 || c == 0xea || c == 0xe0)
		return FR;
	return EN;
}

/* 1 … 5 in Western or Arabic digits, else 0. */
static int menu_digit(int32_t c)
{
	enum { arabic_zero = 0x660 };
	int digit = c >= arabic_zero ? c - arabic_zero : c - '0';
	return digit >= 1 && digit <= 5 ? digit : 0;
}

static bool is_digit(int32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669);
}

static int32_t peek(struct ac_str text, size_t *at)
{
	return *at < text.n ? ac_utf8_next(text, at) : 0;
}

/* "5 need help": a digit, a blank, a word. In a phone number digits follow. */
static bool starts_an_item(struct ac_str text, size_t at)
{
	return peek(text, &at) == ' ' && !is_digit(peek(text, &at));
}

static void read_part(struct person *person, struct ac_str text)
{
	int32_t c = 0;
	for (size_t at = 0; at < text.n;) {
		int32_t previous = c;
		c = ac_utf8_next(text, &at);
		enum language language = script_of(c);
		person->points[language] += language == EN ? c >= 'a' && c <= 'z' : 20;
		int digit = menu_digit(c);
		if (digit && !is_digit(previous) && starts_an_item(text, at))
			person->menu |= (uint8_t)(1 << digit);
	}
}

static bool has_menu(const struct person *person)
{
	const uint8_t staying_and_help = 1 << 3 | 1 << 5;
	return (person->menu & staying_and_help) == staying_and_help;
}

static enum language most_points(const struct person *person)
{
	int best = EN;
	for (int i = 0; i < LANGUAGES; i++)
		if (person->points[i] > person->points[best])
			best = i;
	return (enum language)best;
}

/* ---- answering ---- */

static enum meaning willing_answer(struct person *person)
{
	double u = ac_random_unit(&person->random);
	if (!(person->menu & 1 << 1)) /* to those about to arrive: nothing to leave */
		return u < 0.85 ? SAFE : NOT_HERE;
	if (person->asked <= 1)
		return u < 0.66 ? LEAVING : u < 0.82 ? MOVED : u < 0.92 ? LEFT : SAFE;
	return u < 0.55 ? LEFT : u < 0.8 ? SAFE : u < 0.95 ? MOVED : LEAVING;
}

static enum meaning answer_of(struct person *person)
{
	switch ((enum temper)person->temper) {
	case SLOW:
		if (person->asked < 2 && ac_random_chance(&person->random, 0.8))
			return NOTHING;
		return willing_answer(person);
	case REFUSES:
		if (person->asked > 1 && ac_random_chance(&person->random, 0.35))
			person->temper = WILLING;
		return person->temper == WILLING ? LEAVING : STAYING;
	case HELPLESS: return person->asked == 1 ? NEED_HELP : SAFE;
	case ELSEWHERE: return NOT_HERE;
	case STRANGER: return WRONG_PERSON;
	case ANNOYED: return STOP;
	case TALKER: return person->asked == 1 ? OTHER : willing_answer(person);
	case WILLING:
	case OFF: return willing_answer(person);
	case SILENT:
	case GONE:
	default: return NOTHING;
	}
}

static void say(struct people *people, struct person *person, const struct smsc_submit *submit,
	enum meaning meaning)
{
	const char *const *choice = words[meaning][person->language];
	const char *text = choice[ac_random_below(&person->random, wordings)];
	double median_s = meaning == NEED_HELP ? 5 * minute_s : 15 * minute_s;
	people->answers++;
	people->calls_for_help += meaning == NEED_HELP;
	people->refusals += meaning == STAYING;
	people->stops += meaning == STOP;
	smsc_say(people->smsc, submit->to, submit->from, ac_str(text),
		delay_ms(people, person, median_s) + 20);
}

void people_read_message(struct people *people, const struct smsc_submit *submit)
{
	struct person *person = person_of(people, submit->to);
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 4096);
	if (ac_text_decode(submit->data_coding, AC_CODING_GSM7, submit->text, &text, NULL) != AC_OK)
		return;
	if (submit->part == 1) {
		person->menu = 0;
		memset(person->points, 0, sizeof person->points);
	}
	read_part(person, ac_buf_str(&text));
	if (submit->part != submit->parts)
		return;
	if (!person->listed)
		person->language = (uint8_t)most_points(person);
	enum meaning meaning = NOTHING;
	bool there =
		person->temper != SILENT && person->temper != GONE && person->temper != STRANGER;
	if (has_menu(person) && !person->through) {
		person->asked++;
		meaning = answer_of(person);
	} else if (!has_menu(person) && there && ac_random_chance(&person->random, 0.03)) {
		meaning = THANKS;
	}
	person->through |= meaning == SAFE || meaning == LEFT || meaning == NOT_HERE ||
			   meaning == WRONG_PERSON || meaning == STOP;
	if (meaning != NOTHING)
		say(people, person, submit, meaning);
}
