#include "store/ids.h"

#include <assert.h>
#include <stdatomic.h>

struct ac_ids {
	_Atomic int64_t last[ac_id_count];
};

#define MAX_OF(table) { "max_" #table, "SELECT coalesce(max(id), 0) FROM " #table },
static const struct ac_sql sql_max[] = { AC_ID_TABLES(MAX_OF) };
#undef MAX_OF

enum ac_status ac_ids_load(struct ac_db *db, struct ac_ids **ids, struct ac_error *err)
{
	int64_t last[ac_id_count];
	for (size_t i = 0; i < ac_id_count; i++)
		AC_TRY(ac_db_i64(db, &sql_max[i], AC_NO_VALUES, &last[i], err));
	struct ac_ids *loaded = ac_alloc(sizeof *loaded);
	for (size_t i = 0; i < ac_id_count; i++)
		atomic_init(&loaded->last[i], last[i]);
	db->ids = loaded;
	*ids = loaded;
	return AC_OK;
}

void ac_ids_free(struct ac_ids *ids)
{
	ac_free(ids);
}

int64_t ac_store_next_ids(struct ac_db *db, enum ac_id_kind table, int64_t n)
{
	assert(db->ids);
	return atomic_fetch_add(&db->ids->last[table], n) + 1;
}

int64_t ac_store_next_id(struct ac_db *db, enum ac_id_kind table)
{
	return ac_store_next_ids(db, table, 1);
}
