/* What people answer in French. See reply_p.h for the senses; spelling as people write, folding does the rest. */
#include "text/reply_p.h"

/* clang-format off */
const struct reply_row ac_reply_fr[] = {
	{ S_LEAVING,
		"je pars | pars | nous partons | partons | on part | je m'en vais | on s'en va | "
		"nous nous en allons | je quitte | je quitte la ville | nous quittons | "
		"nous quittons la ville | je rentre | nous rentrons | on rentre | je vais partir | "
		"nous allons partir | on va partir | départ | je vais à l'aéroport | "
		"nous allons à l'aéroport | en route pour l'aéroport | en route vers l'aéroport | "
		"en route | je partirai | nous partirons | je change d'hôtel | "
		"nous changeons d'hôtel | on change d'hôtel" },
	{ S_MOVED,
		"j'ai déménagé | nous avons déménagé | changé d'hôtel | j'ai changé d'hôtel | "
		"nous avons changé d'hôtel | on a changé d'hôtel | dans un autre hôtel"
		" | hôtel changé" },
	{ S_STAYING,
		"je reste | reste | nous restons | restons | on reste | je reste ici | "
		"nous restons ici | on reste ici | je resterai | nous resterons | "
		"je reste à l'hôtel | nous restons à l'hôtel"
		" | je viens quand même | nous venons quand même | je viendrai quand même" },
	{ S_SAFE,
		"en sécurité | en securité | sain et sauf | saine et sauve | sains et saufs | "
		"saines et sauves | à l'abri | je vais bien | nous allons bien | on va bien | "
		"en lieu sûr" },
	{ S_NEED_HELP,
		"aide | l'aide | d'aide | à l'aide | besoin d'aide | j'ai besoin d'aide | "
		"nous avons besoin d'aide | on a besoin d'aide | besoin de secours | aidez moi | "
		"aidez nous | au secours | secours | urgence | une urgence | blessé | blessée | "
		"blessés | blessées | en danger | piégé | piégée | piégés | bloqué | bloquée | "
		"bloqués | pris en otage | otage | otages | besoin d'un médecin | "
		"besoin d'une ambulance | sauvez nous | sauvez moi" },
	{ S_LEFT,
		"parti | partis | je suis parti | je suis partie | nous sommes partis | "
		"nous sommes parties | on est partis | déjà parti | déjà partie | déjà partis | "
		"j'ai quitté la ville | nous avons quitté la ville | j'ai quitté le pays | "
		"nous avons quitté le pays | rentré chez moi | rentrée chez moi | "
		"rentrés chez nous | je suis rentré chez moi | je suis rentrée chez moi" },
	{ S_NOT_HERE,
		"pas là | pas ici | je ne suis pas là | je suis pas là | nous ne sommes pas là | "
		"je ne suis pas ici | je n'y suis pas | nous n'y sommes pas | je n'y suis plus | "
		"nous n'y sommes plus | je ne suis plus là | nous ne sommes plus là | "
		"pas à istanbul | je ne suis pas à istanbul | nous ne sommes pas à istanbul | "
		"je ne suis plus à istanbul | pas en turquie | je ne suis pas en turquie | "
		"nous ne sommes pas en turquie | je ne suis plus en turquie | je ne viens pas | "
		"nous ne venons pas | ailleurs | déjà rentré chez moi" },
	{ S_WRONG_PERSON,
		"mauvais numéro | faux numéro | erreur de numéro | mauvaise personne | "
		"vous avez le mauvais numéro | vous vous trompez de numéro | trompé de numéro" },
	{ S_STOP,
		"arrêtez | arrêtez de m'écrire | arrêtez les messages | désabonner | "
		"me désabonner | désabonnez moi | désinscrire | désinscription | "
		"plus de messages | plus de sms | ne m'écrivez plus | ne m'envoyez plus" },
	{ S_STOP_ALONE,
		"arrêt | arrêter" },
	{ S_MONEY,
		"argent | l'argent | pas d'argent | pas assez d'argent | trop cher | cher | "
		"pas les moyens" },
	{ S_WORK,
		"travail | le travail | boulot | le boulot | réunion | une réunion | "
		"je travaille | conférence | affaires | voyage d'affaires" },
	{ S_DISBELIEF,
		"je n'y crois pas | je ne crois pas | je ne vous crois pas | n'y crois pas | "
		"crois pas | pas de danger | il n'y a pas de danger | aucun danger | exagéré | "
		"mensonge | mensonges | arnaque" },
	{ S_CANNOT_TRAVEL,
		"je ne peux pas partir | je peux pas partir | ne peux pas partir | "
		"peux pas partir | nous ne pouvons pas partir | on ne peut pas partir | "
		"je ne peux pas voyager | je peux pas voyager | peux pas voyager | malade | "
		"malades | hôpital | à l'hôpital | l'hôpital | pas de vol | pas de vols | "
		"handicapé | handicapée | pas de passeport" },
	{ S_FAMILY,
		"famille | ma famille | la famille | ma mère | mon père | mes parents | ma femme | "
		"mon mari | mes enfants | mon fils | ma fille | un mariage | mariage" },
	{ S_NOT,
		"pas | ne | non | jamais | aucun | aucune | sans | plus | ni | rien | personne | "
		"n'ai | n'avons | n'est | n'en | n'y | n'a | pas encore" },
	{ S_CONTRARY,
		"aide inutile | pas besoin d'aide | aucune aide | aucun besoin d'aide | "
		"l'aide n'est pas nécessaire | aide pas nécessaire | pas en sécurité | "
		"plus en sécurité | pas d'urgence | pas une urgence | pas en danger | pas blessé | "
		"pas blessée" },
	{ S_DOUBT,
		"ou | peut être | peutêtre | si | peut | est ce que | probablement | soit | jusqu'à" },
	{ S_LINK,
		"besoin | d | une | un | votre | médicale | urgente | pense | que | demande | "
		"avoir | d'une" },
	{ S_SELF,
		"je | j | on | nous | suis | je suis | nous sommes | on est | sommes | j'ai | "
		"nous avons | déjà | encore | toujours | ici | à l'hôtel | dans l'hôtel | "
		"de la ville | d'istanbul | de turquie | la ville | le pays" },
	{ S_POLITE,
		"merci | merci beaucoup | s'il vous plaît | svp | bonjour | bonsoir | salut | "
		"oui | d'accord | réponse | ma réponse | numéro | choix | et | "
		"merci pour votre aide | merci de votre aide | merci pour l'aide" },
	{ S_WHEN,
		"aujourd'hui | demain | ce soir | maintenant | bientôt | tout de suite | "
		"demain matin | demain soir | ce matin | hier | immédiatement" },
	{ S_CLOCK,
		"à | vers | heures | heure" },
	{ S_PM,
		"du soir | de l'après midi" },
	{ S_AM,
		"du matin" },
	{ S_BECAUSE,
		"parce que | parce qu | car | à cause | à cause de | raison | en raison de" },
	{ S_BREAK,
		"mais | cependant | par contre | toutefois" },
	{ S_UNKNOWN, NULL },
};
/* clang-format on */
