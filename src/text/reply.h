/* text/reply.h - understanding what a person answered.
 *
 * A wrong understanding is worse than none: who is taken for safe is not looked for any more. So an
 * answer is understood only when *all* of it is understood. Digits of the menu count when they stand
 * first; words and phrases come from a table per language (reply_en.c …), all of them at once, because
 * people answer in other languages than we think. Any negation, doubt or question that is not part of
 * a known phrase, two different answers, or an unknown word make it free text, which goes to the
 * desk's inbox. Two exceptions err on the side of the person: a call for help counts among whatever
 * other words ("safe but need help") unless it is itself denied ("no help needed"), and STOP is
 * honoured whenever it stands first or among nothing but known words.
 *
 * Pure, thread-safe, no allocation; bounded work for any input.
 */
#pragma once
#include "text/reply_word.h"

struct ac_reply {
	enum ac_reply_word word;
	enum ac_refusal_reason reason; /* given with STAYING, else AC_REFUSAL_NONE */
	int minute; /* of the day, 0…1439, when a time was stated ("1 18:00"); -1 otherwise */
	bool stop; /* asks for no more SMS: always with STOP, possibly with NEED_HELP */
	bool more; /* says more than `word` does: the desk should read it */
};

/**
 * Understand an answer.
 * @param text  what came in; UTF-8, but anything is taken. Beyond about 1,000 bytes or 128 words it is
 *              not read: such an answer is free text unless it calls for help before that.
 */
struct ac_reply ac_reply_understand(struct ac_str text);
