// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

static int answer;

static int __init asked_init(void)
{
	pr_info("b_asked: answer=%d\n", answer);
	return 0;
}

static void __exit asked_exit(void)
{
}

module_param(answer, int, 0444);
module_init(asked_init);
module_exit(asked_exit);
MODULE_ALIAS("asked-by-alias");
MODULE_DESCRIPTION("is loaded because another asks");
MODULE_LICENSE("GPL");
