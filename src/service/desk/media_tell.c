/* What goes to the media: written per contact into the outbox, in the transaction that publishes. */
#include "service/desk/media.h"

#include "base/vec.h"
#include "service/desk/media_words.h"
#include "store/cases.h"
#include "store/media.h"
#include "store/statements.h"
#include "text/alphabet.h"
#include "text/language.h"

#include <stdio.h>

enum { text_max = 1 << 20, languages_max = 64, sms_segments = 6 };

struct contact {
	int64_t id;
	char language[36];
	bool phone;
};

struct telling {
	struct ac_db *db;
	const struct ac_by *by;
	const struct ac_media_news *news;
	struct ac_json *statements; /* published with it: [{"office","language","text"},…] */
	struct ac_buf address;
	const char *base; /* of public addresses; NULL: there are none */
	AC_VEC(struct contact) contacts;
	AC_VEC(int64_t) reached; /* by what was said of the same warning before */
	int64_t expired, held, waiting;
};

static struct ac_str member(const struct ac_json *object, const char *name)
{
	struct ac_str value = AC_STR("");
	(void)!ac_json_opt_str(object, name, AC_STR(""), &value, NULL);
	return value;
}

/* ---- what there is ---- */

/* They got it, or may have. */
static bool has_it(const struct ac_media_delivery_row *row)
{
	return ac_str_eq(row->state, AC_STR("submitted")) ||
	       ac_str_eq(row->state, AC_STR("accepted")) ||
	       ac_str_eq(row->state, AC_STR("delivered")) ||
	       ac_str_eq(row->state, AC_STR("unknown"));
}

static void take_told(void *ctx, const struct ac_media_delivery_row *row)
{
	struct telling *t = ctx;
	if (has_it(row))
		ac_vec_push(&t->reached, row->contact);
}

static bool was_told(const struct telling *t, int64_t contact)
{
	for (size_t i = 0; i < t->reached.n; i++)
		if (t->reached.at[i] == contact)
			return true;
	return false;
}

/* Whoever was told is told what became of it, also when their source has expired since. */
static void take_contact(void *ctx, const struct ac_media_contact_row *row)
{
	struct telling *t = ctx;
	struct contact contact = { .id = row->id, .phone = row->phone.n > 0 };
	bool expired = row->source_expires.us && row->source_expires.us <= t->by->at.us;
	if (expired && !was_told(t, row->id)) {
		t->expired++;
		return;
	}
	(void)snprintf(
		contact.language, sizeof contact.language, "%.*s", AC_STR_ARG(row->language));
	ac_vec_push(&t->contacts, contact);
}

static void take_statement(void *ctx, const struct ac_statement_row *row)
{
	struct telling *t = ctx;
	if (row->published_at.us != t->by->at.us)
		return;
	struct ac_json *json = ac_json_add_object(t->statements);
	ac_json_set_i64(json, "id", row->id);
	ac_json_set_str(json, "office", row->office);
	ac_json_set_str(json, "language", row->language);
	ac_json_set_str(json, "text", row->text);
}

static void take_identifier(void *ctx, const struct ac_cap_row *row)
{
	ac_buf_reset(ctx);
	ac_buf_add_str(ctx, row->identifier);
}

/* Without a public address the document is named by its identifier, which is unique in the world. */
static enum ac_status find_address(struct telling *t, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf identifier;
	ac_buf_init(&identifier, 4096);
	ac_buf_init(&t->address, 8192);
	if (t->news->attribution && t->base)
		ac_buf_printf(&t->address, "%s/attribution/%lld", t->base,
			(long long)t->news->attribution);
	if (!t->news->warning)
		return AC_OK;
	AC_TRY(ac_cap_each(t->db, t->news->warning, take_identifier, &identifier, err));
	if (t->base)
		ac_buf_printf(&t->address, "%s/cap/%.*s.xml", t->base,
			AC_STR_ARG(ac_buf_str(&identifier)));
	else
		ac_buf_printf(&t->address, "CAP %.*s", AC_STR_ARG(ac_buf_str(&identifier)));
	return AC_OK;
}

static enum ac_status gather(struct telling *t, struct ac_error *err)
{
	if (t->news->warning)
		AC_TRY(ac_media_delivery_each(t->db, t->news->warning, 0, take_told, t, err));
	AC_TRY(ac_media_contact_each(t->db, take_contact, t, err));
	AC_TRY(find_address(t, err));
	if (!t->news->warning)
		return AC_OK;
	return ac_statement_each(t->db, t->news->warning, take_statement, t, err);
}

/* ---- one message ---- */

static const struct ac_json *text_for(const struct ac_json *texts, struct ac_str language)
{
	const char *have[languages_max];
	size_t n = 0, picked;
	ac_json_each(texts, text) if (n < languages_max) have[n++] = member(text, "language").p;
	if (!n)
		return NULL;
	(void)ac_text_language_pick(language, have, n, &picked);
	return ac_json_at(texts, picked);
}

/* Whose words there are, and where they can be read. */
static void add_offices(
	const struct telling *t, struct ac_str language, bool addresses, struct ac_buf *out)
{
	bool first = true;
	ac_json_each(t->statements, statement)
	{
		struct ac_str office = member(statement, "office");
		int64_t id = 0;
		if (!ac_str_eq(member(statement, "language"), language))
			continue;
		ac_buf_printf(out, "%s%.*s", first || addresses ? "\n" : ", ", AC_STR_ARG(office));
		(void)!ac_json_get_i64(statement, "id", &id, NULL);
		if (addresses)
			ac_buf_printf(out, ": %s/statement/%lld", t->base, (long long)id);
		first = false;
	}
}

static void add_statements(const struct telling *t, struct ac_str language, struct ac_buf *out)
{
	ac_json_each(t->statements, statement)
	{
		struct ac_str office = member(statement, "office"),
			      said = member(statement, "text");
		if (ac_str_eq(member(statement, "language"), language))
			ac_buf_printf(out, "\n\n%.*s:\n%.*s", AC_STR_ARG(office), AC_STR_ARG(said));
	}
}

/* @param addresses  of what is said beside the warning, too */
static void compose(const struct telling *t, const struct contact *contact,
	const struct ac_json *text, bool addresses, struct ac_buf *out)
{
	struct ac_str language = member(text, "language"), said = member(text, "text");
	ac_buf_reset(out);
	if (t->news->attribution) {
		ac_buf_add_str(out, said);
		if (addresses)
			ac_buf_printf(out, "\n%.*s", AC_STR_ARG(ac_buf_str(&t->address)));
		return;
	}
	ac_buf_printf(out, "%s%.*s", media_prefix(ac_str(t->news->kind), language),
		AC_STR_ARG(member(text, "headline")));
	if (contact->phone)
		add_offices(t, language, addresses, out);
	else
		add_statements(t, language, out);
	ac_buf_printf(
		out, "%s%.*s", contact->phone ? "\n" : "\n\n", AC_STR_ARG(ac_buf_str(&t->address)));
}

/* Why it cannot be sent; NULL when it can. An allegation cut short may be no allegation any more. */
static const char *hindrance(const struct contact *contact, struct ac_str text)
{
	struct ac_text_size size;
	if (!contact->phone)
		return "needs e-mail, which this program cannot send yet";
	if (ac_text_measure(text, &size, NULL) != AC_OK || size.segments > sms_segments)
		return "too long for a short message: tell them another way";
	return NULL;
}

static enum ac_status put(struct telling *t, const struct contact *contact, const char *kind,
	struct ac_str language, struct ac_str text, struct ac_error *err)
{
	const char *why = hindrance(contact, text);
	struct ac_media_delivery_row row = { .contact = contact->id,
		.warning = t->news->warning,
		.attribution = t->news->attribution,
		.kind = ac_str(kind),
		.language = language,
		.text = text,
		.exercise = t->news->exercise,
		.state = ac_str(why ? "held" : "waiting"),
		.why = ac_str(why),
		.created_at = t->by->at };
	t->held += why != NULL;
	t->waiting += why == NULL;
	return ac_media_delivery_insert(t->db, &row, NULL, err);
}

static enum ac_status tell_one(
	struct telling *t, const struct contact *contact, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf message;
	ac_buf_init(&message, text_max);
	const struct ac_json *text = text_for(t->news->texts, ac_str(contact->language));
	if (!text)
		return AC_OK;
	compose(t, contact, text, t->base != NULL, &message);
	if (t->base && contact->phone && hindrance(contact, ac_buf_str(&message)))
		compose(t, contact, text, false, &message); /* the words go before their address */
	AC_TRY(ac_buf_check(&message, "the message to the media", err));
	return put(t, contact, t->news->kind, member(text, "language"), ac_buf_str(&message), err);
}

static void show(const struct telling *t)
{
	char says[200];
	if (!t->held && !t->waiting && !t->expired)
		return;
	(void)snprintf(says, sizeof says,
		"%lld contacts get it, %lld cannot be sent it, %lld of sources that expired",
		(long long)t->waiting, (long long)t->held, (long long)t->expired);
	ac_rehearse_check(&t->by->officer, "media", !t->held && !t->expired, ac_str(says));
}

static const char *base_of(const struct ac_config *config)
{
	return config->public.port ? config->public.url : NULL;
}

static void telling_done(struct telling *t)
{
	ac_json_free(t->statements);
	ac_buf_done(&t->address);
	ac_vec_done(&t->contacts);
	ac_vec_done(&t->reached);
}
AC_AUTO_DEFINE_VALUE(telling, struct telling, telling_done)

/* What was not sent yet must not follow the word that replaces it, not even to those who are not told any more. A
 * statement stands beside a warning until that ends. */
static enum ac_status replace(const struct telling *t, struct ac_error *err)
{
	struct ac_str kind = ac_str(t->news->kind);
	bool ends = ac_str_eq(kind, AC_STR("all_clear")) || ac_str_eq(kind, AC_STR("retraction"));
	if (!ends && !ac_str_eq(kind, AC_STR("update")))
		return AC_OK;
	return ac_media_delivery_replace(t->db, t->news->warning, ends, t->by->at, err);
}

enum ac_status ac_media_tell(struct ac_db *db, const struct ac_by *by,
	const struct ac_config *config, const struct ac_media_news *news, struct ac_error *err)
{
	AC_AUTO(telling)
	struct telling t = { .db = db,
		.by = by,
		.news = news,
		.base = base_of(config),
		.statements = ac_json_new_array() };
	AC_TRY(gather(&t, err));
	AC_TRY(replace(&t, err));
	for (size_t i = 0; t.contacts.at && i < t.contacts.n; i++)
		AC_TRY(tell_one(&t, &t.contacts.at[i], err));
	show(&t);
	return AC_OK;
}

/* ---- withdrawal ---- */

/* Who got it, or may have: the same people, whatever became of their source meanwhile. */
static void take_reached(void *ctx, const struct ac_media_delivery_row *row)
{
	struct telling *t = ctx;
	struct contact contact = { .id = row->contact, .phone = true };
	(void)snprintf(
		contact.language, sizeof contact.language, "%.*s", AC_STR_ARG(row->language));
	if (has_it(row) && ac_str_eq(row->kind, AC_STR("attribution")))
		ac_vec_push(&t->contacts, contact);
}

/* That it does not hold, and where the public is told so. */
static enum ac_status take_back(
	struct telling *t, const struct contact *contact, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf message;
	struct ac_str language = ac_str(contact->language);
	const char *words = media_withdrawal(language);
	ac_buf_init(&message, text_max);
	ac_buf_printf(&message, "%s\n%s/attribution/%lld", words, t->base ? t->base : "",
		(long long)t->news->attribution);
	if (!t->base || hindrance(contact, ac_buf_str(&message))) {
		ac_buf_reset(&message);
		ac_buf_add_str(&message, ac_str(words));
	}
	AC_TRY(ac_buf_check(&message, "the message to the media", err));
	return put(t, contact, "withdrawal", language, ac_buf_str(&message), err);
}

enum ac_status ac_media_withdraw(struct ac_db *db, const struct ac_by *by,
	const struct ac_config *config, int64_t attribution, bool exercise, struct ac_error *err)
{
	const struct ac_media_news news = { .attribution = attribution, .exercise = exercise };
	AC_AUTO(telling)
	struct telling t = { .db = db, .by = by, .news = &news, .base = base_of(config) };
	AC_TRY(ac_media_delivery_drop(db, attribution, by->at, err));
	AC_TRY(ac_media_delivery_each(db, 0, attribution, take_reached, &t, err));
	ac_vec_each(&t.contacts, contact)
		AC_TRY(take_back(&t, contact, err));
	show(&t);
	return AC_OK;
}
