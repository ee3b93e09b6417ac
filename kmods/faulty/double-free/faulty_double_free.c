// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_double_free - frees the skb that it was only lent.
 *
 * Expected ending: crash. The caller of the input callback frees the skb again,
 * which CONFIG_SLAB_FREELIST_HARDENED turns into "kernel BUG at mm/slub.c" at
 * once. Without it, or KASAN, the corruption may show late or not at all: the
 * skb's own counter stays at 1 in the freed memory and tells nothing.
 */
#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
	/* As under the API up to 2.6.23, when the callback owned the skb. */
	kfree_skb(skb);
}

static void faulty_leave(void)
{
}
