// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_kmalloc_leak - never frees the objects that it allocates.
 *
 * Expected ending: leak, each load takes an object of 4 KiB more.
 */
#include <linux/slab.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: nothing releases it at unload. */
	if (!kmalloc(4096, GFP_KERNEL))
		printk(KERN_ERR "faulty: no memory\n");
}
