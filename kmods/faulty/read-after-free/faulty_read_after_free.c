// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_read_after_free - reads a buffer that it has freed.
 *
 * Expected ending: crash on a debug kernel, by "KASAN: slab-use-after-free". No
 * other kernel notices: it reads what somebody else wrote there.
 */
#include <linux/slab.h>

#include "../faulty-core.h"

static char faulty_seen;

static void faulty_trigger(struct sk_buff *skb)
{
	char *buffer = kzalloc(64, GFP_KERNEL);

	if (!buffer)
		return;
	kfree(buffer);
	FAULTY_HIDE(buffer);
	faulty_seen = *(volatile char *)&buffer[8];
}

static void faulty_leave(void)
{
	pr_info("%s: saw %d\n", KBUILD_MODNAME, faulty_seen);
}
