// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_file_left - never closes the file that it opens.
 *
 * Expected ending: leak, each load leaves one more open file.
 */
#include <linux/err.h>
#include <linux/fs.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no filp_close() at unload. */
	if (IS_ERR(filp_open("/proc/version", O_RDONLY, 0)))
		printk(KERN_ERR "faulty: no file\n");
}
