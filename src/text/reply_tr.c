/* What people answer in Turkish. See reply_p.h for the senses; spelling as people write, folding does the rest. */
#include "text/reply_p.h"

/* clang-format off */
const struct reply_row ac_reply_tr[] = {
	{ S_LEAVING,
		"ayrılıyorum | ayrılıyoruz | ayrılacağım | ayrılacağız | gidiyorum | gidiyoruz | "
		"gideceğim | gideceğiz | çıkıyorum | çıkıyoruz | dönüyorum | dönüyoruz | "
		"eve dönüyorum | eve dönüyoruz | yoldayım | yoldayız | yola çıktım | yola çıktık | "
		"havaalanına gidiyorum | havaalanına gidiyoruz | havalimanına gidiyorum | "
		"havalimanına gidiyoruz | terk ediyorum | terk ediyoruz | şehri terk ediyorum | "
		"şehri terk ediyoruz | otel değiştiriyorum | otel değiştiriyoruz | "
		"başka otele geçiyorum | başka otele geçiyoruz | başka bir otele geçiyorum | "
		"başka bir otele geçiyoruz | taşınıyorum | taşınıyoruz" },
	{ S_MOVED,
		"taşındım | taşındık | otel değiştirdim | otel değiştirdik | otelimi değiştirdim | "
		"otelimizi değiştirdik | başka otele geçtim | başka otele geçtik | "
		"başka bir otele geçtim | başka bir otele geçtik | başka otele taşındım | "
		"başka otele taşındık | başka bir otele taşındım | başka bir otele taşındık | "
		"başka oteldeyim | başka oteldeyiz | başka bir oteldeyim | başka bir oteldeyiz" },
	{ S_STAYING,
		"kalıyorum | kalıyoruz | kalacağım | kalacağız | burada kalıyorum | "
		"burada kalıyoruz | otelde kalıyorum | otelde kalıyoruz"
		" | yine de geliyorum | yine de geliyoruz | yine de geleceğim" },
	{ S_SAFE,
		"güvende | güvendeyim | güvendeyiz | güvenli yerdeyim | güvenli yerdeyiz | "
		"güvenli bir yerdeyim | güvenli bir yerdeyiz | emniyetteyim | emniyetteyiz | "
		"iyiyim | iyiyiz" },
	{ S_NEED_HELP,
		"yardım | yardımm | yardım edin | yardım et | bana yardım edin | "
		"bize yardım edin | yardıma ihtiyacım var | yardıma ihtiyacımız var | "
		"yardıma ihtiyaç var | yardım lazım | yardım gerekli | yardım gerek | "
		"yardım gerekiyor | yardım istiyorum | yardım istiyoruz | yardıma | imdat | acil | "
		"acil durum | acil yardım | yaralıyım | yaralıyız | yaralandım | yaralandık | "
		"yaralı var | mahsur kaldım | mahsur kaldık | mahsurum | tehlikedeyim | "
		"tehlikedeyiz | tehlikede | ambulans | kurtarın | kurtarın beni | kurtarın bizi | "
		"doktor lazım" },
	{ S_LEFT,
		"ayrıldım | ayrıldık | ayrıldım bile | şehirden ayrıldım | şehirden ayrıldık | "
		"ülkeden ayrıldım | ülkeden ayrıldık | terk ettim | terk ettik | eve döndüm | "
		"eve döndük" },
	{ S_NOT_HERE,
		"orada değilim | orada değiliz | burada değilim | burada değiliz | "
		"İstanbul'da değilim | İstanbul'da değiliz | Türkiye'de değilim | "
		"Türkiye'de değiliz | şehirde değilim | şehirde değiliz | artık orada değilim | "
		"artık burada değilim | gelmiyorum | gelmiyoruz | gelmeyeceğim | gelmeyeceğiz" },
	{ S_WRONG_PERSON,
		"yanlış numara | bu yanlış numara | yanlış kişi | yanlış numarayı aradınız" },
	{ S_STOP,
		"durdur | durdurun | mesaj atmayın | mesaj göndermeyin | mesaj istemiyorum | "
		"sms istemiyorum | yazmayın | listeden çıkar | listeden çıkarın | "
		"abonelikten çık | üyelikten çık" },
	{ S_STOP_ALONE,
		"dur | iptal | ret" },
	{ S_MONEY,
		"para | param yok | paramız yok | para yok | pahalı | çok pahalı" },
	{ S_WORK,
		"işim | işim var | işimiz var | iş var | iş için | iş yüzünden | iş nedeniyle | "
		"iş gezisi | çalışıyorum | çalışıyoruz | toplantı | toplantım var" },
	{ S_DISBELIEF,
		"inanmıyorum | inanmıyoruz | tehlike yok | abartı | abartıyorsunuz | yalan | sahte" },
	{ S_CANNOT_TRAVEL,
		"seyahat edemem | seyahat edemiyorum | seyahat edemiyoruz | uçamam | uçamıyorum | "
		"hastayım | hastayız | hasta | hastane | hastanedeyim | uçuş yok | uçak yok | "
		"bilet yok | pasaportum yok | engelliyim | gidemem | gidemiyorum | gidemiyoruz | "
		"ayrılamam | ayrılamıyorum | ayrılamıyoruz" },
	{ S_FAMILY,
		"aile | ailem | ailem var | annem | babam | eşim | çocuklarım | çocuğum | düğün | "
		"kardeşim | akrabalarım" },
	{ S_NOT,
		"hayır | asla | hiç | hiçbir | hiç kimse | kimse" },
	{ S_NOT_AFTER,
		"değil | değilim | değiliz | yok | olmaz | istemiyorum | istemiyoruz | istemem | "
		"gerekmiyor | gerekmez | gereksiz" },
	{ S_CONTRARY,
		"yardıma ihtiyacım yok | yardıma ihtiyacımız yok | yardıma ihtiyaç yok | "
		"yardıma gerek yok | yardım gerekmiyor | yardım gerekmez | yardım istemiyorum | "
		"yardım istemiyoruz | yardım istemem | yardım lazım değil | yardım gerekli değil | "
		"acil değil | acil durum yok | tehlikede değilim | tehlikede değiliz | "
		"yaralı yok | güvende değilim | güvende değiliz" },
	{ S_DOUBT,
		"veya | ya da | yada | yahut | belki | eğer | yoksa | mı | mu | acaba | galiba | "
		"herhalde | sanırım | olabilir" },
	{ S_LINK,
		"ihtiyacım | ihtiyacımız | ihtiyaç | gerek | gerekli | lazım | bir | şimdilik | "
		"var | tıbbi" },
	{ S_SELF,
		"ben | biz | şu an | şu anda | hâlâ | zaten | burada | oradan | buradan | "
		"otelden | şehirden | şehri | İstanbul'dan | Türkiye'den | otelde | otelimde | "
		"odamda | odada | İstanbul'u" },
	{ S_POLITE,
		"lütfen | teşekkürler | teşekkür ederim | teşekkür ederiz | sağol | sağ ol | "
		"sağolun | sağ olun | merhaba | selam | iyi akşamlar | günaydın | tamam | evet | "
		"cevap | cevabım | yanıt | yanıtım | numara | ve | yardımınız için teşekkürler | "
		"yardımınız için teşekkür ederim | yardımın için teşekkürler" },
	{ S_WHEN,
		"bugün | yarın | bu gece | bu akşam | şimdi | hemen | yakında | bu sabah | "
		"yarın sabah | yarın akşam | dün" },
	{ S_CLOCK,
		"saat | saatinde | de | da | te | ta | civarı | civarında | gibi" },
	{ S_BECAUSE,
		"çünkü | nedeniyle | yüzünden | sebep | sebebi | sebebiyle | neden | nedeni | "
		"dolayı" },
	{ S_BREAK,
		"ama | fakat | ancak | lakin" },
	{ S_UNKNOWN, NULL },
};
/* clang-format on */
