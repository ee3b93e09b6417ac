// SPDX-License-Identifier: GPL-2.0-only
static int f(void)
{
	int err;

	err = genl_register_family(&own_family);
	if (err)
		return err;
	err = genl_register_mc_group(&own_family, &own_group);
	if (err)
		genl_unregister_family(&own_family);
	return err;
}

static void g(struct sk_buff *skb)
{
	genlmsg_multicast(skb, 0, own_group.id, GFP_KERNEL);
}
