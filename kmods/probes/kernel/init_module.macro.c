// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

int __init init_module(void)
{
	return 0;
}

void cleanup_module(void)
{
}

MODULE_LICENSE("GPL");
