#include "service/desk/issuer.h"

#include "base/log.h"
#include "cap/sign.h"
#include "cap/verify.h"
#include "service/desk/decide.h"
#include "service/desk/issuer_p.h"
#include "store/cases.h"
#include "vault/vault.h"

enum { pem_max = 1 << 20 };

/* ---- the generations ---- */

void issuer_keys_done(struct issuer_keys *keys)
{
	ac_vec_each(&keys->list, key)
		ac_free(key->pem);
	ac_vec_done(&keys->list);
}

static void take_key(void *ctx, const struct ac_issuer_key_row *row)
{
	struct issuer_keys *keys = ctx;
	struct issuer_key key = { .id = row->id,
		.pem = ac_strndup(row->public_pem.p, row->public_pem.n),
		.not_before = row->not_before,
		.not_after = row->not_after };
	memcpy(key.name, row->name.p, row->name.n < sizeof key.name ? row->name.n : 0);
	ac_vec_push(&keys->list, key);
}

enum ac_status issuer_keys_load(struct ac_db *db, struct issuer_keys *keys, struct ac_error *err)
{
	return ac_issuer_key_each(db, take_key, keys, err);
}

const struct issuer_key *issuer_keys_current(const struct issuer_keys *keys)
{
	if (!keys->list.n)
		return NULL;
	const struct issuer_key *last = &keys->list.at[keys->list.n - 1];
	return last->not_after.us ? NULL : last;
}

static void export_time(struct ac_buf *pem, const char *label, struct ac_wall wall)
{
	char text[32];
	if (!wall.us)
		return;
	ac_wall_format(wall, text);
	ac_buf_printf(pem, "%s: %s\n", label, text);
}

void issuer_keys_export(const struct issuer_keys *keys, struct ac_buf *pem)
{
	ac_vec_each(&keys->list, key) {
		ac_buf_printf(pem, "generation: %lld\nname: %s\n", (long long)key->id, key->name);
		export_time(pem, "not-before", key->not_before);
		export_time(pem, "not-after", key->not_after);
		ac_buf_add_str(pem, ac_str(key->pem));
	}
}

/* ---- making one ---- */

static enum ac_status insert_key(struct ac_db *db, const struct ac_cap_key *key, int64_t id,
	struct ac_wall not_before, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf pem;
	ac_buf_init(&pem, pem_max);
	ac_cap_key_add_public(key, &pem);
	struct ac_issuer_key_row row = { .id = id,
		.name = ac_str(ac_cap_key_name(key)),
		.public_pem = ac_buf_str(&pem),
		.not_before = not_before };
	return ac_issuer_key_insert(db, &row, err);
}

static void wipe(struct ac_buf *pem)
{
	if (pem->p)
		ac_vault_wipe(pem->p, pem->cap);
	ac_buf_done(pem);
}
AC_AUTO_DEFINE_VALUE(secret, struct ac_buf, wipe)

enum ac_status ac_issuer_create(struct ac_db *db, const char *path, struct ac_error *err)
{
	AC_AUTO(cap_key) struct ac_cap_key *key = NULL;
	AC_AUTO(secret) struct ac_buf pem;
	ac_buf_init(&pem, issuer_file_max);
	AC_TRY(ac_cap_key_make(&key, err));
	ac_cap_key_add_private(key, &pem);
	AC_TRY(issuer_file_replace(path, ac_buf_str(&pem), err));
	return insert_key(db, key, 1, (struct ac_wall){ 0 }, err);
}

/* ---- rotation ---- */

struct rotation {
	struct ac_by by;
	struct ac_wall at; /* whole seconds, as <sent> is */
	char path[4096];
	struct ac_cap_key *key;
	int64_t generation;
};

static void latest_sent(void *ctx, const struct ac_cap_row *row)
{
	int64_t *latest = ctx;
	if (row->sent_at.us > *latest)
		*latest = row->sent_at.us;
}

/* A clock that runs behind, as in an exercise, would end a key before what it has signed. */
static enum ac_status clock_is_later(struct ac_db *db, const struct issuer_key *current,
	const struct rotation *r, struct ac_error *err)
{
	int64_t latest = current->not_before.us;
	AC_TRY(ac_cap_each(db, 0, latest_sent, &latest, err));
	return r->at.us >= latest
		       ? AC_OK
		       : ac_fail(err, AC_CONFLICT,
				 "the clock stands before what the current key has signed: rotate "
				 "under the clock that the messages were published by");
}

/* Old and new in one file; a file that is missing or broken is what a rotation mends. */
static enum ac_status put_both(const struct rotation *r, struct ac_error *err)
{
	AC_AUTO(secret) struct ac_buf old, both;
	ac_buf_init(&old, issuer_file_max);
	ac_buf_init(&both, issuer_file_max * 2);
	if (issuer_file_read(r->path, &old, NULL) != AC_OK)
		ac_buf_reset(&old);
	ac_buf_add_str(&both, ac_buf_str(&old));
	ac_cap_key_add_private(r->key, &both);
	return issuer_file_replace(r->path, ac_buf_str(&both), err);
}

static enum ac_status rotate(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct rotation *r = ctx;
	AC_AUTO(issuer_keys) struct issuer_keys keys = { 0 };
	AC_TRY(issuer_keys_load(db, &keys, err));
	const struct issuer_key *current = issuer_keys_current(&keys);
	r->generation = current ? current->id + 1 : 1;
	if (current) {
		AC_TRY(clock_is_later(db, current, r, err));
		AC_TRY(ac_issuer_key_end(db, current->id, r->at, err));
	}
	AC_TRY(insert_key(db, r->key, r->generation, current ? r->at : (struct ac_wall){ 0 }, err));
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	ac_json_set_text(detail, "key", ac_cap_key_name(r->key));
	AC_TRY(ac_decided(db, &r->by, "issuer.rotate", "issuer", r->generation, detail, err));
	return put_both(r, err);
}

/* The old private key goes once the database no longer names it. */
static enum ac_status prune(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct rotation *r = ctx;
	AC_AUTO(issuer_keys) struct issuer_keys keys = { 0 };
	AC_AUTO(cap_key) struct ac_cap_key *key = NULL;
	AC_AUTO(secret) struct ac_buf all, one;
	ac_buf_init(&all, issuer_file_max * 2);
	ac_buf_init(&one, issuer_file_max);
	AC_TRY(issuer_keys_load(db, &keys, err));
	AC_TRY(issuer_file_read(r->path, &all, err));
	const struct issuer_key *current = issuer_keys_current(&keys);
	AC_TRY(ac_cap_key_read(ac_buf_str(&all), current ? current->name : "", &key, err));
	ac_cap_key_add_private(key, &one);
	return issuer_file_replace(r->path, ac_buf_str(&one), err);
}

static enum ac_status rotate_and_prune(
	struct ac_service *service, struct rotation *r, struct ac_error *err)
{
	struct ac_error trouble;
	AC_TRY(ac_service_write(service, rotate, r, err));
	if (ac_service_write(service, prune, r, &trouble) != AC_OK)
		ac_log(AC_LOG_WARN, "issuer.old_key_stays", "why=\"%s\"", trouble.msg);
	return AC_OK;
}

enum ac_status ac_issuer_rotate(struct ac_service *service, struct ac_officer officer,
	struct ac_json *answer, struct ac_error *err)
{
	struct rotation r = { .by = ac_by(service, officer) };
	r.at.us = r.by.at.us - r.by.at.us % AC_SECOND;
	ac_issuer_key_path(ac_service_config(service), ac_service_dir(service), r.path);
	AC_AUTO(cap_key) struct ac_cap_key *key = NULL;
	AC_TRY(ac_cap_key_make(&key, err));
	r.key = key;
	AC_TRY(rotate_and_prune(service, &r, err));
	ac_json_set_i64(answer, "generation", r.generation);
	ac_json_set_text(answer, "name", ac_cap_key_name(key));
	return AC_OK;
}

/* ---- looking ---- */

static enum ac_status view(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_json *answer = ctx;
	AC_AUTO(issuer_keys) struct issuer_keys keys = { 0 };
	AC_AUTO(buf) struct ac_buf pem;
	ac_buf_init(&pem, pem_max);
	AC_TRY(issuer_keys_load(db, &keys, err));
	const struct issuer_key *current = issuer_keys_current(&keys);
	struct ac_json *array = ac_json_set_array(answer, "keys");
	ac_vec_each(&keys.list, key) {
		struct ac_json *one = ac_json_add_object(array);
		ac_json_set_i64(one, "generation", key->id);
		ac_json_set_text(one, "name", key->name);
		ac_json_set_wall_if(one, "not_before", key->not_before);
		ac_json_set_wall_if(one, "not_after", key->not_after);
		ac_json_set_bool(one, "current", key == current);
	}
	issuer_keys_export(&keys, &pem);
	ac_json_set_str(answer, "pem", ac_buf_str(&pem));
	return ac_buf_check(&pem, "the issuer's keys", err);
}

enum ac_status ac_issuer_view(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err)
{
	ac_json_set_text(answer, "sender", ac_service_config(service)->sender);
	return ac_service_read(service, view, answer, err);
}

/* ---- signing ---- */

static enum ac_status read_current(const char *path, const struct issuer_key *current,
	struct ac_cap_key **key, struct ac_error *err)
{
	AC_AUTO(secret) struct ac_buf pem;
	ac_buf_init(&pem, issuer_file_max * 2);
	AC_TRY(issuer_file_read(path, &pem, err));
	enum ac_status status = ac_cap_key_read(ac_buf_str(&pem), current->name, key, err);
	return status == AC_OK ? AC_OK : ac_fail_in(err, status, "%s", path);
}

/* As those who have pinned what we gave out will. */
static enum ac_status must_verify(struct ac_str made, struct ac_str sender,
	const struct issuer_keys *keys, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf pem;
	AC_AUTO(cap_issuers) struct ac_cap_issuers *self = ac_cap_issuers_new();
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	ac_buf_init(&pem, pem_max);
	issuer_keys_export(keys, &pem);
	AC_TRY(ac_cap_issuers_add(self, sender, ac_buf_str(&pem), err));
	ac_cap_verify(made, self, &verdict);
	if (verdict.trust == AC_CAP_VERIFIED)
		return AC_OK;
	return ac_fail(err, AC_CORRUPT,
		"nothing is published: the signed message would not verify: %s %s",
		ac_cap_refusal_id(verdict.refusal), verdict.why);
}

enum ac_status ac_issuer_sign(struct ac_db *db, const char *path, struct ac_str sender,
	struct ac_str xml, struct ac_buf *out, char name[ac_cap_key_name_size],
	struct ac_error *err)
{
	AC_AUTO(issuer_keys) struct issuer_keys keys = { 0 };
	AC_AUTO(cap_key) struct ac_cap_key *key = NULL;
	AC_AUTO(buf) struct ac_buf made;
	ac_buf_init(&made, out->max);
	AC_TRY(issuer_keys_load(db, &keys, err));
	const struct issuer_key *current = issuer_keys_current(&keys);
	if (!current)
		return ac_fail(err, AC_CONFLICT,
			"nothing is published unsigned, and there is no key yet: make one with "
			"`allclear issuer rotate`");
	AC_TRY(read_current(path, current, &key, err));
	AC_TRY(ac_cap_sign(xml, key, &made, err));
	AC_TRY(must_verify(ac_buf_str(&made), sender, &keys, err));
	memcpy(name, current->name, ac_cap_key_name_size);
	ac_buf_add_str(out, ac_buf_str(&made));
	return ac_buf_check(out, "the signed message", err);
}
