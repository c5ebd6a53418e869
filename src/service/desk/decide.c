#include "service/desk/decide.h"

#include "store/audit.h"
#include "store/decisions.h"
#include "threat/rights.h"

#include <stdio.h>

void ac_rehearsal_init(struct ac_rehearsal *rehearsal, struct ac_wall at)
{
	*rehearsal = (struct ac_rehearsal){
		.at = at, .shown = ac_json_new_object(), .checks = ac_json_new_array()
	};
	ac_buf_init(&rehearsal->document, 48u << 20);
}

void ac_rehearsal_done(struct ac_rehearsal *rehearsal)
{
	ac_json_free(rehearsal->shown);
	ac_json_free(rehearsal->checks);
	rehearsal->shown = rehearsal->checks = NULL;
	ac_buf_done(&rehearsal->document);
}

struct ac_json *ac_rehearsed(const struct ac_officer *officer)
{
	return officer->rehearsal ? officer->rehearsal->shown : NULL;
}

void ac_rehearse_document(const struct ac_officer *officer, struct ac_str document)
{
	if (!officer->rehearsal)
		return;
	ac_buf_reset(&officer->rehearsal->document);
	ac_buf_add_str(&officer->rehearsal->document, document);
}

void ac_rehearse_more(const struct ac_officer *officer, struct ac_str document)
{
	if (officer->rehearsal)
		ac_buf_add_str(&officer->rehearsal->document, document);
}

void ac_rehearse_check(
	const struct ac_officer *officer, const char *check, bool good, struct ac_str says)
{
	if (!officer->rehearsal)
		return;
	struct ac_json *line = ac_json_add_object(officer->rehearsal->checks);
	ac_json_set_text(line, "check", check);
	ac_json_set_bool(line, "good", good);
	ac_json_set_str_if(line, "says", says);
}

struct ac_by ac_by(const struct ac_service *service, struct ac_officer officer)
{
	struct ac_wall at = officer.rehearsal ? officer.rehearsal->at : (struct ac_wall){ 0 };
	return (struct ac_by){ officer, at.us ? at : ac_service_now(service) };
}

/* Do both names stand in the decision itself, and did the second one agree? Done: a later step of the same act. */
struct agreed {
	const struct ac_officer *officer;
	bool agreed;
};

static void see_agreed(void *ctx, const struct ac_decision_row *row)
{
	struct agreed *a = ctx;
	bool decided =
		ac_str_eq(row->state, AC_STR("approved")) || ac_str_eq(row->state, AC_STR("done"));
	a->agreed = decided && ac_str_eq(row->drafted_by, a->officer->name) &&
		    ac_str_eq(row->decided_by, a->officer->approver);
}

/* The decision ends with its act, in one transaction: what a crash cuts off behind it is not done twice. */
static enum ac_status end_with_act(
	struct ac_db *db, const struct ac_officer *officer, struct ac_error *err)
{
	struct agreed a = { .officer = officer };
	AC_TRY(ac_decision_get(db, officer->decision, see_agreed, &a, err));
	if (!a.agreed)
		return ac_fail(err, AC_DENIED, "decision %lld was not approved by %.*s",
			(long long)officer->decision, AC_STR_ARG(officer->approver));
	return ac_decision_end(db, officer->decision, AC_STR("done"), AC_STR(""), err);
}

/* The second name goes into the audit row with the first. */
static enum ac_status two_names(struct ac_db *db, const struct ac_by *by, const char *action,
	const struct ac_json *detail, struct ac_json **named, struct ac_error *err)
{
	if (!ac_action_takes_two(ac_str(action)))
		return AC_OK;
	if (by->officer.rehearsal && !by->officer.decision)
		by->officer.rehearsal->takes_two = true;
	AC_TRY(ac_two_check(ac_str(action), &by->officer, err));
	AC_TRY(end_with_act(db, &by->officer, err));
	*named = detail ? ac_json_copy(detail) : ac_json_new_object();
	ac_json_set_i64(*named, "decision", by->officer.decision);
	ac_json_set_str(*named, "approver", by->officer.approver);
	return AC_OK;
}

enum ac_status ac_decided(struct ac_db *db, const struct ac_by *by, const char *action,
	const char *object, int64_t id, const struct ac_json *detail, struct ac_error *err)
{
	char what[64];
	AC_AUTO(json) struct ac_json *named = NULL;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 64u << 10);
	AC_TRY(two_names(db, by, action, detail, &named, err));
	if (id)
		(void)snprintf(what, sizeof what, "%s/%lld", object, (long long)id);
	else
		(void)snprintf(what, sizeof what, "%s", object);
	if (named || detail)
		ac_json_write(named ? named : detail, &text);
	AC_TRY(ac_buf_check(&text, "the detail of an audit row", err));
	struct ac_audit_entry entry = {
		.at = by->at,
		.officer = by->officer.name,
		.action = ac_str(action),
		.object = ac_str(what),
		.detail_json = text.n ? ac_buf_str(&text) : AC_STR("{}"),
	};
	return ac_audit_append(db, &entry, NULL, err);
}

struct decision {
	struct ac_by by;
	const char *action, *object;
	int64_t id;
	const struct ac_json *detail;
};

static enum ac_status write_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct decision *d = ctx;
	return ac_decided(db, &d->by, d->action, d->object, d->id, d->detail, err);
}

enum ac_status ac_decide(struct ac_service *service, struct ac_officer officer, const char *action,
	const char *object, int64_t id, const struct ac_json *detail, struct ac_error *err)
{
	struct decision decision = { ac_by(service, officer), action, object, id, detail };
	return ac_service_write(service, write_it, &decision, err);
}

struct ac_json *ac_detail_i64(const char *name, int64_t value)
{
	struct ac_json *detail = ac_json_new_object();
	ac_json_set_i64(detail, name, value);
	return detail;
}

void ac_json_set_wall_if(struct ac_json *object, const char *name, struct ac_wall value)
{
	if (value.us != 0 && value.us != INT64_MAX)
		ac_json_set_wall(object, name, value);
}

void ac_json_set_str_if(struct ac_json *object, const char *name, struct ac_str value)
{
	if (value.n)
		ac_json_set_str(object, name, value);
}

static void full_path(const char *dir, const char *file, char path[4096])
{
	bool absolute = file[0] == '/';
	(void)snprintf(path, 4096, "%s%s%s", absolute ? "" : dir, absolute ? "" : "/", file);
}

void ac_key_path(const struct ac_config *config, const char *dir, char path[4096])
{
	full_path(dir, config->key_file, path);
}

void ac_issuer_key_path(const struct ac_config *config, const char *dir, char path[4096])
{
	full_path(dir, config->issuer_key_file, path);
}
