/* The line of allclear.yaml that says where the data is: checked, and changed where it stands. */
#include "base/buf.h"
#include "service/config.h"

enum ac_status ac_config_check_database(
	const char *where, const char *database, struct ac_error *err)
{
	if (!*database || ac_str_starts(ac_str(database), AC_STR("postgresql://")) ||
		ac_str_starts(ac_str(database), AC_STR("postgres://")))
		return AC_OK;
	/* it may hold a password: it is not repeated */
	return ac_fail(err, AC_INVALID,
		"%s: database: write postgresql://USER@HOST/DATABASE, or leave it out for a file "
		"in "
		"the data directory",
		where);
}

static void add_line(struct ac_buf *out, const char *database)
{
	if (!*database) {
		ac_buf_add_str(out, AC_STR("#database: postgresql://USER@HOST/DATABASE\n"));
		return;
	}
	ac_buf_add_str(out, AC_STR("database: \""));
	for (const char *p = database; *p; p++) {
		if (*p == '"' || *p == '\\')
			ac_buf_add_char(out, '\\');
		ac_buf_add_char(out, *p);
	}
	ac_buf_add_str(out, AC_STR("\"\n"));
}

void ac_config_set_database(struct ac_str text, const char *database, struct ac_buf *out)
{
	bool done = false;
	while (text.n) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end ? (size_t)(end - text.p) + 1 : text.n;
		struct ac_str line = { text.p, n };
		bool ours = ac_str_starts(line, AC_STR("database:")) ||
			    ac_str_starts(line, AC_STR("#database:"));
		if (!ours)
			ac_buf_add_str(out, line);
		else if (!done)
			add_line(out, database);
		done |= ours;
		text.p += n;
		text.n -= n;
	}
	if (!done && *database) {
		if (out->n && out->p[out->n - 1] != '\n')
			ac_buf_add_char(out, '\n');
		add_line(out, database);
	}
}
