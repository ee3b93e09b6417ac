// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_bug_in_exit - hits a BUG() when it is unloaded.
 *
 * Expected ending: crash at rmmod, "kernel BUG at". The module stays listed as
 * going, so nothing of that name can be loaded again.
 */
#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
}

static void faulty_leave(void)
{
	BUG();
}
