// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_chardev_leak - never releases its major number.
 *
 * Expected ending: leak, the major is in /proc/devices after the unload.
 */
#include <linux/fs.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	dev_t first;

	/* The fault: no unregister_chrdev_region() at unload. */
	if (alloc_chrdev_region(&first, 0, 1, "faulty_chardev"))
		printk(KERN_ERR "faulty: no major number\n");
}
