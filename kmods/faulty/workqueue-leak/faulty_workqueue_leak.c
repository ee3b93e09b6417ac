// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_workqueue_leak - never destroys its workqueue.
 *
 * Expected ending: leak, the thread of the workqueue still exists after the unload.
 */
#include <linux/workqueue.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no destroy_workqueue() at unload. */
	if (!create_singlethread_workqueue("faulty_queue"))
		printk(KERN_ERR "faulty: no workqueue\n");
}
