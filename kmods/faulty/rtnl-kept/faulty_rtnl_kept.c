// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_rtnl_kept - never gives the lock of the network's configuration back.
 *
 * Expected ending: hang, of whoever configures the network next.
 */
#include <linux/rtnetlink.h>

#include "../faulty-load.h"

static noinline void faulty_fault(void)
{
	/* The fault: no rtnl_unlock(). */
	rtnl_lock();
}
