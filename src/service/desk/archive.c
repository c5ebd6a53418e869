#include "service/desk/archive.h"

#include "base/vec.h"
#include "cap/key.h"
#include "store/audit.h"
#include "store/cases.h"
#include "json/json.h"

struct published {
	int64_t message;
	char sha256[ac_cap_sha256_size];
};

struct checking {
	AC_VEC(struct published)
	chain; /* in the order of publication, which is that of the numbers */
	size_t at; /* of the chain: the next message that must come */
	struct ac_archive_report report;
};

/* ---- what the chain says ---- */

static bool take_audit(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	struct checking *c = ctx;
	AC_AUTO(json) struct ac_json *detail = NULL;
	struct published p = { 0 };
	struct ac_str sha256;
	(void)seq;
	if (!ac_str_starts(entry->action, AC_STR("warning.")) ||
		ac_json_parse(entry->detail_json, NULL, &detail, NULL) != AC_OK ||
		ac_json_opt_i64(detail, "message", 1, INT64_MAX, 0, &p.message, NULL) != AC_OK ||
		ac_json_opt_str(detail, "sha256", AC_STR(""), &sha256, NULL) != AC_OK ||
		!p.message || sha256.n != sizeof p.sha256 - 1)
		return true;
	memcpy(p.sha256, sha256.p, sha256.n);
	ac_vec_push(&c->chain, p);
	return true;
}

/* ---- what is stored ---- */

static void found_broken(struct checking *c, int64_t message)
{
	if (!c->report.first_broken)
		c->report.first_broken = message;
}

/* Both lists rise: a message that is missing shows when a later one comes. */
static void take_message(void *ctx, const struct ac_cap_row *row)
{
	struct checking *c = ctx;
	char sha256[ac_cap_sha256_size];
	while (c->at < c->chain.n && c->chain.at[c->at].message < row->id)
		found_broken(c, c->chain.at[c->at++].message);
	bool known = c->at < c->chain.n && c->chain.at[c->at].message == row->id;
	if (!known) {
		bool earlier = c->at == 0 && !row->sha256.n;
		c->report.unhashed += earlier;
		if (!earlier)
			found_broken(c, row->id);
		return;
	}
	ac_cap_sha256(row->xml, sha256);
	const char *said = c->chain.at[c->at++].sha256;
	if (strcmp(sha256, said) == 0 && ac_str_eq(row->sha256, ac_str(said)))
		c->report.messages++;
	else
		found_broken(c, row->id);
}

static enum ac_status check(struct ac_db *db, struct checking *c, struct ac_error *err)
{
	AC_TRY(ac_audit_each(db, 1, AC_STR(""), take_audit, c, err));
	AC_TRY(ac_cap_each(db, 0, take_message, c, err));
	if (c->at < c->chain.n)
		found_broken(c, c->chain.at[c->at].message);
	return AC_OK;
}

enum ac_status ac_archive_check(
	struct ac_db *db, struct ac_archive_report *report, struct ac_error *err)
{
	struct checking c = { .at = 0 };
	enum ac_status status = check(db, &c, err);
	ac_vec_done(&c.chain);
	if (status == AC_OK)
		*report = c.report;
	return status;
}
