/* cli/warning_print.h - what the commands about warnings share. */
#pragma once
#include "cli/cli.h"

/** A warning with its texts and its chain of messages, for people. */
void ac_warning_print(const struct ac_json *warning);

/** Put the file of --texts into body, if given. @return an exit code; AC_EXIT_GOOD to go on */
int ac_cli_add_texts(struct ac_cli *cli, const struct ac_args *args, struct ac_json *body);
