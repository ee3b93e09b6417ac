// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_kset_leak - never releases the kset that it created.
 *
 * Expected ending: leak, /sys/faulty_kset still exists after the unload.
 */
#include <linux/kobject.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no kset_unregister() at unload. */
	if (!kset_create_and_add("faulty_kset", NULL, NULL))
		printk(KERN_ERR "faulty: no kset\n");
}
