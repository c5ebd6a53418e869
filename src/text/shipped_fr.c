/* The message texts in French. See shipped.h; an apostrophe before a brace would quote (template.h). */
#include "text/shipped_p.h"

/* clang-format off */
#define MENU \
	"Répondez 1 je pars, 2 hôtel changé, 3 je reste, 4 en sécurité, 5 besoin d'aide."
#define MENU_ARRIVING \
	"Répondez 4 je ne viens pas (en sécurité), 3 je viens quand même, 5 besoin d'aide."
#define QUESTIONS "Questions : {phone}. "

static const struct ac_shipped_text texts[] = {
	{ AC_TEXT_INSTRUCTION, 1,
		"{office} : Changez d'hôtel aujourd'hui. "
		"Votre hôtel est peut-être visé. Choisissez-en un dans un autre quartier et n'en "
		"parlez qu'à votre famille."
		" " QUESTIONS MENU,
		"Changez d'hôtel aujourd'hui" },
	{ AC_TEXT_INSTRUCTION, 2,
		"{office} : Quittez {place} aujourd'hui. "
		"Nos citoyens y sont menacés. Partez par le premier vol ou la route ; d'ici là, "
		"restez à l'intérieur."
		" " QUESTIONS MENU,
		"Quittez {place} aujourd'hui" },
	{ AC_TEXT_INSTRUCTION, 3,
		"{office} : Restez à l'intérieur, ne sortez pas. "
		"Nos citoyens sont menacés à {place}. N'ouvrez pas aux inconnus, partez dès que ce sera sûr."
		" " QUESTIONS MENU,
		"Restez à l'intérieur, ne sortez pas" },
	{ AC_TEXT_INSTRUCTION, 4,
		"{office} : Ne venez pas à {place}. "
		"Nos citoyens y sont menacés. Si vous êtes en route, restez à "
		"l'aéroport et rentrez par le premier vol."
		" " QUESTIONS MENU_ARRIVING,
		"Ne venez pas à {place}" },
	{ AC_TEXT_REMINDER, 1,
		"RAPPEL. {office} : Changez d'hôtel aujourd'hui. "
		"Nous n'avons pas encore de réponse de vous. " QUESTIONS MENU,
		"Changez d'hôtel aujourd'hui" },
	{ AC_TEXT_REMINDER, 2,
		"RAPPEL. {office} : Quittez {place} aujourd'hui. "
		"Nous n'avons pas encore de réponse de vous. " QUESTIONS MENU,
		"Quittez {place} aujourd'hui" },
	{ AC_TEXT_REMINDER, 3,
		"RAPPEL. {office} : Restez à l'intérieur, ne sortez pas. "
		"Nous n'avons pas encore de réponse de vous. " QUESTIONS MENU,
		"Restez à l'intérieur, ne sortez pas" },
	{ AC_TEXT_REMINDER, 4,
		"RAPPEL. {office} : Ne venez pas à {place}. "
		"Nous n'avons pas encore de réponse de vous. " QUESTIONS MENU_ARRIVING,
		"Ne venez pas à {place}" },
	{ AC_TEXT_ASK_AGAIN, ac_text_tier_any,
		"{office} : Êtes-vous parti ? Vous nous aviez dit que vous partiriez. Répondez 4 "
		"parti et en sécurité, 1 encore en route, 2 hôtel changé, 3 je reste, 5 besoin "
		"d'aide. Questions : {phone}.",
		"" },
	{ AC_TEXT_REPLACEMENT, ac_text_tier_any,
		"NOUVEAU : {message} (Ce message remplace le précédent.)",
		"" },
	{ AC_TEXT_ALL_CLEAR, ac_text_tier_any,
		"{office} : Le danger particulier à {place} est passé, nos consignes prennent fin. "
		"Reste valable : {residual} Si vous avez besoin d'aide, répondez 5 ou appelez le "
		"{phone}.",
		"" },
	{ AC_TEXT_RETRACTION, ac_text_tier_any,
		"{office}: notre alerte pour {place} est annulée, ne la suivez plus. Nous sommes "
		"désolés. Besoin d'aide: répondez 5.",
		"" },
	{ AC_TEXT_CORRECTION, ac_text_tier_any,
		"CORRECTION : {message} (Notre message du {sent, date, ::dMMMM} était faux. Seul "
		"celui-ci compte.)",
		"" },
	{ AC_TEXT_WELFARE, ac_text_tier_any,
		"{office} : Allez-vous bien ? Nous voulons savoir si vous êtes en sécurité. Répondez "
		"4 en sécurité, 5 besoin d'aide, 1 je pars, 3 je reste. Questions : {phone}.",
		"Allez-vous bien ?" },
};
/* clang-format on */

const struct ac_shipped_language ac_shipped_fr =
	SHIPPED("fr", "French", "Affaires étrangères", texts);
