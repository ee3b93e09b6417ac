// SPDX-License-Identifier: GPL-2.0-only
#include <linux/idr.h>

static DEFINE_IDA(own);

static int number(void)
{
	int id = ida_simple_get(&own, 0, 0, GFP_KERNEL);

	ida_simple_remove(&own, id);
	return ida_simple_get(&own, 1, 64, GFP_KERNEL);
}
