// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_namespace_left - never releases the network namespace of its loader.
 *
 * Expected ending: leak, the namespace stays when its last process has ended.
 */
#include <net/net_namespace.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no put_net() at unload. */
	if (!get_net(current->nsproxy->net_ns))
		printk(KERN_ERR "faulty: no namespace\n");
}
