// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_bug_on_load - runs into a BUG() when loaded.
 *
 * Expected ending: crash. "kernel BUG at", and insmod is killed.
 */
#include "../faulty-load.h"

static void faulty_fault(void)
{
	/* A fault at its first byte is attributed to the preceding function. */
	printk(KERN_INFO "faulty_bug_on_load: loaded\n");
	BUG();
}
