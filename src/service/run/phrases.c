#include "service/run/phrases.h"

#include "base/map.h"
#include "base/vec.h"
#include "service/plan_json.h"
#include "store/cases.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { max_args = 32, own_args = 4 /* name, hotel, until, sent */ };

struct phrasebook {
	atomic_int holders;
	int64_t campaign;
	bool exercise;
	struct ac_plan plan;
	struct ac_json *json; /* of the plan: holds the arguments' names and texts */
	struct ac_arg args[max_args];
	size_t n_args;
	uint16_t fallback;
	const char *zone;
	AC_VEC(struct phrase) phrases;
	AC_VEC(uint64_t) keys; /* of the phrases, same order */
	struct ac_map index;
};

static uint64_t key_of(enum ac_kind kind, int tier, int64_t version, uint16_t language)
{
	return (uint64_t)kind << 40 | (uint64_t)tier << 32 | (uint64_t)(version & 0xffff) << 16 |
	       language;
}

static uint16_t language_of(struct ac_str name)
{
	return name.n < 2 ? 0
			  : (uint16_t)((unsigned char)name.p[0] << 8 | (unsigned char)name.p[1]);
}

void phrasebook_drop(struct phrasebook *book)
{
	if (!book || atomic_fetch_sub(&book->holders, 1) > 1)
		return;
	ac_vec_each(&book->phrases, phrase)
		ac_template_free(phrase->template_);
	ac_vec_done(&book->phrases);
	ac_vec_done(&book->keys);
	ac_map_done(&book->index);
	ac_json_free(book->json);
	ac_free(book);
}

/* ---- arguments ---- */

static enum ac_status read_args(struct phrasebook *book, struct ac_error *err)
{
	const struct ac_json *args;
	AC_TRY(ac_json_opt_object(book->json, "arguments", &args, err));
	return ac_plan_arguments(args, book->args, max_args - own_args, &book->n_args, err);
}

/* ---- texts ---- */

static bool uses(struct ac_str pattern, const char *argument)
{
	return memmem(pattern.p, pattern.n, argument, strlen(argument)) != NULL;
}

static enum ac_status add_phrase(struct phrasebook *book, const struct ac_campaign_text_row *row,
	enum ac_kind kind, struct ac_error *err)
{
	char language[16];
	(void)snprintf(language, sizeof language, "%.*s", AC_STR_ARG(row->language));
	struct ac_arg samples[max_args];
	memcpy(samples, book->args, book->n_args * sizeof *samples);
	samples[book->n_args] = AC_ARG_OF_TEXT("name", AC_STR("Maximiliane Featherstonehaugh"));
	samples[book->n_args + 1] =
		AC_ARG_OF_TEXT("hotel", AC_STR("Grand Hotel Of The Golden Horn"));
	struct ac_template_source source = { .pattern = row->text,
		.action = row->action,
		.language = language,
		.zone = book->zone };
	struct ac_template_rules rules = { .samples = samples, .sample_count = book->n_args + 2 };
	struct phrase phrase = { .uses_name = uses(row->text, "{name"),
		.uses_hotel = uses(row->text, "{hotel") };
	enum ac_status status = ac_template_new(&source, &rules, &phrase.template_, NULL, err);
	if (status != AC_OK)
		return ac_fail_in(err, status, "campaign %lld, %s, tier %d, %s",
			(long long)book->campaign, ac_kind_name(kind), row->tier, language);
	phrase.fixed = ac_template_fixed(phrase.template_);
	uint64_t key = key_of(kind, row->tier, row->version, language_of(row->language));
	ac_map_put(&book->index, key, (uint32_t)book->phrases.n);
	ac_vec_push(&book->phrases, phrase);
	ac_vec_push(&book->keys, key);
	return AC_OK;
}

struct loading {
	struct phrasebook *book;
	enum ac_status status;
	struct ac_error err;
	int64_t warning, case_id;
};

static void visit_text(void *ctx, const struct ac_campaign_text_row *row)
{
	struct loading *loading = ctx;
	enum ac_kind kind;
	if (loading->status != AC_OK)
		return;
	if (!ac_kind_from(row->kind, &kind))
		loading->status = ac_fail(&loading->err, AC_CORRUPT,
			"campaign %lld has a text of unknown kind", (long long)row->campaign);
	else
		loading->status = add_phrase(loading->book, row, kind, &loading->err);
}

static void visit_campaign(void *ctx, const struct ac_campaign_row *row)
{
	struct loading *loading = ctx;
	struct phrasebook *book = loading->book;
	loading->warning = row->warning;
	loading->status = ac_json_parse(row->plan_json, NULL, &book->json, &loading->err);
	if (loading->status == AC_OK)
		loading->status =
			ac_plan_from_json(book->json, row->created_at, &book->plan, &loading->err);
	if (loading->status == AC_OK)
		loading->status = read_args(book, &loading->err);
}

static void add_time(struct phrasebook *book, const char *name, struct ac_wall time)
{
	for (size_t i = 0; i < book->n_args; i++)
		if (strcmp(book->args[i].name, name) == 0)
			return;
	book->args[book->n_args++] = AC_ARG_OF_TIME(name, time);
}

/* What the plan does not say, the warning does: how long it holds, when it was sent. */
static void visit_warning(void *ctx, const struct ac_warning_row *row)
{
	struct loading *loading = ctx;
	loading->case_id = row->case_id;
	add_time(loading->book, "until", row->valid_to);
	add_time(loading->book, "sent", row->published_at.us ? row->published_at : row->created_at);
}

static void visit_case(void *ctx, const struct ac_case_row *row)
{
	((struct loading *)ctx)->book->exercise = row->exercise;
}

static enum ac_status load(
	struct ac_db *db, int64_t campaign, struct loading *loading, struct ac_error *err)
{
	AC_TRY(ac_campaign_get(db, campaign, visit_campaign, loading, err));
	if (loading->status == AC_OK) {
		AC_TRY(ac_warning_get(db, loading->warning, visit_warning, loading, err));
		AC_TRY(ac_case_get(db, loading->case_id, visit_case, loading, err));
		AC_TRY(ac_campaign_text_each(db, campaign, visit_text, loading, err));
	}
	if (loading->status != AC_OK && err)
		*err = loading->err;
	return loading->status;
}

enum ac_status phrasebook_load(struct ac_db *db, int64_t campaign, const char *zone,
	const char *fallback, struct phrasebook **book, struct ac_error *err)
{
	AC_AUTO(phrasebook) struct phrasebook *made = ac_alloc(sizeof *made);
	atomic_store(&made->holders, 1);
	made->campaign = campaign;
	made->zone = zone;
	made->fallback = language_of(ac_str(fallback));
	struct loading loading = { .book = made };
	AC_TRY(load(db, campaign, &loading, err));
	*book = AC_TAKE(made);
	return AC_OK;
}

bool phrasebook_exercise(const struct phrasebook *book)
{
	return book->exercise;
}
const struct ac_plan *phrasebook_plan(const struct phrasebook *book)
{
	return &book->plan;
}
const struct ac_arg *phrasebook_args(const struct phrasebook *book, size_t *n)
{
	*n = book->n_args;
	return book->args;
}

/* ---- finding ---- */

/* In the person's language, else the installation's, else the first there is. */
static const struct phrase *in_some_language(const struct phrasebook *book, enum ac_kind kind,
	int tier, uint16_t version, uint16_t language)
{
	uint32_t at = ac_map_get(&book->index, key_of(kind, tier, version, language));
	if (at == ac_map_none)
		at = ac_map_get(&book->index, key_of(kind, tier, version, book->fallback));
	if (at != ac_map_none)
		return &book->phrases.at[at];
	uint64_t any = key_of(kind, tier, version, 0);
	for (size_t i = 0; i < book->keys.n; i++)
		if ((book->keys.at[i] & ~UINT64_C(0xffff)) == any)
			return &book->phrases.at[i];
	return NULL;
}

static bool is_closing(enum ac_kind kind)
{
	return kind == AC_KIND_all_clear || kind == AC_KIND_retraction;
}

const struct phrase *phrasebook_find(
	const struct phrasebook *book, const struct ac_attempt_entry *entry)
{
	enum ac_kind kind = (enum ac_kind)entry->kind;
	const struct phrase *found =
		in_some_language(book, kind, entry->tier, entry->version, entry->language);
	if (!found && is_closing(kind))
		return in_some_language(book, kind, 0, entry->version, entry->language);
	if (!found && kind != AC_KIND_instruction)
		return in_some_language(
			book, AC_KIND_instruction, entry->tier, entry->version, entry->language);
	return found;
}

/* ---- all of them ---- */

struct phrasebooks {
	pthread_mutex_t lock;
	AC_VEC(struct phrasebook *) books;
};

struct phrasebooks *phrasebooks_new(void)
{
	struct phrasebooks *books = ac_alloc(sizeof *books);
	pthread_mutex_init(&books->lock, NULL);
	return books;
}

void phrasebooks_free(struct phrasebooks *books)
{
	if (!books)
		return;
	ac_vec_each(&books->books, book)
		phrasebook_drop(*book);
	ac_vec_done(&books->books);
	pthread_mutex_destroy(&books->lock);
	ac_free(books);
}

void phrasebooks_put(struct phrasebooks *books, int64_t campaign, struct phrasebook *book)
{
	struct phrasebook *former = NULL;
	pthread_mutex_lock(&books->lock);
	size_t i = 0;
	while (i < books->books.n && books->books.at[i]->campaign != campaign)
		i++;
	if (i < books->books.n) {
		former = books->books.at[i];
		books->books.at[i] = book;
	} else {
		ac_vec_push(&books->books, book); // NOLINT(bugprone-sizeof-expression): of pointers
	}
	pthread_mutex_unlock(&books->lock);
	phrasebook_drop(former);
}

struct phrasebook *phrasebooks_get(struct phrasebooks *books, int64_t campaign)
{
	struct phrasebook *found = NULL;
	pthread_mutex_lock(&books->lock);
	ac_vec_each(&books->books, book)
		if ((*book)->campaign == campaign) {
			found = *book;
			atomic_fetch_add(&found->holders, 1);
		}
	pthread_mutex_unlock(&books->lock);
	return found;
}
