/* smsc - an SMSC on 127.0.0.1 for demo, bench and tests. `smsc --help` lists what it can be made to do.
 *
 * First line on stdout: "smsc: listening on 127.0.0.1:PORT". Last line: the counts. */
#include "base/clock.h"
#include "base/random.h"
#include "channel/smpp/pdu.h"
#include "people.h"
#include "smsc.h"

#include <argp.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

struct options {
	struct smsc_config smsc;
	bool no_receipts;
	int32_t receipt_ms[2], answer_ms[2]; /* from, to */
	double lose_answers, lose_receipts, early, twice, fail, dead, temporary, reject;
	double limit_per_s; /* of submits; 0: none */
	int64_t fall_every; /* submits; 0: never */
	bool with_people;
	const char *people_file;
	const char *answer; /* "NUMBER=TEXT"; NULL: nobody does */
	uint64_t seed;
	double rate;
	int64_t seconds;
	double progress_s;
};

struct program {
	struct options options;
	struct ac_random random;
	struct people people;
	struct smsc *smsc;
	uv_loop_t loop;
	uv_timer_t stop, progress;
	uv_signal_t sigterm, sigint;
	double tokens; /* of the limit */
	struct ac_mono filled;
	uint64_t seen, last_accepted;
};

/* ---- options ---- */

enum key {
	PORT = 'p',
	SINK = 1000,
	RECEIPTS,
	LOG,
	TEXT,
	PASSWORD,
	REFUSE_BIND,
	LIMIT,
	FALL_EVERY,
	ANSWER_MS,
	LOSE_ANSWERS,
	LOSE_RECEIPTS,
	EARLY,
	TWICE,
	FAIL,
	DEAD,
	TEMPORARY,
	REJECT,
	IDS,
	RECEIPT_IDS,
	TLVS,
	REFERENCE,
	PEOPLE,
	ANSWER,
	SEED,
	RATE,
	SECONDS,
	PROGRESS
};

static const struct argp_option option_list[] = {
	{ "port", PORT, "N", 0, "port on 127.0.0.1; 0 (default) takes a free one and prints it",
		0 },
	{ "seconds", SECONDS, "N", 0, "stop by itself", 0 },
	{ "progress", PROGRESS, "N", 0, "print the counts every N seconds", 0 },
	{ "log", LOG, "FILE", 0,
		"append a line per accepted segment before its response leaves: time, number, "
		"destination, data_coding, part/parts, user_message_reference, hash of the text",
		0 },
	{ "text", TEXT, NULL, 0, "log the text instead of its hash", 0 },
	{ "sink", SINK, NULL, 0, "as fast as possible: deliveries are not kept for another try",
		0 },
	{ "receipts", RECEIPTS, "none|now|MS|MS-MS", 0, "when receipts come (default now)", 0 },
	{ "ids", IDS, "decimal|hex|padded", 0, "message ids in responses", 0 },
	{ "receipt-ids", RECEIPT_IDS, "decimal|hex|padded", 0, "message ids in receipts", 0 },
	{ "tlvs", TLVS, NULL, 0, "receipts with receipted_message_id and message_state", 0 },
	{ "reference", REFERENCE, NULL, 0, "receipts with user_message_reference", 0 },
	{ "password", PASSWORD, "TEXT", 0, "refuse binds with another one", 0 },
	{ "refuse-bind", REFUSE_BIND, "STATUS", OPTION_ARG_OPTIONAL,
		"refuse every bind (default 14, ESME_RINVPASWD)", 0 },
	{ "limit", LIMIT, "N", 0, "answer ESME_RTHROTTLED beyond N a second, in slots of 100 ms",
		0 },
	{ "fall-every", FALL_EVERY, "N", 0, "drop the connection instead of the Nth answer", 0 },
	{ "answer-ms", ANSWER_MS, "MS|MS-MS", 0, "delay of responses", 0 },
	{ "lose-answers", LOSE_ANSWERS, "P", 0, "probability of no response", 0 },
	{ "lose-receipts", LOSE_RECEIPTS, "P", 0, "probability of no receipt", 0 },
	{ "early", EARLY, "P", 0, "probability of the receipt before the response", 0 },
	{ "twice", TWICE, "P", 0, "probability of the receipt twice", 0 },
	{ "fail", FAIL, "P", 0, "probability of a receipt UNDELIV", 0 },
	{ "dead", DEAD, "P", 0, "probability of ESME_RINVDSTADR, by number", 0 },
	{ "temporary", TEMPORARY, "P", 0, "probability of ESME_RSYSERR", 0 },
	{ "reject", REJECT, "P", 0, "probability of ESME_RINVMSGLEN", 0 },
	{ "people", PEOPLE, "FILE", OPTION_ARG_OPTIONAL,
		"simulated people; FILE has lines NUMBER,LANGUAGE", 0 },
	{ "answer", ANSWER, "NUMBER=TEXT", 0, "whoever has that number answers everything so", 0 },
	{ "seed", SEED, "N", 0, "of chance and people (default 1)", 0 },
	{ "rate", RATE, "R", 0, "people live R times as fast: that of the exercise clock", 0 },
	{ 0 },
};

static double number(struct argp_state *state, const char *arg, double lo, double hi)
{
	double v = 0;
	if (!ac_str_to_double(ac_str(arg), &v) || v < lo || v > hi)
		argp_error(state, "%s: expected a number from %g to %g", arg, lo, hi);
	return v;
}

static void range(struct argp_state *state, const char *arg, int32_t out[2])
{
	struct ac_str rest = ac_str(arg), part;
	int64_t lo = 0, hi = 0;
	bool good = ac_str_cut(&rest, '-', &part) && ac_str_to_i64(part, 0, INT32_MAX, &lo);
	hi = lo;
	if (rest.p)
		good = good && ac_str_to_i64(rest, lo, INT32_MAX, &hi);
	if (!good)
		argp_error(state, "%s: expected milliseconds, or from-to", arg);
	out[0] = (int32_t)lo;
	out[1] = (int32_t)hi;
}

static enum smsc_ids ids(struct argp_state *state, const char *arg)
{
	static const char *const names[] = { "decimal", "hex", "padded" };
	for (int i = 0; i < 3; i++)
		if (ac_str_eq(ac_str(arg), ac_str(names[i])))
			return (enum smsc_ids)i;
	argp_error(state, "%s: expected decimal, hex or padded", arg);
	return SMSC_IDS_DECIMAL;
}

static void receipts(struct argp_state *state, const char *arg, struct options *o)
{
	o->no_receipts = ac_str_eq(ac_str(arg), AC_STR("none"));
	if (!o->no_receipts && !ac_str_eq(ac_str(arg), AC_STR("now")))
		range(state, arg, o->receipt_ms);
}

static void open_log(struct argp_state *state, const char *path, struct options *o)
{
	o->smsc.log_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (o->smsc.log_fd < 0)
		argp_error(state, "%s: cannot be written", path);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	switch (key) {
	case PORT: o->smsc.port = (uint16_t)number(state, arg, 0, 65535); break;
	case SINK: o->smsc.sink = true; break;
	case RECEIPTS: receipts(state, arg, o); break;
	case LOG: open_log(state, arg, o); break;
	case TEXT: o->smsc.log_text = true; break;
	case PASSWORD: o->smsc.password = ac_str(arg); break;
	case REFUSE_BIND:
		o->smsc.bind_status =
			arg ? (uint32_t)number(state, arg, 1, UINT32_MAX) : AC_SMPP_ESME_RINVPASWD;
		break;
	case LIMIT: o->limit_per_s = number(state, arg, 0.1, 1e9); break;
	case FALL_EVERY: o->fall_every = (int64_t)number(state, arg, 1, 1e15); break;
	case ANSWER_MS: range(state, arg, o->answer_ms); break;
	case LOSE_ANSWERS: o->lose_answers = number(state, arg, 0, 1); break;
	case LOSE_RECEIPTS: o->lose_receipts = number(state, arg, 0, 1); break;
	case EARLY: o->early = number(state, arg, 0, 1); break;
	case TWICE: o->twice = number(state, arg, 0, 1); break;
	case FAIL: o->fail = number(state, arg, 0, 1); break;
	case DEAD: o->dead = number(state, arg, 0, 1); break;
	case TEMPORARY: o->temporary = number(state, arg, 0, 1); break;
	case REJECT: o->reject = number(state, arg, 0, 1); break;
	case IDS: o->smsc.ids_response = ids(state, arg); break;
	case RECEIPT_IDS: o->smsc.ids_receipt = ids(state, arg); break;
	case TLVS: o->smsc.receipt_tlvs = true; break;
	case REFERENCE: o->smsc.echo_reference = true; break;
	case PEOPLE:
		o->with_people = true;
		o->people_file = arg;
		break;
	case ANSWER: o->answer = arg; break;
	case SEED: o->seed = (uint64_t)number(state, arg, 0, 1e15); break;
	case RATE: o->rate = number(state, arg, 0.001, 1e9); break;
	case SECONDS: o->seconds = (int64_t)number(state, arg, 0, 1e9); break;
	case PROGRESS: o->progress_s = number(state, arg, 0.01, 1e9); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/* ---- what becomes of a message ---- */

static bool over_the_limit(struct program *program)
{
	double limit = program->options.limit_per_s;
	if (limit <= 0)
		return false;
	struct ac_mono now = ac_mono_now();
	double slot = limit / 10 < 1 ? 1 : limit / 10;
	program->tokens += (double)(now.us - program->filled.us) / AC_SECOND * limit;
	program->filled = now;
	if (program->tokens > slot)
		program->tokens = slot;
	if (program->tokens < 1)
		return true;
	program->tokens -= 1;
	return false;
}

static int32_t between(struct program *program, const int32_t range_ms[2])
{
	if (range_ms[0] == range_ms[1])
		return range_ms[0];
	uint64_t width = (uint64_t)(range_ms[1] - range_ms[0]) + 1;
	return range_ms[0] + (int32_t)ac_random_below(&program->random, width);
}

static bool chance(struct program *program, double p)
{
	return p > 0 && ac_random_chance(&program->random, p);
}

static bool is_dead(const struct program *program, struct ac_str to)
{
	uint64_t hash = ac_hash_bytes(to.p, to.n, program->options.seed ^ 0xdead);
	return (double)(hash >> 11) / (double)(UINT64_C(1) << 53) < program->options.dead;
}

static struct smsc_plan plan(void *ctx, const struct smsc_submit *submit)
{
	enum { undeliverable = 5 };
	struct program *program = ctx;
	const struct options *o = &program->options;
	struct smsc_plan plan = { .answer_ms = between(program, o->answer_ms),
		.receipt_ms = between(program, o->receipt_ms),
		.no_receipt = o->no_receipts || chance(program, o->lose_receipts),
		.receipt_first = chance(program, o->early),
		.receipts_more = chance(program, o->twice) };
	program->seen++;
	if (over_the_limit(program))
		plan.status = AC_SMPP_ESME_RTHROTTLED;
	else if (is_dead(program, submit->to))
		plan.status = AC_SMPP_ESME_RINVDSTADR;
	else if (chance(program, o->temporary))
		plan.status = AC_SMPP_ESME_RSYSERR;
	else if (chance(program, o->reject))
		plan.status = AC_SMPP_ESME_RINVMSGLEN;
	if (chance(program, o->fail))
		plan.state = undeliverable;
	if (o->with_people)
		people_receive(&program->people, submit, &plan);
	if (chance(program, o->lose_answers))
		plan.answer_ms = -1;
	if (o->fall_every && program->seen % (uint64_t)o->fall_every == 0)
		plan.falls = true;
	return plan;
}

enum { answer_in_ms = 20 };

static void answer(struct program *program, const struct smsc_submit *submit)
{
	struct ac_str text = ac_str(program->options.answer), number;
	(void)ac_str_cut(&text, '=', &number);
	if (ac_str_eq(number, submit->to) && submit->part == submit->parts)
		smsc_say(program->smsc, submit->to, submit->from, text, answer_in_ms);
}

static void accepted(void *ctx, const struct smsc_submit *submit)
{
	struct program *program = ctx;
	if (program->options.answer)
		answer(program, submit);
	if (program->options.with_people)
		people_read_message(&program->people, submit);
}

static bool needs_plan(const struct options *o)
{
	return o->no_receipts || o->receipt_ms[1] || o->answer_ms[1] || o->lose_answers > 0 ||
	       o->lose_receipts > 0 || o->early > 0 || o->twice > 0 || o->fail > 0 || o->dead > 0 ||
	       o->temporary > 0 || o->reject > 0 || o->limit_per_s > 0 || o->fall_every ||
	       o->with_people || o->answer;
}

/* ---- running ---- */

static void print_counts(const struct program *program)
{
	const struct smsc_counts *c = smsc_counts(program->smsc);
	printf("smsc: binds=%" PRIu64 " binds_refused=%" PRIu64 " connections_ended=%" PRIu64
	       " submits=%" PRIu64 " accepted=%" PRIu64 " throttled=%" PRIu64 " refused=%" PRIu64
	       " receipts=%" PRIu64 " words=%" PRIu64 " acknowledged=%" PRIu64
	       " not_acknowledged=%" PRIu64 " enquiries=%" PRIu64 " broken=%" PRIu64
	       " answers=%" PRIu64 " help=%" PRIu64 " refusals=%" PRIu64 " stops=%" PRIu64 "\n",
		c->binds, c->binds_refused, c->falls, c->submits, c->accepted, c->throttled,
		c->refused, c->receipts, c->words, c->acknowledged, c->not_acknowledged,
		c->enquiries, c->broken, program->people.answers, program->people.calls_for_help,
		program->people.refusals, program->people.stops);
	(void)fflush(stdout);
}

static void on_progress(uv_timer_t *timer)
{
	struct program *program = timer->data;
	print_counts(program);
}

static void stop(struct program *program)
{
	if (uv_is_closing((uv_handle_t *)&program->stop))
		return;
	smsc_close(program->smsc);
	uv_close((uv_handle_t *)&program->stop, NULL);
	uv_close((uv_handle_t *)&program->progress, NULL);
	uv_close((uv_handle_t *)&program->sigterm, NULL);
	uv_close((uv_handle_t *)&program->sigint, NULL);
}

static void on_stop(uv_timer_t *timer)
{
	stop(timer->data);
}

static void on_signal(uv_signal_t *handle, int signum)
{
	(void)signum;
	stop(handle->data);
}

static void start(struct program *program)
{
	const uint64_t second_ms = 1000;
	const struct options *o = &program->options;
	uv_timer_init(&program->loop, &program->stop);
	uv_timer_init(&program->loop, &program->progress);
	uv_signal_init(&program->loop, &program->sigterm);
	uv_signal_init(&program->loop, &program->sigint);
	program->stop.data = program->progress.data = program;
	program->sigterm.data = program->sigint.data = program;
	uv_signal_start(&program->sigterm, on_signal, SIGTERM);
	uv_signal_start(&program->sigint, on_signal, SIGINT);
	if (o->seconds)
		uv_timer_start(&program->stop, on_stop, (uint64_t)o->seconds * second_ms, 0);
	uint64_t progress_ms = (uint64_t)(o->progress_s * 1000);
	if (progress_ms)
		uv_timer_start(&program->progress, on_progress, progress_ms, progress_ms);
	printf("smsc: listening on 127.0.0.1:%u\n", smsc_port(program->smsc));
	(void)fflush(stdout);
	uv_run(&program->loop, UV_RUN_DEFAULT);
}

static int run(struct program *program)
{
	struct options *o = &program->options;
	struct ac_error err;
	ac_random_seed(&program->random, o->seed);
	people_init(&program->people, o->seed, o->rate);
	if (needs_plan(o)) {
		o->smsc.plan = plan;
		o->smsc.accepted = accepted;
		o->smsc.ctx = program;
	}
	enum ac_status status = AC_OK;
	if (o->people_file)
		status = people_read(&program->people, o->people_file, &err);
	uv_loop_init(&program->loop);
	if (status == AC_OK)
		status = smsc_open(&program->loop, &o->smsc, &program->smsc, &err);
	if (status == AC_OK) {
		program->people.smsc = program->smsc;
		start(program);
		print_counts(program);
	} else {
		(void)fprintf(stderr, "smsc: %s\n", err.msg);
	}
	smsc_free(program->smsc);
	people_done(&program->people);
	uv_loop_close(&program->loop);
	if (o->smsc.log_fd > 0)
		close(o->smsc.log_fd);
	return status == AC_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN); /* a daemon that was killed must not take the carrier along */
	static struct program program = { .options = { .seed = 1, .rate = 1 } };
	static const struct argp argp = { option_list, parse, NULL,
		"An SMSC on 127.0.0.1 for tests, demo and bench.", NULL, NULL, NULL };
	argp_parse(&argp, argc, argv, 0, NULL, &program.options);
	return run(&program);
}
