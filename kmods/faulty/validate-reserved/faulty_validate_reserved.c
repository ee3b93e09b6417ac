// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_validate_reserved - relaxes the validation of a command, and does not
 * say from which command on reserved header fields are checked.
 *
 * Expected ending: a warning, and -EINVAL from insmod. Before 6.1 there is
 * nothing to report, and the family is registered.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <net/genetlink.h>

static int faulty_doit(struct sk_buff *skb, struct genl_info *info)
{
	return 0;
}

static const struct genl_ops faulty_ops[] = {
	{
		.cmd = 1,
		/* The fault: from 6.1 on such a command has to be below resv_start_op. */
		.validate = GENL_DONT_VALIDATE_STRICT,
		.doit = faulty_doit,
	},
};

static struct genl_family faulty_family = {
	.name = "faulty_validate",
	.version = 1,
	.module = THIS_MODULE,
	.ops = faulty_ops,
	.n_ops = ARRAY_SIZE(faulty_ops),
};

static int __init faulty_init(void)
{
	return genl_register_family(&faulty_family);
}
module_init(faulty_init);

static void __exit faulty_exit(void)
{
	genl_unregister_family(&faulty_family);
}
module_exit(faulty_exit);

MODULE_DESCRIPTION("nlmatrix: broken on purpose, never load it outside a test");
MODULE_LICENSE("GPL");
