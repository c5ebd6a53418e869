/* store/sqlite/rewrite.c - from the portable SQL to SQLite's dialect, once per statement. */
#include "base/buf.h"
#include "store/sqlite/sqlite_p.h"

#include <assert.h>

enum { text_max = 1 << 20 };

/* Where does the quoted text or comment that starts at p end? p itself when none starts here. */
static const char *skip_opaque(const char *p)
{
	const char *end = NULL;
	if (*p == '\'' || *p == '"') {
		end = strchr(p + 1, *p);
		return end ? end + 1 : p + strlen(p);
	}
	if (p[0] == '-' && p[1] == '-') {
		end = strchr(p, '\n');
		return end ? end : p + strlen(p);
	}
	if (p[0] == '/' && p[1] == '*') {
		end = strstr(p + 2, "*/");
		return end ? end + 2 : p + strlen(p);
	}
	return p;
}

char *ac_sqlite_rewrite(const char *text)
{
	AC_AUTO(buf) struct ac_buf out;
	ac_buf_init(&out, text_max);
	while (*text) {
		const char *next = skip_opaque(text);
		if (next != text) {
			ac_buf_add(&out, text, (size_t)(next - text));
			text = next;
			continue;
		}
		bool parameter = text[0] == '$' && text[1] >= '1' && text[1] <= '9';
		ac_buf_add_char(&out, parameter ? '?' : *text);
		text++;
	}
	assert(!out.over);
	return ac_strndup(out.p ? out.p : "", out.n);
}

char *ac_sqlite_rewrite_tables(const char *text)
{
	static const struct {
		struct ac_str portable, ours;
	} words[] = {
		{ AC_STR("BIGINT PRIMARY KEY"), AC_STR("INTEGER PRIMARY KEY") },
		{ AC_STR("/* clustered */"), AC_STR("WITHOUT ROWID") },
	};
	AC_AUTO(buf) struct ac_buf out;
	ac_buf_init(&out, text_max);
	while (*text) {
		size_t taken = 0;
		for (size_t i = 0; i < sizeof words / sizeof *words && !taken; i++)
			if (strncmp(text, words[i].portable.p, words[i].portable.n) == 0) {
				ac_buf_add_str(&out, words[i].ours);
				taken = words[i].portable.n;
			}
		if (!taken)
			ac_buf_add_char(&out, *text);
		text += taken ? taken : 1;
	}
	assert(!out.over);
	return ac_strndup(out.p ? out.p : "", out.n);
}
