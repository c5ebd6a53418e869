/* outreach/types.h - the words of the engine, each written once as a table: enum, name and back.
 * Their meanings stand in docs/glossary.md. The numbers are stored: never renumber, only append. */
#pragma once
#include "base/str.h"

/* Where a person is. */
/* clang-format off */
#define AC_STANDINGS(X) \
	X(0, not_reached) X(1, delivered) X(2, answered) X(3, intends) X(4, done) X(5, safe) \
	X(6, refuses) X(7, needs_help) X(8, elsewhere) X(9, departed) X(10, unreachable) \
	X(11, excluded)
/* clang-format on */

/* How we know that a person was told. `no`: not told. */
#define AC_TOLDS(X) X(0, no) X(1, accepted) X(2, delivered) X(3, via) X(4, officer) X(5, responded)

/* Why a person who was not told is not waited for any longer. `no`: not explained. */
/* clang-format off */
#define AC_EXPLAINEDS(X) \
	X(0, no) X(1, no_contact) X(2, dead) X(3, opted_out) X(4, exhausted) X(5, excluded) \
	X(6, departed) X(7, unknown_held)
/* clang-format on */

/* What a person answered. */
/* clang-format off */
#define AC_WORDS(X) \
	X(0, free_text) X(1, leaving) X(2, moved) X(3, staying) X(4, safe) X(5, need_help) \
	X(6, left) X(7, not_here) X(8, wrong_person) X(9, stop) X(10, unreachable)
/* clang-format on */

/* What a message is for. */
/* clang-format off */
#define AC_KINDS(X) \
	X(0, instruction) X(1, reminder) X(2, ask_again) X(3, replacement) X(4, all_clear) \
	X(5, retraction)
/* clang-format on */

/* The ways to a person. The call desk is a channel like any other: officers who phone. */
#define AC_CHANNELS(X) X(0, sms) X(1, voice) X(2, email) X(3, desk)

/* State of a contact point. */
#define AC_CONTACT_STATES(X) X(0, unverified) X(1, good) X(2, dead) X(3, opted_out)

/* State of an attempt. */
/* clang-format off */
#define AC_ATTEMPT_STATES(X) \
	X(0, recorded) X(1, submitted) X(2, accepted) X(3, delivered) X(4, failed) \
	X(5, unknown) X(6, withdrawn)
/* clang-format on */

#define AC_CAMPAIGN_STATES(X) X(0, running) X(1, paused) X(2, closing) X(3, closed)

/* Where a person's all-clear or retraction is; `none`: owes them none. */
#define AC_CLOSINGS(X) X(0, none) X(1, due) X(2, sent) X(3, told) X(4, explained)

#define AC_S(value, name) AC_STANDING_##name = value,
enum ac_standing { AC_STANDINGS(AC_S) ac_standing_count };
#undef AC_S
#define AC_S(value, name) AC_TOLD_##name = value,
enum ac_told { AC_TOLDS(AC_S) ac_told_count };
#undef AC_S
#define AC_S(value, name) AC_EXPLAINED_##name = value,
enum ac_explained { AC_EXPLAINEDS(AC_S) ac_explained_count };
#undef AC_S
#define AC_S(value, name) AC_WORD_##name = value,
enum ac_word { AC_WORDS(AC_S) ac_word_count };
#undef AC_S
#define AC_S(value, name) AC_KIND_##name = value,
enum ac_kind { AC_KINDS(AC_S) ac_kind_count };
#undef AC_S
#define AC_S(value, name) AC_CHANNEL_##name = value,
enum ac_channel { AC_CHANNELS(AC_S) ac_channel_count };
#undef AC_S
#define AC_S(value, name) AC_CONTACT_##name = value,
enum ac_contact_state { AC_CONTACT_STATES(AC_S) ac_contact_state_count };
#undef AC_S
#define AC_S(value, name) AC_ATTEMPT_##name = value,
enum ac_attempt_state { AC_ATTEMPT_STATES(AC_S) ac_attempt_state_count };
#undef AC_S
#define AC_S(value, name) AC_CAMPAIGN_##name = value,
enum ac_campaign_state { AC_CAMPAIGN_STATES(AC_S) ac_campaign_state_count };
#undef AC_S
#define AC_S(value, name) AC_CLOSING_##name = value,
enum ac_closing { AC_CLOSINGS(AC_S) ac_closing_count };
#undef AC_S

/* Names in lower case, static; "?" for what is out of range. */
const char *ac_standing_name(enum ac_standing standing);
const char *ac_told_name(enum ac_told told);
const char *ac_explained_name(enum ac_explained explained);
const char *ac_word_name(enum ac_word word);
const char *ac_kind_name(enum ac_kind kind);
const char *ac_channel_name(enum ac_channel channel);
const char *ac_contact_state_name(enum ac_contact_state state);
const char *ac_attempt_state_name(enum ac_attempt_state state);
const char *ac_campaign_state_name(enum ac_campaign_state state);
const char *ac_closing_name(enum ac_closing closing);

/* Back from the name; false for another word. */
AC_MUST_CHECK bool ac_standing_from(struct ac_str name, enum ac_standing *standing);
AC_MUST_CHECK bool ac_word_from(struct ac_str name, enum ac_word *word);
AC_MUST_CHECK bool ac_channel_from(struct ac_str name, enum ac_channel *channel);
AC_MUST_CHECK bool ac_kind_from(struct ac_str name, enum ac_kind *kind);

/** Is the person accounted for: done, safe or elsewhere by word? Everyone else is *unaccounted*. */
static inline bool ac_standing_accounted(enum ac_standing standing)
{
	return standing == AC_STANDING_done || standing == AC_STANDING_safe ||
	       standing == AC_STANDING_elsewhere;
}
