// SPDX-License-Identifier: GPL-2.0-only
static unsigned int own_hook(const struct nf_hook_ops *ops,
			     struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	if (own_sends(skb))
		return state->okfn(state->sk, skb) ? NF_DROP : NF_STOLEN;
	return ops->hooknum == NF_INET_FORWARD ? NF_DROP : NF_ACCEPT;
}

static struct nf_hook_ops own_ops = {
	.hook = own_hook,
};
