#include "service/desk/evidence.h"

#include "store/cases.h"

enum ac_status ac_evidence_source_from(
	struct ac_str text, struct ac_evidence_source *source, struct ac_error *err)
{
	struct ac_str rest = text, kind;
	struct ac_evidence_source read = { 0 };
	if (!text.n) {
		*source = read;
		return AC_OK;
	}
	bool good = ac_str_cut(&rest, '/', &kind) && rest.p &&
		    (ac_str_eq(kind, AC_STR("report")) || ac_str_eq(kind, AC_STR("note"))) &&
		    ac_str_to_i64(rest, 1, INT64_MAX, &read.id);
	if (!good)
		return ac_fail(err, AC_INVALID, "source: report/NUMBER or note/NUMBER");
	read.kind = kind;
	*source = read;
	return AC_OK;
}

struct finding {
	int64_t id;
	bool found;
};

static void is_note(void *ctx, const struct ac_note_row *row)
{
	struct finding *f = ctx;
	f->found |= row->id == f->id;
}

static void is_case(void *ctx, const struct ac_report_link_row *row)
{
	struct finding *f = ctx;
	f->found |= row->case_id == f->id;
}

enum ac_status ac_evidence_source_check(struct ac_db *db, int64_t case_id,
	const struct ac_evidence_source *source, const struct ac_officer *officer,
	struct ac_error *err)
{
	struct ac_readers readers = ac_readers_of(officer);
	struct finding note = { .id = source->id }, link = { .id = case_id };
	if (!source->kind.n)
		return AC_OK;
	if (ac_str_eq(source->kind, AC_STR("note"))) {
		AC_TRY(ac_note_each(db, case_id, is_note, &note, err));
		return note.found ? AC_OK
				  : ac_fail(err, AC_NOT_FOUND, "source: case %lld has no note %lld",
					    (long long)case_id, (long long)source->id);
	}
	AC_TRY(ac_report_may_read(db, source->id, &readers, err));
	AC_TRY(ac_report_links(db, source->id, is_case, &link, err));
	if (link.found)
		return AC_OK;
	return ac_fail(err, AC_NOT_FOUND,
		"source: report %lld does not bear on case %lld: link it first",
		(long long)source->id, (long long)case_id);
}

/* ---- what rests on it ---- */

void ac_evidence_words_add(struct ac_evidence_words *words, struct ac_json *item,
	const char *member, const struct ac_evidence_source *source, struct ac_str text)
{
	if (!ac_str_eq(source->kind, AC_STR("report"))) {
		ac_json_set_str_if(item, member, text);
		return;
	}
	if (!text.n)
		return;
	const struct ac_evidence_resting resting = { item, source->id, ac_json_new_object() };
	ac_json_set_str(resting.words, member, text);
	ac_vec_push(&words->resting, resting);
}

enum ac_status ac_evidence_words_put(struct ac_db *db, struct ac_evidence_words *words,
	const struct ac_readers *readers, size_t *withheld, struct ac_error *err)
{
	size_t n = 0;
	ac_vec_each(&words->resting, resting) {
		bool may;
		AC_TRY(ac_readers_may_rest(db, readers, resting->report, &may, err));
		n += !may;
		if (!may)
			ac_json_set_bool(resting->item, "withheld", true);
		else
			ac_json_each(resting->words, member) ac_json_set(
				resting->item, ac_json_name(member).p, ac_json_copy(member));
	}
	if (withheld)
		*withheld = n;
	return AC_OK;
}

void ac_evidence_words_done(struct ac_evidence_words *words)
{
	ac_vec_each(&words->resting, resting)
		ac_json_free(resting->words);
	ac_vec_done(&words->resting);
}
