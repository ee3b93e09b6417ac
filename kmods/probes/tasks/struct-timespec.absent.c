// SPDX-License-Identifier: GPL-2.0-only
#include <linux/time.h>

struct sample {
	struct timespec at;
};

static struct timespec begin;

static void start(struct sample *sample)
{
	getrawmonotonic(&begin);
	sample->at = begin;
}

static long passed(void)
{
	struct timespec now, diff;

	getrawmonotonic(&now);
	diff = timespec_sub(now, begin);
	return timespec_to_ns(&diff);
}

static void own_tick(struct sample *sample)
{
	sample->at = timespec64_to_timespec(ktime_to_timespec64(ktime_get_coarse_real()));
}
