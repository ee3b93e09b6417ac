// SPDX-License-Identifier: GPL-2.0-only
#include <linux/random.h>

static u32 pick(void)
{
	return prandom_u32() % 10;
}
