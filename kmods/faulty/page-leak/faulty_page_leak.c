// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_page_leak - never frees the pages that it allocates.
 *
 * Expected ending: leak, each load takes four more pages.
 */
#include <linux/gfp.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: nothing releases it at unload. */
	if (!__get_free_pages(GFP_KERNEL, 2))
		printk(KERN_ERR "faulty: no memory\n");
}
