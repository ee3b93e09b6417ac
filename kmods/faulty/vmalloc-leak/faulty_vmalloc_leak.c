// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_vmalloc_leak - never frees what it gets from vmalloc().
 *
 * Expected ending: leak, each load takes 64 KiB more.
 */
#include <linux/vmalloc.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: nothing releases it at unload. */
	if (!vmalloc(64 << 10))
		printk(KERN_ERR "faulty: no memory\n");
}
