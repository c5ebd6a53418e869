/* service/desk/import_refs.c - what the rows of an import refer to, looked up once a file. */
#include "service/desk/import_p.h"

void import_refs_done(struct import_refs *refs)
{
	ac_vec_each(&refs->sources, source)
		ac_free(source->name);
	ac_vec_done(&refs->sources);
	ac_vec_each(&refs->zones, zone)
		ac_zone_free(*zone);
	ac_vec_done(&refs->zones);
	ac_vec_each(&refs->lodgings, lodging)
		ac_free(lodging->ref);
	ac_vec_done(&refs->lodgings);
	ac_map_done(&refs->lodging_index);
}

/* ---- sources ---- */

static enum ac_status look_up_source(struct import_refs *refs, struct ac_db *db, struct ac_str name,
	struct import_source *source, struct ac_error *err)
{
	int64_t expires_us = 0;
	enum ac_status status = ac_source_find(db, name, &source->id, &expires_us, err);
	if (status == AC_NOT_FOUND)
		source->refusal = "this source is not known: register it with `source add`";
	else if (status != AC_OK)
		return status;
	else if (expires_us == 0)
		source->refusal = "this source has no expiry: renew it with `source add`";
	else if (expires_us <= refs->now.us)
		source->refusal = "this source has expired: renew it with `source add`";
	return source->refusal ? AC_OK : ac_source_is_empty(db, source->id, &source->empty, err);
}

enum ac_status import_refs_source(struct import_refs *refs, struct ac_db *db, struct ac_str name,
	struct import_source *source, struct ac_error *err)
{
	ac_vec_each(&refs->sources, it)
		if (ac_str_eq(ac_str(it->name), name)) {
			*source = it->source;
			return AC_OK;
		}
	struct import_source made = { 0 };
	AC_TRY(look_up_source(refs, db, name, &made, err));
	ac_vec_push(
		&refs->sources, ((struct import_known_source){ ac_strndup(name.p, name.n), made }));
	*source = made;
	return AC_OK;
}

/* ---- lodgings ---- */

enum ac_status import_refs_lodging(struct import_refs *refs, struct ac_db *db, struct ac_str ref,
	struct ac_lodging_at *lodging, struct ac_error *err)
{
	uint64_t key = ac_hash_bytes(ref.p, ref.n, 0);
	uint32_t at = ac_map_get(&refs->lodging_index, key);
	if (at != ac_map_none && ac_str_eq(ac_str(refs->lodgings.at[at].ref), ref)) {
		*lodging = refs->lodgings.at[at].at;
		return AC_OK;
	}
	struct import_known_lodging made = { 0 };
	enum ac_status status = ac_lodging_find(db, ref, &made.at, err);
	if (status != AC_OK && status != AC_NOT_FOUND)
		return status;
	made.ref = ac_strndup(ref.p, ref.n);
	ac_map_put(&refs->lodging_index, key, (uint32_t)refs->lodgings.n);
	ac_vec_push(&refs->lodgings, made);
	*lodging = made.at;
	return AC_OK;
}

/* ---- zones ---- */

const struct ac_zone *import_refs_zone(struct import_refs *refs, struct ac_str name)
{
	if (name.n == 0)
		return refs->zone;
	ac_vec_each(&refs->zones, it)
		if (ac_str_eq(ac_str(ac_zone_name(*it)), name))
			return *it;
	struct ac_zone *zone = NULL;
	if (ac_zone_new(name, &zone, NULL) != AC_OK)
		return NULL;
	ac_vec_push(&refs->zones, zone); // NOLINT(bugprone-sizeof-expression): of pointers
	return zone;
}
