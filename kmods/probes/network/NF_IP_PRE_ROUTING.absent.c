// SPDX-License-Identifier: GPL-2.0-only
static struct nf_hook_ops own_ops = {
	.hook = own_hook,
	.hooknum = NF_IP_PRE_ROUTING,
};

static struct nf_hook_ops out_ops = {
	.hook = own_hook,
	.hooknum = NF_IP_LOCAL_OUT,
};

static int own_seen[NF_IP_NUMHOOKS];

static const int own_hooks[] = {
	NF_IP_LOCAL_IN,
	NF_IP_FORWARD,
	NF_IP_POST_ROUTING,
};
