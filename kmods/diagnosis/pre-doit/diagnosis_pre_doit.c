// SPDX-License-Identifier: GPL-2.0-only
/* A pre_doit that gets genl_ops. */
#include <linux/module.h>
#include <net/genetlink.h>

static int diagnosis_pre(const struct genl_ops *ops, struct sk_buff *skb,
			 struct genl_info *info)
{
	return 0;
}

struct genl_family diagnosis_family = {
	.name = "DIAGNOSIS",
	.pre_doit = diagnosis_pre,
};

MODULE_LICENSE("GPL");
