/* Any bytes as somebody's feed: what is read is bounded, and every link of it resolves to an address or to none. */
#include "cap/index.h"
#include "feed/markup.h"
#include "http/http.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

static void check_entry(struct ac_cap_index_entry entry)
{
	AC_AUTO(buf) struct ac_buf url, origin, path, text;
	ac_buf_init(&url, 8192);
	ac_buf_init(&origin, 8192);
	ac_buf_init(&path, 8192);
	ac_buf_init(&text, 1 << 20);
	must(entry.link.n && entry.link.p[entry.link.n] == '\0', "a link is a text");
	must(ac_str_is_utf8(entry.link) && ac_str_is_utf8(entry.updated), "texts are UTF-8");
	must(entry.updated.n <= 64, "a time is short");
	ac_markup_text(&text, entry.link);
	must(!memchr(text.p, '<', text.n), "no markup comes out");
	if (ac_http_resolve("https://a.example/feed/x.xml", entry.link.p, &url, NULL) != AC_OK)
		return;
	if (ac_http_split(url.p, &origin, &path, NULL) == AC_OK)
		must(path.n && path.p[0] == '/' && !memchr(path.p, ' ', path.n),
			"a path can be asked for");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AC_AUTO(cap_index) struct ac_cap_index *index = NULL;
	struct ac_error err = { .msg = "" };
	enum ac_status status =
		ac_cap_index_read((struct ac_str){ (const char *)data, size }, &index, &err);
	if (status != AC_OK) {
		must(!index && err.msg[0], "a failure says why");
		return 0;
	}
	must(ac_cap_index_count(index) <= ac_cap_index_entries_max, "entries are bounded");
	for (size_t i = 0; i < ac_cap_index_count(index); i++)
		check_entry(ac_cap_index_at(index, i));
	return 0;
}
