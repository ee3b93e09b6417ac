// SPDX-License-Identifier: GPL-2.0-only
static bool own_match(const struct sk_buff *skb, const struct net_device *in,
		      const struct net_device *out, const struct xt_match *match,
		      const void *matchinfo, int offset, unsigned int protoff, bool *hotdrop)
{
	const struct own_info *info = matchinfo;

	if (offset != 0)
		return false;
	if (skb->len < protoff) {
		*hotdrop = true;
		return false;
	}
	return in && info->on;
}

static bool own_check(const char *tablename, const void *ip, const struct xt_match *match,
		      void *matchinfo, unsigned int hook_mask)
{
	struct own_info *info = matchinfo;

	return info->on;
}

static void own_destroy(const struct xt_match *match, void *matchinfo)
{
	own_free(matchinfo);
}

static struct xt_match own_match_reg = {
	.name = "own",
	.match = own_match,
	.checkentry = own_check,
	.destroy = own_destroy,
};

static unsigned int own_target(struct sk_buff *skb, const struct net_device *in,
			       const struct net_device *out, unsigned int hooknum,
			       const struct xt_target *target, const void *targinfo)
{
	const struct own_info *info = targinfo;

	return info->on ? NF_DROP : XT_CONTINUE;
}

static struct xt_target own_target_reg = {
	.name = "OWN",
	.target = own_target,
};
