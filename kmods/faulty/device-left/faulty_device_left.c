// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_device_left - never gives a device back that it has looked up.
 *
 * Expected ending: leak, the device is held once more with each load.
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
