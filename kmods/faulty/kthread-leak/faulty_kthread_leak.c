// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_kthread_leak - never stops the thread that it started.
 *
 * Expected ending: leak, the thread still exists after the unload; it runs one of the kernel's functions.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/slab.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	struct kthread_worker *worker = kzalloc(sizeof(*worker), GFP_KERNEL);
	struct task_struct *thread;

	if (!worker)
		return;
	/* A function of the kernel: the module's own would be gone. */
	kthread_init_worker(worker);
	thread = kthread_run(kthread_worker_fn, worker, "faulty_thread");
	/* The fault: no kthread_stop() at unload. */
	if (IS_ERR(thread))
		printk(KERN_ERR "faulty: no thread\n");
}
