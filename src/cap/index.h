/* cap/index.h - somebody's feed as an index of CAP messages: Atom (RFC 4287), RSS 2.0 or 1.0, or a message that
 * stands where a feed was expected.
 *
 * Strangers send it, so the rules are those of cap/read.h: bounded in bytes, depth and entries, a DOCTYPE
 * ends it, nothing is fetched. What an entry says of its message is not read: the message is what holds.
 */
#pragma once
#include "base/mem.h"
#include "base/str.h"

enum {
	ac_cap_index_bytes_max = 4 << 20,
	ac_cap_index_entries_max = 1000, /* those that come first in the feed */
};

enum ac_cap_index_kind { AC_CAP_INDEX_ATOM, AC_CAP_INDEX_RSS, AC_CAP_INDEX_MESSAGE };

/* Borrowed from the index; terminated. */
struct ac_cap_index_entry {
	struct ac_str link; /* to the CAP file, as written: it may be relative; never empty */
	struct ac_str updated; /* what the feed says of its time, as written; empty */
};

struct ac_cap_index;

/**
 * Read a feed. An entry without a link to what may be a CAP file is left out.
 * @param bytes  borrowed during the call
 * @param index  owned by the caller, release with ac_cap_index_free()
 * @return AC_INVALID for what is neither XML nor one of these, with the line; AC_FULL past the bounds
 */
AC_MUST_CHECK enum ac_status ac_cap_index_read(
	struct ac_str bytes, struct ac_cap_index **index, struct ac_error *err);
void ac_cap_index_free(struct ac_cap_index *index);
AC_AUTO_DEFINE(cap_index, struct ac_cap_index *, ac_cap_index_free)

enum ac_cap_index_kind ac_cap_index_kind(const struct ac_cap_index *index);
size_t ac_cap_index_count(const struct ac_cap_index *index);
struct ac_cap_index_entry ac_cap_index_at(const struct ac_cap_index *index, size_t i);
/** Had it more entries than are read? */
bool ac_cap_index_cut(const struct ac_cap_index *index);
