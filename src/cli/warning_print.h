/* cli/warning_print.h - what the commands about warnings share. */
#pragma once
#include "cli/cli.h"

/** A warning with its texts and its chain of messages, for people. */
void ac_warning_print(const struct ac_json *warning);

enum { ac_cli_texts_max = 256 << 10 }; /* of the files of --texts and --messages */
