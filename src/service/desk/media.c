/* The contacts, and what became of what they were sent. */
#include "service/desk/media.h"

#include "roster/email.h"
#include "roster/phone.h"
#include "store/attributions.h"
#include "store/cases.h"
#include "store/media.h"
#include "store/roster.h"

#include <stdio.h>

enum { name_max = 200, language_max = 35 };

/* ---- add ---- */

struct adding {
	struct ac_by by;
	const struct ac_media_new *made;
	char phone[24], email[ac_email_max + 1];
	int64_t id;
};

static enum ac_status add(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct adding *a = ctx;
	int64_t source, expires_us;
	AC_TRY(ac_source_find(db, a->made->source, &source, &expires_us, err));
	if (expires_us && expires_us <= a->by.at.us)
		return ac_fail(err, AC_CONFLICT, "source: it has expired; renew it first");
	struct ac_media_contact_row row = { .source = source,
		.outlet = ac_str_trim(a->made->outlet),
		.language = a->made->language,
		.name = ac_str_trim(a->made->name),
		.phone = ac_str(a->phone),
		.email = ac_str(a->email),
		.added_at = a->by.at };
	AC_TRY(ac_media_contact_insert(db, &row, &a->id, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("source", source);
	return ac_decided(db, &a->by, "media.add", "media", a->id, detail, err);
}

static enum ac_status check_words(const struct ac_media_new *made, struct ac_error *err)
{
	if (!ac_str_trim(made->name).n || made->name.n > name_max)
		return ac_fail(err, AC_INVALID, "name: 1 to %d bytes", name_max);
	if (!ac_str_trim(made->outlet).n || made->outlet.n > name_max)
		return ac_fail(err, AC_INVALID, "outlet: 1 to %d bytes", name_max);
	if (made->language.n < 2 || made->language.n > language_max)
		return ac_fail(err, AC_INVALID, "language: a tag as in en, he, pt-BR");
	if (!made->phone.n && !made->email.n)
		return ac_fail(err, AC_INVALID, "phone, email: one of them is needed");
	return AC_OK;
}

static enum ac_status check_ways(
	const struct ac_config *config, struct adding *a, struct ac_error *err)
{
	if (a->made->phone.n) {
		struct ac_phone phone = ac_phone_parse(a->made->phone, ac_str(config->region));
		if (phone.verdict == AC_PHONE_IMPOSSIBLE)
			return ac_fail(err, AC_INVALID, "phone: %s", phone.reason);
		(void)snprintf(a->phone, sizeof a->phone, "%s", phone.e164);
	}
	const char *wrong = a->made->email.n ? ac_email_read(a->made->email, a->email) : NULL;
	return wrong ? ac_fail(err, AC_INVALID, "email: %s", wrong) : AC_OK;
}

enum ac_status ac_media_add(struct ac_service *service, struct ac_officer officer,
	const struct ac_media_new *made, int64_t *id, struct ac_error *err)
{
	struct adding a = { .by = ac_by(service, officer), .made = made };
	AC_TRY(check_words(made, err));
	AC_TRY(check_ways(ac_service_config(service), &a, err));
	AC_TRY(ac_service_write(service, add, &a, err));
	*id = a.id;
	return AC_OK;
}

/* ---- drop ---- */

struct dropping {
	struct ac_by by;
	int64_t id;
};

static enum ac_status drop(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct dropping *d = ctx;
	AC_TRY(ac_media_contact_drop(db, d->id, d->by.at, err));
	return ac_decided(db, &d->by, "media.drop", "media", d->id, NULL, err);
}

enum ac_status ac_media_drop(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err)
{
	struct dropping d = { ac_by(service, officer), id };
	return ac_service_write(service, drop, &d, err);
}

/* ---- list ---- */

struct listing {
	struct ac_json *contacts;
	struct ac_json *ids; /* for the audit row */
};

static void put_contact(void *ctx, const struct ac_media_contact_row *row)
{
	struct listing *l = ctx;
	struct ac_json *json = ac_json_add_object(l->contacts);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "outlet", row->outlet);
	ac_json_set_str(json, "name", row->name);
	ac_json_set_str(json, "language", row->language);
	ac_json_set_str_if(json, "phone", row->phone);
	ac_json_set_str_if(json, "email", row->email);
	ac_json_set_wall(json, "added_at", row->added_at);
	ac_json_set_wall_if(json, "source_expires", row->source_expires);
	ac_json_add_i64(l->ids, row->id);
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_media_contact_each(db, put_contact, ctx, err);
}

enum ac_status ac_media_list(struct ac_service *service, struct ac_officer officer,
	struct ac_json *answer, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	struct listing l = { ac_json_set_array(answer, "contacts"),
		ac_json_set_array(detail, "contacts") };
	AC_TRY(ac_service_read(service, look, &l, err));
	if (!ac_json_count(l.ids))
		return AC_OK;
	return ac_decide(service, officer, "media.read", "media", 0, detail, err);
}

/* ---- deliveries ---- */

struct delivered {
	int64_t warning, attribution;
	struct ac_json *deliveries;
};

static void put_delivery(void *ctx, const struct ac_media_delivery_row *row)
{
	struct delivered *d = ctx;
	struct ac_json *json = ac_json_add_object(d->deliveries);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_i64(json, "contact", row->contact);
	ac_json_set_str(json, "outlet", row->outlet);
	ac_json_set_str(json, "kind", row->kind);
	ac_json_set_str(json, "language", row->language);
	ac_json_set_str(json, "text", row->text);
	ac_json_set_str(json, "state", row->state);
	ac_json_set_str_if(json, "why", row->why);
	ac_json_set_i64(json, "tries", row->tries);
	ac_json_set_wall(json, "created_at", row->created_at);
	ac_json_set_wall_if(json, "submitted_at", row->submitted_at);
	ac_json_set_wall_if(json, "ended_at", row->ended_at);
}

static void see_warning(void *ctx, const struct ac_warning_row *row)
{
	(void)ctx, (void)row;
}

static void see_attribution(void *ctx, const struct ac_attribution_row *row)
{
	(void)ctx, (void)row;
}

static enum ac_status look_at_deliveries(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct delivered *d = ctx;
	AC_TRY(d->warning ? ac_warning_get(db, d->warning, see_warning, NULL, err)
			  : ac_attribution_get(db, d->attribution, see_attribution, NULL, err));
	return ac_media_delivery_each(db, d->warning, d->attribution, put_delivery, d, err);
}

enum ac_status ac_media_deliveries(struct ac_service *service, int64_t warning, int64_t attribution,
	struct ac_json *answer, struct ac_error *err)
{
	struct delivered d = { warning, attribution, ac_json_set_array(answer, "deliveries") };
	return ac_service_read(service, look_at_deliveries, &d, err);
}
