// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_rtnl_kept - never releases the lock of the network configuration.
 *
 * Expected ending: hang, of the next process that configures the network.
 */
#include <linux/rtnetlink.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no rtnl_unlock(). */
	rtnl_lock();
}
