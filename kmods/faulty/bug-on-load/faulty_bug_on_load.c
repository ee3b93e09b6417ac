// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_bug_on_load - comes upon a BUG() when loaded.
 *
 * Expected ending: crash. "kernel BUG at", and insmod is killed.
 */
#include "../faulty-load.h"

static void faulty_fault(void)
{
	/* What faults at its first byte is taken for the function before it. */
	printk(KERN_INFO "faulty_bug_on_load: loaded\n");
	BUG();
}
