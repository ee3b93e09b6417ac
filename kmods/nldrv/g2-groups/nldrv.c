// SPDX-License-Identifier: GPL-2.0-only
/*
 * nldrv, second generation: netlink_kernel_create(unit, groups, input,
 * module); init_timer(), an interrupt handler with pt_regs.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/net.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <asm/semaphore.h>
#include <net/sock.h>

#include "../nldrv-core.h"

static struct sock *nldrv_sock;
static DECLARE_MUTEX(nldrv_input_lock);

static int nldrv_send(u32 to, const struct packet_info *packet)
{
	struct sk_buff *skb = alloc_skb(NLMSG_SPACE(sizeof(*packet)), GFP_ATOMIC);
	struct nlmsghdr *nlh;
	int err;

	if (!skb)
		return -ENOMEM;
	nlh = NLMSG_PUT(skb, 0, 0, NLDRV_MSG_PACKET, sizeof(*packet));
	memcpy(NLMSG_DATA(nlh), packet, sizeof(*packet));
	NETLINK_CB(skb).dst_group = 0;
	/* Consumes the skb, sent or not. */
	err = netlink_unicast(nldrv_sock, skb, to, MSG_DONTWAIT);
	return err > 0 ? 0 : err;

nlmsg_failure:	/* NLMSG_PUT jumps here when there is no room */
	kfree_skb(skb);
	return -EMSGSIZE;
}

/*
 * The skb waits in the kernel socket's queue, charged to it. Whoever holds the
 * lock empties the queue for everybody.
 */
static void nldrv_input(struct sock *sk, int len)
{
	struct sk_buff *skb;

	down(&nldrv_input_lock);
	while ((skb = skb_dequeue(&sk->sk_receive_queue))) {
		nldrv_receive((struct nlmsghdr *)skb->data, skb->len,
			      NETLINK_CB(skb).pid);
		kfree_skb(skb);
	}
	up(&nldrv_input_lock);
}

static irqreturn_t nldrv_irq(int irq, void *device, struct pt_regs *regs)
{
	return nldrv_handle_irq() ? IRQ_HANDLED : IRQ_NONE;
}

static void nldrv_tick(unsigned long data)
{
	nldrv_handle_timer((struct nldrv_device *)data);
}

static int __init nldrv_init(void)
{
	int err = nldrv_prepare();

	if (err)
		return err;
	init_timer(&nldrv.timer);
	nldrv.timer.function = nldrv_tick;
	nldrv.timer.data = (unsigned long)&nldrv;
	nldrv_sock = netlink_kernel_create(NLDRV_PROTO, 0, nldrv_input,
					   THIS_MODULE);
	if (!nldrv_sock)
		return -ENOMEM;
	err = request_irq(NLDRV_IRQ, nldrv_irq, 0, "nldrv", &nldrv);
	if (err) {
		sock_release(nldrv_sock->sk_socket);
		return err;
	}
	nldrv_start();
	return 0;
}
module_init(nldrv_init);

/* The timer and the interrupt send, so they end before the socket does. */
static void __exit nldrv_exit(void)
{
	nldrv_stop();
	del_timer_sync(&nldrv.timer);
	free_irq(NLDRV_IRQ, &nldrv);
	sock_release(nldrv_sock->sk_socket);
}
module_exit(nldrv_exit);
