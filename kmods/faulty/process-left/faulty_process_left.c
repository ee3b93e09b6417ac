// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_process_left - never releases the process that loads it.
 *
 * Expected ending: leak, what is left of a process stays with each one that
 * loads it.
 */
/* What has get_task_struct() on every kernel. The second needs the first up to 2.6.23. */
#include <linux/sched.h>
#include <linux/ptrace.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no put_task_struct() at unload. */
	get_task_struct(current);
}
