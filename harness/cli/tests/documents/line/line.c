// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver that tells its program of interrupts by netlink, in the manner of an article about 2.6:
 * the handler itself builds and sends the message. Written for 2.6.11. The device is the third
 * serial port, whose interrupt says that it could send.
 */
#include <linux/config.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/serial_reg.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <linux/spinlock.h>
#include <asm/io.h>
#include <asm/semaphore.h>
#include <net/sock.h>

#define NETLINK_LINE	31
#define LINE_IO	0x3e8
#define LINE_IRQ	6

#define USER_TYPE	0x11
#define PACKET_TYPE	0x12

struct packet_info {
	__u32 irq;
	__u32 number;
};

static struct {
	spinlock_t lock;
	__u32 pid;
} user_proc = { .lock = SPIN_LOCK_UNLOCKED };

static struct sock *nlfd;
static __u32 interrupts;
DECLARE_MUTEX(receive_sem);

static void kernel_receive(struct sock *sk, int len)
{
	struct sk_buff *skb;

	if (down_trylock(&receive_sem))
		return;
	while ((skb = skb_dequeue(&sk->sk_receive_queue)) != NULL) {
		struct nlmsghdr *nlh = (struct nlmsghdr *)skb->data;
		unsigned long flags;

		if (skb->len >= sizeof(*nlh) && nlh->nlmsg_type == USER_TYPE) {
			spin_lock_irqsave(&user_proc.lock, flags);
			user_proc.pid = nlh->nlmsg_pid;
			spin_unlock_irqrestore(&user_proc.lock, flags);
			/* The line has to fall before it can rise. */
			outb(0, LINE_IO + UART_IER);
			outb(UART_IER_THRI, LINE_IO + UART_IER);
		}
		kfree_skb(skb);
	}
	up(&receive_sem);
}

static irqreturn_t irq_handler(int irq, void *dev_id, struct pt_regs *regs)
{
	struct packet_info *packet;
	unsigned char *old_tail;
	struct nlmsghdr *nlh;
	struct sk_buff *skb;
	int size = NLMSG_SPACE(sizeof(*packet));

	if (inb(LINE_IO + UART_IIR) & UART_IIR_NO_INT)
		return IRQ_NONE;
	outb(0, LINE_IO + UART_IER);
	skb = alloc_skb(size, GFP_ATOMIC);
	if (!skb)
		return IRQ_HANDLED;
	old_tail = skb->tail;
	nlh = NLMSG_PUT(skb, 0, 0, PACKET_TYPE, size - sizeof(*nlh));
	packet = NLMSG_DATA(nlh);
	memset(packet, 0, sizeof(*packet));
	packet->irq = irq;
	packet->number = ++interrupts;
	nlh->nlmsg_len = skb->tail - old_tail;
	NETLINK_CB(skb).dst_groups = 0;
	netlink_unicast(nlfd, skb, user_proc.pid, MSG_DONTWAIT);
	return IRQ_HANDLED;

nlmsg_failure:
	kfree_skb(skb);
	return IRQ_HANDLED;
}

static int __init line_init(void)
{
	int err;

	nlfd = netlink_kernel_create(NETLINK_LINE, kernel_receive);
	if (!nlfd) {
		printk("can not create a netlink socket\n");
		return -1;
	}
	err = request_irq(LINE_IRQ, irq_handler, SA_INTERRUPT, "line",
			  &user_proc);
	if (err)
		sock_release(nlfd->sk_socket);
	return err;
}

static void __exit line_exit(void)
{
	outb(0, LINE_IO + UART_IER);
	free_irq(LINE_IRQ, &user_proc);
	sock_release(nlfd->sk_socket);
}

module_init(line_init);
module_exit(line_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("tells a program of interrupts");
