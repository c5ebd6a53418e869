/* A backup in place of the database: who vouches for it, and what the audit chain says of it. */
#include "service/desk/decide.h"
#include "service/desk/upkeep.h"
#include "service/desk/vouch.h"
#include "store/backup.h"

#include <stdio.h>

struct restoring {
	const struct ac_restore_options *options;
	const struct ac_config *config;
	struct ac_wall now;
	struct ac_voucher voucher;
};

/* Whose officers know what is lost by it; where nobody is there any more, those who come back with it. */
static enum ac_status allow(
	void *ctx, struct ac_db *present, struct ac_db *incoming, struct ac_error *err)
{
	struct restoring *r = ctx;
	bool any = false;
	if (present)
		AC_TRY(ac_vouch_any(present, &any, err));
	return ac_vouch(any ? present : incoming, r->options->given,
		(enum ac_password_cost)r->config->password_cost, "restore", &r->voucher, err);
}

static const char *state_name(enum ac_replaced_state state)
{
	switch (state) {
	case AC_REPLACED_DATABASE: return "database";
	case AC_REPLACED_UNREADABLE: return "unreadable";
	case AC_REPLACED_NONE: break;
	}
	return "none";
}

static struct ac_json *detail_of(const struct ac_replaced *replaced)
{
	struct ac_json *detail = ac_json_new_object();
	ac_json_set_text(detail, "replaced", state_name(replaced->state));
	if (replaced->state != AC_REPLACED_DATABASE)
		return detail;
	ac_json_set_i64(detail, "seq", replaced->seq);
	ac_json_set_hash(detail, "head", replaced->head);
	ac_json_set_i64(detail, "common", replaced->common);
	return detail;
}

static enum ac_status sign(
	void *ctx, struct ac_db *incoming, const struct ac_replaced *replaced, struct ac_error *err)
{
	const struct restoring *r = ctx;
	const char *name = *r->voucher.name ? r->voucher.name : r->options->login;
	const struct ac_by by = { { .name = ac_str(name) }, r->now };
	AC_AUTO(json) struct ac_json *detail = detail_of(replaced);
	AC_TRY(ac_sessions_delete(incoming, 0, err)); /* some were ended since */
	return ac_decided(incoming, &by, "restore", "database", 0, detail, err);
}

static enum ac_status put_back(const struct ac_restore_options *options,
	const struct ac_config *config, const char *key_path, struct ac_backup_report *report,
	struct ac_error *err)
{
	struct restoring r = { .options = options, .config = config, .now = ac_wall_now() };
	const struct ac_restore restore = {
		.file = options->backup, .now = r.now, .allow = allow, .sign = sign, .ctx = &r
	};
	const struct ac_store_options to = {
		.dir = options->dir, .key_path = key_path, .database = config->database
	};
	return ac_store_restore(&to, &restore, report, err);
}

enum ac_status ac_upkeep_restore(
	const struct ac_restore_options *options, struct ac_json *answer, struct ac_error *err)
{
	char path[4096], key_path[4096];
	AC_AUTO(config) struct ac_config *config = NULL;
	struct ac_backup_report report = { 0 };
	(void)snprintf(path, sizeof path, "%s/allclear.yaml", options->dir);
	AC_TRY(ac_config_load(path, &config, err));
	ac_key_path(config, options->dir, key_path);
	if (options->verify)
		AC_TRY(ac_backup_verify(options->backup, key_path, &report, err));
	else
		AC_TRY(put_back(options, config, key_path, &report, err));
	ac_json_set_bool(answer, "verified", true);
	ac_json_set_bool(answer, "restored", !options->verify);
	ac_json_set_i64(answer, "audit_rows", report.audit_rows);
	ac_json_set_i64(answer, "erasures", report.erased);
	ac_json_set_i64(answer, "schema", report.version);
	return AC_OK;
}
