// SPDX-License-Identifier: GPL-2.0-only
#include <linux/u64_stats_sync.h>

static u64 total(struct u64_stats_sync *sync, u64 *count)
{
	unsigned int start;
	u64 seen;

	do {
		start = u64_stats_fetch_begin_irq(sync);
		seen = *count;
	} while (u64_stats_fetch_retry_irq(sync, start));
	return seen;
}
