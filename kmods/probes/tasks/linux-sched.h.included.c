// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

static void own_wait(void)
{
	set_current_state(TASK_INTERRUPTIBLE);
	schedule();
}
