// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_net_device_left - never releases a network device that it has looked up.
 *
 * Expected ending: leak, each load holds the device once more.
 */
#include <net/net_namespace.h>
#include <linux/netdevice.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no dev_put() at unload. */
	if (!dev_get_by_name(&init_net, "lo"))
		printk(KERN_ERR "faulty: no device\n");
}
