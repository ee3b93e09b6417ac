// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_null_call_on_load - calls through a NULL function pointer when loaded.
 *
 * Expected ending: crash, an oops whose instruction pointer is 0.
 */
#include "../faulty-load.h"

static void faulty_fault(void)
{
	void (*nobody)(void) = NULL;

	/* So that the compiler does not know about the NULL. */
	asm volatile("" : "+r" (nobody));
	nobody();
	/* Keeps the call from becoming a jump that leaves no frame. */
	barrier();
}
