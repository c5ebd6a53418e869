/* What people answer in English. See reply_p.h for the senses; spelling as people write, folding does the rest. */
#include "text/reply_p.h"

/* clang-format off */
const struct reply_row ac_reply_en[] = {
	{ S_LEAVING,
		"leaving | leave | i leave | will leave | ill leave | ill be leaving | "
		"going to leave | about to leave | leaving the city | leaving the country | "
		"leaving istanbul | leaving turkey | leaving the hotel | departing | evacuating | "
		"flying home | flying out | flying back | going home | heading home | "
		"on my way home | on our way home | on the way home | on my way to the airport | "
		"on our way to the airport | on the way to the airport | going to the airport | "
		"heading to the airport | leving | leavin | leeving | leavng | moving | "
		"moving hotel | moving hotels | moving to another hotel | "
		"moving to a different hotel | changing hotel | changing hotels" },
	{ S_MOVED,
		"moved | moved hotel | moved hotels | moved to another hotel | "
		"moved to a different hotel | moved to a new hotel | changed hotel | "
		"changed hotels | changed my hotel | changed our hotel | switched hotel | "
		"switched hotels | in another hotel | in a different hotel | at another hotel | "
		"at a different hotel | movd" },
	{ S_STAYING,
		"staying | stay | i stay | will stay | ill stay | going to stay | staying here | "
		"staying put | staying in | staying at the hotel | staying in the hotel | "
		"remaining | remaining here | stayin | stying"
		" | coming anyway | still coming | will come anyway" },
	{ S_SAFE,
		"safe | safe and sound | safe and well | i am ok | im ok | we are ok | were ok | "
		"i am okay | im okay | we are okay | i am fine | im fine | we are fine | "
		"were fine | i am well | doing fine | in a safe place | at a safe place" },
	{ S_NEED_HELP,
		"help | need help | needs help | need your help | help me | help us | "
		"help needed | help please | need assistance | assistance | sos | mayday | "
		"emergency | an emergency | in danger | in trouble | under attack | attacked | "
		"being attacked | trapped | injured | wounded | bleeding | kidnapped | hostage | "
		"hostages | save me | save us | rescue | rescue me | rescue us | ambulance | "
		"need a doctor | needs a doctor | need doctor | need police | call the police | "
		"call police | we are stuck | i am stuck | im stuck | hlep | halp | helpp | "
		"help help" },
	{ S_LEFT,
		"left | have left | ive left | weve left | left already | already left | "
		"left istanbul | left turkey | left the city | left the country | departed | "
		"have departed | already gone | gone already | flew home | flew back | "
		"flown home | flown out | landed | landed home" },
	{ S_NOT_HERE,
		"not here | not there | not here anymore | not there anymore | not here any more | "
		"not there any more | no longer here | no longer there | not in istanbul | "
		"not in turkey | not in the city | not in the country | not in town | "
		"no longer in istanbul | no longer in turkey | elsewhere | somewhere else | "
		"already home | home already | back home | already back home | back in israel | "
		"already in israel | not coming" },
	{ S_WRONG_PERSON,
		"wrong number | wrong no | wrong nr | wrong person | this is the wrong number | "
		"you have the wrong number | you have a wrong number | wrong phone | "
		"wrong phone number" },
	{ S_STOP,
		"stop | stopp | stopall | stop all | unsubscribe | opt out | optout | remove me | "
		"stop texting | stop texting me | stop messaging | stop messaging me | "
		"stop sending | stop sending me messages | stop messages | stop sms | "
		"stop writing | do not text me | dont text me | do not contact me | "
		"dont contact me | do not message me | dont message me | no more messages | "
		"no more sms | no more texts" },
	{ S_STOP_ALONE,
		"cancel | end | quit" },
	{ S_MONEY,
		"money | no money | the money | cant afford | cant afford it | cannot afford | "
		"cannot afford it | can not afford | too expensive | expensive | cost | costs | "
		"the cost | no refund | refund | non refundable | lose my money | "
		"flight too expensive | flights too expensive" },
	{ S_WORK,
		"work | job | my job | business | a meeting | meeting | meetings | conference | "
		"working | have to work | must work | at work | for work | cant leave work" },
	{ S_DISBELIEF,
		"dont believe | dont believe it | dont believe you | dont believe this | "
		"do not believe | do not believe it | do not believe you | not believe it | "
		"no danger | there is no danger | not dangerous | no threat | exaggerated | "
		"exaggerating | fake | scam | spam | hoax | lies | overreacting | overreaction | "
		"it is safe | it is safe here | its safe here" },
	{ S_CANNOT_TRAVEL,
		"cannot travel | cant travel | can not travel | cannot leave | cant leave | "
		"can not leave | unable to travel | unable to leave | cannot fly | cant fly | "
		"can not fly | sick | i am ill | too ill | disabled | wheelchair | in hospital | "
		"in the hospital | hospital | no flight | no flights | no passport | "
		"lost passport | lost my passport | pregnant | surgery | too old" },
	{ S_FAMILY,
		"family | my family | our family | my mother | my mom | my mum | my father | "
		"my dad | my parents | my wife | my husband | my son | my daughter | my children | "
		"my kids | my child | my grandmother | my grandfather | my brother | my sister | "
		"my girlfriend | my boyfriend | relatives | a wedding | wedding" },
	{ S_NOT,
		"not | no | nope | never | dont | do not | dnt | cant | cannot | cnt | can not | "
		"wont | will not | isnt | arent | aint | wasnt | werent | havent | hasnt | hadnt | "
		"didnt | doesnt | wouldnt | couldnt | shouldnt | no one | noone | nobody | none | "
		"nothing | neither | nor | without | hardly | unable | no longer" },
	{ S_CONTRARY,
		"help not needed | help is not needed | help isnt needed | help not required | "
		"help is not required | help no longer needed | help unnecessary | "
		"help is unnecessary | no help needed | dont currently need help | do not currently need help | no need for help | no need of help | "
		"need no help | emergency is over | unsafe | no emergency | not an emergency" },
	{ S_DOUBT,
		"or | maybe | may be | perhaps | if | whether | might | may | could | should | "
		"would | either | possibly | probably | unsure | unless | until | depends" },
	{ S_LINK,
		"is | was | has | need | needs | needed | require | any | want | more | your | think | for | much | "
		"an | some | medical | immediate | immediately | urgent | further | special | "
		"additional | extra | to | do | does | that | get | getting | asking | be | in | "
		"of | me | us | such" },
	{ S_SELF,
		"i | im | i am | am | we | we are | were | have | ive | weve | are | will | "
		"currently | already | still | here | myself | just | ourselves | the hotel | "
		"in the hotel | at the hotel | in my hotel | at my hotel | in hotel | indoors | "
		"inside | from istanbul | from turkey | the city | the country" },
	{ S_POLITE,
		"please | pls | plz | thanks | thank you | thanks a lot | thank you very much | "
		"many thanks | thx | ty | hi | hello | hey | dear | good morning | good evening | "
		"good day | shalom | sir | madam | ok | okay | yes | yeah | yep | reply | "
		"my reply | answer | my answer | my answer is | the answer | the answer is | "
		"answer is | option | number | nr | response | and | also | no problem | "
		"no worries | thanks for your help | thank you for your help | "
		"thanks for the help | thank you for the help | thanks for helping | god bless" },
	{ S_WHEN,
		"today | tonight | tomorrow | now | soon | this evening | this morning | "
		"this afternoon | tomorrow morning | tomorrow evening | asap | right away | "
		"right now | straight away | yesterday | last night" },
	{ S_CLOCK,
		"at | around | by | about | oclock | o clock | towards" },
	{ S_PM,
		"pm | in the evening | in the afternoon | at night" },
	{ S_AM,
		"in the morning" },
	{ S_BECAUSE,
		"because | because of | since | due to | reason | reason is | the reason | "
		"the reason is | cause | coz | cuz | bc" },
	{ S_BREAK,
		"but | however | though | although" },
	{ S_UNKNOWN, NULL },
};
/* clang-format on */
