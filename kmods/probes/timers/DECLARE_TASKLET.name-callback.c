// SPDX-License-Identifier: GPL-2.0-only
#include <linux/interrupt.h>

static char text[] = "text";
static void quiet(unsigned long data);
static void loud(unsigned long data);

DECLARE_TASKLET(quiet_tasklet, quiet, 0);
static DECLARE_TASKLET(still_tasklet, quiet, 0);
DECLARE_TASKLET(loud_tasklet, loud, (unsigned long)&text);
