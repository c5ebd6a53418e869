/* The checker's memory: what the outside knows, when it became durable, and what a crash takes back. */
#include "sim.h"

static struct sim_facts *facts_of(struct sim *sim, int64_t task, bool durable)
{
	struct sim_task *t = &sim->tasks.at[task];
	t->news = true;
	return durable ? &t->durable : &t->now;
}

static void apply_outcome(struct sim *sim, const struct sim_fact *fact, bool durable)
{
	struct sim_message *message = &sim->messages.at[fact->a];
	struct sim_facts *facts = facts_of(sim, message->task, durable);
	bool closing = message->entry.kind == AC_KIND_all_clear ||
		       message->entry.kind == AC_KIND_retraction;
	*(durable ? &message->outcome_durable : &message->outcome) = (int)fact->b;
	bool receipts = sim->links[message->link - 1].receipts;
	bool arrived =
		fact->b == AC_ATTEMPT_delivered || (fact->b == AC_ATTEMPT_accepted && !receipts);
	facts->maybe |= fact->b == AC_ATTEMPT_accepted || fact->b == AC_ATTEMPT_unknown || arrived;
	facts->unknown |= fact->b == AC_ATTEMPT_unknown;
	facts->all_clear |= arrived && closing;
	if (closing)
		return;
	facts->delivered |= fact->b == AC_ATTEMPT_delivered;
	facts->accepted |= fact->b == AC_ATTEMPT_accepted && !receipts;
}

/* What the carrier said is known at once, though it may be written down a little later. */
static void apply_answer(struct sim *sim, const struct sim_fact *fact, bool durable)
{
	const struct sim_message *message = &sim->messages.at[fact->a];
	struct sim_facts *facts = facts_of(sim, message->task, durable);
	facts->maybe |= fact->b == AC_RESULT_ACCEPTED || fact->b == AC_RESULT_UNKNOWN;
	facts->unknown |= fact->b == AC_RESULT_UNKNOWN;
	if (fact->b == AC_RESULT_ACCEPTED && !sim->links[message->link - 1].receipts)
		facts->perhaps_accepted = facts->perhaps_all_clear = true;
}

static void apply_word(struct sim *sim, const struct sim_fact *fact, bool durable)
{
	struct sim_facts *facts = facts_of(sim, fact->a, durable);
	bool officer = fact->kind == FACT_OFFICER_WORD;
	*(officer ? &facts->officer : &facts->heard) = true;
	facts->standing = (uint8_t)fact->c;
	if (fact->b == AC_WORD_need_help)
		facts->help = true;
	facts->quiet = officer && fact->b == AC_WORD_staying;
}

static void apply_state(struct sim *sim, const struct sim_fact *fact, bool durable)
{
	struct sim_campaign *campaign = &sim->campaigns[fact->a];
	ac_vec_each(&campaign->tasks, i) {
		struct sim_facts *facts = facts_of(sim, *i, durable);
		if (fact->b == AC_CAMPAIGN_closing)
			facts->owed = facts->maybe || facts->heard || facts->officer;
	}
	*(durable ? &campaign->state_durable : &campaign->state) = (enum ac_campaign_state)fact->b;
	if (fact->b == AC_CAMPAIGN_closing)
		*(durable ? &campaign->closing_durable : &campaign->closing) =
			(enum ac_kind)fact->c;
}

static void apply_tier(struct sim *sim, const struct sim_fact *fact, bool durable)
{
	struct sim_facts *facts = facts_of(sim, fact->a, durable);
	facts->standing = 0;
	if (fact->b == 1)
		facts->quiet = false;
}

static void apply_text(struct sim *sim, const struct sim_fact *fact, bool durable)
{
	struct sim_campaign *campaign = &sim->campaigns[fact->a];
	(durable ? campaign->versions_durable : campaign->versions)[fact->b] = (uint16_t)fact->c;
}

static void apply(struct sim *sim, const struct sim_fact *fact, bool durable)
{
	switch (fact->kind) {
	case FACT_RECORDED: {
		const struct sim_message *message = &sim->messages.at[fact->a];
		struct sim_number *number = sim_number_of(sim, message->number_key);
		uint8_t bit = (uint8_t)(1 << (message->entry.campaign - 1));
		*(durable ? &number->tried_durable : &number->tried) |= bit;
		break;
	}
	case FACT_OUTCOME: apply_outcome(sim, fact, durable); break;
	case FACT_RECEIPT: facts_of(sim, fact->a, durable)->perhaps_delivered = true; break;
	case FACT_ANSWER: apply_answer(sim, fact, durable); break;
	case FACT_WORD:
	case FACT_OFFICER_WORD: apply_word(sim, fact, durable); break;
	case FACT_VOUCHED:
		facts_of(sim, fact->a, durable)->vouched = true;
		facts_of(sim, fact->a, durable)->quiet = false; /* somebody there talks to us */
		facts_of(sim, fact->a, durable)->standing = 0;
		break;
	case FACT_WRONG: {
		struct sim_facts *facts = facts_of(sim, fact->a, durable);
		facts->perhaps_delivered |= facts->delivered;
		facts->perhaps_accepted |= facts->accepted;
		facts->delivered = facts->accepted = false;
		break;
	}
	case FACT_STOP:
		*(durable ? &sim->numbers.at[fact->a].stopped_durable
			  : &sim->numbers.at[fact->a].stopped) = true;
		break;
	case FACT_GONE:
		while (sim->contacts.n <= (size_t)fact->a)
			ac_vec_push(&sim->contacts, (struct sim_contact){ 0 });
		*(durable ? &sim->contacts.at[fact->a].gone_durable
			  : &sim->contacts.at[fact->a].gone) = true;
		break;
	case FACT_DEAD:
		*(durable ? &sim->numbers.at[fact->a].dead_durable
			  : &sim->numbers.at[fact->a].dead) = true;
		break;
	case FACT_EXCLUDED:
		facts_of(sim, fact->a, durable)->excluded = true;
		facts_of(sim, fact->a, durable)->standing = 0;
		break;
	case FACT_LEFT: facts_of(sim, fact->a, durable)->left = fact->b != 0; break;
	case FACT_TIER: apply_tier(sim, fact, durable); break;
	case FACT_HELP_OWNED: facts_of(sim, fact->a, durable)->help = false; break;
	case FACT_TEXT: apply_text(sim, fact, durable); break;
	case FACT_STATE: apply_state(sim, fact, durable); break;
	case FACT_TAKEN:
		if (durable)
			sim->deliveries.at[fact->a].taken = true;
		break;
	}
}

int64_t check_row(const struct sim *sim)
{
	return sim->outputs.journal.n ? sim->outputs.seq : sim->handed_seq + 1;
}

void check_note(struct sim *sim, enum sim_fact_kind kind, int64_t a, int64_t b, int64_t c)
{
	struct sim_fact fact = { .kind = kind, .seq = check_row(sim), .a = a, .b = b, .c = c };
	apply(sim, &fact, false);
	ac_vec_push(&sim->facts, fact);
}

/* Rows up to seq are durable, and with them the facts that stand in them. */
void check_durable(struct sim *sim, int64_t seq)
{
	size_t n = 0;
	while (n < sim->facts.n && sim->facts.at[n].seq <= seq)
		apply(sim, &sim->facts.at[n++], true);
	memmove(sim->facts.at, sim->facts.at + n, (sim->facts.n - n) * sizeof *sim->facts.at);
	sim->facts.n -= n;
}

/* Attempts whose row was lost never were; what their links owed an answer for is forgotten. */
static void take_back_messages(struct sim *sim)
{
	ac_vec_each(&sim->messages, message) {
		message->outcome = message->outcome_durable;
		if (message->state == MESSAGE_VOID || message->seq <= sim->disk.durable_seq)
			continue;
		if (message->submits)
			sim_fail(sim, 1, "attempt %llx was submitted and its row %lld is lost",
				(unsigned long long)message->attempt, (long long)message->seq);
		message->state = MESSAGE_VOID;
		(void)ac_map_remove(&sim->message_at, message->attempt);
	}
	ac_vec_clear(&sim->open_chunks);
	for (int i = 0; i < sim->n_links; i++)
		sim->links[i].outstanding = sim->links[i].chunks = 0;
}

/* A crash takes back what was not durable. */
void check_crash(struct sim *sim)
{
	ac_vec_clear(&sim->facts);
	ac_vec_each(&sim->tasks, task) {
		task->now = task->durable;
		task->news = true;
		task->known = false;
		task->spoke_step = 0;
	}
	ac_vec_each(&sim->numbers, number) {
		number->stopped = number->stopped_durable;
		number->dead = number->dead_durable;
		number->tried = number->tried_durable;
	}
	ac_vec_each(&sim->contacts, contact)
		contact->gone = contact->gone_durable;
	for (int c = 0; c < sim->n_campaigns; c++) {
		struct sim_campaign *campaign = &sim->campaigns[c];
		campaign->state = campaign->state_durable;
		campaign->closing = campaign->closing_durable;
		memcpy(campaign->versions, campaign->versions_durable, sizeof campaign->versions);
		campaign->ended = campaign->state == AC_CAMPAIGN_closed;
	}
	take_back_messages(sim);
}

static void begin_waiting(struct sim *sim)
{
	ac_vec_each(&sim->messages, message)
		if (message->state == MESSAGE_OUT && message->outcome < 0)
			message->unknown_at = sim->now.mono;
}

/* What the restarted engine holds: everyone who was stored, and whoever called for help is called again. */
void check_recovered(struct sim *sim)
{
	begin_waiting(sim);
	ac_vec_each(&sim->disk.tasks, stored) {
		int index = sim_task_of(sim, stored->campaign + 1, stored->person + 1);
		struct ac_person_view view;
		if (ac_engine_person(sim->engine, stored->campaign + 1, stored->person + 1,
			    &view) != AC_OK) {
			sim_fail(sim, 3,
				"traveller %d of campaign %d was stored and is gone after the "
				"crash",
				stored->person + 1, stored->campaign + 1);
			return;
		}
		if (index == sim_no_one)
			index = check_task_add(sim, stored->campaign, stored->person);
		struct sim_task *task = &sim->tasks.at[index];
		task->known = true;
		task->spec = stored->spec;
		task->help_raised = sim->now.wall;
		task->joined_step = sim->step;
		task->joined = sim->now.mono;
	}
}

int check_task_add(struct sim *sim, int c, int person)
{
	struct sim_campaign *campaign = &sim->campaigns[c];
	int index = (int)sim->tasks.n;
	ac_vec_push(&sim->tasks, ((struct sim_task){ .campaign = c, .person = person }));
	while (campaign->task_of.n <= (size_t)person)
		ac_vec_push(&campaign->task_of, sim_no_one);
	campaign->task_of.at[person] = index;
	ac_vec_push(&campaign->tasks, index);
	return index;
}

/* ---- inputs ---- */

static void tasks_given(struct sim *sim, const struct ac_tasks_input *tasks, size_t input)
{
	for (size_t i = 0; i < tasks->n; i++) {
		const struct ac_task_spec *spec = &tasks->specs[i];
		int index = sim_task_of(sim, spec->campaign, spec->traveller);
		if (index == sim_no_one)
			index = check_task_add(
				sim, (int)spec->campaign - 1, (int)spec->traveller - 1);
		struct sim_task *task = &sim->tasks.at[index];
		if (!task->known) {
			task->joined_step = sim->step;
			task->joined_input = input;
			task->joined = sim->now.mono;
		}
		task->known = task->news = true;
		task->spec = *spec;
	}
}

static void answer_given(struct sim *sim, const struct ac_submitted_input *in)
{
	uint32_t m = ac_map_get(&sim->message_at, in->attempt);
	struct sim_message *message = &sim->messages.at[m];
	if (message->told_answer == message->submits)
		return; /* said twice */
	message->told_answer = message->submits;
	sim->links[in->link - 1].outstanding -= message->segments;
	if (in->result == AC_RESULT_UNKNOWN)
		message->unknown_at = sim->now.mono;
	if (in->result == AC_RESULT_THROTTLED)
		sim->links[in->link - 1].throttled_at = sim->now.mono;
}

static void texts_given(struct sim *sim, const struct ac_rendered_input *rendered)
{
	for (size_t i = 0; i < rendered->n; i++) {
		uint32_t m = ac_map_get(
			&sim->message_at, (uint64_t)rendered->chunk << ac_chunk_bits | i);
		if (m == (uint32_t)ac_map_none)
			continue;
		sim->messages.at[m].rendered = rendered->segments[i] > 0;
		sim->messages.at[m].segments = rendered->segments[i];
	}
}

void check_inputs(struct sim *sim)
{
	ac_vec_each(&sim->inbox, in) {
		if (in->kind == AC_INPUT_TASKS)
			tasks_given(sim, &in->tasks, (size_t)(in - sim->inbox.at));
		if (in->kind == AC_INPUT_SUBMITTED)
			answer_given(sim, &in->submitted);
		if (in->kind == AC_INPUT_RENDERED)
			texts_given(sim, &in->rendered);
		if (in->kind == AC_INPUT_LINK && in->link.up) {
			struct sim_link *link = &sim->links[in->link.link - 1];
			link->tokens = 1 > link->rate * 0.05 ? 1 : link->rate * 0.05;
			link->filled = sim->now.mono;
		}
	}
}

/* The service's own note: which row takes in the news of people (disk.c). */
static void note_news(struct sim *sim)
{
	ac_vec_each(&sim->inbox, in)
		for (size_t i = 0; in->kind == AC_INPUT_TASKS && i < in->tasks.n; i++) {
			const struct ac_task_spec *spec = &in->tasks.specs[i];
			int task = sim_task_of(sim, spec->campaign, spec->traveller);
			sim_disk_news(sim, spec, check_row(sim));
			if (sim->tasks.at[task].view.standing != AC_STANDING_excluded)
				check_note(sim, FACT_LEFT, task, 0, 0); /* back in the audience */
		}
}

/* ---- the journal row ---- */

static void note_chunk(struct sim *sim, const struct ac_chunk_record *chunk)
{
	struct ac_cursor cursor = ac_cursor(chunk->entries);
	struct ac_attempt_entry entry;
	for (unsigned i = 0; ac_attempt_entry_next(&cursor, &entry); i++) {
		struct sim_message message = { .attempt =
						       (uint64_t)chunk->chunk << ac_chunk_bits | i,
			.entry = entry,
			.task = sim_task_of(sim, entry.campaign, entry.traveller),
			.link = chunk->link,
			.seq = sim->outputs.seq,
			.step = sim->step,
			.chosen = sim->now.wall,
			.outcome = -1,
			.outcome_durable = -1 };
		if (message.task == sim_no_one ||
			ac_map_get(&sim->message_at, message.attempt) != (uint32_t)ac_map_none) {
			sim_fail(sim, 1, "attempt %llx is recorded for nobody, or twice",
				(unsigned long long)message.attempt);
			return;
		}
		message.due_before = sim->tasks.at[message.task].view.due;
		message.tier_before = sim->tasks.at[message.task].view.tier;
		message.busy_before = sim->tasks.at[message.task].busy_step;
		const struct ac_task_spec *spec = &sim->tasks.at[message.task].spec;
		if (entry.contact_index >= spec->n_contacts ||
			spec->contacts[entry.contact_index].id != entry.contact) {
			sim_fail(sim, 1,
				"attempt %llx goes to a contact that is not the traveller's",
				(unsigned long long)message.attempt);
			return;
		}
		message.number_key = spec->contacts[entry.contact_index].number_key;
		if (sim->options.mutation)
			sim_mutate_message(sim, &message);
		ac_map_put(&sim->message_at, message.attempt, (uint32_t)sim->messages.n);
		ac_vec_push(&sim->messages, message);
		check_note(sim, FACT_RECORDED, (int64_t)sim->messages.n - 1, 0, 0);
		sim_trace(sim,
			"row %lld records attempt %llx: %s v%d tier %d to %lld over contact %d",
			(long long)sim->outputs.seq, (unsigned long long)message.attempt,
			ac_kind_name(entry.kind), entry.version, entry.tier,
			(long long)entry.traveller, entry.contact_index);
	}
}

static void note_outcome(struct sim *sim, const struct ac_outcome_record *outcome)
{
	uint32_t m = ac_map_get(&sim->message_at, outcome->attempt);
	if (m == (uint32_t)ac_map_none) {
		sim_fail(sim, 1, "an outcome of attempt %llx, which was never recorded",
			(unsigned long long)outcome->attempt);
		return;
	}
	struct sim_message *message = &sim->messages.at[m];
	sim_trace(sim, "row %lld: attempt %llx %s", (long long)sim->outputs.seq,
		(unsigned long long)outcome->attempt, ac_attempt_state_name(outcome->state));
	if (outcome->state == AC_ATTEMPT_withdrawn && message->state == MESSAGE_RECORDED)
		message->state = MESSAGE_WITHDRAWN;
	if (outcome->state == AC_ATTEMPT_accepted && message->result != AC_RESULT_ACCEPTED)
		sim_fail(sim, 2,
			"attempt %llx is written down as accepted; the carrier never said so",
			(unsigned long long)outcome->attempt);
	check_note(sim, FACT_OUTCOME, (int64_t)m, outcome->state, 0);
}

/* A number that does not exist is nobody's way any more. */
static void number_dead(struct sim *sim, uint64_t number)
{
	ac_vec_each(&sim->tasks, task)
		for (int k = 0; task->known && k < task->spec.n_contacts; k++)
			if (task->spec.contacts[k].number_key == number)
				check_note(sim, FACT_GONE, task->spec.contacts[k].id, 0, 0);
}

static void note_receipt(struct sim *sim, const struct ac_receipt_input *in)
{
	int index = sim_delivery_of(sim, in->token);
	if (index == sim_no_one)
		return;
	const struct sim_delivery *d = &sim->deliveries.at[index];
	if (in->result == AC_RECEIPT_RESULT_DEAD)
		check_note(sim, FACT_DEAD, ac_map_get(&sim->number_at, in->number_key), 0, 0);
	if (in->result != AC_RECEIPT_RESULT_DELIVERED)
		return;
	if (sim->messages.at[d->message].state != MESSAGE_VOID)
		check_note(sim, FACT_RECEIPT, sim->messages.at[d->message].task, 0, 0);
	if (d->with_key)
		return;
	for (size_t i = 0; i < sim->tasks.n; i++) /* it may fit another one's unknown message */
		for (int k = 0; k < sim->tasks.at[i].spec.n_contacts; k++)
			if (sim->tasks.at[i].spec.contacts[k].number_key == in->number_key)
				check_note(sim, FACT_RECEIPT, (int64_t)i, 0, 0);
}

static void note_answer(struct sim *sim, const struct ac_submitted_input *in)
{
	uint32_t m = ac_map_get(&sim->message_at, in->attempt);
	check_note(sim, FACT_ANSWER, m, (int64_t)in->result, 0);
	if (in->result != AC_RESULT_DEAD)
		return;
	uint64_t number = sim->messages.at[m].number_key;
	check_note(sim, FACT_DEAD, ac_map_get(&sim->number_at, number), 0, 0);
	number_dead(sim, number);
}

/* What carriers said in this step. */
static void note_carriers(struct sim *sim)
{
	ac_vec_each(&sim->inbox, in) {
		if (in->kind == AC_INPUT_RECEIPT)
			note_receipt(sim, &in->receipt);
		if (in->kind == AC_INPUT_SUBMITTED)
			note_answer(sim, &in->submitted);
	}
}

/* The row is read as anyone could who finds it in the database. */
void check_journal(struct sim *sim)
{
	struct ac_str row = ac_buf_str(&sim->outputs.journal);
	if (!row.n)
		return;
	if (sim->outputs.seq != sim->handed_seq + 1) {
		sim_fail(sim, 1, "row %lld follows row %lld", (long long)sim->outputs.seq,
			(long long)sim->handed_seq);
		return;
	}
	struct ac_cursor cursor = ac_cursor(row);
	struct ac_record record;
	while (!sim->failed && ac_record_next(&cursor, &record)) {
		if (record.kind == AC_RECORD_CHUNK)
			note_chunk(sim, &record.chunk);
		if (record.kind == AC_RECORD_OUTCOME)
			note_outcome(sim, &record.outcome);
	}
	if (cursor.bad)
		sim_fail(sim, 1, "row %lld does not read", (long long)sim->outputs.seq);
	int64_t open = sim->outputs.seq - sim->disk.told_seq;
	if (open > sim->config.max_uncommitted + 1)
		sim_fail(sim, 12, "%lld rows are handed out and not durable, %d are allowed",
			(long long)open, sim->config.max_uncommitted);
}

void check_step(struct sim *sim)
{
	note_carriers(sim);
	check_journal(sim);
	if (sim->failed)
		return;
	note_news(sim);
	check_words(sim);
	sim_mutate_late(sim);
	check_outputs(sim);
	check_everyone(sim);
}
