// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_missing_skb_put - the article's send, as printed and as corrected.
 *
 * A trigger whose payload begins with FAULTY_CORRECTED is answered with the
 * text, any other with a message of 0 bytes: the text is in the buffer, but
 * the skb does not know. Expected ending: pass, of a client that expects both.
 */
#include "../faulty-core.h"

#define MAX_PAYLOAD 1024

static bool is_corrected(const struct nlmsghdr *nlh)
{
	return nlmsg_len(nlh) > 0 &&
	       *(const u8 *)nlmsg_data(nlh) == FAULTY_CORRECTED;
}

static void faulty_trigger(struct sk_buff *skb)
{
	struct sk_buff *out = alloc_skb(NLMSG_SPACE(MAX_PAYLOAD), GFP_KERNEL);
	struct nlmsghdr *nlh;

	if (!out)
		return;
	if (is_corrected(nlmsg_hdr(skb)))
		nlh = (struct nlmsghdr *)skb_put(out, NLMSG_SPACE(MAX_PAYLOAD));
	else
		nlh = (struct nlmsghdr *)out->data;	/* the fault */
	memset(nlh, 0, NLMSG_SPACE(MAX_PAYLOAD));
	nlh->nlmsg_len = NLMSG_SPACE(MAX_PAYLOAD);
	strcpy(NLMSG_DATA(nlh), FAULTY_GREETING);
	netlink_unicast(faulty_sock, out, NETLINK_CB(skb).portid, MSG_DONTWAIT);
}

static void faulty_leave(void)
{
}
