/* Any bytes as a CAP document: every finding says what and where, and a valid document is the same
 * message after it was written and read back. */
#include "fuzz/fuzz.h"

#include "cap/json.h"
#include "cap/write.h"

static void check_findings(const struct ac_cap_document *document)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	must(ac_cap_document_valid(document) == (findings->errors == 0), "valid is without errors");
	must(findings->count <= ac_cap_findings_max, "findings are bounded");
	for (size_t i = 0; i < findings->count; i++) {
		const struct ac_cap_finding *f = &findings->at[i];
		must(f->line >= 1, "a finding has a line");
		must(i == 0 || f->line >= f[-1].line, "findings stand in the order of lines");
		must(f->message[0] && ac_str_is_utf8(ac_str(f->message)), "a message is a text");
		for (const char *c = f->message; *c; c++)
			must((unsigned char)*c >= ' ', "a message is one printable line");
	}
}

static void model_text(struct ac_cap_document *document, struct ac_buf *out)
{
	AC_AUTO(json) struct ac_json *json = ac_cap_to_json(ac_cap_document_alert(document));
	ac_json_write(json, out);
}

static void check_round_trip(struct ac_cap_document *document)
{
	AC_AUTO(cap_document) struct ac_cap_document *again = NULL;
	AC_AUTO(buf) struct ac_buf xml, before, after;
	struct ac_error err = { 0 };
	ac_buf_init(&xml, 8 << 20);
	ac_buf_init(&before, 64 << 20);
	ac_buf_init(&after, 64 << 20);
	enum ac_status status =
		ac_cap_write(ac_cap_document_alert(document), AC_CAP_FORWARD, &xml, &again, &err);
	/* UTC may lead out of the years 1 to 9999 */
	if (status == AC_INVALID &&
		(strstr(err.msg, "TIME-FORMAT") || strstr(err.msg, "REF-FORMAT")))
		return;
	must(status == AC_OK, err.msg);
	model_text(document, &before);
	model_text(again, &after);
	must(ac_str_eq(ac_buf_str(&before), ac_buf_str(&after)), "it reads back the same");
}

/* Quotes that enclose nothing leave open what the items are. */
static bool has_broken_list(const struct ac_cap_document *document)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	for (size_t i = 0; i < findings->count; i++)
		if (findings->at[i].rule == AC_CAP_LIST_QUOTE)
			return true;
	return findings->count >= ac_cap_findings_max * 4 / 5;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str bytes = { (const char *)data, size };
	const struct ac_cap_profile *profile = ac_cap_profile_at(size % 5);
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(bytes, profile);
	check_findings(document);
	const struct ac_cap_alert *alert = ac_cap_document_alert(document);
	if (alert && ac_cap_document_valid(document) && !has_broken_list(document))
		check_round_trip(document);
	return 0;
}
