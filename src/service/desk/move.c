#include "service/desk/move.h"

#include "base/buf.h"
#include "service/desk/decide.h"
#include "service/desk/vouch.h"
#include "service/service.h"
#include "store/move.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { path_max = 4096, yaml_max = 1 << 20 };

struct moving {
	const struct ac_db_move_options *options;
	struct ac_json *tables;
	const struct ac_config *config;
	struct ac_wall now;
	struct ac_voucher voucher;
};

static void tell(void *ctx, const char *phase, struct ac_str table, int64_t rows)
{
	const struct moving *moving = ctx;
	const struct ac_progress_sink *sink = moving->options->progress;
	if (!sink || !sink->tell)
		return;
	AC_AUTO(json) struct ac_json *state = ac_json_new_object();
	AC_AUTO(buf) struct ac_buf what;
	ac_buf_init(&what, 256);
	ac_buf_printf(&what, "%s %.*s", phase, AC_STR_ARG(table));
	ac_json_set_str(state, "phase", ac_buf_str(&what));
	ac_json_set_i64(state, "done", rows);
	sink->tell(sink->ctx, state);
}

static void add_table(void *ctx, const struct ac_table_digest *digest)
{
	const struct moving *moving = ctx;
	struct ac_json *json = ac_json_add_object(moving->tables);
	char hex[2 * sizeof digest->hash + 1];
	for (size_t i = 0; i < sizeof digest->hash; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", digest->hash[i]);
	ac_json_set_str(json, "table", digest->table);
	ac_json_set_i64(json, "rows", digest->rows);
	ac_json_set_text(json, "hash", hex);
}

/* ---- by whom ---- */

static enum ac_status allow(void *ctx, struct ac_db *source, struct ac_error *err)
{
	struct moving *moving = ctx;
	return ac_vouch(source, moving->options->given,
		(enum ac_password_cost)moving->config->password_cost, "db move", &moving->voucher,
		err);
}

static enum ac_status sign(void *ctx, struct ac_db *to, int64_t seq, const unsigned char head[32],
	struct ac_error *err)
{
	const struct moving *moving = ctx;
	const char *name = moving->voucher.name;
	const struct ac_by by = { { .name = ac_str(*name ? name : moving->options->login) },
		moving->now };
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("seq", seq);
	ac_json_set_hash(detail, "head", head);
	return ac_decided(to, &by, "db.move", "database", 0, detail, err);
}

/* ---- allclear.yaml ---- */

static enum ac_status read_all(const char *path, struct ac_buf *text, struct ac_error *err)
{
	char part[4096];
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	while ((n = read(fd, part, sizeof part)) > 0)
		ac_buf_add(text, part, (size_t)n);
	int read_errno = errno;
	(void)close(fd);
	return n < 0 ? ac_fail_os(err, read_errno, "%s", path) : ac_buf_check(text, path, err);
}

static enum ac_status write_new(const char *path, struct ac_str text, struct ac_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	bool written = write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
	int write_errno = errno ? errno : ENOSPC;
	(void)close(fd);
	return written ? AC_OK : ac_fail_os(err, write_errno, "%s", path);
}

/* The old file or the new one, never half of it. */
static enum ac_status change_config(void *ctx, struct ac_error *err)
{
	const struct moving *moving = ctx;
	char path[path_max], fresh[path_max];
	AC_AUTO(buf) struct ac_buf before, after;
	ac_buf_init(&before, yaml_max);
	ac_buf_init(&after, yaml_max);
	(void)snprintf(path, sizeof path, "%s/allclear.yaml", moving->options->dir);
	(void)snprintf(fresh, sizeof fresh, "%s/allclear.yaml.new", moving->options->dir);
	AC_TRY(read_all(path, &before, err));
	ac_config_set_database(ac_buf_str(&before), moving->options->to, &after);
	AC_TRY(ac_buf_check(&after, path, err));
	AC_TRY(write_new(fresh, ac_buf_str(&after), err));
	return rename(fresh, path) == 0 ? AC_OK : ac_fail_os(err, errno, "%s", path);
}

enum ac_status ac_db_move_all(
	const struct ac_db_move_options *options, struct ac_json *answer, struct ac_error *err)
{
	char path[path_max], key_path[path_max];
	AC_AUTO(config) struct ac_config *config = NULL;
	(void)snprintf(path, sizeof path, "%s/allclear.yaml", options->dir);
	AC_TRY(ac_config_load(path, &config, err));
	AC_TRY(ac_config_check_database("db move", options->to, err));
	ac_key_path(config, options->dir, key_path);
	struct moving moving = { .options = options,
		.tables = ac_json_set_array(answer, "tables"),
		.config = config,
		.now = ac_wall_now() };
	const struct ac_move_options move = {
		.dir = options->dir,
		.key_path = key_path,
		.from = config->database,
		.to = options->to,
		.allow = allow,
		.sign = sign,
		.progress = tell,
		.same = add_table,
		.settle = change_config,
		.ctx = &moving,
	};
	return ac_store_move(&move, err);
}
