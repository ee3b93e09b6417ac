// SPDX-License-Identifier: GPL-2.0-only
/* An operation with its own policy. */
#include <linux/module.h>
#include <net/genetlink.h>

static const struct nla_policy diagnosis_policy[1];

static int diagnosis_do(struct sk_buff *skb, struct genl_info *info)
{
	return 0;
}

struct genl_ops diagnosis_ops = {
	.cmd = 1,
	.policy = diagnosis_policy,
	.doit = diagnosis_do,
};

MODULE_LICENSE("GPL");
