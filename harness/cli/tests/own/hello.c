// SPDX-License-Identifier: GPL-2.0-only
/* A module of somebody's own: says how often it was asked. */
#include <linux/module.h>

static int asked;

static int get(char *text, const struct kernel_param *param)
{
	return sprintf(text, "%d\n", ++asked);
}

static const struct kernel_param_ops ops = { .get = get };

module_param_cb(asked, &ops, NULL, 0444);
MODULE_DESCRIPTION("says how often it was asked");
MODULE_LICENSE("GPL");
