#include "cli/command.h"

#include "cli/cli.h"

#include <argp.h>
#include <stdio.h>

enum { first_key = 0x1000, max_options = 24 };

static const struct argp_option common[] = {
	{ "data", 'd', "DIR", 0, "data directory (default: $ALLCLEAR_DATA)", 1 },
	{ "session", 's', "FILE", 0,
		"session to ask with (default: $ALLCLEAR_SESSION, else that of `login`)", 1 },
	{ "json", 'j', NULL, 0, "print JSON instead of a text for people", 1 },
	{ 0 },
};

static size_t count_options(const struct ac_command *command)
{
	size_t n = 0;
	while (command->options && command->options[n].name)
		n++;
	return n;
}

static bool name_is(const char *name, int argc, char *const argv[], int words)
{
	struct ac_str rest = ac_str(name), word;
	for (int i = 0; i < words; i++)
		if (i >= argc || !ac_str_cut(&rest, ' ', &word) ||
			!ac_str_eq(word, ac_str(argv[i])))
			return false;
	return !rest.p;
}

const struct ac_command *ac_command_find(int argc, char *const argv[], int *used)
{
	for (*used = 2; *used > 0; --*used)
		for (const struct ac_command *const *c = ac_commands; *c; c++)
			if (name_is((*c)->name, argc, argv, *used))
				return *c;
	return NULL;
}

void ac_args_done(struct ac_args *args)
{
	ac_vec_done(&args->given);
}

const char *ac_arg_nth(const struct ac_args *args, const char *name, int i)
{
	ac_vec_each(&args->given, arg)
		if (arg->option && strcmp(arg->option->name, name) == 0 && i-- == 0)
			return arg->value;
	return NULL;
}

const char *ac_arg(const struct ac_args *args, const char *name)
{
	const char *value = NULL;
	ac_vec_each(&args->given, arg)
		if (arg->option && strcmp(arg->option->name, name) == 0)
			value = arg->value;
	return value;
}

bool ac_arg_given(const struct ac_args *args, const char *name)
{
	ac_vec_each(&args->given, arg)
		if (arg->option && strcmp(arg->option->name, name) == 0)
			return true;
	return false;
}

const char *ac_operand(const struct ac_args *args, int i)
{
	ac_vec_each(&args->given, arg)
		if (!arg->option && i-- == 0)
			return arg->value;
	return NULL;
}

struct parse {
	struct ac_cli *cli;
	struct ac_args *args;
};

static void take_operand(struct argp_state *state, struct ac_args *args, const char *value)
{
	const struct ac_command *command = args->command;
	if (command->max_operands >= 0 && args->operands >= command->max_operands)
		argp_error(state, "too many arguments: \"%s\"", value);
	ac_vec_push(&args->given, ((struct ac_given){ NULL, value }));
	args->operands++;
}

static void check_complete(struct argp_state *state, const struct ac_args *args)
{
	const struct ac_command *command = args->command;
	if (args->operands < command->min_operands)
		argp_error(state, "an argument is missing: %s", command->operands);
	for (size_t i = 0; i < count_options(command); i++)
		if (command->options[i].required && !ac_arg_given(args, command->options[i].name))
			argp_error(state, "--%s=%s is needed", command->options[i].name,
				command->options[i].arg);
}

static error_t parse_one(int key, char *value, struct argp_state *state)
{
	struct parse *parse = state->input;
	const struct ac_command *command = parse->args->command;
	if (key >= first_key && key < first_key + max_options) {
		const struct ac_option *option = &command->options[key - first_key];
		ac_vec_push(&parse->args->given, ((struct ac_given){ option, value }));
		return 0;
	}
	switch (key) {
	case 'd': parse->cli->dir = value; return 0;
	case 'j': parse->cli->json = true; return 0;
	case 's': parse->cli->session = value; return 0;
	case ARGP_KEY_ARG: take_operand(state, parse->args, value); return 0;
	case ARGP_KEY_END: check_complete(state, parse->args); return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

enum ac_status ac_command_parse(const struct ac_command *command, struct ac_cli *cli, int argc,
	char *argv[], struct ac_args *args)
{
	struct argp_option options[max_options + 4] = { 0 };
	size_t n = count_options(command);
	for (size_t i = 0; i < n && i < max_options; i++) {
		const struct ac_option *o = &command->options[i];
		options[i] = (struct argp_option){ .name = o->name,
			.key = first_key + (int)i,
			.arg = o->arg,
			.doc = o->help,
			.group = 0 };
	}
	memcpy(options + n, common, sizeof common);
	AC_AUTO(buf) struct ac_buf doc;
	ac_buf_init(&doc, 4096);
	ac_buf_printf(&doc, "%s\v%s", command->summary, command->more ? command->more : "");
	char name[64];
	snprintf(name, sizeof name, "allclear %s", command->name);
	argv[0] = name;
	*args = (struct ac_args){ .command = command };
	struct parse parse = { cli, args };
	struct argp argp = { options, parse_one, command->operands, doc.p, NULL, NULL, NULL };
	return argp_parse(&argp, argc, argv, 0, NULL, &parse) ? AC_INVALID : AC_OK;
}
