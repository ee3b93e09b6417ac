// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_double_free - frees a buffer twice when triggered.
 *
 * Expected ending: crash. CONFIG_SLAB_FREELIST_HARDENED (4.14) compares with the
 * head of the freelist, which is "kernel BUG at mm/slub.c" at once. Without it,
 * or KASAN, two later owners get the same memory, and nobody may ever notice.
 */
#include <linux/slab.h>

#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
	void *buffer = kmalloc(256, GFP_KERNEL);

	kfree(buffer);
	OPTIMIZER_HIDE_VAR(buffer);
	kfree(buffer);
}

static void faulty_leave(void)
{
}
