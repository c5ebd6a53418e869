#include "store/erase.h"

#include "base/buf.h"
#include "vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static const struct ac_sql sql_key = { "erase_key", "SELECT ref_key FROM traveller WHERE id = $1" };
static const struct ac_sql sql_by_key = { "erase_by_key",
	"SELECT id FROM traveller WHERE ref_key = $1 AND erased_at IS NULL ORDER BY id LIMIT 1" };
static const struct ac_sql sql_open = { "erase_open",
	"SELECT c.id FROM campaign c JOIN task t ON t.id = c.id * 1099511627776 + $1 "
	"WHERE c.state <> 'closed' ORDER BY c.id LIMIT 1" };

/* In this order: messages of unknown senders are found through the person's numbers. */
static const struct ac_sql sql_steps[] = {
	{ "erase_inbound", "UPDATE inbound SET text_enc = NULL, number_key = 0 WHERE "
			   "traveller = $1 OR (traveller IS NULL AND number_key IN "
			   "(SELECT number_key FROM contact_point WHERE traveller = $1))" },
	{ "erase_contacts", "DELETE FROM contact_point WHERE traveller = $1" },
	{ "erase_stays", "DELETE FROM stay WHERE traveller = $1" },
	{ "erase_events", "UPDATE event SET text_enc = NULL WHERE traveller = $1" },
};
static const struct ac_sql sql_person = { "erase_person",
	"UPDATE traveller SET ref_enc = NULL, party = NULL, name_enc = NULL, "
	"native_name_enc = NULL, language = NULL, nationality = NULL, purpose = NULL, "
	"erased_at = $2 WHERE id = $1" };

static const struct ac_sql sql_purge = { "purge",
	"SELECT t.id FROM traveller t WHERE t.id > $2 AND t.erased_at IS NULL "
	"AND NOT EXISTS (SELECT 1 FROM stay s WHERE s.traveller = t.id AND s.t_to >= $1) "
	"AND (EXISTS (SELECT 1 FROM stay s WHERE s.traveller = t.id) OR t.updated_at < $1) "
	"AND NOT EXISTS (SELECT 1 FROM campaign c JOIN task k ON k.id = c.id * 1099511627776 + "
	"t.id "
	"WHERE c.state <> 'closed') ORDER BY t.id LIMIT $3" };

enum { key_size = ac_vault_tag_size, line_max = 128, register_max = 64 << 20 };

char *ac_erase_register_path(const char *key_path)
{
	AC_AUTO(buf) struct ac_buf path;
	ac_buf_init(&path, 1 << 16);
	ac_buf_printf(&path, "%s.erased", key_path);
	return ac_strndup(path.p ? path.p : "", path.n);
}

/* ---- the rows ---- */

static enum ac_status empty_rows(
	struct ac_db *db, int64_t traveller, struct ac_wall now, struct ac_error *err)
{
	for (size_t i = 0; i < sizeof sql_steps / sizeof *sql_steps; i++)
		AC_TRY(ac_db_run(db, &sql_steps[i], AC_VALUES(AC_I64(traveller)), err));
	return ac_db_run(db, &sql_person, AC_VALUES(AC_I64(traveller), AC_I64(now.us)), err);
}

static enum ac_status not_in_open_campaign(
	struct ac_db *db, int64_t traveller, struct ac_error *err)
{
	int64_t campaign = 0;
	enum ac_status status =
		ac_db_i64(db, &sql_open, AC_VALUES(AC_I64(traveller)), &campaign, err);
	if (status == AC_NOT_FOUND)
		return AC_OK;
	AC_TRY(status);
	return ac_fail(err, AC_CONFLICT,
		"traveller %lld is in campaign %lld, which is not closed: exclude them there, "
		"erase them when it is closed",
		(long long)traveller, (long long)campaign);
}

static enum ac_status key_of(
	struct ac_db *db, int64_t traveller, unsigned char key[key_size], struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, &sql_key, AC_VALUES(AC_I64(traveller)), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return ac_fail(
			err, AC_NOT_FOUND, "there is no traveller %lld", (long long)traveller);
	struct ac_str stored = ac_row_blob(rows, 0);
	if (stored.n != key_size)
		return ac_fail(err, AC_CORRUPT, "traveller %lld has no key", (long long)traveller);
	memcpy(key, stored.p, key_size);
	return AC_OK;
}

enum ac_status ac_erase_apply(
	struct ac_db *db, int64_t traveller, struct ac_wall now, struct ac_error *err)
{
	unsigned char key[key_size] = { 0 };
	AC_TRY(key_of(db, traveller, key, err));
	AC_TRY(not_in_open_campaign(db, traveller, err));
	return empty_rows(db, traveller, now, err);
}

/* ---- the register: a line a person, "KEY TIME" ---- */

static enum ac_status append_line(
	const char *path, const char *line, size_t n, struct ac_error *err)
{
	int fd = open(path, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return ac_fail_os(err, errno, "register of erasures %s", path);
	ssize_t written = write(fd, line, n);
	enum ac_status status = AC_OK;
	if (written != (ssize_t)n)
		status = ac_fail_os(
			err, written < 0 ? errno : ENOSPC, "register of erasures %s", path);
	else if (fsync(fd) != 0)
		status = ac_fail_os(err, errno, "register of erasures %s", path);
	close(fd);
	return status;
}

static enum ac_status note(const char *path, const unsigned char key[key_size], struct ac_wall now,
	struct ac_error *err)
{
	char line[line_max], at[32];
	int n = 0;
	for (int i = 0; i < key_size; i++)
		n += snprintf(line + n, sizeof line - (size_t)n, "%02x", key[i]);
	ac_wall_format(now, at);
	n += snprintf(line + n, sizeof line - (size_t)n, " %s\n", at);
	return append_line(path, line, (size_t)n, err);
}

enum ac_status ac_erase_traveller(struct ac_db *db, const char *register_path, int64_t traveller,
	struct ac_wall now, struct ac_error *err)
{
	unsigned char key[key_size] = { 0 };
	AC_TRY(key_of(db, traveller, key, err));
	AC_TRY(not_in_open_campaign(db, traveller, err));
	AC_TRY(note(register_path, key, now, err));
	return empty_rows(db, traveller, now, err);
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_key(struct ac_str hex, unsigned char key[key_size])
{
	if (hex.n != 2 * key_size)
		return false;
	for (size_t i = 0; i < key_size; i++) {
		int high = digit(hex.p[2 * i]), low = digit(hex.p[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		key[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static enum ac_status erase_by_key(struct ac_db *db, const unsigned char key[key_size],
	struct ac_wall now, int64_t *count, struct ac_error *err)
{
	struct ac_str bytes = { (const char *)key, key_size };
	for (;;) {
		int64_t traveller = 0;
		enum ac_status status =
			ac_db_i64(db, &sql_by_key, AC_VALUES(AC_BLOB(bytes)), &traveller, err);
		if (status == AC_NOT_FOUND)
			return AC_OK;
		AC_TRY(status);
		AC_TRY(empty_rows(db, traveller, now, err));
		++*count;
	}
}

static enum ac_status read_register(const char *path, struct ac_buf *text, struct ac_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? AC_OK
				       : ac_fail_os(err, errno, "register of erasures %s", path);
	char part[4096];
	ssize_t n = 0;
	while ((n = read(fd, part, sizeof part)) > 0)
		ac_buf_add(text, part, (size_t)n);
	int os_errno = errno;
	close(fd);
	if (n < 0)
		return ac_fail_os(err, os_errno, "register of erasures %s", path);
	return ac_buf_check(text, "the register of erasures", err);
}

enum ac_status ac_erase_reapply(struct ac_db *db, const char *register_path, struct ac_wall now,
	int64_t *count, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, register_max);
	AC_TRY(read_register(register_path, &text, err));
	struct ac_str rest = ac_buf_str(&text), line, hex;
	int64_t erased = 0;
	for (int number = 1; ac_str_cut(&rest, '\n', &line); number++) {
		unsigned char key[key_size] = { 0 };
		if (ac_str_trim(line).n == 0)
			continue;
		if (!ac_str_cut(&line, ' ', &hex) || !read_key(hex, key))
			return ac_fail(err, AC_CORRUPT, "%s, line %d: expected: KEY TIME",
				register_path, number);
		AC_TRY(erase_by_key(db, key, now, &erased, err));
	}
	*count = erased;
	return AC_OK;
}

/* ---- purging ---- */

enum ac_status ac_purge_each(struct ac_db *db, struct ac_wall before, int64_t after, int64_t max,
	void (*visit)(void *ctx, int64_t traveller), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_purge, AC_VALUES(AC_I64(before.us), AC_I64(after), AC_I64(max)),
		&rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		visit(ctx, ac_row_i64(rows, 0));
	}
}
