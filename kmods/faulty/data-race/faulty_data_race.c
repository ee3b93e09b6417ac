// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_data_race - counts messages without a lock, though several clients may
 * send at one time.
 *
 * Expected ending: crash on a kernel that watches for data races, when two
 * processors do it. Elsewhere some messages are not counted.
 */
#include "../faulty-core.h"

/* Often enough to make it likely. */
#define FAULTY_ROUNDS	2000

static int faulty_count;

static void faulty_trigger(struct sk_buff *skb)
{
	int i;

	for (i = 0; i < FAULTY_ROUNDS; i++) {
		faulty_count++;
		barrier();
	}
}

static void faulty_leave(void)
{
}
