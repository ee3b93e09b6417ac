// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sched.h>

static struct mm_struct *own_memory(struct task_struct *task)
{
	return get_task_mm(task);
}
