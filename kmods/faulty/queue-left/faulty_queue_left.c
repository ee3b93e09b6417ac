// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_queue_left - never destroys a workqueue that has no thread.
 *
 * Expected ending: leak, each load leaves one more of them.
 */
#include <linux/workqueue.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no destroy_workqueue() at unload. */
	if (!alloc_ordered_workqueue("faulty_queue", 0))
		pr_err("faulty: no workqueue\n");
}
