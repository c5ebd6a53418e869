/* An update that ends a warning sooner, or leaves part of its area: for those whom it leaves it is an all-clear,
 * and it takes what one takes. */
#include "service/desk/ledger.h"
#include "service/desk/level_p.h"
#include "service/desk/warning_p.h"

static enum ac_status area_of(const struct warning *w, struct ac_area **area, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 64u << 20);
	ac_json_write(w->areas, &text);
	AC_TRY(ac_buf_check(&text, "the areas", err));
	return ac_areas_read(ac_buf_str(&text), area, err);
}

static enum ac_status leaves_area(const struct warning *before, const struct warning *after,
	bool *leaves, struct ac_error *err)
{
	AC_AUTO(area) struct ac_area *old = NULL;
	AC_AUTO(area) struct ac_area *new = NULL;
	AC_TRY(area_of(before, &old, err));
	AC_TRY(area_of(after, &new, err));
	*leaves = !ac_area_covers(new, old);
	return AC_OK;
}

/* What is left of it is looked at again when it ends, and says itself what still holds. */
static enum ac_status ask(
	struct ac_db *db, const struct warning *after, const struct ac_by *by, struct ac_error *err)
{
	struct level_now now;
	const struct ac_level_of of = warning_level_of(after);
	struct ac_lowering loosening = { .at = by->at,
		.all_clear = true,
		.scheme = ac_scheme_find(ac_str(after->scheme)),
		.from = after->level,
		.to = after->level,
		.residual_advice = true,
		.review = after->valid_to };
	if (!loosening.scheme)
		return ledger_require(db, after->case_id, &loosening, err);
	AC_TRY(level_now(db, &of, &now, err));
	loosening.lowered_at = now.lowered_at;
	AC_TRY(ledger_require(db, after->case_id, &loosening, err));
	return level_owners_allow(db, &of, &loosening, err);
}

enum ac_status warning_may_loosen(struct ac_db *db, const struct warning *before,
	const struct warning *after, const struct ac_by *by, struct ac_error *err)
{
	struct ac_error lacks = { 0 };
	bool sooner = after->valid_to.us < before->valid_to.us;
	bool later = after->valid_from.us > before->valid_from.us;
	bool leaves = false;
	if (!sooner && !later)
		AC_TRY(leaves_area(before, after, &leaves, err));
	if (!sooner && !later && !leaves)
		return AC_OK;
	enum ac_status status = ask(db, after, by, &lacks);
	if (status == AC_OK)
		return AC_OK;
	return ac_fail(err, status, "it %s, which takes what `warning clear` takes: %s",
		sooner  ? "would end sooner"
		: later ? "would begin later"
			: "would leave part of its area",
		lacks.msg);
}
