// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

static void own_free(void *own)
{
	kfree(own);
}
