// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_double_free - frees the skb that it was only lent.
 *
 * Expected ending: crash. The caller of the input callback frees the skb again:
 * "refcount_t: underflow; use-after-free" (4.13+), or a slab corruption later.
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
