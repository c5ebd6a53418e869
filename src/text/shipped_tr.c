/* The message texts in Turkish. See shipped.h; an apostrophe before a brace would quote (template.h). */
#include "text/shipped_p.h"

/* clang-format off */
#define MENU \
	"Yanıt: 1 ayrılıyorum, 2 taşındım, 3 kalıyorum, 4 güvendeyim, 5 yardım lazım."
#define MENU_ARRIVING \
	"Yanıt: 4 gelmiyorum (güvendeyim), 3 yine de geliyorum, 5 yardım lazım."
#define QUESTIONS "Sorular: {phone}. "

static const struct ac_shipped_text texts[] = {
	{ AC_TEXT_INSTRUCTION, 1,
		"{office}: Bugün başka bir otele geçin. "
		"Oteliniz hedef olabilir. Başka bir semtte otel seçin, yerinizi yalnızca ailenize "
		"söyleyin."
		" " QUESTIONS MENU,
		"Bugün başka bir otele geçin" },
	{ AC_TEXT_INSTRUCTION, 2,
		"{office}: {place} şehrinden ayrılın. "
		"Vatandaşlarımıza yönelik tehdit gerçek. Bugün ilk uçakla veya "
		"karadan çıkın, o zamana dek içeride kalın."
		" " QUESTIONS MENU,
		"{place} şehrinden ayrılın" },
	{ AC_TEXT_INSTRUCTION, 3,
		"{office}: İçeride kalın, sokağa çıkmayın. "
		"{place}: vatandaşlarımız tehdit altında. Tanımadığınıza kapı "
		"açmayın, güvenli olunca ayrılın."
		" " QUESTIONS MENU,
		"İçeride kalın, sokağa çıkmayın" },
	{ AC_TEXT_INSTRUCTION, 4,
		"{office}: {place} bölgesine gitmeyin. "
		"Vatandaşlarımız orada tehdit altında. Yoldaysanız havaalanından "
		"çıkmayın, ilk uçakla geri dönün."
		" " QUESTIONS MENU_ARRIVING,
		"{place} bölgesine gitmeyin" },
	{ AC_TEXT_REMINDER, 1,
		"TEKRAR. {office}: Bugün başka bir otele geçin. "
		"Sizden henüz yanıt almadık. " QUESTIONS MENU,
		"Bugün başka bir otele geçin" },
	{ AC_TEXT_REMINDER, 2,
		"TEKRAR. {office}: {place} şehrinden ayrılın. "
		"Sizden henüz yanıt almadık. " QUESTIONS MENU,
		"{place} şehrinden ayrılın" },
	{ AC_TEXT_REMINDER, 3,
		"TEKRAR. {office}: İçeride kalın, sokağa çıkmayın. "
		"Sizden henüz yanıt almadık. " QUESTIONS MENU,
		"İçeride kalın, sokağa çıkmayın" },
	{ AC_TEXT_REMINDER, 4,
		"TEKRAR. {office}: {place} bölgesine gitmeyin. "
		"Sizden henüz yanıt almadık. " QUESTIONS MENU_ARRIVING,
		"{place} bölgesine gitmeyin" },
	{ AC_TEXT_ASK_AGAIN, ac_text_tier_any,
		"{office}: Ayrıldınız mı? Ayrılacağınızı bildirmiştiniz. Yanıt: 4 ayrıldım ve "
		"güvendeyim, 1 hâlâ yoldayım, 2 başka otele geçtim, 3 kalıyorum, 5 yardım lazım. "
		"Sorular: {phone}.",
		"" },
	{ AC_TEXT_REPLACEMENT, ac_text_tier_any,
		"YENİ: {message} (Bu mesaj önceki mesajımızın yerine geçer.)",
		"" },
	{ AC_TEXT_ALL_CLEAR, ac_text_tier_any,
		"{office}: {place}: özel tehlike sona erdi, size verdiğimiz talimatlar kalktı. Hâlâ "
		"geçerli olan: {residual} Yardıma ihtiyacınız varsa 5 yazın veya arayın: {phone}.",
		"" },
	{ AC_TEXT_RETRACTION, ac_text_tier_any,
		"{office}: {place} uyarısı iptal edildi. Yardım: 5",
		"" },
	{ AC_TEXT_CORRECTION, ac_text_tier_any,
		"DÜZELTME: {message} ({sent, date, ::dMMMM} tarihli mesajımız hatalıydı. Yalnızca bu "
		"mesaj geçerlidir.)",
		"" },
	{ AC_TEXT_WELFARE, ac_text_tier_any,
		"{office}: İyi misiniz? Güvende olduğunuzu bilmek istiyoruz. Yanıt: 4 "
		"güvendeyim, 5 yardım lazım, 1 ayrılıyorum, 3 kalıyorum. Sorular: {phone}.",
		"İyi misiniz?" },
};
/* clang-format on */

const struct ac_shipped_language ac_shipped_tr =
	SHIPPED("tr", "Turkish", "Dışişleri Bakanlığı", texts);
