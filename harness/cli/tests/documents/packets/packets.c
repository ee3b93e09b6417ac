// SPDX-License-Identifier: GPL-2.0-only
/*
 * A netfilter hook that tells one program of ICMP packets, in the manner of a series of 2007: a
 * semaphore around the receive queue, a lock around the program's port. Written for 2.6.11.
 */
#include <linux/config.h>
#include <linux/init.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <linux/spinlock.h>
#include <asm/semaphore.h>
#include <net/sock.h>

#define NETLINK_PACKETS	31

/* From the program: tell me, and no more. To it: a packet. */
#define PACKETS_PORT	0x11
#define PACKETS_CLOSE	0x12
#define PACKETS_SEEN	0x13

struct packets_info {
	__u32 source;
	__u32 destination;
};

static struct {
	rwlock_t lock;
	__u32 pid;
} user_proc = { .lock = RW_LOCK_UNLOCKED };

static struct sock *packets_sock;
static DECLARE_MUTEX(packets_sem);

static void packets_message(struct nlmsghdr *nlh)
{
	write_lock_bh(&user_proc.lock);
	if (nlh->nlmsg_type == PACKETS_PORT)
		user_proc.pid = nlh->nlmsg_pid;
	else if (nlh->nlmsg_type == PACKETS_CLOSE &&
		 nlh->nlmsg_pid == user_proc.pid)
		user_proc.pid = 0;
	write_unlock_bh(&user_proc.lock);
}

static void packets_receive(struct sock *sk, int len)
{
	do {
		struct sk_buff *skb;

		if (down_trylock(&packets_sem))
			return;
		while ((skb = skb_dequeue(&sk->sk_receive_queue)) != NULL) {
			struct nlmsghdr *nlh = NULL;

			if (skb->len >= sizeof(struct nlmsghdr)) {
				nlh = (struct nlmsghdr *)skb->data;
				if ((nlh->nlmsg_len >= sizeof(struct nlmsghdr))
				    && (skb->len >= nlh->nlmsg_len))
					packets_message(nlh);
			}
			kfree_skb(skb);
		}
		up(&packets_sem);
	} while (packets_sock && packets_sock->sk_receive_queue.qlen);
}

static int packets_send(__u32 pid, struct packets_info *info)
{
	int size = NLMSG_SPACE(sizeof(*info));
	unsigned char *old_tail;
	struct nlmsghdr *nlh;
	struct sk_buff *skb;

	skb = alloc_skb(size, GFP_ATOMIC);
	if (!skb)
		return -1;
	old_tail = skb->tail;
	nlh = NLMSG_PUT(skb, 0, 0, PACKETS_SEEN, size - sizeof(*nlh));
	memcpy(NLMSG_DATA(nlh), info, sizeof(*info));
	nlh->nlmsg_len = skb->tail - old_tail;
	NETLINK_CB(skb).dst_groups = 0;
	return netlink_unicast(packets_sock, skb, pid, MSG_DONTWAIT);

nlmsg_failure:
	kfree_skb(skb);
	return -1;
}

static unsigned int packets_hook(unsigned int hooknum, struct sk_buff **skb,
				 const struct net_device *in,
				 const struct net_device *out,
				 int (*okfn)(struct sk_buff *))
{
	struct iphdr *iph = (*skb)->nh.iph;
	struct packets_info info;
	__u32 pid;

	if (iph->protocol != IPPROTO_ICMP)
		return NF_ACCEPT;
	read_lock_bh(&user_proc.lock);
	pid = user_proc.pid;
	read_unlock_bh(&user_proc.lock);
	if (pid) {
		info.source = iph->saddr;
		info.destination = iph->daddr;
		packets_send(pid, &info);
	}
	return NF_ACCEPT;
}

static struct nf_hook_ops packets_ops = {
	.hook = packets_hook,
	.owner = THIS_MODULE,
	.pf = PF_INET,
	.hooknum = NF_IP_PRE_ROUTING,
	.priority = NF_IP_PRI_FILTER - 1,
};

static int __init packets_init(void)
{
	packets_sock = netlink_kernel_create(NETLINK_PACKETS, packets_receive);
	if (!packets_sock) {
		printk("packets: no netlink socket\n");
		return -1;
	}
	return nf_register_hook(&packets_ops);
}

static void __exit packets_exit(void)
{
	nf_unregister_hook(&packets_ops);
	if (packets_sock)
		sock_release(packets_sock->sk_socket);
}

module_init(packets_init);
module_exit(packets_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("tells a program of ICMP packets");
