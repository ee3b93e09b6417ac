// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_panic - panics when triggered.
 *
 * Expected ending: crash, by "Kernel panic - not syncing: faulty_panic".
 */
#include "../faulty-core.h"

static void faulty_trigger(struct sk_buff *skb)
{
	panic("%s", KBUILD_MODNAME);
}

static void faulty_leave(void)
{
}
