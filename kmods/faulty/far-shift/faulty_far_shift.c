// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_far_shift - makes a mask with more bits than an int has.
 *
 * Expected ending: crash on a debug kernel, by "UBSAN: shift-out-of-bounds".
 * Elsewhere the mask is another one, which one is the processor's choice.
 */
#include "../faulty-core.h"

static int faulty_mask;

static void faulty_trigger(struct sk_buff *skb)
{
	unsigned int bits = 8 * sizeof(faulty_mask) + 8;

	FAULTY_HIDE(bits);
	faulty_mask = 1 << bits;
	barrier();
}

static void faulty_leave(void)
{
	pr_info("%s: mask %x\n", KBUILD_MODNAME, faulty_mask);
}
