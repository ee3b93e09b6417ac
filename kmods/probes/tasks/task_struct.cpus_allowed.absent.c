// SPDX-License-Identifier: GPL-2.0-only
static int own_count(struct task_struct *task)
{
	return cpumask_weight(&task->cpus_allowed) + cpumask_weight(&current->cpus_allowed);
}
