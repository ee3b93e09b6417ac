// SPDX-License-Identifier: GPL-2.0-only
static int f(struct sk_buff *skb, u32 value, int len, void *data)
{
	NLA_PUT_U32(skb, 1, value);
	NLA_PUT_STRING(skb, 2, "text");
	NLA_PUT_FLAG(skb, 3);
	NLA_PUT(skb, 4, len, data);
	return 0;

nla_put_failure:
	return -EMSGSIZE;
}
