/* service/desk/media_words.h - the few words of ours in messages to the media, per language. */
#pragma once
#include "base/str.h"

/** What stands before a headline: "", "Update: ", "All-clear: ", … Static. @param kind  as in media.h */
const char *media_prefix(struct ac_str kind, struct ac_str language);

/** "We withdraw what we said in public about who is behind the threat. …" Static. */
const char *media_withdrawal(struct ac_str language);
