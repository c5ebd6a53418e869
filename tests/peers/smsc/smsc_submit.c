/* What comes in: submit_sm and the rest. */
#include "base/clock.h"
#include "channel/smpp/receipt.h"
#include "smsc_p.h"
#include "text/alphabet.h"

#include <inttypes.h>
#include <unistd.h>

void smsc_write_log(struct smsc *smsc)
{
	const char *p = smsc->log.p;
	for (size_t left = smsc->log.n; left;) {
		ssize_t n = write(smsc->config.log_fd, p, left);
		if (n <= 0)
			break;
		p += n;
		left -= (size_t)n;
	}
	ac_buf_reset(&smsc->log);
}

static void log_submit(struct smsc *smsc, const struct smsc_submit *submit)
{
	char now[32];
	struct ac_clock clock;
	ac_clock_init(&clock);
	ac_wall_format(ac_clock_wall(&clock), now);
	ac_buf_printf(&smsc->log, "%s\t%" PRIu64 "\t%.*s\t%u\t%u/%u\t%d\t", now, submit->number,
		AC_STR_ARG(submit->to), submit->data_coding, submit->part, submit->parts,
		submit->reference);
	if (smsc->config.log_text) {
		size_t at = smsc->log.n;
		if (ac_text_decode(submit->data_coding, AC_CODING_GSM7, submit->text, &smsc->log,
			    NULL) != AC_OK)
			smsc->log.over = false;
		for (; at < smsc->log.n; at++)
			if ((unsigned char)smsc->log.p[at] < ' ')
				smsc->log.p[at] = ' ';
	} else {
		ac_buf_printf(&smsc->log, "%016" PRIx64,
			ac_hash_bytes(submit->text.p, submit->text.n, 0));
	}
	ac_buf_add_char(&smsc->log, '\n');
	if (smsc->log.n > smsc_log_bytes_max / 2)
		smsc_write_log(smsc);
}

static void answer(struct smsc *smsc, struct connection *connection, uint32_t sequence,
	const struct smsc_submit *submit, const struct smsc_plan *plan)
{
	char storage[24];
	struct ac_str id = AC_STR("");
	if (plan->answer_ms < 0)
		return;
	if (plan->status == 0)
		id = smsc_write_id(submit->number, smsc->config.ids_response, storage);
	struct ac_buf *out = &connection->out;
	if (plan->answer_ms) {
		out = &smsc->scratch;
		ac_buf_reset(out);
	}
	if (plan->status)
		ac_smpp_pack_header(out, AC_SMPP_submit_sm_resp, plan->status, sequence);
	else
		ac_smpp_pack_sm_resp(out, AC_SMPP_submit_sm_resp, 0, sequence, id);
	if (plan->answer_ms)
		later_push(&smsc->later,
			(struct later){ .due_us = ac_mono_now().us + plan->answer_ms * AC_MS,
				.connection = connection->number,
				.pdu = ac_strndup(out->p, out->n),
				.n = (uint32_t)out->n });
}

static struct smsc_submit read_submit(struct smsc *smsc, const struct ac_smpp_sm *sm)
{
	struct ac_smpp_delivery parts;
	ac_smpp_delivery_read(sm, AC_STR(""), &parts);
	return (struct smsc_submit){
		.number = ++smsc->message_number,
		.from = sm->source_addr,
		.to = sm->destination_addr,
		.text = parts.text,
		.data_coding = sm->data_coding,
		.esm_class = sm->esm_class,
		.registered_delivery = sm->registered_delivery,
		.part = parts.parts ? parts.part : 1,
		.parts = parts.parts ? parts.parts : 1,
		.part_reference = parts.part_reference,
		.reference = parts.reference,
		.validity_period = sm->validity_period,
	};
}

static void take_submit(struct connection *connection, const struct ac_smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	smsc->counts.submits++;
	if (!connection->bound) {
		ac_smpp_pack_header(&connection->out, AC_SMPP_submit_sm_resp,
			AC_SMPP_ESME_RINVBNDSTS, pdu->sequence);
		return;
	}
	struct smsc_submit submit = read_submit(smsc, &pdu->sm);
	struct smsc_plan plan = { 0 };
	if (smsc->config.plan)
		plan = smsc->config.plan(smsc->config.ctx, &submit);
	bool accepted = plan.status == 0;
	smsc->counts.accepted += accepted;
	smsc->counts.throttled += plan.status == AC_SMPP_ESME_RTHROTTLED;
	smsc->counts.refused += !accepted && plan.status != AC_SMPP_ESME_RTHROTTLED;
	if (accepted && smsc->config.log_fd > 0)
		log_submit(smsc, &submit);
	if (accepted && plan.receipt_first)
		smsc_send_receipts(smsc, connection, &submit, &plan);
	if (plan.falls)
		later_push(&smsc->later,
			(struct later){ .due_us = ac_mono_now().us + plan.answer_ms * AC_MS,
				.connection = connection->number,
				.falls = true });
	else
		answer(smsc, connection, pdu->sequence, &submit, &plan);
	if (accepted && !plan.receipt_first)
		smsc_send_receipts(smsc, connection, &submit, &plan);
	if (accepted && smsc->config.accepted)
		smsc->config.accepted(smsc->config.ctx, &submit);
}

/* ---- the other PDUs ---- */

static void take_bind(struct connection *connection, const struct ac_smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	uint32_t status = smsc->config.bind_status;
	struct ac_str password = smsc->config.password;
	if (!status && password.n && !ac_str_eq(password, pdu->bind.password))
		status = AC_SMPP_ESME_RINVPASWD;
	smsc->counts.binds += !status;
	smsc->counts.binds_refused += status != 0;
	connection->bound = !status;
	connection->account = ac_hash_bytes(pdu->bind.system_id.p, pdu->bind.system_id.n, 0);
	struct ac_smpp_pdu resp = { .command = pdu->command | AC_SMPP_RESPONSE,
		.status = status,
		.sequence = pdu->sequence,
		.bind_resp = { .system_id = AC_STR("smsc") } };
	if (status)
		ac_smpp_pack_header(&connection->out, resp.command, status, resp.sequence);
	else
		ac_smpp_pack(&connection->out, &resp);
}

void smsc_take_pdu(struct connection *connection, const struct ac_smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	switch (pdu->command) {
	case AC_SMPP_submit_sm: take_submit(connection, pdu); break;
	case AC_SMPP_deliver_sm_resp: smsc_take_delivered(smsc, pdu); break;
	case AC_SMPP_bind_transceiver:
	case AC_SMPP_bind_receiver:
	case AC_SMPP_bind_transmitter: take_bind(connection, pdu); break;
	case AC_SMPP_enquire_link:
		smsc->counts.enquiries++;
		ac_smpp_pack_header(&connection->out, AC_SMPP_enquire_link_resp, 0, pdu->sequence);
		break;
	case AC_SMPP_unbind:
		ac_smpp_pack_header(&connection->out, AC_SMPP_unbind_resp, 0, pdu->sequence);
		connection->bound = false;
		break;
	case AC_SMPP_generic_nack: smsc->counts.broken++; break;
	default:
		if (!(pdu->command & AC_SMPP_RESPONSE))
			ac_smpp_pack_header(&connection->out, AC_SMPP_generic_nack,
				AC_SMPP_ESME_RINVCMDID, pdu->sequence);
	}
}
