// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_oops - writes through a NULL pointer when triggered.
 *
 * Expected ending: crash. "BUG: kernel NULL pointer dereference" at the client's
 * sendmsg(), which the oops kills.
 */
#include "../faulty-core.h"

static int *faulty_nowhere;

static void faulty_trigger(struct sk_buff *skb)
{
	/* Read at run time, so that the compiler cannot see the NULL. */
	int *nowhere = READ_ONCE(faulty_nowhere);

	*nowhere = 1;
}

static void faulty_leave(void)
{
}
