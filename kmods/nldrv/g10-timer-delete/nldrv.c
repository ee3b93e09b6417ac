// SPDX-License-Identifier: GPL-2.0-only
/*
 * nldrv, tenth generation: netlink_kernel_create(net, unit, cfg);
 * timer_setup() with from_timer() and timer_delete_sync(), an interrupt
 * handler without pt_regs.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "../nldrv-core.h"

static struct sock *nldrv_sock;

static int nldrv_send(u32 to, const struct packet_info *packet)
{
	struct sk_buff *skb = nlmsg_new(sizeof(*packet), GFP_ATOMIC);
	struct nlmsghdr *nlh;

	if (!skb)
		return -ENOMEM;
	nlh = nlmsg_put(skb, 0, 0, NLDRV_MSG_PACKET, sizeof(*packet), 0);
	if (!nlh) {
		kfree_skb(skb);
		return -EMSGSIZE;
	}
	memcpy(nlmsg_data(nlh), packet, sizeof(*packet));
	/* Sets MSG_DONTWAIT itself; consumes the skb, sent or not. */
	return nlmsg_unicast(nldrv_sock, skb, to);
}

/* Called once for every skb; the caller frees it. */
static void nldrv_input(struct sk_buff *skb)
{
	nldrv_receive(nlmsg_hdr(skb), skb->len, NETLINK_CB(skb).portid);
}

static irqreturn_t nldrv_irq(int irq, void *device)
{
	return nldrv_handle_irq() ? IRQ_HANDLED : IRQ_NONE;
}

static void nldrv_tick(struct timer_list *timer)
{
	struct nldrv_device *device = from_timer(device, timer, timer);

	nldrv_handle_timer(device);
}

static int __init nldrv_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = nldrv_input };
	int err = nldrv_prepare();

	if (err)
		return err;
	timer_setup(&nldrv.timer, nldrv_tick, 0);
	nldrv_sock = netlink_kernel_create(&init_net, NLDRV_PROTO, &cfg);
	if (!nldrv_sock)
		return -ENOMEM;
	err = request_irq(NLDRV_IRQ, nldrv_irq, 0, "nldrv", &nldrv);
	if (err) {
		netlink_kernel_release(nldrv_sock);
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
	timer_delete_sync(&nldrv.timer);
	free_irq(NLDRV_IRQ, &nldrv);
	netlink_kernel_release(nldrv_sock);
}
module_exit(nldrv_exit);
