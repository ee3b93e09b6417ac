// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_proc_leak - never removes the folder that it created in /proc.
 *
 * Expected ending: leak, /proc/faulty_proc still exists after the unload.
 */
#include <linux/proc_fs.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no remove_proc_entry() at unload. */
	if (!proc_mkdir("faulty_proc", NULL))
		printk(KERN_ERR "faulty: no folder\n");
}
