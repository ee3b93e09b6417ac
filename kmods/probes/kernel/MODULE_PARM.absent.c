// SPDX-License-Identifier: GPL-2.0-only
static int count;
static char *name;
MODULE_PARM(count, "i");
MODULE_PARM(name, "s");
MODULE_PARM(list, "1-4i");
