#include "store/sealed.h"

enum ac_status ac_seal_into(struct ac_db *db, const char *column, int64_t row, struct ac_str text,
	struct ac_buf *out, struct ac_error *err)
{
	ac_buf_reset(out);
	ac_vault_seal(db->vault, (struct ac_vault_place){ column, row }, text, out);
	return ac_buf_check(out, column, err);
}

enum ac_status ac_open_column(struct ac_db *db, const char *column, int64_t row,
	struct ac_str sealed, struct ac_buf *out, struct ac_str *text, struct ac_error *err)
{
	size_t n;
	ac_buf_reset(out);
	AC_TRY(ac_add_column(db, column, row, sealed, out, &n, err));
	*text = ac_buf_str(out);
	return AC_OK;
}

enum ac_status ac_add_column(struct ac_db *db, const char *column, int64_t row,
	struct ac_str sealed, struct ac_buf *out, size_t *n, struct ac_error *err)
{
	size_t before = out->n;
	AC_TRY(ac_vault_open_field(
		db->vault, (struct ac_vault_place){ column, row }, sealed, out, err));
	*n = out->n - before;
	return AC_OK;
}
