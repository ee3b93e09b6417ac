// SPDX-License-Identifier: GPL-2.0-only
/*
 * faulty_unwritten_bytes - sends what it never wrote: the hole between two
 * members of a struct on the stack, and the end of a buffer.
 *
 * Expected ending: leak on a debug kernel, where such memory has a pattern.
 * Elsewhere it contains what was there before: addresses, names, keys.
 */
#include "../faulty-core.h"

#define FAULTY_SIZE	32

struct faulty_answer {
	u8 kind;
	/* Three bytes without a name. */
	u32 value;
};

static void faulty_send(u32 port, const void *data, size_t len, size_t size)
{
	struct sk_buff *skb = nlmsg_new(size, GFP_KERNEL);
	struct nlmsghdr *nlh;

	if (!skb)
		return;
	nlh = nlmsg_put(skb, 0, 0, FAULTY_MSG_TRIGGER, size, 0);
	if (!nlh) {
		kfree_skb(skb);
		return;
	}
	memcpy(nlmsg_data(nlh), data, len);
	nlmsg_unicast(faulty_sock, skb, port);
}

static void faulty_trigger(struct sk_buff *skb)
{
	struct faulty_answer answer, *sent = &answer;

	answer.kind = 1;
	answer.value = 2;
	FAULTY_HIDE(sent);
	faulty_send(NETLINK_CB(skb).portid, sent, sizeof(*sent), sizeof(*sent));
	/* Of 32 bytes, four are written. */
	faulty_send(NETLINK_CB(skb).portid, &sent->value, sizeof(sent->value),
		    FAULTY_SIZE);
}

static void faulty_leave(void)
{
}
