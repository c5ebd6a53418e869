#include "cli/commands.h"

#define AC_C(name) &ac_cmd_##name,
const struct ac_command *const ac_commands[] = { AC_COMMANDS(AC_C) NULL };
#undef AC_C
