// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sched.h>

struct machine {
	int state;
};

static void show(struct machine *own, struct task_struct *task)
{
	struct task_struct *child;

	current->state = TASK_INTERRUPTIBLE;
	schedule();
	for_each_process(child)
		printk("%ld %ld\n", child->state, task->state);
	if (current->state == TASK_RUNNING)
		own->state = 1;
	task->state = TASK_RUNNING;
}
