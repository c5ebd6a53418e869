#include "service/run/intake_message.h"

#include "base/buf.h"
#include "cap/read.h"
#include "cap/verify.h"

#include <stdio.h>

enum { line_max = 400, list_max = 4000, references_max = 16 << 10 };

/* So much of a text as a list shows. */
static struct ac_str clip(struct ac_arena *arena, struct ac_str text, size_t most)
{
	struct ac_str kept = ac_arena_str(arena, ac_str_clip(text, most));
	return kept.p ? kept : AC_STR("");
}

/* ---- the signature ---- */

static bool is_signed(const struct ac_cap_document *document)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	for (size_t i = 0; i < findings->count; i++)
		if (ac_cap_rule(findings->at[i].rule)->class == AC_CAP_CLASS_SIGNATURE)
			return true;
	return false;
}

/* A sender whose key we have signs everything: what bears no signature is not theirs either. */
static void judge_signature(const struct ac_cap_document *document,
	const struct ac_cap_verdict *verdict, bool known, struct ac_arena *arena,
	struct ac_feed_message_row *row)
{
	char why[sizeof verdict->why + 40];
	if (!known)
		row->signature = is_signed(document) ? AC_STR("unverified") : AC_STR("none");
	else if (verdict->trust == AC_CAP_VERIFIED)
		row->signature = AC_STR("verified");
	else
		row->signature = AC_STR("refused");
	if (!known || verdict->trust == AC_CAP_VERIFIED || row->finding.n)
		return;
	const char *id = verdict->trust == AC_CAP_REFUSED ? ac_cap_refusal_id(verdict->refusal)
							  : "VERIFY-COUNT";
	(void)snprintf(why, sizeof why, "%s: %s", id, verdict->why);
	row->finding = clip(arena, ac_str(why), sizeof why);
}

/* ---- what it says ---- */

static struct ac_str references_of(const struct ac_cap_alert *alert, struct ac_arena *arena)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, references_max);
	for (size_t i = 0; i < alert->reference_count; i++)
		ac_buf_printf(&text, "%s%.*s,%.*s", i ? " " : "",
			AC_STR_ARG(alert->references[i].sender),
			AC_STR_ARG(alert->references[i].identifier));
	struct ac_str kept = ac_arena_str(arena, ac_buf_str(&text));
	return kept.p ? kept : AC_STR("");
}

static struct ac_str areas_of(const struct ac_cap_info *info, struct ac_arena *arena)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, list_max);
	for (size_t i = 0; i < info->area_count; i++)
		ac_buf_printf(&text, "%s%.*s", i ? "; " : "", AC_STR_ARG(info->areas[i].desc));
	return clip(arena, ac_buf_str(&text), list_max);
}

static void take_info(
	const struct ac_cap_alert *alert, struct ac_arena *arena, struct ac_feed_message_row *row)
{
	for (size_t i = 0; i < alert->info_count; i++) {
		const struct ac_wall *expires = alert->infos[i].expires;
		if (expires && expires->us > row->expires_at.us)
			row->expires_at = *expires;
	}
	if (!alert->info_count)
		return;
	const struct ac_cap_info *info = &alert->infos[0];
	row->event = clip(arena, info->event, line_max);
	row->headline = clip(arena, info->headline.n ? info->headline : info->event, line_max);
	row->areas = areas_of(info, arena);
}

static void take_alert(
	const struct ac_cap_alert *alert, struct ac_arena *arena, struct ac_feed_message_row *row)
{
	if (alert->sender.n && alert->identifier.n) {
		row->sender = clip(arena, alert->sender, line_max);
		row->identifier = clip(arena, alert->identifier, line_max);
	}
	row->sent_at = alert->sent;
	row->status = ac_str(ac_cap_status_name(alert->status));
	row->msg_type = ac_str(ac_cap_msg_type_name(alert->msg_type));
	row->references_text = references_of(alert, arena);
	take_info(alert, arena, row);
}

void intake_message_read(struct ac_str bytes, const struct ac_cap_issuers *issuers,
	struct ac_arena *arena, struct ac_feed_message_row *row)
{
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(bytes, NULL);
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	const struct ac_cap_alert *alert = ac_cap_document_alert(document);
	bool known = alert && ac_cap_issuers_know(issuers, alert->sender);
	struct ac_error err = { .msg = "" };
	char pins[ac_cap_pins_size];
	row->xml = bytes;
	row->claims = alert ? clip(arena, alert->sender, line_max) : AC_STR("");
	ac_cap_issuers_pins(issuers, row->claims, pins);
	row->pins = clip(arena, ac_str(pins), sizeof pins);
	row->valid = ac_cap_document_valid(document);
	if (!row->valid && ac_cap_document_fail(document, &err) != AC_OK)
		row->finding = clip(arena, ac_str(err.msg), sizeof err.msg);
	if (known)
		ac_cap_verify(bytes, issuers, &verdict);
	judge_signature(document, &verdict, known, arena, row);
	row->sender = row->identifier = AC_STR("");
	if (verdict.document) /* only what was signed */
		alert = ac_cap_document_alert(verdict.document);
	if (alert)
		take_alert(alert, arena, row);
	if (known && !verdict.document) /* it takes nobody's name */
		row->sender = row->identifier = AC_STR("");
}

bool intake_verified(const struct ac_feed_message_row *row)
{
	return ac_str_eq(row->signature, AC_STR("verified"));
}

bool intake_refused(const struct ac_feed_message_row *row)
{
	return ac_str_eq(row->signature, AC_STR("refused"));
}

bool intake_next_reference(struct ac_str *rest, struct ac_str *sender, struct ac_str *identifier)
{
	struct ac_str one;
	while (ac_str_cut(rest, ' ', &one)) {
		if (ac_str_cut(&one, ',', sender) && ac_str_cut(&one, ',', identifier) &&
			sender->n && identifier->n)
			return true;
	}
	return false;
}
