// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sched.h>

static void own_keep(struct task_struct *task)
{
	get_task_struct(task);
}
