/* service/desk/import_run.c - an import as an officer orders it. */
#include "service/config.h"
#include "service/desk/campaigns.h"
#include "service/desk/import.h"
#include "json/json.h"

static const char *const kinds[] = { "hotels", "sites", "travellers" };
static const char *const actions[] = { "import.hotels", "import.sites", "import.travellers" };

/* What the caller left open, from the configuration. */
static struct ac_import_options complete(
	const struct ac_service *service, const struct ac_import_options *options)
{
	struct ac_import_options made = *options;
	if (!made.zone)
		made.zone = ac_service_zone(service);
	if (made.region.n == 0)
		made.region = ac_str(ac_service_config(service)->region);
	if (made.now.us == 0)
		made.now = ac_service_now(service);
	return made;
}

/* A dry run reads in one snapshot, as long as it takes. */
static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct ac_mono never = { INT64_MAX };
	for (bool more = true; more;)
		AC_TRY(ac_import_slice(db, ctx, never, &more, err));
	return AC_OK;
}

static void set_counts(struct ac_json *json, const struct ac_findings *findings)
{
	ac_json_set_i64(json, "rows", findings->rows);
	ac_json_set_i64(json, "added", findings->added);
	ac_json_set_i64(json, "updated", findings->updated);
	ac_json_set_i64(json, "unchanged", findings->unchanged);
	ac_json_set_i64(json, "refused", findings->refused);
	ac_json_set_i64(json, "doubtful", findings->doubtful);
}

static void set_findings(struct ac_json *answer, const struct ac_findings *findings)
{
	struct ac_json *list = ac_json_set_array(answer, "findings");
	ac_vec_each(&findings->notes, note) {
		struct ac_json *json = ac_json_add_object(list);
		ac_json_set_i64(json, "line", note->line);
		ac_json_set_text(json, "column", note->column);
		ac_json_set_text(json, "severity",
			note->severity == AC_FINDING_REFUSED ? "refused" : "doubtful");
		ac_json_set_text(json, "message", note->message);
	}
	ac_json_set_i64(answer, "findings_left_out", findings->dropped);
}

static void tell(struct ac_json *answer, const struct ac_import_result *result, int64_t moved)
{
	ac_json_set_text(answer, "kind", kinds[result->kind]);
	ac_json_set_bool(answer, "dry_run", result->dry);
	set_counts(answer, result->findings);
	ac_json_set_i64(answer, "moved", moved);
	struct ac_json *left_out = ac_json_set_array(answer, "columns_left_out");
	for (size_t i = 0; i < result->n_left_out; i++)
		ac_json_add_text(left_out, result->left_out[i]);
	set_findings(answer, result->findings);
}

static enum ac_status audit(struct ac_service *service, struct ac_officer officer,
	const struct ac_import_result *result, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	set_counts(detail, result->findings);
	return ac_decide(service, officer, actions[result->kind], "import", 0, detail, err);
}

/* Put, audit, hand on: also what is durable of an import that failed. */
static enum ac_status put(struct ac_service *service, struct ac_officer officer,
	struct ac_import *import, int64_t *moved, struct ac_error *err)
{
	enum ac_status put_status = ac_service_write_bulk(service, ac_import_slice, import, err);
	struct ac_import_result result;
	ac_import_result(import, &result);
	struct ac_error after = { .code = AC_OK };
	enum ac_status status = audit(service, officer, &result, &after);
	if (status == AC_OK && result.n_changed > 0)
		status = ac_campaigns_people_changed(
			service, officer, result.changed, result.n_changed, moved, &after);
	if (put_status == AC_OK && status != AC_OK && err)
		*err = after;
	return put_status != AC_OK ? put_status : status;
}

enum ac_status ac_imports_run(struct ac_service *service, struct ac_officer officer,
	const struct ac_import_options *options, struct ac_json *answer, struct ac_error *err)
{
	if (!options->dry)
		AC_TRY(ac_campaigns_take_changes(service, err));
	const struct ac_import_options made = complete(service, options);
	AC_AUTO(import) struct ac_import *import = NULL;
	AC_TRY(ac_import_open(&made, &import, err));
	int64_t moved = 0;
	if (made.dry)
		AC_TRY(ac_service_read(service, look, import, err));
	else
		AC_TRY(put(service, officer, import, &moved, err));
	struct ac_import_result result;
	ac_import_result(import, &result);
	tell(answer, &result, moved);
	return AC_OK;
}
