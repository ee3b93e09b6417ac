// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sched.h>

static int body(void *data)
{
	set_task_state(current, TASK_INTERRUPTIBLE);
	schedule();
	__set_task_state(current, TASK_RUNNING);
	set_task_state(other, TASK_RUNNING);
	return 0;
}
