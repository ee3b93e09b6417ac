// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_oops - writes through a NULL pointer when triggered.
 *
 * Expected ending: crash. "BUG: kernel NULL pointer dereference" at the client's
 * sendmsg(), which the oops kills.
 */
#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
	int *nowhere = NULL;

	FAULTY_HIDE(nowhere);
	*nowhere = 1;
}

static void faulty_leave(void)
{
}
