// SPDX-License-Identifier: GPL-2.0-only
#include <linux/random.h>

static int f(int n)
{
	return table[prandom_u32_max(n)] + prandom_u32_max(6);
}
