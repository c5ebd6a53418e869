#include "store/sql_text.h"

#include "base/buf.h"

#include <assert.h>

enum { text_max = 1 << 20 };

const char *ac_sql_skip_opaque(const char *p)
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

bool ac_sql_is_parameter(const char *p)
{
	return p[0] == '$' && p[1] >= '1' && p[1] <= '9';
}

int ac_sql_parameters(const char *text)
{
	int most = 0;
	while (*text) {
		const char *next = ac_sql_skip_opaque(text);
		if (next == text && ac_sql_is_parameter(text)) {
			int number = 0;
			for (next = text + 1; *next >= '0' && *next <= '9'; next++)
				number = number * 10 + (*next - '0');
			most = number > most ? number : most;
		}
		text = next == text ? text + 1 : next;
	}
	return most;
}

static bool in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* Does the word stand at `at` as a whole? */
static bool stands_at(const char *text, const char *at, struct ac_str word)
{
	if (strncmp(at, word.p, word.n) != 0)
		return false;
	bool begun = at > text && in_word(at[-1]) && in_word(word.p[0]);
	return !begun && !(in_word(word.p[word.n - 1]) && in_word(at[word.n]));
}

static const struct ac_sql_word *find_word(
	const char *text, const char *at, const struct ac_sql_word *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (stands_at(text, at, words[i].portable))
			return &words[i];
	return NULL;
}

char *ac_sql_replace(const char *text, const struct ac_sql_word *words, size_t n)
{
	AC_AUTO(buf) struct ac_buf out;
	ac_buf_init(&out, text_max);
	for (const char *at = text; *at;) {
		const struct ac_sql_word *word = find_word(text, at, words, n);
		const char *next = word ? at + word->portable.n : ac_sql_skip_opaque(at);
		if (next == at)
			next++;
		if (word)
			ac_buf_add_str(&out, word->ours);
		else
			ac_buf_add(&out, at, (size_t)(next - at));
		at = next;
	}
	assert(!out.over);
	return ac_strndup(out.p ? out.p : "", out.n);
}
