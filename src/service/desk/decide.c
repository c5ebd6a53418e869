#include "service/desk/decide.h"

#include "store/audit.h"
#include "store/cases.h"
#include "store/decisions.h"
#include "threat/rights.h"

#include <assert.h>
#include <stdio.h>

void ac_rehearsal_init(struct ac_rehearsal *rehearsal, struct ac_wall at)
{
	*rehearsal = (struct ac_rehearsal){ .at = at,
		.figures = true,
		.shown = ac_json_new_object(),
		.checks = ac_json_new_array(),
		.reasons = ac_json_new_array() };
	ac_buf_init(&rehearsal->document, 48u << 20);
}

void ac_rehearsal_done(struct ac_rehearsal *rehearsal)
{
	ac_json_free(rehearsal->shown);
	ac_json_free(rehearsal->checks);
	ac_json_free(rehearsal->reasons);
	rehearsal->shown = rehearsal->checks = rehearsal->reasons = NULL;
	ac_buf_done(&rehearsal->document);
}

struct ac_json *ac_rehearsed(const struct ac_officer *officer)
{
	return officer->rehearsal ? officer->rehearsal->shown : NULL;
}

bool ac_rehearsed_briefly(const struct ac_officer *officer)
{
	return officer->rehearsal && !officer->rehearsal->figures;
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

struct agreeing {
	const struct ac_officer *officer;
	bool theirs, waits, done;
};

static void see_agreed(void *ctx, const struct ac_decision_row *row)
{
	struct agreeing *a = ctx;
	a->theirs = ac_str_eq(row->drafted_by, a->officer->name) &&
		    ac_str_eq(row->decided_by, a->officer->agreed->approver);
	a->waits = ac_str_eq(row->state, AC_STR("approved"));
	a->done = ac_str_eq(row->state, AC_STR("done"));
}

enum ac_status ac_last_decided(struct ac_db *db, int64_t *row, struct ac_error *err)
{
	unsigned char hash[32];
	return ac_audit_head(db, row, hash, err);
}

static enum ac_status must_be_last(
	struct ac_db *db, const struct ac_agreed *agreed, struct ac_error *err)
{
	int64_t last;
	AC_TRY(ac_last_decided(db, &last, err));
	return last == agreed->seen
		       ? AC_OK
		       : ac_fail(err, AC_BUSY,
				 "something else was decided since decision %lld was looked at: "
				 "approve it again",
				 (long long)agreed->decision);
}

/* The first step of what was agreed to ends the decision in its own transaction: it is done once, whoever asks
 * again and whenever the power fails, and only as it was looked at. */
static enum ac_status begin(
	struct ac_db *db, const struct ac_officer *officer, struct ac_error *err)
{
	struct ac_agreed *agreed = officer->agreed;
	struct agreeing a = { .officer = officer };
	AC_TRY(ac_decision_get(db, agreed->decision, see_agreed, &a, err));
	if (!a.theirs)
		return ac_fail(err, AC_DENIED, "decision %lld was not approved by %.*s",
			(long long)agreed->decision, AC_STR_ARG(agreed->approver));
	if (a.done && agreed->begun)
		return AC_OK;
	if (!a.waits)
		return ac_fail(err, AC_CONFLICT, "decision %lld is done already",
			(long long)agreed->decision);
	AC_TRY(must_be_last(db, agreed, err));
	agreed->begun = true;
	return ac_decision_end(db, agreed->decision, AC_STR("done"), AC_STR(""), err);
}

/* A look does nothing. What one person may do alone by now (a campaign that nothing freezes any more goes on) was drafted
 * when it took two: whoever still wants it asks for it. `case.open` stands before the posture that takes two. */
static enum ac_status must_only_look(
	const struct ac_by *by, const char *action, struct ac_error *err)
{
	const struct ac_rehearsal *rehearsal = by->officer.rehearsal;
	if (!rehearsal || !rehearsal->stored || ac_action_takes_two(ac_str(action)) ||
		strcmp(action, "case.open") == 0)
		return AC_OK;
	return ac_fail(err, AC_CONFLICT, "it takes no second person any more: ask for it again");
}

/* The second name goes into the audit row with the first. */
static enum ac_status two_names(const struct ac_by *by, const char *action,
	const struct ac_json *detail, struct ac_json **named, struct ac_error *err)
{
	if (!ac_action_takes_two(ac_str(action)))
		return AC_OK;
	if (by->officer.rehearsal && !by->officer.agreed)
		by->officer.rehearsal->takes_two = true;
	AC_TRY(ac_two_check(ac_str(action), &by->officer, err));
	const struct ac_agreed *agreed = by->officer.agreed;
	assert(agreed);
	*named = detail ? ac_json_copy(detail) : ac_json_new_object();
	ac_json_set_i64(*named, "decision", agreed->decision);
	ac_json_set_str(*named, "approver", agreed->approver);
	return AC_OK;
}

/* Which case it is an act in: what its detail names says it, else what it was done to. */
static enum ac_status case_of(struct ac_db *db, const struct ac_json *detail, const char *object,
	int64_t id, int64_t *case_id, struct ac_error *err)
{
	static const char *const members[] = { "case", "warning", "campaign" };
	*case_id = 0;
	for (size_t i = 0; detail && !*case_id && i < sizeof members / sizeof *members; i++) {
		int64_t named;
		if (ac_json_get_i64_in(detail, members[i], 1, INT64_MAX, &named, NULL) == AC_OK)
			AC_TRY(ac_case_of(db, ac_str(members[i]), named, case_id, err));
	}
	return *case_id ? AC_OK : ac_case_of(db, ac_str(object), id, case_id, err);
}

enum ac_status ac_decided(struct ac_db *db, const struct ac_by *by, const char *action,
	const char *object, int64_t id, const struct ac_json *detail, struct ac_error *err)
{
	char what[64];
	AC_AUTO(json) struct ac_json *named = NULL;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 64u << 10);
	if (by->officer.agreed)
		AC_TRY(begin(db, &by->officer, err));
	AC_TRY(must_only_look(by, action, err));
	AC_TRY(two_names(by, action, detail, &named, err));
	if (id)
		(void)snprintf(what, sizeof what, "%s/%lld", object, (long long)id);
	else
		(void)snprintf(what, sizeof what, "%s", object);
	if (named || detail)
		ac_json_write(named ? named : detail, &text);
	AC_TRY(ac_buf_check(&text, "the detail of an audit row", err));
	int64_t case_id;
	AC_TRY(case_of(db, detail, object, id, &case_id, err));
	struct ac_audit_entry entry = {
		.case_id = case_id,
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

void ac_json_set_hash(struct ac_json *object, const char *name, const unsigned char hash[32])
{
	char hex[65];
	for (int i = 0; i < 32; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	ac_json_set_text(object, name, hex);
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
