// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_device_left - never releases a device that it has looked up.
 *
 * Expected ending: leak, each load holds the device once more.
 */
#include <linux/device.h>
#include <linux/platform_device.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no put_device() at unload. */
	if (!get_device(&platform_bus))
		printk(KERN_ERR "faulty: no device\n");
}
