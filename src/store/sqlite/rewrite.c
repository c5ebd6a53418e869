/* store/sqlite/rewrite.c - from the portable SQL to SQLite's dialect, once per statement. */
#include "base/buf.h"
#include "store/sql_text.h"
#include "store/sqlite/sqlite_p.h"

#include <assert.h>

enum { text_max = 1 << 20 };

char *ac_sqlite_rewrite(const char *text)
{
	AC_AUTO(buf) struct ac_buf out;
	ac_buf_init(&out, text_max);
	while (*text) {
		const char *next = ac_sql_skip_opaque(text);
		if (next != text) {
			ac_buf_add(&out, text, (size_t)(next - text));
			text = next;
			continue;
		}
		ac_buf_add_char(&out, ac_sql_is_parameter(text) ? '?' : *text);
		text++;
	}
	assert(!out.over);
	return ac_strndup(out.p ? out.p : "", out.n);
}

char *ac_sqlite_rewrite_tables(const char *text)
{
	static const struct ac_sql_word words[] = {
		{ AC_STR("BIGINT PRIMARY KEY"), AC_STR("INTEGER PRIMARY KEY") },
		{ AC_STR("/* clustered */"), AC_STR("WITHOUT ROWID") },
	};
	return ac_sql_replace(text, words, sizeof words / sizeof *words);
}
