#include "store/migrate.h"

#include "base/clock.h"
#include "store/migrate_p.h"

static const char table_text[] =
	"CREATE TABLE IF NOT EXISTS migration ("
	"number BIGINT PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)";
static const struct ac_sql sql_version = { "migration_version",
	"SELECT coalesce(max(number), 0) FROM migration" };
static const struct ac_sql sql_record = { "migration_record",
	"INSERT INTO migration (number, name, at) VALUES ($1, $2, $3)" };

int ac_migrate_target(void)
{
	int last = 0;
	for (const struct ac_migration *m = ac_migrations; m->number; m++)
		last = m->number;
	return last;
}

enum ac_status ac_migrate_version(struct ac_db *db, int *version, struct ac_error *err)
{
	int64_t number = 0;
	AC_TRY(ac_db_i64(db, &sql_version, AC_NO_VALUES, &number, err));
	*version = (int)number;
	return AC_OK;
}

static enum ac_status apply(struct ac_db *db, const struct ac_migration *m, struct ac_error *err)
{
	AC_TRY(ac_db_script(db, m->text, err));
	return ac_db_run(db, &sql_record,
		AC_VALUES(AC_I64(m->number), AC_TEXT(ac_str(m->name)), AC_I64(ac_wall_now().us)),
		err);
}

static enum ac_status migrate_one(
	struct ac_db *db, const struct ac_migration *m, struct ac_error *err)
{
	AC_TRY(ac_db_control(db, AC_DB_BEGIN_WRITE, err));
	enum ac_status status = apply(db, m, err);
	if (status == AC_OK)
		return ac_db_control(db, AC_DB_COMMIT, err);
	ac_db_undo(db);
	return ac_fail_in(err, status, "migration %03d_%s", m->number, m->name);
}

static enum ac_status not_newer(int version, struct ac_error *err)
{
	int target = ac_migrate_target();
	if (version <= target)
		return AC_OK;
	return ac_fail(err, AC_VERSION,
		"the data has schema version %d, this program knows up to %d: install the newer "
		"allclear that wrote it",
		version, target);
}

enum ac_status ac_migrate_check(struct ac_db *db, struct ac_error *err)
{
	int version = 0;
	enum ac_status status = ac_migrate_version(db, &version, err);
	if (status == AC_IO || (status == AC_OK && version == 0))
		return ac_fail(err, AC_CORRUPT, "this database was not made by allclear");
	AC_TRY(status);
	return not_newer(version, err);
}

enum ac_status ac_migrate(struct ac_db *db, struct ac_error *err)
{
	int version = 0;
	AC_TRY(ac_db_script(db, table_text, err));
	AC_TRY(ac_migrate_version(db, &version, err));
	AC_TRY(not_newer(version, err));
	for (const struct ac_migration *m = ac_migrations; m->number; m++)
		if (m->number > version)
			AC_TRY(migrate_one(db, m, err));
	return AC_OK;
}
