// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_oops_on_load - writes through a NULL pointer when loaded.
 *
 * Expected ending: crash. "kernel NULL pointer dereference" in insmod, which the
 * oops kills.
 */
#include "../faulty-load.h"

static void faulty_fault(void)
{
	int *nowhere = NULL;

	/* So that the compiler does not know about the NULL. */
	asm volatile("" : "+r" (nowhere));
	*nowhere = 1;
}
