#include "service/run/facts.h"

#include "store/store.h"

static const char key[] = "journal.expanded";

enum { fact_bytes = 16 };

enum ac_status facts_get(struct ac_db *db, struct facts *facts, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf value;
	ac_buf_init(&value, fact_bytes);
	enum ac_status status = ac_store_meta_get(db, key, &value, err);
	if (status == AC_NOT_FOUND) {
		*facts = (struct facts){ 0 };
		return AC_OK;
	}
	AC_TRY(status);
	struct ac_cursor cursor = ac_cursor(ac_buf_str(&value));
	struct facts read = { .expanded = (int64_t)ac_cursor_u64(&cursor) };
	read.chunk = (int64_t)ac_cursor_u64(&cursor);
	if (cursor.bad || cursor.n)
		return ac_fail(err, AC_CORRUPT, "meta %s does not read: restore a backup", key);
	*facts = read;
	return AC_OK;
}

enum ac_status facts_put(struct ac_db *db, const struct facts *facts, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf value;
	ac_buf_init(&value, fact_bytes);
	ac_buf_add_u64(&value, (uint64_t)facts->expanded);
	ac_buf_add_u64(&value, (uint64_t)facts->chunk);
	return ac_store_meta_put(db, key, ac_buf_str(&value), err);
}
