// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread that waits for messages and sends them back, as articles of 2005 have it: the socket's
 * callback only wakes whoever sleeps on the socket. Written for 2.6.11.
 */
#include <linux/config.h>
#include <linux/completion.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <net/sock.h>

#define NETLINK_KORNER	30

static int heard;
module_param(heard, int, 0444);
MODULE_PARM_DESC(heard, "messages that the thread took out");

static struct sock *korner_sock;
static pid_t korner_pid;
static DECLARE_COMPLETION(korner_gone);

static void korner_ready(struct sock *sk, int len)
{
	wake_up_interruptible(sk->sk_sleep);
}

static void korner_answer(struct sk_buff *skb)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)skb->data;
	u32 pid = nlh->nlmsg_pid;

	printk(KERN_INFO "%s: heard `%s'\n", __FUNCTION__,
	       (char *)NLMSG_DATA(nlh));
	heard++;
	NETLINK_CB(skb).groups = 0;
	NETLINK_CB(skb).pid = 0;
	NETLINK_CB(skb).dst_pid = pid;
	NETLINK_CB(skb).dst_groups = 0;
	netlink_unicast(korner_sock, skb, pid, MSG_DONTWAIT);
}

static int korner_thread(void *unused)
{
	struct sk_buff *skb;
	int err;

	daemonize("korner");
	allow_signal(SIGTERM);
	while (!signal_pending(current)) {
		skb = skb_recv_datagram(korner_sock, 0, 0, &err);
		if (skb)
			korner_answer(skb);
	}
	complete_and_exit(&korner_gone, 0);
}

static int __init korner_init(void)
{
	korner_sock = netlink_kernel_create(NETLINK_KORNER, korner_ready);
	if (!korner_sock)
		return -ENOMEM;
	korner_pid = kernel_thread(korner_thread, NULL, CLONE_FS | CLONE_FILES);
	if (korner_pid < 0) {
		sock_release(korner_sock->sk_socket);
		return korner_pid;
	}
	return 0;
}

static void __exit korner_exit(void)
{
	kill_proc(korner_pid, SIGTERM, 1);
	wait_for_completion(&korner_gone);
	sock_release(korner_sock->sk_socket);
}

module_init(korner_init);
module_exit(korner_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sends back what it is sent");
