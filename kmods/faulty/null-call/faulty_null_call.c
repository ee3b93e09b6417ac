// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_null_call - calls through a NULL function pointer when triggered.
 *
 * Expected ending: crash, an oops whose instruction pointer is 0: the first
 * frame of the call trace is all that shows the caller.
 */
#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
	void (*nobody)(struct sk_buff *skb) = NULL;

	FAULTY_HIDE(nobody);
	nobody(skb);
	/* Keeps the call from becoming a jump that leaves no frame. */
	pr_info("%s: came back\n", KBUILD_MODNAME);
}

static void faulty_leave(void)
{
}
