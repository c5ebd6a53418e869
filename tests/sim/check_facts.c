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
	if (facts->maybe && fact->b != AC_ATTEMPT_failed && fact->b != AC_ATTEMPT_withdrawn &&
		message->entry.kind != AC_KIND_ask_again) {
		facts->said_tier = message->entry.tier;
		facts->said_version = message->entry.version;
	}
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
		facts->said_tier = 0; /* to somebody else */
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
