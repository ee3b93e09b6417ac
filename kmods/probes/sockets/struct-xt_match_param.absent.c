// SPDX-License-Identifier: GPL-2.0-only
static bool own_match(const struct sk_buff *skb, const struct xt_match_param *par)
{
	const struct own_info *info = par->matchinfo;

	if (par->fragoff != 0) {
		*par->hotdrop = true;
		return false;
	}
	return info->on;
}

static bool own_check(const struct xt_mtchk_param *par)
{
	struct own_info *info = par->matchinfo;

	if (info->bad)
		return false;
	if (info->plain)
		return true;
	return info->on;
}

static unsigned int own_target(struct sk_buff *skb, const struct xt_target_param *par)
{
	const struct own_info *info = par->targinfo;

	return info->on ? NF_DROP : XT_CONTINUE;
}
