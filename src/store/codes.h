/* store/codes.h - numbers that stand in the database. Never renumber; add at the end.
 * The engine's words (standing, told, contact_point.state, attempt.state …) stand in outreach/types.h. */
#pragma once

/* contact_point.kind */
enum ac_contact_kind { AC_CONTACT_OWN = 1, AC_CONTACT_SECOND = 2, AC_CONTACT_EMERGENCY = 3 };

/* contact_point.channel */
enum ac_contact_channel { AC_CONTACT_PHONE = 1, AC_CONTACT_EMAIL = 2 };

/* stay.confidence */
enum ac_stay_confidence { AC_STAY_INFERRED = 1, AC_STAY_REGISTERED = 2, AC_STAY_CHECKED_IN = 3 };

/* inbound.state */
enum ac_inbound_state { AC_INBOUND_OPEN = 0, AC_INBOUND_TAKEN = 1, AC_INBOUND_SETTLED = 2 };

/* Where sealed values stand: the vault's associated data, together with the row's id. */
#define AC_SEALED_TRAVELLER_REF "traveller.ref_enc"
#define AC_SEALED_TRAVELLER_NAME "traveller.name_enc"
#define AC_SEALED_TRAVELLER_NATIVE_NAME "traveller.native_name_enc"
#define AC_SEALED_CONTACT_ADDRESS "contact_point.address_enc"
#define AC_SEALED_CASE_NOTE_TEXT "case_note.text_enc"
#define AC_SEALED_DECISION_BODY "decision.body_enc"
#define AC_SEALED_DECISION_WHY "decision.why_enc"
#define AC_SEALED_SHIFT_PHONE "duty_shift.phone_enc"
#define AC_SEALED_ATTRIBUTION_BODY "attribution.body_enc"
#define AC_SEALED_ATTRIBUTION_WHY "attribution.why_enc"
#define AC_SEALED_HEADCOUNT_FIGURES "headcount.figures_enc"
#define AC_SEALED_QUIET_ORDER_WHY "quiet_order.why_enc"
#define AC_SEALED_MEDIA_NAME "media_contact.name_enc"
#define AC_SEALED_MEDIA_PHONE "media_contact.phone_enc"
#define AC_SEALED_MEDIA_EMAIL "media_contact.email_enc"
#define AC_SEALED_EVENT_TEXT "event.text_enc"
#define AC_SEALED_INBOUND_TEXT "inbound.text_enc"
#define AC_SEALED_ACCOUNT_TOTP "account.totp_enc"
#define AC_SEALED_REPORT_SOURCE "report.source_enc"
#define AC_SEALED_REPORT_TEXT "report.text_enc"
#define AC_SEALED_CLAIM_TEXT "claim.text_enc"
#define AC_SEALED_ATTACHMENT_NAME "attachment.name_enc"
#define AC_SEALED_ATTACHMENT_BYTES "attachment.bytes_enc"
#define AC_SEALED_FACT_SOURCE "fact.source_enc"
#define AC_SEALED_CASE_ITEM_TEXT "case_item.text_enc"
#define AC_SEALED_CASE_ITEM_WHOM "case_item.whom_enc"
#define AC_SEALED_HOST_NOTICE_EVIDENCE "host_notice.evidence_enc"
#define AC_SEALED_CRITERION_WHY "criterion_entry.why_enc"
#define AC_SEALED_CASE_EVIDENCE_TEXT "case_evidence.text_enc"
