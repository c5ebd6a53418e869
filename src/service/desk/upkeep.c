#include "service/desk/upkeep.h"

#include "base/vec.h"
#include "service/desk/archive.h"
#include "service/desk/sessions.h"
#include "store/audit.h"
#include "store/duty.h"
#include "store/erase.h"
#include "store/officers.h"
#include "store/people.h"

#include <stdio.h>

/* ---- audit ---- */

/* What was published, held against the chain. */
static enum ac_status verify_archive(
	struct ac_db *db, struct ac_json *answer, bool *good, struct ac_error *err)
{
	struct ac_archive_report report = { 0 };
	AC_TRY(ac_archive_check(db, &report, err));
	ac_json_set_i64(answer, "messages", report.messages);
	ac_json_set_i64(answer, "messages_unhashed", report.unhashed);
	ac_json_set_i64(answer, "first_broken_message", report.first_broken);
	*good &= report.first_broken == 0;
	return AC_OK;
}

static bool see_restore(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	AC_AUTO(json) struct ac_json *detail = NULL;
	if (!ac_str_eq(entry->action, AC_STR("restore")) ||
		ac_json_parse(entry->detail_json, NULL, &detail, NULL) != AC_OK)
		return true;
	struct ac_json *restore = ac_json_add_object(ctx);
	ac_json_set_i64(restore, "row", seq);
	ac_json_set_wall(restore, "at", entry->at);
	ac_json_set_str(restore, "officer", entry->officer);
	ac_json_each(detail, member)
		ac_json_set(restore, ac_json_name(member).p, ac_json_copy(member));
	return true;
}

static enum ac_status verify(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_json *answer = ctx;
	struct ac_audit_report report = { 0 };
	unsigned char hash[32];
	int64_t seq;
	enum ac_status status = ac_audit_verify(db, &report, err);
	if (status != AC_OK && status != AC_CORRUPT)
		return status;
	AC_TRY(ac_audit_head(db, &seq, hash, err));
	bool good = status == AC_OK;
	AC_TRY(verify_archive(db, answer, &good, err));
	AC_TRY(ac_audit_each(db, 0, AC_STR("database"), see_restore,
		ac_json_set_array(answer, "restores"), err));
	ac_json_set_bool(answer, "verified", good);
	ac_json_set_i64(answer, "rows", report.rows);
	ac_json_set_i64(answer, "first_broken", report.first_broken);
	ac_json_set_i64(answer, "seq", seq);
	ac_json_set_hash(answer, "head", hash);
	return AC_OK;
}

enum ac_status ac_upkeep_audit_verify(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err)
{
	return ac_service_read(service, verify, answer, err);
}

struct audit_listing {
	int64_t from, limit;
	struct ac_str object;
	struct ac_json *rows;
};

static bool add_row(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	struct audit_listing *l = ctx;
	struct ac_json *json = ac_json_add_object(l->rows), *detail = NULL;
	ac_json_set_i64(json, "seq", seq);
	ac_json_set_wall(json, "at", entry->at);
	ac_json_set_str(json, "officer", entry->officer);
	ac_json_set_str(json, "action", entry->action);
	ac_json_set_str(json, "object", entry->object);
	if (entry->case_id)
		ac_json_set_i64(json, "case", entry->case_id);
	if (ac_json_parse(entry->detail_json, NULL, &detail, NULL) == AC_OK)
		ac_json_set(json, "detail", detail);
	return (int64_t)ac_json_count(l->rows) < l->limit;
}

static enum ac_status list_audit(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct audit_listing *l = ctx;
	return ac_audit_each(db, l->from, l->object, add_row, l, err);
}

enum ac_status ac_upkeep_audit_list(struct ac_service *service, struct ac_str object, int64_t from,
	int64_t limit, struct ac_json *answer, struct ac_error *err)
{
	struct audit_listing l = { from, limit, object, ac_json_set_array(answer, "rows") };
	return ac_service_read(service, list_audit, &l, err);
}

/* ---- backup ---- */

enum ac_status ac_upkeep_backup(struct ac_service *service, struct ac_officer officer,
	const char *path, struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(db) struct ac_db *db = NULL;
	if (path[0] != '/')
		return ac_fail(err, AC_INVALID, "path: it must begin with /");
	const char *database = ac_service_database(service);
	AC_TRY(ac_decide(service, officer, "backup", "database", 0, NULL, err));
	struct ac_db_options options = { .path = database, .read_only = true };
	AC_TRY(ac_db_open(ac_db_driver_of(database), &options, &db, err));
	AC_TRY(ac_db_backup(db, path, err));
	ac_json_set_text(answer, "path", path);
	return AC_OK;
}

/* ---- purge ---- */

enum { purge_batch = 1000 };

struct purging {
	struct ac_by by;
	struct ac_wall before;
	bool dry;
	int64_t after, people;
	AC_VEC(int64_t) batch;
	const struct ac_progress_sink *progress;
};

static void take(void *ctx, int64_t traveller)
{
	struct purging *p = ctx;
	p->after = traveller;
	ac_vec_push(&p->batch, traveller);
}

static void tell(const struct purging *p)
{
	if (!p->progress || !p->progress->tell)
		return;
	AC_AUTO(json) struct ac_json *state = ac_json_new_object();
	ac_json_set_text(state, "phase", "purging");
	ac_json_set_i64(state, "done", p->people);
	p->progress->tell(p->progress->ctx, state);
}

static enum ac_status next_batch(struct ac_db *db, struct purging *p, struct ac_error *err)
{
	ac_vec_clear(&p->batch);
	AC_TRY(ac_purge_each(db, p->before, p->after, purge_batch, take, p, err));
	p->people += (int64_t)p->batch.n;
	return AC_OK;
}

static enum ac_status purge(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	struct purging *p = ctx;
	(void)until; /* a batch is short */
	AC_TRY(next_batch(db, p, err));
	ac_vec_each(&p->batch, traveller)
		AC_TRY(ac_person_forget(db, *traveller, err));
	*more = p->batch.n == purge_batch;
	tell(p);
	if (*more)
		return AC_OK;
	struct ac_wall now = ac_wall_now();
	AC_TRY(ac_sessions_purge(db, now, (struct ac_wall){ now.us - AC_SESSION_IDLE }, err));
	int64_t shifts = 0;
	AC_TRY(ac_shift_forget(db, p->before, &shifts, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("people", p->people);
	ac_json_set_i64(detail, "shifts", shifts);
	return ac_decided(db, &p->by, "purge", "people", 0, detail, err);
}

static enum ac_status count(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct purging *p = ctx;
	do {
		AC_TRY(next_batch(db, p, err));
	} while (p->batch.n == purge_batch);
	return AC_OK;
}

enum ac_status ac_upkeep_purge(struct ac_service *service, struct ac_officer officer, bool dry,
	const struct ac_progress_sink *progress, struct ac_json *answer, struct ac_error *err)
{
	struct purging p = { .by = ac_by(service, officer), .dry = dry, .progress = progress };
	p.before.us = p.by.at.us - ac_service_config(service)->purge_after_days * AC_DAY;
	enum ac_status status = dry ? ac_service_read(service, count, &p, err)
				    : ac_service_write_bulk(service, purge, &p, err);
	ac_vec_done(&p.batch);
	if (status != AC_OK)
		return status;
	ac_json_set_i64(answer, "people", p.people);
	ac_json_set_bool(answer, "dry_run", dry);
	return AC_OK;
}
