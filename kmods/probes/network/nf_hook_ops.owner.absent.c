// SPDX-License-Identifier: GPL-2.0-only
static struct nf_hook_ops own_ops = {
	.hook = own_hook,
	.owner = THIS_MODULE,
};

static struct nf_hook_ops list[] = {
	{
		.hook = own_hook,
		.owner = THIS_MODULE,
	},
	{
		.hook = own_hook,
		.owner = THIS_MODULE,
	},
};
