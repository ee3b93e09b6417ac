// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module that says that it has done what it was told, where it was asked to say so, in the manner of a
 * lecture: a text of 256 bytes, built by nlmsg_new(), nlmsg_put() and nlmsg_unicast(). Written for 3.5.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_LECTURE	31

static struct sock *nl_sk;

static void lecture_reply(struct nlmsghdr *request)
{
	struct sk_buff *skb_out;
	struct nlmsghdr *reply;
	char text[256];

	memset(text, 0, sizeof(text));
	snprintf(text, sizeof(text), "message of process %d has been handled",
		 request->nlmsg_pid);
	skb_out = nlmsg_new(sizeof(text), GFP_KERNEL);
	if (!skb_out)
		return;
	reply = nlmsg_put(skb_out, 0, request->nlmsg_seq, NLMSG_DONE,
			  strlen(text) + 1, 0);
	if (!reply) {
		kfree_skb(skb_out);
		return;
	}
	strncpy(nlmsg_data(reply), text, strlen(text) + 1);
	/* The skb is gone, sent or not. */
	if (nlmsg_unicast(nl_sk, skb_out, request->nlmsg_pid) < 0)
		printk(KERN_INFO "lecture: nobody takes the answer\n");
}

static void lecture_receive(struct sk_buff *skb)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)skb->data;

	printk(KERN_INFO "lecture: port %d says %s\n", NETLINK_CB(skb).pid,
	       (char *)nlmsg_data(nlh));
	if (nlh->nlmsg_flags & NLM_F_ACK)
		lecture_reply(nlh);
}

static int __init lecture_init(void)
{
	nl_sk = netlink_kernel_create(&init_net, NETLINK_LECTURE, 0,
				      lecture_receive, NULL, THIS_MODULE);
	if (!nl_sk)
		return -ENOMEM;
	return 0;
}

static void __exit lecture_exit(void)
{
	netlink_kernel_release(nl_sk);
}

module_init(lecture_init);
module_exit(lecture_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("says what it has done");
