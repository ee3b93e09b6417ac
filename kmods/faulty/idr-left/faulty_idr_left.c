// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_idr_left - never destroys its IDR, which has a number in it.
 *
 * Expected ending: leak, each load leaves one more node of a tree.
 */
#include <linux/idr.h>

#include "../faulty-load.h"

static DEFINE_IDR(faulty_numbers);

static noinline void faulty_fault(void)
{
	/* The fault: no idr_destroy() at unload. 0 would need no node. */
	if (idr_alloc(&faulty_numbers, THIS_MODULE, 1, 0, GFP_KERNEL) < 0)
		pr_err("faulty: no number\n");
}
